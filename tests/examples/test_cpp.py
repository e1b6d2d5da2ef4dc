"""The C++ examples."""

import gzip

from processes import PROGRAMS, has, recordings, run, started, until

USER = "ucmamiuser1"


def example(name, port, **options):
    return run(PROGRAMS / f"{name}-cpp", "127.0.0.1", port, USER, **options)


def test_queues(ports):
    has(example("queues", ports["AMI_PORT"]), "^6500 ", "^ *PJSIP/1000 as ")
    said = example("queues", ports["AMI_PORT"], status=1, AMI_SECRET="wrong")
    has(said, "check the user name", r"is AMI_SECRET that of ucmamiuser1\?")


def test_session(ports):
    has(example("session", ports["AMI_PORT"]), "^2: QueueMember with")
    said = example("session", ports["unknown"], status=1)
    has(said, "answers CoreShowChannels with Error: Invalid/unknown command", "answers QueueStatus with Error")
    has(example("session", ports["text"]), "^1: no items", "^2: no items")


def test_session_waits_for_nothing_in_vain(ports):
    # A login that is refused, what is too large, and a greeting that is none.
    has(example("session", ports["plain"], status=1), "^session: .*challenge")
    said = example("session", ports["large"], status=1)
    has(said, "answer to action 1 is too large", "answer to action 2 is too large")
    said = example("session", ports["stranger"], status=1, seconds=20)
    has(said, "^session: .*not the greeting of an Asterisk manager")


def test_hello(ports, tmp_path):
    path = tmp_path / "out"
    with open(path, "wb") as output:
        with started(PROGRAMS / "hello-cpp", "127.0.0.1", ports["AMI_PORT"], USER, output=output, AMI_SECRET="test123"):
            # It is logged in once an event has come.
            assert until(lambda: path.stat().st_size)
            run(PROGRAMS / "dialer", "127.0.0.1", ports["AMI_PORT"], USER, 1, 1, "PJSIP/1000", "from-internal", 1001)
            until(lambda: "Hangup" in path.read_text().splitlines())
    has(path.read_text(), "^Newchannel$", "^Hangup$")


def test_a_recording(tmp_path):
    path = tmp_path / "recording"
    path.write_bytes(b"Asterisk Call Manager/2.7.0\r\nEvent: Hangup\r\n\r\nEvent: A b\r\n\r\nEvent: Hangup\r\n\r\nEvent: Ha")
    said = run(PROGRAMS / "recording-cpp", path)
    has(said, "^2 Hangup$", "^1 others$", "^3 packets, 0 too large, 9 bytes of an unfinished one$")


def test_recordings(tmp_path):
    """Each has as many packets as its list says."""
    unpacked = tmp_path / "recording"
    for path, holds in recordings():
        with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as file:
            unpacked.write_bytes(file.read())
        has(run(PROGRAMS / "recording-cpp", unpacked), f"^{holds['packets']} packets, 0 too large")
