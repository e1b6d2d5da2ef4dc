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
#ifndef AMIWIRE_H
#define AMIWIRE_H

#include <stddef.h>
#include <stdint.h>

#include "amiwire_names.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * ==== Version ===============================================================
 *
 * The macros say what a program was compiled with, the functions what it
 * runs with. The soname is `libamiwire.so.0` until version 1.0 promises the
 * binary interface; until then a program may have to be compiled again.
 */

/** The version of this header. */
#define AMIWIRE_VERSION "0.1.0"
#define AMIWIRE_VERSION_MAJOR 0
#define AMIWIRE_VERSION_MINOR 1
#define AMIWIRE_VERSION_PATCH 0
/** The same as one number, 0xMMmmpp, to compare with in #if. */
#define AMIWIRE_VERSION_NUMBER 0x000100

/** Bit of amiwire_features(): the connector over TCP is built in. */
#define AMIWIRE_FEATURE_NET 1

/** Bit of amiwire_features(): TLS for the connector is built in. */
#define AMIWIRE_FEATURE_TLS 2

/**
 * The version of the library that runs, such as "0.1.0". The text is static:
 * it is valid for ever and is not freed.
 */
const char *amiwire_version(void);

/** The same as one number, 0xMMmmpp, to compare with AMIWIRE_VERSION_NUMBER. */
uint32_t amiwire_version_number(void);

/**
 * What is built into the library that runs: AMIWIRE_FEATURE_ bits. A function
 * that needs more answers AMIWIRE_NOT_BUILT. It is missing in libamiwire-core
 * alone, which has no connector: none of the functions amiwire_conn_.
 */
uint32_t amiwire_features(void);

/*
 * ==== Status codes ==========================================================
 *
 * What nearly every function returns, as an `int32_t`: 0 is done, a positive
 * number is a condition of progress (nothing is wrong), a negative one is an
 * error, in bands by whose fault it is. Numbers are only ever added, so treat
 * one that you do not know by its sign.
 */

/* Done, and conditions of progress */

/** done */
#define AMIWIRE_OK 0
/** more bytes are needed before the next packet is complete */
#define AMIWIRE_NEED_MORE 1
/** there was room for a part only */
#define AMIWIRE_TRUNCATED 2
/** nothing is waiting */
#define AMIWIRE_NO_EVENT 3
/**
 * the exchange closed the connection; connect again, and look for a Logoff, a
 * restart, or a reader that was too slow for the exchange
 */
#define AMIWIRE_CLOSED 4
/**
 * the operation would have to wait; try again when the descriptor is ready
 */
#define AMIWIRE_WOULD_BLOCK 5
/** there is no such header */
#define AMIWIRE_NOT_FOUND 6
/** there is no packet, but something happened: the outcome tells what */
#define AMIWIRE_NOTICE 7

/* The caller's misuse */

/** a pointer that must not be NULL is NULL */
#define AMIWIRE_NULL_ARGUMENT (-101)
/** an argument has a value that is not allowed */
#define AMIWIRE_BAD_ARGUMENT (-102)
/**
 * struct_size is wrong: begin with the INIT macro, or zero the struct and set
 * struct_size to its sizeof
 */
#define AMIWIRE_BAD_STRUCT_SIZE (-103)
/** the object is not in a state that allows this call */
#define AMIWIRE_BAD_STATE (-104)
/** more bytes were committed than space() had lent */
#define AMIWIRE_COMMIT_TOO_LARGE (-105)
/** the index is beyond the last header */
#define AMIWIRE_OUT_OF_RANGE (-106)
/** the storage is too small to work with */
#define AMIWIRE_STORAGE_TOO_SMALL (-107)
/** the storage is not aligned as it must be */
#define AMIWIRE_MISALIGNED (-108)
/**
 * this build of the library does not contain the feature; build it with net or
 * tls
 */
#define AMIWIRE_NOT_BUILT (-109)

/* The peer's syntax */

/**
 * the peer's first line is not the greeting of an Asterisk manager; check the
 * port (UCM6XXX: TCP 7777, TLS 5039)
 */
#define AMIWIRE_BAD_BANNER (-201)
/** the value does not have the form that was asked for */
#define AMIWIRE_BAD_VALUE (-202)
/** the packet does not fit what the protocol allows at this point */
#define AMIWIRE_UNEXPECTED_PACKET (-203)

/* A limit */

/**
 * a packet is larger than the storage or the limit; it is skipped and the next
 * one is read
 */
#define AMIWIRE_PACKET_TOO_LARGE (-301)
/**
 * a packet has more lines than the index or the limit allows; it is skipped
 * and the next one is read
 */
#define AMIWIRE_TOO_MANY_HEADERS (-302)
/**
 * a line is longer than the limit; its packet is skipped and the next one is
 * read
 */
#define AMIWIRE_LINE_TOO_LONG (-303)
/**
 * the output buffer is too small; the size that is needed was given and
 * nothing was written
 */
#define AMIWIRE_NO_ROOM (-304)
/**
 * all places for actions in flight are taken: wait for an answer, or ask for
 * more places (max_actions of a connection, the slots of a session)
 */
#define AMIWIRE_TOO_MANY_ACTIONS (-305)
/**
 * the queue of bytes to send cannot take the action now; send what is queued
 * first
 */
#define AMIWIRE_OUT_QUEUE_FULL (-306)
/**
 * the text of an old Command answer has no end mark within the bound: a reader
 * continues behind the next empty line, a connection is closed
 */
#define AMIWIRE_TEXT_TOO_LARGE (-307)

/* Refused on write */

/** a header has an empty name */
#define AMIWIRE_NAME_EMPTY (-401)
/** a header's name holds CR, LF, NUL or another byte that no name may hold */
#define AMIWIRE_NAME_BAD_BYTE (-402)
/** a header's name holds a colon */
#define AMIWIRE_NAME_HAS_COLON (-403)
/** a header's name begins or ends with a blank */
#define AMIWIRE_NAME_BLANK_EDGE (-404)
/**
 * a header's value holds CR, LF or NUL, which would end the line and let the
 * rest be read as another header
 */
#define AMIWIRE_VALUE_BAD_BYTE (-405)
/** a line is longer than the receiver reads whole (1022 bytes for actions) */
#define AMIWIRE_WRITE_LINE_TOO_LONG (-406)
/** there are more headers than the receiver keeps (128 for actions) */
#define AMIWIRE_WRITE_TOO_MANY_HEADERS (-407)
/** the session gives the ActionIDs; leave that header out */
#define AMIWIRE_ACTION_ID_GIVEN (-408)
/**
 * the Value of a Setvar or the Val of a DBPut begins with a blank, which the
 * exchange would strip; there is no way to send it
 */
#define AMIWIRE_VALUE_BLANK_EDGE (-409)

/* Session */

/**
 * the exchange refused the login; check the user name, the secret and the
 * permitted addresses (on a UCM6XXX an empty list permits nobody)
 */
#define AMIWIRE_LOGIN_REFUSED (-501)
/** the session is not logged in */
#define AMIWIRE_NOT_LOGGED_IN (-502)
/** the exchange refused to give a challenge; try the plain login over TLS */
#define AMIWIRE_CHALLENGE_REFUSED (-503)
/** the tag belongs to an action that is still in flight */
#define AMIWIRE_TAG_IN_USE (-504)
/** the action's time limit passed without its answer */
#define AMIWIRE_ACTION_TIMED_OUT (-505)
/**
 * the connection was cut before the answer came; the action may have been
 * carried out, look before you repeat it
 */
#define AMIWIRE_OUTCOME_UNKNOWN (-506)
/**
 * the connection was cut before the action was sent; it was not carried out
 */
#define AMIWIRE_ACTION_UNSENT (-507)

/* Transport and TLS */

/**
 * the host name could not be resolved; check its spelling and the name server
 */
#define AMIWIRE_RESOLVE_FAILED (-601)
/**
 * nothing listens on that port; check that AMI is enabled and on which port
 * (UCM6XXX: TCP 7777, TLS 5039)
 */
#define AMIWIRE_CONNECT_REFUSED (-602)
/** the connection could not be made; the operating system's error says why */
#define AMIWIRE_CONNECT_FAILED (-603)
/**
 * the exchange did not take the connection in time; check the address and the
 * firewall between
 */
#define AMIWIRE_CONNECT_TIMED_OUT (-604)
/**
 * the exchange sent nothing within the time limit; wait longer, or send a Ping
 * to see whether it lives
 */
#define AMIWIRE_PEER_SILENT (-605)
/**
 * the exchange took no bytes within the time limit; the connection is not
 * usable any more
 */
#define AMIWIRE_WRITE_TIMED_OUT (-606)
/**
 * the connection was reset; the exchange or something between cut it, connect
 * again
 */
#define AMIWIRE_RESET (-607)
/** the operating system reported an error; its number says which */
#define AMIWIRE_IO (-608)
/** the local address could not be bound; check that this machine has it */
#define AMIWIRE_BIND_FAILED (-609)
/** the waiting call was interrupted, by another thread or a signal handler */
#define AMIWIRE_INTERRUPTED (-610)
/**
 * the exchange closed the connection before its greeting; it may have too many
 * connections without a login, or the port may speak TLS
 */
#define AMIWIRE_CLOSED_BEFORE_BANNER (-611)
/**
 * the exchange did not answer a Ping, or the login, within the time limit, and
 * the connection was cut; it may hang or be out of reach, connect again
 */
#define AMIWIRE_PEER_DEAD (-612)
/** the TLS handshake failed; the detail says why */
#define AMIWIRE_TLS_HANDSHAKE (-621)
/**
 * the certificate comes from no authority that is trusted here; give its CA
 * file, or pin it by its SHA-256 digest
 */
#define AMIWIRE_CERTIFICATE_UNKNOWN (-622)
/**
 * the certificate is expired or not yet valid; check both clocks, renew it, or
 * pin it
 */
#define AMIWIRE_CERTIFICATE_EXPIRED (-623)
/**
 * the certificate is for another name; set the server name that it carries, or
 * pin it
 */
#define AMIWIRE_CERTIFICATE_NAME (-624)
/**
 * the certificate is not the pinned one; if the exchange's certificate was
 * renewed, pin the new one, otherwise somebody is between
 */
#define AMIWIRE_CERTIFICATE_PIN (-625)
/** the certificate is malformed or cannot serve here; the detail says why */
#define AMIWIRE_CERTIFICATE_BAD (-626)
/**
 * the exchange offers only TLS below 1.2, static RSA or RSA keys under 2048
 * bits, which the built-in TLS does not do; bring your own TLS through the
 * transport table (amiwire_transport)
 */
#define AMIWIRE_TLS_UNSUPPORTED (-627)
/** the CA file could not be read or holds no certificate in PEM form */
#define AMIWIRE_CA_FILE (-628)
/**
 * the peer does not speak TLS on this port; use the TLS port (UCM6XXX: 5039)
 * or switch TLS off
 */
#define AMIWIRE_NOT_TLS (-629)
/**
 * the connection ended without TLS's own close, so that somebody may have cut
 * it
 */
#define AMIWIRE_TLS_TRUNCATED (-630)
/**
 * the TLS connection broke off; a record was damaged or the exchange gave up,
 * connect again and look at the detail
 */
#define AMIWIRE_TLS_BROKEN (-631)

/* Internal */

/** an internal error; please report it */
#define AMIWIRE_INTERNAL (-901)
/**
 * a panic was caught inside the library; the handle is of no use any more,
 * please report it
 */
#define AMIWIRE_PANICKED (-902)
/** an earlier panic left this handle unusable; close it */
#define AMIWIRE_POISONED (-903)
/** memory could not be had */
#define AMIWIRE_NO_MEMORY (-904)

/** All of them, as X(name, number), for a table of your own. */
#define AMIWIRE_STATUS_MAP(X) \
    X(OK, 0) X(NEED_MORE, 1) X(TRUNCATED, 2) X(NO_EVENT, 3) X(CLOSED, 4) \
    X(WOULD_BLOCK, 5) X(NOT_FOUND, 6) X(NOTICE, 7) X(NULL_ARGUMENT, -101) \
    X(BAD_ARGUMENT, -102) X(BAD_STRUCT_SIZE, -103) X(BAD_STATE, -104) \
    X(COMMIT_TOO_LARGE, -105) X(OUT_OF_RANGE, -106) \
    X(STORAGE_TOO_SMALL, -107) X(MISALIGNED, -108) X(NOT_BUILT, -109) \
    X(BAD_BANNER, -201) X(BAD_VALUE, -202) X(UNEXPECTED_PACKET, -203) \
    X(PACKET_TOO_LARGE, -301) X(TOO_MANY_HEADERS, -302) \
    X(LINE_TOO_LONG, -303) X(NO_ROOM, -304) X(TOO_MANY_ACTIONS, -305) \
    X(OUT_QUEUE_FULL, -306) X(TEXT_TOO_LARGE, -307) X(NAME_EMPTY, -401) \
    X(NAME_BAD_BYTE, -402) X(NAME_HAS_COLON, -403) X(NAME_BLANK_EDGE, -404) \
    X(VALUE_BAD_BYTE, -405) X(WRITE_LINE_TOO_LONG, -406) \
    X(WRITE_TOO_MANY_HEADERS, -407) X(ACTION_ID_GIVEN, -408) \
    X(VALUE_BLANK_EDGE, -409) X(LOGIN_REFUSED, -501) X(NOT_LOGGED_IN, -502) \
    X(CHALLENGE_REFUSED, -503) X(TAG_IN_USE, -504) X(ACTION_TIMED_OUT, -505) \
    X(OUTCOME_UNKNOWN, -506) X(ACTION_UNSENT, -507) X(RESOLVE_FAILED, -601) \
    X(CONNECT_REFUSED, -602) X(CONNECT_FAILED, -603) \
    X(CONNECT_TIMED_OUT, -604) X(PEER_SILENT, -605) X(WRITE_TIMED_OUT, -606) \
    X(RESET, -607) X(IO, -608) X(BIND_FAILED, -609) X(INTERRUPTED, -610) \
    X(CLOSED_BEFORE_BANNER, -611) X(PEER_DEAD, -612) X(TLS_HANDSHAKE, -621) \
    X(CERTIFICATE_UNKNOWN, -622) X(CERTIFICATE_EXPIRED, -623) \
    X(CERTIFICATE_NAME, -624) X(CERTIFICATE_PIN, -625) \
    X(CERTIFICATE_BAD, -626) X(TLS_UNSUPPORTED, -627) X(CA_FILE, -628) \
    X(NOT_TLS, -629) X(TLS_TRUNCATED, -630) X(TLS_BROKEN, -631) \
    X(INTERNAL, -901) X(PANICKED, -902) X(POISONED, -903) X(NO_MEMORY, -904)

/**
 * The name of a status without its AMIWIRE_ prefix, such as "NEED_MORE", or
 * "unknown" for a number that is no status. The text is static: it is valid
 * for ever and is not freed. A wrong argument gives "unknown".
 */
const char *amiwire_status_name(int32_t status);

/**
 * A sentence for a person, without a full stop: what happened, and what to do
 * next; "unknown" for a number that is no status. The text is static: it is
 * valid for ever and is not freed. A wrong argument gives "unknown".
 */
const char *amiwire_status_text(int32_t status);

/**
 * Whether the connection that a status came from is over, so that a receiving
 * call would return it again for ever. All other statuses leave the connection
 * as it was: a loop that receives goes on.
 *
 * Gives 1 for AMIWIRE_CLOSED, although it is positive, for AMIWIRE_RESET and
 * whatever else ends a connection or says that there is none; 0 for
 * AMIWIRE_PACKET_TOO_LARGE and its kin, behind which the next packet is read,
 * for waits that are over, for what is refused, for misuse. Of a number that
 * is no status the sign decides: 1 for a negative one, else 0.
 *
 * Every error of an open means that there is no connection. With
 * reconnect_first_ms set, a receiving call returns a fatal status only when
 * there will be no further attempt; what amiwire_conn_send() returns may be
 * about the connection of the moment.
 */
uint32_t amiwire_status_is_fatal(int32_t status);

/*
 * ==== Slices and fields =====================================================
 */

/**
 * Bytes that belong to somebody else. Not ended by NUL, may hold any byte,
 * never freed. Print one with `printf("%.*s", (int)s.len, (const char
 * *)s.ptr)`.
 */
typedef struct amiwire_slice {
    /** The first byte; may be NULL if there is none. */
    const uint8_t *ptr;
    /** How many. */
    size_t len;
} amiwire_slice;

