"""The session without a loop: a cut, and the way back, under a fake clock."""

import unittest

import amiwire
from amiwire import _c
from amiwire.session import Session

GREETING = b"Asterisk Call Manager/2.7.0\r\n"
BOOTED = b"Event: FullyBooted\r\nPrivilege: system,all\r\nStatus: Fully Booted\r\n\r\n"


def line_of(sent):
    """The line with the ActionID of the first action of what was sent."""
    return next(line for line in sent.split(b"\r\n") if line.startswith(b"ActionID"))


class Back(unittest.TestCase):
    def whats(self, data, now):
        return [self.session.handle(packet, now).what for packet in self.reader.feed(data)]

    def log_in(self, now, events=None):
        self.assertEqual(self.whats(GREETING, now), [_c.WHAT_BANNER])
        self.session.login("ucmamiuser1", "test123", events)
        sent = self.session.transmit()
        accepted = b"Response: Success\r\n" + line_of(sent) + b"\r\nMessage: Authentication accepted\r\n\r\n"
        self.assertEqual(self.whats(accepted, now), [_c.WHAT_LOGGED_IN])
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

    def originate(self, tag, **options):
        call = {"Channel": "PJSIP/1", "Async": "true"}
        self.session.submit(tag, "Originate", call, now=100, **options)
        line = line_of(self.session.transmit())
        return self.whats(b"Response: Success\r\n" + line + b"\r\n\r\n", 100)

    def test_what_is_particular_about_an_action(self):
        self.session = Session(100, ping_after=10, dead_after=1, other_classes=True, one_at_a_time=False)
        self.reader = amiwire.Reader()
        self.assertIn(b"Events: call,smscommand\r\n", self.log_in(100, "CALL, smscommand"))
        self.assertEqual(self.originate(1), [_c.WHAT_PROGRESS])
        self.assertEqual(self.originate(2, no_originate_response=True), [_c.WHAT_STARTED])
        self.session.submit(3, "Getvar", now=100, limit=30, blocks=True)
        # That of the first is not over, and a Ping is not due.
        self.assertEqual(self.session.deadline(), 130)
        self.session.submit(4, "Ping", now=100, list_items=["A", "B"], list_completion="Done")
        for wrong in ({"list_items": "A"}, {"nothing_known": 1}, {"limit": "x"}):
            with self.assertRaises(TypeError):
                self.session.submit(5, "Ping", now=100, **wrong)
        for mask in ("", "call,", "7", "call,on"):
            with self.assertRaises(amiwire.Error) as caught:
                self.session.set_events(mask)
            self.assertEqual(caught.exception.name, "BAD_ARGUMENT")
        self.session = Session(100, no_originate_response=True, answers_without_id=False)
        self.reader = amiwire.Reader(any_banner=True)
        self.log_in(100)
        self.assertEqual(self.originate(1), [_c.WHAT_STARTED])

    def test_a_text_without_end_is_reported(self):
        self.session = Session(100)
        self.reader = amiwire.Reader(text=_c.TEXT_ANNOUNCED, max_text_bytes=200)
        self.log_in(100)
        self.session.transmit()
        self.session.submit(7, "Command", now=100)
        line = line_of(self.session.transmit())
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
