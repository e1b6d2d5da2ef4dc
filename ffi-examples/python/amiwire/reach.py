"""Reaching an exchange under asyncio, and what went wrong with that."""

import asyncio
import socket
import ssl

from . import _c
from ._c import Error
from .packets import Reader


async def within(seconds, connecting):
    """Waits for a connection, so long at most. Not by ``asyncio.wait_for``, in which
    Pythons before 3.12 lose a cancel that comes together with the connection."""
    task = asyncio.ensure_future(connecting)
    try:
        await asyncio.wait([task], timeout=seconds)
    finally:
        late = task.cancel()
        if late:
            await asyncio.wait([task])
        if not task.cancelled():
            # It is looked at, also if nobody waits any more.
            task.exception()
    if late and task.cancelled():
        raise Error(_c.CONNECT_TIMED_OUT)
    task.result()


def why(error, otherwise=_c.CONNECT_FAILED):
    """What ended a connection, or an attempt to make one, as the library says it."""
    if error is None or isinstance(error, Error):
        return error or Error(_c.CLOSED)
    number = getattr(error, "errno", None) or 0
    for kinds, status in (
        (TimeoutError, _c.CONNECT_TIMED_OUT),
        (socket.gaierror, _c.RESOLVE_FAILED),
        (ssl.CertificateError, _c.CERTIFICATE_BAD),
        (ssl.SSLError, _c.TLS_HANDSHAKE),
        (ConnectionRefusedError, _c.CONNECT_REFUSED),
        (ConnectionError, _c.RESET),
    ):
        if isinstance(error, kinds):
            return Error(status, str(error), number if isinstance(error, OSError) and number > 0 else 0)
    return Error(otherwise, str(error), number)


def said(data):
    """What a peer said that is no manager, and whether it is one by another name."""
    if not data:
        return "not a byte came, and a manager greets at once: the port may speak TLS (give ssl) or HTTP"
    shown = f'it said "{repr(data[:40])[2:-1]}"'
    line, end, _ = data.partition(b"\n")
    if any(packet.greeting for packet in Reader(any_banner=True).feed(line + end)):
        return f"{shown}: if this is an exchange with a name of its own, set any_banner"
    return shown
