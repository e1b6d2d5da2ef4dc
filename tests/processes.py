"""What tests run beside themselves: the simulator, other exchanges, examples."""

import contextlib
import functools
import hashlib
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ROOT / "build/programs"

_running = contextlib.ExitStack()


def end_all():
    _running.close()


def until(what, seconds=10):
    """Waits for something that is true, and gives it; None if it does not come."""
    limit = time.monotonic() + seconds
    while not (found := what()) and time.monotonic() < limit:
        time.sleep(0.02)
    return found or None


@contextlib.contextmanager
def started(*command, output=None, **environment):
    """A program that runs until it is ended."""
    process = subprocess.Popen(
        list(map(str, command)), env={**os.environ, **environment}, cwd=ROOT,
        stdout=output or subprocess.PIPE, stderr=subprocess.STDOUT if output else None,
    )  # fmt: skip
    with process:
        try:
            yield process
        finally:
            process.terminate()


@functools.cache
def simulator():
    """The simulated exchange: its ports, and its certificate, as variables of the
    environment."""
    # Two thousand clients, as far as this system lets a process have descriptors.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    folder = Path(_running.enter_context(tempfile.TemporaryDirectory()))
    ports = folder / "ports"
    command = Path(ROOT, os.environ.get("CARGO_TARGET_DIR", "target"), "debug/amiwire")
    log = _running.enter_context(open(folder / "log", "wb"))
    arguments = ["sim", "--port", 0, "--tls-port", 0, "--make-certificate", folder, "--ports-file", ports]
    _running.enter_context(started(command, *arguments, output=log))
    assert until(lambda: ports.exists() and ports.stat().st_size), (folder / "log").read_text()
    port = dict(re.findall(r"^(tcp|tls) .*:(\d+)$", ports.read_text(), re.M))
    return {
        "AMI_PORT": port["tcp"], "AMI_TLS_PORT": port["tls"], "AMI_SECRET": "test123",
        "AMI_CERTIFICATE": str(folder / "ami_certificate.pem"), "AMI_KEY": str(folder / "ami_private.pem"),
    }  # fmt: skip


@functools.cache
def exchanges():
    """The ports of exchanges that are not the one in the guide, by their names."""
    process = _running.enter_context(started(sys.executable, "tests/examples/exchanges.py"))
    ports = {}
    for line in process.stdout:
        name, ports[name] = line.decode().split()
        if name == "shaky":
            return ports
    raise AssertionError("exchanges.py does not start")


def run(*command, status=0, seconds=60, **environment):
    """Runs a program to its end, and gives what it printed. It must end with this
    status, and by itself."""
    done = subprocess.run(
        list(map(str, command)), env={**os.environ, "AMI_SECRET": "test123", **environment}, cwd=ROOT,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds,
    )  # fmt: skip
    text = done.stdout.decode(errors="replace")
    assert done.returncode == status, f"{command} ends with {done.returncode}, not {status}:\n{text}"
    return text


def compiled(name, source):
    """A program of C, from this text. It is compiled when the text, a header or the
    compiler is another than last time."""
    compiler = os.environ.get("CC", "cc")
    version = subprocess.run([compiler, "--version"], check=True, stdout=subprocess.PIPE).stdout
    headers = b"".join(path.read_bytes() for path in sorted(ROOT.glob("include/*.h")))
    digest = hashlib.sha256(source.encode() + headers + version).hexdigest()
    program = ROOT / "build" / name
    told = program.with_suffix(".digest")
    if not (program.exists() and told.exists() and told.read_text() == digest):
        command = [compiler, "-x", "c", "-I", ROOT / "include", "-", "-o", program]
        subprocess.run(command, check=True, input=source.encode())
        told.write_text(digest)
    return program


def recordings():
    """The project's own recordings, and those of real servers where they are (that
    they are not is said by tests/machine.rs): each with what is in it, by the names
    of the list's columns."""
    own, real = ROOT / "tests/recordings", ROOT / "../shared/corpus"
    with tempfile.TemporaryDirectory() as parted:
        for path in own.glob("*/*.streams"):
            (Path(parted) / path.parent.name).mkdir(exist_ok=True)
            for name, stream in streams(path):
                (Path(parted) / path.parent.name / name).write_bytes(stream)
        for folder in [own, real] if real.exists() else [own]:
            names, *rows = (line.split("\t") for line in (folder / "expected.tsv").read_text().splitlines())
            assert len(rows) > 20, folder
            for name, *numbers in rows:
                alone = (folder / name).exists()
                yield (folder if alone else Path(parted)) / name, dict(zip(names[1:], map(int, numbers)))


def streams(path):
    """Names and bytes of the streams in one file; tests/recordings tells the format."""
    text = path.read_bytes()
    assert text.startswith(b"=== ") and text.endswith(b"\r\n"), path
    for part in re.split(rb"(?:\A|\r\n)=== ", text[:-2])[1:]:
        name, _, stream = part.partition(b"\r\n")
        yield name.decode(), stream


def has(text, *patterns):
    """Each of these is in the text, where ^ and $ are the ends of a line."""
    for pattern in patterns:
        assert re.search(pattern, text, re.M), f"{pattern!r} is not in:\n{text}"


def left_out(kind, what, test):
    """Writes down what was not tested, for the end of `make test` to tell."""
    with open(os.environ.get("AMIWIRE_SKIPPED") or "/dev/stderr", "a") as file:
        file.write(f"{kind}\t{what}\t{test}\n")
    assert kind == "hardware" or os.environ.get("CI") != "true", f"missing where CI=true: {what}"
