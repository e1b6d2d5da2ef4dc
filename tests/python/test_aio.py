"""The session under asyncio: against the simulator, and against exchanges that
do what a test tells them."""

import asyncio
import errno
import gc
import os
import re
import ssl
import unittest
from unittest import mock

import amiwire
from amiwire import aio

PORT, TLS_PORT = int(os.environ["AMI_PORT"]), int(os.environ["AMI_TLS_PORT"])
ORIGINATE = {"Channel": "PJSIP/1000", "Context": "from-internal", "Exten": "1001", "Priority": 1, "Async": "true"}


def connect(**more):
    return aio.connect("127.0.0.1", "ucmamiuser1", "test123", **{"port": PORT, "events": "off", **more})


def runs(test):
    """A test as a coroutine, which must end."""
    return lambda self: asyncio.run(asyncio.wait_for(test(self), 60))


class Simulator(unittest.TestCase):
    @runs
    async def test_many_answers_at_once(self):
        for login in ("plain", "md5"):
            async with connect(login=login) as pbx:
                self.assertEqual(pbx.version, "2.7.0")
                answers = await asyncio.gather(*(pbx.action("QueueStatus", {"Queue": "6500"}) for _ in range(50)))
                for answer in answers:
                    self.assertEqual((answer.ok, answer.end.title), (True, "QueueStatusComplete"))
                    self.assertTrue(any(item.title == "QueueMember" for item in answer.items))
                self.assertFalse((await pbx.action("Hangup", {"Channel": "PJSIP/none"})).ok)

    @runs
    async def test_events(self):
        pbx = await connect(events="on")
        answer = await pbx.action("Originate", ORIGINATE)
        self.assertEqual((answer.ok, answer.end.title), (True, "OriginateResponse"))
        await pbx.action("Hangup", {"Channel": answer.end["Channel"]})
        titles = []
        async for event in pbx:
            titles.append(event.title)
            if event.title == "Hangup":
                break
        self.assertIn("Newchannel", titles)
        await pbx.close()
        self.assertEqual([event.title async for event in pbx if event.title == "Newchannel"], [])
        with self.assertRaises(amiwire.Error) as caught:
            await pbx.action("Ping")
        self.assertEqual((caught.exception.name, caught.exception.detail), ("CLOSED", "close() was called"))

    @runs
    async def test_an_originate_whose_end_is_not_reported(self):
        for more, options in (
            ({}, {}),
            ({"events": "call", "other_classes": True}, {"no_originate_response": True}),
            ({"events": None, "no_originate_response": True, "any_banner": True}, {"blocks": True}),
        ):
            async with connect(**more) as pbx:
                answers = await asyncio.gather(*(pbx.action("Originate", ORIGINATE, **options) for _ in range(3)))
                for answer in answers:
                    self.assertEqual([packet.what for packet in answer.packets], [amiwire._c.WHAT_STARTED])

    @runs
    async def test_too_many_events_are_counted(self):
        async with connect(events="on", keep=3) as pbx:
            answer = await pbx.action("Originate", ORIGINATE)
            await pbx.action("Hangup", {"Channel": answer.end["Channel"]})
            self.assertGreater(pbx.lost, 0)
            lost = await pbx.__anext__()
            self.assertEqual((lost.lost, lost.kind, lost.title, lost.get("Channel")), (pbx.lost, "notice", "", None))
            self.assertEqual((await pbx.__anext__()).kind, "event")

    @runs
    async def test_tls(self):
        context = ssl.create_default_context(cafile=os.environ["AMI_CERTIFICATE"])
        async with connect(port=TLS_PORT, ssl=context, server_hostname="localhost") as pbx:
            self.assertTrue((await pbx.action("Ping")).ok)

    @runs
    async def test_refusals(self):
        with self.assertRaises(amiwire.Error) as caught:
            await aio.connect("127.0.0.1", "ucmamiuser1", "wrong", port=PORT)
        self.assertEqual(caught.exception.name, "LOGIN_REFUSED")
        with self.assertRaises(amiwire.Error) as caught:
            await connect(port=1)
        self.assertEqual((caught.exception.name, caught.exception.os_error), ("CONNECT_REFUSED", errno.ECONNREFUSED))
        with self.assertRaises(TypeError):
            await connect(no_such_option=1)
        with self.assertRaises(TypeError):
            await aio.connect("127.0.0.1", "ucmamiuser1", None, port=PORT)
        with self.assertRaises(ValueError):
            connect(login="zz")
        async with connect() as pbx:
            for headers, name in (({"A": "x\ny"}, "VALUE_BAD_BYTE"), ({"ActionID": "7"}, "ACTION_ID_GIVEN")):
                with self.assertRaises(amiwire.Error) as caught:
                    await pbx.action("Ping", headers)
                self.assertEqual(caught.exception.name, name)
            with self.assertRaisesRegex(TypeError, "limit is '1'"):
                await pbx.action("Ping", limit="1")
            with self.assertRaises(amiwire.Refused) as caught:
                await pbx.command("core show channels")
            self.assertIn("Command", caught.exception.message)


