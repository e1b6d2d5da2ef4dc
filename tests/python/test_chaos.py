"""No sequence of calls ends the process, whichever threads they come from."""

import os
import random
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

import amiwire

PORT = int(os.environ["AMI_PORT"])
CHAOS = Path(__file__).with_name("chaos.py")


def connected(**more):
    return amiwire.connect("127.0.0.1", "ucmamiuser1", "test123", port=PORT, **more)


class Chaos(unittest.TestCase):
    def run_chaos(self, **environment):
        seed = random.randrange(10**6)
        done = subprocess.run(
            [sys.executable, "-X", "faulthandler", CHAOS, "10", str(seed)], env={**os.environ, **environment},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=180,
        )  # fmt: skip
        self.assertEqual(done.returncode, 0, f"seed {seed}:\n" + done.stdout.decode(errors="replace")[-4000:])
        count = int(done.stdout.decode(errors="replace").rsplit(" done,", 1)[0].split()[-1])
        self.assertGreater(count, 100)

    def test_ten_seconds_of_random_calls(self):
        self.run_chaos()

    def test_the_same_with_memory_that_is_watched(self):
        self.run_chaos(PYTHONMALLOC="debug", MALLOC_PERTURB_="165")


class Closing(unittest.TestCase):
    def waiting(self, act):
        """What a thread raises that waits in a connection while it is closed."""
        raised = []

        def wait():
            try:
                act(pbx)
            except amiwire.Error as error:
                raised.append((error.name, error.is_fatal, error.detail))

        pbx = connected(events="off")
        thread = threading.Thread(target=wait)
        thread.start()
        time.sleep(0.1)
        pbx.close()
        thread.join(20)
        self.assertFalse(thread.is_alive())
        self.assertEqual(raised, [("CLOSED", True, "close() was called")])
        return pbx

    def test_close_while_another_thread_waits(self):
        self.waiting(lambda pbx: [0 for _ in pbx])
        self.waiting(lambda pbx: pbx.recv())
        # The simulator has no answer to this within the time.
        self.waiting(lambda pbx: [pbx.call("Ping") for _ in iter(int, 1)])

    def test_calls_after_close(self):
        pbx = connected()
        pbx.send("Ping")
        packet = pbx.recv(10)
        left = iter(pbx)
        pbx.close()
        pbx.close()
        for call in (
            lambda: pbx.recv(0), lambda: pbx.send("Ping"), lambda: pbx.call("Ping"), lambda: next(left), pbx.outcome,
            pbx.interrupt, pbx.fileno, pbx.buffered, pbx.wait_limit, lambda: pbx.version, lambda: pbx.set_events("on"),
            lambda: pbx.login("a", "b"),
        ):  # fmt: skip
            with self.assertRaises(amiwire.Error) as caught:
                call()
            self.assertEqual((caught.exception.name, caught.exception.is_fatal), ("CLOSED", True))
        for call in (lambda: packet.title, lambda: packet["A"], packet.copy, lambda: packet.raw):
            self.assertRaises(RuntimeError, call)

    def test_two_that_receive(self):
        with connected(events="off") as pbx:
            thread = threading.Thread(target=lambda: self.assertRaises(amiwire.Error, lambda: pbx.recv(20)))
            thread.start()
            time.sleep(0.1)
            with self.assertRaises(amiwire.Error) as caught:
                pbx.recv(0)
            self.assertEqual((caught.exception.name, caught.exception.is_fatal), ("BAD_STATE", False))
            pbx.interrupt()
            thread.join()

    def test_a_trace(self):
        seen, refused = [], []

        def see(direction, data):
            seen.append((direction, data))
            if len(seen) > 4:
                try:
                    pbx.send("Ping")
                except RuntimeError as error:
                    refused.append(error)

        with connected(trace=see, events="off") as pbx:
            self.assertTrue(pbx.call("Ping").ok)
        self.assertIn(b"Secret: ***", seen[1][1])
        self.assertTrue(refused)
        self.assertEqual({direction for direction, _ in seen}, {"sent", "received"})

    def test_what_is_refused(self):
        with connected(events="off") as pbx:
            for error, call in (
                (TypeError, lambda: pbx.send(None)), (ValueError, lambda: pbx.send("Ping", tag=-1)),
                (ValueError, lambda: pbx.send("Ping", tag=2**64)), (TypeError, lambda: pbx.send("Ping", tag="x")),
                (ValueError, lambda: pbx.recv(float("nan"))), (TypeError, lambda: pbx.recv("x")),
                (ValueError, lambda: pbx.call("Ping", limit=1e300)), (ValueError, lambda: pbx.call("Ping", limit=-1)),
                (TypeError, lambda: connected(trace=1)), (TypeError, lambda: connected(struct_size=4096)),
                (TypeError, lambda: connected(detail=1)), (ValueError, lambda: connected(tls=-1)),
                (ValueError, lambda: connected(login="x")), (ValueError, lambda: amiwire.Reader(-1)),
                (TypeError, lambda: amiwire.Reader(None)), (ValueError, lambda: amiwire.Reader().commit(-1)),
                (TypeError, lambda: amiwire.Connection(1)), (TypeError, lambda: amiwire.PacketCopy(1)),
                (amiwire.Error, lambda: pbx.send("Ping", {"A": "b\0c"})),
            ):  # fmt: skip
                self.assertRaises(error, call)
            self.assertTrue(pbx.call("Ping").ok)


if __name__ == "__main__":
    unittest.main()
