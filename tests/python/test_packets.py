"""Packets in bytes: the golden transcripts, and the recordings."""

import gzip
import io
import tempfile
import unittest
from pathlib import Path

import amiwire
from amiwire import _c
from processes import recordings
from transcripts import cases

HANGUP = b"Event: Hangup\r\nChannel: PJSIP/1000-0000000a\r\nVariable: a=1\r\nVariable: b=2\r\nHint: \r\nodd line\r\n\r\n"


def as_bytes(text):
    return text.encode("utf-8", "surrogateescape")


def shown(packet):
    """A packet in the form of a transcript."""
    headers = [(as_bytes(name), as_bytes(value)) for name, value in packet.headers()]
    return [packet.kind, packet.offset, len(packet.raw), headers, packet.body or b"", [as_bytes(o) for o in packet.output]]


def reader_for(case):
    reader = amiwire.Reader(**case.options)
    for action_id in ("7", "eight"):
        reader.announce(action_id)
    return reader


class Transcripts(unittest.TestCase):
    def test_whole_and_byte_by_byte(self):
        held = 0
        for case in cases():
            for size in (len(case.input) or 1, 1):
                with self.subTest(case.name, size=size):
                    reader, got = reader_for(case), []
                    for at in range(0, len(case.input), size):
                        got += [shown(packet) for packet in reader.feed(case.input[at:at + size])]
                    for packet, wanted in zip(got, case.packets):
                        if not wanted[5]:
                            packet[5] = []  # not every case tells the output
                    self.assertEqual(got, case.packets)
            held += 1
        self.assertGreater(held, 80)

    def test_a_copy_says_the_same(self):
        for case in cases():
            reader = reader_for(case)
            for place, packet in enumerate(reader.feed(case.input)):
                copy = packet.copy()
                self.assertEqual(packet.title, case.titles.get(place, packet.title), case.name)
                self.assertEqual(shown(copy), shown(packet), case.name)
                self.assertEqual((copy.title, repr(copy)), (packet.title, repr(packet)))
                for name, _ in packet.headers():
                    for n in range(3):
                        self.assertEqual(copy.get(name, None, n), packet.get(name, None, n), (case.name, name))


