"""The tests, and the processes that they start, find the simulator and the module by
the environment, and read it when they are imported."""

import os

import processes

os.environ.update(processes.simulator(), PYTHONPATH=f"{processes.ROOT}/ffi-examples/python:{processes.ROOT}/tests/python")
