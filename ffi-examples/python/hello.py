"""Prints the names of events: AMI_SECRET=... python3 hello.py HOST PORT USER"""
import os
import sys

import amiwire

host, port, user = sys.argv[1:]
with amiwire.connect(host, user, os.environ["AMI_SECRET"], port=port) as pbx:
    for packet in pbx:
        if packet.kind == "event":
            print(packet.title, flush=True)
