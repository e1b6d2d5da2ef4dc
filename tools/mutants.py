#!/usr/bin/env python3
"""Changes one thing in the given files at a time, and sees whether the tests notice.

mutants.py MINUTES FILE...
MUTANTS_KNOWN=1     only what has a reason already: whether it is still needed
MUTANTS_JOBS=1      at a time; as many as there are processors

cargo-mutants says what to change. It would build the crate anew for each
change, which takes longer than the tests; here all changes of a file are
compiled in at once, each as another body of its function, and a variable of
the environment says which of them is taken:

    fn f(..) -> T { body }    fn f(..) -> T { match changed() {
                                  17 => { body with one thing changed }
                                  18 => { body with another }
                                  _ => { body }
                              } }

What does not compile so is left out and counted. What the tests do not notice
must stand in docs/survivors.tsv with a reason: the file, the change, the
reason. What is not done in MINUTES is told.
"""

import bisect
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIST = ROOT / "docs/survivors.tsv"
WORK = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "mutants"
TREE = WORK / "tree"
FEATURES = ["--no-default-features", "--features", "capi names values"]
# Quick ones first: a change that is noticed costs no more than the tests up to
# the one that notices it.
TESTS = ["names", "reader", "values", "conformance", "framing", "properties", "pieces"]
# These look at where packets begin and end, in which values and names have no part.
OF_PACKETS = {"reader", "framing", "pieces"}
# Kernels that only such a processor runs.
NEEDS = {"src/scan/neon.rs": "asimd", "src/scan/avx512.rs": "avx512_vbmi2", "src/scan/avx2.rs": "avx2"}
VARIABLE = "AMIWIRE_CHANGE"
SWITCH = f"""
extern crate std as std_of_changes;

pub mod changes {{
    use std_of_changes::sync::LazyLock;

    static CHANGE: LazyLock<u32> = LazyLock::new(|| {{
        std_of_changes::env::var("{VARIABLE}").ok().and_then(|text| text.parse().ok()).unwrap_or(0)
    }});

    #[inline(never)]
    pub fn changed() -> u32 {{
        *CHANGE
    }}
}}
"""


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, text=True, **options)


class Text:
    """A source file, whose places are told by line and column."""

    def __init__(self, text):
        self.text = text
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))

    def at(self, place):
        return self.starts[place["line"] - 1] + place["column"] - 1

    def span(self, span):
        return self.at(span["start"]), self.at(span["end"])


# What may hold a brace that is none: comments, strings, characters.
ATOM = re.compile(
    r"""//[^\n]*|/\*.*?\*/|[bc]?r(\#*)".*?"\1|[bc]?"(?:\\.|[^"\\])*"|b?'(?:\\.[^']*|[^'\\])'|[{}]""", re.DOTALL
)


def body(text, start, end):
    """Where the braces are that hold a function's body: the last pair of the outermost."""
    depth, opening = 0, None
    for atom in ATOM.finditer(text, start, end):
        if atom.group() == "{":
            if depth == 0:
                opening = atom.start()
            depth += 1
        elif atom.group() == "}":
            depth -= 1
    return opening


class Change:
    def __init__(self, number, found):
        self.number = number
        self.file = found["file"]
        self.span = found["span"]
        self.replacement = found["replacement"]
        # Without the line and column, which move.
        self.what = re.sub(r"^[^:]*:\d+:\d+: ", "", found["name"])
        self.place = found["name"].split(": ", 1)[0]
        self.function = found["function"]
        self.left_out = None


def listed(files):
    command = ["cargo", "mutants", "--list", "--json"]
    processor = pathlib.Path("/proc/cpuinfo").read_text().split()
    for file in files:
        if NEEDS.get(file, "") not in ["", *processor]:
            print(f"{file}: left out, of another processor")
            continue
        command += ["--file", file]
    if "--file" not in command:
        return []
    # The core has no Vec, so that changes with one do not even compile.
    command += ["--exclude-re", "Vec::leak"]
    found = run(command, cwd=ROOT, check=True)
    return [Change(number, each) for number, each in enumerate(json.loads(found.stdout), 1)]


