/** Options of a server as they begin; set a challenge. */
#define AMIWIRE_SERVER_OPTIONS_INIT {(uint32_t)sizeof(amiwire_server_options), 0, NULL, 0, 0}
