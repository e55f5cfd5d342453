"""Public cases: credits, time zones, running again.

Every case is met to the day and the cent, or is in ``DELIBERATE``.
"""

import re
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from odoo.addons.cowork_members.engine.errors import EngineError
from odoo.addons.cowork_members.engine.proration import split_amount

from ..engine.charges import next_due
from .engine_common import History, billed, d, public_cases, terms
from .engine_public import DELIBERATE, FAMILIES, PublicCase, local_day


class TestPublicCredits(PublicCase):
    def test_moved_billing_day_without_new_days_bills_nothing(self):
        self.case("kb-tree-WithBCDChange")
        history = History(
            [
                billed("2014-05-01", "2014-06-01", "10.00"),
                billed(
                    "2014-06-01",
                    "2014-06-15",
                    "5.00",
                    period=("2014-06-01", "2014-07-01"),
                    full="10.00",
                ),
            ]
        )
        line = terms("2014-05-01", "10.00", anchor="billing_day", billing_day=15)
        self.assertEqual(history.run(line, "2014-06-14"), [])

    def test_moved_billing_day_bills_only_the_days_that_are_missing(self):
        given, expect = self.case("kb-tree-WithBCDChange2")
        history = History([billed("2014-06-20", "2014-07-20", "10.00")])
        line = terms("2014-06-17", "10.00", anchor="anniversary")
        self.assertEqual(
            [
                (piece.start.isoformat(), piece.stop.isoformat(), str(piece.amount))
                for piece in history.pieces(line, "2014-07-17")
            ],
            list(map(tuple, expect["new_lines"])),
        )

    def test_moved_billing_day_of_a_running_line(self):
        """The source's 7.00 is an amount given to it; ours is 28 of the 31 days."""
        given, expect = self.different("kb-tree-WithBCDChange3")
        history = History(
            [
                billed("2014-05-17", "2014-06-17", "10.00"),
                billed("2014-06-17", "2014-07-17", "10.00"),
            ]
        )
        line = terms(
            "2014-05-17",
            "10.00",
            last_day="2014-08-16",
            anchor="billing_day",
            billing_day=20,
        )
        self.assertEqual(
            [
                [piece.start.isoformat(), piece.stop.isoformat(), str(piece.amount)]
                for piece in history.pieces(line, "2014-07-20")
            ],
            [expect["new_lines"][0], ["2014-07-20", "2014-08-17", "9.03"]],
        )
        self.assertEqual(expect["new_lines"][1][2], "7.00")

    def test_pause_of_a_year_is_credited_from_the_full_price(self):
        """The credit is the source's. It extends the term by the price of what was
        left of the year (90.00 for 358 days, 7.79); our next year costs 100.00 again:
        31 of 365 days are 8.49."""
        given, expect = self.different("kb-tree-AnnualWithBlocking1")
        history = History([billed("2014-01-01", "2015-01-01", "100.00")])
        line = terms(
            "2014-01-01",
            "100.00",
            last_day="2015-01-31",
            unit="year",
            suspensions=[("2014-01-14", "2014-02-07")],
        )
        found = [
            [piece.start.isoformat(), piece.stop.isoformat(), str(piece.amount)]
            for piece in history.pieces(line, "2015-01-01")
        ]
        self.assertEqual(
            found, [expect["new_lines"][0], ["2015-01-01", "2015-02-01", "8.49"]]
        )
        self.assertEqual(expect["new_lines"][1][2], "7.79")

    def test_two_changes_in_one_month_keep_what_was_used(self):
        given, expect = self.case("kb-tree-MultipleRepair")
        lines = [
            terms("2014-01-01", "12.00", last_day="2014-01-22"),
            terms(
                "2014-01-23",
                "14.85",
                last_day="2014-01-25",
                unit="day",
                interval=9,
            ),
            terms(
                "2014-01-26",
                "19.23",
                last_day="2014-01-31",
                unit="day",
                interval=6,
            ),
        ]
        kept = []
        for line in lines:
            history = History()
            history.run(line.changed(last_day=d("2014-01-31")), line.first_day)
            history.run(line, "2014-01-31")
            days = sorted(history.charged_days())
            stop = days[-1] + timedelta(days=1)
            kept.append([days[0].isoformat(), stop.isoformat(), str(history.total)])
        self.assertEqual(kept, expect["kept"])

    def test_pause_across_two_periods(self):
        given, expect = self.case("kb-tree-BlockAcrossPeriod")
        history = History()
        line = terms("2014-01-01", "12.00", last_day="2014-02-28")
        history.run(line, "2014-02-01")
        (pause,) = given["paused"]
        last = (d(pause[1]) - timedelta(days=1)).isoformat()
        line = line.changed(suspensions=((d(pause[0]), d(last)),))
        first, second = history.run(line, "2014-02-01")
        self.assertEqual(first, ("2014-01-25", "2014-01-31", "-2.71"))
        self.assertEqual(second, ("2014-02-01", "2014-02-06", "-2.57"))
        kept = [amount for _start, _stop, amount in expect["kept"]]
        self.assertEqual([str(12 - Decimal("2.71")), str(12 - Decimal("2.57"))], kept)

    def test_allowance_leaves_room_for_the_credit(self):
        given, expect = self.case("kb-tree-RepairWithSmallItemAdjustment")
        charge = billed("2014-01-01", "2014-02-01", "12.00")
        allowance = billed(
            "2014-01-01",
            "2014-01-01",
            given["manual_credit"],
            key="manual",
            credits=charge.key,
        )
        line = terms("2014-01-01", "12.00", last_day="2014-01-22")
        (credit,) = History([charge, allowance]).pieces(line, "2014-01-23")
        self.assertEqual(str(credit.amount), expect["credit"])

    def test_history_billed_twice_is_refused(self):
        given, expect = self.case("kb-tree-InvalidRepairCausingOverlappingRecurring")
        charges = [billed(*line) for line in given["already_billed"]]
        first = charges[0].key
        credits = [
            billed(*credit[:2], credit[2].split()[0], key=f"c{number}", credits=first)
            for number, credit in enumerate(given["credits"])
        ]
        line = terms("2014-01-01", "12.00")
        with self.assertRaises(EngineError) as caught:
            History([*charges, *credits]).run(line, "2014-02-01")
        self.assertIn(caught.exception.code, ("double_billed", "credit_overlap"))
        with self.assertRaises(EngineError) as caught:
            History(charges).run(line, "2014-02-01")
        self.assertEqual(caught.exception.code, "double_billed")
        self.assertEqual(caught.exception.params["first"], d("2014-01-23"))


