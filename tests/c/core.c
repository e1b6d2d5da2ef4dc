/* Parser, reader, writer and session from C, with bad arguments too. */
#include <amiwire.h>

#include "test.h"

#define TEXT(s) ((const uint8_t *)(s)), (sizeof(s) - 1)

static int slice_equals(amiwire_slice slice, const char *text)
{
    return slice.len == strlen(text) && (slice.len == 0 || memcmp(slice.ptr, text, slice.len) == 0);
}

static const char event[] =
    "Event: Hangup\r\nChannel: PJSIP/1000-0000000a\r\nVariable: a=1\r\nVariable: b=2\r\nHint: \r\n\r\n";
static const char follows[] =
    "Response: Follows\r\nPrivilege: Command\r\none: 1\n\ntwo\n--END COMMAND--\r\n\r\n";

/* A line of `event`, by its positions. */
static int header_is(amiwire_header header, const char *name, const char *value)
{
    return header.name_end - header.name == strlen(name) && header.value_end - header.value == strlen(value) &&
           memcmp(event + header.name, name, strlen(name)) == 0 &&
           memcmp(event + header.value, value, strlen(value)) == 0;
}

static void parse(void)
{
    amiwire_resume resume;
    amiwire_packet packet;
    amiwire_slice name, value;
    amiwire_header headers[2];
    uint32_t index[32];
    size_t consumed = 0, at = 0, count = 0, i;

    memset(&resume, 0, sizeof resume);
    for (i = 0; i < sizeof event - 1; i++)
        CHECK_INT(amiwire_parse((const uint8_t *)event, i, &resume, index, 32, &packet, &consumed), AMIWIRE_NEED_MORE);
    CHECK_INT(amiwire_parse(TEXT(event), &resume, index, 32, &packet, &consumed), AMIWIRE_OK);
    CHECK_INT(consumed, sizeof event - 1);
    CHECK_INT(packet.kind, AMIWIRE_KIND_EVENT);
    CHECK_INT(packet.headers, 5);
    CHECK(slice_equals(amiwire_packet_title(&packet), "Hangup"));
    CHECK(slice_equals(amiwire_packet_raw(&packet), event));
    CHECK_INT(amiwire_packet_header(&packet, 1, &name, &value), AMIWIRE_OK);
    CHECK(slice_equals(name, "Channel") && slice_equals(value, "PJSIP/1000-0000000a"));
    CHECK_INT(amiwire_packet_header(&packet, 5, &name, &value), AMIWIRE_OUT_OF_RANGE);
    CHECK_INT(amiwire_packet_header(&packet, 0, NULL, NULL), AMIWIRE_OK);
    /* All lines at once, in pieces of two, as positions in the raw bytes. */
    CHECK_INT(amiwire_packet_headers(&packet, 0, headers, 2, &count), AMIWIRE_TRUNCATED);
    CHECK(count == 2 && header_is(headers[0], "Event", "Hangup"));
    CHECK(header_is(headers[1], "Channel", "PJSIP/1000-0000000a"));
    CHECK_INT(amiwire_packet_headers(&packet, 3, headers, 2, &count), AMIWIRE_OK);
    CHECK(count == 2 && header_is(headers[0], "Variable", "b=2") && header_is(headers[1], "Hint", ""));
    CHECK_INT(amiwire_packet_headers(&packet, 5, headers, 2, &count), AMIWIRE_OK);
    CHECK_INT(count, 0);
    CHECK_INT(amiwire_packet_headers(&packet, 0, NULL, 0, &count), AMIWIRE_TRUNCATED);
    CHECK_INT(amiwire_packet_headers(&packet, 0, NULL, 2, &count), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_packet_headers(&packet, 0, headers, 2, NULL), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_packet_headers(NULL, 0, headers, 2, &count), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_packet_get(&packet, "VARIABLE", 1, &value), AMIWIRE_OK);
    CHECK(slice_equals(value, "b=2"));
    CHECK_INT(amiwire_packet_get(&packet, "Variable", 2, &value), AMIWIRE_NOT_FOUND);
    CHECK_INT(amiwire_packet_get(&packet, "Hint", 0, &value), AMIWIRE_OK);
    CHECK_INT(value.len, 0);
    CHECK_INT(amiwire_packet_body(&packet, &value), AMIWIRE_NOT_FOUND);
    CHECK_INT(amiwire_slice_is(name, "chANNEL"), 1);
    CHECK_INT(amiwire_slice_is(name, "chANNELs"), 0);
    CHECK_INT(amiwire_slice_is(name, NULL), 0);

    /* Too small an index: the true count, and what fitted. */
    CHECK_INT(amiwire_parse(TEXT(event), &resume, index, 4, &packet, &consumed), AMIWIRE_TRUNCATED);
    CHECK_INT(packet.headers, 5);
    CHECK_INT(packet.indexed, 2);
    CHECK_INT(consumed, sizeof event - 1);

    CHECK_INT(amiwire_parse(TEXT(follows), &resume, index, 32, &packet, &consumed), AMIWIRE_OK);
    CHECK_INT(packet.headers, 2);
    CHECK_INT(amiwire_packet_output(&packet, &at, &value), AMIWIRE_OK);
    CHECK(slice_equals(value, "one: 1"));
    CHECK_INT(amiwire_packet_output(&packet, &at, &value), AMIWIRE_OK);
    CHECK(slice_equals(value, ""));
    CHECK_INT(amiwire_packet_output(&packet, &at, &value), AMIWIRE_OK);
    CHECK(slice_equals(value, "two"));
    CHECK_INT(amiwire_packet_output(&packet, &at, &value), AMIWIRE_NOT_FOUND);

    CHECK_INT(amiwire_parse(NULL, 1, &resume, index, 32, &packet, &consumed), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_parse(TEXT(event), NULL, index, 32, &packet, &consumed), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_parse(TEXT(event), &resume, NULL, 32, &packet, &consumed), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_parse(TEXT(event), &resume, index, 32, NULL, &consumed), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_packet_header(NULL, 0, &name, &value), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_packet_get(&packet, NULL, 0, &value), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_packet_get(&packet, "a", 0, NULL), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_packet_title(NULL).len, 0);
    memset(&packet, 0xff, sizeof packet);
    CHECK_INT(amiwire_packet_header(&packet, 0, &name, &value), AMIWIRE_BAD_ARGUMENT);
}

