"""A connection that waits: the connector of libamiwire."""

import ctypes
import time
from ctypes import byref, c_void_p

from . import _c
from ._c import Error, check, lib
from .answers import Answer
from .packets import Packet, PacketCopy, Place

#: So long C waits at a time: Python can see Ctrl-C only between two waits.
_SLICE_MS = 200
_TEXTS = [name for name, kind in _c.amiwire_conn_config._fields_ if kind is ctypes.c_char_p]


class Notice:
    """Something that happened without a packet: ``what`` is a WHAT_ number of
    amiwire.h, ``tag`` the action's. Of WHAT_CUT and WHAT_ATTEMPT_FAILED
    ``status`` says why, and ``detail`` adds to it; otherwise 0 and ""."""

    def __init__(self, what, tag, status=0, detail=""):
        self.what, self.tag, self.status, self.detail = what, tag, status, detail

    def __repr__(self):
        why = f", status={self.status}, detail={self.detail!r}" if self.status else ""
        return f"Notice(what={self.what}, tag={self.tag}{why})"


def connect(host, username, secret, *, login="plain", **more):
    """Connects, checks that the peer is a manager, and logs in.

    ``more`` are members of ``amiwire_conn_config``, by their names: ``port``,
    ``events``, ``tls``, ``tls_ca_file``, ``tls_pin``, ``ping_ms`` and so on.
    """
    config = _c.amiwire_conn_config(struct_size=ctypes.sizeof(_c.amiwire_conn_config))
    more.update(host=_c.encoded(host), username=_c.encoded(username), secret=_c.encoded(secret))
    config.login = _c.LOGINS[login]
    for name, value in more.items():
        if not hasattr(config, name):
            raise TypeError(f"there is no {name} in amiwire_conn_config")
        setattr(config, name, None if value is None else _c.encoded(value) if name in _TEXTS else int(value))
    detail = ctypes.create_string_buffer(512)
    config.detail, config.detail_size = ctypes.cast(detail, c_void_p), len(detail)
    conn = c_void_p()
    status = lib.conn_open(byref(config), byref(conn))
    if status != _c.OK:
        number = ctypes.c_int32()
        lib.conn_detail(None, byref(number))
        raise Error(status, _c.decoded(detail.value), number.value)
    return Connection(conn)


class Connection(Place):
    """An open connection; ``connect`` gives one. One thread receives, others
    may ``send`` and ``interrupt``. ``for packet in connection`` goes on until
    the exchange closes."""

    def __init__(self, conn):
        super().__init__()
        self._conn = conn
        self._outcome = _c.amiwire_outcome()
        self._tag = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        self.close()

    def close(self):
        """Logs off and closes; a second time it does nothing."""
        self._turn += 1
        conn, self._conn = self._conn, c_void_p()
        lib.conn_close(conn)

    def _fail(self, status):
        # At once: each further call of this thread may replace it.
        number = ctypes.c_int32()
        detail = _c.decoded(lib.conn_detail(self._conn, byref(number)))
        raise Error(status, detail, number.value)

    def recv(self, timeout=None):
        """The next packet, in place; a ``Notice``; or None when ``timeout``
        seconds are over. Raises CLOSED at the end."""
        until = None if timeout is None else time.monotonic() + timeout
        while True:
            wait = _SLICE_MS
            if until is not None:
                wait = min(wait, max(0, round((until - time.monotonic()) * 1000)))
            self._turn += 1
            status = lib.conn_recv(self._conn, self._place, wait)
            if status == _c.OK:
                return Packet(self)
            if status == _c.NOTICE:
                # At once, as in _fail().
                detail = _c.decoded(lib.conn_detail(self._conn, None))
                outcome = self.outcome()
                return Notice(outcome.what, outcome.tag, outcome.status, detail)
            if status not in (_c.PEER_SILENT, _c.WOULD_BLOCK):
                self._fail(status)
            if until is not None and time.monotonic() >= until:
                return None

    def outcome(self):
        """What the packet that was last received means: ``what``, ``tag``,
        ``last``, ``status``."""
        lib.conn_outcome(self._conn, byref(self._outcome))
        return self._outcome

    def __iter__(self):
        while True:
            try:
                packet = self.recv()
            except Error as error:
                if error.status == _c.CLOSED:
                    return
                if error.status in (_c.PACKET_TOO_LARGE, _c.TOO_MANY_HEADERS):
                    continue
                raise
            if isinstance(packet, Packet):
                yield packet

    def send(self, name, headers=(), tag=None):
        """Sends an action and gives its tag, with which its answer comes out of
        ``recv``."""
        if tag is None:
            self._tag += 1
            tag = self._tag
        array, count = _c.fields(headers)
        status = lib.conn_send(self._conn, tag, _c.encoded(name), array, count)
        if status != _c.OK:
            self._fail(status)
        return tag

    def call(self, name, headers=(), limit=None):
        """Sends an action and waits for its whole answer, ``limit`` seconds at
        most. What else comes meanwhile is kept for ``recv``."""
        array, count = _c.fields(headers)
        limit_ms = 0 if limit is None else max(1, round(limit * 1000))
        self._turn += 1
        status = lib.conn_call(self._conn, _c.encoded(name), array, count, limit_ms, self._place)
        packets = []
        while status == _c.OK:
            packets.append(PacketCopy(self, self.outcome().what))
            self._turn += 1
            status = lib.conn_answer(self._conn, self._place)
        if status != _c.NO_EVENT:
            self._fail(status)
        return Answer(packets)

    def command(self, line):
        """The lines that a command of the exchange's console prints."""
        return self.call("Command", {"Command": line}).output

    def login(self, username, secret, login="plain"):
        """Logs in when the greeting asks for it: after a reconnect without
        ``keep_secret``. What comes of it comes out of ``recv``."""
        status = lib.conn_login(self._conn, _c.encoded(username), _c.encoded(secret), _c.LOGINS[login])
        if status != _c.OK:
            self._fail(status)

    @property
    def version(self):
        """The version in the greeting: a hint only."""
        version = _c.amiwire_slice()
        check(lib.conn_version(self._conn, byref(version)))
        return _c.text_of(version)

    def set_events(self, mask):
        """Asks for other events: "on", "off", "call,agent"."""
        status = lib.conn_set_events(self._conn, _c.encoded(mask))
        if status != _c.OK:
            self._fail(status)

    def interrupt(self):
        """Ends a ``recv`` of another thread with INTERRUPTED."""
        lib.conn_interrupt(self._conn)

    def fileno(self):
        """The descriptor, to wait on until it is readable."""
        return lib.conn_fd(self._conn)

    def buffered(self):
        """Receive before you wait on the descriptor while this is not 0."""
        return lib.conn_buffered(self._conn)

    def wait_limit(self):
        """So many seconds to wait on it at most; None for as long as it takes."""
        wait = lib.conn_wait_ms(self._conn)
        return None if wait == _c.FOREVER else wait / 1000