class Packets(unittest.TestCase):
    def test_lookup(self):
        (packet,) = [packet.copy() for packet in amiwire.Reader().feed(HANGUP)]
        for one in (packet, next(amiwire.Reader().feed(HANGUP))):
            self.assertEqual((one.kind, one.title, one["channel"]), ("event", "Hangup", "PJSIP/1000-0000000a"))
            self.assertEqual((one.get("Variable"), one.get("VARIABLE", n=1), one.get("Variable", "-", 2)), ("a=1", "b=2", "-"))
            self.assertEqual((one.all("variable"), one["Hint"], "hint" in one, "no" in one), (["a=1", "b=2"], "", True, False))
            self.assertEqual((one.raw, one.headers()[5], one.output, one.body), (HANGUP, ("", "odd line"), [], None))
            self.assertEqual(repr(one), "<event 'Hangup', 6 headers>")
            with self.assertRaises(KeyError):
                one["No"]
            self.assertIsNone(one.get("Hint\0"))

    def test_a_copy_is_asked_like_a_packet_in_place(self):
        odd = "Event: A\r\nKelvin: 0\r\n\u212aelvin: 1\r\n\u00dcber: 2\r\n\r\n".encode()
        for data in (HANGUP, odd):
            place = next(amiwire.Reader().feed(data))
            for name in (b"Variable", b"HINT", "kelvin", b"Kelvin", "\u212aELVIN", "\u00dcBER", "\u00fcber", "", b"", 1, None):
                for n in (0, 1, -1, 2**64, "x", True):
                    for ask in (lambda one: one.get(name, n=n), lambda one: one[name], lambda one: name in one):
                        self.assertEqual(self.result(ask, place.copy()), self.result(ask, place), (name, n))
        self.assertEqual(place.copy().get(b"kelvin"), "0")
        self.assertEqual((place.all("kelvin"), place.copy().all("\u212aELVIN".encode())), (["0"], ["1"]))

    @staticmethod
    def result(ask, packet):
        try:
            return ask(packet)
        except Exception as error:
            return type(error)

    def test_a_packet_does_not_outlive_its_place(self):
        packets = list(amiwire.Reader().feed(HANGUP + HANGUP))
        self.assertEqual(len(packets), 2)
        for act in (lambda p: p["Hint"], lambda p: p.kind, lambda p: p.raw, lambda p: p.copy(), lambda p: p.output):
            with self.assertRaises(RuntimeError):
                act(packets[0])

    def test_bytes_that_are_no_text_survive(self):
        value = b"caf\xc3\xa9 \xff\xfe"
        packet = next(amiwire.Reader().feed(b"Event: A\r\nX: " + value + b"\r\n\r\n"))
        self.assertTrue(packet["X"].startswith("café "))
        self.assertEqual(amiwire.write_action("A", {"X": packet["X"]}), b"Action: A\r\nX: " + value + b"\r\n\r\n")

    def test_more_lines_than_there_was_room_for(self):
        many = b"Event: A\r\n" + b"".join(b"N%d: %d\r\n" % (i, i) for i in range(300)) + b"\r\n"
        packet = next(amiwire.Reader().feed(many))
        self.assertEqual(packet.headers()[300], ("N299", "299"))

    def test_over_the_limit(self):
        reader = amiwire.Reader(lines=4)
        big, small = HANGUP, b"Event: A\r\n\r\n"
        self.assertEqual([packet.title for packet in reader.feed(small + big + small)], ["A", "A"])
        self.assertEqual((reader.refused, reader.last_error().offset), (1, len(small)))
        space = reader.space()
        space[:len(big)] = big
        reader.commit(len(big))
        with self.assertRaises(amiwire.Error) as caught:
            reader.next()
        self.assertEqual(caught.exception.name, "TOO_MANY_HEADERS")
        self.assertIsNone(reader.next())
        self.assertEqual(reader.counters()["packets"], 2)

    def test_written(self):
        self.assertEqual(amiwire.write_action("Ping"), b"Action: Ping\r\n\r\n")
        many = {"Variable": ["a=1", "b=2"], "Priority": 1, "Empty": ""}
        self.assertEqual(
            amiwire.write_action("Originate", many),
            b"Action: Originate\r\nVariable: a=1\r\nVariable: b=2\r\nPriority: 1\r\nEmpty: \r\n\r\n",
        )
        for headers, name in (
            ({"A": "x\r\nAction: Logoff"}, "VALUE_BAD_BYTE"), ({"A": "x\0"}, "VALUE_BAD_BYTE"),
            ({"A\0": "x"}, "NAME_BAD_BYTE"), ({"A:": "x"}, "NAME_HAS_COLON"), ([("", "x")], "NAME_EMPTY"),
        ):  # fmt: skip
            with self.assertRaises(amiwire.Error) as caught:
                amiwire.write_action("Ping", headers)
            self.assertEqual(caught.exception.name, name)
        for title, headers in (("Setvar", {"Variable": "X", "Value": " 1"}), ("DBPut", {"Key": " k", "Val": "\t1"})):
            with self.assertRaises(amiwire.Error) as caught:
                amiwire.write_action(title, headers)
            self.assertEqual(caught.exception.name, "VALUE_BLANK_EDGE")
        with self.assertRaises(amiwire.Error):
            amiwire.write_action("Pi\0ng")
        self.assertEqual(amiwire.variable("A", 'one, "two" \\ü'), 'A=one\\, \\"two\\" \\\\ü')
        for name, value, status in (("", "x", "BAD_ARGUMENT"), ("a=", "x", "BAD_ARGUMENT"), ("a", "\n", "VALUE_BAD_BYTE")):
            with self.assertRaises(amiwire.Error) as caught:
                amiwire.variable(name, value)
            self.assertEqual(caught.exception.name, status)

    def test_a_file(self):
        with tempfile.TemporaryDirectory() as folder:
            for path in (Path(folder, "a.s2c"), Path(folder, "a.s2c.gz")):
                with (gzip.open if path.suffix == ".gz" else io.open)(path, "wb") as file:
                    file.write(b"Asterisk Call Manager/2.7.0\r\n" + HANGUP * 1000 + b"Event: Ha")
                with amiwire.open(path) as packets:
                    self.assertEqual(sum(packet.title == "Hangup" for packet in packets), 1000)
                    self.assertEqual(packets.reader.counters()["tail_bytes"], 9)
                self.assertTrue(packets.file.closed)


class Recordings(unittest.TestCase):
    def test_each_has_what_its_list_says(self):
        for path, wanted in recordings():
            got = dict.fromkeys(wanted, 0)
            with amiwire.open(path) as packets:
                for packet in packets:
                    if packet.kind == "banner":
                        continue
                    headers = packet.headers()
                    got["packets"] += 1
                    got["headers"] += sum(1 for name, _ in headers if name)
                    got["odd"] += sum(1 for name, _ in headers if not name)
                    got["responses"] += packet.kind == "response"
                    got["events"] += packet.kind == "event"
                    if packet.body is not None:
                        got["follows"] += 1
                        got["output_bytes"] += len(packet.body)
                counters = packets.reader.counters()
            got["stray_empty"], got["tail_bytes"] = counters["stray_empty_lines"], counters["tail_bytes"]
            got["bare_cr_lf"] = wanted["bare_cr_lf"]  # the reader's own tests count these
            self.assertEqual(got, wanted, path)


if __name__ == "__main__":
    unittest.main()
