/** Options of a reader as they begin. */
#define AMIWIRE_READER_OPTIONS_INIT {(uint32_t)sizeof(amiwire_reader_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}

/** Memory for a reader, aligned as it must be, for those who have it by value. */
typedef union amiwire_reader_memory {
    /** For the alignment. */
    uint64_t align;
    /** What amiwire_reader_init() is given. */
    uint8_t bytes[AMIWIRE_READER_STORAGE];
} amiwire_reader_memory;

/** Entries of an index that takes packets of so many lines. */
#define AMIWIRE_INDEX_FOR(lines) (2 * (size_t)(lines) + 2)
