"""The measurement of doors runs, at its smallest, and lets people in."""

import json
import os
import subprocess
import sys
from pathlib import Path

from erp_databases import copy_of_tested, drop

from odoo.tools import config

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "access_bench.py"


def test_a_small_measurement():
    database = copy_of_tested("bench")
    try:
        done = subprocess.run(
            [sys.executable, SCRIPT, "--smoke", "--ours", database],
            env={**os.environ, "ODOO_RC": config["config"]},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
    finally:
        drop(database)
    rows = json.loads(done.stdout.splitlines()[-1])
    assert set(rows) == {"decide", "decide over JSON-2", "forget", "drop a partition"}
    assert rows["decide"]["calls"] == 20
    # Only cards that nobody has are refused.
    assert rows["decide"]["refused"] < 10
    assert rows["forget"]["rows"] > 0
    assert all(row["p99 ms"] >= row["p50 ms"] > 0 for row in rows.values())
