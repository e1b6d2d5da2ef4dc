/* Framing only, and the lines of a packet that turned out to be of interest. */
#include <amiwire.h>

#include "test.h"

static const char greeting[] = "Asterisk Call Manager/2.7.0\r\n";
static const char stream[] =
    "Event: Newchannel\r\nChannel: PJSIP/1000-0000000a\r\nUniqueid: 1474279641.13\r\n\r\n"
    "Event: Hangup\r\nCause: 16\r\nCause-txt: Normal Clearing\r\n\r\n";

static uint64_t memory[AMIWIRE_READER_STORAGE / 8];
static uint8_t storage[1024];
static uint32_t lines[64];

static amiwire_reader *reader;

static void feed(const char *text)
{
    uint8_t *space;
    size_t room;

    CHECK_INT(amiwire_reader_space(reader, &space, &room), AMIWIRE_OK);
    CHECK(room >= strlen(text));
    memcpy(space, text, strlen(text));
    CHECK_INT(amiwire_reader_commit(reader, strlen(text)), AMIWIRE_OK);
}

int main(void)
{
    amiwire_packet packet, indexed;
    amiwire_slice value;
    uint32_t index[16];

    CHECK_INT(amiwire_reader_init(memory, sizeof memory, storage, sizeof storage, lines, 64, NULL, &reader), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_set_framing(NULL, 1), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_reader_set_framing(reader, 1), AMIWIRE_OK);
    feed(greeting);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(packet.kind, AMIWIRE_KIND_BANNER);
    CHECK_INT(amiwire_packet_index(&packet, index, 16, &indexed), AMIWIRE_BAD_ARGUMENT);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_NEED_MORE);

    feed(stream);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(packet.kind, AMIWIRE_KIND_EVENT);
    CHECK_INT(amiwire_packet_event(&packet), AMIWIRE_EVENT_NEWCHANNEL);
    CHECK_INT(packet.headers, 1);
    CHECK_INT(amiwire_packet_get(&packet, "Uniqueid", 0, &value), AMIWIRE_NOT_FOUND);
    CHECK_INT(amiwire_packet_index(&packet, index, 16, &indexed), AMIWIRE_OK);
    CHECK_INT(indexed.headers, 3);
    CHECK_INT(indexed.offset, packet.offset);
    CHECK_INT(amiwire_packet_get(&indexed, "Uniqueid", 0, &value), AMIWIRE_OK);
    CHECK_INT(amiwire_slice_is(value, "1474279641.13"), 1);

    CHECK_INT(amiwire_packet_index(&packet, index, 4, &indexed), AMIWIRE_TRUNCATED);
    CHECK_INT(indexed.headers, 3);
    CHECK_INT(indexed.indexed, 2);
    CHECK_INT(amiwire_packet_index(NULL, index, 16, &indexed), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_packet_index(&packet, NULL, 16, &indexed), AMIWIRE_NULL_ARGUMENT);
    CHECK_INT(amiwire_packet_index(&packet, index, 16, NULL), AMIWIRE_NULL_ARGUMENT);
    /* The same struct may take the answer. */
    CHECK_INT(amiwire_packet_index(&packet, index, 16, &packet), AMIWIRE_OK);
    CHECK_INT(packet.headers, 3);

    CHECK_INT(amiwire_reader_set_framing(reader, 0), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(packet.headers, 3);
    CHECK_INT(amiwire_packet_get(&packet, "Cause-txt", 0, &value), AMIWIRE_OK);
    CHECK_INT(amiwire_slice_is(value, "Normal Clearing"), 1);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_NEED_MORE);

    /* It outlives a reset. */
    CHECK_INT(amiwire_reader_set_framing(reader, 1), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_reset(reader), AMIWIRE_OK);
    feed(greeting);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_NEED_MORE);
    feed(stream);
    CHECK_INT(amiwire_reader_next(reader, &packet), AMIWIRE_OK);
    CHECK_INT(packet.headers, 1);
    return TEST_RESULT();
}
