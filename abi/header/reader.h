/** Options of a reader as they begin. */
#define AMIWIRE_READER_OPTIONS_INIT {(uint32_t)sizeof(amiwire_reader_options), 0, 0, 0, 0, 0, 0, 0}