static uint64_t counter(const amiwire_reader *reader, const char *name)
{
    uint64_t value = 0;

    CHECK_INT(amiwire_reader_counter(reader, name, &value), AMIWIRE_OK);
    return value;
}

/* Feeds a text piece by piece and tells how many packets came out. */
static int feed(amiwire_reader *reader, const char *text, size_t piece, int *refused)
{
    int packets = 0;
    size_t left = strlen(text), room, n;
    uint8_t *space;
    int32_t rc;
    amiwire_packet packet;

    while (left > 0) {
        CHECK_INT(amiwire_reader_space(reader, &space, &room), AMIWIRE_OK);
        n = left < piece ? left : piece;
        n = n < room ? n : room;
        memcpy(space, text, n);
        CHECK_INT(amiwire_reader_commit(reader, n), AMIWIRE_OK);
        text += n;
        left -= n;
        while ((rc = amiwire_reader_next(reader, &packet)) != AMIWIRE_NEED_MORE)
            if (rc == AMIWIRE_OK)
                packets++;
            else
                *refused = rc;
    }
    return packets;
}

/* Packets that nobody gave out. */
static void packets_made_by_hand(void)
{
    static const uint32_t names[2] = {5, 0}, ends[2] = {7, 0};
    amiwire_packet packet;
    amiwire_slice value;

    memset(&packet, 0, sizeof packet);
    CHECK_INT(amiwire_packet_get(&packet, "Event", 0, &value), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_packet_body(&packet, &value), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_packet_title(&packet).len, 0);
    CHECK_INT(amiwire_packet_event(&packet), 0);
    packet.kind = AMIWIRE_KIND_EVENT;
    packet.indexed = packet.headers = 1;
    packet.names = names;
    packet.ends = ends;
    CHECK_INT(amiwire_packet_get(&packet, "Event", 0, &value), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_packet_title(&packet).len, 0);
}

