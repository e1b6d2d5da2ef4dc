"""The programs of the README in C, C++ and Python, against the simulator. That the
README shows these programs is seen by tests/pages.rs; the one in Rust is run by
sim/tests/examples.rs."""

import os
import pathlib
import queue
import subprocess
import sys
import tempfile
import threading
import unittest

import amiwire
from amiwire import _c

ROOT = pathlib.Path(__file__).parents[2]
EXAMPLES = ROOT / "ffi-examples"
PATIENCE = 60


def compiled(folder, compiler, source):
    program = pathlib.Path(folder) / source.suffix[1:]
    library = pathlib.Path(_c._path()[0]).resolve()
    flags = ["-Wall", "-Wextra", "-Werror", f"-I{ROOT / 'include'}", f"-Wl,-rpath,{library.parent}", "-pthread"]
    subprocess.run([*compiler.split(), *flags, source, "-o", program, library], check=True)
    return [program]


class Running:
    """A program, and its lines as they come."""

    def __init__(self, command):
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True)
        self.lines = queue.Queue()
        self.reading = threading.Thread(target=lambda: [self.lines.put(line) for line in self.process.stdout])
        self.reading.start()

    def end(self):
        self.process.kill()
        self.reading.join()
        self.process.communicate()


def programs(folder):
    return {
        "c": compiled(folder, os.environ.get("CC", "cc"), EXAMPLES / "c/hangups.c"),
        "c++": compiled(folder, os.environ.get("CXX", "c++") + " -std=c++17", EXAMPLES / "cpp/hangups.cpp"),
        "python": [sys.executable, EXAMPLES / "python/hangups.py"],
    }


class Readme(unittest.TestCase):
    def until_a_login(self, pbx):
        packet = pbx.recv(PATIENCE)
        while packet.title != "SuccessfulAuth":
            packet = pbx.recv(PATIENCE)

    def test_each_program_says_why_a_call_ended(self):
        port = os.environ["AMI_PORT"]
        with tempfile.TemporaryDirectory() as folder, amiwire.connect(
            "127.0.0.1", "ucmamiuser1", os.environ["AMI_SECRET"], port=port
        ) as pbx:
            self.until_a_login(pbx)  # its own, of which it hears, too
            for name, command in programs(folder).items():
                with self.subTest(name):
                    running = Running([*command, "127.0.0.1", port, "ucmamiuser1"])
                    self.addCleanup(running.end)
                    self.until_a_login(pbx)
                    call = {"Channel": "PJSIP/1000", "Context": "from-internal", "Exten": "1001", "Priority": 1}
                    channel = pbx.call("Originate", {**call, "Async": "true"}).end["Channel"]
                    pbx.call("Hangup", {"Channel": channel})
                    self.assertEqual(running.lines.get(timeout=PATIENCE), "Normal Clearing\n")

    def test_what_goes_wrong_is_one_line(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, command in programs(folder).items():
                for arguments, status, said in (
                    ([], 1 if name == "python" else 2, "usage: AMI_SECRET=... "),
                    (["127.0.0.1", "1", "u"], 1, "hangups: "),
                ):
                    with self.subTest(name, arguments=arguments):
                        ended = subprocess.run([*command, *arguments], capture_output=True, text=True, timeout=PATIENCE)
                        self.assertEqual((ended.returncode, ended.stdout), (status, ""))
                        self.assertEqual((ended.stderr.startswith(said), ended.stderr.count("\n")), (True, 1), ended)
