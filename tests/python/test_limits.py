"""Answers of the sizes that exchanges send, and larger ones, which keep what had
come: waiting and under asyncio."""

import asyncio
import socket
import threading
import unittest

import amiwire
from amiwire import aio

VALUE = "v" * 200


def printed(line, lines, old=False):
    if old:
        text = "".join(f"line {n} {VALUE}\n" for n in range(lines))
        return f"Response: Follows\r\nPrivilege: Command\r\n{line}{text}--END COMMAND--\r\n\r\n"
    text = "".join(f"Output: line {n} {VALUE}\r\n" for n in range(lines))
    return f"Response: Success\r\n{line}Message: Command output follows\r\n{text}\r\n"


def listed(line, items, item="EndpointList", end="EndpointListComplete"):
    some = "".join(f"Event: {item}\r\n{line}ObjectName: {n}\r\nValue: {VALUE}\r\n\r\n" for n in range(items))
    return (f"Response: Success\r\n{line}EventList: start\r\n\r\n{some}"
            f"Event: {end}\r\n{line}EventList: Complete\r\n\r\n")


def config(line, lines):
    some = "".join(f"Line-000000-{n:06}: exten={n},1,NoOp({n})\r\n" for n in range(lines))
    return f"Response: Success\r\n{line}Category-000000: big\r\n{some}\r\n"


NAMES = "Command", "New", "GetConfig", "PJSIPShowEndpoints", "DBGetTree"

ANSWERS = {
    "Command": lambda line: printed(line, 5000, old=True),
    "New": lambda line: printed(line, 5000),
    "GetConfig": lambda line: config(line, 1500),
    "PJSIPShowEndpoints": lambda line: listed(line, 3000),
    "DBGetTree": lambda line: listed(line, 3000, "DBGetTreeResponse", "DBGetTreeComplete"),
    "VarSet": lambda line: f"Event: VarSet\r\nValue: {'v' * 200000}\r\n\r\nResponse: Success\r\n{line}\r\n",
}


class Exchange:
    """It answers one connection in a thread of its own."""

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._thread.join()

    def _serve(self):
        with self._listener, self._listener.accept()[0] as peer, peer.makefile("rb") as lines:
            peer.sendall(b"Asterisk Call Manager/2.7.0\r\n")
            name = line = ""
            for text in lines:
                text = text.decode()
                if text.startswith("Action: "):
                    name = text[8:].strip()
                elif text.startswith("ActionID: "):
                    line = text
                elif text == "\r\n":
                    answer = ANSWERS.get(name, lambda line: f"Response: Success\r\n{line}\r\n")(line)
                    try:
                        peer.sendall(answer.encode())
                    except OSError:
                        return


def runs(test):
    return lambda self: asyncio.run(asyncio.wait_for(test(self), 60))


class Limits(unittest.TestCase):
    def check(self, answers):
        command, new, config, *lists = answers
        for answer in command, new:
            self.assertEqual(answer.output, [f"line {n} {VALUE}" for n in range(5000)])
        self.assertEqual(len(config.response.headers()), 1503)
        self.assertEqual([len(answer.items) for answer in lists], [3000, 3000])

    def test_large_answers_come_whole(self):
        with Exchange() as exchange, amiwire.connect("127.0.0.1", "u", "s", port=exchange.port) as pbx:
            self.check([pbx.call(name) for name in NAMES])
            pbx.call("VarSet")
            self.assertEqual(len(pbx.recv(10)["Value"]), 200000)

    @runs
    async def test_large_answers_come_whole_under_asyncio(self):
        with Exchange() as exchange:
            async with aio.connect("127.0.0.1", "u", "s", port=exchange.port) as pbx:
                self.check([await pbx.action(name) for name in NAMES])
                await pbx.action("VarSet")
                self.assertEqual(len((await pbx.__anext__())["Value"]), 200000)

    def test_what_had_come_is_kept(self):
        with Exchange() as exchange:
            # An action without a limit: nothing waits for one.
            pbx = amiwire.connect("127.0.0.1", "u", "s", port=exchange.port, max_memory_bytes=400000, max_actions=1,
                                  action_ms=2**32 - 1)
            with pbx:
                for name in "Command", "New":
                    with self.assertRaises(amiwire.Error) as caught:
                        pbx.call(name)
                    error = caught.exception
                    self.assertIn(error.name, ("PACKET_TOO_LARGE", "TOO_MANY_HEADERS"))
                    self.assertIn("raise max_memory_bytes", error.detail)
                    lines = error.answer.output
                    self.assertGreater(len(lines), 500)
                    self.assertEqual(lines, [f"line {n} {VALUE}" for n in range(len(lines))])
                with self.assertRaises(amiwire.Error) as caught:
                    pbx.call("PJSIPShowEndpoints")
                self.assertEqual(caught.exception.name, "TRUNCATED")
                self.assertIn("raise max_memory_bytes", caught.exception.detail)
                self.assertGreater(len(caught.exception.answer.items), 200)
                self.assertTrue(pbx.call("Ping").ok)

    @runs
    async def test_what_had_come_is_kept_under_asyncio(self):
        with Exchange() as exchange:
            async with aio.connect("127.0.0.1", "u", "s", port=exchange.port, memory=400000, actions=1) as pbx:
                for name in "Command", "New":
                    with self.assertRaises(amiwire.Error) as caught:
                        await pbx.action(name)
                    self.assertEqual(caught.exception.name, "PACKET_TOO_LARGE")
                    self.assertIn("raise memory", caught.exception.detail)
                with self.assertRaises(amiwire.Error) as caught:
                    await pbx.action("PJSIPShowEndpoints")
                self.assertEqual(caught.exception.name, "TRUNCATED")
                self.assertGreater(len(caught.exception.answer.items), 200)
                self.assertTrue((await pbx.action("Ping", limit=3600)).ok)


if __name__ == "__main__":
    unittest.main()