/** A header to be sent. */
typedef struct amiwire_field {
    /** Its name, ended by NUL. */
    const char *name;
    /** Its value. */
    const char *value;
    /**
     * How many bytes the value has; 0 means strlen(value). For an empty value
     * pass "" and 0.
     */
    size_t value_len;
} amiwire_field;

/**
 * Whether a slice is this text, without regard to ASCII case: 1 if so, else 0.
 * Header names, event names and the words of the protocol are compared so. A
 * wrong argument gives 0.
 */
uint32_t amiwire_slice_is(amiwire_slice slice, const char *text);

/*
 * ==== Packets ===============================================================
 *
 * A packet is read in place: the struct holds pointers into the memory with
 * which it was read, and is good as long as that memory is left alone: until
 * the next call on the reader or connection that gave it, or until the buffer
 * of amiwire_parse() changes. Look at its members, but change none.
 */

/** The kind of a packet whose first header is none of the three below. */
#define AMIWIRE_KIND_OTHER 0

/**
 * A packet that begins with the header `Response`, or with an `ActionID` and then
 * that, as some servers write it.
 */
#define AMIWIRE_KIND_RESPONSE 1

/** A packet that begins with the header `Event`. */
#define AMIWIRE_KIND_EVENT 2

/** A packet that begins with the header `Action`. */
#define AMIWIRE_KIND_ACTION 3

/**
 * The server's greeting: no packet, but a line, and handed out like one. It
 * has no headers; its body is the version.
 */
#define AMIWIRE_KIND_BANNER 4

/** Not in pieces, as nearly every packet. */
#define AMIWIRE_PIECE_WHOLE 0

/**
 * The headers of an answer to a Command, or none of a text without a response,
 * and the first part of the output.
 */
#define AMIWIRE_PIECE_FIRST 1

/**
 * A further part of the output, without the other headers. The pieces of a
 * packet come one directly after the other: what stands between a first and a
 * last one belongs together.
 */
#define AMIWIRE_PIECE_MIDDLE 2

/** The last part of the output, without the other headers. It may be empty. */
#define AMIWIRE_PIECE_LAST 3

/** A packet. */
typedef struct amiwire_packet {
    /** The bytes that the positions count from. */
    const uint8_t *base;
    /**
     * The position of each line's first colon, or of its end if it has none.
     */
    const uint32_t *names;
    /** The position of each line's LF. */
    const uint32_t *ends;
    /** Where the packet begins in the stream, in bytes since its start. */
    uint64_t offset;
    /** How many bytes stand at `base`. */
    uint32_t base_len;
    /** Position of the packet's first byte. */
    uint32_t start;
    /** Position behind its closing empty line. */
    uint32_t end;
    /** Position of the body, and behind it. */
    uint32_t body_start;
    /** See body_start. */
    uint32_t body_end;
    /** How many lines it has, those without a colon included. */
    uint32_t headers;
    /**
     * How many of them the index holds: all, but for a truncated
     * amiwire_parse().
     */
    uint32_t indexed;
    /** What it is: AMIWIRE_KIND_. */
    uint32_t kind;
    /** For the library. */
    uint32_t flags;
    /** Which part of an output in pieces it is: AMIWIRE_PIECE_. */
    uint32_t piece;
} amiwire_packet;

/**
 * All bytes of the packet as they came, its closing empty line included. Lives
 * as long as the packet. A wrong argument gives an empty slice.
 */
amiwire_slice amiwire_packet_raw(const amiwire_packet *packet);

/**
 * The text of an old Command answer (`Response: Follows`), or the version of
 * a greeting. Lives as long as the packet.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet that was never given
 * out.
 */
int32_t amiwire_packet_body(const amiwire_packet *packet,
                            amiwire_slice *body);

/**
 * What a greeting says: its name, as `Asterisk Call Manager`, its version, and in
 * `*is_proxy` 1 if a proxy says so of itself, otherwise 0. The version of a proxy
 * is its own and tells nothing of the exchanges behind it. `name`, `version` and
 * `is_proxy` may be NULL. The slices live as long as the packet.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND for what is no greeting, or one whose
 * version does not begin with a digit or holds a blank, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet that was never given out.
 */
int32_t amiwire_packet_greeting(const amiwire_packet *packet,
                                amiwire_slice *name,
                                amiwire_slice *version,
                                uint32_t *is_proxy);

/**
 * The next line of output: of a Command, from either of its formats, the text
 * of `Response: Follows` (before Asterisk 14) or the headers `Output`; or of a
 * text that came without a response, AMIWIRE_KIND_OTHER, such as the answer to
 * Queues of those releases. `at` goes in and comes out: `*at` begins as 0, and
 * each call moves it on.
 * The line has no line end, may be empty, and lives as long as the packet.
 *
 * Of an output in pieces each piece gives its lines, `*at` beginning as 0, and
 * the pieces' lines one after the other are those of the whole.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND when there are no more lines,
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet
 * that was never given out.
 */
int32_t amiwire_packet_output(const amiwire_packet *packet,
                              size_t *at,
                              amiwire_slice *line);

/*
 * ==== Headers of a packet ===================================================
 *
 * Read in place, too: names and values are slices of the packet's bytes, and
 * live as long as it.
 */

/**
 * A line of a packet, as positions in what amiwire_packet_raw() gives. So it
 * is as good for a copy of those bytes as for the packet itself.
 */
typedef struct amiwire_header {
    /** Position of the name. */
    uint32_t name;
    /** Position behind it. No name: both are 0. */
    uint32_t name_end;
    /** Position of the value. */
    uint32_t value;
    /** Position behind it. An empty value: both are 0. */
    uint32_t value_end;
} amiwire_header;

/**
 * Name and value of line `i`, counted from 0 in the order of the wire. A line
 * without a colon, or that begins with one, has an empty name and stands
 * whole in the value. `name` and `value` may be NULL. The slices live as long
 * as the packet.
 *
 * Returns AMIWIRE_OK, AMIWIRE_OUT_OF_RANGE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet that was never given
 * out.
 */
int32_t amiwire_packet_header(const amiwire_packet *packet,
                              size_t i,
                              amiwire_slice *name,
                              amiwire_slice *value);

/**
 * The lines from number `first` on, counted from 0, as many as there are and
 * `room` takes, each cut as amiwire_packet_header() does. `*count` gets how
 * many were written; what is behind them stays. For programs that look at all
 * lines or keep packets, and for other languages, in which each call costs.
 *
 * Returns AMIWIRE_OK, AMIWIRE_TRUNCATED if there was no room for all of them
 * (go on at `first` plus `*count`), AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet that was never given
 * out.
 */
int32_t amiwire_packet_headers(const amiwire_packet *packet,
                               size_t first,
                               amiwire_header *headers,
                               size_t room,
                               size_t *count);

/**
 * The value of header number `n`, counted from 0, among those of that name,
 * which is compared without regard to ASCII case: many names occur more than
 * once in a packet. An empty value is a value. The slice lives as long as the
 * packet.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet that was never given
 * out.
 */
int32_t amiwire_packet_get(const amiwire_packet *packet,
                           const char *name,
                           size_t n,
                           amiwire_slice *value);

/**
 * amiwire_packet_get() for a name of `name_len` bytes, which need not end in
 * NUL: for names of known length, and for other languages.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a packet that was never given
 * out.
 */
int32_t amiwire_packet_find(const amiwire_packet *packet,
                            const uint8_t *name,
                            size_t name_len,
                            size_t n,
                            amiwire_slice *value);

/**
 * The value of the header that gives the packet its kind: the name of an event
 * or an action, the outcome of a response. It is the first header, or the second
 * one of a response or an event that begins with its ActionID. Empty if there is
 * none. Lives as long as the packet.
 * A wrong argument gives an empty slice.
 */
amiwire_slice amiwire_packet_title(const amiwire_packet *packet);

/*
 * ==== One buffer, one packet ================================================
 *
 * For those who have their bytes in a buffer of their own. Those who read
 * from a socket are better served by a reader, below.
 */

/**
 * Where the parse of an incomplete packet stopped. Begins as all zero; what is
 * in it is the library's.
 */
typedef struct amiwire_resume {
    /** For the library. */
    uint64_t state[16];
} amiwire_resume;

/**
 * Finds the first packet in `buf`. `resume` and `index`: each goes in and
 * comes out. `index` takes two positions a line and two for the closing empty
 * line. With AMIWIRE_NEED_MORE, call again with the same bytes and more behind
 * them, the same index and the same `resume`: what was looked at is not looked
 * at again. Otherwise the next packet begins `*consumed` bytes on, and
 * `resume` is fresh again. Stray empty lines before the packet are skipped. A
 * greeting is not looked for: it is a line, not a packet. Lines end as those of a
 * reader with AMIWIRE_LINES_WIRE do; for the other rules use a reader.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NEED_MORE, AMIWIRE_TRUNCATED if the index was
 * too small (the packet is complete, `headers` is the true count, and the
 * first `indexed` of them can be had), AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for a buffer of 2 GiB or more, or
 * one shorter than it was before.
 */
int32_t amiwire_parse(const uint8_t *buf,
                      size_t len,
                      amiwire_resume *resume,
                      uint32_t *index,
                      size_t index_len,
                      amiwire_packet *packet,
                      size_t *consumed);

/*
 * ==== Reader ================================================================
 *
 * Reads a stream that comes in pieces of any size. Lend it memory, write what
 * you receive where amiwire_reader_space() says, tell how much it was by
 * amiwire_reader_commit(), and take packets from amiwire_reader_next() until
 * it asks for more:
 *
 *    while ((rc = amiwire_reader_next(reader, &packet)) != AMIWIRE_NEED_MORE)
 *        if (rc == AMIWIRE_OK)
 *            look_at(&packet);
 *        else
 *            count(rc); // a packet over a limit; the next one is read
 *    amiwire_reader_space(reader, &space, &room);
 *    n = recv(fd, space, room, 0);
 *    amiwire_reader_commit(reader, n);
 *
 * Nothing is copied and nothing is allocated. A packet that is larger than
 * the memory is skipped, told once, and the next one is read.
 */

/**
 * Bytes of memory that are enough for a reader, in this version and later
 * ones of the same soname. They must be aligned as a uint64_t is:
 * amiwire_reader_memory is.
 */
#define AMIWIRE_READER_STORAGE 2048

/**
 * Server output: a line ends at CR LF only, since values of several lines are
 * real, and the server's own bugs (traps T15 to T17 and T75 of docs/wire.md) are
 * repaired.
 */
#define AMIWIRE_LINES_WIRE 0

/** Server output as it is: nothing is mended. */
#define AMIWIRE_LINES_WIRE_UNREPAIRED 1

/** What a person types: a lone LF ends a line, too. */
#define AMIWIRE_LINES_TYPED 2

/** A counter that merely tells how much there was. */
#define AMIWIRE_COUNTER_NOTE 0

/** A counter of known bugs of servers that were mended. */
#define AMIWIRE_COUNTER_REPAIR 1

/** A counter of broken rules and limits. */
#define AMIWIRE_COUNTER_VIOLATION 2

/** A reader, in memory of yours. */
typedef struct amiwire_reader amiwire_reader;

/** How a reader reads. All zero but struct_size: what a client wants. */
typedef struct amiwire_reader_options {
    /** sizeof(amiwire_reader_options). */
    uint32_t struct_size;
    /** How lines end: AMIWIRE_LINES_. */
    uint32_t lines;
    /** 1 if a greeting is not to be looked for, as for what a client sends. */
    uint32_t no_banner;
    /** The most bytes of a packet; 0 for what the storage holds. */
    uint32_t max_packet_bytes;
    /** The most lines of a packet; 0 for what the index holds. */
    uint32_t max_headers;
    /** The most bytes of a line without its line end; 0 for no limit. */
    uint32_t max_line_bytes;
    /**
     * 1 if output that is larger than the storage or the index is to be handed
     * out in pieces (see `piece` of a packet) instead of being refused: that
     * of a Command, in both of its formats, and text without a response.
     * amiwire_packet_output() gives the lines of each piece. Each piece ends
     * with a line, unless that is a line of an old Command answer which alone
     * is too large. If a piece is refused, it was the last of its packet.
     */
    uint32_t text_in_pieces;
    /**
     * 1 if packets are to be taken apart that a server glued together: a text
     * without a response ends where a line `Response:` or `Event:` begins, and
     * so does a `Response: Success` of nothing else but an ActionID. Otherwise
     * they come as one, as the one empty line says, and a session does not see
     * what is in the second. Together they have to fit into the memory and the
     * limits. One answer is taken apart without this, with AMIWIRE_LINES_WIRE:
     * `Response: Success` and `Events: On`, and directly behind them a line
     * `Event:`, as Asterisk 1.4 to 1.8 sends them.
     */
    uint32_t separate_glued;
    /**
     * Which `Response: Follows` begin the text of an old Command answer:
     * AMIWIRE_TEXT_. Choose AMIWIRE_TEXT_ANNOUNCED for a connection.
     */
    uint32_t text;
    /**
     * The most bytes of one such text, from the first byte of its packet to the
     * last of its end mark, be it collected, handed out in pieces or skipped; 0
     * for 16,777,216 (16 MiB), UINT32_MAX for no bound.
     */
    uint32_t max_text_bytes;
    /**
     * 1 if any first line that ends in a version is a greeting, for exchanges
     * with a name of their own: a name, a slash, and one word that begins with a
     * digit. Not what HTTP, SSH, SIP, RTSP and mail servers say first, and no line
     * that begins with `Event:` or `Response:`.
     */
    uint32_t any_banner;
} amiwire_reader_options;

/** More about the last refusal of a reader. */
typedef struct amiwire_error {
    /** The offset in the stream of the refused packet's first byte. */
    uint64_t offset;
    /** How many of its bytes had arrived. */
    uint64_t size;
    /** The status that was returned. */
    int32_t status;
    /** 0. */
    uint32_t reserved;
} amiwire_error;

/**
 * Makes a reader in `memory`, of `memory_size` bytes, and gives it in
 * `*reader`. The storage holds bytes of the stream, the index two positions a
 * line; a packet larger than the storage, or of more lines than half of
 * `index_len` less one, is over the limit. 8 KiB and 512 entries do for a
 * UCM6XXX; real servers have sent packets of 36 KiB and 251 lines. All three
 * are yours and stay lent until the reader is no longer used; there is nothing
 * to be freed. `options` may be NULL: what
 * a client wants.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
 * AMIWIRE_STORAGE_TOO_SMALL for too little memory, less than 64 bytes of
 * storage or 8 entries of index, AMIWIRE_BAD_STRUCT_SIZE,
 * AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_reader_init(void *memory,
                            size_t memory_size,
                            uint8_t *storage,
                            size_t storage_size,
                            uint32_t *index,
                            size_t index_len,
                            const amiwire_reader_options *options,
                            amiwire_reader **reader);

/**
 * Forgets everything, for a new connection over the same memory, announced
 * ActionIDs included. The counters are kept.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_reader_reset(amiwire_reader *reader);

/**
 * Where the next bytes of the stream are to be written, and how many there is
 * room for. Take all packets first: what was not taken is kept and leaves less
 * room. The memory is good until the next call on this reader. Packets taken
 * before are no longer good.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_reader_space(amiwire_reader *reader,
                             uint8_t **space,
                             size_t *room);

/**
 * Says that `n` bytes were written to the front of what
 * amiwire_reader_space() lent last.
 *
 * Returns AMIWIRE_OK, AMIWIRE_COMMIT_TOO_LARGE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED.
 */
int32_t amiwire_reader_commit(amiwire_reader *reader, size_t n);

/**
 * The next packet. It is good until the next call on this reader, but for
 * those that only look (amiwire_reader_error, _counter, _tail).
 *
 * Returns AMIWIRE_OK, AMIWIRE_NEED_MORE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED; and
 * AMIWIRE_PACKET_TOO_LARGE, AMIWIRE_TOO_MANY_HEADERS or AMIWIRE_LINE_TOO_LONG
 * once for a packet over the limit: amiwire_reader_error() tells where it
 * stood, and the next call continues behind it. AMIWIRE_TEXT_TOO_LARGE, once, for
 * the text of an old Command answer that is longer than max_text_bytes, also if
 * its packet was refused before: amiwire_reader_error() tells where the packet
 * began, and the next call continues behind the first empty line beyond the bound.
 * A client then better closes the connection, since what follows may be text.
 */
