"""Something of C's that several threads use, and that is given back once."""

import atexit
import os
import threading
import time
import weakref

from . import _c
from ._c import Error

#: So many seconds pass until who closes looks again; who closes waits for
#: calls of other threads at most; the end of the program waits for them.
_AGAIN, PATIENCE, _AT_EXIT = 0.01, 60, 5

_open = weakref.WeakSet()


class Handle:
    """A pointer that C must not be given while it is closed, nor after it.

    Each call holds a lock of its own, a "use", from ``enter`` until it is done:

        use = threading.Lock()
        try:
            with use:
                ... handle.enter(use) ...
        finally:
            handle.left()

    Whether somebody is inside is whether such a lock is held; nothing is
    counted. The handler of a signal may raise between any two steps of Python,
    Ctrl-C does, and a count that is lowered in a ``finally`` stays too high when
    that is interrupted. ``with`` on a lock is the one thing that Python never
    interrupts halfway: what was acquired is released. All else here may be left
    out at any point, and the next one who looks sees the truth.

    ``close`` lets nobody in any more, interrupts those who are inside until all
    have left, and gives the pointer back. Who closes from inside, in a callback
    or in the handler of a signal, cannot wait for itself: then the last one who
    leaves gives it back.

    ``place`` forgets its packet before, with its lock.
    """

    def __init__(self, pointer, interrupt, free, place):
        self._pointer = pointer
        self._interrupt, self._free, self._place = interrupt, free, place
        self._process = os.getpid()
        # May be taken again by the same thread: a handler of a signal, or the
        # collection of garbage, comes at any time.
        self._gate = threading.RLock()
        #: The thread of each use. Those that are no longer held are to be removed.
        self._uses = {}
        #: The use that receives, or did, and the one that gives the pointer back.
        self._receiver = self._closer = None
        self.closed = False
        _open.add(self)

    def _inside(self):
        """The threads that are inside, one for each call. With ``_gate`` held."""
        # Copies: the handler of a signal may come in meanwhile.
        for use in list(self._uses):
            if not use.locked():
                self._uses.pop(use, None)
        return list(self._uses.values())

    def enter(self, use, receives=False):
        """The pointer, for as long as the use is held; raises if it is closed, or
        if it is to receive and another call does."""
        if os.getpid() != self._process:
            raise RuntimeError("a connection belongs to the process that opened it; in a child made by fork it can only be closed")
        if self.closed:
            raise gone()
        with self._gate:
            self._inside()
            self._uses[use] = threading.get_ident()
            # Only now: this may have been interrupted by what closes it.
            if self.closed:
                raise gone()
            if receives:
                if self._receiver is not None and self._receiver.locked():
                    raise Error(_c.BAD_STATE, "another thread receives")
                self._receiver = use
            return self._pointer

    @property
    def pointer(self):
        """The pointer, for who is inside."""
        return self._pointer

    def left(self):
        """For who has left: the last one closes what is to be closed."""
        if self.closed and os.getpid() == self._process:
            self._give_back()

    def close(self, patience=None):
        """Returns when it is closed, or at once from inside. ``patience`` is
        in seconds: afterwards it raises BAD_STATE."""
        if os.getpid() != self._process:
            # Whatever other threads of the parent were doing, they do it no more,
            # and a lock of theirs is never given back. What one was inside of is left.
            self.closed = True
            pointer, self._pointer = self._pointer, None
            if pointer is not None and not any(use.locked() for use in list(self._uses)):
                self._free(pointer)
            return
        self.closed = True
        patience = PATIENCE if patience is None else patience
        until = time.monotonic() + patience
        while not self._give_back():
            with self._gate:
                if self._pointer is not None and not (self._closer and self._closer.locked()):
                    self._interrupt(self._pointer)
                if threading.get_ident() in self._inside() or self._reads():
                    return
            if time.monotonic() >= until:
                raise Error(_c.BAD_STATE, f"a call of another thread did not end within {patience} seconds, and closes when it does")
            time.sleep(_AGAIN)

    def _reads(self):
        """Whether this is the handler of a signal that came while its thread
        looks at a packet, whose memory has to stay: a later call closes."""
        return self._place._lock._is_owned()

    def _give_back(self):
        """Whether it has been given back; does so unless somebody is inside."""
        use = threading.Lock()
        with use:
            with self._gate:
                if self._inside() or self._reads():
                    return False
                # Nobody can come in any more, nor interrupt, and others who close wait.
                self._uses[use] = threading.get_ident()
                self._closer = use
            with self._place._lock:
                self._place._forget()
            # Python looks for signals when a call is over, not in between these.
            pointer, self._pointer = self._pointer, None
            if pointer is not None:
                self._free(pointer)
        return True


def gone():
    """What a call behind ``close`` raises."""
    return Error(_c.CLOSED, "close() was called")


@atexit.register
def _close_all():
    # A thread in C would come back into an interpreter that is going down.
    for handle in list(_open):
        try:
            handle.close(_AT_EXIT)
        except Error:
            pass
