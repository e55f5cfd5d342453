"""Deposits: required, topped up, refunded; set-up fees."""

from decimal import Decimal
from unittest import TestCase

from odoo.addons.cowork_members.engine.errors import EngineError

from ..engine.deposits import (
    DepositLine,
    deposit_charge,
    deposit_refund,
    deposit_required,
    monthly_price,
    setup_charge,
)
from .engine_common import d

DAY = d("2026-12-11")


def line(price, months=2, **values):
    values.setdefault("first_day", d("2026-11-16"))
    return DepositLine(
        name="Desk", price=Decimal(price), months=Decimal(months), **values
    )


class TestRequired(TestCase):
    def test_is_months_times_price_times_quantity_of_the_current_lines(self):
        lines = [
            line(1800, quantity=Decimal(2)),
            line(7500, first_day=d("2026-12-12")),
            line(500, last_day=d("2026-12-10")),
            line(300, is_void=True),
            line(60, last_day=DAY),
            line(100, months=0),
        ]
        self.assertEqual(str(deposit_required(lines, DAY)), "7320.00")

    def test_is_per_month_whatever_the_plan_is_billed_by(self):
        for unit, interval, price, expected in (
            ("month", 1, 1800, "1800"),
            ("month", 3, 5400, "1800"),
            ("year", 1, 21600, "1800"),
            ("year", 2, 43200, "1800"),
            ("week", 1, 300, "1300"),
            ("week", 2, 300, "650"),
            ("day", 1, 25, "750"),
            ("day", 10, 250, "750"),
        ):
            monthly = monthly_price(Decimal(price), unit, interval)
            self.assertEqual(monthly, Decimal(expected), (unit, interval))

    def test_is_rounded_once(self):
        self.assertEqual(
            deposit_required([line(1000, months=3, interval=3)], DAY), 1000
        )
        self.assertEqual(
            str(deposit_required([line(100, months=1, interval=3)], DAY)), "33.33"
        )
        self.assertEqual(
            deposit_required([line(100, months=1, interval=3)], DAY, Decimal(1)), 33
        )

    def test_nothing_is_required_of_no_lines(self):
        self.assertEqual(deposit_required([], DAY), 0)

    def test_unknown_unit_is_refused(self):
        with self.assertRaises(EngineError):
            monthly_price(Decimal(1), "fortnight", 1)


class TestCharge(TestCase):
    def test_upgrade_is_topped_up(self):
        charge = deposit_charge(5, [line(7500)], DAY, Decimal(3600), generation=1)
        self.assertEqual((charge.kind, charge.key), ("deposit", "deposit:5:1"))
        self.assertEqual(str(charge.amount), "11400.00")
        self.assertEqual(charge.computation["charged"], "3600.00")

    def test_downgrade_and_rerun_charge_nothing(self):
        self.assertIsNone(deposit_charge(5, [line(1800)], DAY, Decimal(15000)))
        self.assertIsNone(deposit_charge(5, [line(1800)], DAY, Decimal(3600)))

    def test_lines_without_deposit_charge_nothing(self):
        self.assertIsNone(deposit_charge(5, [line(1800, months=0)], DAY, 0))


class TestRefund(TestCase):
    def test_gives_back_what_is_held(self):
        refund = deposit_refund(5, Decimal(18000))
        self.assertEqual(
            (refund.kind, refund.key), ("deposit_refund", "deposit_refund:5:0")
        )
        self.assertEqual(str(refund.amount), "-18000.00")

    def test_nothing_held_is_no_refund(self):
        self.assertIsNone(deposit_refund(5, 0))


class TestSetup(TestCase):
    def test_once_for_a_line_that_continues_no_other(self):
        charge = setup_charge(7, Decimal(200))
        self.assertEqual((charge.kind, charge.key), ("setup", "setup:7"))
        self.assertEqual(charge.amount, 200)
        self.assertIsNone(setup_charge(7, Decimal(200), continues=True))
        self.assertIsNone(setup_charge(7, 0))
