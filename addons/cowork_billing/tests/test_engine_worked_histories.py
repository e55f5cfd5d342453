"""The worked histories that an independent program made, run by run."""

from unittest import TestCase

from .engine_common import History, load, terms


class TestWorkedHistories(TestCase):
    def test_every_history_is_billed_to_the_day_and_the_cent(self):
        cases = load("billing_cases.json")
        self.assertEqual(len(cases), 40)
        for number, case in enumerate(cases):
            line = terms(
                case["start"],
                str(case["price"]),
                case["end"],
                **{
                    name: case[name]
                    for name in (
                        "unit",
                        "interval",
                        "billing_day",
                        "bill_in",
                        "anchor",
                        "proration",
                    )
                },
                quantity=str(case["quantity"]),
                discount=str(case["discount"]),
            )
            history = History()
            for run in case["runs"]:
                with self.subTest(case=number, run=run["run"]):
                    self.assertEqual(
                        history.run(line, run["run"]), list(map(tuple, run["fees"]))
                    )
                    self.assertEqual(history.run(line, run["run"]), [])
