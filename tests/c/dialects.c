/* What other exchanges, gateways and proxies send, as a C program sees it. */
#include <amiwire.h>

#include "test.h"

static uint64_t memory[AMIWIRE_READER_STORAGE / 8];
static uint8_t storage[1024];
static uint32_t lines[64];

static amiwire_reader *reader;

/* Begins anew, with this as all that comes. */
static void begin(const char *text, uint32_t any_banner, uint32_t mode)
{
    amiwire_reader_options options = AMIWIRE_READER_OPTIONS_INIT;
    uint8_t *space;
    size_t room;

    options.any_banner = any_banner;
    options.text = mode;
    CHECK_INT(amiwire_reader_init(memory, sizeof memory, storage, sizeof storage, lines, 64, &options, &reader), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_space(reader, &space, &room), AMIWIRE_OK);
    CHECK(room >= strlen(text));
    memcpy(space, text, strlen(text));
    CHECK_INT(amiwire_reader_commit(reader, strlen(text)), AMIWIRE_OK);
}

static void greetings(void)
{
    static const struct {
        const char *line, *name, *version;
        uint32_t any, proxy;
    } known[] = {
        {"Asterisk Call Manager/2.7.0\r\n", "Asterisk Call Manager", "2.7.0", 0, 0},
        {"Asterisk Call Manager Proxy/1.30.0\r\n", "Asterisk Call Manager Proxy", "1.30.0", 0, 1},
        {"PBX Call Manager/9.0.0\n", "PBX Call Manager", "9.0.0", 0, 0},
        {"Some PBX/4.1\r\n", "Some PBX", "4.1", 1, 0},
    };
    amiwire_packet packet;
    amiwire_slice name, version;
    uint32_t proxy = 7;
    size_t i;

    for (i = 0; i < sizeof known / sizeof known[0]; i++) {
        begin(known[i].line, known[i].any, AMIWIRE_TEXT_ALWAYS);
        CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
        CHECK_INT(packet.kind, AMIWIRE_KIND_BANNER);
        CHECK_INT(amiwire_packet_greeting(&packet, &name, &version, &proxy), AMIWIRE_OK);
        CHECK(amiwire_slice_is(name, known[i].name) && amiwire_slice_is(version, known[i].version));
        CHECK_INT(proxy, known[i].proxy);
        CHECK_INT(amiwire_packet_greeting(&packet, NULL, NULL, NULL), AMIWIRE_OK);
    }
    CHECK_INT(amiwire_packet_greeting(NULL, &name, &version, &proxy), AMIWIRE_NULL_ARGUMENT);
    begin("Some PBX/4.1\r\n\r\n", 0, AMIWIRE_TEXT_ALWAYS);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(packet.kind, AMIWIRE_KIND_OTHER);
    CHECK_INT(amiwire_packet_greeting(&packet, &name, &version, &proxy), AMIWIRE_NOT_FOUND);
}

static void id_first(void)
{
    amiwire_packet packet;
    amiwire_slice name, value;

    begin("ActionID: 2\r\nResponse: Success\r\nNode: 1999\r\n\r\nActionID: 3\r\nEvent: Hangup\r\n\r\n", 0, AMIWIRE_TEXT_ALWAYS);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(packet.kind, AMIWIRE_KIND_RESPONSE);
    CHECK_INT(packet.headers, 3);
    CHECK(amiwire_slice_is(amiwire_packet_title(&packet), "Success"));
    CHECK_INT(amiwire_packet_header(&packet, 0, &name, &value), AMIWIRE_OK);
    CHECK(amiwire_slice_is(name, "ActionID") && amiwire_slice_is(value, "2"));
    CHECK_INT(amiwire_packet_get(&packet, "node", 0, &value), AMIWIRE_OK);
    CHECK(amiwire_slice_is(value, "1999"));
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(packet.kind, AMIWIRE_KIND_EVENT);
    CHECK_INT(amiwire_packet_event(&packet), AMIWIRE_EVENT_HANGUP);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_NEED_MORE);
}

static void without_id(void)
{
    static const char text[] = "Response: Follows\r\nPrivilege: SMSCommand\r\none\n--END COMMAND--\r\n\r\n";
    amiwire_packet packet;
    amiwire_slice body;

    begin(text, 0, AMIWIRE_TEXT_ANNOUNCED);
    CHECK_INT(amiwire_reader_announce_without_id(NULL), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_reader_announce_without_id(reader), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(amiwire_packet_body(&packet, &body), AMIWIRE_OK);
    CHECK(amiwire_slice_is(body, "one\n"));
    begin(text, 0, AMIWIRE_TEXT_ANNOUNCED);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(amiwire_packet_body(&packet, &body), AMIWIRE_NOT_FOUND);
}

int main(void)
{
    greetings();
    id_first();
    without_id();
    return TEST_RESULT();
}
