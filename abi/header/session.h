/** Options of a session as they begin. */
#define AMIWIRE_SESSION_OPTIONS_INIT {(uint32_t)sizeof(amiwire_session_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}
