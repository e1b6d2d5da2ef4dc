"""The blocking connection after a cut, and when its events are not taken."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
from pathlib import Path

import amiwire
from amiwire import _c
from test_connection import connected

ROOT = Path(__file__).resolve().parents[2]


class Exchange:
    """Takes as many connections as there are scripts: ``script(peer, action)``,
    where ``action()`` gives the next one's line with the ActionID."""

    def __init__(self, *scripts):
        self.scripts = scripts
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.thread.join()

    def _serve(self):
        with self.listener:
            for script in self.scripts:
                with self.listener.accept()[0] as peer, peer.makefile("rb") as lines:
                    def action():
                        return b"".join(iter(lines.readline, b"\r\n")).split(b"\r\n")[1]

                    peer.sendall(b"Asterisk Call Manager/2.7.0\r\n")
                    success(peer, action())
                    script(peer, action)


def success(peer, line):
    peer.sendall(b"Response: Success\r\n%s\r\n\r\n" % line)


def cut(peer, action):
    action()


def two_pings(peer, action):
    success(peer, action())
    success(peer, action())


def flood(peer, action):
    line = action()
    for n in range(100):
        peer.sendall(b"Event: Flood\r\nNumber: %d\r\n\r\n" % n)
    success(peer, line)


class Calls(unittest.TestCase):
    def test_a_program_that_only_calls_comes_back(self):
        with Exchange(cut, two_pings) as exchange:
            with connected(port=exchange.port, reconnect_first_ms=1, reconnect_most_ms=5, keep_secret=1) as pbx:
                with self.assertRaises(amiwire.Error) as caught:
                    pbx.call("Ping")
                self.assertEqual((caught.exception.name, caught.exception.is_fatal), ("OUTCOME_UNKNOWN", False))
                self.assertTrue(pbx.call("Ping").ok and pbx.call("Ping").ok)
                # What came meanwhile was kept.
                seen = [pbx.recv(0) for _ in range(2)]
                self.assertEqual([seen[0].what, pbx.outcome().what], [_c.WHAT_CUT, _c.WHAT_BANNER])
                self.assertIn(seen[0].status, (_c.CLOSED, _c.RESET))

    def test_what_had_come_is_kept(self):
        def begun(peer, line):
            peer.sendall(b"Response: Success\r\n%s\r\nEventList: start\r\n\r\nEvent: QueueParams\r\n%s\r\n\r\n" % (line, line))

        def half(peer, action):
            begun(peer, action())
            begun(peer, action())

        with Exchange(half) as exchange, connected(port=exchange.port) as pbx:
            for limit, name in ((0.2, "ACTION_TIMED_OUT"), (None, "OUTCOME_UNKNOWN")):
                with self.assertRaises(amiwire.Error) as caught:
                    pbx.call("QueueStatus", limit=limit)
                self.assertEqual(caught.exception.name, name)
                answer = caught.exception.answer
                self.assertEqual([packet.title for packet in answer.packets], ["Success", "QueueParams"])
                self.assertEqual((answer.ok, len(answer.items)), (True, 1))

    def test_numbers_of_seconds(self):
        with Exchange(two_pings) as exchange, connected(port=exchange.port) as pbx:
            for act in (lambda: pbx.call("Ping", limit="1"), lambda: pbx.send("Ping", limit="1")):
                with self.assertRaisesRegex(TypeError, "limit is '1'"):
                    act()
            self.assertTrue(pbx.call("Ping", limit=10).ok and pbx.call("Ping", limit=10.0).ok)
            self.assertEqual(pbx.counter("packets"), 3)
            with self.assertRaises(KeyError):
                pbx.counter("nothing")

    def test_a_login_by_hand_is_asked_for(self):
        with Exchange(cut, two_pings) as exchange:
            with connected(port=exchange.port, reconnect_first_ms=1) as pbx:
                for name, detail in (("OUTCOME_UNKNOWN", ""), ("NOT_LOGGED_IN", "log in, or set keep_secret")):
                    with self.assertRaises(amiwire.Error) as caught:
                        pbx.call("Ping")
                    self.assertEqual(caught.exception.name, name)
                    self.assertIn(detail, caught.exception.detail)
                pbx.login("ucmamiuser1", "test123")
                self.assertTrue(pbx.call("Ping").ok and pbx.call("Ping").ok)

    def test_what_cannot_be_sent_within_the_limit(self):
        with Exchange(cut) as exchange:
            with connected(port=exchange.port, reconnect_first_ms=60000, keep_secret=1) as pbx:
                for limit, name in ((None, "OUTCOME_UNKNOWN"), (0.02, "ACTION_UNSENT")):
                    with self.assertRaises(amiwire.Error) as caught:
                        pbx.call("Ping", limit=limit)
                    self.assertEqual(caught.exception.name, name)
                self.assertIn("without a connection", caught.exception.detail)


class Events(unittest.TestCase):
    def test_an_iterator_says_where_the_oldest_were_dropped(self):
        with Exchange(flood) as exchange, connected(port=exchange.port, keep_bytes=1000) as pbx:
            self.assertTrue(pbx.call("Ping").ok)
            seen = [packet.copy() for packet in pbx]
            self.assertEqual((seen[0].what, seen[0].kind, seen[0].title), (_c.WHAT_LOST, "notice", ""))
            lost = seen[0].lost
            self.assertEqual([event["Number"] for event in seen[1:]], [str(n) for n in range(lost, 100)])
            self.assertTrue(80 < lost < 100)

    def test_a_notice_is_like_a_packet_without_headers(self):
        notice = amiwire.Notice(_c.WHAT_CUT, 0, _c.RESET, "why")
        self.assertEqual((notice.get("A"), notice.get("A", 1), notice.headers(), notice.all("A")), (None, 1, [], []))
        self.assertEqual((notice.lost, notice.raw, notice.body, notice.output, notice.offset), (0, b"", None, [], 0))
        self.assertNotIn("A", notice)
        with self.assertRaises(KeyError):
            notice["A"]
        self.assertIs(notice.copy(), notice)


class Library(unittest.TestCase):
    def test_a_missing_library_is_named(self):
        def says(package, **more):
            environment = {**os.environ, "PYTHONPATH": str(package), **more}
            program = [sys.executable, "-c", "import amiwire.aio"]
            return subprocess.run(program, env=environment, stderr=subprocess.PIPE, timeout=60).stderr.decode()

        package = ROOT / "ffi-examples/python"
        self.assertIn("$AMIWIRE_LIBRARY says '/nowhere/lib.so'", says(package, AMIWIRE_LIBRARY="/nowhere/lib.so"))
        self.assertIn("ImportError", says(package, AMIWIRE_LIBRARY="/nowhere/lib.so"))
        # Another library altogether.
        self.assertIn("has no amiwire_version", says(package, AMIWIRE_LIBRARY="libc.so.6"))
        # A package outside of the tree, where the system has no library.
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(package / "amiwire", Path(folder, "amiwire"))
            if subprocess.run(["ldconfig", "-p"], stdout=subprocess.PIPE).stdout.find(b"libamiwire") < 0:
                said = says(folder, AMIWIRE_LIBRARY="")
                self.assertIn("set $AMIWIRE_LIBRARY to its file", said)
                self.assertIn("build/libamiwire.so.0", said)


if __name__ == "__main__":
    unittest.main()
