"""Packets, and the reader that finds them in a stream."""

import array
import collections
import ctypes
import os
import sys
import threading
import weakref
from ctypes import addressof, byref, c_size_t, c_uint32, c_uint64, c_void_p

from . import _c
from ._c import Error, check, lib
from .memory import REST as _REST, give_back as _give_back, lazy as _lazy

_KINDS = ("other", "response", "event", "action", "banner")
# The header that gives a packet its kind. A response or an event may have its
# ActionID before it.
_TITLES = {_c.KIND_RESPONSE: b"Response", _c.KIND_EVENT: b"Event", _c.KIND_ACTION: b"Action"}
_BEHIND_ID = (_c.KIND_RESPONSE, _c.KIND_EVENT)
_string_at = ctypes.string_at


class _Headers:
    """What a packet in place and a copy of one have in common."""

    __slots__ = ()

    def __getitem__(self, name):
        value = self.get(name)
        if value is None:
            raise KeyError(name)
        return value

    def __contains__(self, name):
        return self.get(name) is not None

    def all(self, name):
        """The values of all headers of that name, in order."""
        return list(_named(_name(name), self.headers()))

    def __repr__(self):
        return f"<{self.kind} {self.title!r}, {len(self.headers())} headers>"


class Packet(_Headers):
    """A packet in the memory that it was read into: nothing is copied but what
    is asked for. It is good until the next one is taken; then it raises
    ``RuntimeError``. ``copy()`` gives one that stays."""

    __slots__ = ("_owner", "_turn")

    def __init__(self, owner):
        self._owner = owner
        self._turn = owner._turn

    def _see(self, function, *arguments):
        """``function(owner, *arguments)``, with the owner locked, so that the
        packet stays where it is."""
        owner = self._owner
        # Who receives holds the lock, and has let the packet go before.
        if owner._turn == self._turn:
            # No acquire() here: only ``with`` releases it whatever a handler of a
            # signal raises in between.
            with owner._lock:
                if owner._turn == self._turn:
                    return function(owner, *arguments)
        raise RuntimeError("the packet is no longer there: use it before the next one is taken, or copy() it")

    @property
    def kind(self):
        """"event", "response", "action", "banner" or "other"."""
        return self._see(lambda owner: _KINDS[owner._packet.kind])

    @property
    def title(self):
        """An event's name, a response's outcome."""
        return self._see(Place._title)

    @property
    def offset(self):
        """Where it begins in the stream."""
        return self._see(lambda owner: owner._packet.offset)

    @property
    def raw(self):
        """All its bytes as they came."""
        return self._see(Place._raw)

    def get(self, name, default=None, n=0):
        """The value of header number ``n`` of that name, in any case."""
        data = _name(name)
        if n or type(n) is not int:
            n = _c.whole(n, "n")
        # As in _see(), which is slower: this is what programs do for each header.
        owner = self._owner
        if owner._turn == self._turn:
            with owner._lock:
                if owner._turn == self._turn:
                    if lib.packet_find(owner._place, data, len(data), n, owner._value_place) != _c.OK:
                        return default
                    return _c.text_of(owner._value)
        return self._see(None)

    def headers(self):
        """All lines as (name, value); a line without a colon has no name."""
        return self.copy().headers()

    @property
    def body(self):
        """The text of an old Command answer, as bytes, or a greeting's version."""
        return self._see(Place._body)

    @property
    def output(self):
        """The lines that a Command printed."""
        return self._see(Place._output)

    @property
    def greeting(self):
        """Of a greeting its ``name``, ``version`` and ``is_proxy``; else None."""
        return self._see(Place._greeting)

    def copy(self):
        """A copy that stays."""
        return self._see(PacketCopy)


#: What a copy takes beside its bytes and lines.
_COPY = 512

Greeting = collections.namedtuple("Greeting", "name, version, is_proxy")