int32_t amiwire_reader_next(amiwire_reader *reader,
                            amiwire_packet *packet);

/**
 * More about the last packet that was over the limit.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NO_EVENT if there was none,
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_reader_error(const amiwire_reader *reader,
                             amiwire_error *error);

/**
 * The bytes that belong to no packet yet; at the end of the stream, its
 * unfinished tail. Lives until the next call on this reader.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_reader_tail(const amiwire_reader *reader,
                            amiwire_slice *tail);

/**
 * Says, once, that the stream has ended, so that its unfinished tail is
 * counted.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_reader_finish(amiwire_reader *reader);

/**
 * The name of counter `i`, counted from 0, and what it means
 * (AMIWIRE_COUNTER_); NULL behind the last one. The text is static. `meaning`
 * may be NULL. A wrong argument gives NULL.
 */
const char *amiwire_counter_name(size_t i, uint32_t *meaning);

/**
 * The value of the counter of that name. Counters only grow.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED.
 */
int32_t amiwire_reader_counter(const amiwire_reader *reader,
                               const char *name,
                               uint64_t *value);

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

/*
 * ==== Framing only ==========================================================
 *
 * For a router that looks into few packets: the reader finds where each packet
 * ends and its first line, which costs a fraction, and the lines of a packet
 * of interest are found when they are asked for.
 */

/**
 * From the next packet on, the reader finds only packets and their first
 * lines (`on` not 0), or all lines again (0). To be called before the first
 * bytes, or when amiwire_reader_next() has given a packet or asked for more;
 * it outlives amiwire_reader_reset().
 *
 * A packet then has one line: its kind, title, bytes and offset are right,
 * amiwire_packet_get() and amiwire_packet_header() see nothing else, and
 * amiwire_packet_index() finds the lines. Packets out of the ordinary, old
 * Command answers among them, have all their lines, and so have those that had
 * arrived before this call or together with the greeting.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_reader_set_framing(amiwire_reader *reader, uint32_t on);

/**
 * Finds the lines of a packet that was only framed, or whose index was too
 * small: the same packet, with another index, goes to `*indexed`. `index`
 * takes two positions a line and two for the closing empty line. `*indexed`
 * lives as long as the bytes of `packet` and the index; both may be the same
 * struct.
 *
 * Returns AMIWIRE_OK, AMIWIRE_TRUNCATED if the index was too small (`headers`
 * is the true count, and the first `indexed` of them can be had),
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for what is
 * no packet of lines, such as a greeting.
 */
int32_t amiwire_packet_index(const amiwire_packet *packet,
                             uint32_t *index,
                             size_t index_len,
                             amiwire_packet *indexed);

/*
 * ==== Writer ================================================================
 *
 * Fields in, bytes out, whole or nothing. There is no escape in the protocol:
 * a CR LF in a value would end the header, and what follows would be read as
 * another one, or as another action. So CR, LF and NUL anywhere, a colon or
 * blank edges in a name, an empty name are refused, and so are an action whose
 * name is empty or has blank edges, a line over 1022 bytes and more than 128
 * headers, which servers drop or take for a new action.
 *
 * Servers strip leading blanks (the space and every byte below it) from each
 * value of an action; blanks at its end are kept. Most fields do not care. The
 * `Value` of a Setvar and the `Val` of a DBPut are stored, and would not be what
 * was asked for although the answer says Success: in these two a leading blank is
 * AMIWIRE_VALUE_BLANK_EDGE. In all other fields it is written, and the server
 * strips it: from a secret, the text of a message, the key of a DBPut, too. Only
 * the fields of a UserEvent go into its event as they stand.
 */

/**
 * Writes an action of that name with these fields into `out`. `*size` gets
 * the bytes that were written, or that are needed: `out` NULL and `room` 0 ask
 * for the size only. `*refused` gets the number of the refused header, the
 * first line being 0. With any error but a wrong argument, what was written to
 * `out` until then is wiped.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_NAME_EMPTY,
 * AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON, AMIWIRE_NAME_BLANK_EDGE,
 * AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_VALUE_BLANK_EDGE,
 * AMIWIRE_WRITE_LINE_TOO_LONG,
 * AMIWIRE_WRITE_TOO_MANY_HEADERS, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
 * AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_write_action(const char *name,
                             const amiwire_field *fields,
                             size_t count,
                             uint8_t *out,
                             size_t room,
                             size_t *size,
                             size_t *refused);

/**
 * Writes `name=value` as the value of a `Variable` header, which may be
 * repeated. A server cuts such a value at commas and takes quotes and
 * backslashes out of it, so a backslash goes before each of them. With NULL
 * for `out`, or too little room, nothing is written; `*size` gets the bytes
 * that are needed, and that were written. There is no NUL at the end: give the
 * size as value_len.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_BAD_ARGUMENT for a name that is
 * empty or would not be read as one, AMIWIRE_VALUE_BAD_BYTE,
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_write_variable(const char *name,
                               const char *value,
                               char *out,
                               size_t room,
                               size_t *size);

/*
 * ==== Names as numbers ======================================================
 *
 * The names of events, actions and headers have numbers, for a switch:
 *
 *    switch (amiwire_packet_event(&packet)) {
 *    case AMIWIRE_EVENT_HANGUP:
 *        ...
 *    default: // a response, an action, an event without a number
 *        ...
 *    }
 *
 * The constants are those of amiwire_names.h, which this header includes: a
 * name in capitals, with an underscore for what is neither letter nor digit.
 * Names compare without regard to ASCII case. Events, actions and headers are
 * numbered apart: Status is all three. A name without a number is ordinary
 * and stays text; its number is 0. Numbers are only ever added.
 */

/**
 * The number of the event that a packet is, AMIWIRE_EVENT_, or 0 if it is not
 * an event, or one whose name has no number: amiwire_packet_title() gives that
 * name. A wrong argument gives 0.
 */
uint32_t amiwire_packet_event(const amiwire_packet *packet);

/**
 * The number of the event with this name, AMIWIRE_EVENT_, or 0. A wrong
 * argument gives 0.
 */
uint32_t amiwire_event_id(amiwire_slice name);

/**
 * The number of the action with this name, AMIWIRE_ACTION_, or 0. A wrong
 * argument gives 0.
 */
uint32_t amiwire_action_id(amiwire_slice name);

/**
 * The name of the event with this number, in its usual spelling, or "unknown"
 * if there is none. The numbers go from 1 without a gap, and no event, action
 * or header is called so: the first "unknown" from 1 on is behind the last
 * name. The text is static: it is valid for ever and is not freed. A wrong
 * argument gives "unknown".
 */
const char *amiwire_event_name(uint32_t id);

/**
 * The name of the action with this number; otherwise as amiwire_event_name().
 * A wrong argument gives "unknown".
 */
const char *amiwire_action_name(uint32_t id);

/*
 * ==== Names of headers as numbers ===========================================
 *
 * A header's name has a number, too, for a switch over AMIWIRE_HEADER_, and
 * some names carry an index.
 */

/** What stands in the places of a header name that follows a template. */
typedef struct amiwire_name_index {
    /**
     * The text between the parentheses of `ChanVariable(...)`, a channel;
     * empty for the other templates.
     */
    amiwire_slice text;
    /** How many numbers the name holds, 0 to 2. */
    uint32_t count;
    /** The first number: 2 for `Line-000002-000017`. */
    uint32_t first;
    /** The second number: 17 for `Line-000002-000017`. */
    uint32_t second;
    /** The number of the header, AMIWIRE_HEADER_. */
    uint32_t header;
} amiwire_name_index;

/**
 * The number of the header with this name, AMIWIRE_HEADER_, or 0. A name that
 * carries an index, such as `Line-000002-000017` or
 * `ChanVariable(SIP/1000-00000001)`, has the number of its template,
 * AMIWIRE_HEADER_LINE_NNNNNN_NNNNNN or AMIWIRE_HEADER_CHANVARIABLE_CHANNEL;
 * amiwire_header_index() gives the index. A wrong argument gives 0.
 */
uint32_t amiwire_header_id(amiwire_slice name);

/**
 * The index of a header name, and its number. A known name without an index
 * has `count` 0 and an empty text. The text lives as long as the name.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND for a name without a number,
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_header_index(amiwire_slice name,
                             amiwire_name_index *index);

/**
 * The name of the header with this number, for a template as documentation
 * prints it, `Line-NNNNNN-NNNNNN`; otherwise as amiwire_event_name(). A wrong
 * argument gives "unknown".
 */
const char *amiwire_header_name(uint32_t id);

/*
 * ==== Values: numbers and words =============================================
 *
 * A header's value is bytes. The functions of this section and of the next
 * ones read each kind of value that occurs on the wire, one function a kind:
 *
 *    if (amiwire_packet_get(&packet, "EventTV", 0, &value) == AMIWIRE_OK &&
 *        amiwire_value_event_time(value, &time, NULL) == AMIWIRE_OK)
 *        ...
 *
 * The value is read whole. One that does not have the form is answered with
 * AMIWIRE_BAD_VALUE, and `*error_offset` gets the number of its first byte
 * that does not fit, or its length if it ends too early;
 * nothing else is written. Nothing is guessed and no blanks are
 * skipped. What is not text, such as a number, is yours; slices lead into the
 * value and live as long as it does. The structs do not change.
 */

/** A version, of the protocol or of a server: one to three numbers. */
typedef struct amiwire_peer_version {
    /** The first number. */
    uint16_t major;
    /** The second, or 0. */
    uint16_t minor;
    /** The third, or 0. */
    uint16_t patch;
    /** How many of them were there, 1 to 3. */
    uint16_t parts;
} amiwire_peer_version;

/**
 * A number without a sign, as `Cause: 16` has it, or the seconds since 1970 of
 * `LastCall: 1474279641`, LoggedInTime and RegExpire, in which 0 stands for what
 * never happened. Leading zeros do not
 * matter. A text behind the number, as in `384 kbps`, does not fit.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_unsigned(amiwire_slice value,
                               uint64_t *number,
                               size_t *error_offset);

/**
 * A number that may have a minus in front of it, as `Priority: -1` has it.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_signed(amiwire_slice value,
                             int64_t *number,
                             size_t *error_offset);

/**
 * Yes or no, in every spelling that occurs: yes, true, on, 1, y, t, enabled,
 * enable and their opposites, without regard to ASCII case. `*yes` becomes 1
 * or 0. An empty value and other numbers do not fit.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_boolean(amiwire_slice value,
                              uint32_t *yes,
                              size_t *error_offset);

/**
 * Whether the value is a word that servers write for a missing value: 1 for
 * `<unknown>`, `unknown`, `<no name>`, `<none>`, `none`, `N/A`, `(N/A)`,
 * `<null>`, `(null)`, `-none-` and `<Not set>`, spelt so; else 0. An empty
 * value is empty, not missing. Somebody may be called none: it is for you to
 * know for which header to ask. A wrong argument gives 0.
 */
uint32_t amiwire_value_is_absent(amiwire_slice value);

/**
 * A version as `AMIversion: 2.7.0`, `AsteriskVersion: 13.38.3` and the
 * server's greeting have it. Versions that hold anything but numbers and dots
 * do not fit.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_version(amiwire_slice value,
                              amiwire_peer_version *version,
                              size_t *error_offset);

/*
 * ==== Values: times =========================================================
 *
 * Times are read as they are written. Where the form says its zone, or that
 * it has none but UTC, the time since 1970-01-01 00:00 UTC is told, too.
 */

/** A day. */
typedef struct amiwire_date {
    /** The year, 0 to 9999. */
    uint16_t year;
    /** The month, 1 to 12. */
    uint8_t month;
    /** The day of the month, 1 to 31. */
    uint8_t day;
} amiwire_date;

/** A time of day. */
typedef struct amiwire_time_of_day {
    /** The hour, 0 to 23. */
    uint8_t hour;
    /** The minute, 0 to 59. */
    uint8_t minute;
    /** The second, 0 to 60; 60 is a leap second. */
    uint8_t second;
    /** 0. */
    uint8_t reserved;
} amiwire_time_of_day;

/** A time with milliseconds and a zone. */
typedef struct amiwire_event_time {
    /** Milliseconds since 1970-01-01 00:00 UTC, negative before it. */
    int64_t unix_milliseconds;
    /** The day, in the zone that is given. */
    amiwire_date date;
    /** The time of that day, in the zone that is given. */
    amiwire_time_of_day time;
    /** Thousandths of a second, 0 to 999. */
    uint16_t millisecond;
    /**
     * How far the zone's clocks are ahead of UTC, in minutes; -240 for
     * `-0400`.
     */
    int16_t zone_minutes;
    /** 0. */
    uint32_t reserved;
} amiwire_event_time;

/** A time as seconds since 1970-01-01 00:00 UTC. */
typedef struct amiwire_timestamp {
    /** Whole seconds. */
    uint64_t seconds;
    /** Billionths of a second beyond them; servers send millionths. */
    uint32_t nanoseconds;
    /** 0. */
    uint32_t reserved;
} amiwire_timestamp;

/** A date and a time of day in a zone that is not said. */
typedef struct amiwire_date_time {
    /** Seconds since 1970 if the zone is UTC. */
    int64_t unix_seconds_as_utc;
    /** The day. */
    amiwire_date date;
    /** The time of that day. */
    amiwire_time_of_day time;
} amiwire_date_time;

/** A length of time. */
typedef struct amiwire_duration {
    /**
     * Whole seconds. Negative only where the wire has a minus, which there
     * means that nothing is planned: `RegExpire: -1 seconds`.
     */
    int64_t seconds;
    /** Billionths of a second beyond them. */
    uint32_t nanoseconds;
    /** 0. */
    uint32_t reserved;
} amiwire_duration;

/**
 * A time of a security event, as `EventTV: 2016-09-19T06:07:21.296-0400` and
 * SessionTV have it.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_event_time(amiwire_slice value,
                                 amiwire_event_time *time,
                                 size_t *error_offset);

/**
 * A time with a fraction, as `Timestamp: 1474279641.296123` and SentNTP have
 * it: one to nine digits behind the point. Do not read a Uniqueid with this:
 * it looks alike, but what stands behind its point is a counter.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_timestamp(amiwire_slice value,
                                amiwire_timestamp *time,
                                size_t *error_offset);

/**
 * A date and a time of day, as `StartTime: 2026-11-23 18:03:21` of Cdr has
 * them: in the server's zone, or in UTC if its configuration asks for that.
 * The AnswerTime of a call that was never answered is empty, and does not
 * fit.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_date_time(amiwire_slice value,
                                amiwire_date_time *time,
                                size_t *error_offset);

/**
 * How long something took or may take, in any of the forms that occur:
 * seconds (`Duration: 11`), seconds with a fraction (`QualifyTimeout:
 * 3.000000`), hours, minutes and seconds (`Duration: 00:00:09`), a number with
 * its unit (`QualifyFreq: 60000 ms`, `RegExpire: -1 seconds`) and words
 * (`8 minutes, 51 seconds`). Two numbers with one colon between them could be
 * minutes or hours, and do not fit.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_duration(amiwire_slice value,
                               amiwire_duration *duration,
                               size_t *error_offset);

/*
 * ==== Values: addresses =====================================================
 *
 * Both forms of addresses are told in one struct. Nothing is looked up: a
 * name stays a name.
 */

/** An address. */
typedef struct amiwire_address {
    /**
     * How the peer speaks, `UDP`, `TCP`, `TLS`, `WS`, `WSS` or what a later
     * server may call it; empty if the form does not say.
     */
    amiwire_slice transport;
    /**
     * The host as it is written: an address, with the interface of an IPv6
     * address if there is one but without brackets, or a name.
     */
    amiwire_slice host;
    /**
     * The address in the order of the network, without the interface: 4 bytes
     * of IPv4 and zeroes behind them, or 16 bytes of IPv6; all zero for a
     * name.
     */
    uint8_t ip[16];
    /** 4 or 6, or 0 if the host is a name. */
    uint32_t ip_version;
    /** The port. */
    uint16_t port;
    /** 0. */
    uint16_t reserved;
} amiwire_address;

