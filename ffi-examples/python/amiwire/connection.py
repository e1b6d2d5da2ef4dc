"""A connection that waits: the connector of libamiwire."""

import ctypes
import itertools
import sys
import threading
import time
from ctypes import byref, c_void_p

from . import _c
from ._c import Error, lib
from .answers import Answer
from .handle import Handle, gone
from .notice import Notice
from .packets import Packet, PacketCopy, Place

#: So long C waits at a time: Python can see Ctrl-C only between two waits.
_SLICE_MS = 200
#: What is about one packet: the next one is read.
_SKIPPED = (_c.PACKET_TOO_LARGE, _c.TOO_MANY_HEADERS, _c.LINE_TOO_LONG)
#: What a call says of an answer that is not whole: it has what had come.
_PARTS = (_c.TRUNCATED, *_SKIPPED, _c.ACTION_TIMED_OUT, _c.OUTCOME_UNKNOWN)
_DIRECTIONS = {1: "received", 2: "sent"}


#: Of each thread: the traces that are under way, and what one of them raised.
_under_way = threading.local()


def _traces():
    return getattr(_under_way, "traces", ())


def _raise_traced():
    """Raises what ended a trace of this thread, now that C has returned."""
    raised = getattr(_under_way, "raised", None)
    if raised is not None:
        _under_way.raised = None
        raise raised


def _remember(error):
    """Ctrl-C, or sys.exit(), in a trace: C cannot pass it on, so whoever called C does."""
    _under_way.raised = error
    if getattr(_under_way, "calls", None):
        lib.conn_interrupt(_under_way.calls)


_hooked = []


def _hook(code):
    """Remembers what the handler of a signal raises before the first line of a
    trace. No ``try`` in it sees that, and it is the usual case: a signal that
    comes while C waits is handled when Python runs next. ctypes hands it to
    ``sys.unraisablehook`` only."""
    if _hooked:
        return
    _hooked.append(code)
    before = sys.unraisablehook

    def see(one):
        at = one.exc_traceback
        traced = at is not None and at.tb_frame.f_code is code
        if traced and isinstance(one.exc_value, BaseException) and not isinstance(one.exc_value, Exception):
            _remember(one.exc_value)
        else:
            before(one)

    sys.unraisablehook = see


class _Trace:
    """What C calls for each packet."""

    def __init__(self, see):
        if not callable(see):
            raise TypeError("trace is called with \"received\" or \"sent\", and bytes")

        def trace(_, direction, data, size):
            try:
                before = _traces()
                try:
                    _under_way.traces = (*before, self.key)
                    # An Exception is printed by ctypes, and stays here.
                    see(_DIRECTIONS.get(direction, "sent"), ctypes.string_at(data, size) if size else b"")
                finally:
                    _under_way.traces = before
            except Exception:
                raise
            except BaseException as error:
                _remember(error)

        self.key = object()
        _hook(trace.__code__)
        self.function = _c.TRACE(trace)


class _Opened:
    """A connection as C gave it, and what has to live as long."""

    def __init__(self, conn, trace):
        self.conn, self.trace = conn, trace


def connect(host, username, secret, *, login="plain", trace=None, **more):
    """Connects, checks that the peer is a manager, and logs in.

    ``more`` are members of ``amiwire_conn_config``, by their names: ``port``,
    ``events``, ``tls``, ``tls_ca_file``, ``tls_pin``, ``ping_ms``,
    ``max_memory_bytes``, ``no_originate_response``, ``answers_without_id``,
    ``other_classes``, ``any_banner`` and so on.
    ``trace(direction, data)`` sees every packet, without secrets, in whichever
    thread receives or sends; it must not use the connection. An Exception that it
    raises is printed and ignored; KeyboardInterrupt and SystemExit end the call.

    Python sees Ctrl-C only when this returns: ``connect_ms`` and ``login_ms``
    bound how long that takes.
    """
    struct = _c.amiwire_conn_config
    config = struct(struct_size=ctypes.sizeof(struct))
    more.update(host=_c.encoded(host), username=_c.encoded(username), secret=_c.encoded(secret))
    config.login = _c.login_way(login)
    for name, value in more.items():
        kind = _c.member(struct, name)
        if kind is ctypes.c_char_p:
            value = None if value is None else _c.encoded(value)
        elif value is not None:
            # Numbers of the environment are texts.
            value = _c.whole(int(value) if isinstance(value, str) else value, name, 8 * ctypes.sizeof(kind))
        setattr(config, name, value if kind is ctypes.c_char_p else value or 0)
    seen = None if trace is None else _Trace(trace)
    if seen:
        config.trace = ctypes.cast(seen.function, c_void_p)
    detail = ctypes.create_string_buffer(512)
    config.detail, config.detail_size = ctypes.cast(detail, c_void_p), len(detail)
    conn = c_void_p()
    status = lib.conn_open(byref(config), byref(conn))
    if status != _c.OK:
        number = ctypes.c_int32()
        lib.conn_detail(None, byref(number))
        _raise_traced()
        raise Error(status, _c.decoded(detail.value), number.value)
    opened = Connection(_Opened(conn.value, seen))
    try:
        _raise_traced()
    except BaseException:
        opened.close()
        raise
    return opened


