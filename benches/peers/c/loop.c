/* The ordinary loop of a C program, for the speed of the C interface: as
 * rust_loop in src/opponents.rs, call for call; and the loop of a router, which
 * frames only. */
#include <stdint.h>
#include <string.h>

#include "amiwire.h"

/* As Seen in src/opponents.rs. */
struct peers_seen {
    uint64_t packets, headers, sum;
};

static uint64_t memory[AMIWIRE_READER_STORAGE / 8];

static amiwire_reader *start(uint8_t *storage, size_t storage_size, uint32_t *index, size_t index_len)
{
    amiwire_reader *reader;

    if (amiwire_reader_init(memory, sizeof memory, storage, storage_size, index, index_len, NULL, &reader) != AMIWIRE_OK)
        return NULL;
    return reader;
}

/* As much as there is room for, as a recv would give it; 0 if nothing is. */
static size_t receive(amiwire_reader *reader, const uint8_t *bytes, size_t length)
{
    uint8_t *space;
    size_t room;

    if (amiwire_reader_space(reader, &space, &room) != AMIWIRE_OK)
        return 0;
    if (room > length)
        room = length;
    memcpy(space, bytes, room);
    return amiwire_reader_commit(reader, room) == AMIWIRE_OK ? room : 0;
}

struct peers_seen peers_loop(const uint8_t *bytes, size_t length, uint8_t *storage, size_t storage_size,
                             uint32_t *index, size_t index_len)
{
    static const struct {
        const char *name;
        size_t length;
    } lookups[] = {{"Channel", 7}, {"Uniqueid", 8}, {"Cause", 5}};
    struct peers_seen seen = {0, 0, 0};
    amiwire_reader *reader = start(storage, storage_size, index, index_len);
    amiwire_packet packet;
    amiwire_slice value;
    size_t n;

    for (; reader != NULL && length > 0; bytes += n, length -= n) {
        if ((n = receive(reader, bytes, length)) == 0)
            break;
        while (amiwire_reader_next(reader, &packet) == AMIWIRE_OK) {
            seen.packets++;
            seen.headers += packet.headers;
            seen.sum += amiwire_packet_event(&packet);
            for (size_t i = 0; i < sizeof lookups / sizeof *lookups; i++)
                if (amiwire_packet_find(&packet, (const uint8_t *)lookups[i].name, lookups[i].length, 0, &value) == AMIWIRE_OK)
                    seen.sum += value.len;
        }
    }
    return seen;
}

struct peers_seen peers_frames(const uint8_t *bytes, size_t length, uint8_t *storage, size_t storage_size,
                               uint32_t *index, size_t index_len)
{
    struct peers_seen seen = {0, 0, 0};
    amiwire_reader *reader = start(storage, storage_size, index, index_len);
    amiwire_packet packet;
    size_t n;

    if (amiwire_reader_set_framing(reader, 1) != AMIWIRE_OK)
        return seen;
    for (; length > 0; bytes += n, length -= n) {
        if ((n = receive(reader, bytes, length)) == 0)
            break;
        while (amiwire_reader_next(reader, &packet) == AMIWIRE_OK) {
            seen.packets++;
            seen.sum += packet.end - packet.start;
        }
    }
    return seen;
}

/* Where the function is that the loops call: in libamiwire.so.0. */
const void *peers_next(void)
{
    return (const void *)(uintptr_t)amiwire_reader_next;
}
