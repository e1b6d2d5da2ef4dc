"""Skips are of two kinds, by how their reason begins: "missing: " an input or a
tool, or "hardware: ". They are written down; a skip of no kind fails, and so
does what is missing where CI=true."""

import pytest

import processes


def pytest_unconfigure():
    processes.end_all()


@pytest.hookimpl(hookwrapper=True, trylast=True)
def pytest_runtest_makereport(item):
    report = (yield).get_result()
    if report.skipped:
        told(report, item.nodeid)


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    report = (yield).get_result()
    if report.skipped:
        told(report, collector.nodeid)


def told(report, test):
    reason = report.longrepr[2].removeprefix("Skipped: ")
    kind, _, what = reason.partition(": ")
    try:
        assert kind in ("missing", "hardware"), f"a skip of no kind: {reason}"
        processes.left_out(kind, what, test)
    except AssertionError as error:
        report.outcome, report.longrepr = "failed", str(error)


@pytest.fixture(scope="session")
def ports():
    """The simulator's environment, and the ports of the other exchanges."""
    return {**processes.simulator(), **processes.exchanges()}
