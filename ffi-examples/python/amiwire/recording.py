"""Recorded streams."""

from .packets import Reader


class Recording:
    """The packets of a recorded stream:

    with amiwire.open("storm.s2c") as packets:
        for packet in packets:
            print(packet.title)
    """

    def __init__(self, file, size=1 << 20, lines=4096):
        self.file = file
        self.reader = Reader(size, lines)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def __iter__(self):
        return self.reader.read(self.file)