/**
 * An address of a security event, as `RemoteAddress:
 * IPV4/TCP/192.168.5.102/54224` has it. An IPv4 address behind `IPV6`, or the
 * other way round, does not fit, and neither does a name.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_socket_address(amiwire_slice value,
                                     amiwire_address *address,
                                     size_t *error_offset);

/**
 * A host and a port, as `From: 127.0.0.1:28013` of RTCPReceived and
 * `ViaAddress: pbx.example:5061` have them. An IPv6 address must stand in
 * brackets, since nobody could say where it ends.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_host_port(amiwire_slice value,
                                amiwire_address *address,
                                size_t *error_offset);

/*
 * ==== Values: channels, callers =============================================
 */

/** A channel's name in its parts. */
typedef struct amiwire_channel {
    /** What stands before the first `/`: `PJSIP`, `Local`, `DAHDI`. */
    amiwire_slice technology;
    /**
     * What the channel is of: a peer or endpoint (`1000`), an extension and
     * context (`1000@from-internal`), a line (`i1/5551234`), or the name of
     * another channel, see `inner`.
     */
    amiwire_slice resource;
    /**
     * What tells this channel from others of the resource, behind a `-`, in
     * the form that its technology has: eight hexadecimal digits of PJSIP,
     * SIP, SCCP and Local, four of Motif, Mobile and of Local with a half
     * before Asterisk 12, ten of Dongle and Quectel, any number of a PRI
     * channel of DAHDI, a UUID of AudioSocket. Empty if the name has no such
     * end: then it is one of the few channels without, or the name of a device
     * and not of a channel.
     */
    amiwire_slice unique;
    /**
     * Marks at the end such as `<ZOMBIE>`, put there by a masquerade;
     * normally empty.
     */
    amiwire_slice marks;
    /**
     * The whole name of the channel for which this one stands, if its
     * technology is AsyncGoto, Bridge, Parked, Surrogate or Transfered;
     * otherwise empty. It is resource, unique part and half once more, and
     * can be read by the same function.
     */
    amiwire_slice inner;
    /**
     * Which of a pair of channels this is, 1 or 2 (`;1`, `;2` of Local), or 0
     * if it is not one of a pair.
     */
    uint32_t half;
    /**
     * 1 if a masquerade left this channel behind: it is about to hang up, and
     * another one goes on in its place. Otherwise 0.
     */
    uint32_t zombie;
} amiwire_channel;

/** A caller's name and number. */
typedef struct amiwire_caller_id {
    /**
     * The name without its quotation marks. Quotation marks within it stay:
     * servers do not escape them.
     */
    amiwire_slice name;
    /** What stands between `<` and `>`. */
    amiwire_slice number;
} amiwire_caller_id;

/**
 * A channel's name, as `Channel: Local/1000@from-internal-0000002a;1` has it.
 * Give this only what a header promises to be a channel: a device of the same
 * form cannot be told from one.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_channel(amiwire_slice value,
                              amiwire_channel *channel,
                              size_t *error_offset);

/**
 * A caller's name and number in one value, as `CallerID: "Alice Agent" <1001>`
 * of Cdr has them. Either may be empty, and the quotation marks may be
 * missing. A value without brackets may be a name or a number, and does not
 * fit.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_caller_id(amiwire_slice value,
                                amiwire_caller_id *caller,
                                size_t *error_offset);

/*
 * ==== Values: states ========================================================
 *
 * A state is a number and words for it, and either is read, without regard to
 * ASCII case; the number is told.
 */

/** State of a device: nothing is known of it. */
#define AMIWIRE_DEVICE_UNKNOWN 0

/** State of a device: nobody uses it. */
#define AMIWIRE_DEVICE_NOT_INUSE 1

/** State of a device: it is in a call. */
#define AMIWIRE_DEVICE_INUSE 2

/** State of a device: it takes no more calls. */
#define AMIWIRE_DEVICE_BUSY 3

/** State of a device: there is no such device. */
#define AMIWIRE_DEVICE_INVALID 4

/** State of a device: it cannot be reached, or is not registered. */
#define AMIWIRE_DEVICE_UNAVAILABLE 5

/** State of a device: it rings. */
#define AMIWIRE_DEVICE_RINGING 6

/** State of a device: it rings while it is in a call. */
#define AMIWIRE_DEVICE_RINGINUSE 7

/** State of a device: it has a call on hold. */
#define AMIWIRE_DEVICE_ONHOLD 8

/** State of an extension: it was removed. */
#define AMIWIRE_EXTENSION_REMOVED (-2)

/** State of an extension: its hint was removed. */
#define AMIWIRE_EXTENSION_DEACTIVATED (-1)

/** State of an extension: no device is in use. */
#define AMIWIRE_EXTENSION_IDLE 0

/** State of an extension: a device is in use. */
#define AMIWIRE_EXTENSION_INUSE 1

/** State of an extension: all devices are busy. */
#define AMIWIRE_EXTENSION_BUSY 2

/** State of an extension: no device can be reached. */
#define AMIWIRE_EXTENSION_UNAVAILABLE 4

/** State of an extension: a device rings. */
#define AMIWIRE_EXTENSION_RINGING 8

/** State of an extension: a device rings while one is in use. */
#define AMIWIRE_EXTENSION_INUSE_RINGING 9

/** State of an extension: all devices are on hold. */
#define AMIWIRE_EXTENSION_HOLD 16

/** State of an extension: a device is on hold while one is in use. */
#define AMIWIRE_EXTENSION_INUSE_HOLD 17

/** State of a channel: down and free. */
#define AMIWIRE_CHANNEL_DOWN 0

/** State of a channel: down, but reserved. */
#define AMIWIRE_CHANNEL_RESERVED 1

/** State of a channel: off the hook. */
#define AMIWIRE_CHANNEL_OFFHOOK 2

/**
 * State of a channel: digits have been dialled, or it is off the hook for
 * them.
 */
#define AMIWIRE_CHANNEL_DIALING 3

/** State of a channel: the line rings; this side calls. */
#define AMIWIRE_CHANNEL_RING 4

/** State of a channel: the remote end rings; this side is called. */
#define AMIWIRE_CHANNEL_RINGING 5

/** State of a channel: in a call. */
#define AMIWIRE_CHANNEL_UP 6

/** State of a channel: busy. */
#define AMIWIRE_CHANNEL_BUSY 7

/** State of a channel: digits have been dialled while off the hook. */
#define AMIWIRE_CHANNEL_DIALING_OFFHOOK 8

/** State of a channel: a call has been noticed before it rings. */
#define AMIWIRE_CHANNEL_PRERING 9

/** State of a channel: muted; servers write it as a number only. */
#define AMIWIRE_CHANNEL_MUTE 10

/**
 * The state of a device, as `State: RINGING` of DeviceStateChange,
 * `DeviceState: Not in use` of lists of PJSIP and `Status: 1` of queue members
 * have it: AMIWIRE_DEVICE_.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_device_state(amiwire_slice value,
                                   int32_t *state,
                                   size_t *error_offset);

/**
 * The state of an extension that has a hint, as `Status: 8` and `StatusText:
 * Ringing` of ExtensionStatus have it: AMIWIRE_EXTENSION_. The text `Unknown`
 * stands for both numbers below zero, and does not fit: read the number.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_extension_state(amiwire_slice value,
                                      int32_t *state,
                                      size_t *error_offset);

/**
 * The state of a channel, as `ChannelState: 6` and `ChannelStateDesc: Up` have
 * it: AMIWIRE_CHANNEL_.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_channel_state(amiwire_slice value,
                                    int32_t *state,
                                    size_t *error_offset);

/*
 * ==== Values: escapes and forms =============================================
 *
 * From Asterisk 13.5 on, banner 2.8.0, some values come with C escapes: in
 * which packets and headers, amiwire_packet_escaping() tells. Take the escapes
 * out of no other value: a backslash in it is data. A UCM6XXX, whose banner
 * says 2.7.0, sends everything raw.
 *
 * Other values are text in the form of a web form, and nothing in the packet
 * says so: `Content` of the SMS events of gateways, and `Env` and `Result` of
 * the events of AsyncAGI. There the action AGI queues a command for a channel
 * that runs `AGI(agi:async)`, AsyncAGIStart brings the channel's variables in
 * `Env`, and AsyncAGIExec a command's `Result`:
 *
 *    if (amiwire_packet_get(&packet, "Env", 0, &value) == AMIWIRE_OK &&
 *        amiwire_value_form_decode(value, text, sizeof text, &size, NULL) == AMIWIRE_OK)
 *        ...         // lines that end in LF: "agi_request: async\nagi_channel: ..."
 *
 * A server takes at most 1,024 bytes of text, and at most 2,047 of it in this
 * form, so that the last lines may be missing. AsyncAGIExec has no ActionID,
 * only the `CommandID` of the action, and goes to every session that has the
 * class agi: give each command one that nobody else uses.
 */

/** The value is as it was sent. */
#define AMIWIRE_ESCAPING_RAW 0

/** The value has C escapes; amiwire_value_unescape() tells what is meant. */
#define AMIWIRE_ESCAPING_ESCAPED 1

/**
 * Nobody can say: the banner 2.8.0 is that of two releases which differ in
 * this header.
 */
#define AMIWIRE_ESCAPING_UNCLEAR 2

/**
 * How the value of line `i` of a packet, counted from 0, was sent by a server
 * whose greeting has this version: AMIWIRE_ESCAPING_. For a ChanVariable the
 * answer is about the variable's value, not its name. A line that the packet
 * does not have is raw. Costs a comparison for each line of the packet. A
 * wrong argument gives 0.
 */
uint32_t amiwire_packet_escaping(const amiwire_packet *packet,
                                 size_t i,
                                 amiwire_peer_version version);

/**
 * Takes the escapes out of a value, into `out`, which may not overlap it.
 * `*size` gets the bytes that were written, or that are needed: `out` NULL and
 * `room` 0 ask for the size only; as many as the value has are always enough.
 * A backslash that begins no escape stays. The result may
 * hold CR and LF: never put it into a header again without
 * amiwire_value_escape().
 *
 * Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_unescape(amiwire_slice value,
                               uint8_t *out,
                               size_t room,
                               size_t *size);

/**
 * Puts the escapes in, for a server that sends one of the escaped values:
 * `it's` becomes `it\'s`. Twice the length of the value is always enough;
 * otherwise as amiwire_value_unescape(). NUL has no escape and stays; the
 * writer refuses it.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NO_ROOM, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_escape(amiwire_slice value,
                             uint8_t *out,
                             size_t room,
                             size_t *size);

/**
 * Takes the form of a web form off a value, into `out`, which may not overlap
 * it: `%` and two hexadecimal digits are the byte that they name, `+` is a
 * blank, every other byte is itself. `*size` gets the bytes that were written,
 * or that are needed: `out` NULL and `room` 0 ask for the size only; as many
 * as the value has are always enough. `size` and `error_offset` may be NULL. A
 * byte order mark in front stays, and the result may hold CR, LF and NUL.
 *
 * A `%` without two digits behind it does not fit: nothing is guessed, and
 * `*error_offset` gets the number of the byte that is no digit. Asterisk 1.6
 * and 1.8 send such values where the text itself holds a `%`.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_VALUE, AMIWIRE_NO_ROOM,
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_value_form_decode(amiwire_slice value,
                                  uint8_t *out,
                                  size_t room,
                                  size_t *size,
                                  size_t *error_offset);

/*
 * ==== Outcomes ==============================================================
 *
 * What a session, and so the connector, tells: how far it has come, and what
 * each packet means.
 */

/** The greeting is awaited. */
#define AMIWIRE_PHASE_GREETING 1

/** Greeted: log in, or ask for a challenge. */
#define AMIWIRE_PHASE_GREETED 2

/** A challenge was asked for. */
#define AMIWIRE_PHASE_CHALLENGING 3

/** A challenge was given: send the MD5 login. */
#define AMIWIRE_PHASE_CHALLENGED 4

/** The login was sent. */
#define AMIWIRE_PHASE_LOGGING_IN 5

/**
 * Logged in. This is as ready as it gets: not every user is sent FullyBooted.
 */
#define AMIWIRE_PHASE_LOGGED_IN 6

/** The login was refused. */
#define AMIWIRE_PHASE_REFUSED 7

/** The logoff was sent. */
#define AMIWIRE_PHASE_CLOSING 8

/** There is no connection. */
#define AMIWIRE_PHASE_DOWN 9

/**
 * The greeting: log in, also after a reconnect. One that was kept during
 * amiwire_conn_call() may come when you have logged in by hand since: then
 * amiwire_conn_login() returns AMIWIRE_BAD_STATE, and nothing is to be done.
 */
#define AMIWIRE_WHAT_BANNER 1

/** A challenge was given: send the MD5 login. */
#define AMIWIRE_WHAT_CHALLENGE 2

/** The login was accepted. */
#define AMIWIRE_WHAT_LOGGED_IN 3

/** The login was refused; servers do not say why. */
#define AMIWIRE_WHAT_LOGIN_REFUSED 4

/** No challenge was given; the plain login is still open. */
#define AMIWIRE_WHAT_CHALLENGE_REFUSED 5

/**
 * The response to an action, without a list; or the OriginateResponse of an
 * Originate with Async, which is OriginateSuccess or OriginateFailure in releases to
 * 1.4.
 */
#define AMIWIRE_WHAT_RESPONSE 6

/** The response to an action, whose list follows. */
#define AMIWIRE_WHAT_LIST_START 7

/**
 * An item of that list; the last one if the list has one item and no
 * completion.
 */
#define AMIWIRE_WHAT_LIST_ITEM 8

/** The end of that list: its completion, or the Error that ends it. */
#define AMIWIRE_WHAT_LIST_END 9

/** The action was started; an event will tell how it went. */
#define AMIWIRE_WHAT_PROGRESS 10

/** Something of an action that has had its final answer. */
#define AMIWIRE_WHAT_EXTRA 11

/**
 * A response that belongs to no action of this session: it has a foreign
 * ActionID, or none where ActionIDs come back.
 */
#define AMIWIRE_WHAT_UNCLAIMED 12

/** An event that belongs to no action of this session. */
#define AMIWIRE_WHAT_EVENT 13

/** A packet that is neither response nor event. */
#define AMIWIRE_WHAT_OTHER 14

/** The time limit of an action passed. It may have been carried out. */
#define AMIWIRE_WHAT_TIMED_OUT 15

/**
 * The time limit of the greeting or the login passed: close the connection,
 * the session takes it for cut.
 */
#define AMIWIRE_WHAT_LOGIN_TIMED_OUT 16

/**
 * Text of an answer that has no response, or a piece of an output that is
 * larger than the reader's memory. What has the same tag belongs together, to
 * the end.
 */
#define AMIWIRE_WHAT_TEXT 17

/**
 * The end of such an answer: the last piece of the output, or the answer to
 * the Ping that the session sent behind the action to see where it ends.
 */
#define AMIWIRE_WHAT_TEXT_END 18

/**
 * The answer to something that the session sent by itself: a Ping, the event
 * mask, the logoff.
 */
#define AMIWIRE_WHAT_OWN 19

/**
 * The connection was cut with the action in flight: it was handed to TCP or
 * TLS, and may have been carried out, or not. It is not repeated.
 */
#define AMIWIRE_WHAT_UNKNOWN 20

/**
 * The connection was cut before the action was handed over whole: it was not
 * carried out, and will not be.
 */
#define AMIWIRE_WHAT_UNSENT 21

/**
 * The peer left a Ping without an answer: close the connection, the session
 * takes it for cut.
 */
#define AMIWIRE_WHAT_DEAD 22

/**
 * It is time to connect again; then call amiwire_session_connected(), or
 * amiwire_session_cut() if that fails.
 */
#define AMIWIRE_WHAT_CONNECT 23

/** The attempts to connect again are used up. */
#define AMIWIRE_WHAT_GAVE_UP 24

/**
 * From the connector only: the connection was cut and will be made again; the
 * outcome's status says why.
 */
#define AMIWIRE_WHAT_CUT 25

/**
 * From the connector only: what came while amiwire_conn_call() waited was more than
 * keep_bytes hold, and the oldest events and notices of it were dropped. This comes
 * in their place; the tag is how many. What belongs to the answer to an action is
 * not dropped for events, and the last word on an action never. Only where such
 * answers alone are more than keep_bytes, their packets count here, too. While no
 * call waits, nothing is dropped: what nobody receives stays in the socket.
 */
#define AMIWIRE_WHAT_LOST 26

/**
 * From the connector only: an attempt to connect again failed, up to its login;
 * the outcome's status says why.
 */
#define AMIWIRE_WHAT_ATTEMPT_FAILED 27