async def exchange(script, greeting=b"Asterisk Call Manager/2.7.0\r\n"):
    """A server that greets, lets anybody in, and calls ``script`` for what comes:
    ``await script(name, action_id_line, writer)``."""

    async def serve(reader, writer):
        writer.write(greeting)
        try:
            while True:
                packet = await reader.readuntil(b"\r\n\r\n")
                lines = packet.decode().split("\r\n")
                line = "".join(line + "\r\n" for line in lines if line.startswith("ActionID:"))
                if lines[0] == "Action: Login":
                    writer.write(f"Response: Success\r\n{line}Message: Authentication accepted\r\n\r\n".encode())
                else:
                    await script(lines[0][8:], line, writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    return server, server.sockets[0].getsockname()[1]


class Scripted(unittest.TestCase):
    @runs
    async def test_both_formats_of_command_output(self):
        forms = [
            "Response: Follows\r\nPrivilege: Command\r\n%sone: 1\n\nEvent: none\n--END COMMAND--\r\n\r\n",
            "Response: Success\r\n%sMessage: Command output follows\r\nOutput: one: 1\r\nOutput: \r\nOutput: Event: none\r\n\r\n",
        ]

        async def command(name, line, writer):
            if forms:
                writer.write((forms.pop(0) % line).encode())

        server, port = await exchange(command)
        async with server, connect(port=port) as pbx:
            for _ in range(2):
                self.assertEqual(await pbx.command("core show channels"), ["one: 1", "", "Event: none"])

    @runs
    async def test_a_forged_text_hides_nothing(self):
        forged = "Event: A\r\nCallerIDName: M\r\n\r\nResponse: Follows\r\nX: \r\n\r\n" + "Event: B\r\n\r\n" * 3000

        async def command(name, line, writer):
            text = f"Response: Follows\r\n{line}one\n--END COMMAND--\r\n\r\n"
            writer.write(f"{forged}{text}Event: C\r\n\r\n".encode())

        server, port = await exchange(command)
        async with server, connect(port=port) as pbx:
            answers = await asyncio.gather(*(pbx.command("x") for _ in range(3)))
            self.assertEqual(answers, [["one"]] * 3)
            titles = []
            while titles.count("C") < 3:
                titles.append((await pbx.__anext__()).title)
            self.assertEqual([titles.count(title) for title in ("A", "Follows", "B")], [3, 3, 9000])

    @runs
    async def test_time_limits_and_what_comes_too_late(self):
        async def late(name, line, writer):
            await asyncio.sleep(0.3 if name == "Slow" else 0)
            writer.write(f"Response: Success\r\n{line}Name: {name}\r\n\r\n".encode())

        server, port = await exchange(late)
        async with server, connect(port=port) as pbx:
            slow = asyncio.ensure_future(pbx.action("Slow", limit=0.05))
            quick = asyncio.ensure_future(pbx.action("Quick"))
            with self.assertRaises(amiwire.Error) as caught:
                await slow
            self.assertEqual(caught.exception.name, "ACTION_TIMED_OUT")
            self.assertEqual((await quick).response["Name"], "Quick")
            # Its answer is no longer awaited, but not lost.
            extra = await pbx.__anext__()
            self.assertEqual((extra["Name"], extra.what), ("Slow", amiwire._c.WHAT_EXTRA))
            server.close()

    @runs
    async def test_a_cut_in_the_middle(self):
        async def cut(name, line, writer):
            writer.write(f"Response: Success\r\n{line}EventList: start\r\n\r\nEvent: A\r\n\r\n".encode())
            await writer.drain()
            writer.close()

        server, port = await exchange(cut)
        async with server:
            pbx = await connect(port=port)
            with self.assertRaises(amiwire.Error) as caught:
                await pbx.action("QueueStatus")
            self.assertEqual(caught.exception.name, "OUTCOME_UNKNOWN")
            # What had come.
            self.assertEqual([packet.what for packet in caught.exception.answer.packets], [amiwire._c.WHAT_LIST_START])
            self.assertEqual([event.title async for event in pbx], ["A"])
            self.assertEqual(pbx.end.name, "CLOSED")
            await pbx.close()

    @runs
    async def test_no_manager(self):
        async def nothing(*_):
            pass

        # Who stays there is found out by the first bytes, not by the time limit; at
        # that, what may yet be the beginning of a greeting.
        for greeting, limit, name in (
            (b"HTTP/1.1 200 OK\r\n\r\n", 3600, "BAD_BANNER"),
            (b"SSH-2.0-OpenSSH_9.6\r\n", 3600, "BAD_BANNER"),
            (b"220 mail.example ESMTP\r\n", 3600, "BAD_BANNER"),
            (b"Some PBX/1.0\r\n", 3600, "BAD_BANNER"),
            (b"\xff\xfd\x18", 3600, "BAD_BANNER"),
            (b"Asterisk Call Manager", 0.1, "PEER_SILENT"),
        ):
            server, port = await exchange(nothing, greeting)
            async with server:
                with self.assertRaises(amiwire.Error) as caught:
                    await connect(port=port, login_limit=limit)
                self.assertEqual(caught.exception.name, name)
                self.assertIn('it said "' + repr(greeting[:40])[2:-1] + '"', caught.exception.detail)
                self.assertEqual("any_banner" in caught.exception.detail, b"PBX" in greeting)

    @runs
    async def test_silence(self):
        async def nothing(*_):
            pass

        server, port = await exchange(nothing, b"")
        async with server:
            with self.assertRaises(amiwire.Error) as caught:
                await connect(port=port, login_limit=0.1)
            self.assertEqual(caught.exception.name, "PEER_SILENT")
            self.assertIn("not a byte came", caught.exception.detail)
        # A Ping after silence, and nobody answers it.
        server, port = await exchange(nothing)
        async with server:
            pbx = await connect(port=port, ping_after=0.05, dead_after=0.05)
            for _ in range(2):
                with self.assertRaises(amiwire.Error) as caught:
                    await pbx.__anext__()
                self.assertEqual((caught.exception.name, pbx.end.detail), ("PEER_DEAD", "no answer to a Ping"))
            with self.assertRaises(amiwire.Error) as caught:
                await pbx.action("Ping")
            self.assertEqual(caught.exception.name, "PEER_DEAD")
            await pbx.close()

    @runs
    async def test_a_cancelled_connect(self):
        # Cancelled at each turn of the loop, until it is quicker than that.
        async def nothing(*_):
            pass

        complaints, turns, done = [], 0, False
        asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
        server, port = await exchange(nothing)
        async with server:
            while not done:
                task = asyncio.ensure_future(connect(port=port)._open())
                for _ in range(turns):
                    await asyncio.sleep(0)
                done = not task.cancel()
                if done:
                    await task.result().close()
                await asyncio.wait([task])
                turns += 1
            # Cancelled when the answer to the login is there, and not yet read.
            client, transport = connect(port=port)._client(asyncio.get_running_loop()), mock.Mock()
            client.connection_made(transport)
            client._ready.cancel()
            self.given(client, b"Asterisk Call Manager/2.7.0\r\n")
            action_id = re.search(b"ActionID: .*\r\n", transport.write.call_args[0][0]).group()
            self.given(client, b"Response: Success\r\n" + action_id + b"\r\n")
            client.connection_lost(None)
            del client, task
            gc.collect()
            await asyncio.sleep(0)
        self.assertEqual(complaints, [])
        self.assertGreater(turns, 3)

    @staticmethod
    def given(client, data):
        client.get_buffer(-1)[:len(data)] = data
        client.buffer_updated(len(data))

    @runs
    async def test_a_cancelled_action_harms_nobody(self):
        async def after_a_while(name, line, writer):
            await asyncio.sleep(0.05)
            writer.write(f"Response: Success\r\n{line}\r\n".encode())

        server, port = await exchange(after_a_while)
        async with server, connect(port=port) as pbx:
            with self.assertRaises(asyncio.TimeoutError):
                await asyncio.wait_for(pbx.action("Ping"), 0.01)
            self.assertTrue((await pbx.action("Ping")).ok)


if __name__ == "__main__":
    unittest.main()
