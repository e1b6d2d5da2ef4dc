"""What a connection tells without a packet."""

from . import _c
from .packets import _Headers


_NAMES = {number: name[len("WHAT_"):] for name, number in vars(_c).items() if name.startswith("WHAT_")}


class Notice(_Headers):
    """Something that happened without a packet: ``what`` is a WHAT_ number of
    amiwire.h and ``name`` its name, ``tag`` the action's. Of WHAT_CUT and WHAT_ATTEMPT_FAILED
    ``status`` says why, and ``detail`` adds to it; otherwise 0 and "".

    An iterator gives notices among the packets, where they belong. A notice looks
    like a packet that has no headers, so that a loop that asks for titles needs no
    case for it."""

    __slots__ = ("what", "tag", "status", "detail")

    kind, title, raw, body, greeting, offset = "notice", "", b"", None, None, 0

    def __init__(self, what, tag, status=0, detail=""):
        self.what, self.tag, self.status, self.detail = what, tag, status, detail

    @property
    def name(self):
        """That of ``what``, such as "CUT", "LOGGED_IN" or "LOST"."""
        return _NAMES.get(self.what, str(self.what))

    @property
    def lost(self):
        """So many events were dropped here, since nobody took them in time; 0 if
        this is another notice."""
        return self.tag if self.what == _c.WHAT_LOST else 0

    @property
    def output(self):
        """None: no lines."""
        return []

    def headers(self):
        """None: no lines."""
        return []

    def get(self, name, default=None, n=0):
        """``default``."""
        return default

    def copy(self):
        """Itself."""
        return self

    def __repr__(self):
        why = f", status={self.status}, detail={self.detail!r}" if self.status else ""
        return f"Notice(what={self.what}, tag={self.tag}{why})"
