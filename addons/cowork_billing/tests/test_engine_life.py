"""The life of a contract, and every worked example of the billing rules."""

import doctest
from datetime import date
from decimal import Decimal
from unittest import TestCase

from ..engine import charges
from ..engine.deposits import (
    DepositLine,
    deposit_charge,
    deposit_refund,
    setup_charge,
)
from ..engine.explanation import TEMPLATES, explain
from .engine_common import History, d, money, period, terms


def sentence(piece):
    return explain(piece.computation, TEMPLATES, money, period)


class Deposit:
    """The deposit account of a contract, charged as a run would."""

    def __init__(self):
        self.held, self.count = Decimal(0), 0

    def run(self, lines, day):
        charge = deposit_charge(5, lines, d(day), self.held, self.count, name="Deposit")
        if charge is None:
            return None
        self.held += charge.amount
        self.count += 1
        return charge


class TestLifeOfAContract(TestCase):
    """Fixed desk 1,800 a month, calendar, in advance, daily, deposit 2 months,
    set-up fee 200."""

    def setUp(self):
        super().setUp()
        self.desk = terms("2026-11-16", "1800", line_id=1)
        self.history = History()
        self.deposit = Deposit()

    def _deposit_line(self, line):
        return DepositLine(
            name=line.name,
            price=line.price,
            first_day=line.first_day,
            last_day=line.last_day,
            months=Decimal(2),
        )

    def _sum(self, lines, day):
        charge = self.deposit.run([self._deposit_line(line) for line in lines], day)
        return charge and str(charge.amount)

    def _start(self):
        return self.history.run(self.desk, "2026-11-16")

    def test_from_move_in_to_move_out(self):
        # starts 16 Nov
        self.assertEqual(self._start(), [("2026-11-16", "2026-11-30", "900.00")])
        setup = setup_charge(1, Decimal(200), name="Set-up")
        self.assertEqual((setup.key, str(setup.amount)), ("setup:1", "200.00"))
        self.assertEqual(self._sum([self.desk], "2026-11-16"), "3600.00")
        # 1 Dec
        self.assertEqual(
            self.history.run(self.desk, "2026-12-01"),
            [("2026-12-01", "2026-12-31", "1800.00")],
        )
        self.assertIsNone(self._sum([self.desk], "2026-12-01"))
        # an office at 7,500 from 11 Dec
        desk = self.desk.changed(last_day=d("2026-12-10"))
        office = terms("2026-12-11", "7500", line_id=2, name="Office")
        at_office = History()
        self.assertEqual(
            self.history.run(desk, "2026-12-11"),
            [("2026-12-11", "2026-12-31", "-1219.35")],
        )
        self.assertEqual(
            at_office.run(office, "2026-12-11"),
            [("2026-12-11", "2026-12-31", "5080.65")],
        )
        self.assertEqual(self._sum([desk, office], "2026-12-11"), "11400.00")
        self.assertIsNone(setup_charge(2, Decimal(200), continues=True))
        # 9,000 from 21 Dec
        office = office.changed(last_day=d("2026-12-20"))
        large = terms("2026-12-21", "9000", line_id=3, name="Large office")
        at_large = History()
        self.assertEqual(
            at_office.run(office, "2026-12-21"),
            [("2026-12-21", "2026-12-31", "-2661.29")],
        )
        self.assertEqual(
            at_large.run(large, "2026-12-21"),
            [("2026-12-21", "2026-12-31", "3193.55")],
        )
        self.assertEqual(self._sum([desk, office, large], "2026-12-21"), "3000.00")
        # 1 Jan
        self.assertEqual(
            at_large.run(large, "2027-01-01"),
            [("2027-01-01", "2027-01-31", "9000.00")],
        )
        # suspended 8-14 Jan
        large = large.changed(suspensions=((d("2027-01-08"), d("2027-01-14")),))
        self.assertEqual(
            at_large.run(large, "2027-01-08"),
            [("2027-01-08", "2027-01-14", "-2032.26")],
        )
        # terminated, last day 24 Jan
        large = large.changed(last_day=d("2027-01-24"))
        self.assertEqual(
            at_large.run(large, "2027-01-25"),
            [("2027-01-25", "2027-01-31", "-2032.26")],
        )
        refund = deposit_refund(5, self.deposit.held, name="Deposit refund")
        self.assertEqual(str(refund.amount), "-18000.00")
        # and nothing ever again
        for line, history in (
            (desk, self.history),
            (office, at_office),
            (large, at_large),
        ):
            self.assertEqual(history.run(line, "2028-01-01"), [])

    def test_downgrade_leaves_the_deposit_as_it_is(self):
        self._sum([terms("2026-11-16", "7500")], "2026-11-16")
        self.assertIsNone(self._sum([self.desk], "2026-12-11"))
        self.assertEqual(self.deposit.held, 15000)

    def test_explanations_of_the_table(self):
        self._start()
        self.history.run(self.desk, "2026-12-01")
        ended = self.desk.changed(last_day=d("2026-12-10"))
        first, second = self.history.billed[:2]
        pieces = [
            *History().pieces(self.desk, "2026-12-01"),
            *self.history.pieces(ended, "2026-12-11"),
        ]
        self.assertEqual(
            [sentence(piece) for piece in pieces],
            [
                "Fixed desk monthly · 16–30 Nov 2026 · "
                "15 of 30 days × 1,800.00 = 900.00",
                "Fixed desk monthly · 1–31 Dec 2026 · 1,800.00",
                "Fixed desk monthly (credit: ended) · 11–31 Dec 2026 · "
                "21 of 31 days × 1,800.00 = −1,219.35",
            ],
        )


