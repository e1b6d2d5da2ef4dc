"""The session without a loop: a cut, and the way back, under a fake clock."""

import unittest

import amiwire
from amiwire import _c
from amiwire.session import Session

GREETING = b"Asterisk Call Manager/2.7.0\r\n"
ACCEPTED = b"Response: Success\r\nMessage: Authentication accepted\r\n\r\n"
BOOTED = b"Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n"


class Back(unittest.TestCase):
    def whats(self, data, now):
        return [self.session.handle(packet, now).what for packet in self.reader.feed(data)]

    def log_in(self, now, events=None):
        self.assertEqual(self.whats(GREETING, now), [_c.WHAT_BANNER])
        self.session.login("ucmamiuser1", "test123", events)
        sent = self.session.transmit()
        self.assertEqual(self.whats(ACCEPTED, now), [_c.WHAT_LOGGED_IN])
        return sent

    def test_nothing_is_repeated_and_the_mask_is_asked_for_again(self):
        self.session = Session(100, reconnect_first=2, reconnect_most=2)
        self.reader = amiwire.Reader()
        self.assertIn(b"Events: call\r\n", self.log_in(100, "call"))
        self.assertFalse(self.session.fully_booted)
        self.assertEqual(self.whats(BOOTED, 100), [_c.WHAT_EVENT])
        self.assertTrue(self.session.fully_booted)
        self.session.submit(7, "Ping", now=100)
        self.session.transmit()
        self.session.submit(8, "Ping", now=100)
        self.session.cut(101)
        told = []
        while (outcome := self.session.handle_timeout(101)) is not None:
            told.append((outcome.what, outcome.tag))
        self.assertEqual(told, [(_c.WHAT_UNKNOWN, 7), (_c.WHAT_UNSENT, 8)])
        again = self.session.deadline()
        self.assertTrue(102 <= again <= 103, again)
        with self.assertRaises(amiwire.Error):
            self.session.submit(9, "Ping", now=101)
        # A clock of nanoseconds is finer than a float: a moment later for sure.
        self.assertEqual(self.session.handle_timeout(again + 0.001).what, _c.WHAT_CONNECT)
        self.reader.reset()
        self.session.connected(again)
        sent = self.log_in(again)
        self.assertIn(b"Events: call\r\n", sent)
        self.assertNotIn(b"Ping", sent)
        self.assertFalse(self.session.fully_booted)

    def test_a_text_without_end_is_reported(self):
        self.session = Session(100)
        self.reader = amiwire.Reader(text=_c.TEXT_ANNOUNCED, max_text_bytes=200)
        self.log_in(100)
        self.session.transmit()
        self.session.submit(7, "Command", now=100)
        line = next(line for line in self.session.transmit().split(b"\r\n") if line.startswith(b"ActionID"))
        told = []

        def receive(data, now):
            self.reader.space()[:len(data)] = data
            self.reader.commit(len(data))
            self.session.handle_all(self.reader, now, lambda what, tag, last, reader: told.append(what))

        receive(b"Response: Follows\r\nX: \r\n\r\nEvent: A\r\n\r\n", 101)
        self.assertEqual(told, [_c.WHAT_UNCLAIMED, _c.WHAT_EVENT])
        with self.assertRaises(amiwire.Error) as caught:
            receive(b"Response: Follows\r\n" + line + b"\r\n" + b"no end\n" * 30, 102)
        self.assertEqual(caught.exception.name, "TEXT_TOO_LARGE")
        self.assertEqual(self.reader.counters()["texts_too_large"], 1)


if __name__ == "__main__":
    unittest.main()