def rewrite(file, changes):
    """The file with all its changes, and which lines of it belong to which."""
    source = Text((ROOT / file).read_text())
    functions = {}
    for change in changes:
        if change.left_out is None:
            if change.function is None:
                change.left_out = "is in no function"
            else:
                functions.setdefault(source.span(change.function["span"]), []).append(change)
    out, done, owners = "", 0, []
    for (start, end), inside in sorted(functions.items()):
        opening = body(source.text, start, end)
        if opening is None or start < done or any(source.span(each.span)[0] < opening for each in inside):
            for change in inside:
                change.left_out = "is in a function in a function, or not in its body"
            continue
        head = source.text[start:opening]
        # What a change asks for is not known while compiling.
        head = re.sub(r"\bconst (?=(unsafe )?fn\b)", "", head, count=1)
        # All of its bodies in all of its callers' bodies would be without end.
        head = re.sub(r"#\[inline(\(always\))?\]", "", head)
        out += source.text[done:start] + head
        first = out.count("\n") + 1
        out += "{ match crate::changes::changed() {\n"
        for change in inside:
            from_, to = source.span(change.span)
            begin = out.count("\n") + 1
            changed = source.text[opening:from_] + change.replacement + source.text[to:end]
            out += f"{change.number} => {changed}\n"
            owners.append((begin, out.count("\n"), [change]))
        begin = out.count("\n") + 1
        out += f"_ => {source.text[opening:end]} }} }}"
        # What is wrong with the function as it is, is so for all of its changes.
        owners += [(first, first, inside), (begin, out.count("\n") + 1, inside)]
        done = end
    return out + source.text[done:], sorted(owners, key=lambda each: each[0])


def owners_of(owners, line):
    place = bisect.bisect_right([each[0] for each in owners], line) - 1
    if place >= 0 and owners[place][1] >= line:
        return owners[place][2]
    return []


def copy():
    shutil.rmtree(TREE, ignore_errors=True)
    for name in run(["git", "ls-files"], cwd=ROOT, check=True).stdout.split("\n"):
        if name and (ROOT / name).is_file():
            (TREE / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, TREE / name)
    library = TREE / "src/lib.rs"
    library.write_text(library.read_text() + SWITCH)


def build(changes):
    """The test programs, with all changes that compile together."""
    files = sorted({change.file for change in changes})
    command = ["cargo", "test", "--no-run", "--message-format=json", *FEATURES, "--lib"]
    for test in TESTS:
        command += ["--test", test]
    environment = {
        **os.environ,
        "CARGO_TARGET_DIR": str(WORK / "target"),
        "RUSTFLAGS": "--cap-lints=warn",
        "CARGO_INCREMENTAL": "0",
        "CARGO_PROFILE_TEST_OPT_LEVEL": "1",
        "CARGO_PROFILE_DEV_OPT_LEVEL": "1",
        "CARGO_PROFILE_TEST_DEBUG": "0",
        "CARGO_PROFILE_DEV_DEBUG": "0",
    }
    while True:
        owners = {}
        for file in files:
            text, owners[file] = rewrite(file, [each for each in changes if each.file == file])
            if (TREE / file).read_text() != text:
                (TREE / file).write_text(text)
        said = run(command, cwd=TREE, env=environment, stderr=subprocess.DEVNULL)
        programs, wrong, constant, messages = {}, set(), False, []
        for line in said.stdout.splitlines():
            message = json.loads(line)
            if message["reason"] == "compiler-artifact" and message.get("executable"):
                if message["profile"]["test"]:
                    programs[message["target"]["name"]] = message["executable"]
            if message["reason"] != "compiler-message" or message["message"]["level"] != "error":
                continue
            message = message["message"]
            messages.append(message["rendered"])
            # A function that is asked for while compiling must stay as it is.
            asked = re.search(r"cannot (?:call|use) non-const .*`.*?(\w+)(?:::<.*>)?`", message["message"])
            if asked:
                for change in changes:
                    if change.function and change.function["function_name"].split("::")[-1] == asked.group(1):
                        change.left_out = change.left_out or "is asked for while compiling"
                        constant = True
            for span in message["spans"]:
                if span["is_primary"] and not asked:
                    wrong |= set(owners_of(owners.get(span["file_name"], []), span["line_start"]))
        wrong = {change for change in wrong if change.left_out is None}
        if said.returncode == 0:
            return programs
        if not wrong and not constant:
            sys.exit("this does not compile, for no change:\n" + "\n".join(messages[:5]))
        for change in wrong:
            change.left_out = "does not compile"


