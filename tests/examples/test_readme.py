"""The programs of the README in C, C++ and Python, against the simulator. That the
README shows these programs is seen by tests/pages.rs; the one in Rust is run by
sim/tests/examples.rs."""

import subprocess
import sys

import pytest

import amiwire
from processes import PROGRAMS, ROOT, started

PATIENCE = 60
COMMANDS = {
    "c": [PROGRAMS / "hangups"],
    "c++": [PROGRAMS / "hangups-cpp"],
    "python": [sys.executable, ROOT / "ffi-examples/python/hangups.py"],
}


@pytest.fixture(params=COMMANDS)
def command(request):
    return COMMANDS[request.param]


def until_a_login(pbx):
    while pbx.recv(PATIENCE).title != "SuccessfulAuth":
        pass


def test_each_program_says_why_a_call_ended(command, ports):
    port = ports["AMI_PORT"]
    with amiwire.connect("127.0.0.1", "ucmamiuser1", "test123", port=port) as pbx:
        until_a_login(pbx)  # its own, of which it hears, too
        with started(*command, "127.0.0.1", port, "ucmamiuser1", AMI_SECRET="test123") as running:
            until_a_login(pbx)
            call = {"Channel": "PJSIP/1000", "Context": "from-internal", "Exten": "1001", "Priority": 1}
            channel = pbx.call("Originate", {**call, "Async": "true"}).end["Channel"]
            pbx.call("Hangup", {"Channel": channel})
            assert running.stdout.readline() == b"Normal Clearing\n"


@pytest.mark.parametrize("arguments", [[], ["127.0.0.1", "1", "u"]], ids=["nothing", "nobody"])
def test_what_goes_wrong_is_one_line(command, arguments, monkeypatch):
    monkeypatch.setenv("AMI_SECRET", "test123")
    ended = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=PATIENCE)
    python = command is COMMANDS["python"]
    status, said = (1 if python else 2, "usage: AMI_SECRET=... ") if not arguments else (1, "hangups: ")
    assert (ended.returncode, ended.stdout) == (status, "")
    assert (ended.stderr.startswith(said), ended.stderr.count("\n")) == (True, 1), ended.stderr
