"""The session of libamiwire: no socket, no clock, no loop."""

import ctypes
import os
from ctypes import byref, c_size_t, c_uint64, c_void_p

from . import _c
from ._c import Error, check, lib
from .packets import Alone, Packet, Reader


def _optional(text):
    return None if text is None else _c.encoded(text)


class Session(Alone):
    """Who answers whom. Times are seconds of a clock that does not go back,
    such as ``time.monotonic()`` or the loop's."""

    def __init__(self, now, actions=64, queue=65536, **options):
        """``options`` are members of ``amiwire_session_options``; times among
        them are seconds. ``no_originate_response``, ``answers_without_id`` and
        ``other_classes`` are true or false."""
        super().__init__()
        actions, queue = _c.whole(actions, "actions", 32), _c.whole(queue, "queue", 32)
        own = _c.amiwire_session_options(struct_size=ctypes.sizeof(_c.amiwire_session_options))
        own.seed = int.from_bytes(os.urandom(8), "little")
        for name, value in options.items():
            bits = 8 * ctypes.sizeof(_c.member(_c.amiwire_session_options, name))
            counts = bits == 32 or name == "seed"
            setattr(own, name, _c.whole(value, name, bits) if counts else _nanoseconds(value))
        self._memory = (c_uint64 * (_c.SESSION_STORAGE // 8))()
        self._slots = (_c.amiwire_slot * actions)()
        self._queue = (ctypes.c_uint8 * queue)()
        self._session = c_void_p()
        check(lib.session_init(self._memory, ctypes.sizeof(self._memory), self._slots, actions, self._queue, queue,
                               byref(own), _nanoseconds(now), byref(self._session)))
        self._session = self._session.value

    @property
    def phase(self):
        """How far it has come: a PHASE_ number of amiwire.h."""
        return lib.session_phase(self._session)

    @property
    def logged_in(self):
        """Whether actions can be submitted."""
        return self.phase == _c.PHASE_LOGGED_IN

    @property
    def version(self):
        """The version in the greeting: a hint only."""
        with self._lock:
            return _c.text_of(lib.session_version(self._session))

    @property
    def fully_booted(self):
        """Whether the exchange has said so; not every user hears it."""
        return lib.session_fully_booted(self._session) != 0

    @property
    def in_flight(self):
        """How many actions are."""
        return lib.session_in_flight(self._session)

    def login(self, username, secret, events=None):
        """Queues a plain login."""
        check(lib.session_login(self._session, _c.encoded(username), _c.encoded(secret), _optional(events)))

    def challenge(self):
        """Queues the request for a challenge."""
        check(lib.session_challenge(self._session))

    def login_md5(self, username, secret, events=None):
        """Queues the login that answers the challenge."""
        check(lib.session_login_md5(self._session, _c.encoded(username), _c.encoded(secret), _optional(events)))

    def set_events(self, mask):
        """Queues the request for other events."""
        check(lib.session_set_events(self._session, _c.encoded(mask)))

    def logoff(self):
        """Queues the logoff."""
        check(lib.session_logoff(self._session))

    def submit(self, tag, name, headers=(), *, now, limit=None, **options):
        """Queues an action, whose answer comes back with ``tag``, a number from
        1 to 2**63 - 1. ``limit`` is in seconds, None for that of the session, infinity
        for none, and 0 ends it when the time is next looked at; ``options`` are
        those of an action: ``no_originate_response``, ``blocks``,
        ``list_items`` and ``list_completion``."""
        array, count = _c.fields(headers)
        refused = c_size_t(0)
        tag, options = _c.whole(tag, "tag"), _c.action_options(limit, **options)
        status = lib.session_submit_as(self._session, tag, _c.encoded(name), array, count, byref(options),
                                       _nanoseconds(now), byref(refused))
        check(status, f"header {refused.value}" if refused.value else "")

    def give_up(self, tag):
        """Gives an action in flight up: its place is free at once, and what still
        comes of its answer is WHAT_EXTRA. Whether it was in flight."""
        return lib.session_give_up(self._session, _c.whole(tag, "tag")) == _c.OK

    def announce(self, reader):
        """Announces to the reader whose texts may come: before each ``reader.next()``.
        ``handle_all`` does it by itself."""
        if not isinstance(reader, Reader):
            raise TypeError("texts are announced to a Reader")
        with reader._lock:
            check(lib.session_announce(self._session, reader._reader))

    def heard(self, reader, now):
        """Says that the reader was given bytes: after each ``commit``. Raises
        BAD_BANNER for a first line that is no greeting. ``handle_all`` does it by itself."""
        if not isinstance(reader, Reader):
            raise TypeError("bytes are given to a Reader")
        now = _nanoseconds(now)
        with reader._lock:
            check(lib.session_heard(self._session, reader._reader, now))

    def handle(self, packet, now):
        """What a packet of the reader means: ``what``, ``tag``, ``last``."""
        if not isinstance(packet, Packet):
            raise TypeError("a packet in place is handled, where the reader has it")
        now, outcome = _nanoseconds(now), _c.amiwire_outcome()
        packet._see(lambda owner: check(lib.session_handle(self._session, owner._place, now, byref(outcome))))
        return outcome

    def handle_all(self, reader, now, told):
        """Hands over every packet that a reader has, and calls
        ``told(what, tag, last, reader)`` for each while it is in its place, and
        ``told(what, tag, last, None)`` for one of an answer that was too large.
        Raises BAD_BANNER for a first line that is no greeting, and TEXT_TOO_LARGE for the text of a Command that has no end: close
        the connection then."""
        if not isinstance(reader, Reader):
            raise TypeError("packets come out of a Reader")
        next_packet, handle, nanoseconds = lib.reader_next, lib.session_handle, _nanoseconds(now)
        stream, place, session = reader._reader, reader._place, self._session
        outcome, lock = _c.amiwire_outcome(), reader._lock
        outcome_place = ctypes.addressof(outcome)
        with lock:
            # It announces whose texts may come, which changes when an answer ends.
            check(lib.session_heard(session, stream, nanoseconds))
        while True:
            with lock:
                reader._turn += 1
                status = next_packet(stream, place)
                meaning = status
                if status == _c.OK:
                    check(handle(session, place, nanoseconds, outcome_place))
                elif status != _c.NEED_MORE:
                    meaning = lib.session_refused(session, stream, nanoseconds, outcome_place)
            if status == _c.NEED_MORE:
                return
            if meaning == _c.OK:
                told(outcome.what, outcome.tag, outcome.last, reader if status == _c.OK else None)
                if outcome.last:
                    with lock:
                        check(lib.session_announce(session, stream))
            if status != _c.OK:
                reader.refused += 1
                if status == _c.TEXT_TOO_LARGE:
                    raise Error(status, f"at byte {reader.last_error().offset}")

    def handle_timeout(self, now):
        """What time brings, or the cut; None when there is nothing more.

        Read what has arrived first: an answer that was not read yet counts as
        missing."""
        outcome = _c.amiwire_outcome()
        if lib.session_handle_timeout(self._session, _nanoseconds(now), byref(outcome)) != _c.OK:
            return None
        return outcome

    def deadline(self):
        """When ``handle_timeout`` is to be called, or None."""
        time = c_uint64()
        if lib.session_deadline(self._session, byref(time)) != _c.OK:
            return None
        return time.value / 1e9

    def transmit(self):
        """The bytes to send now, taken as sent."""
        queued = _c.amiwire_slice()
        with self._lock:
            if lib.session_transmit(self._session, byref(queued)) != _c.OK:
                return b""
            data = ctypes.string_at(queued.ptr, queued.len)
            check(lib.session_sent(self._session, len(data)))
        return data

    def cut(self, now):
        """Says that the connection has ended."""
        check(lib.session_cut(self._session, _nanoseconds(now)))

    def connected(self, now):
        """Says that there is a connection again, after WHAT_CONNECT asked for
        it; have the reader ``reset``, too."""
        check(lib.session_connected(self._session, _nanoseconds(now)))


def _nanoseconds(seconds):
    return 2**64 - 1 if seconds == float("inf") else _c.scaled(seconds, 1e9, "a time", 64)


__all__ = ["Error", "Session"]
