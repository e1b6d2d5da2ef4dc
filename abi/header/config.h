/** A config as it begins. */
#define AMIWIRE_CONN_CONFIG_INIT \
    {(uint32_t)sizeof(amiwire_conn_config), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
     0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
