"""The measurements run, at their smallest, and do what they measure."""

import json
import os
import subprocess
import sys
from pathlib import Path

from erp_databases import copy_of_tested, drop

from odoo.tools import config

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


def measure_little(script):
    """:returns: what a script finds in a copy of the database under test"""
    database = copy_of_tested("bench")
    try:
        done = subprocess.run(
            [sys.executable, BENCHMARKS / script, "--smoke", "--ours", database],
            env={**os.environ, "ODOO_RC": config["config"]},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    finally:
        drop(database)
    return json.loads(done.stdout.splitlines()[-1])


def test_doors_let_people_in():
    rows = measure_little("access_bench.py")
    assert set(rows) == {"decide", "decide over JSON-2", "forget", "drop a partition"}
    assert rows["decide"]["calls"] == 20
    # Only cards that nobody has are refused.
    assert rows["decide"]["refused"] < 10
    assert rows["forget"]["rows"] > 0
    assert all(row["p99 ms"] >= row["p50 ms"] > 0 for row in rows.values())


def test_bookings_are_made_and_refused():
    rows = measure_little("booking_bench.py")["2000"]
    assert {"book and confirm", "refuse what is taken", "search 5 rooms"} <= set(rows)
    assert all(row["queries"] > 0 and row["ms"] > 0 for row in rows.values())
