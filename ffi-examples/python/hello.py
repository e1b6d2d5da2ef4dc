"""Prints the names of events: AMI_SECRET=... python3 hello.py HOST PORT USER

A UCM6XXX listens on port 7777, a stock Asterisk on 5038.
"""
import os
import sys

import amiwire

if len(sys.argv) != 4 or "AMI_SECRET" not in os.environ:
    sys.exit("usage: AMI_SECRET=... python3 hello.py HOST PORT USER")
host, port, user = sys.argv[1:]
try:
    with amiwire.connect(host, user, os.environ["AMI_SECRET"], port=port) as pbx:
        for packet in pbx:
            if packet.kind == "event":
                print(packet.title, flush=True)
except amiwire.Error as error:
    sys.exit(f"hello: {error}")
