/* The ordinary loop of a C program, for the speed of the C interface: as
 * rust_loop in src/opponents.rs, call for call. */
#include <stdint.h>
#include <string.h>

#include "amiwire.h"

static uint64_t memory[AMIWIRE_READER_STORAGE / 8];

uint64_t peers_loop(const uint8_t *bytes, size_t length, uint8_t *storage, size_t storage_size, uint32_t *index,
                    size_t index_len)
{
    static const struct {
        const char *name;
        size_t length;
    } lookups[] = {{"Channel", 7}, {"Uniqueid", 8}, {"Cause", 5}};
    amiwire_reader *reader;
    amiwire_packet packet;
    amiwire_slice value;
    uint64_t sum = 0;

    if (amiwire_reader_init(memory, sizeof memory, storage, storage_size, index, index_len, NULL, &reader) != 0)
        return 0;
    while (length > 0) {
        uint8_t *space;
        size_t room;
        if (amiwire_reader_space(reader, &space, &room) != 0)
            return 0;
        if (room > length)
            room = length;
        memcpy(space, bytes, room);
        bytes += room;
        length -= room;
        if (amiwire_reader_commit(reader, room) != 0)
            return 0;
        while (amiwire_reader_next(reader, &packet) == AMIWIRE_OK) {
            sum += amiwire_packet_event(&packet);
            for (size_t i = 0; i < sizeof lookups / sizeof *lookups; i++)
                if (amiwire_packet_find(&packet, lookups[i].name, lookups[i].length, 0, &value) == AMIWIRE_OK)
                    sum += value.len;
        }
    }
    return sum;
}
