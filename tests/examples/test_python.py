"""The Python examples."""

import os
import sys

import pytest

from processes import ROOT, has, run, started, until

USER = "ucmamiuser1"
FOLDER = ROOT / "ffi-examples/python"


def example(name, *arguments, **options):
    return run(sys.executable, FOLDER / name, *arguments, **options)


def wallboard(port, seconds=0.2):
    return example("wallboard.py", "127.0.0.1", port, USER, seconds)


def test_recording(tmp_path):
    path = tmp_path / "recording"
    path.write_bytes(b"Event: Hangup\r\n\r\nEvent: A b\r\n\r\nEvent: Hangup\r\n\r\nResponse: Error\r\n\r\n")
    has(example("recording.py", path), "^2 Hangup", "^1 A b", "^1 responses", "^4 packets, 0 too large")


def test_wallboard(ports):
    has(wallboard(ports["AMI_PORT"]), "^queue 6500 has ", "^[0-9]* channels")


def test_wallboard_of_another_exchange(ports):
    said = wallboard(ports["unknown"])
    has(said, "refuses Queues: Invalid/unknown command: Queues", "refuses CoreShowChannels: Invalid/unknown command")
    said = wallboard(ports["text"])
    has(said, "^support has 0 calls", r"^      Alice: the first \(Local/1001@phones\) with", "^sales has 2 calls", "^0 channels")


def test_a_wallboard_that_is_cut_asks_again(ports):
    said = wallboard(ports["cuts"], 3)
    has(said, "^cut: ", "^back$")
    assert len([line for line in said.splitlines() if line.startswith("0 channels")]) > 1


@pytest.mark.parametrize("name", ["hello", "wallboard"])
def test_what_cannot_be_reached_is_one_line(name):
    said = example(f"{name}.py", "127.0.0.1", 1, USER, status=1)
    has(said, f"^{name}: .*: nothing listens on that port")
    assert len(said.splitlines()) == 1


def test_hello_says_how_it_is_used():
    has(example("hello.py", status=1), "usage: .* HOST PORT USER")


def test_hello(ports, tmp_path):
    path = tmp_path / "out"
    call = """if True:
        import sys, amiwire
        with amiwire.connect("127.0.0.1", "ucmamiuser1", "test123", port=sys.argv[1]) as pbx:
            call = {"Channel": "PJSIP/1000", "Context": "from-internal", "Exten": "1001", "Priority": 1, "Async": "true"}
            pbx.call("Hangup", {"Channel": pbx.call("Originate", call).end["Channel"]})
    """
    command = [sys.executable, FOLDER / "hello.py", "127.0.0.1", ports["AMI_PORT"], USER]
    with open(path, "wb") as output, started(*command, output=output, AMI_SECRET="test123"):
        # It is logged in once an event has come.
        assert until(lambda: path.stat().st_size)
        run(sys.executable, "-c", call, ports["AMI_PORT"], PYTHONPATH=os.fspath(FOLDER))
        until(lambda: "Hangup" in path.read_text().splitlines())
    has(path.read_text(), "^Newchannel$", "^Hangup$")
