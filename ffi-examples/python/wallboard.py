"""Follows the calls of an exchange under asyncio, until Ctrl-C or for so many seconds.
After a cut it connects again, and asks again for what it may have missed:

    AMI_SECRET=... python3 wallboard.py HOST PORT USER [SECONDS]
"""
import asyncio
import os
import sys

from amiwire import Error, aio


async def follow(pbx):
    """A line for each call that begins or ends."""
    async for event in pbx:
        if event.title == "Newchannel":
            print("+", event["Channel"], flush=True)
        elif event.title == "Hangup":
            print("-", event["Channel"], event["Cause-txt"], flush=True)
        elif event.kind == "notice" and event.name == "CUT":
            print("cut:", Error(event.status, event.detail), flush=True)
        elif event.kind == "notice" and event.name == "LOGGED_IN":
            print("back", flush=True)
            try:
                await state(pbx)
            except Error as error:
                print("no answer:", error, flush=True)


def show(queues):
    """The queues: of the guide's exchange as a list, of Asterisk up to 14 as text;
    from 15 on it does not know the action, and has QueueStatus instead."""
    if not queues.ok:
        print("the exchange refuses Queues:", queues.message)
    for packet in queues.packets:
        if packet.title == "QueueStatus":
            print("queue", packet["Queue"], "has", packet["CallCount"], "waiting")
        elif packet.kind == "other":
            print(packet.raw.decode("utf-8", "replace").replace("\r", "").rstrip())


async def state(pbx):
    """What there is now."""
    # Two actions at once, each with its own answer.
    queues, channels = await asyncio.gather(pbx.action("Queues"), pbx.action("CoreShowChannels"))
    show(queues)
    if channels.ok:
        print(len(channels.items), "channels", flush=True)
    else:
        print("the exchange refuses CoreShowChannels:", channels.message, flush=True)


async def main(host, port, user, seconds=None):
    async with aio.connect(host, user, os.environ["AMI_SECRET"], port=int(port), reconnect_first=1) as pbx:
        await state(pbx)
        try:
            await asyncio.wait_for(follow(pbx), seconds and float(seconds))
        except asyncio.TimeoutError:
            pass


if len(sys.argv) not in (4, 5) or "AMI_SECRET" not in os.environ:
    sys.exit("usage: AMI_SECRET=... python3 wallboard.py HOST PORT USER [SECONDS]")
try:
    asyncio.run(main(*sys.argv[1:]))
except Error as error:
    sys.exit(f"wallboard: {error}")
except KeyboardInterrupt:
    sys.exit("wallboard: interrupted")
