"""Prints why each call ended, until the connection ends: the program of the README.

AMI_SECRET=... python3 hangups.py HOST PORT USER
"""
import os
import sys

import amiwire

if len(sys.argv) != 4 or "AMI_SECRET" not in os.environ:
    sys.exit("usage: AMI_SECRET=... python3 hangups.py HOST PORT USER")
host, port, user = sys.argv[1:]
secret = os.environ["AMI_SECRET"]
try:
    # README: begin
    with amiwire.connect(host, user, secret, port=port) as pbx:
        for packet in pbx:
            if packet.title == "Hangup":
                print(packet["Cause-txt"], flush=True)
    # README: end
except amiwire.Error as error:
    sys.exit(f"hangups: {error}")
