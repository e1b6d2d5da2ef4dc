"""An exchange under asyncio: its transport, the session of libamiwire.

    async with amiwire.aio.connect("pbx.example", "ucmamiuser1", secret) as pbx:
        answer = await pbx.action("QueueStatus", {"Queue": "6500"})
        for line in await pbx.command("core show channels"):
            print(line)
        async for event in pbx:
            print(event.title)
"""

import asyncio
import collections
import copy

from . import _c
from ._c import Error
from .flight import Call, Flight
from .notice import Notice
from .packets import PacketCopy, Reader
from .reach import said as _said, why as _why, within as _within
from .session import Session

_NOBODYS = (_c.WHAT_EVENT, _c.WHAT_EXTRA, _c.WHAT_UNCLAIMED, _c.WHAT_OTHER)
#: What is over with the answer to another action.
_LATER = (_c.TOO_MANY_ACTIONS, _c.OUT_QUEUE_FULL)
#: What a notice counts, of the bytes that may wait to be taken.
_NOTICE = 256
_FOREVER = float("inf")


class connect:
    """``async with connect(...) as client``, or ``client = await connect(...)``.

    ``ssl`` is what asyncio takes. ``keep`` and ``keep_bytes`` bound the events
    that wait to be taken: beyond them the oldest are dropped, and a ``Notice`` in
    their place says how many. ``memory`` bounds in bytes what is being read, and each
    answer with all that Python needs to keep it; of the system it takes what is needed.
    An answer that is larger, or of which one packet is, ends its action at once and
    raises TRUNCATED, with the packets that had come as ``answer`` of the ``Error``;
    PACKET_TOO_LARGE if the response itself or the end of a list is too large to be
    read, of which there is no part. What still comes of it is an extra, WHAT_EXTRA,
    among the events. ``actions`` can be in flight at once; others wait for their turn.
    An attempt to connect takes ``connect_limit`` seconds at most. What fails on the way
    is an ``Error``, as that of ``amiwire.connect``: CONNECT_REFUSED and so on.

    ``options`` are members of ``amiwire_session_options``, times in seconds. With
    ``reconnect_first`` a connection that was cut is made again, and user name and
    secret are kept for that. ``any_banner`` is that of ``amiwire_reader_options``.
    """

    def __init__(self, host, username, secret, *, port=None, ssl=None, server_hostname=None, login="plain", events=None,
                 keep=10000, keep_bytes=8 << 20, memory=8 << 20, actions=64, connect_limit=10, any_banner=False,
                 **options):
        port = port or (5039 if ssl else 7777)
        credentials = _c.encoded(username), _c.encoded(secret), events
        login, bounds = _c.login_way(login), (keep, keep_bytes, memory)

        def begin(loop):
            async def reach(client):
                connecting = loop.create_connection(lambda: client, host, port, ssl=ssl, server_hostname=server_hostname)
                await _within(connect_limit, connecting)

            return Client(loop, reach, credentials, login, bounds, actions, options, any_banner)

        self._client = begin

    async def _open(self):
        client = self._client(asyncio.get_running_loop())
        try:
            await client._reach(client)
            await client._ready
        except BaseException as error:
            # Nobody asks any more whether it is, whatever still comes.
            client._ready.cancel()
            if client._transport:
                client._transport.abort()
                await client._gone
            if isinstance(error, OSError):
                raise _why(error) from error
            raise
        return client

    def __await__(self):
        return self._open().__await__()

    async def __aenter__(self):
        self._opened = await self._open()
        return self._opened

    async def __aexit__(self, *_):
        await self._opened.close()