class PacketCopy(_Headers):
    """A packet that is kept. ``what`` and ``tag`` are those of its outcome, if
    a session or connection has told one."""

    __slots__ = ("raw", "offset", "output", "body", "greeting", "what", "tag", "_kind", "_spans", "_headers")

    def __init__(self, owner, what=0, tag=0):
        if not isinstance(owner, Place):
            raise TypeError("a copy is made by a packet's copy()")
        with owner._lock:
            found = owner._packet
            self._kind, self.raw = found.kind, owner._raw()
            self.offset = found.offset
            self.what, self.tag = what, tag
            self._spans = owner._lines(found.indexed)
            self._headers = None
            # Only answers have these.
            self.output, self.body = ([], None) if self._kind == _c.KIND_EVENT else (owner._output(), owner._body())
            self.greeting = owner._greeting() if self._kind == _c.KIND_BANNER else None

    def _size(self):
        """Bytes that it takes, all in all: the objects around those that came weigh
        more than these where packets or lines are short."""
        return (_COPY + len(self.raw) + 16 * (len(self._spans) // 4)
                + sum(map(sys.getsizeof, self.output)) + 8 * len(self.output) + len(self.body or b""))

    @property
    def kind(self):
        """"event", "response", "action", "banner" or "other"."""
        return _KINDS[self._kind]

    def copy(self):
        """Itself."""
        return self

    @property
    def title(self):
        """An event's name, a response's outcome."""
        spans, at = self._spans, 2
        if not spans:
            return ""
        # Some servers write the ActionID before what gives a packet its kind.
        if self._kind in _BEHIND_ID and self.raw[spans[0]:spans[1]].lower() == b"actionid":
            at = 6
        return _c.decoded(self.raw[spans[at]:spans[at + 1]])

    def headers(self):
        """All lines as (name, value); a line without a colon has no name."""
        if self._headers is None:
            raw, spans = self.raw, iter(self._spans)
            if raw.isascii():
                # Positions in the text are those in the bytes.
                text = raw.decode("ascii")
                self._headers = [(text[a:b], text[c:d]) for a, b, c, d in zip(spans, spans, spans, spans)]
            else:
                decoded = _c.decoded
                self._headers = [
                    (decoded(raw[a:b]), decoded(raw[c:d])) for a, b, c, d in zip(spans, spans, spans, spans)
                ]
        return self._headers

    def get(self, name, default=None, n=0):
        """The value of header number ``n`` of that name, in any case."""
        name, n = _name(name), _c.whole(n, "n")
        for value in _named(name, self.headers()):
            if n == 0:
                return value
            n -= 1
        return default


def _named(name, headers):
    """The values of the headers of that name. As C does, it takes only the
    letters of ASCII in any case."""
    if name.isascii():
        text = name.decode("ascii").lower()
        # In the case of letters beyond ASCII there are some of ASCII.
        return (value for other, value in headers if other.lower() == text and other.isascii() and other)
    name = name.lower()
    return (value for other, value in headers if _name(other).lower() == name)


_names = {}


def _name(text):
    """A name for C. Programs ask for the same few again and again."""
    data = _names.get(text)
    if data is None:
        if not isinstance(text, (str, bytes)):
            raise TypeError(f"a header's name is a text, not {type(text).__name__}")
        data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogateescape")
        if len(_names) < 4096:
            _names[text] = data
    return data


_locked = weakref.WeakSet()


def _in_child():
    # Another thread of the parent may have held them, and is not here.
    for one in list(_locked):
        one._lock = threading.RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


class Alone:
    """What C has addresses in, of which one thread at a time makes use, with
    ``_lock``. A copy of the object would be none of C's."""

    def __init__(self):
        if hasattr(self, "_lock"):
            raise TypeError(f"a {type(self).__name__} begins once")
        self._lock = threading.RLock()
        _locked.add(self)

    def __reduce_ex__(self, protocol):
        raise TypeError(f"a {type(self).__name__} cannot be copied, nor sent elsewhere")


class Place(Alone):
    """Where C puts a packet, its values and its lines: the memory, and its
    addresses, which are what the functions are given. All of that only with
    ``_lock`` held: C, or another thread, may write there otherwise."""

    def __init__(self):
        super().__init__()
        self._packet = _c.amiwire_packet()
        self._place = addressof(self._packet)
        self._value = _c.amiwire_slice()
        self._value_place = addressof(self._value)
        self._count = c_size_t(0)
        self._count_place = addressof(self._count)
        self._turn = 0
        self._room(64)

    def _room(self, lines):
        self._lines_room = lines
        self._lines_array = (_c.amiwire_header * lines)()
        self._lines_place = addressof(self._lines_array)
        # The same as bytes, sixteen a line.
        self._lines_bytes = memoryview(self._lines_array).cast("B")

    def _lines(self, lines):
        if lines > self._lines_room:
            self._room(2 * lines)
        lib.packet_headers(self._place, 0, self._lines_place, self._lines_room, self._count_place)
        # Numbers, four a line. Not a list, which takes five times as much.
        spans = array.array("I")
        spans.frombytes(self._lines_bytes[:16 * lines])
        return spans

    def _title(self):
        # The first header of the name that the kind has; it may stand behind an ActionID.
        name = _TITLES.get(self._packet.kind)
        if name is None:
            status = lib.packet_header(self._place, 0, None, self._value_place)
        else:
            status = lib.packet_find(self._place, name, len(name), 0, self._value_place)
        if status != _c.OK:
            return ""
        return _c.text_of(self._value)

    def _raw(self):
        packet = self._packet
        return _string_at(packet.base + packet.start, packet.end - packet.start) if packet.base else b""

    def _body(self):
        if lib.packet_body(self._place, self._value_place) != _c.OK:
            return None
        return _string_at(self._value.ptr, self._value.len) if self._value.len else b""

    def _greeting(self):
        name, version, proxy = _c.amiwire_slice(), _c.amiwire_slice(), c_uint32()
        if lib.packet_greeting(self._place, byref(name), byref(version), byref(proxy)) != _c.OK:
            return None
        return Greeting(_c.text_of(name), _c.text_of(version), proxy.value != 0)

    def _output(self):
        at, lines = c_size_t(0), []
        while lib.packet_output(self._place, byref(at), self._value_place) == _c.OK:
            lines.append(_c.text_of(self._value))
        return lines


class Reader(Place):
    """Finds packets in a stream that comes in pieces of any size.

    >>> reader = Reader()
    >>> for packet in reader.feed(b"Event: Hangup\\r\\nCause: 16\\r\\n\\r\\n"):
    ...     print(packet.title, packet["cause"])
    Hangup 16

    ``size`` and ``lines`` bound a packet; what is larger is skipped and counted
    in ``refused``. The rest are members of ``amiwire_reader_options``; a reader
    for a session has ``text=_c.TEXT_ANNOUNCED``, and a text that is longer than
    ``max_text_bytes`` raises TEXT_TOO_LARGE in ``Session.handle_all``.
    """

    def __init__(self, size=65536, lines=1024, *, line_ends=_c.LINES_WIRE, banner=True, separate_glued=False,
                 text=_c.TEXT_ALWAYS, max_text_bytes=0, any_banner=False):
        super().__init__()
        size, lines = _c.whole(size, "size", 32), _c.whole(lines, "lines", 31)
        self._memory = (c_uint64 * (_c.READER_STORAGE // 8))()
        self._pages, self._storage = _lazy(ctypes.c_uint8, size)
        self._index_pages, self._index = _lazy(ctypes.c_uint32, 2 * lines + 2)
        #: How far the storage was written to since ``rest``.
        self._high = 0
        self._view = memoryview(self._storage).cast("B")
        self._start = ctypes.addressof(self._storage)
        line_ends = _c.whole(line_ends, "line_ends", 32)
        options = _c.amiwire_reader_options(ctypes.sizeof(_c.amiwire_reader_options), line_ends, not banner)
        options.separate_glued, options.max_text_bytes = bool(separate_glued), _c.whole(max_text_bytes, "max_text_bytes", 32)
        options.text, options.any_banner = _c.whole(text, "text", 32), bool(any_banner)
        self._reader = c_void_p()
        check(lib.reader_init(self._memory, ctypes.sizeof(self._memory), self._storage, size, self._index,
                              len(self._index), byref(options), byref(self._reader)))
        self._reader = self._reader.value
        self._space, self._free = c_void_p(), c_size_t()
        self._at = 0
        #: How many packets were over the limit.
        self.refused = 0

    def space(self):
        """Where the next bytes are to be written: a memoryview."""
        with self._lock:
            self._turn += 1
            check(lib.reader_space(self._reader, byref(self._space), byref(self._free)))
            at = self._space.value - self._start if self._free.value else 0
            self._at = at
            return self._view[at:at + self._free.value]

    def commit(self, n):
        """Says that so many were."""
        n = _c.whole(n, "n")
        with self._lock:
            self._turn += 1
            check(lib.reader_commit(self._reader, n))
            self._high = max(self._high, self._at + n)

    def rest(self):
        """Gives memory back to the system that a large packet took, once that has
        been handled."""
        if self._high <= _REST or self._pages is None:
            return
        with self._lock:
            self.space()
            if self._at <= _REST // 2:
                _give_back(self._pages, _REST)
                if self._index_pages and not self._at:
                    # No packet is begun, so that no line of one is in it.
                    _give_back(self._index_pages, 0)
                self._high = self._at

    def next(self):
        """The next packet, in place, or None if more bytes are needed. Raises
        for a packet over the limit, behind which the next call goes on."""
        with self._lock:
            self._turn += 1
            status = lib.reader_next(self._reader, self._place)
            if status == _c.OK:
                return Packet(self)
            if status == _c.NEED_MORE:
                return None
            self.refused += 1
            raise Error(status, f"at byte {self.last_error().offset}")

    def __iter__(self):
        """The packets until more bytes are needed, each in place."""
        next_packet, reader, place, lock = lib.reader_next, self._reader, self._place, self._lock
        while True:
            with lock:
                self._turn += 1
                status = next_packet(reader, place)
                packet = Packet(self)
            if status == 0:
                yield packet
            elif status == 1:
                return
            else:
                self.refused += 1

    def feed(self, data):
        """The packets that these bytes complete. Go through all of them: bytes
        that were not come to are not read."""
        data = memoryview(data).cast("B")
        while len(data) > 0:
            space = self.space()
            n = min(len(space), len(data))
            space[:n] = data[:n]
            data = data[n:]
            self.commit(n)
            yield from self

    def read(self, file):
        """The packets of a file, or of anything else with ``readinto``."""
        while True:
            n = file.readinto(self.space())
            if not n:
                with self._lock:
                    lib.reader_finish(self._reader)
                return
            self.commit(n)
            yield from self

    def reset(self):
        """Forgets everything but the counters, for a new connection."""
        with self._lock:
            self._turn += 1
            ctypes.memset(self._place, 0, ctypes.sizeof(self._packet))
            check(lib.reader_reset(self._reader))

    def announce(self, action_id):
        """Lets ``Response: Follows`` with this ActionID begin a text, once, if
        ``text`` is TEXT_ANNOUNCED. A session does it by itself."""
        action_id = _c.encoded(action_id)
        with self._lock:
            check(lib.reader_announce(self._reader, action_id))

    def announce_without_id(self):
        """Lets ``Response: Follows`` without an ActionID begin a text, once: for
        servers that send none back. A session does it by itself."""
        with self._lock:
            check(lib.reader_announce_without_id(self._reader))

    def withdraw(self, action_id):
        """Takes that back."""
        action_id = _c.encoded(action_id)
        with self._lock:
            check(lib.reader_withdraw(self._reader, action_id))

    def tail(self):
        """The bytes that belong to no packet yet."""
        tail = _c.amiwire_slice()
        with self._lock:
            check(lib.reader_tail(self._reader, byref(tail)))
            return _string_at(tail.ptr, tail.len) if tail.len else b""

    def last_error(self):
        """More about the last packet that was over the limit."""
        error = _c.amiwire_error()
        lib.reader_error(self._reader, byref(error))
        return error

    def counters(self):
        """All counters by name."""
        found, i, value = {}, 0, c_uint64()
        while True:
            name = lib.counter_name(i, None)
            if name is None:
                return found
            check(lib.reader_counter(self._reader, name, byref(value)))
            found[name.decode()] = value.value
            i += 1
