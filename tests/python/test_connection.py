"""The blocking connection, against the simulator."""

import copy
import errno
import os
import pickle
import socket
import ssl
import subprocess
import sys
import threading
import unittest

import amiwire
from amiwire import _c

PORT, TLS_PORT = int(os.environ["AMI_PORT"]), int(os.environ["AMI_TLS_PORT"])
CERTIFICATE = os.environ["AMI_CERTIFICATE"]


def connected(**more):
    usual = {"host": "127.0.0.1", "username": "ucmamiuser1", "secret": "test123", "port": PORT, "events": "off"}
    return amiwire.connect(**{**usual, **more})


ORIGINATE = {"Channel": "PJSIP/1000", "Context": "from-internal", "Exten": "1001", "Priority": 1, "Async": "true"}


class Connection(unittest.TestCase):
    def test_an_originate_whose_end_is_not_reported(self):
        for more, options in (
            ({"events": "off"}, {}),
            ({"events": " AGENT, cdr "}, {}),
            ({"events": None, "no_originate_response": True}, {}),
            ({"events": "call"}, {"no_originate_response": True}),
        ):
            with connected(**more) as pbx:
                answer = pbx.call("Originate", ORIGINATE, limit=30, **options)
                self.assertEqual((answer.ok, [packet.what for packet in answer.packets]), (True, [_c.WHAT_STARTED]))
                tag = pbx.send("Ping", limit=5, blocks=True)
                outcome = None
                while outcome is None or outcome.tag != tag:
                    self.assertIsNotNone(pbx.recv(5))
                    outcome = pbx.outcome()

    def test_a_mask_that_is_refused(self):
        with self.assertRaises(amiwire.Error) as caught:
            connected(events="call, agnet")
        self.assertEqual((caught.exception.name, '"agnet"' in str(caught.exception)), ("BAD_ARGUMENT", True))
        with connected(events="agnet", other_classes=True, any_banner=True, max_memory_bytes=1 << 20) as pbx:
            self.assertTrue(pbx.call("Ping").ok)

    def test_calls(self):
        for login in ("plain", "md5"):
            with connected(login=login) as pbx:
                self.assertTrue(pbx.call("Ping").ok)
                answer = pbx.call("QueueStatus", {"Queue": "6500"})
                self.assertTrue(answer.ok)
                self.assertEqual((answer.response.kind, answer.end.title), ("response", "QueueStatusComplete"))
                self.assertIn("QueueMember", [item.title for item in answer.items])
                refused = pbx.call("Hangup", {"Channel": "PJSIP/none"})
                self.assertFalse(refused.ok)
                self.assertTrue(refused.message)
                self.assertGreaterEqual(pbx.fileno(), 0)
                self.assertIsNone(pbx.wait_limit())
                pbx.send("Ping")
                self.assertTrue(0 < pbx.wait_limit() <= 60)

    def test_command(self):
        # An exchange that takes a login and a command, and closes.
        def serve():
            with listener, listener.accept()[0] as peer, peer.makefile("rb") as lines:
                peer.sendall(b"Asterisk Call Manager/2.7.0\r\n")
                for answer in (b"Response: Success\r\n%s\r\n", b"Response: Follows\r\n%sone\n\ntwo\n--END COMMAND--\r\n\r\n"):
                    action = b"".join(iter(lines.readline, b"\r\n"))
                    peer.sendall(answer % (action.split(b"\r\n")[1] + b"\r\n"))

        listener = socket.create_server(("127.0.0.1", 0))
        server = threading.Thread(target=serve)
        server.start()
        with connected(port=listener.getsockname()[1]) as pbx:
            self.assertEqual(pbx.command("core show channels"), ["one", "", "two"])
            self.assertEqual([packet.title for packet in pbx], [])
        server.join()

    def test_a_refused_command(self):
        with connected() as pbx, self.assertRaises(amiwire.Refused) as caught:
            pbx.command("core show channels")
        error = caught.exception
        self.assertIn("Command", error.message)
        self.assertEqual((str(error), error.answer.response.title), (error.message, "Error"))
        self.assertEqual(str(pickle.loads(pickle.dumps(error))), str(error))

    def test_errors_are_copied(self):
        error = amiwire.Error(_c.RESET, "here", errno.ECONNRESET)
        error.more = 1
        for other in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
            self.assertEqual((type(other), str(other), vars(other)), (amiwire.Error, str(error), vars(error)))

    def test_reconnecting_asks_for_the_secret(self):
        # An exchange that takes a login and closes, and then one that stays.
        def serve():
            with listener:
                for last in (False, True):
                    with listener.accept()[0] as peer, peer.makefile("rb") as lines:
                        peer.sendall(b"Asterisk Call Manager/2.7.0\r\n")
                        for _ in range(2 if last else 1):
                            action = b"".join(iter(lines.readline, b"\r\n"))
                            masks.append(b"Events: call\r\n" in action)
                            peer.sendall(b"Response: Success\r\n%s\r\n\r\n" % action.split(b"\r\n")[1])
                        if last:
                            lines.read()

        masks, told = [], []
        listener = socket.create_server(("127.0.0.1", 0))
        server = threading.Thread(target=serve)
        server.start()
        port = listener.getsockname()[1]
        with connected(port=port, events="call", reconnect_first_ms=1, reconnect_most_ms=5) as pbx:
            while _c.WHAT_LOGGED_IN not in told:
                self.assertIsNotNone(pbx.recv(timeout=20))
                told.append(pbx.outcome().what)
                if told[-1] == _c.WHAT_BANNER:
                    self.assertEqual(pbx.version, "2.7.0")
                    pbx.login("ucmamiuser1", "test123")
            self.assertTrue(pbx.call("Ping").ok)
        server.join()
        self.assertEqual(told, [_c.WHAT_CUT, _c.WHAT_BANNER, _c.WHAT_LOGGED_IN])
        self.assertEqual(masks, [True, True, False])  # two logins, and the Ping

    def test_failed_attempts_say_why(self):
        # An exchange that takes a login and closes, then a stranger, then it again.
        def serve():
            with listener:
                for stranger in (False, True, False):
                    with listener.accept()[0] as peer, peer.makefile("rb") as lines:
                        if stranger:
                            peer.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                            continue
                        peer.sendall(b"Asterisk Call Manager/2.7.0\r\n")
                        action = b"".join(iter(lines.readline, b"\r\n"))
                        peer.sendall(b"Response: Success\r\n%s\r\n\r\n" % action.split(b"\r\n")[1])

        listener = socket.create_server(("127.0.0.1", 0))
        server = threading.Thread(target=serve)
        server.start()
        port = listener.getsockname()[1]
        with connected(port=port, reconnect_first_ms=1, reconnect_most_ms=5, keep_secret=1) as pbx:
            cut, failed = pbx.recv(timeout=20), pbx.recv(timeout=20)
            self.assertEqual(cut.what, _c.WHAT_CUT)
            self.assertIn(cut.status, (_c.CLOSED, _c.RESET))
            self.assertEqual((failed.what, failed.status), (_c.WHAT_ATTEMPT_FAILED, _c.BAD_BANNER))
            self.assertIn("HTTP/1.1 400", failed.detail)
            self.assertIn("HTTP/1.1 400", repr(failed))
            self.assertEqual([pbx.recv(timeout=20).kind, pbx.outcome().what], ["banner", _c.WHAT_BANNER])
        server.join()

    def test_a_failed_open_has_the_systems_number(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        with self.assertRaises(amiwire.Error) as caught:
            connected(port=port)
        self.assertEqual((caught.exception.name, caught.exception.os_error), ("CONNECT_REFUSED", errno.ECONNREFUSED))
        self.assertIn(str(port), caught.exception.detail)

    def test_each_thread_has_the_detail_of_its_own_call(self):
        def fail(headers, wanted):
            for _ in range(200):
                with self.assertRaises(amiwire.Error) as caught:
                    pbx.send("Ping", headers)
                if caught.exception.detail != wanted:
                    wrong.append((caught.exception.detail, wanted))

        wrong = []
        with connected() as pbx:
            first, third = {"a:b": "x"}, {"A": "x", "B": "x", "a:b": "x"}
            threads = [
                threading.Thread(target=fail, args=(first, "header 2")),
                threading.Thread(target=fail, args=(third, "header 4")),
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        self.assertEqual(wrong, [])

    def test_events_and_threads(self):
        with connected(events="on") as pbx:
            tags = []
            sender = threading.Thread(target=lambda: tags.append(pbx.send("Ping")))
            sender.start()
            while True:
                packet = pbx.recv(timeout=10)
                if packet.kind == "response":
                    break
            sender.join()
            outcome = pbx.outcome()
            self.assertEqual((outcome.what, [outcome.tag], outcome.last), (_c.WHAT_RESPONSE, tags, 1))
            threading.Timer(0.2, pbx.interrupt).start()
            with self.assertRaises(amiwire.Error) as caught:
                while pbx.recv():
                    pass
            self.assertEqual(caught.exception.name, "INTERRUPTED")
            # Events that came during a call come out afterwards, and the end is the end.
            started = {"Channel": "PJSIP/1000", "Context": "from-internal", "Exten": "1001", "Priority": 1, "Async": "true"}
            originated = pbx.call("Originate", started)
            self.assertEqual((originated.ok, originated.end.title), (True, "OriginateResponse"))
            pbx.send("Hangup", {"Channel": originated.end["Channel"]})
            titles = []
            for packet in pbx:
                titles.append(packet.title)
                if packet.title == "Hangup":
                    pbx.send("Logoff")
            self.assertIn("Newchannel", titles)

    def test_refusals(self):
        for status, more in (
            ("LOGIN_REFUSED", {"secret": "wrong"}), ("CONNECT_REFUSED", {"port": 1}),
            ("NULL_ARGUMENT", {"host": ""}), ("VALUE_BAD_BYTE", {"username": "a\0b"}),
        ):  # fmt: skip
            with self.assertRaises(amiwire.Error) as caught:
                connected(**more)
            self.assertEqual(caught.exception.name, status)
        for wrong in ({"no_such_member": 1}, {"secret": None}):
            with self.assertRaises(TypeError):
                connected(**wrong)
        with connected() as pbx:
            with self.assertRaises(amiwire.Error) as caught:
                pbx.call("Ping", {"A": "x\ny"})
            self.assertEqual((caught.exception.name, caught.exception.detail), ("VALUE_BAD_BYTE", "header 2"))
            with self.assertRaises(amiwire.Error) as caught:
                pbx.call("DBPut", {"Family": "f", "Key": "k", "Val": " x"})
            self.assertEqual((caught.exception.name, caught.exception.detail), ("VALUE_BLANK_EDGE", "header 4"))
        with self.assertRaises(amiwire.Error):
            pbx.call("Ping")

    def test_fork_under_tls(self):
        # A child that closes its copy neither says goodbye nor shuts the parent's.
        with connected(host="localhost", port=TLS_PORT, tls_ca_file=CERTIFICATE) as pbx:
            child = os.fork()
            if child == 0:
                pbx.close()
                os._exit(0)
            self.assertEqual(os.waitpid(child, 0)[1], 0)
            for _ in range(3):
                self.assertTrue(pbx.call("Ping").ok)

    def test_sigpipe_under_tls(self):
        # Python ignores SIGPIPE. A program for which it is as it was writes to a
        # peer that has closed, and lives to see the status.
        def serve():
            with listener, context.wrap_socket(listener.accept()[0], server_side=True) as peer:
                peer.sendall(b"Asterisk Call Manager/2.7.0\r\n")
                action = peer.recv(4096)
                peer.sendall(b"Response: Success\r\n" + action.split(b"\r\n")[1] + b"\r\n\r\n")
                # The end before the reset: it is what makes a write raise the signal.
                peer.shutdown(socket.SHUT_WR)

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE, os.environ["AMI_KEY"])
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(60)
        server = threading.Thread(target=serve)
        server.start()
        program = """if True:
            import signal, sys, time, amiwire
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            pbx = amiwire.connect("localhost", "u", "s", port=sys.argv[1], tls_ca_file=sys.argv[2])
            try:
                for _ in range(100):
                    pbx.send("Ping")
                    time.sleep(0.01)
            except amiwire.Error as error:
                print(error.name)
        """
        command = [sys.executable, "-c", program, str(listener.getsockname()[1]), CERTIFICATE]
        ended = subprocess.run(command, stdout=subprocess.PIPE, timeout=60)
        server.join()
        self.assertEqual(ended.returncode, 0)
        self.assertIn(ended.stdout.decode().strip(), ("RESET", "CLOSED", "TLS_BROKEN"))

    def test_certificate(self):
        with self.assertRaises(amiwire.Error) as caught:
            connected(port=TLS_PORT, tls=1)
        self.assertEqual(caught.exception.name, "CERTIFICATE_UNKNOWN")


if __name__ == "__main__":
    unittest.main()
