"""What amiwire/_c.py says of amiwire.h, held against what a C compiler says."""

import ctypes
import re
import unittest

from amiwire import _c
from processes import ROOT, compiled, run

HEADER = (ROOT / "include/amiwire.h").read_text()

STRUCTS = {
    name: struct
    for name, struct in vars(_c).items()
    if isinstance(struct, type) and issubclass(struct, ctypes.Structure)
}
CONSTANTS = {
    name: value
    for name, value in vars(_c).items()
    if name.isupper() and isinstance(value, int)
}
#: What a C type is here, where it is no pointer.
NUMBERS = {
    "int": ctypes.c_int, "int32_t": ctypes.c_int32, "int64_t": ctypes.c_int64, "uint32_t": ctypes.c_uint32,
    "uint64_t": ctypes.c_uint64, "size_t": ctypes.c_size_t, "void": None,
}  # fmt: skip


def said_by_c():
    """One "name value" a line, by a program of C."""
    lines = []
    for name, struct in STRUCTS.items():
        lines.append(f'    printf("{name} %zu\\n", sizeof({name}));')
        for field, *_ in struct._fields_:
            lines.append(f'    printf("{name}.{field} %zu\\n", offsetof({name}, {field}));')
            lines.append(f'    printf("{name}.{field}# %zu\\n", sizeof((({name} *)0)->{field}));')
    lines += [f'    printf("{name} %lld\\n", (long long)AMIWIRE_{name});' for name in CONSTANTS]
    program = "#include <amiwire.h>\n#include <stdio.h>\nint main(void)\n{\n" + "\n".join(lines) + "\n    return 0;\n}\n"
    output = run(compiled("python-layout", program))
    return {name: int(value) for name, value in (line.split() for line in output.splitlines())}


def members(struct):
    """The members of a struct of the header, in order."""
    body = re.search(r"typedef struct %s \{(.*?)\n\} %s;" % (struct, struct), HEADER, re.S).group(1)
    body = re.sub(r"/\*.*?\*/", "", body, flags=re.S)
    declared = (re.sub(r"\)\s*\(.*", "", one, flags=re.S) for one in body.split(";") if one.strip())
    return [re.search(r"(\w+)(\[\d+\])?\s*$", one).group(1) for one in declared]


def kind(ctype):
    """A number's type, or "pointer"."""
    pointer = ctype in (ctypes.c_void_p, ctypes.c_char_p) or hasattr(ctype, "contents")
    return "pointer" if pointer else ctype


def prototype(name):
    """What a function of the header returns and takes."""
    code = re.sub(r"/\*.*?\*/", "", HEADER, flags=re.S)
    found = re.search(r"([\w ]+[ *]+)%s\(([^;]*)\);" % name, code)
    words = [found.group(1)] + [one for one in found.group(2).split(",") if one.strip() != "void"]
    kinds = []
    for i, text in enumerate(words):
        if "*" in text:
            kinds.append("pointer")
            continue
        parts = [word for word in text.split() if word != "const"]
        word = parts[0]
        kinds.append(NUMBERS[word] if word in NUMBERS else getattr(_c, word))
        assert len(parts) == (1 if i == 0 else 2), text
    return kinds


class Layout(unittest.TestCase):
    def test_sizes_offsets_and_numbers(self):
        said = said_by_c()
        self.assertGreater(len(STRUCTS), 8)
        self.assertGreater(len(CONSTANTS), 60)
        for name, struct in STRUCTS.items():
            self.assertEqual(ctypes.sizeof(struct), said[name], name)
            for field, ctype in struct._fields_:
                self.assertEqual(getattr(struct, field).offset, said[f"{name}.{field}"], f"{name}.{field}")
                self.assertEqual(ctypes.sizeof(ctype), said[f"{name}.{field}#"], f"{name}.{field}")
        for name, value in CONSTANTS.items():
            self.assertEqual(value, said[name], name)

    def test_members(self):
        for name, struct in STRUCTS.items():
            self.assertEqual([field for field, *_ in struct._fields_], members(name), name)

    def test_prototypes(self):
        prototypes = {**_c.PROTOTYPES, **_c.WAITING}
        self.assertGreater(len(prototypes), 40)
        for name, (returns, takes) in prototypes.items():
            self.assertEqual([kind(one) for one in [returns, *takes]], prototype(name), name)

    def test_statuses(self):
        statuses = dict(re.findall(r"^#define AMIWIRE_([A-Z_]+) \(?(-\d{3})\)?$", HEADER, re.M))
        self.assertGreater(len(statuses), 50)
        for name, number in statuses.items():
            self.assertEqual(_c.Error(int(number)).name, name)


if __name__ == "__main__":
    unittest.main()
