"""What the handler of a signal raises, wherever it comes, leaves nothing behind."""

import contextlib
import gc
import os
import socket
import sys
import threading
import unittest
from unittest import mock

import amiwire
from amiwire import handle

PORT = int(os.environ["AMI_PORT"])
PACKAGE = os.path.dirname(amiwire.__file__)


class Boom(Exception):
    pass


def connected(**more):
    return amiwire.connect("127.0.0.1", "ucmamiuser1", "test123", port=PORT, events="off", **more)


def raised_at(nth, act):
    """Does something, and raises Boom at place number ``nth`` in the package
    where Python looks for signals: a function begins, or one of C's is over.
    Whether there were so many."""
    seen = 0

    def look(frame, what, _):
        nonlocal seen
        if what in ("call", "c_return") and frame.f_code.co_filename.startswith(PACKAGE):
            seen += 1
            if seen == nth:
                sys.setprofile(None)
                raise Boom

    try:
        sys.setprofile(look)
        with contextlib.suppress(Boom, amiwire.Error):
            act()
    finally:
        sys.setprofile(None)
    return seen >= nth


class Quiet(unittest.TestCase):
    """Without the collection of garbage, which would close connections of other
    tests where this one raises."""

    def setUp(self):
        gc.collect()
        gc.disable()
        self.addCleanup(gc.enable)


class Everywhere(Quiet):
    def raised_everywhere(self, act, check):
        nth = 1
        while raised_at(nth, act):
            check(nth)
            nth += 1
        self.assertGreater(nth, 2)

    def test_calls(self):
        def check(nth):
            refused.clear()
            thread = threading.Thread(target=in_another, daemon=True)
            thread.start()
            thread.join(20)
            self.assertFalse(thread.is_alive(), nth)
            self.assertEqual(refused, [], nth)

        def read_in_another(nth):
            thread = threading.Thread(target=lambda: titles.append(packet.title), daemon=True)
            thread.start()
            thread.join(20)
            self.assertEqual(titles.pop(), "Success", nth)

        def in_another():
            try:
                pbx.recv(0)
                pbx.outcome()
            except amiwire.Error as error:
                refused.append(repr(error))

        refused = []
        with connected() as pbx:
            pbx.send("Ping")
            packet, titles = pbx.recv(20), []
            for act in (lambda: packet.title, lambda: packet.get("Ping"), packet.copy):
                self.raised_everywhere(act, read_in_another)
            for act in (
                lambda: pbx.recv(0), lambda: pbx.call("Ping", {"A": "b\n"}), pbx.fileno, lambda: pbx.version,
                lambda: pbx.send("Ping", {"A": "b\n"}),
            ):  # fmt: skip
                self.raised_everywhere(act, check)
        self.assertIsNone(pbx._handle.pointer)

    def test_closing(self):
        freed = []
        for nth in range(1, 200):
            pbx = connected()
            # What frees is C's, and takes an exception only when it is done.
            free, pbx._handle._free = pbx._handle._free, freed.append
            pointer = pbx._handle.pointer
            came = raised_at(nth, pbx.close)
            thread = threading.Thread(target=pbx.close, daemon=True)
            thread.start()
            thread.join(20)
            self.assertFalse(thread.is_alive(), nth)
            self.assertEqual(freed, [pointer], nth)
            free(freed.pop())
            if not came:
                break
        self.assertFalse(came)
        self.assertGreater(nth, 10)


class Closing(unittest.TestCase):
    def test_another_thread_that_never_leaves(self):
        def hold():
            with use:
                pbx._handle.enter(use)
                entered.set()
                leave.wait(60)
            pbx._handle.left()

        use, entered, leave = threading.Lock(), threading.Event(), threading.Event()
        pbx = connected()
        thread = threading.Thread(target=hold)
        thread.start()
        entered.wait()
        with mock.patch.object(handle, "PATIENCE", 0.1), self.assertRaises(amiwire.Error) as caught:
            pbx.close()
        self.assertEqual(caught.exception.name, "BAD_STATE")
        self.assertIn("another thread", caught.exception.detail)
        self.assertIsNotNone(pbx._handle.pointer)
        leave.set()
        thread.join()
        self.assertIsNone(pbx._handle.pointer)

    def test_a_handler_that_closes_while_a_packet_is_read(self):
        # What was found in the packet lies in memory that closing gives back.
        pbx = connected()
        pbx.send("Ping")
        packet = pbx.recv(20)

        def read(owner):
            pbx.close()
            self.assertIsNotNone(pbx._handle.pointer)
            return owner._title()

        self.assertEqual(packet._see(read), "Success")
        self.assertRaises(amiwire.Error, pbx.recv)
        self.assertIsNone(pbx._handle.pointer)


class Traces(Quiet):
    def test_what_ends_a_program_ends_the_call(self):
        def see(direction, _):
            if armed and armed[0][0] == direction:
                raise armed.pop()[1]

        armed = []
        for kind in (KeyboardInterrupt, SystemExit):
            for direction, act in (
                ("sent", lambda pbx: pbx.send("Ping")), ("sent", lambda pbx: pbx.call("Ping")),
                ("received", lambda pbx: pbx.call("Ping")), ("received", lambda pbx: [pbx.send("Ping"), pbx.recv(20)]),
                ("sent", lambda pbx: pbx.close()), ("sent", lambda pbx: connected(trace=see)),
            ):  # fmt: skip
                with connected(trace=see) as pbx:
                    armed.append((direction, kind))
                    with self.assertRaises(kind):
                        act(pbx)
                    self.assertEqual(armed, [])

    def test_a_signal_that_comes_while_c_waits(self):
        # It is handled when the trace begins, before the first line of it.
        def begins(frame, what, _):
            if what == "call" and frame.f_code.co_name == "trace":
                sys.setprofile(None)
                raise KeyboardInterrupt

        with connected(trace=lambda *_: None) as pbx:
            for act in (lambda: pbx.send("Ping"), lambda: pbx.call("Ping")):
                try:
                    with self.assertRaises(KeyboardInterrupt):
                        sys.setprofile(begins)
                        act()
                finally:
                    sys.setprofile(None)

    def test_a_call_without_an_answer_ends_at_once(self):
        # An exchange that takes a login, and says no more.
        def serve():
            with listener, listener.accept()[0] as peer, peer.makefile("rb") as lines:
                peer.sendall(b"Asterisk Call Manager/2.7.0\r\n")
                action = b"".join(iter(lines.readline, b"\r\n"))
                peer.sendall(b"Response: Success\r\n%s\r\n\r\n" % action.split(b"\r\n")[1])
                lines.read()

        def see(direction, data):
            if b"Action: Ping" in data:
                raise KeyboardInterrupt

        listener = socket.create_server(("127.0.0.1", 0))
        server = threading.Thread(target=serve)
        server.start()
        with amiwire.connect("127.0.0.1", "u", "s", port=listener.getsockname()[1], trace=see) as pbx:
            with self.assertRaises(KeyboardInterrupt) as caught:
                pbx.call("Ping", limit=3600)
            # It was interrupted, and not answered nor at its limit.
            self.assertEqual(caught.exception.__context__.name, "INTERRUPTED")
            self.assertIsNone(pbx.recv(0))
        server.join()


if __name__ == "__main__":
    unittest.main()
