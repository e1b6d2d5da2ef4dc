/** Options of a session as they begin. */
#define AMIWIRE_SESSION_OPTIONS_INIT {(uint32_t)sizeof(amiwire_session_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}

/** Memory for a session, as amiwire_reader_memory is for a reader. */
typedef union amiwire_session_memory {
    /** For the alignment. */
    uint64_t align;
    /** What amiwire_session_init() is given. */
    uint8_t bytes[AMIWIRE_SESSION_STORAGE];
} amiwire_session_memory;
