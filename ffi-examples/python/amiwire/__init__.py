"""The Asterisk Manager Interface, by libamiwire.

``Reader`` and ``open`` find packets in bytes, ``connect`` speaks with an
exchange over TCP or TLS, ``amiwire.aio.connect`` does under asyncio. Nothing
has to be built: it is ctypes all the way, for Python 3.8 and later, and finds
the library by $AMIWIRE_LIBRARY, in the tree, or where the system has it.
"""

import builtins as _builtins
import gzip as _gzip

from . import aio
from ._c import Error
from .answers import Answer, Refused
from .connection import Connection, connect
from .notice import Notice
from .packets import Greeting, Packet, PacketCopy, Reader
from .recording import Recording
from .values import form_decode, variable, write_action

__all__ = [
    "Answer", "Connection", "Error", "Greeting", "Notice", "Packet", "PacketCopy", "Reader", "Recording", "Refused", "connect",
    "open", "aio", "form_decode", "variable", "version", "write_action",
]  # fmt: skip


def open(path):
    """The packets of a recording, also of a gzip-packed one."""
    path = str(path)
    return Recording(_gzip.open(path) if path.endswith(".gz") else _builtins.open(path, "rb"))


def version():
    """The version of the library."""
    from ._c import lib

    return lib.version().decode()
