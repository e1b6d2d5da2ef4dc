"""The C examples, against the simulator and against exchanges that are not the one
in the guide."""

import hashlib
import os
import re
import resource
import shutil
import signal
import ssl
import sys
from pathlib import Path

import pytest

from processes import PROGRAMS, has, left_out, run, started, until

USER = "ucmamiuser1"


def example(name, port, *more, **options):
    return run(PROGRAMS / name, options.pop("host", "127.0.0.1"), port, USER, *more, **options)


def test_queues(ports):
    has(example("queues", ports["AMI_PORT"]), "^QUEUE +WAITING", "^6500 ", "^ *PJSIP/1000 ")


@pytest.mark.parametrize("program", ["queues", "queues-cpp"])
def test_queues_of_another_exchange(ports, program):
    said = example(program, ports["unknown"], status=1)
    has(said, "refuses the action Queues: Invalid/unknown command: Queues", "QueueStatus")
    said = example(program, ports["text"])
    has(said, "^support has 0 calls", "^   Members: $", r"^      Alice: the first \(Local/1001@phones\) with", "^sales has 2 calls")
    assert len(said.splitlines()) == 9  # its rows alone


def dialer(port, *more, **options):
    return example("dialer", port, *more, **options)


def test_dialer(ports):
    # Three that talk and are hung up.
    said = dialer(ports["AMI_PORT"], 2, 1, "PJSIP/1000", "from-internal", 1001, 1002, 1003)
    has(said, "^1001 ", "^1002 ", "^1003 ")
    assert said.count("Normal Clearing") == 3
    # One that does not get out of here, one that the exchange does not know, and
    # one whose channel it does not know.
    forged = "1004\nAction: Logoff"
    said = dialer(ports["AMI_PORT"], 2, 1, "PJSIP/1000", "from-internal", 1001, 9999, forged, status=1)
    has(said, "refused here", "^9999 +Extension does not exist", "^1001 +Normal Clearing", "2 of 3 calls failed")
    said = dialer(ports["AMI_PORT"], 1, 1, "Nonesuch/1", "from-internal", 1001, status=1)
    has(said, "^1001 +no channel: unknown technology or device")


def test_dialer_of_another_exchange(ports):
    numbers = ["busy", "congested", "silent", "gone", "odd", "good", "wrong", "refused"]
    said = dialer(ports["calls"], 2, 1, "SIP/20", "phones", *numbers, status=1)
    has(
        said, "^busy +busy$", "^congested +congestion$", "^silent +no answer$", "^gone +no answer, hung up$",
        "^odd +failed, reason 14$", "^good +Normal Clearing$", "^wrong +wrong number$",
        "^refused +Originate Access Forbidden$", "7 of 8 calls failed",
    )  # fmt: skip
    said = dialer(ports["calls"], 1, 1, "Nonesuch/20", "phones", "wrong", status=1)
    has(said, "^wrong +no channel: unknown technology or device$")


def test_dialer_of_asterisk_1_4(ports):
    # It has other events for the end of a call.
    said = dialer(ports["old"], 2, 1, "SIP/20", "phones", "busy", "good", "wrong", status=1)
    has(said, "^busy +busy$", "^good +Normal Clearing$", "^wrong +wrong number$", "2 of 3 calls failed")


def test_dialer_of_an_account_without_events(ports):
    # A call that was started has not failed.
    said = dialer(ports["filtered"], 2, 1, "SIP/20", "phones", "good", AMI_NO_ORIGINATE_RESPONSE="1")
    has(said, "^good +started, its end is not reported$")
    said = dialer(ports["filtered"], 2, 1, "SIP/20", "phones", "good", "refused", status=1, AMI_NO_ORIGINATE_RESPONSE="1")
    has(said, "^good +started", "^refused +Originate Access Forbidden$", "1 of 2 calls failed")


@pytest.mark.parametrize("arguments", [["hello"], ["queues"], ["dialer", 1, 1, "a", "b", 1]], ids=lambda words: words[0])
def test_what_cannot_be_reached(arguments):
    # One line, the detail behind a colon, no blank at its end.
    name, *more = arguments
    said = example(name, 1, *more, status=1)
    has(said, f"^{name}: nothing listens on that port.*: .*127.0.0.1:1.*[^ ]$")
    assert len(said.splitlines()) == 1


