"""Counts the events of a recording: python3 recording.py FILE[.gz]"""
import collections
import sys

import amiwire

counts = collections.Counter()
with amiwire.open(sys.argv[1]) as packets:
    for packet in packets:
        if packet.kind != "banner":
            counts[packet.title if packet.kind == "event" else packet.kind + "s"] += 1
for name, count in counts.most_common():
    print(count, name)
print(sum(counts.values()), "packets,", packets.reader.refused, "too large")