/* What a person types: a lone LF ends a line. */
static void typed(void)
{
    static const char typed[] = "action: login\nlogin\n\n";
    static amiwire_reader_memory memory;
    static uint8_t storage[256];
    static uint32_t index[64];
    amiwire_reader_options options = AMIWIRE_READER_OPTIONS_INIT;
    amiwire_reader *reader = NULL;
    amiwire_packet packet;
    amiwire_slice name, value;
    uint8_t *space;
    size_t room;

    options.lines = 99;
    CHECK_INT(amiwire_reader_init(&memory, sizeof memory, storage, sizeof storage, index, 64, &options, &reader),
              AMIWIRE_BAD_ARGUMENT);
    options.lines = AMIWIRE_LINES_TYPED;
    options.no_banner = 1;
    CHECK_INT(amiwire_reader_init(&memory, sizeof memory, storage, sizeof storage, index, 64, &options, &reader),
              AMIWIRE_OK);
    CHECK_INT(amiwire_reader_space(reader, &space, &room), AMIWIRE_OK);
    memcpy(space, typed, sizeof typed - 1);
    CHECK_INT(amiwire_reader_commit(reader, sizeof typed - 1), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(packet.kind, AMIWIRE_KIND_ACTION);
    CHECK_INT(amiwire_packet_header(&packet, 1, &name, &value), AMIWIRE_OK);
    CHECK(slice_equals(name, "") && slice_equals(value, "login"));
}

static void reader(void)
{
    static amiwire_reader_memory memory;
    static uint8_t storage[256];
    static uint32_t index[64];
    amiwire_reader_options options = AMIWIRE_READER_OPTIONS_INIT;
    amiwire_reader *reader = NULL;
    amiwire_error error;
    amiwire_slice tail;
    uint8_t *space;
    size_t room, piece;
    uint32_t meaning;
    uint64_t value;
    int refused;
    char big[600];

    memset(big, 'x', sizeof big);
    memcpy(big, "Event: Big\r\nA: ", 15);
    memcpy(big + sizeof big - 5, "\r\n\r\n", 5);
    for (piece = 1; piece < 300; piece += 13) {
        refused = 0;
        CHECK_INT(amiwire_reader_init(&memory, sizeof memory, storage, sizeof storage, index, 64, NULL, &reader),
                  AMIWIRE_OK);
        CHECK_INT(amiwire_reader_error(reader, &error), AMIWIRE_NO_EVENT);
        CHECK_INT(feed(reader, "Asterisk Call Manager/2.7.0\r\n", piece, &refused), 1);
        CHECK_INT(feed(reader, event, piece, &refused), 1);
        CHECK_INT(refused, 0);
        CHECK_INT(feed(reader, big, piece, &refused), 0);
        CHECK_INT(refused, AMIWIRE_PACKET_TOO_LARGE);
        CHECK_INT(amiwire_reader_error(reader, &error), AMIWIRE_OK);
        CHECK_INT(error.offset, 29 + sizeof event - 1);
        CHECK_INT(error.status, AMIWIRE_PACKET_TOO_LARGE);
        CHECK_INT(feed(reader, follows, piece, &refused), 1);
        CHECK_INT(feed(reader, "\r\nEvent: cut", piece, &refused), 0);
        CHECK_INT(amiwire_reader_tail(reader, &tail), AMIWIRE_OK);
        CHECK(slice_equals(tail, "Event: cut"));
        CHECK_INT(amiwire_reader_finish(reader), AMIWIRE_OK);
        CHECK_INT(counter(reader, "packets"), 2);
        CHECK_INT(counter(reader, "packets_too_large"), 1);
        CHECK_INT(counter(reader, "stray_empty_lines"), 1);
        CHECK_INT(counter(reader, "tails"), 1);
        CHECK_INT(counter(reader, "tail_bytes"), 10);
        CHECK_INT(amiwire_reader_reset(reader), AMIWIRE_OK);
        CHECK_INT(feed(reader, event, piece, &refused), 1);
    }
    CHECK_STR(amiwire_counter_name(0, &meaning), "packets");
    CHECK_INT(meaning, AMIWIRE_COUNTER_NOTE);
    CHECK(amiwire_counter_name(1000, NULL) == NULL);
    CHECK_INT(amiwire_reader_counter(reader, "nothing", &value), AMIWIRE_NOT_FOUND);

    CHECK_INT(amiwire_reader_space(reader, &space, &room), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_commit(reader, room + 1), AMIWIRE_COMMIT_TOO_LARGE);
    CHECK_INT(amiwire_reader_commit(NULL, 1), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_reader_next(reader, NULL), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_reader_init(&memory, 8, storage, sizeof storage, index, 64, NULL, &reader),
              AMIWIRE_STORAGE_TOO_SMALL);
    CHECK_INT(amiwire_reader_init(&memory, sizeof memory, storage, 63, index, 64, NULL, &reader),
              AMIWIRE_STORAGE_TOO_SMALL);
    CHECK_INT(amiwire_reader_init(memory.bytes + 1, sizeof memory - 1, storage, 99, index, 64, NULL, &reader),
              AMIWIRE_MISALIGNED);
    CHECK_INT(amiwire_reader_init(NULL, 0, storage, 99, index, 64, NULL, &reader), AMIWIRE_NULL_ARGUMENT);
    options.lines = 77;
    CHECK_INT(amiwire_reader_init(&memory, sizeof memory, storage, sizeof storage, index, 64, &options, &reader),
              AMIWIRE_BAD_ARGUMENT);
}

/* A program of an older version knows fewer members, one of a newer version
 * more, of which none may be set. */
static void struct_sizes(void)
{
    static amiwire_reader_memory memory;
    static uint8_t storage[256];
    static uint32_t index[64];
    struct {
        amiwire_reader_options known;
        uint32_t later[2];
    } newer;
    amiwire_reader *reader;

    memset(&newer, 0, sizeof newer);
    newer.known.struct_size = 8;
    CHECK_INT(amiwire_reader_init(&memory, sizeof memory, storage, 256, index, 64, &newer.known, &reader), AMIWIRE_OK);
    newer.known.struct_size = (uint32_t)sizeof newer;
    CHECK_INT(amiwire_reader_init(&memory, sizeof memory, storage, 256, index, 64, &newer.known, &reader), AMIWIRE_OK);
    newer.later[1] = 1;
    CHECK_INT(amiwire_reader_init(&memory, sizeof memory, storage, 256, index, 64, &newer.known, &reader),
              AMIWIRE_BAD_STRUCT_SIZE);
    newer.known.struct_size = 0;
    CHECK_INT(amiwire_reader_init(&memory, sizeof memory, storage, 256, index, 64, &newer.known, &reader),
              AMIWIRE_BAD_STRUCT_SIZE);
}

static void writer(void)
{
    const char expected[] = "Action: Originate\r\nChannel: PJSIP/1000\r\nVariable: a\r\n\r\n";
    amiwire_field fields[] = {{"Channel", "PJSIP/1000", 0}, {"Variable", "a\0b", 1}};
    uint8_t out[200];
    size_t size = 0, refused = 99, room;

    CHECK_INT(amiwire_write_action("Originate", fields, 2, NULL, 0, &size, NULL), AMIWIRE_NO_ROOM);
    CHECK_INT(size, sizeof expected - 1);
    for (room = 0; room < size; room++)
        CHECK_INT(amiwire_write_action("Originate", fields, 2, out, room, NULL, NULL), AMIWIRE_NO_ROOM);
    CHECK_INT(amiwire_write_action("Originate", fields, 2, out, sizeof out, &size, &refused), AMIWIRE_OK);
    CHECK(memcmp(out, expected, size) == 0);
    CHECK_INT(refused, 99);

    fields[1].value_len = 3;
    CHECK_INT(amiwire_write_action("Originate", fields, 2, out, sizeof out, &size, &refused), AMIWIRE_VALUE_BAD_BYTE);
    CHECK_INT(refused, 2);
    fields[1].value_len = 0;
    fields[0].value = "x\r\nAction: Logoff";
    CHECK_INT(amiwire_write_action("Originate", fields, 2, out, sizeof out, &size, &refused), AMIWIRE_VALUE_BAD_BYTE);
    CHECK_INT(refused, 1);
    /* What a server would store without its blank. Other fields keep theirs. */
    fields[0].name = "variable";
    fields[0].value = " X";
    fields[1].name = "VALUE";
    fields[1].value = "\t1";
    CHECK_INT(amiwire_write_action("SetVar", fields, 2, out, sizeof out, &size, &refused), AMIWIRE_VALUE_BLANK_EDGE);
    CHECK_INT(refused, 2);
    CHECK_INT(amiwire_write_action("UserEvent", fields, 2, out, sizeof out, &size, &refused), AMIWIRE_OK);
    fields[1].name = "Val";
    CHECK_INT(amiwire_write_action("DBPut", fields, 2, out, sizeof out, &size, &refused), AMIWIRE_VALUE_BLANK_EDGE);
    CHECK_STR(amiwire_status_name(AMIWIRE_VALUE_BLANK_EDGE), "VALUE_BLANK_EDGE");

    fields[0].value = NULL;
    CHECK_INT(amiwire_write_action("Originate", fields, 2, out, sizeof out, &size, &refused), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_write_action("Originate", NULL, 2, out, sizeof out, &size, &refused), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_write_action(NULL, NULL, 0, out, sizeof out, &size, &refused), AMIWIRE_NULL_ARGUMENT);
}

static amiwire_session *session;

static amiwire_outcome handle(const char *text)
{
    amiwire_resume resume;
    amiwire_packet packet;
    amiwire_outcome outcome = {0, 0, 0, 0, 0};
    uint32_t index[64];
    size_t consumed;

    memset(&resume, 0, sizeof resume);
    CHECK_INT(amiwire_parse((const uint8_t *)text, strlen(text), &resume, index, 64, &packet, &consumed), AMIWIRE_OK);
    CHECK_INT(amiwire_session_handle(session, &packet, 1, &outcome), AMIWIRE_OK);
    return outcome;
}

/* The answer to what is queued, with the ActionID that the session gave. */
static const char *answer_to_all(const amiwire_session *of)
{
    static char text[128];
    amiwire_slice bytes;
    char sent[512], *id;

    CHECK_INT(amiwire_session_transmit(of, &bytes), AMIWIRE_OK);
    CHECK(bytes.len < sizeof sent);
    memcpy(sent, bytes.ptr, bytes.len);
    sent[bytes.len] = 0;
    id = strstr(sent, "ActionID: ");
    CHECK(id != NULL);
    snprintf(text, sizeof text, "Response: Success\r\n%.*s\r\nMessage: Channel Hungup\r\n\r\n", 10 + 34, id);
    return text;
}

static void sessions(void)
{
    static amiwire_session_memory memory;
    static amiwire_reader_memory reader_memory;
    static uint8_t storage[256], queue[512];
    static uint32_t index[64];
    static amiwire_slot slots[2];
    amiwire_session_options options = AMIWIRE_SESSION_OPTIONS_INIT;
    amiwire_reader *reader;
    amiwire_packet packet;
    amiwire_outcome outcome;
    amiwire_slice bytes;
    amiwire_field field = {"Channel", "PJSIP/1000", 0};
    uint8_t *space;
    size_t room, refused = 0;
    uint64_t deadline;

    options.action_limit = 50;
    CHECK_INT(amiwire_session_init(&memory, sizeof memory, slots, 2, queue, sizeof queue, &options, 0, &session),
              AMIWIRE_OK);
    CHECK_INT(amiwire_session_transmit(session, &bytes), AMIWIRE_NO_EVENT);
    CHECK_INT(amiwire_session_login(session, "ucmamiuser1", "test123", NULL), AMIWIRE_BAD_STATE);

    /* The greeting comes from a reader only. */
    CHECK_INT(amiwire_reader_init(&reader_memory, sizeof reader_memory, storage, 256, index, 64, NULL, &reader),
              AMIWIRE_OK);
    CHECK_INT(amiwire_reader_space(reader, &space, &room), AMIWIRE_OK);
    memcpy(space, "Asterisk Call Manager/2.7.0\r\n", 29);
    CHECK_INT(amiwire_reader_commit(reader, 29), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(amiwire_session_handle(session, &packet, 0, &outcome), AMIWIRE_OK);
    CHECK_INT(outcome.what, AMIWIRE_WHAT_BANNER);
    CHECK(slice_equals(amiwire_session_version(session), "2.7.0"));

    CHECK_INT(amiwire_session_login_md5(session, "u", "s", NULL), AMIWIRE_BAD_STATE);
    CHECK_INT(amiwire_session_challenge(session), AMIWIRE_OK);
    CHECK_INT(handle("Response: Success\r\nChallenge: 840415273\r\n\r\n").what,
              AMIWIRE_WHAT_CHALLENGE);
    CHECK_INT(amiwire_session_phase(session), AMIWIRE_PHASE_CHALLENGED);
    CHECK_INT(amiwire_session_login_md5(session, "ucmamiuser1", "test123", "on"), AMIWIRE_OK);
    CHECK_INT(amiwire_session_transmit(session, &bytes), AMIWIRE_OK);
    CHECK_INT(amiwire_session_sent(session, bytes.len), AMIWIRE_OK);
    CHECK_INT(amiwire_session_sent(session, 1), AMIWIRE_COMMIT_TOO_LARGE);
    CHECK_INT(handle("Response: Success\r\n\r\n").what, AMIWIRE_WHAT_LOGGED_IN);

    CHECK_INT(amiwire_session_submit(session, 7, "Hangup", &field, 1, 0, 1, NULL), AMIWIRE_OK);
    CHECK_INT(amiwire_session_submit(session, 7, "Hangup", &field, 1, 0, 1, NULL), AMIWIRE_TAG_IN_USE);
    field.value = "a\nb";
    CHECK_INT(amiwire_session_submit(session, 8, "Hangup", &field, 1, 0, 1, &refused), AMIWIRE_VALUE_BAD_BYTE);
    CHECK_INT(refused, 2);
    field.name = "Val";
    field.value = " b";
    CHECK_INT(amiwire_session_submit(session, 8, "DBPut", &field, 1, 0, 1, &refused), AMIWIRE_VALUE_BLANK_EDGE);
    CHECK_INT(refused, 2);
    field.name = "ActionId";
    CHECK_INT(amiwire_session_submit(session, 8, "Hangup", &field, 1, 0, 1, NULL), AMIWIRE_ACTION_ID_GIVEN);
    CHECK_INT(amiwire_session_in_flight(session), 1);
    CHECK_INT(amiwire_session_deadline(session, &deadline), AMIWIRE_OK);
    CHECK_INT(deadline, 51);
    outcome = handle(answer_to_all(session));
    CHECK_INT(outcome.what, AMIWIRE_WHAT_RESPONSE);
    CHECK_INT(outcome.tag, 7);
    CHECK_INT(outcome.last, 1);
    CHECK_INT(amiwire_session_submit(session, 9, "Ping", NULL, 0, 0, 1, NULL), AMIWIRE_OK);
    CHECK_INT(amiwire_session_handle_timeout(session, 50, &outcome), AMIWIRE_NO_EVENT);
    CHECK_INT(amiwire_session_handle_timeout(session, 51, &outcome), AMIWIRE_OK);
    CHECK_INT(outcome.what, AMIWIRE_WHAT_TIMED_OUT);
    CHECK_INT(outcome.tag, 9);
    CHECK_INT(amiwire_session_deadline(session, &deadline), AMIWIRE_NO_EVENT);
    CHECK_INT(amiwire_session_handle(session, NULL, 0, &outcome), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_session_phase(NULL), 0);
}

int main(void)
{
    parse();
    packets_made_by_hand();
    typed();
    reader();
    struct_sizes();
    writer();
    sessions();
    return TEST_RESULT();
}