class Connection(Place):
    """An open connection; ``connect`` gives one. One thread receives, others
    may ``send``, ``interrupt`` and ``close``. ``for packet in connection`` goes
    on until the exchange closes; a ``Notice`` among the packets says what came
    without one, such as a cut, or that events were dropped. Whatever the threads do,
    the worst that comes of it is an error: BAD_STATE where two receive at once,
    CLOSED behind ``close``."""

    def __init__(self, opened):
        if not isinstance(opened, _Opened):
            raise TypeError("a connection is made by connect()")
        super().__init__()
        self._trace = opened.trace
        self._tags = itertools.count(1)
        self._handle = Handle(opened.conn, lib.conn_interrupt, lib.conn_close, self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __del__(self):
        if hasattr(self, "_handle"):
            self.close()

    def _forget(self):
        """Lets go of the packet before C does, and of where it was."""
        self._turn += 1
        ctypes.memset(self._place, 0, ctypes.sizeof(self._packet))

    def close(self):
        """Logs off and closes, in whatever thread; a second time it does
        nothing. Another thread that waits here is interrupted and raises
        CLOSED; this returns when it has left, or raises BAD_STATE if it has not
        for a minute: then that thread closes when it leaves. In a trace, or in the handler of
        a signal that came during a call, it returns at once, and the call closes."""
        try:
            # Two traces could wait for each other.
            self._handle.close(0 if _traces() else None)
        except Error:
            if not _traces():
                raise
        if not _traces():
            _raise_traced()

    def _error(self, status):
        # At once: each further call of this thread may replace it.
        number = ctypes.c_int32()
        detail = _c.decoded(lib.conn_detail(self._handle.pointer, byref(number)))
        # What others see of close() is a cut, an interruption or nothing.
        return gone() if self._handle.closed else Error(status, detail, number.value)

    def _fail(self, status):
        raise self._error(status)

    def _inside(self, receives, function, *arguments):
        """``function(conn, *arguments)``, while nobody closes and, if it is to
        receive, nobody else does."""
        if self._trace and self._trace.key in _traces():
            raise RuntimeError("a trace must not use the connection")
        use = threading.Lock()
        try:
            with use:
                return function(self._handle.enter(use, receives), *arguments)
        finally:
            self._handle.left()
            _raise_traced()

    def _check(self, status):
        if status != _c.OK:
            self._fail(status)

    def recv(self, timeout=None):
        """The next packet, in place; a ``Notice``; or None when ``timeout``
        seconds are over. Raises CLOSED at the end; an error that is not
        ``is_fatal`` ends nothing: PACKET_TOO_LARGE is about a packet that is
        skipped."""
        if timeout is not None:
            timeout = None if timeout == float("inf") else _c.scaled(max(timeout, 0), 1000, "timeout") / 1000
        until = None if timeout is None else time.monotonic() + timeout
        return self._inside(True, self._recv, until)

    def _recv(self, conn, until):
        while True:
            wait = _SLICE_MS
            if until is not None:
                wait = min(wait, max(0, round((until - time.monotonic()) * 1000)))
            with self._lock:
                self._forget()
                status = lib.conn_recv(conn, self._place, wait)
                if status == _c.OK:
                    return Packet(self)
            _raise_traced()
            if status == _c.NOTICE:
                # At once, as in _fail().
                detail = _c.decoded(lib.conn_detail(conn, None))
                outcome = self._outcome(conn)
                return Notice(outcome.what, outcome.tag, outcome.status, detail)
            if self._handle.closed or status not in (_c.PEER_SILENT, _c.WOULD_BLOCK):
                self._fail(status)
            if until is not None and time.monotonic() >= until:
                return None
            # Who looks at the packet before waits for the lock: let him have it.
            time.sleep(0.0005)

    def _outcome(self, conn):
        outcome = _c.amiwire_outcome()
        lib.conn_outcome(conn, byref(outcome))
        return outcome

    def outcome(self):
        """What the packet that was last received means: ``what``, ``tag``,
        ``last``, ``status``."""
        return self._inside(True, self._outcome)

    def __iter__(self):
        while True:
            try:
                found = self.recv()
            except Error as error:
                if error.status in _SKIPPED:
                    continue
                if error.status == _c.CLOSED and not self._handle.closed:
                    return
                raise
            if found is not None:
                yield found

    def send(self, name, headers=(), tag=None, *, limit=None, **options):
        """Sends an action and gives its tag, with which its answer comes out of
        ``recv``. ``limit`` is in seconds: None is ``action_ms``, a minute if that is not
        set, infinity is none, and 0 ends it when the time is next looked at. ``options``
        are those of an action: ``no_originate_response``, ``blocks``,
        ``list_items`` and ``list_completion``."""
        array, count = _c.fields(headers)
        name, own = _c.encoded(name), _c.action_options(limit, **options)
        if tag is None:
            tag = next(self._tags)
        tag = _c.whole(tag, "tag")
        self._inside(False, lambda conn: self._check(lib.conn_send_as(conn, tag, name, array, count, byref(own))))
        return tag

    def call(self, name, headers=(), limit=None, **options):
        """Sends an action and waits for its whole answer, ``limit`` seconds at
        most: None is ``action_ms``, a minute if that is not set, infinity is no limit,
        and with 0 only what need not be waited for comes back. What else comes meanwhile is kept for
        ``recv``, up to ``keep_bytes``; beyond them the oldest events are dropped,
        which a ``Notice`` says. An answer that is too large raises TRUNCATED,
        PACKET_TOO_LARGE or TOO_MANY_HEADERS; one that does not come in time
        ACTION_TIMED_OUT, and after a cut OUTCOME_UNKNOWN. What had come of it is the
        ``answer`` of the ``Error``. After a cut the call first connects and logs in again, with
        ``reconnect_first_ms`` and ``keep_secret``, within the same limit. Python sees
        Ctrl-C only when the answer is there or the limit is over: use ``send`` and
        ``recv`` where that is too late. ``options`` are as for ``send``."""
        array, count = _c.fields(headers)
        name, own = _c.encoded(name), _c.action_options(limit, **options)
        return Answer(self._inside(True, self._call, name, array, count, own))

    def _call(self, conn, name, array, count, own):
        packets = []
        with self._lock:
            self._forget()
            calls = getattr(_under_way, "calls", None)
            try:
                # What ends a trace meanwhile ends the call.
                _under_way.calls = conn
                status = lib.conn_call_as(conn, name, array, count, byref(own), self._place)
            finally:
                _under_way.calls = calls
            # Each call that follows replaces what it says.
            error = self._error(status) if status in _PARTS else None
            while status == _c.OK or status in _PARTS:
                if self._packet.base:
                    packets.append(PacketCopy(self, self._outcome(conn).what))
                self._forget()
                status = lib.conn_answer(conn, self._place)
                if status == _c.TRUNCATED and error is None:
                    error = self._error(status)
        if status != _c.NO_EVENT:
            self._fail(status)
        if error is not None:
            error.answer = Answer(packets)
            raise error
        return packets

    def command(self, line):
        """The lines that a command of the exchange's console prints. Raises
        ``Refused`` if the exchange refuses it."""
        return self.call("Command", {"Command": line}).printed()

    def login(self, username, secret, login="plain"):
        """Logs in when the greeting asks for it: after a reconnect without
        ``keep_secret``. What comes of it comes out of ``recv``."""
        username, secret, login = _c.encoded(username), _c.encoded(secret), _c.login_way(login)
        self._inside(True, lambda conn: self._check(lib.conn_login(conn, username, secret, login)))

    @property
    def version(self):
        """The version in the greeting: a hint only."""
        return self._inside(True, self._version)

    def _version(self, conn):
        version = _c.amiwire_slice()
        self._check(lib.conn_version(conn, byref(version)))
        return _c.text_of(version)

    def counter(self, name):
        """A counter of what was received, by its name in ``Reader.counters()``; KeyError
        if there is none of that name."""
        return self._inside(True, self._counter, _c.encoded(name))

    def _counter(self, conn, name):
        value = ctypes.c_uint64()
        status = lib.conn_counter(conn, name, byref(value))
        if status == _c.NOT_FOUND:
            raise KeyError(_c.decoded(name))
        self._check(status)
        return value.value

    def set_events(self, mask):
        """Asks for other events: "on", "off", "call,agent"."""
        mask = _c.encoded(mask)
        self._inside(False, lambda conn: self._check(lib.conn_set_events(conn, mask)))

    def interrupt(self):
        """Ends a ``recv`` of another thread with INTERRUPTED."""
        self._inside(False, lib.conn_interrupt)

    def fileno(self):
        """The descriptor, to wait on until it is readable."""
        return self._inside(False, lib.conn_fd)

    def buffered(self):
        """Receive before you wait on the descriptor while this is not 0."""
        return self._inside(True, lib.conn_buffered)

    def wait_limit(self):
        """So many seconds to wait on it at most; None for as long as it takes."""
        wait = self._inside(True, lib.conn_wait_ms)
        return None if wait == _c.FOREVER else wait / 1000
