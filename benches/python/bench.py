"""Packets a second in Python: amiwire beside panoramisk.

Everybody gets the same bytes in the same pieces, one after the other in each
round; a figure is the best round. Of panoramisk it is AMIProtocol, which calls
back for each event with all headers as text; of amiwire the asyncio client with
all headers as text, the same looking at the name of each event and one header of
hang-ups, and so the reader, which copies only what is asked for.
"""

import asyncio
import gzip
import logging
import sys
import time
from pathlib import Path

import panoramisk.ami_protocol

import amiwire
from amiwire import _c, aio

ROUNDS, PIECE = 15, 65536
RECORDING = Path(__file__).resolve().parents[3] / "shared/corpus/asterisk-23/storm.s2c.gz"
BANNER = b"Asterisk Call Manager/12.0.0\r\n"


def stream():
    """A mebibyte of a recorded storm, or of packets like those; and what it is."""
    if RECORDING.exists():
        data = gzip.decompress(RECORDING.read_bytes())
        data = data[data.index(b"\r\n") + 2:]
        # Behind the login, so that all of it is events.
        data = data[data.index(b"Event: FullyBooted"):]
        data = data[data.index(b"\r\n\r\n") + 4:]
        return data[:data.rindex(b"\r\n\r\n", 0, 1 << 20) + 4], "a recorded storm"
    packet = b"Event: Newexten\r\nPrivilege: dialplan,all\r\n" + b"".join(
        b"Header%d: some value %d\r\n" % (i, i) for i in range(16)
    )
    return (packet + b"\r\n") * 2500, "made-up packets"


class Transport:
    """One that goes nowhere."""

    def write(self, data):
        self.written = data


class Dispatch:
    """What panoramisk calls for an event."""

    save_stream = None

    def __init__(self):
        self.events = self.headers = 0

    def dispatch(self, event):
        self.events += 1
        self.headers += len(event)


def by_panoramisk(data):
    protocol = panoramisk.ami_protocol.AMIProtocol()
    protocol.connection_made(Transport())
    protocol.factory = dispatch = Dispatch()
    protocol.encoding = "utf8"
    protocol.data_received(BANNER)
    begin = time.perf_counter()
    for at in range(0, len(data), PIECE):
        protocol.data_received(data[at:at + PIECE])
    return time.perf_counter() - begin, dispatch.events


def receive(client, data):
    """Bytes, as asyncio hands them over."""
    at = 0
    while at < len(data):
        room = client.get_buffer(-1)
        n = min(len(room), len(data) - at)
        room[:n] = data[at:at + n]
        client.buffer_updated(n)
        at += n


def all_headers(event):
    return len(event.headers())


def by_name(event):
    return event.title == "Hangup" and event.get("Uniqueid") is not None


def by_asyncio(data, look):
    loop = asyncio.new_event_loop()
    # As many events, and as many bytes of them and of what is read, as by default.
    bounds = 10000, 8 << 20, 8 << 20
    credentials = _c.encoded("u"), _c.encoded("s"), None
    client = aio.Client(loop, None, credentials, _c.login_way("plain"), bounds, 8, {})
    transport = Transport()
    client.connection_made(transport)
    receive(client, BANNER)
    action_id = transport.written.split(b"\r\n")[1]
    receive(client, b"Response: Success\r\n" + action_id + b"\r\n\r\n")
    events = found = 0
    begin = time.perf_counter()
    for at in range(0, len(data), PIECE):
        receive(client, data[at:at + PIECE])
        while client._events:
            event, size = client._events.popleft()
            client._size -= size
            found += look(event)
            events += event.kind == "event"
    took = time.perf_counter() - begin
    loop.close()
    return took, events


def by_reader(data):
    reader, events, found = amiwire.Reader(), 0, 0
    begin = time.perf_counter()
    for at in range(0, len(data), PIECE):
        for packet in reader.feed(data[at:at + PIECE]):
            if packet.kind == "event":
                events += 1
                found += by_name(packet)
    return time.perf_counter() - begin, events


def main():
    logging.disable(logging.CRITICAL)
    data, what = stream()
    rows = {
        "panoramisk": by_panoramisk,
        "aio, all headers": lambda data: by_asyncio(data, all_headers),
        "aio, by name": lambda data: by_asyncio(data, by_name),
        "Reader, by name": by_reader,
    }
    best, events = dict.fromkeys(rows, float("inf")), {}
    for _ in range(ROUNDS):
        for name, row in rows.items():
            took, events[name] = row(data)
            best[name] = min(best[name], took)
    print(f"{len(data)} bytes of {what}, Python {sys.version.split()[0]}, {ROUNDS} rounds")
    for name in rows:
        print(f"{name:18} {events[name]:6} events {events[name] / best[name]:12,.0f} a second")
    if len(set(events.values())) != 1:
        sys.exit("they do not find the same events")
    for name, row in (("", "aio, all headers"), ("-by-name", "aio, by name"), ("-in-place", "Reader, by name")):
        print(f"ratio python{name}/panoramisk {best['panoramisk'] / best[row]:.2f}")


main()
