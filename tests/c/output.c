/* Lines of output from C: of a Command in both formats, of texts without a
 * response, and all of them in pieces in little memory, through a session. */
#include <amiwire.h>

#include "test.h"

enum { LINES = 3000, STORAGE = 512, INDEX = 64 };

static union {
    uint64_t align;
    uint8_t bytes[AMIWIRE_READER_STORAGE];
} reader_memory;
static union {
    uint64_t align;
    uint8_t bytes[AMIWIRE_SESSION_STORAGE];
} session_memory;
static uint8_t storage[STORAGE], queue[512];
static uint32_t index_memory[INDEX];
static amiwire_slot slots[4];
static amiwire_reader *reader;
static amiwire_session *session;

static char stream[200000];
static size_t stream_size;

static void append(const char *text)
{
    size_t size = strlen(text);

    if (CHECK(stream_size + size < sizeof stream)) {
        memcpy(stream + stream_size, text, size + 1);
        stream_size += size;
    }
}

/* What came out of a stream. */
static struct {
    int lines, packets, first, middle, last, whole, texts, ends, responses, refused;
    uint64_t tag;
    char line[80], before[80];
} seen;

static void keep(char place[80], amiwire_slice line)
{
    size_t size = line.len < 79 ? line.len : 79;

    memcpy(place, line.ptr, size);
    place[size] = 0;
}

static void look(const amiwire_packet *packet)
{
    amiwire_outcome outcome;
    amiwire_slice line;
    size_t at = 0;

    seen.packets++;
    seen.whole += packet->piece == AMIWIRE_PIECE_WHOLE;
    seen.first += packet->piece == AMIWIRE_PIECE_FIRST;
    seen.middle += packet->piece == AMIWIRE_PIECE_MIDDLE;
    seen.last += packet->piece == AMIWIRE_PIECE_LAST;
    while (amiwire_packet_output(packet, &at, &line) == AMIWIRE_OK) {
        seen.lines++;
        memcpy(seen.before, seen.line, sizeof seen.line);
        keep(seen.line, line);
    }
    CHECK_INT(amiwire_session_handle(session, packet, 1, &outcome), AMIWIRE_OK);
    seen.texts += outcome.what == AMIWIRE_WHAT_TEXT;
    seen.ends += outcome.what == AMIWIRE_WHAT_TEXT_END;
    seen.responses += outcome.what == AMIWIRE_WHAT_RESPONSE;
    if (outcome.tag != 0)
        seen.tag = outcome.tag;
}

static void feed(const char *bytes, size_t size)
{
    amiwire_packet packet;
    uint8_t *space;
    size_t room, n;
    int32_t rc;

    while (size > 0) {
        CHECK_INT(amiwire_reader_space(reader, &space, &room), AMIWIRE_OK);
        n = size < room ? size : room;
        n = n < 100 ? n : 100;
        memcpy(space, bytes, n);
        CHECK_INT(amiwire_reader_commit(reader, n), AMIWIRE_OK);
        bytes += n;
        size -= n;
        while ((rc = amiwire_reader_next(reader, &packet)) != AMIWIRE_NEED_MORE)
            if (rc == AMIWIRE_OK)
                look(&packet);
            else
                seen.refused++;
    }
}

/* A session that has submitted one action of that name, with the tag 7; `id`
 * gets the line that the answer to it carries. */
static void begin(const char *name, uint32_t in_pieces, char id[64])
{
    amiwire_reader_options options = AMIWIRE_READER_OPTIONS_INIT;
    amiwire_field field = {"Command", "core show help", 0};
    amiwire_slice bytes;
    size_t i, at = 0;

    memset(&seen, 0, sizeof seen);
    stream_size = 0;
    options.text_in_pieces = in_pieces;
    options.separate_glued = 1;
    CHECK_INT(amiwire_reader_init(&reader_memory, sizeof reader_memory, storage, STORAGE, index_memory, INDEX, &options,
                                  &reader),
              AMIWIRE_OK);
    CHECK_INT(amiwire_session_init(&session_memory, sizeof session_memory, slots, 4, queue, sizeof queue, NULL, 0,
                                   &session),
              AMIWIRE_OK);
    feed("Asterisk Call Manager/2.7.0\r\n", 29);
    CHECK_INT(amiwire_session_login(session, "ucmamiuser1", "test123", NULL), AMIWIRE_OK);
    feed("Response: Success\r\n\r\n", 21);
    CHECK_INT(amiwire_session_transmit(session, &bytes), AMIWIRE_OK);
    CHECK_INT(amiwire_session_sent(session, bytes.len), AMIWIRE_OK);
    CHECK_INT(amiwire_session_submit(session, 7, name, &field, 1, 0, 1, NULL), AMIWIRE_OK);
    CHECK_INT(amiwire_session_transmit(session, &bytes), AMIWIRE_OK);
    /* The ActionID of what was queued last: for Queues that of the Ping. */
    for (i = 0; i + 10 < bytes.len; i++)
        if (memcmp(bytes.ptr + i, "ActionID: ", 10) == 0)
            at = i;
    for (i = 0; i < 60 && bytes.ptr[at + i] != '\r'; i++)
        id[i] = (char)bytes.ptr[at + i];
    memcpy(id + i, "\r\n", 3);
    CHECK_INT(amiwire_session_sent(session, bytes.len), AMIWIRE_OK);
    memset(&seen, 0, sizeof seen);
}

