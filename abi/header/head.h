/*
 * amiwire.h: the Asterisk Manager Interface for C and C++
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Generated from src/ffi by `cargo xtask gen header`; what is changed here by
 * hand is overwritten. C99 and C++11.
 *
 * Bytes go in, packets come out. The sections go from the small to the large:
 * each uses only what stands above it, and a program may stop at any of them.
 * These conventions hold throughout. A function whose behaviour differs says so
 * in its comment. abi/amiwire.json says the same for programs: every constant,
 * struct, function and parameter.
 *
 * Statuses. A function that can fail returns an int32_t. AMIWIRE_OK, 0, is
 *     done; a positive number is a condition of progress, with which nothing
 *     is wrong; a negative one is an error. `if (rc < 0)` finds every error.
 *     Each prototype lists the statuses that it returns. A function that
 *     returns something else says what a wrong argument gives.
 *
 * Errors. Unless AMIWIRE_OK or AMIWIRE_TRUNCATED is returned, what would have
 *     been written through a pointer is left as it was, with three exceptions:
 *     what reports the error is written (`size` with AMIWIRE_NO_ROOM,
 *     `refused`, `error_offset`); what was written of a packet that is refused
 *     is wiped; and the place of an object that is not made becomes NULL.
 *
 * Arguments. A NULL that is not allowed is answered with
 *     AMIWIRE_NULL_ARGUMENT, a pointer that is not aligned as its type with
 *     AMIWIRE_MISALIGNED, a number that is not allowed, such as a length of 2^63
 *     or more, with AMIWIRE_BAD_ARGUMENT or a status that says it better. NULL
 *     is allowed where the length beside it is 0. Everywhere, `size`, `refused`
 *     and `error_offset` may be NULL. That a pointer
 *     which is not NULL leads to memory of the stated size is the one thing
 *     that the library cannot check for you.
 *
 * Memory. It is yours. Parser, reader, writer and session work in storage that
 *     you lend them and allocate nothing; you take it back by no longer using
 *     the object. Only the connector allocates: what its open function gives,
 *     its close function takes back, and closing NULL does nothing. Never call
 *     free() on anything that comes from here.
 *
 * Slices and texts. A slice is a pointer and a length into memory that
 *     belongs to somebody else, usually your own buffer. It does not end in
 *     NUL, may hold any byte, and is not freed; each function says how long
 *     it lives. A const char * ends in NUL: one that goes in is not kept
 *     after the call, one that comes out says how long it lives.
 *
 * Growing structs. A struct that begins with struct_size can gain members at
 *     its end in later versions. Begin with the INIT macro beside it, or set
 *     all of it to zero and struct_size to its sizeof; then a program and a
 *     library of different versions understand each other. Structs without
 *     struct_size do not change.
 *
 * Numbers. In every prototype and struct, statuses, kinds and ids are integers
 *     of a fixed size, never an enum whose size a compiler could choose.
 *     Numbers are only added, so meet those that you do not know with a
 *     default.
 *
 * Threads. Different objects may be used by different threads at the same
 *     time, one object by one thread at a time; the connector allows more and
 *     says what.
 *
 * Your code. Nothing here calls you back, except the functions of a transport
 *     that you bring yourself, and the trace of a config. Nothing unwinds or jumps out of a call.
 */
