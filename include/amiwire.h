/*
 * amiwire.h: the Asterisk Manager Interface for C and C++
 *
 * SPDX-License-Identifier: MIT OR Apache-2.0
 *
 * Generated from src/ffi by `make header`; what is changed here by hand is
 * overwritten. C99 and C++11.
 *
 * Bytes go in, packets come out. The sections go from the small to the large:
 * each uses only what stands above it, and a program may stop at any of them.
 * These conventions hold throughout, and a function says where it departs.
 *
 * Statuses. A function that can fail returns an int32_t. AMIWIRE_OK, 0, is
 *     done; a positive number is a condition of progress, with which nothing
 *     is wrong; a negative one is an error. `if (rc < 0)` finds every error.
 *     Each prototype lists the statuses that it returns. On an error, what
 *     would have been written through a pointer is left as it was.
 *
 * Arguments. A NULL that is not allowed is answered with
 *     AMIWIRE_NULL_ARGUMENT, a number that is not allowed with
 *     AMIWIRE_BAD_ARGUMENT or a status that says it better. That a pointer
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
 *     that you bring yourself. Nothing unwinds or jumps out of a call.
 */
#ifndef AMIWIRE_H
#define AMIWIRE_H

#include <stddef.h>
#include <stdint.h>

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
 * that needs more answers AMIWIRE_NOT_BUILT; it is never missing.
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
/** there was room for a part only; the true count was given */
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
/** all places for actions in flight are taken; wait for an answer */
#define AMIWIRE_TOO_MANY_ACTIONS (-305)
/**
 * the queue of bytes to send cannot take the action now; send what is queued
 * first
 */
#define AMIWIRE_OUT_QUEUE_FULL (-306)

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
/** the waiting call was interrupted by another thread */
#define AMIWIRE_INTERRUPTED (-610)
/**
 * the exchange closed the connection before its greeting; it may have too many
 * connections without a login, or the port may speak TLS
 */
#define AMIWIRE_CLOSED_BEFORE_BANNER (-611)
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
    X(WOULD_BLOCK, 5) X(NOT_FOUND, 6) X(NULL_ARGUMENT, -101) \
    X(BAD_ARGUMENT, -102) X(BAD_STRUCT_SIZE, -103) X(BAD_STATE, -104) \
    X(COMMIT_TOO_LARGE, -105) X(OUT_OF_RANGE, -106) \
    X(STORAGE_TOO_SMALL, -107) X(MISALIGNED, -108) X(NOT_BUILT, -109) \
    X(BAD_BANNER, -201) X(BAD_VALUE, -202) X(UNEXPECTED_PACKET, -203) \
    X(PACKET_TOO_LARGE, -301) X(TOO_MANY_HEADERS, -302) \
    X(LINE_TOO_LONG, -303) X(NO_ROOM, -304) X(TOO_MANY_ACTIONS, -305) \
    X(OUT_QUEUE_FULL, -306) X(NAME_EMPTY, -401) X(NAME_BAD_BYTE, -402) \
    X(NAME_HAS_COLON, -403) X(NAME_BLANK_EDGE, -404) X(VALUE_BAD_BYTE, -405) \
    X(WRITE_LINE_TOO_LONG, -406) X(WRITE_TOO_MANY_HEADERS, -407) \
    X(ACTION_ID_GIVEN, -408) X(LOGIN_REFUSED, -501) X(NOT_LOGGED_IN, -502) \
    X(CHALLENGE_REFUSED, -503) X(TAG_IN_USE, -504) X(ACTION_TIMED_OUT, -505) \
    X(RESOLVE_FAILED, -601) X(CONNECT_REFUSED, -602) X(CONNECT_FAILED, -603) \
    X(CONNECT_TIMED_OUT, -604) X(PEER_SILENT, -605) X(WRITE_TIMED_OUT, -606) \
    X(RESET, -607) X(IO, -608) X(BIND_FAILED, -609) X(INTERRUPTED, -610) \
    X(CLOSED_BEFORE_BANNER, -611) X(TLS_HANDSHAKE, -621) \
    X(CERTIFICATE_UNKNOWN, -622) X(CERTIFICATE_EXPIRED, -623) \
    X(CERTIFICATE_NAME, -624) X(CERTIFICATE_PIN, -625) \
    X(CERTIFICATE_BAD, -626) X(TLS_UNSUPPORTED, -627) X(CA_FILE, -628) \
    X(NOT_TLS, -629) X(TLS_TRUNCATED, -630) X(INTERNAL, -901) \
    X(PANICKED, -902) X(POISONED, -903) X(NO_MEMORY, -904)

/**
 * The name of a status without its AMIWIRE_ prefix, such as "NEED_MORE", or
 * "unknown" for a number that is no status. The text is static: it is valid
 * for ever and is not freed.
 */
const char *amiwire_status_name(int32_t status);

/**
 * A sentence for a person, without a full stop: what happened, and what to do
 * next; "unknown" for a number that is no status. The text is static: it is
 * valid for ever and is not freed.
 */
const char *amiwire_status_text(int32_t status);

#ifdef __cplusplus
}
#endif

#endif /* AMIWIRE_H */
