"""The least that is charged per period."""

from decimal import Decimal
from unittest import TestCase

from odoo.addons.cowork_members.engine.allowances import Allowance
from odoo.addons.cowork_members.engine.periods import make_cycle

from ..engine.explanation import TEMPLATES, explain
from ..engine.minimum import MinimumLine, minimum_charge, minimums
from .engine_common import d, money, period

CENT = Decimal("0.01")


def line(first, last=None, amount="500", line_id=1, through=None, **values):
    unit, anchor = values.pop("unit", "month"), values.pop("anchor", "calendar")
    return MinimumLine(
        line_id=line_id,
        billed_through=d(through),
        terms=Allowance(
            contract="C",
            kind="billing",
            cycle=make_cycle(unit, 1, anchor, d(first)),
            quantity=Decimal(amount),
            first_day=d(first),
            last_day=d(last),
            **values,
        ),
    )


def shown(lines, day):
    return [
        (str(each.start), str(each.due), str(each.required))
        for each in minimums(lines, d(day), CENT)
    ]


class TestEngineMinimum(TestCase):
    def test_a_period_is_due_when_it_is_over(self):
        self.assertEqual(
            shown([line("2026-11-01")], "2026-12-01"),
            [
                ("2026-11-01", "2026-12-01", "500.00"),
                ("2026-12-01", "2027-01-01", "500.00"),
            ],
        )

    def test_a_part_of_a_period_has_the_share_of_its_fee(self):
        self.assertEqual(
            shown([line("2026-11-16", "2026-11-20")], "2026-12-31"),
            [("2026-11-01", "2026-11-21", "83.33")],
        )
        suspended = line(
            "2026-11-01", suspensions=((d("2026-11-01"), d("2026-11-15")),)
        )
        self.assertEqual(shown([suspended], "2026-11-30")[0][2], "250.00")
        whole = line("2026-11-16", proration="none")
        self.assertEqual(shown([whole], "2026-11-30")[0][2], "500.00")

    def test_lines_of_one_period_share_its_minimum(self):
        lines = [
            line("2026-11-01", "2026-11-10", "300"),
            line("2026-11-11", amount="600", line_id=2),
        ]
        [november] = minimums(lines, d("2026-11-30"), CENT)
        self.assertEqual((november.required, november.line_ids), (500, (1, 2)))

    def test_what_was_billed_elsewhere_is_left_alone(self):
        self.assertEqual(
            shown([line("2026-09-01", through="2026-11-10")], "2026-12-31"),
            [("2026-12-01", "2027-01-01", "500.00")],
        )

    def charge(self, charged, before="0", generation=0):
        [november] = minimums([line("2026-11-01")], d("2026-11-30"), CENT)
        return minimum_charge(
            7, november, Decimal(charged), Decimal(before), generation, "Minimum"
        )

    def test_the_difference_is_charged(self):
        key, amount, computation = self.charge("320.00")
        self.assertEqual((key, amount), ("minimum:7:2026-11-01:2026-11-30:0", 180))
        self.assertEqual(
            explain(computation, TEMPLATES, money, period),
            "Minimum · 1–30 Nov 2026 · minimum 500.00 − 320.00 charged = 180.00",
        )

    def test_who_used_enough_is_charged_nothing(self):
        self.assertIsNone(self.charge("500.00"))
        self.assertIsNone(self.charge("731.00"))
        self.assertIsNone(self.charge("320.00", before="180.00"))

    def test_late_usage_is_given_back(self):
        _key, amount, computation = self.charge("400.00", "180.00", 1)
        self.assertEqual(amount, -80)
        self.assertEqual(
            explain(computation, TEMPLATES, money, period),
            "Minimum · 1–30 Nov 2026 · minimum 500.00 − 400.00 charged − 180.00 to"
            " reach it before = −80.00",
        )
        self.assertEqual(self.charge("900.00", "180.00", 1)[1], -180)

    def test_usage_that_is_taken_back_is_made_up_for(self):
        self.assertEqual(self.charge("100.00", "180.00", 1)[1], 220)