def noticed_by(programs, number, file, limits):
    """The test program that notices the change, if any does."""
    environment = {**os.environ, VARIABLE: str(number), "RUSTC_BOOTSTRAP": "1", "AMIWIRE_ACTIONS": "20000"}
    environment.setdefault("RUST_TEST_THREADS", "1")
    for name, program in programs:
        if name in OF_PACKETS and file.startswith(("src/name/", "src/value/")):
            continue
        began = time.monotonic()
        try:
            told = subprocess.run(
                [program, "-q", "-Z", "unstable-options", "--fail-fast"],
                cwd=TREE, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=limits.get(name, 600),
            )
            if told.returncode != 0:
                return name
        except subprocess.TimeoutExpired:
            return name + " (without end)"
        if number == 0:
            took = time.monotonic() - began
            limits[name] = max(10, 5 * took)
            print(f"{name}: {took:.1f} s unchanged", flush=True)
    return None


def main():
    minutes, files = float(sys.argv[1]), sys.argv[2:]
    rows = [line.split("\t") for line in LIST.read_text().splitlines() if not line.startswith("#")]
    known = {(row[0], row[1]) for row in rows if len(row) == 3 and row[2]}
    if subprocess.run(["cargo", "mutants", "--version"], capture_output=True).returncode != 0:
        sys.exit("missing: cargo-mutants (cargo install --locked cargo-mutants)")
    changes = listed(files)
    if os.environ.get("MUTANTS_KNOWN"):
        changes = [change for change in changes if (change.file, change.what) in known]
    if not changes:
        sys.exit(f"nothing to change in: {' '.join(files)}")
    copy()
    began = time.monotonic()
    built = build(changes)
    programs = [(name, built[name]) for name in ["amiwire", *TESTS]]
    left = [change for change in changes if change.left_out is None]
    with (WORK / "left-out").open("w") as file:
        for change in changes:
            if change.left_out is not None:
                print(f"{change.place}: {change.what}: {change.left_out}", file=file)
    constant = sum(change.left_out == "is asked for while compiling" for change in changes)
    print(f"{len(changes)} changes, {len(left)} of them built in, in {time.monotonic() - began:.0f} s;",
          f"{constant} others are in functions that are asked for while compiling", flush=True)

    limits = {}
    if noticed := noticed_by(programs, 0, "", limits):
        sys.exit(f"{noticed} fails without any change")

    # The time goes to some of everything where it does not suffice for all.
    order = sorted(left, key=lambda change: change.number * 2654435761 % 2**32)
    end = time.monotonic() + 60 * minutes
    noticed, missed, done = {}, [], 0
    jobs = int(os.environ.get("MUTANTS_JOBS", os.cpu_count()))

    def one(change):
        return None if time.monotonic() > end else (change, noticed_by(programs, change.number, change.file, limits))

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for tried in pool.map(one, order):
            if tried is None:
                continue
            change, by = tried
            done += 1
            if done % 100 == 0:
                print(f"{done} of {len(left)} tried", flush=True)
            if by is None:
                missed.append(change)
                print(f"not noticed: {change.place}: {change.what}", flush=True)
            else:
                noticed[by] = noticed.get(by, 0) + 1
    tried = sum(noticed.values()) + len(missed)
    print(f"{tried} of {len(changes)} changes tried: {tried - len(missed)} noticed, {len(missed)} not;",
          f"{len(changes) - len(left)} cannot be built in ({WORK / 'left-out'}), {len(left) - tried} were left for another time")
    for by, count in sorted(noticed.items()):
        print(f"    by {by}: {count}")
    names = {(change.file, change.what) for change in missed}
    for change in order:
        if tried == len(left) and (change.file, change.what) in known - names:
            print(f"has a reason, but is noticed: {change.file}: {change.what}")
    if not noticed and not os.environ.get("MUTANTS_KNOWN"):
        sys.exit("no change was noticed: too little time, or something is wrong")

    new = [change for change in missed if (change.file, change.what) not in known]
    for change in new:
        print(f"without a reason: {change.place}: {change.what}")
    if new:
        sys.exit(f"say in {LIST.relative_to(ROOT)} why, or test it")


main()
