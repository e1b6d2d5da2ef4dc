"""Actions under asyncio: what waits to be sent, and what is in flight."""

from . import _c
from ._c import Error
from .answers import Answer

_OVER = {
    _c.WHAT_TIMED_OUT: _c.ACTION_TIMED_OUT,
    _c.WHAT_UNKNOWN: _c.OUTCOME_UNKNOWN,
    _c.WHAT_UNSENT: _c.ACTION_UNSENT,
    _c.WHAT_TOO_LARGE: _c.PACKET_TOO_LARGE,
}


class Call:
    """An action that waits to be sent."""

    __slots__ = ("name", "headers", "until", "options", "future")

    def __init__(self, name, headers, until, options, future):
        self.name, self.headers, self.until, self.options, self.future = name, headers, until, options, future


class Flight:
    """An action in flight: what has come of its answer, and the memory of that."""

    __slots__ = ("future", "packets", "size")

    def __init__(self, future):
        self.future, self.packets, self.size = future, [], 0

    def goes_on(self, what, packet, bound):
        """One more packet of the answer, or none if that was too large; the answer has
        ``bound`` bytes at most. False if that ends the action."""
        if self.future.done():
            # Nobody waits, and nothing is kept.
            return True
        if not self._add(packet, bound) or what == _c.WHAT_TOO_LARGE:
            self._fail(_c.TRUNCATED, bound)
            return False
        return True

    def land(self, what, packet, bound):
        """The last packet of the answer, or what ended the action without one."""
        if self.future.done():
            return
        status = _OVER.get(what, _c.OK)
        if not self._add(packet, bound):
            status = _c.TRUNCATED
        if status == _c.OK:
            self.future.set_result(Answer(self.packets))
        else:
            self._fail(status, bound)

    def _add(self, packet, bound):
        """Whether it fits."""
        if packet is not None:
            self.packets.append(packet)
            self.size += packet._size()
        return self.size <= bound

    def _fail(self, status, bound):
        why = f"raise memory, which is {bound} bytes" if status in (_c.TRUNCATED, _c.PACKET_TOO_LARGE) else ""
        self.future.set_exception(Error(status, why, answer=Answer(self.packets)))