class TestWorkedExamples(TestCase):
    def test_example_in_the_engines_own_words(self):
        results = doctest.testmod(charges)
        self.assertEqual((results.failed, results.attempted), (0, 10))

    def test_rent_free_days_are_a_line_of_nothing_that_says_so(self):
        line = terms(
            "2027-03-01",
            "7500",
            name="Office",
            free_periods=[("2027-03-01", "2027-03-14")],
        )
        free, paid = History().pieces(line, "2027-03-01")
        self.assertEqual(free.rate_kind, "free")
        self.assertEqual((free.start, free.stop), (date(2027, 3, 1), date(2027, 3, 15)))
        self.assertEqual(str(free.amount), "0.00")
        self.assertEqual(
            sentence(free), "Office · 1–14 Mar 2027 · free of charge · 0.00"
        )
        self.assertEqual(
            sentence(paid),
            "Office · 15–31 Mar 2027 · 17 of 31 days × 7,500.00 = 4,112.90",
        )

    def test_price_step(self):
        line = terms("2027-05-01", "7500", price_steps=[("2027-05-15", "7875")])
        self.assertEqual(
            History().run(line, "2027-05-01"),
            [
                ("2027-05-01", "2027-05-14", "3387.10"),
                ("2027-05-15", "2027-05-31", "4318.55"),
            ],
        )

    def test_month_end_anchors(self):
        line = terms("2026-01-31", anchor="anniversary")
        starts = [day for day, _last, _amount in History().run(line, "2026-04-30")]
        self.assertEqual(
            starts, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]
        )
        line = terms("2024-02-29", anchor="anniversary", unit="year")
        starts = [day for day, _last, _amount in History().run(line, "2028-02-29")]
        self.assertEqual(
            starts,
            ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"],
        )

    def test_several_periods_after_an_outage_are_one_line_each(self):
        line = terms("2026-09-10")
        self.assertEqual(
            History().run(line, "2026-11-22"),
            [
                ("2026-09-10", "2026-09-30", "70.00"),
                ("2026-10-01", "2026-10-31", "100.00"),
                ("2026-11-01", "2026-11-30", "100.00"),
            ],
        )

    def test_days_billed_before_the_line_came_here_are_never_charged(self):
        line = terms("2023-05-01", billed_through="2026-10-31")
        history = History()
        self.assertEqual(
            history.run(line, "2026-11-05"), [("2026-11-01", "2026-11-30", "100.00")]
        )
        ended = line.changed(last_day=d("2026-09-30"))
        self.assertEqual(
            history.run(ended, "2026-11-05"), [("2026-11-01", "2026-11-30", "-100.00")]
        )

    def test_at_most_36_periods_of_a_line_in_one_run(self):
        line = terms("2020-01-15")
        history = History()
        result = history.result(line, "2026-11-22")
        self.assertEqual(len(result.charges), 36)
        self.assertEqual(result.charges[-1].stop, date(2023, 1, 1))
        (notice,) = result.notices
        self.assertEqual((notice.code, notice.params), ("periods_left", {"count": 47}))
        result = history.result(line, "2026-11-22")
        self.assertEqual(result.notices[0].params, {"count": 11})
        result = history.result(line, "2026-11-22")
        self.assertEqual((len(result.charges), result.notices), (11, []))
        self.assertEqual(history.run(line, "2026-11-22"), [])

    def test_periods_left_are_counted_once_however_they_are_cut(self):
        line = terms(
            "2020-01-01",
            free_periods=[("2026-03-10", "2026-03-12")],
            price_steps=[("2026-05-10", "120")],
        )
        (notice,) = History().result(line, "2026-11-22").notices
        self.assertEqual(notice.params, {"count": 83 - 36})

    def test_periods_of_two_years_are_counted_from_the_first_year(self):
        line = terms("2025-07-01", "730", unit="year", interval=2)
        self.assertEqual(
            History().run(line, "2027-01-01"),
            [
                ("2025-07-01", "2026-12-31", "549.00"),
                ("2027-01-01", "2028-12-31", "730.00"),
            ],
        )

    def test_part_of_a_quarter_by_each_proration(self):
        for proration, amount in (
            ("daily", "435.16"),
            ("thirty", "440.00"),
            ("none", "1800.00"),
        ):
            line = terms("2026-06-09", "1800", interval=3, proration=proration)
            self.assertEqual(
                History().run(line, "2026-06-09"),
                [("2026-06-09", "2026-06-30", amount)],
            )
