"""What an action was answered with."""

from . import _c

_GOOD = ("success", "follows", "goodbye")


class Refused(Exception):
    """The exchange answered with ``Response: Error``: ``answer`` is all that it
    answered, its lines included, and ``message`` what it says for a person."""

    def __init__(self, answer):
        super().__init__(answer)
        self.answer, self.message = answer, answer.message

    def __str__(self):
        return self.message or "the exchange refused the action"


class Answer:
    """All packets that answer one action, as copies that stay."""

    def __init__(self, packets):
        #: All of them, in order.
        self.packets = packets

    @property
    def response(self):
        """The first packet: the response, or for an Originate with Async the
        response that said that it was started."""
        return self.packets[0] if self.packets else None

    @property
    def items(self):
        """Of a list, its items."""
        return [packet for packet in self.packets if packet.what == _c.WHAT_LIST_ITEM]

    @property
    def end(self):
        """The last packet: of a list its completion, of an Originate with Async
        the OriginateResponse."""
        return self.packets[-1] if self.packets else None

    @property
    def ok(self):
        """Whether no response in it says otherwise."""
        whole = [packet.get("Response", "Success") for packet in self.packets if packet.what != _c.WHAT_LIST_ITEM]
        return all(word.lower() in _GOOD for word in whole)

    @property
    def message(self):
        """What it says for a person, or ""."""
        return self.end.get("Message", "") if self.packets else ""

    @property
    def output(self):
        """Of a Command, the lines that it printed."""
        return [line for packet in self.packets for line in packet.output]

    def printed(self):
        """``output``; raises ``Refused`` if it is not ``ok``."""
        if not self.ok:
            raise Refused(self)
        return self.output

    def __repr__(self):
        return f"<Answer {self.packets!r}>"
