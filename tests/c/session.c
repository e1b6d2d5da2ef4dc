/* Ten thousand actions through the session from C, under a fake clock: every
 * tag comes back exactly once with a last outcome. */
#include <amiwire.h>

#include "test.h"

enum { ACTIONS = 10000, SLOTS = 37, WIRE = 256 };

static amiwire_session_memory memory;
static amiwire_reader_memory reader_memory;
static uint8_t storage[2048], queue[2048];
static uint32_t index_memory[256];
static amiwire_slot slots[SLOTS];
static amiwire_session *session;
static amiwire_reader *reader;

static uint8_t open_tags[ACTIONS + 1];
static int open_count, finished;
static uint64_t now, state = 88172645463325252u;
static char wire[WIRE][512];
static int wire_from, wire_count;
static int whats[32];

static uint32_t below(uint32_t n)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)((state >> 33) % n);
}

static void told(const amiwire_outcome *outcome)
{
    CHECK(outcome->what < 32);
    whats[outcome->what & 31]++;
    if (!outcome->last)
        return;
    if (CHECK(outcome->tag >= 1 && outcome->tag <= ACTIONS) && CHECK_INT(open_tags[outcome->tag], 1)) {
        open_tags[outcome->tag] = 2;
        open_count--;
        finished++;
    }
}

static void feed(const char *text)
{
    amiwire_packet packet;
    amiwire_outcome outcome;
    uint8_t *space;
    size_t room, size = strlen(text);

    CHECK_INT(amiwire_reader_space(reader, &space, &room), AMIWIRE_OK);
    if (!CHECK(room >= size))
        return;
    memcpy(space, text, size);
    CHECK_INT(amiwire_reader_commit(reader, size), AMIWIRE_OK);
    while (amiwire_reader_next(reader, &packet) == AMIWIRE_OK) {
        CHECK_INT(amiwire_session_handle(session, &packet, now, &outcome), AMIWIRE_OK);
        told(&outcome);
    }
}

static void log_in(void)
{
    amiwire_slice bytes;

    feed("Asterisk Call Manager/2.7.0\r\n");
    CHECK_INT(amiwire_session_login(session, "ucmamiuser1", "test123", NULL), AMIWIRE_OK);
    CHECK_INT(amiwire_session_transmit(session, &bytes), AMIWIRE_OK);
    CHECK_INT(amiwire_session_sent(session, bytes.len), AMIWIRE_OK);
    feed("Response: Success\r\nMessage: Authentication accepted\r\n\r\n");
    CHECK_INT(amiwire_session_phase(session), AMIWIRE_PHASE_LOGGED_IN);
}

static void put_on_wire(const char *format, const char *id)
{
    if (wire_count < WIRE) {
        snprintf(wire[(wire_from + wire_count) % WIRE], sizeof wire[0], format, id);
        wire_count++;
    }
}

/* The ActionID of what was queued last, as a line. */
static void last_id(char id[64])
{
    amiwire_slice bytes;
    size_t i, at = 0;

    CHECK_INT(amiwire_session_transmit(session, &bytes), AMIWIRE_OK);
    for (i = 0; i + 10 < bytes.len; i++)
        if (memcmp(bytes.ptr + i, "ActionID: ", 10) == 0)
            at = i;
    for (i = 0; i < 60 && at + i < bytes.len && bytes.ptr[at + i] != '\r'; i++)
        id[i] = (char)bytes.ptr[at + i];
    memcpy(id + i, "\r\n", 3);
}

static uint64_t submit(uint64_t tag)
{
    static const amiwire_field asynchronous = {"Async", "true", 0};
    char id[64];
    uint32_t pick = below(3);
    int32_t rc;

    if (pick == 0)
        rc = amiwire_session_submit(session, tag, "Ping", NULL, 0, 0, now, NULL);
    else if (pick == 1)
        rc = amiwire_session_submit(session, tag, "QueueStatus", NULL, 0, 500, now, NULL);
    else
        rc = amiwire_session_submit(session, tag, "Originate", &asynchronous, 1, UINT64_MAX, now, NULL);
    if (rc != AMIWIRE_OK) {
        CHECK(rc == AMIWIRE_TOO_MANY_ACTIONS || rc == AMIWIRE_OUT_QUEUE_FULL);
        return tag;
    }
    open_tags[tag] = 1;
    open_count++;
    last_id(id);
    if (below(40) == 0)
        return tag + 1; /* never answered */
    if (pick == 1)
        put_on_wire("Response: Success\r\n%sEventList: start\r\n\r\n", id);
    else
        put_on_wire("Response: Success\r\n%s\r\n", id);
    if (pick == 1) {
        put_on_wire("Event: QueueParams\r\nQueue: 1\r\n%s\r\n", id);
        put_on_wire("Event: QueueStatusComplete\r\n%sEventList: Complete\r\n\r\n", id);
    } else if (pick == 2 && below(10) != 0) {
        put_on_wire("Event: OriginateResponse\r\n%sResponse: Success\r\n\r\n", id);
    }
    if (below(30) == 0)
        put_on_wire("Response: Success\r\n%s\r\n", id);
    return tag + 1;
}

