"""The measurement of bookings runs, at its smallest, and refuses what is taken."""

import json
import os
import subprocess
import sys
from pathlib import Path

from erp_databases import copy_of_tested, drop

from odoo.tools import config

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "booking_bench.py"


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
    rows = json.loads(done.stdout.splitlines()[-1])["2000"]
    assert {"book and confirm", "refuse what is taken", "search 5 rooms"} <= set(rows)
    assert all(row["queries"] > 0 and row["ms"] > 0 for row in rows.values())
