"""Small exchanges that are not the one in the guide, for the examples to meet.
Prints a line "NAME PORT" for each, and serves until it is killed.

    python3 exchanges.py
"""
import asyncio
import itertools

ROWS = (
    "support has 0 calls (max unlimited) in 'ringall' strategy (0s holdtime, 0s talktime), W:0, C:0, A:0\r\n"
    "   Members: \r\n"
    "      Alice: the first (Local/1001@phones) with penalty 3 (Not in use) has taken no calls yet\r\n"
    "   No Callers\r\n"
    "\r\n"
    "sales has 2 calls (max unlimited) in 'rrmemory' strategy (0s holdtime, 0s talktime), W:3, C:0, A:0\r\n"
    "   No Members\r\n"
    "   No Callers\r\n"
    "\r\n\r\n"
)
# Behind what is said: the end of the connection.
CLOSE = "\0"
UNKNOWN = "Invalid/unknown command: %s. Use Action: ListCommands to show available commands."
# What OriginateResponse says of a number: the Reason, as Asterisk has it.
REASONS = {"busy": 5, "congested": 8, "silent": 3, "gone": 1, "wrong": 0, "odd": 14, "good": 4}


def packet(first, **fields):
    lines = [first] + [f"{name.replace('_', '-')}: {value}" for name, value in fields.items()]
    return "".join(line + "\r\n" for line in lines + [""])


def answer(request, outcome="Success", **fields):
    return packet(f"Response: {outcome}", ActionID=request["actionid"], **fields)


async def requests(reader):
    """Each action as a dict, its names in small letters."""
    while True:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        pairs = (line.partition(": ") for line in lines if line)
        yield {name.lower(): value for name, _, value in pairs}


def usual(request):
    """What every exchange says; None for an action that it does not know."""
    action = request["action"].lower()
    if action == "challenge":
        return answer(request, Challenge="840415273")
    if action in ("login", "ping"):
        return answer(request, Message="Authentication accepted" if action == "login" else "", Ping="Pong")
    return packet("Response: Goodbye", Message="Thanks") if action == "logoff" else None


def empty(request, completion):
    """A list without items."""
    return answer(request, EventList="start") + packet(
        f"Event: {completion}", ActionID=request["actionid"], EventList="Complete", ListItems=0
    )


def text(request):
    """Up to Asterisk 14: Queues is text without a response."""
    lists = {"coreshowchannels": "CoreShowChannelsComplete", "queuestatus": "QueueStatusComplete"}
    action = request["action"].lower()
    if action == "queues":
        return ROWS
    return empty(request, lists[action]) if action in lists else unknown(request)


def unknown(request):
    return answer(request, "Error", Message=UNKNOWN % request["action"])


calls = itertools.count(1)


def originate(request, old=False):
    """How a call goes is decided by its number."""
    if request["action"].lower() != "originate":
        return unknown(request)
    channel, number, call = request["channel"], request["exten"], next(calls)
    if number == "refused":
        return answer(request, "Error", Message="Originate Access Forbidden")
    reason, uniqueid = REASONS[number], f"1795.{call}"
    said = answer(request, Message="Originate successfully queued")
    if not channel.startswith("Nonesuch/"):
        said += packet("Event: Newchannel", Channel=f"{channel}-{call:08x}", Uniqueid=uniqueid)
    good = reason == 4
    what = {"Channel": channel, "Reason": reason, "Uniqueid": uniqueid if good else "<null>"}
    if old:
        said += packet(f"Event: Originate{'Success' if good else 'Failure'}", ActionID=request["actionid"], **what)
    else:
        outcome = "Success" if good else "Failure"
        said += packet("Event: OriginateResponse", ActionID=request["actionid"], Response=outcome, **what)
    if good:
        said += packet("Event: Hangup", Channel=channel, Uniqueid=uniqueid, Cause=16, Cause_txt="Normal Clearing")
    return said


def filtered(request):
    """The account has an eventfilter: no event arrives."""
    return originate(request).split("Event: ")[0]


def cuts(request):
    """Closes the connection behind a list of channels."""
    if request["action"].lower() == "coreshowchannels":
        return empty(request, "CoreShowChannelsComplete") + CLOSE
    return unknown(request)


def plain(request):
    """There is no login but the plain one."""
    return answer(request, "Error", Message="Must specify AuthType")


def large(request):
    """Lists with an item that is larger than any client takes, and without an end."""
    item = packet("Event: Item", ActionID=request["actionid"], Value="v" * 200000)
    return answer(request, EventList="start") + item


class Limited:
    """Lets only so many be there without a login, and closes all others before it
    greets them, as Asterisk does by its authlimit; the first few, too."""

    def __init__(self, most, first=0):
        self.most, self.first, self.there = most, first, 0

    def __call__(self, request):
        return empty(request, "CoreShowChannelsComplete")


def serve(answers, banner):
    limit = answers if isinstance(answers, Limited) else Limited(1000000)

    async def client(reader, writer):
        limit.first -= 1
        if limit.first >= 0 or limit.there >= limit.most:
            writer.close()
            return
        limit.there += 1
        new = True
        try:
            writer.write(f"{banner if '/' in banner else 'Asterisk Call Manager/' + banner}\r\n".encode())
            async for request in requests(reader):
                if new and limit.most < 1000000:
                    # Those that come at once are there at once.
                    await asyncio.sleep(0.02)
                limit.there -= new
                new = False
                said = answers(request) if answers is plain else usual(request) or answers(request)
                writer.write(said.replace(CLOSE, "").encode())
                await writer.drain()
                if said.endswith(CLOSE) or request["action"].lower() == "logoff":
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            limit.there -= new
            writer.close()

    # With the backlog that Asterisk has.
    return asyncio.start_server(client, "127.0.0.1", 0, backlog=10)


async def main():
    there = {
        "unknown": (unknown, "12.0.0"),
        "text": (text, "2.10.6"),
        "calls": (originate, "2.10.6"),
        "old": (lambda request: originate(request, old=True), "1.0"),
        "filtered": (filtered, "12.0.0"),
        "limited": (Limited(50), "12.0.0"),
        "plain": (plain, "2.10.6"),
        "large": (large, "12.0.0"),
        "cuts": (cuts, "12.0.0"),
        "stranger": (unknown, "Some PBX/1.0"),
        "shaky": (Limited(50, first=3), "12.0.0"),
    }
    servers = []
    for name, (answers, banner) in there.items():
        server = await serve(answers, banner)
        servers.append(server)
        print(name, server.sockets[0].getsockname()[1], flush=True)
    await asyncio.gather(*(server.serve_forever() for server in servers))


asyncio.run(main())