class Client(asyncio.BufferedProtocol):
    """A client that is logged in; ``connect`` gives one. An async iterator of
    what belongs to no action in flight: events, as copies that stay, and a
    ``Notice`` of each cut, of each attempt to connect again that failed, of the
    greeting and the login when it is back (WHAT_BANNER, WHAT_LOGGED_IN: ask again for
    what you follow), and of events that were dropped. It ends when the exchange has closed the connection for
    good; any other end it raises."""

    def __init__(self, loop, reach, credentials, login, bounds, actions, options, any_banner=False):
        self._loop, self._reach = loop, reach
        self._credentials = credentials
        self._md5 = login == _c.LOGIN_MD5
        self._begin = lambda: Session(loop.time(), actions, **options)
        self._session = self._begin()
        self._reconnects = bool(options.get("reconnect_first"))
        self._limit = options.get("action_limit") or 60
        self._keep, self._keep_bytes, self._memory = bounds
        # A line takes eight bytes beside its own.
        storage, lines = 3 * self._memory // 4, self._memory // 32
        self._reader = Reader(storage, lines, text=_c.TEXT_ANNOUNCED, any_banner=any_banner)
        self._ready = loop.create_future()
        self._gone = loop.create_future()
        #: Actions that wait to be sent, in their order, and those in flight.
        self._waiting, self._pending = collections.OrderedDict(), {}
        self._tag = 0
        self._events = collections.deque()
        #: Bytes of the events that wait, and how many were dropped that was not told.
        self._size = self._dropped = 0
        self._arrived = asyncio.Event()
        self._timer = self._transport = self._reason = None
        self._writing = True
        #: The attempt to connect again, whether it came to a connection, whether
        #: another one is due, and whether its login is still to be accepted.
        self._attempt, self._made, self._due, self._again = None, False, False, False
        self._opened = self._closing = False
        #: How many events were dropped since nobody took them.
        self.lost = 0
        #: Why the connection ended the last time, an ``Error``; None if it never did.
        self.end = None

    # ---- For programs -------------------------------------------------------

    @property
    def version(self):
        """The version in the greeting: a hint only."""
        return self._session.version

    async def action(self, name, headers=(), *, limit=None, **options):
        """Sends an action and waits for its whole answer. ``limit`` is in
        seconds, from this call; None is the session's ``action_limit``, a minute if that
        is not set, infinity is none, and with 0 only what need not be waited for comes
        back. While all places are taken,
        or the connection is being made again, it waits for its turn, which comes in
        the order of the calls; if that is not within the limit it raises ACTION_UNSENT.
        Raises OUTCOME_UNKNOWN if the connection is cut meanwhile: look before you
        repeat it; TRUNCATED or PACKET_TOO_LARGE at once if the answer, or a packet of
        it, is too large: see ``connect``. What had come of an answer that is not complete
        is the error's ``answer``. ``options`` are as for ``Session.submit``."""
        if self._closing or self._gone.done():
            raise self._ended()
        seconds = self._limit if limit is None else limit
        if seconds != _FOREVER:
            _c.scaled(seconds, 1e9, "limit")
        headers = list(headers.items() if hasattr(headers, "items") else headers)
        self._tag += 1
        tag, future = self._tag, self._loop.create_future()
        self._waiting[tag] = Call(name, headers, self._loop.time() + seconds, options, future)
        timer = None
        try:
            self._turn()
            if tag in self._waiting and seconds != _FOREVER:
                timer = self._loop.call_later(seconds, self._too_late, tag)
            return await future
        finally:
            self._waiting.pop(tag, None)
            if timer:
                timer.cancel()

    async def command(self, line):
        """The lines that a command of the exchange's console prints. Raises
        ``Refused`` if the exchange refuses it."""
        return (await self.action("Command", {"Command": line})).printed()

    def set_events(self, mask):
        """Asks for other events: "on", "off", "call,agent"."""
        self._session.set_events(mask)
        self._turn()

    async def close(self):
        """Logs off, and waits a moment for the exchange to close."""
        self._closing = True
        if self._session.logged_in and self._transport:
            try:
                self._session.logoff()
            except Error:
                # The queue is full, since the exchange takes nothing.
                self._transport.abort()
            self._turn()
            await asyncio.wait([self._gone], timeout=1)
        if self._attempt:
            self._attempt.cancel()
            await asyncio.wait([self._attempt])
        if self._transport:
            self._transport.close()
        else:
            self._finish()
        await self._gone

    def __aiter__(self):
        return self

    async def __anext__(self):
        while not self._events and not self._dropped:
            if self._gone.done():
                if self._closing or self.end is None or self.end.status == _c.CLOSED:
                    raise StopAsyncIteration
                raise self._ended()
            self._arrived.clear()
            await self._arrived.wait()
        if self._dropped:
            # They were older than all that are there.
            dropped, self._dropped = self._dropped, 0
            return Notice(_c.WHAT_LOST, dropped)
        event, size = self._events.popleft()
        self._size -= size
        return event

    # ---- For asyncio --------------------------------------------------------

    def connection_made(self, transport):
        self._transport, self._writing, self._made, self._reason = transport, True, True, None
        if self._opened:
            self._reader.reset()
            self._session.connected(self._loop.time())
        else:
            # Its time begins with the connection, not with the attempt.
            self._session = self._begin()
        self._turn()

    def get_buffer(self, sizehint):
        # What is received goes where the packets are read in place. Of all the room
        # no more than that: what is never written to takes no memory.
        return self._reader.space()[:262144]

    def buffer_updated(self, n):
        self._reader.commit(n)
        if self._session.phase == _c.PHASE_DOWN:
            return
        try:
            self._session.handle_all(self._reader, self._loop.time(), self._told)
        except Error as error:
            self._give_up(self._stranger() if error.status == _c.BAD_BANNER else error)
        self._reader.rest()
        self._turn()

    def pause_writing(self):
        self._writing = False

    def resume_writing(self):
        self._writing = True
        self._turn()

    def connection_lost(self, error):
        self._transport, phase = None, self._session.phase
        self.end = self._reason or self._early(_why(error, _c.IO), phase)
        back = self._opened and self._reconnects and not self._closing and phase != _c.PHASE_CLOSING
        if back:
            self._tell_end(self.end)
        if phase != _c.PHASE_DOWN:
            self._session.cut(self._loop.time())
        self._time()
        if not back:
            self._finish()
        elif self._due:
            self._connect()
        self._settle()

    def _early(self, error, phase):
        """An end before the login, as the connector says it."""
        if error.status == _c.CLOSED and phase == _c.PHASE_GREETING:
            # HTTP closes at once, and what is no text has no line's end.
            return self._stranger() if self._reader.tail() else Error(_c.CLOSED_BEFORE_BANNER)
        if error.status == _c.CLOSED and not self._ready.done():
            return Error(_c.RESET, "the exchange closed the connection during the login")
        return error

    def _stranger(self):
        """What is no manager, by what it said first."""
        return Error(_c.BAD_BANNER, _said(self._reader._raw() or self._reader.tail()))

    # ---- The way back -------------------------------------------------------

    def _tell_end(self, error):
        """A notice of a cut, or of an attempt that failed: it lasts until its login
        is accepted."""
        what = _c.WHAT_ATTEMPT_FAILED if self._again else _c.WHAT_CUT
        self._again = False
        self._put(Notice(what, 0, error.status, error.detail), _NOTICE)

    def _connect(self):
        """It is time to connect again, once what is under way has ended."""
        self._due = self._transport is not None or self._attempt is not None
        if not self._due:
            self._made, self._again = False, True
            self._attempt = self._loop.create_task(self._try())

    async def _try(self):
        failed = None
        try:
            await self._reach(self)
        except Exception as error:
            failed = _why(error)
        self._attempt = None
        if failed and not self._made:
            self.end = failed
            self._tell_end(failed)
            self._session.cut(self._loop.time())
        if self._due:
            self._connect()
        self._settle()

    def _settle(self):
        """Sees to what time brings, and to whether that is all."""
        self._time()
        self._turn()
        if not (self._transport or self._attempt) and self._session.deadline() is None:
            self._finish()

    def _finish(self):
        """It is over for good."""
        if self._gone.done():
            return
        if self._timer:
            self._timer.cancel()
            self._timer = None
        for call in self._waiting.values():
            if not call.future.done():
                call.future.set_exception(self._ended())
        self._waiting.clear()
        if not self._ready.done():
            self._ready.set_exception(self._ended())
        self._gone.set_result(None)
        self._arrived.set()

    def _ended(self):
        if self._closing:
            return Error(_c.CLOSED, "close() was called")
        # Each who raises it adds where it was.
        return copy.copy(self.end) or Error(_c.CLOSED)

    # ---- Turns --------------------------------------------------------------

    def _turn(self):
        """Sends what is to be sent, and sees to the next time limit."""
        if self._gone.done():
            return
        while True:
            self._submit()
            data = self._session.transmit() if self._writing else b""
            if not data:
                break
            self._transport.write(data)
        deadline = self._session.deadline()
        if self._timer and (deadline is None or self._timer.when() != deadline):
            self._timer.cancel()
            self._timer = None
        if deadline is not None and self._timer is None:
            self._timer = self._loop.call_at(deadline, self._tick)

    def _submit(self):
        """Submits those actions whose turn has come."""
        now = self._loop.time()
        while self._waiting and self._session.logged_in:
            tag, call = next(iter(self._waiting.items()))
            if not call.future.done():
                try:
                    left = max(call.until - now, 1e-6)
                    self._session.submit(tag, call.name, call.headers, now=now, limit=left, **call.options)
                    self._pending[tag] = Flight(call.future)
                except Exception as error:
                    if isinstance(error, Error) and error.status in _LATER:
                        return
                    call.future.set_exception(error)
            self._waiting.popitem(last=False)

    def _too_late(self, tag):
        call = self._waiting.pop(tag, None)
        if call and not call.future.done():
            why = f"without a connection: {self.end}" if not self._session.logged_in else "while all places were taken"
            call.future.set_exception(Error(_c.ACTION_UNSENT, f"the time limit passed {why}"))

    def _tick(self):
        self._timer = None
        self._settle()

    def _time(self):
        while True:
            outcome = self._session.handle_timeout(self._loop.time())
            if outcome is None:
                return
            self._told(outcome.what, outcome.tag, outcome.last, None)

    def _told(self, what, tag, last, place):
        if place is None and what in _NOBODYS:
            # One that was too large, of an action that had ended.
            return
        if what in _NOBODYS:
            event = PacketCopy(place, what, tag)
            self._put(event, event._size())
        elif tag in self._pending:
            flight = self._pending[tag]
            more = PacketCopy(place, what, tag) if place is not None and not flight.future.done() else None
            if last:
                flight.land(what, more, self._memory)
            elif flight.goes_on(what, more, self._memory):
                return
            else:
                # Its place is free at once, and a text that it began is another's.
                self._session.give_up(tag)
                self._session.announce(self._reader)
            del self._pending[tag]
        else:
            self._own(what)

    def _put(self, event, size):
        """Keeps an event or a notice for who takes them; the oldest go first."""
        self._events.append((event, size))
        self._size += size
        while len(self._events) > self._keep or self._size > self._keep_bytes:
            self._size -= self._events.popleft()[1]
            self._dropped += 1
            self.lost += 1
        self._arrived.set()

    def _own(self, what):
        """What the session tells of itself."""
        if self._opened and what in (_c.WHAT_BANNER, _c.WHAT_LOGGED_IN):
            self._put(Notice(what, 0), _NOTICE)
        if what == _c.WHAT_BANNER and self._md5:
            self._session.challenge()
        elif what == _c.WHAT_BANNER:
            self._session.login(*self._login())
        elif what == _c.WHAT_CHALLENGE:
            self._session.login_md5(*self._login())
        elif what == _c.WHAT_LOGGED_IN:
            self._opened, self._again = True, False
            if not self._reconnects:
                self._credentials = None
            # Who connects may have been cancelled.
            if not self._ready.done():
                self._ready.set_result(None)
        elif what == _c.WHAT_LOGIN_REFUSED:
            self._give_up(Error(_c.LOGIN_REFUSED))
        elif what == _c.WHAT_CHALLENGE_REFUSED:
            self._give_up(Error(_c.CHALLENGE_REFUSED))
        elif what == _c.WHAT_LOGIN_TIMED_OUT:
            if self._opened:
                self._give_up(Error(_c.PEER_DEAD, "no answer to the login"))
            else:
                self._give_up(Error(_c.PEER_SILENT, "" if self._session.version else _said(self._reader.tail())))
        elif what == _c.WHAT_DEAD:
            self._give_up(Error(_c.PEER_DEAD, "no answer to a Ping"))
        elif what == _c.WHAT_CONNECT:
            self._connect()
        elif what == _c.WHAT_GAVE_UP:
            self._put(Notice(what, 0), _NOTICE)

    def _login(self):
        """User, secret and mask; after a reconnect the session knows the mask."""
        username, secret, events = self._credentials
        return username, secret, None if self._opened else events

    def _give_up(self, error):
        self._reason = self._reason or error
        if not self._ready.done():
            self._ready.set_exception(error)
        if self._transport:
            self._transport.abort()
