"""One prepared database for all tests of a session, put back before each."""

import time
from pathlib import Path

import ledger
import pytest
from lab import opened

FIRST, SECOND = "2026-03-31", "2026-05-31"
OPEN = []
TASKS = Path(__file__).with_name("billing_tasks.py")


def pytest_runtest_teardown(item, nextitem):
    """End the driver with the last of its tests: the ERP's own tests, which may come
    next, report every child process they find."""
    if nextitem is None or nextitem.path.parent != item.path.parent:
        while OPEN:
            OPEN.pop().close()


def fill(lab):
    """Three months billed, two to come; three contracts nobody can bill; usage that is
    settled, open and taken back."""
    lab.contracts = lab.do("prepare", contracts=36, batch=4)
    lab.do("to_end", run=lab.do("new_run", date=FIRST))
    ledger.assert_ledger_is_sound(lab)
    for contract in lab.contracts[4::9]:
        lab.do(
            "call",
            model="cowork.contract",
            ids=[contract],
            method="action_terminate",
            args=["2026-03-15"],
        )
    assert lab.do("take_back") > 5
    lab.bad = lab.do("spoil")
    lab.run = lab.do("new_run", date=SECOND)
    lab.small = lab.do("new_run", date=SECOND, location="FS")


@pytest.fixture(scope="session")
def prepared(tmp_path_factory):
    log = str(tmp_path_factory.mktemp("faults") / "driver.log")
    with opened(log, TASKS, fill) as lab:
        OPEN.append(lab)
        lab.rehearse("one_batch", run=lab.run)
        yield lab


@pytest.fixture
def lab(prepared):
    """The prepared database, as if no test had used it before."""
    prepared.reset()
    return prepared


@pytest.fixture(scope="session")
def undisturbed(prepared):
    """What a run leaves that nobody disturbs."""
    return _undisturbed(prepared, prepared.run)


@pytest.fixture(scope="session")
def undisturbed_small(prepared):
    """What the run of the small location leaves."""
    return _undisturbed(prepared, prepared.small)


def _undisturbed(lab, run):
    lab.reset()
    start = time.monotonic()
    assert lab.do("to_end", run=run) == "done"
    seconds = time.monotonic() - start
    lab.batch_seconds = seconds / len(lab.sql("SELECT id FROM cowork_billing_progress"))
    ledger.assert_ledger_is_sound(lab)
    return ledger.snapshot(lab)