class TestPublicTimeZones(PublicCase):
    def test_ending_with_the_period_makes_no_credit(self):
        given, expect = self.case("kb-dst-cancel-pdt-pst")
        start = local_day(given["start_utc"], given["tz"])
        line = terms(start.isoformat(), anchor="anniversary")
        history = History()
        history.run(line, start)
        (charge,) = history.billed
        line = line.changed(last_day=charge.stop - timedelta(days=1))
        self.assertEqual(
            history.run(line, local_day(given["run_utc"], given["tz"])), []
        )
        self.assertEqual(len(history.billed), expect["invoices"])

    def test_hour_that_does_not_exist_changes_no_day(self):
        given, expect = self.case("kb-dst-gap")
        line = terms("2015-03-08", anchor="anniversary")
        history, through = History(), []
        for _month in range(27):
            due = next_due(line, history.billed, line.first_day)
            (piece,) = history.pieces(line, due)
            through.append(piece.stop)
        expected = [
            d(f"{2015 + month // 12}-{month % 12 + 1:02}-08") for month in range(3, 30)
        ]
        self.assertEqual(through, expected)

    def test_hourly_runs_bill_once_on_the_local_day(self):
        given, expect = self.case("lago-tz-once-per-local-day-4")
        start = local_day(given["subscribed"], given["tz"])
        line = terms(start.isoformat(), anchor="anniversary")
        history = History()
        history.run(line, start)
        for times, count in (
            ("before", expect["invoices_before"]),
            ("on_day", expect["invoices_on_day_in_total"]),
            ("after", expect["invoices_after"]),
        ):
            found = []
            for instant in given[f"run_billing_at_{times}"]:
                found += history.run(line, local_day(instant, given["tz"]))
            self.assertEqual(len(found), count, times)


class TestPublicRunningAgain(PublicCase):
    def test_second_run_makes_nothing(self):
        given, expect = self.case("kb-rerun-is-empty")
        line = terms("2011-09-01", "5.00")
        history = History()
        first, second = given["runs"]
        self.assertEqual(len(history.run(line, first)), 4)
        self.assertEqual(history.run(line, second), [])


class TestPublicDeferral(PublicCase):
    def test_invoice_line_is_the_sum_of_its_months(self):
        """Spreading revenue over months is not billing. The same days billed by us are
        the source's months; it puts the rounding on the first, we on the last part."""
        given, expect = self.case("oca-cutoff-prorata")
        line = terms("2023-01-08", "1000.00", last_day="2023-03-15")
        self.assertEqual(
            [amount for _start, _stop, amount in History().run(line, "2023-03-01")],
            [expect[month] for month in ("january", "february", "march")],
        )
        shares = split_amount(Decimal("2258.06"), [24, 28, 15], 67, Decimal("0.01"))
        self.assertEqual(sum(shares), Decimal(expect["invoice_line"]))


class TestPublicCasesAllUsed(PublicCase):
    def test_every_case_is_met_or_named_as_different(self):
        files = Path(__file__).parent.glob("test_engine_public_*.py")
        source = "".join(file.read_text(encoding="utf-8") for file in files)
        met = set(re.findall(r'self\.case\("([^"]+)"\)', source))
        different = set(re.findall(r'self\.different\("([^"]+)"\)', source))
        self.assertEqual(different, DELIBERATE)
        self.assertEqual(met | different, set(public_cases(*FAMILIES)))
        self.assertFalse(met & different)
