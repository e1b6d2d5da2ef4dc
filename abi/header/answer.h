/** An answer as it begins. */
#define AMIWIRE_ANSWER_INIT {(uint32_t)sizeof(amiwire_answer), 0, 0, 0, 0, 0}
