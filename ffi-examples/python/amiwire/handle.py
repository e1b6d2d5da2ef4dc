"""Something of C's that several threads use, and that is given back once."""

import atexit
import os
import threading
import weakref

from . import _c
from ._c import Error

#: So many seconds who closes looks again, and what is open at the end of the
#: program is waited for.
_AGAIN, _AT_EXIT = 0.05, 5

_open = weakref.WeakSet()


class Handle:
    """A pointer that C must not be given while it is closed, nor after it.

    Whoever uses it comes in by ``enter`` and goes by ``leave``. ``close`` lets
    nobody in any more, interrupts those who are inside until all have left, and
    gives the pointer back. Who closes from inside, in a callback or in the
    handler of a signal, cannot wait for itself: then the last one who leaves
    gives it back.
    """

    def __init__(self, pointer, interrupt, free):
        self._pointer = pointer
        self._interrupt, self._free = interrupt, free
        self._process = os.getpid()
        # May be taken again by the same thread: a handler of a signal, or the
        # collection of garbage, comes at any time.
        self._gate = threading.Condition(threading.RLock())
        #: How often each thread is inside.
        self._users = {}
        self._freed = False
        self.closed = False
        _open.add(self)

    def enter(self):
        """The pointer, until ``leave``; raises if it is closed."""
        if os.getpid() != self._process:
            raise RuntimeError("a connection belongs to the process that opened it; in a child made by fork it can only be closed")
        me = threading.get_ident()
        with self._gate:
            self._users[me] = self._users.get(me, 0) + 1
            # Only now: this may have been interrupted by what closes it.
            if not self.closed:
                return self._pointer
        self.leave()
        raise gone()

    @property
    def pointer(self):
        """The pointer, for who is inside."""
        return self._pointer

    def leave(self):
        me = threading.get_ident()
        with self._gate:
            self._users[me] -= 1
            if not self._users[me]:
                del self._users[me]
            last = self.closed and not self._users
        if last:
            self._give_back()

    def close(self, patience=None):
        """Returns when it is closed, or at once from inside."""
        if os.getpid() != self._process:
            # Whatever other threads of the parent were doing, they do it no more,
            # and a lock of theirs is never given back. What one was inside of is left.
            self.closed = True
            pointer, self._pointer = self._pointer, None
            if pointer is not None and not self._users:
                self._free(pointer)
            return
        me = threading.get_ident()
        with self._gate:
            self.closed = True
            inside, nobody = me in self._users, not self._users
        if nobody:
            self._give_back()
        while True:
            with self._gate:
                if self._freed:
                    return
                if self._pointer is not None:
                    self._interrupt(self._pointer)
                if inside or patience is not None and patience <= 0:
                    return
                self._gate.wait(_AGAIN)
                patience = None if patience is None else patience - _AGAIN

    def _give_back(self):
        with self._gate:
            pointer, self._pointer = self._pointer, None
        if pointer is None:
            return
        try:
            self._free(pointer)
        finally:
            # Also when a signal's handler raised in it: others wait for this.
            with self._gate:
                self._freed = True
                self._gate.notify_all()


def gone():
    """What a call behind ``close`` raises."""
    return Error(_c.CLOSED, "close() was called")


@atexit.register
def _close_all():
    # A thread in C would come back into an interpreter that is going down.
    for handle in list(_open):
        handle.close(_AT_EXIT)