static void drain(void)
{
    amiwire_outcome outcome;

    while (amiwire_session_handle_timeout(session, now, &outcome) == AMIWIRE_OK)
        told(&outcome);
}

static void cut(void)
{
    uint64_t deadline;

    wire_count = 0;
    CHECK_INT(amiwire_session_cut(session, now), AMIWIRE_OK);
    drain();
    CHECK_INT(open_count, 0);
    while (amiwire_session_deadline(session, &deadline) == AMIWIRE_OK) {
        now = deadline > now ? deadline : now;
        drain();
    }
    CHECK_INT(amiwire_session_connected(session, now), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_reset(reader), AMIWIRE_OK);
    log_in();
}

static void many(void)
{
    amiwire_session_options options = AMIWIRE_SESSION_OPTIONS_INIT;
    uint64_t tag = 1;

    options.action_limit = 300;
    options.reconnect_first = 10;
    options.reconnect_most = 40;
    options.seed = 42;
    CHECK_INT(amiwire_session_init(&memory, sizeof memory, slots, SLOTS, queue, sizeof queue, &options, 0, &session),
              AMIWIRE_OK);
    CHECK_INT(amiwire_reader_init(&reader_memory, sizeof reader_memory, storage, sizeof storage, index_memory, 256, NULL,
                                  &reader),
              AMIWIRE_OK);
    log_in();
    while (tag <= ACTIONS) {
        uint32_t pick = below(100);
        amiwire_slice bytes;

        if (pick < 40) {
            if (wire_count < WIRE - 8)
                tag = submit(tag);
        } else if (pick < 85) {
            if (wire_count > 0) {
                feed(wire[wire_from]);
                wire_from = (wire_from + 1) % WIRE;
                wire_count--;
            }
        } else if (pick < 94) {
            if (amiwire_session_transmit(session, &bytes) == AMIWIRE_OK)
                CHECK_INT(amiwire_session_sent(session, below((uint32_t)bytes.len + 1)), AMIWIRE_OK);
        } else if (pick < 99) {
            now += below(10);
            drain();
        } else if (below(20) == 0) {
            cut();
        }
        CHECK_INT(amiwire_session_in_flight(session), (size_t)open_count);
    }
    cut();
    CHECK_INT(finished, ACTIONS);
    CHECK(whats[AMIWIRE_WHAT_RESPONSE] > 10 && whats[AMIWIRE_WHAT_LIST_END] > 10);
    CHECK(whats[AMIWIRE_WHAT_EXTRA] > 10 && whats[AMIWIRE_WHAT_TIMED_OUT] > 10);
    CHECK(whats[AMIWIRE_WHAT_UNKNOWN] > 10 && whats[AMIWIRE_WHAT_UNSENT] > 10 && whats[AMIWIRE_WHAT_CONNECT] > 10);
}

static void rest(void)
{
    char out[32];
    size_t size = 0;

    CHECK_INT(amiwire_write_variable("A", "x,y", out, sizeof out, &size), AMIWIRE_OK);
    CHECK(size == 6 && memcmp(out, "A=x\\,y", 6) == 0);
    CHECK_INT(amiwire_write_variable("A", "x,y", NULL, 0, &size), AMIWIRE_NO_ROOM);
    CHECK_INT(amiwire_write_variable("A=", "x", out, sizeof out, &size), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_write_variable("A", "x\n", out, sizeof out, &size), AMIWIRE_VALUE_BAD_BYTE);
    CHECK_INT(amiwire_write_variable(NULL, "x", out, sizeof out, &size), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_session_set_events(session, "call,cdr"), AMIWIRE_OK);
    CHECK_INT(amiwire_session_fully_booted(session), 0);
    feed("Event: FullyBooted\r\nPrivilege: system,all\r\n\r\n");
    CHECK_INT(amiwire_session_fully_booted(session), 1);
    CHECK_INT(amiwire_session_connected(session, now), AMIWIRE_BAD_STATE);
    CHECK_INT(amiwire_session_logoff(session), AMIWIRE_OK);
    CHECK_INT(amiwire_session_logoff(session), AMIWIRE_NOT_LOGGED_IN);
    CHECK_INT(amiwire_session_phase(session), AMIWIRE_PHASE_CLOSING);
    CHECK_INT(amiwire_session_cut(NULL, 0), AMIWIRE_NULL_ARGUMENT);
}

int main(void)
{
    many();
    rest();
    return TEST_RESULT();
}
