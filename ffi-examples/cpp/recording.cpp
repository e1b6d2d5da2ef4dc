// Counts the events of a recording, the most frequent first: recording FILE
#include <algorithm>
#include <amiwire.hpp>
#include <fstream>
#include <iostream>
#include <map>
#include <vector>

int main(int argc, char **argv)
{
    std::ifstream file(argc > 1 ? argv[1] : "", std::ios::binary);
    if (!file) {
        std::cerr << "usage: recording FILE, with what a server sent\n";
        return 1;
    }

    // Numbers are found without a copy of the name; 0 is for all other events.
    std::map<std::uint32_t, std::size_t> counts;
    std::size_t packets = 0, refused = 0;
    amiwire::reader reader;
    while (file) {
        const amiwire::room room = reader.space();
        file.read(room.data, static_cast<std::streamsize>(room.size));
        reader.commit(static_cast<std::size_t>(file.gcount()));
        std::error_code code;
        const amiwire::packet *packet;
        while ((packet = reader.next(code)) != nullptr || code) {
            refused += code ? 1 : 0; // larger than the reader: skipped
            packets += packet && packet->kind() != AMIWIRE_KIND_BANNER ? 1 : 0;
            if (packet && packet->is_event())
                counts[packet->event()]++;
        }
    }
    reader.finish();

    std::vector<std::pair<std::uint32_t, std::size_t>> sorted(counts.begin(), counts.end());
    std::stable_sort(sorted.begin(), sorted.end(), [](auto &a, auto &b) { return a.second > b.second; });
    for (const auto &[event, count] : sorted)
        std::cout << count << ' ' << (event ? amiwire_event_name(event) : "others") << '\n';
    std::cout << packets << " packets, " << refused << " too large, " << reader.counter("tail_bytes")
              << " bytes of an unfinished one\n";
}