static void rows(const char *format)
{
    char row[64];
    int i;

    for (i = 0; i < LINES; i++) {
        snprintf(row, sizeof row, format, i);
        append(row);
    }
}

static void one_chain(int lines)
{
    CHECK_INT(seen.lines, lines);
    CHECK_INT(seen.refused, 0);
    CHECK_INT(seen.first, 1);
    CHECK_INT(seen.last, 1);
    CHECK(seen.middle > 100);
    CHECK_INT(seen.packets, seen.first + seen.middle + seen.last + seen.whole);
    CHECK_INT(seen.tag, 7);
    CHECK_INT(seen.ends, 1);
    CHECK_INT(amiwire_session_in_flight(session), 0);
}

static void commands(void)
{
    char id[64];

    /* Before Asterisk 14. */
    begin("Command", 1, id);
    append("Response: Follows\r\nPrivilege: Command\r\n");
    append(id);
    rows("line %d: of text\n");
    append("--END COMMAND--\r\n\r\n");
    feed(stream, stream_size);
    one_chain(LINES);
    CHECK_STR(seen.line, "line 2999: of text");
    CHECK_STR(seen.before, "line 2998: of text");
    CHECK_INT(seen.texts, seen.first + seen.middle);

    /* And from then on. */
    begin("Command", 1, id);
    append("Response: Success\r\n");
    append(id);
    append("Message: Command output follows\r\n");
    rows("Output: line %d: of text\r\n");
    append("\r\n");
    feed(stream, stream_size);
    one_chain(LINES);
    CHECK_STR(seen.line, "line 2999: of text");
    CHECK_STR(seen.before, "line 2998: of text");
    CHECK_INT(seen.texts, seen.first + seen.middle);

    /* Not asked for in pieces, it is refused, told once. */
    begin("Command", 0, id);
    append("Response: Success\r\n");
    append(id);
    rows("Output: line %d\r\n");
    append("\r\n");
    feed(stream, stream_size);
    CHECK_INT(seen.refused, 1);
    CHECK_INT(seen.packets, 0);
}

static void texts(void)
{
    char id[64];

    /* Queues in text form: packets of text, then the answer to the Ping that
     * the session sent behind it. */
    begin("Queues", 0, id);
    append("6500 has 0 calls (max unlimited), W:0, C:0\r\n   Members: \r\n      PJSIP/1001\r\n   No Callers\r\n\r\n");
    append("6501 has 0 calls\r\n   No Members\r\n\r\n\r\n\r\n");
    append("Response: Success\r\n");
    append(id);
    append("Ping: Pong\r\n\r\n");
    feed(stream, stream_size);
    CHECK_INT(seen.packets, 3);
    CHECK_INT(seen.lines, 6);
    CHECK_STR(seen.before, "6501 has 0 calls");
    CHECK_STR(seen.line, "   No Members");
    CHECK_INT(seen.texts, 2);
    CHECK_INT(seen.ends, 1);
    CHECK_INT(seen.tag, 7);

    /* A queue with more members than the memory holds. */
    begin("Queues", 1, id);
    append("6500 has 0 calls (max unlimited), W:0, C:0\r\n");
    rows("      PJSIP/%d (Not in use)\r\n");
    append("\r\nResponse: Success\r\n");
    append(id);
    append("Ping: Pong\r\n\r\n");
    feed(stream, stream_size);
    one_chain(LINES + 1);
    CHECK_STR(seen.line, "      PJSIP/2999 (Not in use)");

    /* Rows that end in a lone LF, with the answer to the Ping glued to them. */
    begin("IAXnetstats", 0, id);
    append("IAX2/a 1000\nIAX2/b 1000\n\r\nResponse: Success\r\n");
    append(id);
    append("Ping: Pong\r\n\r\n");
    feed(stream, stream_size);
    CHECK_INT(seen.packets, 2);
    CHECK_INT(seen.lines, 2);
    CHECK_STR(seen.before, "IAX2/a 1000");
    CHECK_STR(seen.line, "IAX2/b 1000");
    CHECK_INT(seen.texts, 1);
    CHECK_INT(seen.ends, 1);
    CHECK_INT(seen.tag, 7);
}

int main(void)
{
    commands();
    texts();
    return TEST_RESULT();
}
