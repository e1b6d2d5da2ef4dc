"""The golden transcripts of tests/conformance, as far as a reader is concerned:
its README says what a line means."""

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "conformance"
_ESCAPE = re.compile(r"\\x([0-9A-F]{2})|\\\*(\d+):(.)|\\(.)", re.I)
_PLAIN = {"r": "\r", "n": "\n", "t": "\t", "\\": "\\"}


def _bytes(text):
    def meant(match):
        if match.group(1):
            return chr(int(match.group(1), 16))
        if match.group(2):
            return match.group(3) * int(match.group(2))
        return _PLAIN[match.group(4)]

    # A byte is a character here, so that \\xHH is one, whatever it is.
    return _ESCAPE.sub(meant, text.encode().decode("latin-1")).encode("latin-1")


class Case:
    """One case: ``input``, the ``packets`` that it holds, ``options``."""

    def __init__(self, name):
        self.name = name
        self.input = b""
        self.packets = []
        self.options = {}
        self.titles = {}

    def add(self, line):
        """Takes a line; False if this is no case for a plain reader."""
        head = line.split(" ", 1)[0]
        if line.startswith(">-"):
            self.input += _bytes(line[3:])
        elif line.startswith(">"):
            self.input += _bytes(line[2:]) + b"\r\n"
        elif line.startswith("lines: "):
            self.options["line_ends"] = ["wire", "unrepaired", "typed"].index(line[7:])
        elif line == "banner: no":
            self.options["banner"] = False
        elif line == "banner: any":
            self.options["any_banner"] = True
        elif line == "separate: yes":
            self.options["separate_glued"] = True
        elif line.startswith("text: "):
            self.options["text"] = ["always", "never", "announced"].index(line[6:])
        elif line.startswith("text_bytes: "):
            self.options["max_text_bytes"] = int(line[12:])
        elif head in ("write:", "memory:", "limits:", "refused", "pieces:"):
            return False
        elif re.match(r"\w+ @\d+ \+\d+$", line):
            kind, at, size = line.split()
            self.packets.append([kind, int(at[1:]), int(size[1:]), [], b"", []])
        elif line.startswith("  ") and self.packets:
            self._beneath(line[2:])
        return True

    def _beneath(self, line):
        packet = self.packets[-1]
        if line.startswith("|"):
            packet[4] += _bytes(line[2:])
        elif line.startswith("- ") or line == "-":
            packet[5].append(_bytes(line[2:]))
        elif line.startswith(": "):
            self.titles[len(self.packets) - 1] = _bytes(line[2:]).decode()
        elif not line.startswith("?"):
            name, _, value = ("", "", line[2:]) if line.startswith("= ") else line.partition(" =")
            packet[3].append((_bytes(name), _bytes(value[1:] if name else value)))


def cases():
    """All cases that a plain reader can be held to."""
    for path in sorted(FOLDER.glob("*.cases")):
        found, heading = [], None
        for line in path.read_text().splitlines():
            if line.startswith("=== "):
                heading = line[4:]
            elif line.startswith("case: "):
                found.append([Case(f"{path.stem}: {heading}: {line[6:]}"), True])
            elif line and not line.startswith(("#", "traps:", "count ")) and found:
                found[-1][1] = found[-1][0].add(line) and found[-1][1]
        yield from (case for case, plain in found if plain)
