"""Follows the calls of an exchange under asyncio, until it closes:

    AMI_SECRET=... python3 wallboard.py HOST PORT USER [SECONDS]
"""
import asyncio
import os
import sys

from amiwire import aio


async def follow(pbx):
    """A line for each call that begins or ends."""
    async for event in pbx:
        if event.title == "Newchannel":
            print("+", event["Channel"], flush=True)
        elif event.title == "Hangup":
            print("-", event["Channel"], event["Cause-txt"], flush=True)


async def main(host, port, user, seconds=None):
    async with aio.connect(host, user, os.environ["AMI_SECRET"], port=int(port)) as pbx:
        # Two actions at once, each with its own answer.
        queues, channels = await asyncio.gather(pbx.action("Queues"), pbx.action("CoreShowChannels"))
        for queue in queues.items:
            if queue.title == "QueueStatus":
                print("queue", queue["Queue"], "has", queue["CallCount"], "waiting")
        print(len(channels.items), "channels", flush=True)
        try:
            await asyncio.wait_for(follow(pbx), seconds and float(seconds))
        except asyncio.TimeoutError:
            pass


asyncio.run(main(*sys.argv[1:]))
