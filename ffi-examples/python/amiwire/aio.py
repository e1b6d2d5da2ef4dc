"""An exchange under asyncio: its transport, the session of libamiwire.

    async with amiwire.aio.connect("pbx.example", "ucmamiuser1", secret) as pbx:
        answer = await pbx.action("QueueStatus", {"Queue": "6500"})
        for line in await pbx.command("core show channels"):
            print(line)
        async for event in pbx:
            print(event.title)
"""

import asyncio
from collections import deque

from . import _c
from ._c import Error
from .answers import Answer
from .packets import PacketCopy, Reader
from .session import Session

_OVER = {
    _c.WHAT_TIMED_OUT: _c.ACTION_TIMED_OUT,
    _c.WHAT_UNKNOWN: _c.OUTCOME_UNKNOWN,
    _c.WHAT_UNSENT: _c.ACTION_UNSENT,
}

_NOBODYS = (_c.WHAT_EXTRA, _c.WHAT_UNCLAIMED, _c.WHAT_OTHER)


class connect:
    """``async with connect(...) as client``, or ``client = await connect(...)``.

    ``ssl`` is what asyncio takes. ``keep`` bounds the events that wait to be
    taken: beyond it the oldest are dropped and counted in ``client.lost``.
    ``memory`` bounds in bytes what is being read, and each answer; of the system it
    takes what is needed. An answer that is larger raises PACKET_TOO_LARGE or
    TRUNCATED, with what had come of it as ``answer`` of the ``Error``.
    ``options`` are members of ``amiwire_session_options``, times in seconds.
    """

    def __init__(self, host, username, secret, *, port=None, ssl=None, server_hostname=None, login="plain", events=None,
                 keep=10000, actions=64, memory=8 << 20, **options):
        self._where = host, port or (5039 if ssl else 7777), ssl, server_hostname
        credentials = _c.encoded(username), _c.encoded(secret), events
        login = _c.login_way(login)
        self._client = lambda loop: Client(loop, credentials, login, keep, actions, memory, options)

    async def _open(self):
        loop = asyncio.get_running_loop()
        host, port, ssl, name = self._where
        client = self._client(loop)
        try:
            await loop.create_connection(lambda: client, host, port, ssl=ssl, server_hostname=name)
            await client._ready
        except BaseException:
            # Nobody asks any more whether it is, whatever still comes.
            client._ready.cancel()
            if client._transport:
                client._transport.abort()
                await client._gone
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
    what belongs to no action in flight: events, as copies that stay."""

    def __init__(self, loop, credentials, login, keep, actions, memory, options):
        self._loop = loop
        self._credentials = credentials
        self._md5 = login == _c.LOGIN_MD5
        self._begin = lambda: Session(loop.time(), actions, **options)
        self._session = self._begin()
        # A line takes eight bytes beside its own.
        self._memory = memory
        self._reader = Reader(3 * memory // 4, memory // 32, text=_c.TEXT_ANNOUNCED)
        self._ready = loop.create_future()
        self._gone = loop.create_future()
        self._pending = {}
        self._sizes = {}
        self._tag = 0
        self._events = deque(maxlen=keep)
        self._arrived = asyncio.Event()
        self._timer = self._transport = None
        self._writing = True
        #: How many events were dropped since nobody took them.
        self.lost = 0

    # ---- For programs -------------------------------------------------------

    @property
    def version(self):
        """The version in the greeting: a hint only."""
        return self._session.version

    async def action(self, name, headers=(), *, limit=None):
        """Sends an action and waits for its whole answer. ``limit`` is in
        seconds; without one, a minute. Raises OUTCOME_UNKNOWN if the connection
        is cut meanwhile: look before you repeat it."""
        self._tag += 1
        tag, future = self._tag, self._loop.create_future()
        self._session.submit(tag, name, headers, now=self._loop.time(), limit=limit)
        self._pending[tag] = future, []
        self._turn()
        return await future

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
        if self._session.logged_in:
            self._session.logoff()
            self._turn()
            await asyncio.wait([self._gone], timeout=1)
        self._transport.close()
        await self._gone

    def __aiter__(self):
        return self

    async def __anext__(self):
        while not self._events:
            if self._gone.done():
                raise StopAsyncIteration
            self._arrived.clear()
            await self._arrived.wait()
        return self._events.popleft()

    # ---- For asyncio --------------------------------------------------------

    def connection_made(self, transport):
        self._transport = transport
        # Its time begins with the connection, not with the attempt.
        self._session = self._begin()
        self._turn()

    def get_buffer(self, sizehint):
        # What is received goes where the packets are read in place. Of all the room
        # no more than that: what is never written to takes no memory.
        return self._reader.space()[:262144]

    def buffer_updated(self, n):
        self._reader.commit(n)
        try:
            self._session.handle_all(self._reader, self._loop.time(), self._told)
        except Error as error:
            self._give_up(error)
        self._reader.rest()
        self._turn()

    def pause_writing(self):
        self._writing = False

    def resume_writing(self):
        self._writing = True
        self._turn()

    def connection_lost(self, error):
        now = self._loop.time()
        self._session.cut(now)
        self._time()
        if self._timer:
            self._timer.cancel()
        if not self._ready.done():
            self._ready.set_exception(error or Error(_c.CLOSED))
        self._gone.set_result(None)
        self._arrived.set()

    # ---- Turns --------------------------------------------------------------

    def _turn(self):
        """Sends what is to be sent, and sees to the next time limit."""
        while self._writing:
            data = self._session.transmit()
            if not data:
                break
            self._transport.write(data)
        deadline = self._session.deadline()
        if self._timer and (deadline is None or self._timer.when() != deadline):
            self._timer.cancel()
            self._timer = None
        if deadline is not None and self._timer is None:
            self._timer = self._loop.call_at(deadline, self._tick)

    def _tick(self):
        self._timer = None
        self._time()
        self._turn()

    def _time(self):
        while True:
            outcome = self._session.handle_timeout(self._loop.time())
            if outcome is None:
                return
            self._told(outcome.what, outcome.tag, outcome.last, None)

    def _told(self, what, tag, last, place):
        if what == _c.WHAT_EVENT or what in _NOBODYS:
            self.lost += len(self._events) == self._events.maxlen
            self._events.append(PacketCopy(place, what, tag))
            self._arrived.set()
        elif tag in self._pending:
            future, packets = self._pending[tag]
            if place is not None and not future.done():
                packets.append(PacketCopy(place, what, tag))
                self._sizes[tag] = self._sizes.get(tag, 0) + len(packets[-1].raw)
            if what == _c.WHAT_TOO_LARGE and not future.done():
                future.set_exception(self._too_large(_c.PACKET_TOO_LARGE if last else _c.TRUNCATED, packets))
            elif self._sizes.get(tag, 0) > self._memory and not future.done():
                future.set_exception(self._too_large(_c.TRUNCATED, packets))
            if last:
                del self._pending[tag]
                self._sizes.pop(tag, None)
            if last and not future.done():
                if what in _OVER:
                    future.set_exception(Error(_OVER[what]))
                else:
                    future.set_result(Answer(packets))
        else:
            self._own(what)

    def _too_large(self, status, packets):
        """An answer is too large: what had come of it stays."""
        error = Error(status, f"raise memory, which is {self._memory} bytes")
        error.answer = Answer(packets)
        return error

    def _own(self, what):
        """What the session tells of itself."""
        if what == _c.WHAT_BANNER and self._md5:
            self._session.challenge()
        elif what == _c.WHAT_BANNER:
            self._session.login(*self._credentials)
        elif what == _c.WHAT_CHALLENGE:
            self._session.login_md5(*self._credentials)
        elif what == _c.WHAT_LOGGED_IN:
            self._credentials = None
            # Who connects may have been cancelled.
            if not self._ready.done():
                self._ready.set_result(None)
        elif what == _c.WHAT_LOGIN_REFUSED:
            self._give_up(Error(_c.LOGIN_REFUSED))
        elif what == _c.WHAT_CHALLENGE_REFUSED:
            self._give_up(Error(_c.CHALLENGE_REFUSED))
        elif what in (_c.WHAT_LOGIN_TIMED_OUT, _c.WHAT_DEAD):
            self._give_up(Error(_c.PEER_SILENT))

    def _give_up(self, error):
        if not self._ready.done():
            self._ready.set_exception(error)
        self._transport.abort()