/**
 * An Originate with Async of which no OriginateResponse can come: it was started,
 * and its end will not be reported. It is the last outcome of that tag. The packet
 * is its response; there is none where the response had come before and then the
 * event mask was changed.
 */
#define AMIWIRE_WHAT_STARTED 28

/**
 * The answer to the action was too large to be read. The action was carried out;
 * what had come before was told.
 */
#define AMIWIRE_WHAT_TOO_LARGE 29

/** What a packet means, or something that happened without one. */
typedef struct amiwire_outcome {
    /** Your tag of the action that it belongs to; 0 if it belongs to none. */
    uint64_t tag;
    /** What it is: AMIWIRE_WHAT_. */
    uint32_t what;
    /** 1 if it is the last of that action, whose tag is free again. */
    uint32_t last;
    /**
     * For AMIWIRE_WHAT_CUT and AMIWIRE_WHAT_ATTEMPT_FAILED why: AMIWIRE_CLOSED,
     * or an error; otherwise 0.
     */
    int32_t status;
    /** 0. */
    uint32_t reserved;
} amiwire_outcome;

/*
 * ==== Session ===============================================================
 *
 * Who answers whom, without a socket and without a clock: greeting, login,
 * actions in flight and their answers, time limits, keepalive, reconnecting.
 * For those who have an event loop of their own; others find all of it inside
 * the connector, below.
 *
 * A turn is: send what amiwire_session_transmit() shows and tell how much by
 * amiwire_session_sent(); receive into a reader and call
 * amiwire_session_heard(), which says if this is no manager; take packets, with amiwire_session_announce() before
 * each, and hand them to amiwire_session_handle(); when the time of amiwire_session_deadline() has
 * come, read what has arrived, and then call amiwire_session_handle_timeout()
 * until it gives none. Time is nanoseconds of a clock that does not go backwards;
 * where it does, it is taken to stand still.
 *
 * When the connection has ended, call amiwire_session_cut(); then
 * amiwire_session_handle_timeout() tells of each action that was in flight
 * what is known of it, and, if you asked for it, when to connect again. Then
 * call amiwire_session_connected() and amiwire_reader_reset(), and go on with
 * greeting and login.
 *
 * Every action that was taken has exactly one outcome whose `last` is 1, or none
 * if amiwire_session_give_up() ended it.
 */

/**
 * Bytes of memory that are enough for a session, in this version and later
 * ones of the same soname. They must be aligned as a uint64_t is:
 * amiwire_session_memory is.
 */
#define AMIWIRE_SESSION_STORAGE 1024

/** The client's half of a connection, in memory of yours. */
typedef struct amiwire_session amiwire_session;

/** Place for one action in flight. What is in it is the library's. */
typedef struct amiwire_slot {
    /** For the library. */
    uint64_t state[8];
} amiwire_slot;

/** How a session behaves. Times are nanoseconds. */
typedef struct amiwire_session_options {
    /** sizeof(amiwire_session_options). */
    uint32_t struct_size;
    /**
     * 1 if an action is to be sent only when the one before has had its final
     * answer. Its time limit counts from when it is sent.
     */
    uint32_t one_at_a_time;
    /**
     * From the connection to the accepted login; 0 for the 30 seconds that
     * servers give, UINT64_MAX for no limit.
     */
    uint64_t login_limit;
    /**
     * From the sending of an action to the end of its answer; 0 for a minute,
     * UINT64_MAX for no limit.
     */
    uint64_t action_limit;
    /**
     * The silence after which a Ping is sent; 0 for no Ping. What breaks it is
     * said at amiwire_session_heard().
     */
    uint64_t ping_after;
    /**
     * How long after that Ping a peer that is still silent is dead; 0 for
     * never.
     *
     * Neither counts while an action is in flight that keeps the exchange from
     * answering: Command, WaitEvent, an Originate without Async, Reload, ModuleLoad,
     * QueueReload, UpdateConfig, LoggerRotate and DAHDIRestart (`DAHDI Restart`), or
     * one with `blocks` of amiwire_action_options. Then only the action's own time limit counts. One
     * without a limit holds the Ping back for `action_limit`, or for a minute if
     * that is UINT64_MAX, too. No other action holds it back.
     */
    uint64_t dead_after;
    /**
     * A random number: getrandom(&options.seed, sizeof options.seed, 0), or
     * getentropy(), or 8 bytes of /dev/urandom. Of it, of the first `now` and of
     * where the memory lies the key is made by which the ActionIDs are computed; so
     * is the jitter of the delays. Users of the exchange may write events, and who
     * can guess an ActionID can forge the answer to an action; the ActionID of one
     * tag shows none of another. With 0, which NULL options
     * have, ActionIDs are harder to guess on a machine that places memory at
     * random, but two sessions made in the same memory at the same `now` have
     * the same ones. Only a random seed protects.
     */
    uint64_t seed;
    /**
     * The longest delay before the first attempt to connect again; it doubles
     * with each attempt, and of each a random part, at most half, is left
     * out. 0 for no reconnecting.
     */
    uint64_t reconnect_first;
    /** The longest delay before any attempt; 0 for a minute. */
    uint64_t reconnect_most;
    /** How many attempts in a row may fail; 0 for no bound. */
    uint32_t reconnect_attempts;
    /**
     * 1 if no OriginateResponse can reach this session: its user has not the right
     * to read the class `call`, the account has an `eventfilter`, or a Filter was
     * sent. A session cannot see these. An Originate with Async is then over with
     * its response, AMIWIRE_WHAT_STARTED, as it is by itself where the event mask
     * leaves out the class `call`. Without this it would hold its place up to its
     * time limit.
     */
    uint32_t no_originate_response;
    /**
     * 1 if the exchange sends no ActionIDs back, or not always: an answer without one
     * then belongs to the action that was sent first of those without an answer.
     * Gateways need no such word where not even the answer to their login has an
     * ActionID: as long as none comes back, the session takes an answer without one
     * for that of the action in flight, but only with one in flight: set this or
     * one_at_a_time to send several. On any other connection such an answer is
     * AMIWIRE_WHAT_UNCLAIMED, since whoever can put a line end into a value can forge
     * one. Do not set this for an Asterisk.
     */
    uint32_t answers_without_id;
    /**
     * 1 if an event mask may name classes that Asterisk does not know, as those
     * of gateways (`smscommand`). Otherwise they are refused, so that a misspelt
     * class is found.
     */
    uint32_t other_classes;
} amiwire_session_options;

/** What is particular about one action. All zero is an ordinary one. */
typedef struct amiwire_action_options {
    /** sizeof(amiwire_action_options). */
    uint32_t struct_size;
    /**
     * 1: no OriginateResponse of this action can reach this session, or nobody
     * waits for it, so that it is over with its response, AMIWIRE_WHAT_STARTED.
     * Of other actions than an Originate with Async it says nothing.
     */
    uint32_t no_originate_response;
    /**
     * The time limit in nanoseconds: 0 for that of the session or connection,
     * UINT64_MAX for none.
     */
    uint64_t limit;
    /**
     * 1: it keeps the exchange from answering anything else. Only its own limit
     * counts then, and none for a Ping and its answer. The actions that `dead_after`
     * of amiwire_session_options names need not say so. Say it of a Getvar or Setvar of a
     * function that takes long (CURL, SHELL, ODBC_…), and of slow actions that are
     * not Asterisk's own.
     */
    uint32_t blocks;
    /** 0. */
    uint32_t reserved;
    /**
     * NULL, or the name of the event that ends the list with which this action is
     * answered, where no table has it; other names that end in Complete are items
     * then. If it is empty, the first item is the last. At most 80 bytes, without
     * colons, control characters, and blanks at its edges. Any response but an Error
     * begins the list, so a plain Success without items behind it leaves the action
     * in flight up to its time limit.
     */
    const char *list_completion;
    /**
     * NULL, or the names of that list's items, joined by commas, for whoever reads
     * the program. Only list_completion counts: all events with the action's ActionID
     * are items, and no others.
     */
    const char *list_items;
} amiwire_action_options;

/**
 * Makes a session in `memory`, of `memory_size` bytes, and gives it in
 * `*session`. As many actions can be in flight as there are slots; the queue
 * holds the bytes to send, and 2 KiB take any ordinary action. All three are
 * yours and stay lent until the session is no longer used; there is nothing
 * to be freed. `options` may be NULL: the usual time limits, and the
 * seed 0: set a random `seed`. `now` is the time.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
 * AMIWIRE_STORAGE_TOO_SMALL, AMIWIRE_BAD_STRUCT_SIZE, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_session_init(void *memory,
                             size_t memory_size,
                             amiwire_slot *slots,
                             size_t slot_count,
                             uint8_t *queue,
                             size_t queue_size,
                             const amiwire_session_options *options,
                             uint64_t now,
                             amiwire_session **session);

/**
 * How far the session has come: AMIWIRE_PHASE_; 0 for NULL. A wrong argument
 * gives 0.
 */
uint32_t amiwire_session_phase(const amiwire_session *session);

/**
 * The version in the greeting, such as `2.7.0`: a hint only, since many
 * releases share one. Empty before the greeting. Lives as long as the session.
 * A wrong argument gives an empty slice.
 */
amiwire_slice amiwire_session_version(const amiwire_session *session);

/** How many actions are in flight; 0 for NULL. A wrong argument gives 0. */
size_t amiwire_session_in_flight(const amiwire_session *session);

/**
 * Queues a plain login. `events` is the event mask. `events` may be NULL: the mask
 * that this session last asked for, or else the server's own. The secret goes over
 * the wire as it is, and is wiped from the queue once sent: use TLS, or the
 * challenge.
 *
 * A mask is `on`, `off`, `all`, or names of classes joined by commas. Letters may
 * be capitals and blanks may stand around the commas: the mask is sent in lower
 * case and without blanks. Everything else is refused, since servers would make
 * something else of it: an empty mask or item, a number, one of those three words
 * among others, an unknown class. With `other_classes` of the options, classes
 * that Asterisk does not know pass. To send a mask as it is, submit the action
 * Events.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_STATE before the greeting or after a login,
 * AMIWIRE_BAD_ARGUMENT for such a mask, and for one of more than 128 bytes as it is
 * sent (only the detail of a connection names the wrong class),
 * AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_WRITE_LINE_TOO_LONG, AMIWIRE_NO_ROOM,
 * AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_login(amiwire_session *session,
                              const char *username,
                              const char *secret,
                              const char *events);

/**
 * Queues the request for a challenge, for an MD5 login.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_STATE, AMIWIRE_NO_ROOM,
 * AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_challenge(amiwire_session *session);

/**
 * Queues the MD5 login with the challenge that was given. The secret itself
 * is neither sent nor kept. `events` may be NULL; otherwise as
 * amiwire_session_login().
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_STATE without a challenge,
 * AMIWIRE_BAD_ARGUMENT, AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_WRITE_LINE_TOO_LONG,
 * AMIWIRE_NO_ROOM, AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_login_md5(amiwire_session *session,
                                  const char *username,
                                  const char *secret,
                                  const char *events);

/**
 * Asks for other events; the mask is as for amiwire_session_login(). It is
 * asked for again after a reconnect. The answer comes as AMIWIRE_WHAT_OWN.
 *
 * With a mask that leaves out the class `call` no OriginateResponse comes any
 * more: each Originate with Async that was started and is in flight then ends as
 * AMIWIRE_WHAT_STARTED, and so does each later one.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NOT_LOGGED_IN, AMIWIRE_BAD_ARGUMENT as for
 * amiwire_session_login(), AMIWIRE_NO_ROOM, AMIWIRE_OUT_QUEUE_FULL,
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_set_events(amiwire_session *session,
                                   const char *mask);

/**
 * Ends an action of which no more is wanted, for instance since there is no room
 * for the rest of its answer. Its place is free at once, no outcome of it comes any
 * more, and what still comes of its answer is AMIWIRE_WHAT_EXTRA. The exchange is
 * told nothing: an action that is queued is sent all the same, and what it does, it
 * does. As after a time limit, better give its tag to no other action.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NO_EVENT if no action of that tag is in flight,
 * AMIWIRE_BAD_ARGUMENT for a tag that no action can have, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_give_up(amiwire_session *session,
                                uint64_t tag);

/**
 * Queues the logoff: nothing can be submitted any more. The exchange answers
 * what was submitted before, says goodbye and closes.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NOT_LOGGED_IN, AMIWIRE_NO_ROOM,
 * AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_logoff(amiwire_session *session);

/**
 * Queues an action. Its answer comes back with `tag`, a number above 0 and
 * below 2^63 which no other action in flight may have: 0 is that of packets
 * that belong to no action, and tags from 2^63 on are those of
 * amiwire_conn_call(). A `tag` outside of that is an AMIWIRE_BAD_ARGUMENT. The
 * session gives the ActionID. Names may repeat; for `Variable` see
 * amiwire_write_variable(). `limit` is the time limit of this action: 0 for
 * that of the options, UINT64_MAX for none. Nothing is queued if the action is
 * refused; `*refused` then gets the number of the refused header, the first
 * line being 0 and the ActionID 1.
 *
 * A tag is free again with the action's last outcome. After a time limit or a
 * cut, better not use it for another action: what still comes of the old one
 * would be taken for the new one's. The same tag gives the same ActionID, and all
 * sessions of the exchange see that of an Originate with Async: better give its tag
 * to no other action.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_ARGUMENT for another tag, AMIWIRE_NOT_LOGGED_IN, AMIWIRE_ACTION_ID_GIVEN,
 * AMIWIRE_TAG_IN_USE, AMIWIRE_TOO_MANY_ACTIONS, AMIWIRE_OUT_QUEUE_FULL,
 * AMIWIRE_NO_ROOM if the whole queue is too small, AMIWIRE_NAME_EMPTY,
 * AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON, AMIWIRE_NAME_BLANK_EDGE,
 * AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_VALUE_BLANK_EDGE,
 * AMIWIRE_WRITE_LINE_TOO_LONG,
 * AMIWIRE_WRITE_TOO_MANY_HEADERS, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_submit(amiwire_session *session,
                               uint64_t tag,
                               const char *name,
                               const amiwire_field *fields,
                               size_t count,
                               uint64_t limit,
                               uint64_t now,
                               size_t *refused);

/**
 * amiwire_session_submit() with what is particular about this action: begin with
 * AMIWIRE_ACTION_OPTIONS_INIT and set what differs. `options` may be NULL.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_STRUCT_SIZE, AMIWIRE_BAD_ARGUMENT for another
 * tag, AMIWIRE_NOT_LOGGED_IN, AMIWIRE_ACTION_ID_GIVEN, AMIWIRE_TAG_IN_USE,
 * AMIWIRE_TOO_MANY_ACTIONS, AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NO_ROOM,
 * AMIWIRE_NAME_EMPTY, AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON,
 * AMIWIRE_NAME_BLANK_EDGE, AMIWIRE_VALUE_BAD_BYTE,
 * AMIWIRE_VALUE_BLANK_EDGE, AMIWIRE_WRITE_LINE_TOO_LONG,
 * AMIWIRE_WRITE_TOO_MANY_HEADERS, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_submit_as(amiwire_session *session,
                                  uint64_t tag,
                                  const char *name,
                                  const amiwire_field *fields,
                                  size_t count,
                                  const amiwire_action_options *options,
                                  uint64_t now,
                                  size_t *refused);

/**
 * Tells what a packet means. Hand over every packet of the connection's
 * reader, in order.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_BANNER if the first packet is no greeting:
 * the peer is no manager; AMIWIRE_BAD_STATE after the connection was cut;
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT.
 */
int32_t amiwire_session_handle(amiwire_session *session,
                               const amiwire_packet *packet,
                               uint64_t now,
                               amiwire_outcome *outcome);

/**
 * The bytes to send now. They live until the next call on this session.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NO_EVENT if there are none,
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_transmit(const amiwire_session *session,
                                 amiwire_slice *bytes);

/**
 * Says that the first `n` of those bytes were handed over. They are wiped.
 *
 * What counts is not that they have arrived, but that they may: say so once TCP,
 * or your TLS, has taken them, and before amiwire_session_cut(); also of a write
 * that failed afterwards, or that you do not know enough about. TLS keeps a
 * record that it could not send, and sends it later. After a cut, an action whose
 * last byte was handed over is AMIWIRE_WHAT_UNKNOWN, and any other is
 * AMIWIRE_WHAT_UNSENT: so see to it that nothing leaves after a write that you
 * gave up.
 *
 * Returns AMIWIRE_OK, AMIWIRE_COMMIT_TOO_LARGE, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_sent(amiwire_session *session,
                             size_t n);

/**
 * Whether the exchange has said that its start-up is over: 1 if so. Many users
 * never hear it: do not wait for it. A wrong argument gives 0.
 */
