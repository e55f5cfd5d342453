"""Terms and histories that the engine refuses to bill, and says why."""

from unittest import TestCase

from odoo.addons.cowork_members.engine.errors import EngineError

from ..engine.charges import reconcile
from .engine_common import History, billed, d, terms


class TestRefused(TestCase):
    def _refuse(self, code, line=None, history=(), day="2027-01-01", **values):
        line = line or terms("2027-01-01", **values)
        with self.assertRaises(EngineError) as caught:
            reconcile(line, history, d(day))
        self.assertEqual(caught.exception.code, code)
        return caught.exception

    def test_terms_that_cannot_be_billed(self):
        for code, values in (
            ("anchor", {"anchor": "moon"}),
            ("bill_in", {"bill_in": "kind"}),
            ("billing_day", {"anchor": "billing_day", "billing_day": 0}),
            ("billing_day", {"anchor": "billing_day", "billing_day": 32}),
            ("discount", {"discount": "150"}),
            ("discount", {"discount": "-10"}),
            ("end_before_start", {"last_day": "2026-12-30"}),
            ("holding_percent", {"holding_percent": "101"}),
            ("interval", {"interval": 0}),
            ("interval", {"interval": 1.5}),
            ("lead_days", {"lead_days": -1}),
            ("lead_days", {"lead_days": 10**9}),
            ("not_a_number", {"price": "NaN"}),
            ("not_a_number", {"quantity": "Infinity"}),
            ("proration", {"proration": "sixty"}),
            ("quantity", {"quantity": "-1"}),
            ("range_order", {"suspensions": [("2027-01-05", "2027-01-04")]}),
            ("rounding", {"rounding": "0"}),
            ("too_large", {"price": "1e308"}),
            ("unit", {"unit": "fortnight"}),
        ):
            with self.subTest(code=code, **values):
                self._refuse(code, **values)

    def test_dates_nobody_can_mean(self):
        self._refuse("date_range", terms("9999-12-31"))
        self._refuse("date_range", terms("0001-01-01"))
        self._refuse("date_range", day="9998-01-01")
        self._refuse("date_range", day="9999-12-31", lead_days=5)
        self._refuse("date_range", day="9999-12-31", bill_in="arrears")

    def test_last_day_before_the_first_is_an_empty_line(self):
        line = terms("2027-01-01", last_day="2026-12-31")
        self.assertEqual(History().run(line, "2027-02-01"), [])

    def test_day_billed_twice_names_the_days_and_both_lines(self):
        history = [
            billed("2027-01-01", "2027-02-01", "100.00", key="a"),
            billed("2027-01-20", "2027-02-20", "100.00", key="b"),
        ]
        error = self._refuse("double_billed", history=history)
        self.assertEqual(
            str(error), "2027-01-20 to 2027-01-31 is billed twice: a and b"
        )

    def test_day_credited_twice(self):
        history = [billed("2027-01-01", "2027-02-01", "100.00", key="a")]
        for key in ("b", "c"):
            history.append(
                billed("2027-01-20", "2027-02-01", "-30.00", key=key, credits="a")
            )
        self._refuse("credit_overlap", history=history)

    def test_credit_of_an_unknown_charge(self):
        credit = billed("2027-01-20", "2027-02-01", "-30.00", credits="nowhere")
        self._refuse("credit_unknown", history=[credit])

    def test_end_of_the_calendar_is_an_open_end(self):
        line = terms(
            "2027-01-01",
            last_day="9999-12-31",
            suspensions=[("2027-01-16", "9999-12-31")],
        )
        self.assertEqual(
            History().run(line, "2027-03-01"), [("2027-01-01", "2027-01-15", "48.39")]
        )

    def test_floats_are_taken_as_they_are_written(self):
        line = terms("2027-01-01").changed(
            price=0.1, quantity=3.0, discount=12.5, rounding=0.01
        )
        (charge,) = reconcile(line, [], d("2027-01-01")).charges
        self.assertEqual(str(charge.amount), "0.26")
        self.assertEqual(charge.computation["price_unit"], "0.1")
