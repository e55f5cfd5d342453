"""Public cases: proration in advance, item ranges, day counts, amounts, wrong dates.

Kill Bill's ends are exclusive, ours are the last day. Where we differ on purpose the
case is named, with the reason and with what we give instead.
"""

from decimal import Decimal
from fractions import Fraction
from unittest import TestCase

from odoo.addons.cowork_members.engine.errors import EngineError
from odoo.addons.cowork_members.engine.periods import period_containing
from odoo.addons.cowork_members.engine.proration import (
    basis_days,
    full_amount,
    part_amount,
)

from ..engine.charges import check_target
from .engine_common import ONE_DAY, History, d, public_cases, terms

PERIODS = {"monthly": ("month", 1), "quarterly": ("month", 3), "annual": ("year", 1)}
MODES = {"in_advance": "advance", "in_arrears": "arrears"}


def day_before(text):
    return text and (d(text) - ONE_DAY).isoformat()


def line_of(given, **values):
    unit, interval = PERIODS[given["period"]]
    return terms(
        given["start"],
        last_day=day_before(given["end"]),
        unit=unit,
        interval=interval,
        anchor="billing_day",
        billing_day=given["bill_cycle_day"],
        bill_in=MODES[given["billing_mode"]],
        **values,
    )


class TestProrationInAdvance(TestCase):
    def test_every_case_gives_its_fee_lines_to_the_day_and_the_cent(self):
        cases = public_cases("proration_in_advance")
        self.assertEqual(len(cases), 148)
        for case_id, case in cases.items():
            given, derived = case["given"], case["derived"]
            expected = [
                (item["from"], day_before(item["to"]), amount)
                for item, amount in zip(
                    derived["items"], derived["amounts_at_price_100.00"], strict=True
                )
            ]
            with self.subTest(case=case_id):
                history = History()
                line = line_of(given)
                self.assertEqual(history.run(line, given["target_date"]), expected)
                self.assertEqual(
                    history.total, Decimal(derived["total_at_price_100.00"])
                )

    def test_every_case_gives_its_exact_share_of_the_period(self):
        for case_id, case in public_cases("proration_in_advance").items():
            with self.subTest(case=case_id):
                pieces = History().pieces(
                    line_of(case["given"]), case["given"]["target_date"]
                )
                self.assertEqual(
                    [Fraction(piece.days, piece.period_days) for piece in pieces],
                    [Fraction(item["cycles"]) for item in case["derived"]["items"]],
                )

    def test_month_end_cut_divides_by_the_days_between_the_cuts(self):
        """Billing day 31 in February 2011: from 31 Jan to 28 Feb are 28 days, where
        Kill Bill counts 31 days back from 28 Feb."""
        line = terms("2011-02-10", anchor="billing_day", billing_day=31)
        self.assertEqual(
            History().run(line, "2011-02-10"), [("2011-02-10", "2011-02-27", "64.29")]
        )
        period = period_containing(line, line.first_day)
        self.assertEqual(
            (period.index, period.start, period.stop),
            (-1, d("2011-01-31"), d("2011-02-28")),
        )


class TestItemRanges(TestCase):
    def test_every_case_gives_its_ranges(self):
        cases = public_cases("item_ranges")
        self.assertEqual(len(cases), 9)
        for case_id, case in cases.items():
            with self.subTest(case=case_id):
                pieces = History().pieces(
                    line_of(case["given"]), case["given"]["target_date"]
                )
                self.assertEqual(
                    [[p.start.isoformat(), p.stop.isoformat()] for p in pieces],
                    case["expect"]["ranges"],
                )