uint32_t amiwire_session_fully_booted(const amiwire_session *session);

/** Options of a session as they begin. */
#define AMIWIRE_SESSION_OPTIONS_INIT {(uint32_t)sizeof(amiwire_session_options), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}

/** Options of an action as they begin: those of an ordinary one. */
#define AMIWIRE_ACTION_OPTIONS_INIT {(uint32_t)sizeof(amiwire_action_options), 0, 0, 0, 0, NULL, NULL}

/** Memory for a session, as amiwire_reader_memory is for a reader. */
typedef union amiwire_session_memory {
    /** For the alignment. */
    uint64_t align;
    /** What amiwire_session_init() is given. */
    uint8_t bytes[AMIWIRE_SESSION_STORAGE];
} amiwire_session_memory;

/*
 * ==== Time of a session =====================================================
 *
 * Time limits, keepalive, the cut and the way back.
 */

/**
 * When amiwire_session_handle_timeout() is to be called if no packet comes
 * before.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NO_EVENT if no time limit runs,
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_deadline(const amiwire_session *session,
                                 uint64_t *deadline);

/**
 * What the passing of time means, or the cut, one thing at a time. Call again
 * until there is none; to call too early does nothing. It may queue a Ping.
 *
 * Read what has arrived and handle its packets first, without waiting: an answer
 * that was not read yet counts as missing, and a peer whose answer to a Ping was
 * not read yet as dead. A program that was busy for longer than a time limit finds
 * the answer in its socket. Where the peer may send without end, bound that.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NO_EVENT, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_handle_timeout(amiwire_session *session,
                                       uint64_t now,
                                       amiwire_outcome *outcome);

/**
 * Says that the connection has ended, or that an attempt to connect failed.
 * amiwire_session_handle_timeout() then tells of each action in flight, and
 * when to connect again if the options say so: not after a logoff, nor if the
 * first login of all was refused. What was queued is dropped.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_cut(amiwire_session *session, uint64_t now);

/**
 * Says that there is a connection again, whose greeting is awaited. Reset the
 * reader, too.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_STATE if the old connection was not cut or
 * not all was told of what was in flight, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_connected(amiwire_session *session, uint64_t now);

/*
 * ==== Texts that are awaited ================================================
 *
 * Before Asterisk 14 the output of a Command is raw text behind
 * `Response: Follows`: everything up to its end mark is text. Some servers let
 * line ends into values, so that a caller's name can hold a packet of the
 * caller's own, and that first line would turn everything behind it into text.
 * A client therefore makes its reader with AMIWIRE_TEXT_ANNOUNCED, and calls
 * amiwire_session_heard() after each amiwire_reader_commit(), and
 * amiwire_session_announce() before each amiwire_reader_next():
 *
 *    amiwire_reader_commit(reader, n);
 *    if (amiwire_session_heard(session, reader, now()) == AMIWIRE_BAD_BANNER)
 *        return close_connection();
 *    for (;;) {
 *        amiwire_session_announce(session, reader);
 *        if ((rc = amiwire_reader_next(reader, &packet)) == AMIWIRE_NEED_MORE)
 *            break;
 *        if (rc == AMIWIRE_TEXT_TOO_LARGE)
 *            return close_connection();
 *        if (rc == AMIWIRE_OK)
 *            amiwire_session_handle(session, &packet, now(), &outcome);
 *        else
 *            amiwire_session_refused(session, reader, now(), &outcome);
 *    }
 *
 * Who gives ActionIDs without a session calls amiwire_reader_announce() before
 * the action is sent. The connector does all of it by itself.
 */

/** Every `Response: Follows` begins a text: for recordings. */
#define AMIWIRE_TEXT_ALWAYS 0

/** None does. */
#define AMIWIRE_TEXT_NEVER 1

/**
 * Only one does whose ActionID was announced: for connections. Any other one is
 * a regular response, is counted (`unawaited_texts`), and what follows it
 * comes packet by packet.
 */
#define AMIWIRE_TEXT_ANNOUNCED 2

/**
 * Lets `Response: Follows` with this ActionID begin a text, once. Call it
 * before the action is sent. The text is copied.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_ARGUMENT for an empty ActionID or one of more
 * than 64 bytes, AMIWIRE_TOO_MANY_ACTIONS if 8 others are announced,
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_reader_announce(amiwire_reader *reader,
                                const char *action_id);

/**
 * Lets `Response: Follows` without an ActionID begin a text, once: for servers that
 * send no ActionIDs back. On others anybody who can write a line end into a value
 * can forge such a head. amiwire_session_announce() does this by itself where the
 * session takes answers without an ActionID, and takes it back elsewhere.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_reader_announce_without_id(amiwire_reader *reader);

/**
 * Takes that back: the action was answered otherwise, or is given up. Does
 * nothing for an ActionID that is not announced.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_reader_withdraw(amiwire_reader *reader,
                                const char *action_id);

/**
 * Announces to the reader whose texts may come, and takes back what was
 * announced before: of up to seven Commands whose time limit passed without an
 * answer, and of the oldest Commands in flight, eight in all, at least one of
 * them in flight. A server answers in order, so a Command is no longer announced
 * when its own answer or that of a later Command has begun to come; it stays in
 * flight up to its time limit. So an answer that is lost, or that the reader
 * refuses as too large, hides no later one.
 *
 * Where the session takes answers without an ActionID, a text without one is
 * announced, too.
 *
 * Nothing is announced if the greeting says 3.1.0 or more, since such servers have
 * no such texts; a version that is not known, or not written as numbers, counts as
 * lower. Call it before each amiwire_reader_next(). It is cheap while no Command is
 * awaited, and costs the same with any number of actions in flight.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_announce(const amiwire_session *session,
                                 amiwire_reader *reader);

/**
 * Says that the reader was given bytes from the peer. Call it after each
 * amiwire_reader_commit(); it does what amiwire_session_announce() does, too.
 *
 * Not every byte shows that the peer lives, since one that sends single bytes
 * would live for ever. A whole packet does, for which amiwire_session_handle()
 * is enough; so does a line of the text of a Command that is awaited, and so do
 * 4096 bytes behind a Ping, of whatever they are.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_BANNER as long as the greeting is awaited and what
 * has come cannot be one: this is no manager, so close the connection;
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_heard(amiwire_session *session,
                              amiwire_reader *reader,
                              uint64_t now);

/**
 * Tells what a packet meant that the reader has just refused: call it once when
 * amiwire_reader_next() returned AMIWIRE_PACKET_TOO_LARGE,
 * AMIWIRE_TOO_MANY_HEADERS, AMIWIRE_LINE_TOO_LONG or AMIWIRE_TEXT_TOO_LARGE, and
 * before anything else is done with the reader.
 *
 * `*outcome` is AMIWIRE_WHAT_TOO_LARGE. Its `last` is 1 if the response to an
 * action was refused, or the event that ends its list: the place is free, and what
 * still comes of the action is AMIWIRE_WHAT_EXTRA. It is 0 for an item, without
 * which the list goes on, unless it is the only one. AMIWIRE_WHAT_EXTRA for an action
 * that had ended. Where answers without an ActionID are taken, a response without one
 * belongs to the action whose turn it is, as does any other.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NO_EVENT if the packet belongs to no action of this
 * session, or if its line ActionID had not arrived: then the action ends by its
 * time limit; AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED.
 */
int32_t amiwire_session_refused(amiwire_session *session,
                                const amiwire_reader *reader,
                                uint64_t now,
                                amiwire_outcome *outcome);

/*
 * ==== Transport =============================================================
 *
 * What carries bytes to the exchange and back, as a table of functions. The
 * connector brings TCP and TLS of its own; bring your own table for anything
 * else: another TLS library, a tunnel, an exchange so old that it cannot do
 * TLS 1.2.
 */

/** A wait without end. */
#define AMIWIRE_FOREVER (-1)

/**
 * A transport. The functions may be called from two threads at once, one in
 * `read` and one in `write`; a third may call `wake` or `close`. They must
 * neither call the connection that they serve nor leave by longjmp or an
 * exception. `read`, `write`, and `close` must be there.
 */
typedef struct amiwire_transport {
    /** sizeof(amiwire_transport). */
    uint32_t struct_size;
    /** 0. */
    uint32_t reserved;
    /** Handed to each function. */
    void *user;
    /**
     * Receives up to `room` bytes into `buf` and sets `*n` to how many, at
     * least 1. Waits `wait_ms` milliseconds; not at all if that is 0, without
     * end if it is AMIWIRE_FOREVER.
     *
     * Returns AMIWIRE_OK, AMIWIRE_CLOSED at the orderly end of the stream,
     * AMIWIRE_WOULD_BLOCK where it was not to wait, AMIWIRE_PEER_SILENT when
     * the time is over, AMIWIRE_INTERRUPTED after `wake`, AMIWIRE_RESET,
     * AMIWIRE_IO, or any other error.
     */
    int32_t (*read)(void *user,
                    uint8_t *buf,
                    size_t room,
                    int64_t wait_ms,
                    size_t *n);
    /**
     * Sends up to `len` bytes and sets `*n` to how many, at least 1. Waits as
     * `read` does.
     *
     * Returns AMIWIRE_OK, AMIWIRE_WOULD_BLOCK if nothing was taken and it was
     * not to wait, AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_RESET, AMIWIRE_IO, or any
     * other error.
     *
     * An error other than AMIWIRE_WOULD_BLOCK gives the write up: the
     * connection is cut. Then set `*n` to how many bytes at the front of `buf`
     * the peer may see all the same, such as those in a record that TLS could
     * not send: 0 if there are none. If you leave `*n` alone, that may be any
     * of them. An action whose last byte is among them is reported as
     * AMIWIRE_WHAT_UNKNOWN, one that is not as AMIWIRE_WHAT_UNSENT: so nothing
     * that is left may leave later, neither by `read` nor by `close`, which says
     * no goodbye then.
     */
    int32_t (*write)(void *user,
                     const uint8_t *buf,
                     size_t len,
                     int64_t wait_ms,
                     size_t *n);
    /**
     * Ends a waiting `read`, or the next one, with AMIWIRE_INTERRUPTED;
     * several wakes before that count as one. It makes the receiving thread
     * look again, and no more: what interrupts its caller is
     * amiwire_conn_interrupt(), which calls this, also in a signal handler.
     * If you call it there, this function must be async-signal-safe, too: such
     * as a write() to a pipe that does not block, which keeps errno. NULL if
     * that cannot be done.
     */
    void (*wake)(void *user);
    /**
     * Closes, and ends a `read` or `write` that waits. Called exactly once, maybe
     * while others of these functions run in other threads; none is called after
     * it, also no `wake`, except one that another thread was just about to call.
     * Free what `user` leads to when amiwire_conn_close(), or an open that failed,
     * has returned: nothing of the table is used after that.
     */
    void (*close)(void *user);
    /** The descriptor to wait on in an event loop, or -1. NULL for none. */
    int (*descriptor)(void *user);
    /**
     * How many bytes `read` can give that waiting on the descriptor would not
     * show. NULL for 0.
     */
    size_t (*buffered)(void *user);
} amiwire_transport;

/*
 * ==== Config of a connection ================================================
 *
 * What the connector, below, is told.
 */

/**
 * Log in with the secret itself: only over TLS, or on a network that you
 * trust.
 */
#define AMIWIRE_LOGIN_PLAIN 0

/** Log in with an MD5 key made of a challenge and the secret. */
#define AMIWIRE_LOGIN_MD5 1

/** Plain TCP, unless one of the other `tls_` members is set. */
#define AMIWIRE_TLS_OFF 0

/**
 * TLS; the certificate is verified against tls_pin, or tls_ca_file, or else
 * the authorities that the system trusts.
 */
#define AMIWIRE_TLS_ON 1

/** A packet that a trace sees was received. */
#define AMIWIRE_TRACE_RECEIVED 1

/** A packet that a trace sees was sent. */
#define AMIWIRE_TRACE_SENT 2

/**
 * Where to connect, as whom, and with which bounds. Begin with
 * AMIWIRE_CONN_CONFIG_INIT; a member that is 0 or NULL has the value that its
 * comment says. A size above the maximum in its comment is an
 * AMIWIRE_BAD_ARGUMENT, UINT32_MAX included; one for which there is no memory
 * is an AMIWIRE_NO_MEMORY. Texts end in NUL; host, local_address and those of
 * TLS have at most 4096 bytes. They are not kept, the secret least of all,
 * unless keep_secret is set.
 */
