#!/bin/sh
# Packets a second in Python beside panoramisk's, which comes from PyPI into a
# folder of its own. The lines `ratio NAME VALUE` are ours over theirs.
set -eu
cd "$(dirname "$0")/.."

place=build/python
[ -x "$place/bin/python" ] || "${PYTHON:-python3}" -m venv "$place"
"$place/bin/pip" install --quiet --disable-pip-version-check panoramisk==1.4
PYTHONPATH=ffi-examples/python "$place/bin/python" benches/python/bench.py