def test_a_stranger(ports):
    has(example("hello", ports["stranger"], status=1), '^hello: .*: it said "Some PBX/1.0.*any_banner$')


def test_epoll_of_another_exchange(ports):
    # Where 50 may be there without a login, and where the first few are closed before
    # they are greeted, all get in: none comes too early, or not again.
    said = example("epoll", ports["limited"], 200)
    has(said, "200 logged in, 200 answers whole, [0-9]* packets, 0 retries")
    has(example("epoll", ports["shaky"], 5), "5 logged in, 5 answers whole, [0-9]* packets, 3 retries")


def test_epoll_says_what_fails_for_good(ports):
    said = example("epoll", ports["AMI_PORT"], 3, status=1, AMI_SECRET="wrong")
    has(said, "0 logged in.* 0 retries", "3 connections, not logged in: the exchange refused the login")
    said = example("epoll", 1, 2, status=1)
    has(said, "10 retries", "2 connections, not logged in: nothing listens on that port.*Connection refused")
    said = example("epoll", ports["unknown"], 2, status=1)
    has(said, "2 connections: the exchange refuses CoreShowChannels: Invalid/unknown command")


def test_epoll_of_thousands(ports, tmp_path, request):
    """What the program allocates is counted for few and for many: it is the memory
    that it gives them itself, in as many calls, so that the library takes nothing,
    neither at set-up nor after it."""
    # LD_PRELOAD ends at a blank, which the folder of the tree may have.
    count = shutil.copy(PROGRAMS / "count.so", tmp_path)

    def counted(clients):
        said = example(
            "epoll", ports["AMI_PORT"], clients, "QueueStatus", seconds=120,
            COUNT=str(tmp_path / "count"), LD_PRELOAD=str(count),
        )  # fmt: skip
        has(said, f"{clients} logged in, {clients} answers whole")
        each = int(re.search(r" connections of (\d+) bytes each", said).group(1))
        assert each <= 16384
        calls, size = map(int, (tmp_path / "count").read_text().split())
        return calls, size - clients * each

    many, most = 2000, resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if 0 <= most < many + 64:
        left_out("hardware", f"{many} connections, since {most} descriptors are all there are", request.node.nodeid)
        many = most - 64
    assert counted(many) == counted(40)


@pytest.fixture(scope="session")
def pinned(ports):
    """The example with OpenSSL, which gets the certificate's digest."""
    if not (PROGRAMS / "openssl").exists():
        pytest.skip("missing: libssl-dev, for build/programs/openssl")
    with open(ports["AMI_CERTIFICATE"]) as file:
        certificate = ssl.PEM_cert_to_DER_cert(file.read())
    return {"host": "localhost", "AMI_PIN": hashlib.sha256(certificate).hexdigest()}


def test_openssl(ports, pinned):
    has(example("openssl", ports["AMI_TLS_PORT"], **pinned), "^TLSv1", "^Ping: Pong")


def test_openssl_reaches_what_the_built_in_tls_does_not(ports, pinned):
    relay = ["tests/examples/old_tls.py", ports["AMI_CERTIFICATE"], ports["AMI_KEY"], ports["AMI_PORT"]]
    with started(sys.executable, "-W", "ignore", *relay) as old:
        port = old.stdout.readline().decode().strip()
        has(example("queues", port, status=1, **pinned), "TLS below 1.2")
        has(example("openssl", port, **pinned), "^TLSv1: ", "^Ping: Pong")


def test_hello_ends_in_order(ports, tmp_path):
    with open(tmp_path / "out", "wb") as output:
        with started(PROGRAMS / "hello", "127.0.0.1", ports["AMI_PORT"], USER, output=output, AMI_SECRET="test123") as hello:

            # Ctrl-C, once the program has a handler for it, which it has when it is
            # logged in.
            def handles():
                caught = re.search(r"^SigCgt:\s*(\w+)$", Path(f"/proc/{hello.pid}/status").read_text(), re.M).group(1)
                return int(caught, 16) >> (signal.SIGINT - 1) & 1

            assert until(handles)
            os.kill(hello.pid, signal.SIGINT)
            assert hello.wait(60) == 0
    has((tmp_path / "out").read_text(), "^hello: .*interrupted.*[^ ]$")