typedef struct amiwire_conn_config {
    /** sizeof(amiwire_conn_config). */
    uint32_t struct_size;
    /**
     * 0: what a UCM6XXX listens on, 7777 or with TLS 5039. A stock Asterisk
     * listens on 5038.
     */
    uint32_t port;
    /** A host name or an address. Must be there. */
    const char *host;
    /**
     * NULL: any. The address of this machine to connect from, such as
     * "192.0.2.7", with a port or without.
     */
    const char *local_address;
    /** NULL or "": stop at the greeting; then call amiwire_conn_login(). */
    const char *username;
    /**
     * The user's secret: must be there if there is a user name. It may be "".
     */
    const char *secret;
    /**
     * NULL: the server's own, which is everything that the user may see. The event
     * mask: "on", "off", "all", or names of classes joined by commas, as
     * amiwire_session_login() takes it. Without the class `call` no
     * OriginateResponse comes, and an Originate with Async is over with its
     * response, AMIWIRE_WHAT_STARTED.
     */
    const char *events;
    /** AMIWIRE_LOGIN_. */
    uint32_t login;
    /** AMIWIRE_TLS_. */
    uint32_t tls;
    /**
     * NULL: none. A file of certificates (PEM) to trust instead of the
     * system's: authorities, or the exchange's own. Only a certificate that is
     * marked as an authority (X.509 v3, CA:TRUE, and a key usage, if it has
     * one, that permits to sign certificates) vouches for others. Any other,
     * X.509 v1 included, counts for itself only: it must be equal, carry the
     * name and be within its dates. The file may hold the certificates of
     * several exchanges: each is believed wherever its name is the one that is
     * asked for, so that exchanges whose certificates carry the same name can
     * stand in for each other. Use tls_pin to know one from the other. The
     * same rule holds for the system's certificates.
     */
    const char *tls_ca_file;
    /**
     * NULL: none. The SHA-256 digest of the exchange's certificate (DER) in
     * hexadecimal, colons allowed. Replaces issuer, name and dates, and works
     * for the X.509 v1 certificates that exchanges ship.
     */
    const char *tls_pin;
    /**
     * NULL: the host. The name that the certificate must carry, for
     * connections by address.
     */
    const char *tls_server_name;
    /**
     * 1: believe ANY certificate. Whoever is between can then read and change
     * everything, the secret included. For a first look on a bench only.
     */
    uint32_t tls_insecure;
    /** 0: 10,000. Milliseconds for name, connection and TLS. */
    uint32_t connect_ms;
    /** 0: 15,000. Milliseconds from there to the accepted login. */
    uint32_t login_ms;
    /** 0: 10,000. Milliseconds for an action to be taken by the exchange. */
    uint32_t write_ms;
    /**
     * 0: 60,000; UINT32_MAX: no limit. Milliseconds from an action to the end
     * of its answer. What has arrived when that is looked at counts, also where
     * nobody received for longer.
     */
    uint32_t action_ms;
    /**
     * 0: what max_memory_bytes allows. Bytes of the largest packet that is read,
     * from 64 up to 268,435,456.
     */
    uint32_t max_packet_bytes;
    /**
     * 0: what max_memory_bytes allows. Lines of the largest packet that is read,
     * from 2 up to 1,048,576.
     */
    uint32_t max_headers;
    /** 0: 32. Actions that can be in flight, up to 65,536. */
    uint32_t max_actions;
    /**
     * 0: what max_memory_bytes allows: a quarter of it for later, and for the
     * answer what is free. Bytes of packets that are kept for later while
     * amiwire_conn_call() waits, and as many of its answer; up to 268,435,456.
     * Beyond it the oldest events are dropped: see AMIWIRE_WHAT_LOST.
     */
    uint32_t keep_bytes;
    /**
     * 1: send an action only when the one before has had its final answer.
     * One that waits for its turn has no time limit yet: it counts from when the action
     * is sent, so that a call may take the limits of those before it on top.
     */
    uint32_t one_at_a_time;
    /**
     * 0: none. Milliseconds of silence after which a Ping is sent. A whole
     * packet breaks it, a line of the output of a Command, or 4096 bytes behind
     * the Ping; single bytes do not. Without ping_ms and dead_ms a text whose end mark
     * never comes keeps what is behind it back up to max_text_bytes.
     */
    uint32_t ping_ms;
    /**
     * 0: never. Milliseconds after that Ping until a peer that is still silent
     * is dead. What has arrived counts, also where nobody received for longer.
     * Neither counts while an action is in flight that keeps the exchange from
     * answering, such as a Command: see `dead_after` of amiwire_session_options.
     */
    uint32_t dead_ms;
    /**
     * 0: do not connect again. Milliseconds, at most, before the first attempt
     * to connect again. The delay doubles with each attempt, until a connection has
     * lasted as long as that behind its login. Of each delay a random part, at most
     * half, is left out.
     */
    uint32_t reconnect_first_ms;
    /** 0: 60,000. Milliseconds, at most, before any attempt. */
    uint32_t reconnect_most_ms;
    /**
     * 0: no bound. How many attempts in a row may fail to log in. Each gives a notice,
     * AMIWIRE_WHAT_ATTEMPT_FAILED.
     */
    uint32_t reconnect_attempts;
    /**
     * 1: keep user name and secret in memory until the connection is closed,
     * to log in again after a reconnect.
     */
    uint32_t keep_secret;
    /**
     * NULL: none. Sees every packet in both directions, with secrets replaced
     * by `***`: values of headers, settings, JSON members, variables and
     * columns that are named like one, what stands between user and host, PINs
     * of mailboxes. A packet for which there is no memory is not shown. Called
     * by the thread that receives or sends, and maybe by two at once; must not
     * use the connection nor leave by longjmp or an exception. `direction` is
     * AMIWIRE_TRACE_.
     */
    void (*trace)(void *user,
                  uint32_t direction,
                  const uint8_t *packet,
                  size_t size);
    /** Handed to `trace`. */
    void *trace_user;
    /**
     * NULL: none. Where amiwire_conn_open() writes what went wrong, when it
     * fails, for a person: a text that ends in NUL, cut to `detail_size`. After
     * that amiwire_conn_detail(NULL, &number) has it whole, and the operating
     * system's error number.
     */
    char *detail;
    /** Bytes at `detail`. */
    size_t detail_size;
    /**
     * 0: 16,777,216 (16 MiB); UINT32_MAX: no bound. Bytes of the text of an old
     * Command answer, read or skipped. At a longer one, which may have no end,
     * the connection is cut with AMIWIRE_TEXT_TOO_LARGE.
     */
    uint32_t max_text_bytes;
    /**
     * 0: 8,388,608 (8 MiB), or as much as max_packet_bytes, max_headers and
     * keep_bytes ask for together if that is more. The most bytes of memory for
     * packets: the one that is being read, with 8 bytes for each of its lines, those
     * that are kept for later while amiwire_conn_call() waits, and its answer, which
     * leaves an eighth of it to the one that is being read; up to
     * 268,435,456. Of this and max_packet_bytes, max_headers and keep_bytes the lower
     * bound wins.
     *
     * A connection begins with 20 KiB for them. It takes more when a packet needs
     * that, by doubling, and 136 KiB while much comes; a second after it was last
     * needed it gives that back, if somebody receives. While it grows, what it had and
     * what it gets exist together; a trace takes three times the size of the packet
     * that it sees, as long as it sees that. What does not fit is refused with an
     * error whose detail names the option to raise.
     *
     * What else a connection has never grows: 132 KiB for what is to be sent, 64 bytes
     * for each of max_actions, the session, and with TLS about 50 KiB for that. An idle
     * connection without TLS takes 172 KiB in all.
     */
    uint32_t max_memory_bytes;
    /**
     * 1: no OriginateResponse can reach this connection: its user has not the right
     * to read the class `call`, the account has an `eventfilter`, or a Filter was
     * sent. See amiwire_session_options.
     */
    uint32_t no_originate_response;
    /** 1: the exchange sends no ActionIDs back: see amiwire_session_options. */
    uint32_t answers_without_id;
    /**
     * 1: an event mask may name classes that Asterisk does not know, such as
     * `smscommand` of a gateway. Otherwise they are refused, so that a misspelt
     * class is found.
     */
    uint32_t other_classes;
    /**
     * 1: any first line that ends in a version is a greeting: a name, a slash, and
     * one word that begins with a digit, such as `Some PBX/1.0`.
     */
    uint32_t any_banner;
} amiwire_conn_config;

/** A config as it begins. */
#define AMIWIRE_CONN_CONFIG_INIT \
    {(uint32_t)sizeof(amiwire_conn_config), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, \
     0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}

/*
 * ==== Connector =============================================================
 *
 * All of the above over a socket of its own: connect, check that the peer is
 * a manager, log in, send actions, receive packets. It blocks, within the time
 * limits that you set.
 *
 * Threads. One thread at a time receives: amiwire_conn_recv(), _call(),
 * _answer(), _login(), _outcome(), _buffered(), _wait_ms(), _version(),
 * _counter(); what it has received is its own until it receives again. Meanwhile any other
 * thread may call amiwire_conn_send(), _set_events(), _interrupt() and _fd().
 * amiwire_conn_close() comes when all of them are done. While a name is looked
 * up within a time limit, and while it is tried to connect again, there is a
 * thread of the library's own, so that nobody waits longer than he wants to:
 * for each connection at most one that looks up and one that connects, however
 * long a name server takes. amiwire_conn_close() does not wait for them. They
 * own what they use, and end when the resolver gives up and connect_ms is over.
 *
 * fork(). A child must not use a connection of its parent's: _send(), _call(),
 * _login(), _set_events() and _recv() return AMIWIRE_BAD_STATE there without
 * touching the parent's socket (_recv() may first give out packets that were
 * received before). It may close it: that frees only memory, and the parent's
 * connection is not touched. A loop that receives must end on that status, which
 * is not fatal for the parent. All descriptors are closed by exec.
 *
 * Signals. No call raises SIGPIPE. A call that a signal interrupts goes on.
 * A signal handler may call amiwire_conn_interrupt() and nothing else of this
 * header: it is async-signal-safe, whatever call of this or another thread the
 * signal interrupts. So Ctrl-C ends a program: the handler interrupts, the
 * receiving call returns AMIWIRE_INTERRUPTED, and the program closes.
 *
 * Writing. An action that TCP or TLS does not take within write_ms is given up,
 * and the connection with it: nothing more is sent, neither the rest of what was
 * queued nor a Logoff, and what the system still holds is dropped. Of each action
 * in flight you get a notice: AMIWIRE_WHAT_UNSENT if the exchange cannot have
 * seen the whole of it, now or later; AMIWIRE_WHAT_UNKNOWN if all of it was handed
 * to TCP or TLS, which do not tell whether it arrived.
 *
 * Reconnecting. With reconnect_first_ms set, an end of the connection is no
 * error of amiwire_conn_recv() but a notice, AMIWIRE_WHAT_CUT, followed by one
 * for each action that was in flight: AMIWIRE_WHAT_UNKNOWN or
 * AMIWIRE_WHAT_UNSENT. Each attempt that fails is a notice, too,
 * AMIWIRE_WHAT_ATTEMPT_FAILED: the name was not found, nobody listened, the
 * certificate is another one, the peer is no manager, the login was refused or
 * not answered. It counts for reconnect_attempts, and the next delay is longer.
 * The outcome's `status` says why for both, and amiwire_conn_detail() adds the
 * rest. Then receiving makes the next attempt when it is
 * time, each attempt within connect_ms, while the caller waits no longer than
 * he said. The greeting comes out, AMIWIRE_WHAT_BANNER: with keep_secret the
 * login is sent by itself, otherwise call amiwire_conn_login() then. The event
 * mask is asked for again.
 * AMIWIRE_WHAT_LOGGED_IN says that all is well. Only what waits in a receiving
 * call does this, amiwire_conn_call() included: it waits for the login within its
 * own limit, sends its action then, and keeps the notices for amiwire_conn_recv().
 * Nothing is repeated: whether to send an action again is for you to say.
 *
 * Events that nobody takes. What comes during amiwire_conn_call() is kept for
 * amiwire_conn_recv(), up to keep_bytes; beyond them the oldest events are dropped,
 * and AMIWIRE_WHAT_LOST says in their place how many. It is the same rule in every
 * language. Who shows the state of something asks for it again then.
 *
 *    amiwire_conn_config cfg = AMIWIRE_CONN_CONFIG_INIT;
 *    cfg.host = "pbx.example";
 *    cfg.username = "ucmamiuser1";
 *    cfg.secret = getenv("AMI_SECRET");
 *    cfg.tls_pin = "4f…";
 *    if ((rc = amiwire_conn_open(&cfg, &conn)) < 0)
 *        return fail(amiwire_status_text(rc));
 *    do {
 *        rc = amiwire_conn_recv(conn, &packet, AMIWIRE_FOREVER);
 *        if (rc == AMIWIRE_OK)
 *            look_at(&packet);
 *    } while (!amiwire_status_is_fatal(rc));
 *    amiwire_conn_close(conn);
 *
 * The loop ends when the connection does, with AMIWIRE_CLOSED or another
 * status that is fatal and would come again for ever. What is not fatal ends
 * nothing: a packet over a limit is skipped, and the next one is read.
 *
 * libamiwire that was built without the connector answers AMIWIRE_NOT_BUILT to
 * all of it; libamiwire-core does not have these functions.
 */

/** A connection. Only the library knows what is in it. */
typedef struct amiwire_conn amiwire_conn;

/**
 * Connects, checks that the peer is a manager, and logs in. `*conn` gets the
 * connection, to be given back by amiwire_conn_close(); NULL on an error.
 *
 * Returns AMIWIRE_OK; AMIWIRE_RESOLVE_FAILED, AMIWIRE_CONNECT_REFUSED,
 * AMIWIRE_CONNECT_TIMED_OUT, AMIWIRE_CONNECT_FAILED, AMIWIRE_BIND_FAILED;
 * AMIWIRE_CERTIFICATE_UNKNOWN, AMIWIRE_CERTIFICATE_EXPIRED,
 * AMIWIRE_CERTIFICATE_NAME, AMIWIRE_CERTIFICATE_PIN, AMIWIRE_CERTIFICATE_BAD,
 * AMIWIRE_TLS_UNSUPPORTED, AMIWIRE_TLS_HANDSHAKE, AMIWIRE_TLS_TRUNCATED,
 * AMIWIRE_NOT_TLS, AMIWIRE_CA_FILE; AMIWIRE_BAD_BANNER,
 * AMIWIRE_CLOSED_BEFORE_BANNER, AMIWIRE_LOGIN_REFUSED,
 * AMIWIRE_CHALLENGE_REFUSED, AMIWIRE_PEER_SILENT, AMIWIRE_WRITE_TIMED_OUT,
 * AMIWIRE_CLOSED, AMIWIRE_RESET, AMIWIRE_IO; AMIWIRE_VALUE_BAD_BYTE or
 * AMIWIRE_WRITE_LINE_TOO_LONG for a user name or secret that cannot be sent;
 * AMIWIRE_MISALIGNED, AMIWIRE_NO_MEMORY, AMIWIRE_NULL_ARGUMENT, also without a
 * host; AMIWIRE_BAD_ARGUMENT, AMIWIRE_BAD_STRUCT_SIZE,
 * AMIWIRE_STORAGE_TOO_SMALL, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED.
 */
int32_t amiwire_conn_open(const amiwire_conn_config *config,
                          amiwire_conn **conn);

/**
 * The same over a transport of yours, which has reached the exchange already.
 * Of the config, host, port, local_address, connect_ms, the reconnect_
 * members, tls and what begins with tls_ are ignored, whatever they hold.
 *
 * The library copies the table, and closes the transport exactly once: with
 * the connection, or before this function returns an error. With four errors
 * the transport stays yours, and is not closed: AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_STRUCT_SIZE and AMIWIRE_NOT_BUILT. A table
 * without `read`, `write` or `close` is an AMIWIRE_NULL_ARGUMENT, and so is a
 * user name without a secret.
 *
 * Returns AMIWIRE_OK; AMIWIRE_BAD_BANNER, AMIWIRE_CLOSED_BEFORE_BANNER,
 * AMIWIRE_LOGIN_REFUSED, AMIWIRE_CHALLENGE_REFUSED, AMIWIRE_PEER_SILENT,
 * AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_CLOSED, AMIWIRE_RESET, AMIWIRE_IO, or
 * another error of the -6xx that the transport returns; AMIWIRE_VALUE_BAD_BYTE
 * or AMIWIRE_WRITE_LINE_TOO_LONG for a user name or secret that cannot be
 * sent; AMIWIRE_NULL_ARGUMENT, AMIWIRE_BAD_ARGUMENT, AMIWIRE_BAD_STRUCT_SIZE,
 * AMIWIRE_MISALIGNED, AMIWIRE_NOT_BUILT, AMIWIRE_STORAGE_TOO_SMALL,
 * AMIWIRE_NO_MEMORY, AMIWIRE_PANICKED.
 */
int32_t amiwire_conn_open_transport(const amiwire_conn_config *config,
                                    const amiwire_transport *transport,
                                    amiwire_conn **conn);

/**
 * Waits up to `wait_ms` milliseconds for the next packet; not at all if that
 * is 0, without end if it is AMIWIRE_FOREVER; any other negative number is an
 * AMIWIRE_BAD_ARGUMENT. The packet is good until the
 * next receiving call on this connection; amiwire_conn_outcome() tells what it
 * means. What was kept during amiwire_conn_call() comes first.
 *
 * Returns AMIWIRE_OK; AMIWIRE_NOTICE when there is no packet but something to
 * be reported, which amiwire_conn_outcome() gives: a time limit that passed, a cut
 * and what follows from it, packets that were dropped (AMIWIRE_WHAT_LOST), an action
 * that was started or whose answer was too large (AMIWIRE_WHAT_STARTED, _TOO_LARGE);
 * AMIWIRE_PEER_SILENT when the time is over without
 * a whole packet, AMIWIRE_WOULD_BLOCK where it was not to wait, also after 1
 * MiB off the descriptor without a packet's end, or of TLS's own messages, when
 * the descriptor may be readable still, and AMIWIRE_INTERRUPTED, which all
 * leave the connection as it was;
 * AMIWIRE_PACKET_TOO_LARGE, AMIWIRE_TOO_MANY_HEADERS or AMIWIRE_LINE_TOO_LONG
 * for a packet that is skipped, behind which the next call continues;
 * AMIWIRE_CLOSED, AMIWIRE_TEXT_TOO_LARGE, AMIWIRE_RESET, AMIWIRE_IO,
 * AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_PEER_DEAD for a peer that left a Ping
 * without an answer, AMIWIRE_TLS_TRUNCATED, AMIWIRE_TLS_BROKEN, or
 * another error of the -6xx that is fatal, when the connection has
 * ended, again and again, after everything complete before was given out, and
 * a notice for each action that was in flight; AMIWIRE_BAD_STATE if another
 * thread receives, and in a child made by fork();
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT for another
 * negative wait, AMIWIRE_NO_MEMORY, AMIWIRE_BAD_BANNER, AMIWIRE_LOGIN_REFUSED
 * and AMIWIRE_CHALLENGE_REFUSED after the last attempt to connect again,
 * AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED, AMIWIRE_POISONED.
 */
int32_t amiwire_conn_recv(const amiwire_conn *conn,
                          amiwire_packet *packet,
                          int64_t wait_ms);

/**
 * What the packet that was last received means, or the notice.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NO_EVENT, AMIWIRE_BAD_STATE if another thread
 * receives, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_NOT_BUILT,
 * AMIWIRE_POISONED.
 */
int32_t amiwire_conn_outcome(const amiwire_conn *conn,
                             amiwire_outcome *outcome);

