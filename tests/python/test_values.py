"""Greetings, values, and texts without an ActionID."""

import unittest

import amiwire
from amiwire import _c


class Values(unittest.TestCase):
    def test_a_greeting(self):
        for line, greeting in (
            (b"Asterisk Call Manager/2.7.0\r\n", ("Asterisk Call Manager", "2.7.0", False)),
            (b"Asterisk Call Manager Proxy/1.22\r\n", ("Asterisk Call Manager Proxy", "1.22", True)),
        ):
            packets = amiwire.Reader().feed(line + b"Event: A\r\n\r\n")
            for found, expected in zip(packets, (greeting, None)):
                self.assertEqual((found.greeting, found.copy().greeting), (expected, expected))
                if expected:
                    self.assertEqual((found.greeting.version, found.greeting.is_proxy), expected[1:])

    def test_the_form_of_a_web_form(self):
        self.assertEqual(amiwire.form_decode("agi_request%3A+async%0A"), "agi_request: async\n")
        self.assertEqual((amiwire.form_decode(""), amiwire.form_decode("%C3%A4%00")), ("", "ä\0"))
        with self.assertRaises(amiwire.Error) as caught:
            amiwire.form_decode("50%-")
        self.assertEqual((caught.exception.name, caught.exception.detail), ("BAD_VALUE", "byte 3"))

    def test_a_text_without_an_action_id(self):
        text = b"Response: Follows\r\nPrivilege: Command\r\none\n--END COMMAND--\r\n\r\n"
        for announced in False, True:
            reader = amiwire.Reader(text=_c.TEXT_ANNOUNCED, banner=False)
            if announced:
                reader.announce_without_id()
            first = next(reader.feed(text))
            self.assertEqual(first.output, ["one"] if announced else [])
        self.assertEqual(reader.tail(), b"")
        list(reader.feed(b"Event: A\r\n"))
        self.assertEqual(reader.tail(), b"Event: A\r\n")

    def test_a_reader_rests(self):
        # Its memory is given back, and it reads on as before.
        reader = amiwire.Reader(6 << 20, 1 << 18)
        large = b"Event: L\r\n" + b"a:\r\n" * 200000 + b"\r\n"
        for _ in range(3):
            self.assertEqual([len(packet.headers()) for packet in reader.feed(large)], [200001])
            reader.rest()
            found = [packet.get("b") for packet in reader.feed(b"Event: S\r\nb: 1\r\n\r\n" * 3 + b"Event: T\r\n")]
            reader.rest()
            self.assertEqual(found, ["1"] * 3)
            self.assertEqual([packet["c"] for packet in reader.feed(b"c: 2\r\n\r\n")], ["2"])


if __name__ == "__main__":
    unittest.main()
