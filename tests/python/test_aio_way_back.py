"""asyncio: connecting again, waiting for a place, and what is told of an end."""

import asyncio
import ssl
import sys
import unittest

import amiwire
from amiwire import _c
from test_aio import connect, runs

QUICK = {"reconnect_first": 0.001, "reconnect_most": 0.005}
LATE = {"reconnect_first": 60, "reconnect_most": 60}


class Exchange:
    """What each connection does, one script after the other: ``await
    script(self, reader, writer)``. Then nobody listens."""

    def __init__(self, *scripts):
        self.scripts, self.actions, self.masks = list(scripts), [], []

    async def __aenter__(self):
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self.server.close()

    async def _serve(self, reader, writer):
        script = self.scripts.pop(0)
        if not self.scripts:
            self.server.close()
        try:
            await script(self, reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    async def action(self, reader):
        """The next action: its name and its line with the ActionID."""
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        self.actions.append(lines[0][8:])
        if lines[0] == "Action: Login":
            self.masks += [line for line in lines if line.startswith("Events:")]
        return lines[0][8:], "".join(line + "\r\n" for line in lines if line.startswith("ActionID:"))


def success(writer, line, more=""):
    writer.write(f"Response: Success\r\n{line}{more}\r\n".encode())


async def log_in(exchange, reader, writer):
    writer.write(b"Asterisk Call Manager/2.7.0\r\n")
    name, line = await exchange.action(reader)
    if name == "Challenge":
        success(writer, line, "Challenge: 840415273\r\n")
        name, line = await exchange.action(reader)
    assert name == "Login", name
    success(writer, line)


async def stay(exchange, reader, writer):
    """Answers everything."""
    await log_in(exchange, reader, writer)
    while True:
        name, line = await exchange.action(reader)
        success(writer, line)
        if name == "Logoff":
            return


async def one_action(exchange, reader, writer):
    """Closes with an action that has no answer."""
    await log_in(exchange, reader, writer)
    await exchange.action(reader)


async def stranger(exchange, reader, writer):
    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
    await writer.drain()


async def nobody(exchange, reader, writer):
    pass


class WayBack(unittest.TestCase):
    @runs
    async def test_it_reconnects_as_its_options_say(self):
        for login in ("plain", "md5"):
            async with Exchange(one_action, nobody, stranger, stay) as exchange:
                async with connect(port=exchange.port, login=login, events="call", **QUICK) as pbx:
                    with self.assertRaises(amiwire.Error) as caught:
                        await pbx.action("Ping")
                    # It is not repeated, and the next one waits for the connection.
                    self.assertEqual(caught.exception.name, "OUTCOME_UNKNOWN")
                    self.assertTrue((await pbx.action("Ping")).ok)
                    told = [await pbx.__anext__() for _ in range(3)]
                    failed = _c.WHAT_ATTEMPT_FAILED
                    self.assertEqual([notice.what for notice in told], [_c.WHAT_CUT, failed, failed])
                    self.assertEqual([notice.status for notice in told],
                                     [_c.CLOSED, _c.CLOSED_BEFORE_BANNER, _c.BAD_BANNER])
                    self.assertIn("HTTP/1.1 400", told[2].detail)
                    # That it is back is reported, too: what is followed is to be asked for.
                    told = [await pbx.__anext__() for _ in range(2)]
                    self.assertEqual([(notice.kind, notice.name) for notice in told],
                                     [("notice", "BANNER"), ("notice", "LOGGED_IN")])
                self.assertEqual(exchange.actions.count("Ping"), 2)
                self.assertEqual(exchange.masks, ["Events: call"] * 2)

    @runs
    async def test_the_policy_gives_up(self):
        async with Exchange(one_action) as exchange:
            pbx = await connect(port=exchange.port, reconnect_attempts=2, **QUICK)
            for name in ("OUTCOME_UNKNOWN", "CONNECT_REFUSED", "CONNECT_REFUSED"):
                with self.assertRaises(amiwire.Error) as caught:
                    await pbx.action("Ping")
                self.assertEqual(caught.exception.name, name)
            whats = []
            with self.assertRaises(amiwire.Error) as caught:
                async for notice in pbx:
                    whats.append(notice.what)
            self.assertEqual((caught.exception.name, pbx.end.name), ("CONNECT_REFUSED",) * 2)
            self.assertEqual(whats, [_c.WHAT_CUT, _c.WHAT_ATTEMPT_FAILED, _c.WHAT_ATTEMPT_FAILED, _c.WHAT_GAVE_UP])
            await pbx.close()

    @runs
    async def test_without_a_policy_the_end_is_the_end(self):
        async with Exchange(one_action) as exchange:
            pbx = await connect(port=exchange.port)
            self.assertIsNone(pbx.end)
            for name in ("OUTCOME_UNKNOWN", "CLOSED"):
                with self.assertRaises(amiwire.Error) as caught:
                    await pbx.action("Ping")
                self.assertEqual(caught.exception.name, name)
            self.assertEqual([event async for event in pbx], [])
            await pbx.close()

    @runs
    async def test_what_cannot_be_sent_within_the_limit(self):
        async with Exchange(one_action) as exchange:
            pbx = await connect(port=exchange.port, **LATE)
            with self.assertRaises(amiwire.Error):
                await pbx.action("Ping")
            with self.assertRaises(amiwire.Error) as caught:
                await pbx.action("Ping", limit=0.02)
            self.assertEqual(caught.exception.name, "ACTION_UNSENT")
            self.assertIn("without a connection", caught.exception.detail)
            # Who waits is told when it is closed.
            waits = asyncio.ensure_future(pbx.action("Ping", limit=float("inf")))
            await asyncio.sleep(0)
            await pbx.close()
            with self.assertRaises(amiwire.Error) as caught:
                await waits
            self.assertEqual(caught.exception.name, "CLOSED")

    @runs
    async def test_a_close_ends_an_attempt(self):
        async def hold(exchange, reader, writer):
            reached.set()
            await reader.read()

        reached = asyncio.Event()
        async with Exchange(one_action, hold, nobody) as exchange:
            pbx = await connect(port=exchange.port, **QUICK)
            with self.assertRaises(amiwire.Error):
                await pbx.action("Ping")
            await reached.wait()
            await pbx.close()
            self.assertEqual([event.what async for event in pbx], [_c.WHAT_CUT])

    @runs
    async def test_an_attempt_has_a_limit(self):
        # Whoever speaks TLS waits for the other to answer.
        async def hold(exchange, reader, writer):
            await reader.read()

        async with Exchange(hold) as exchange:
            with self.assertRaises(amiwire.Error) as caught:
                await connect(port=exchange.port, ssl=ssl.create_default_context(), connect_limit=0.05)
            self.assertEqual(caught.exception.name, "CONNECT_TIMED_OUT")

    @runs
    async def test_ends_before_the_login_are_told(self):
        async def no_answer(exchange, reader, writer):
            writer.write(b"Asterisk Call Manager/2.7.0\r\n")
            await exchange.action(reader)

        for script, name in ((nobody, "CLOSED_BEFORE_BANNER"), (no_answer, "RESET"), (stranger, "BAD_BANNER")):
            async with Exchange(script) as exchange:
                with self.assertRaises(amiwire.Error) as caught:
                    await connect(port=exchange.port, **QUICK)
                self.assertEqual(caught.exception.name, name)


class Places(unittest.TestCase):
    @runs
    async def test_a_hundred_at_once_wait_for_their_turn(self):
        async def few(exchange, reader, writer):
            await log_in(exchange, reader, writer)
            held = []
            while True:
                name, line = await exchange.action(reader)
                held.append(line)
                most.append(len(held))
                # It answers when there are as many as there may be, or the last.
                if len(held) == 8 or name in ("99", "Logoff"):
                    for line in held:
                        success(writer, line)
                    held = []
                if name == "Logoff":
                    return

        most = []
        async with Exchange(few) as exchange, connect(port=exchange.port, actions=8) as pbx:
            answers = await asyncio.gather(*(pbx.action(str(n)) for n in range(100)))
            self.assertEqual([answer.ok for answer in answers], [True] * 100)
            self.assertEqual(exchange.actions[1:101], [str(n) for n in range(100)])
            self.assertEqual(max(most), 8)

    @runs
    async def test_who_waits_may_leave(self):
        async def hold(exchange, reader, writer):
            await log_in(exchange, reader, writer)
            lines = [await exchange.action(reader)]
            await release.wait()
            while True:
                for name, line in lines:
                    success(writer, line)
                    if name == "Logoff":
                        return
                lines = [await exchange.action(reader)]

        release = asyncio.Event()
        async with Exchange(hold) as exchange, connect(port=exchange.port, actions=1) as pbx:
            first = asyncio.ensure_future(pbx.action("First"))
            await asyncio.sleep(0)
            late = asyncio.ensure_future(pbx.action("Late", limit=0.02))
            cancelled, refused = (asyncio.ensure_future(pbx.action("Gone", headers)) for headers in ({}, {"A": "x\ny"}))
            last = asyncio.ensure_future(pbx.action("Last"))
            with self.assertRaises(amiwire.Error) as caught:
                await late
            self.assertEqual(caught.exception.name, "ACTION_UNSENT")
            self.assertIn("places", caught.exception.detail)
            cancelled.cancel()
            release.set()
            self.assertTrue((await first).ok and (await last).ok)
            with self.assertRaises(amiwire.Error) as caught:
                await refused
            self.assertEqual(caught.exception.name, "VALUE_BAD_BYTE")
            self.assertTrue(cancelled.cancelled())
            self.assertEqual(exchange.actions, ["Login", "First", "Last"])

    @runs
    async def test_a_full_queue_is_waited_for_too(self):
        async with Exchange(stay) as exchange, connect(port=exchange.port, actions=200) as pbx:
            answers = await asyncio.gather(*(pbx.action("Ping", {"A": "x" * 1000}) for _ in range(150)))
            self.assertEqual(len(answers), 150)

    @runs
    async def test_what_had_come_is_kept(self):
        async def half(exchange, reader, writer):
            await log_in(exchange, reader, writer)
            _, line = await exchange.action(reader)
            success(writer, line, "EventList: start\r\n")
            writer.write(f"Event: QueueParams\r\n{line}Queue: 6500\r\n\r\n".encode())
            await exchange.action(reader)

        async with Exchange(half) as exchange, connect(port=exchange.port) as pbx:
            with self.assertRaises(amiwire.Error) as caught:
                await pbx.action("QueueStatus", limit=0.1)
            self.assertEqual(caught.exception.name, "ACTION_TIMED_OUT")
            self.assertEqual([item["Queue"] for item in caught.exception.answer.items], ["6500"])


    @runs
    async def test_what_is_too_large_is_told_and_the_rest_is_kept(self):
        large = "X: " + "x" * 60 + "\r\n"

        async def too_large(exchange, reader, writer):
            await log_in(exchange, reader, writer)
            _, line = await exchange.action(reader)
            success(writer, line, "EventList: start\r\n")
            for more in ("", large * 200000, ""):
                writer.write(f"Event: QueueParams\r\n{line}{more}Queue: 6500\r\n\r\n".encode())
            writer.write(f"Event: QueueStatusComplete\r\n{line}EventList: Complete\r\n\r\n".encode())
            _, line = await exchange.action(reader)
            writer.write(f"Response: Success\r\n{line}{large * 200000}\r\n".encode())
            while True:
                name, line = await exchange.action(reader)
                success(writer, line)

        async with Exchange(too_large) as exchange, connect(port=exchange.port, actions=1) as pbx:
            with self.assertRaises(amiwire.Error) as caught:
                await pbx.action("QueueStatus")
            # It ends at once, and what still comes of it is an extra.
            self.assertEqual((caught.exception.name, len(caught.exception.answer.items)), ("TRUNCATED", 1))
            for title in "QueueParams", "QueueStatusComplete":
                extra = await pbx.__anext__()
                self.assertEqual((extra.title, extra.what), (title, _c.WHAT_EXTRA))
            with self.assertRaises(amiwire.Error) as caught:
                await pbx.action("GetConfig")
            self.assertEqual(caught.exception.name, "PACKET_TOO_LARGE")
            # Its place is free.
            self.assertTrue((await pbx.action("Ping")).ok)


    @runs
    async def test_an_answer_that_has_no_end_ends_its_action(self):
        async def endless(exchange, reader, writer):
            await log_in(exchange, reader, writer)
            _, line = await exchange.action(reader)
            success(writer, line, "EventList: start\r\n")
            # In few bytes many packets, or many lines.
            for more in ("", "a:\r\n" * 2000):
                writer.write(f"Event: E\r\n{line}{more}\r\n".encode() * 300)
            while True:
                name, line = await exchange.action(reader)
                success(writer, line)

        async with Exchange(endless) as exchange:
            async with connect(port=exchange.port, actions=1, memory=1 << 20, keep=10) as pbx:
                # The list is not at its end, and nobody waits for the time limit.
                with self.assertRaises(amiwire.Error) as caught:
                    await pbx.action("Endless", limit=3600)
                error = caught.exception
                self.assertEqual(error.name, "TRUNCATED")
                self.assertIn("raise memory", error.detail)
                taken = sum(sys.getsizeof(part) for packet in error.answer.packets
                            for part in (packet, packet.raw, packet._spans, packet.output))
                self.assertTrue(1 << 18 < taken < 5 << 18, taken)
                self.assertTrue((await pbx.action("Ping", limit=3600)).ok)


class Events(unittest.TestCase):
    @runs
    async def test_the_oldest_are_dropped_and_the_answer_is_not(self):
        async def flood(exchange, reader, writer):
            await log_in(exchange, reader, writer)
            _, line = await exchange.action(reader)
            for n in range(100):
                writer.write(f"Event: Flood\r\nNumber: {n}\r\n\r\n".encode())
            success(writer, line)
            await exchange.action(reader)

        for bound in ({"keep": 5}, {"keep_bytes": 1000}):
            async with Exchange(flood) as exchange, connect(port=exchange.port, **bound) as pbx:
                self.assertTrue((await pbx.action("Ping")).ok)
                first = await pbx.__anext__()
                self.assertEqual((first.what, first.lost), (_c.WHAT_LOST, pbx.lost))
                rest = [await pbx.__anext__() for _ in range(100 - first.lost)]
                self.assertEqual([event["Number"] for event in rest], [str(n) for n in range(first.lost, 100)])
                self.assertTrue(0 < len(rest) < 20)


if __name__ == "__main__":
    unittest.main()