class TestDayCount(TestCase):
    #: the sources count every month of a part as 30 days (23 Feb to 15 Mar is 22 days);
    #: we count the days there are, at most 30 a month, out of 30
    DIFFERENT = {
        "kb-fixed30-2023-02-23": ("0.733333333", "0.666666667"),
        "kb-fixed30-2024-02-23": ("0.733333333", "0.700000000"),
        "kb-fixed30-amount-3": ("14.63", "15.30"),
    }

    def _share(self, given):
        line = terms(
            given["from"],
            anchor="billing_day",
            billing_day=d(given["to"]).day,
            last_day=day_before(given["to"]),
            proration="daily" if "actual" in given["convention"] else "thirty",
        )
        (piece,) = History().pieces(line, given["from"])
        self.assertEqual(piece.stop, d(given["to"]))
        share = Decimal(piece.counted_days) / piece.basis_days
        return str(share.quantize(Decimal("1e-9")))

    def test_share_of_a_period_by_either_convention(self):
        cases = public_cases("day_count_convention")
        self.assertEqual(len(cases), 4)
        different = {}
        for case_id, case in cases.items():
            found = self._share(case["given"])
            if found != case["expect"]["cycles_9dp"]:
                different[case_id] = (case["expect"]["cycles_9dp"], found)
        different.update(self._different_amounts())
        self.assertEqual(different, self.DIFFERENT)

    def _different_amounts(self):
        different = {}
        cases = public_cases("proration_amounts")
        self.assertEqual(len(cases), 3)
        for case_id, case in cases.items():
            given = case["given"]
            line = terms(
                given["from"],
                given["price"],
                anchor="billing_day",
                billing_day=given["bill_cycle_day"],
                proration="thirty",
            )
            (piece,) = History().pieces(line, given["from"])
            self.assertEqual(piece.stop, d(given["to"]), case_id)
            if str(piece.amount) != case["expect"]["amount"]:
                different[case_id] = (case["expect"]["amount"], str(piece.amount))
        return different

    def test_thirty_counts_at_most_thirty_days_a_month(self):
        step, full = Decimal("0.01"), Decimal(900)
        for days, amount in ((1, "30.00"), (29, "870.00"), (30, "900.00")):
            basis = basis_days("thirty", 31, 1)
            self.assertEqual(part_amount(full, days, basis, step), Decimal(amount))
        self.assertEqual(basis_days("thirty", 92, 3), 90)
        self.assertEqual(basis_days("thirty", 14, 0), 14)
        self.assertEqual(basis_days("daily", 31, 1), 31)


class TestInvalidDates(TestCase):
    #: a target before the first day is no mistake of the line: there is nothing to bill
    NOTHING_DUE = {"kb-monthly-TargetStart-1"}

    def test_dates_out_of_order_are_refused(self):
        cases = public_cases("invalid_dates")
        self.assertEqual(len(cases), 4)
        nothing_due = set()
        for case_id, case in cases.items():
            given = case["given"]
            try:
                found = History().run(line_of(given), given["target_date"])
            except EngineError as error:
                self.assertEqual(error.code, "end_before_start", case_id)
                self.assertEqual(error.params["first_day"], d(given["start"]))
            else:
                self.assertEqual(found, [], case_id)
                nothing_due.add(case_id)
        self.assertEqual(nothing_due, self.NOTHING_DUE)


class TestSafetyBound(TestCase):
    def test_target_more_than_36_months_ahead_is_refused(self):
        self.assertEqual(list(public_cases("safety_bound")), ["kb-target-too-far"])
        today = d("2026-11-22")
        check_target(today, d("2029-11-22"))
        with self.assertRaises(EngineError) as caught:
            check_target(today, d("2029-11-23"))
        self.assertEqual(caught.exception.code, "target_too_far")
        self.assertEqual(caught.exception.params["months"], 36)

    def test_month_end_is_clamped_in_the_bound(self):
        check_target(d("2024-02-29"), d("2027-02-28"))
        with self.assertRaises(EngineError):
            check_target(d("2024-02-29"), d("2027-03-01"))


class TestFullAmount(TestCase):
    def test_half_a_cent_is_rounded_up(self):
        cent = Decimal("0.01")
        for price, quantity, discount, expected in (
            ("999.99", "2", "12.5", "1749.98"),
            ("0.125", "1", "0", "0.13"),
            ("-0.125", "1", "0", "-0.13"),
            ("1800", "1", "10", "1620.00"),
            ("33.333333", "3", "0", "100.00"),
        ):
            amount = full_amount(
                Decimal(price), Decimal(quantity), Decimal(discount), cent
            )
            self.assertEqual(str(amount), expected)
