"""``make demo`` from end to end: what a newcomer runs first, twice."""

import os
import re
import subprocess
from pathlib import Path
from unittest import TestCase

CHECKOUT = Path(__file__).resolve().parents[1]
DATABASE = f"cowork_test_demo_{os.getpid()}"


class TestDemo(TestCase):
    """Demo data load, the workbook imports, the bills are posted; once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addClassCleanup(
            subprocess.run, ["dropdb", "--if-exists", DATABASE], check=True
        )
        cls.first = cls.demo()
        cls.second = cls.demo()

    @classmethod
    def demo(cls):
        """:returns: the table's figures by name, as (total, new)"""
        done = subprocess.run(
            [CHECKOUT / "scripts" / "cowork", "demo"],
            env={
                **os.environ,
                "BILL_DATE": "2026-03-31",
                "CLUSTER": "test",
                "DB": DATABASE,
                "SERVE": "0",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if done.returncode:
            raise AssertionError(done.stdout)
        figure = r"(?m)^([a-z ]+?)  +([\d,.]+)(?: [A-Z]{3})?  +([\d,.]+)(?: [A-Z]{3})?$"
        return {
            name: (float(total.replace(",", "")), float(new.replace(",", "")))
            for name, total, new in re.findall(figure, done.stdout)
        }

    def test_workbook_becomes_posted_invoices(self):
        self.assertGreater(self.first["contracts"][1], 0)
        self.assertGreater(self.first["invoices"][1], 0)
        self.assertGreaterEqual(self.first["fee lines"][1], self.first["invoices"][1])
        self.assertGreater(self.first["total"][1], 0)
        self.assertGreater(self.first["deposits"][0], 2)
        self.assertEqual(self.first["settlements"], (1, 1))

    def test_second_time_changes_nothing(self):
        self.assertEqual(
            self.second, {name: (total, 0) for name, (total, _) in self.first.items()}
        )