/**
 * Sends an action. Its answer comes out of amiwire_conn_recv() with `tag`, a
 * number above 0 and below 2^63 which no other action in flight may have: 0 is
 * that of packets that belong to no action, and tags from 2^63 on are those of
 * amiwire_conn_call(). A `tag` outside of that is an AMIWIRE_BAD_ARGUMENT. The
 * connection gives the ActionID. Any thread may send, also while another one
 * receives. Nothing is sent of what is refused; amiwire_conn_detail() then
 * tells the header's number.
 *
 * Returns AMIWIRE_OK; AMIWIRE_BAD_ARGUMENT for another tag; AMIWIRE_NAME_EMPTY, AMIWIRE_NAME_BAD_BYTE,
 * AMIWIRE_NAME_HAS_COLON, AMIWIRE_NAME_BLANK_EDGE, AMIWIRE_VALUE_BAD_BYTE,
 * AMIWIRE_VALUE_BLANK_EDGE, AMIWIRE_WRITE_LINE_TOO_LONG,
 * AMIWIRE_WRITE_TOO_MANY_HEADERS,
 * AMIWIRE_ACTION_ID_GIVEN, AMIWIRE_TAG_IN_USE, AMIWIRE_TOO_MANY_ACTIONS,
 * AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NOT_LOGGED_IN also while the connection is
 * cut; AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_RESET, AMIWIRE_IO, after which the
 * receiving thread finds the connection cut, and tells of the action;
 * AMIWIRE_BAD_STATE in a child made by fork(); AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_NO_ROOM, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED,
 * AMIWIRE_POISONED.
 */
int32_t amiwire_conn_send(const amiwire_conn *conn,
                          uint64_t tag,
                          const char *name,
                          const amiwire_field *fields,
                          size_t count);

/**
 * amiwire_conn_send() with what is particular about this action. `options` may
 * be NULL.
 *
 * Returns AMIWIRE_OK; AMIWIRE_BAD_STRUCT_SIZE; AMIWIRE_BAD_ARGUMENT for another
 * tag; AMIWIRE_NAME_EMPTY, AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON,
 * AMIWIRE_NAME_BLANK_EDGE, AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_VALUE_BLANK_EDGE,
 * AMIWIRE_WRITE_LINE_TOO_LONG, AMIWIRE_WRITE_TOO_MANY_HEADERS,
 * AMIWIRE_ACTION_ID_GIVEN, AMIWIRE_TAG_IN_USE, AMIWIRE_TOO_MANY_ACTIONS,
 * AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NOT_LOGGED_IN also while the connection is
 * cut; AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_RESET, AMIWIRE_IO, AMIWIRE_BAD_STATE in
 * a child made by fork(); AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
 * AMIWIRE_NO_ROOM, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED, AMIWIRE_POISONED.
 */
int32_t amiwire_conn_send_as(const amiwire_conn *conn,
                             uint64_t tag,
                             const char *name,
                             const amiwire_field *fields,
                             size_t count,
                             const amiwire_action_options *options);

/**
 * Logs in when AMIWIRE_WHAT_BANNER asks for it: after a reconnect without
 * keep_secret, or after an open without a user name. `login` is
 * AMIWIRE_LOGIN_. It asks for the events of the config, or after a reconnect
 * for those that were asked for last. The answer comes out of
 * amiwire_conn_recv(): AMIWIRE_WHAT_LOGGED_IN or AMIWIRE_WHAT_LOGIN_REFUSED.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_STATE if it is not the time for it, and in a
 * child made by fork(),
 * AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_WRITE_LINE_TOO_LONG,
 * AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_RESET, AMIWIRE_IO, AMIWIRE_BAD_ARGUMENT,
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_NO_MEMORY,
 * AMIWIRE_NO_ROOM, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED, AMIWIRE_POISONED.
 */
int32_t amiwire_conn_login(const amiwire_conn *conn,
                           const char *username,
                           const char *secret,
                           uint32_t login);

/**
 * Asks for other events: see amiwire_session_set_events(). Any thread may. The
 * mask is as for amiwire_session_login(), and is asked for again after a
 * reconnect. amiwire_conn_detail() has the class that is not known, or what else
 * is wrong with a mask.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NOT_LOGGED_IN, AMIWIRE_BAD_STATE in a child made
 * by fork(), AMIWIRE_BAD_ARGUMENT, AMIWIRE_OUT_QUEUE_FULL,
 * AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_RESET, AMIWIRE_IO, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_NO_ROOM, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED,
 * AMIWIRE_POISONED.
 */
int32_t amiwire_conn_set_events(const amiwire_conn *conn,
                                const char *mask);

/**
 * Ends a receiving call that waits in another thread, or else the next one
 * that would wait, with AMIWIRE_INTERRUPTED. An attempt to connect again goes
 * on meanwhile. Any thread may, at any time, and any signal handler: it takes no
 * lock, allocates nothing, does not wait, and leaves errno as it was. Over a
 * transport of yours, its `wake` is called, which must be like that, too. See to
 * it that no handler comes here once you begin to close: ignore the signal first.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
 * AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED.
 */
int32_t amiwire_conn_interrupt(const amiwire_conn *conn);

/**
 * The version in the exchange's greeting, such as `2.7.0`: a hint only. Lives
 * until the next receiving call.
 *
 * Returns AMIWIRE_OK, AMIWIRE_BAD_STATE if another thread receives,
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_NOT_BUILT,
 * AMIWIRE_POISONED.
 */
int32_t amiwire_conn_version(const amiwire_conn *conn,
                             amiwire_slice *version);

/**
 * The counter of that name: those of the connection's reader, see
 * amiwire_counter_name().
 *
 * Returns AMIWIRE_OK, AMIWIRE_NOT_FOUND, AMIWIRE_BAD_STATE if another thread
 * receives, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_NOT_BUILT,
 * AMIWIRE_POISONED.
 */
int32_t amiwire_conn_counter(const amiwire_conn *conn,
                             const char *name,
                             uint64_t *value);

/**
 * Says Logoff if that goes without waiting, closes, and frees. NULL does
 * nothing. No other thread may be in a call on this connection. A wrong
 * argument gives nothing.
 */
void amiwire_conn_close(amiwire_conn *conn);

/*
 * ==== Calls over a connection ===============================================
 *
 * To send an action and wait for its whole answer, for programs that do one
 * thing after the other.
 */

/**
 * Sends an action and waits for its whole answer, up to `limit_ms`
 * milliseconds: 0 for the action_ms of the config, AMIWIRE_FOREVER for no
 * limit; any other negative number is an AMIWIRE_BAD_ARGUMENT. `*packet` gets
 * the first packet of the answer, the response; amiwire_conn_answer() gives
 * those that follow, such as the items of a list. What else comes meanwhile is
 * kept and comes out of amiwire_conn_recv() afterwards, as far as
 * max_memory_bytes or keep_bytes go: also the status of a packet that was over a
 * limit and skipped. Beyond that the oldest events are dropped: see
 * AMIWIRE_WHAT_LOST.
 *
 * With one_at_a_time the time that the action waits for its turn comes on top of
 * the limit, which counts from when it is sent.
 *
 * Before the action is written, the call takes what has come, at most 1 MiB and
 * without waiting: the end of a connection that nobody received from for a while
 * lies there, and is found before the action gets lost in it.
 *
 * With reconnect_first_ms set, a call after a cut connects and logs in again first,
 * within its own limit, which counts from the call. Without keep_secret that ends
 * with the greeting, and the call returns AMIWIRE_NOT_LOGGED_IN: call
 * amiwire_conn_login(), and this again. When the limit passes without a connection
 * it is AMIWIRE_ACTION_UNSENT, and amiwire_conn_detail() says why there was none.
 * An action that was in flight when the connection was cut is never repeated: that
 * call returns AMIWIRE_OUTCOME_UNKNOWN or AMIWIRE_ACTION_UNSENT, and the next one
 * works.
 *
 * Returns AMIWIRE_OK, also for a response that says Error; AMIWIRE_TRUNCATED
 * if the answer as a whole had no room; AMIWIRE_PACKET_TOO_LARGE,
 * AMIWIRE_TOO_MANY_HEADERS and AMIWIRE_LINE_TOO_LONG if one of its packets, the
 * response or an item, is over a limit. All four end the call at once, the action
 * is no longer in flight, the detail names the option to raise, and what had come
 * is there: `*packet` and amiwire_conn_answer() have it, of the packet that was too
 * large the lines so far, with AMIWIRE_PIECE_FIRST for its `piece`. `*packet` has
 * no headers if there is nothing. What still comes of a list comes out of
 * amiwire_conn_recv() as AMIWIRE_WHAT_EXTRA. If a response is over a limit before
 * its line ActionID has come, nobody knows whose it is, and the call waits for its
 * time limit.
 * AMIWIRE_NO_MEMORY if there was none for a packet, which is lost;
 * AMIWIRE_ACTION_TIMED_OUT; AMIWIRE_OUTCOME_UNKNOWN and AMIWIRE_ACTION_UNSENT
 * if the connection was cut; AMIWIRE_INTERRUPTED, after which what still comes
 * of the answer comes out of amiwire_conn_recv(), if the action was sent, which
 * amiwire_conn_detail() denies otherwise; AMIWIRE_BAD_STATE if another
 * thread receives, and in a child made by fork().
 *
 * Of what is refused nothing is sent: AMIWIRE_NAME_EMPTY,
 * AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON, AMIWIRE_NAME_BLANK_EDGE,
 * AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_VALUE_BLANK_EDGE, AMIWIRE_WRITE_LINE_TOO_LONG,
 * AMIWIRE_WRITE_TOO_MANY_HEADERS, AMIWIRE_ACTION_ID_GIVEN,
 * AMIWIRE_TOO_MANY_ACTIONS, AMIWIRE_OUT_QUEUE_FULL, AMIWIRE_NO_ROOM,
 * AMIWIRE_NOT_LOGGED_IN, AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED,
 * AMIWIRE_BAD_ARGUMENT, AMIWIRE_NOT_BUILT, AMIWIRE_PANICKED, AMIWIRE_POISONED.
 *
 * If the connection ends during the call, that is AMIWIRE_OUTCOME_UNKNOWN or
 * AMIWIRE_ACTION_UNSENT. After it has ended for good, each call returns the same
 * as a receiving call:
 * AMIWIRE_CLOSED, AMIWIRE_TEXT_TOO_LARGE, AMIWIRE_RESET, AMIWIRE_IO,
 * AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_PEER_DEAD, AMIWIRE_TLS_TRUNCATED,
 * AMIWIRE_TLS_BROKEN, or another error of the -6xx that is fatal.
 */
int32_t amiwire_conn_call(const amiwire_conn *conn,
                          const char *name,
                          const amiwire_field *fields,
                          size_t count,
                          int64_t limit_ms,
                          amiwire_packet *packet);

/**
 * amiwire_conn_call() with what is particular about this action, its time limit
 * included. `options` may be NULL.
 *
 * Returns AMIWIRE_OK, AMIWIRE_TRUNCATED,
 * AMIWIRE_PACKET_TOO_LARGE, AMIWIRE_TOO_MANY_HEADERS, AMIWIRE_LINE_TOO_LONG,
 * AMIWIRE_NO_MEMORY, AMIWIRE_ACTION_TIMED_OUT, AMIWIRE_OUTCOME_UNKNOWN,
 * AMIWIRE_ACTION_UNSENT, AMIWIRE_INTERRUPTED, AMIWIRE_BAD_STATE,
 * AMIWIRE_NAME_EMPTY, AMIWIRE_NAME_BAD_BYTE, AMIWIRE_NAME_HAS_COLON,
 * AMIWIRE_NAME_BLANK_EDGE, AMIWIRE_VALUE_BAD_BYTE, AMIWIRE_VALUE_BLANK_EDGE,
 * AMIWIRE_WRITE_LINE_TOO_LONG, AMIWIRE_WRITE_TOO_MANY_HEADERS,
 * AMIWIRE_ACTION_ID_GIVEN, AMIWIRE_TOO_MANY_ACTIONS, AMIWIRE_OUT_QUEUE_FULL,
 * AMIWIRE_NO_ROOM, AMIWIRE_NOT_LOGGED_IN, AMIWIRE_NULL_ARGUMENT,
 * AMIWIRE_MISALIGNED, AMIWIRE_BAD_ARGUMENT, AMIWIRE_NOT_BUILT,
 * AMIWIRE_PANICKED, AMIWIRE_POISONED, AMIWIRE_CLOSED, AMIWIRE_TEXT_TOO_LARGE,
 * AMIWIRE_RESET, AMIWIRE_IO, AMIWIRE_WRITE_TIMED_OUT, AMIWIRE_PEER_DEAD,
 * AMIWIRE_TLS_TRUNCATED, AMIWIRE_TLS_BROKEN, or another error of the -6xx that is
 * fatal; and AMIWIRE_BAD_STRUCT_SIZE.
 */
int32_t amiwire_conn_call_as(const amiwire_conn *conn,
                             const char *name,
                             const amiwire_field *fields,
                             size_t count,
                             const amiwire_action_options *options,
                             amiwire_packet *packet);

/**
 * The next packet of the answer to the last amiwire_conn_call(). Each packet of an
 * answer, the first one too, is good until the next call of this function or the
 * next receiving call on this connection; amiwire_conn_outcome() tells what it is.
 *
 * Returns AMIWIRE_OK, AMIWIRE_NO_EVENT behind the last one, AMIWIRE_TRUNCATED
 * for one that had no room, whose `*packet` has no headers and behind which
 * the next call goes on; AMIWIRE_BAD_STATE if another thread receives,
 * AMIWIRE_NULL_ARGUMENT, AMIWIRE_MISALIGNED, AMIWIRE_NOT_BUILT,
 * AMIWIRE_POISONED.
 */
int32_t amiwire_conn_answer(const amiwire_conn *conn,
                            amiwire_packet *packet);

/*
 * ==== Details of failures ===================================================
 *
 * What a status cannot know, in words for a person.
 */

/**
 * What this thread's last call on the connection adds to its status, for a
 * person: which address, which header, which certificate; "" if nothing. Never
 * a secret. Of a certificate that was refused the SHA-256 pin comes first.
 * After AMIWIRE_NOTICE it is what AMIWIRE_WHAT_CUT and
 * AMIWIRE_WHAT_ATTEMPT_FAILED add to the status in the outcome. `*os_error`
 * gets the operating system's error number, or 0. `conn` and `os_error` may be
 * NULL. A wrong argument gives "".
 *
 * With NULL for `conn`: of this thread's last amiwire_conn_open() or
 * _open_transport(), after it failed.
 *
 * Each thread has its own, and one only. amiwire_conn_recv(), _call(),
 * _answer(), _send(), _login(), _set_events() and the opens replace it, and
 * leave none where they succeed; a call on another connection, if it fails,
 * leaves none of this one. What only looks (_outcome(), _version(), _counter(),
 * _fd(), _wait_ms(), _buffered()), _interrupt() and _close() leave it as it is.
 * A binding whose threads can move from one thread of the operating system to
 * another reads it together with the call that failed, without a point
 * between at which they can move. The text lives until the thread's next call
 * that replaces it.
 */
const char *amiwire_conn_detail(const amiwire_conn *conn, int32_t *os_error);

/*
 * ==== Connections in an event loop ==========================================
 *
 * A turn is: wait until amiwire_conn_fd() is readable, but no longer than
 * amiwire_conn_wait_ms() says; then amiwire_conn_recv() without waiting until
 * AMIWIRE_WOULD_BLOCK. So time limits, Pings and the way back after a cut come
 * when it is time for them.
 */

/**
 * The descriptor, to wait on in an event loop until it is readable; -1 if
 * there is none. It belongs to the connection: neither read nor close it.
 * After a reconnect it is another one, and from a cut to there it is -1. While it
 * is -1, sleep for amiwire_conn_wait_ms(), then receive with wait 0. A wrong
 * argument gives -1.
 */
int amiwire_conn_fd(const amiwire_conn *conn);

/**
 * How many milliseconds to wait on the descriptor at most: 0 if there is
 * something to receive now, AMIWIRE_FOREVER if nothing is awaited but what the
 * descriptor shows. Ask again after each send. 0 for NULL, and if another
 * thread receives. A wrong argument gives 0.
 */
int64_t amiwire_conn_wait_ms(const amiwire_conn *conn);

/**
 * How many bytes were received already that may hold a packet, so that the
 * descriptor need not become readable for it: while this is not 0, receive
 * before you wait. To receive without waiting until AMIWIRE_WOULD_BLOCK does
 * as well. 0 if there are none, and for NULL. A wrong argument gives 0.
 */
size_t amiwire_conn_buffered(const amiwire_conn *conn);

#ifdef __cplusplus
}
#endif

#endif /* AMIWIRE_H */
