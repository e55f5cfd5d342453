"""Other prorations, caps, keys and computations of one line's charges."""

import json
from datetime import timedelta
from unittest import TestCase

from ..engine.charges import Billed, next_due, reconcile
from ..engine.computation import billed_from
from .engine_common import History, billed, d, shown, terms


class TestOtherProrations(TestCase):
    def test_none_charges_a_part_in_full_and_gives_nothing_back(self):
        line, history = terms("2026-11-16", "300", proration="none"), History()
        self.assertEqual(
            history.run(line, "2026-11-16"), [("2026-11-16", "2026-11-30", "300.00")]
        )
        ended = line.changed(last_day=d("2026-11-20"))
        self.assertEqual(history.run(ended, "2026-11-21"), [])
        # but what was never begun is given back
        history.run(line, "2026-12-01")
        (credit,) = history.pieces(ended, "2026-12-01")
        self.assertEqual(shown(credit), ("2026-12-01", "2026-12-31", "-300.00"))

    def test_none_charges_a_period_once_whatever_happens_in_it(self):
        line = terms(
            "2027-01-01",
            "300",
            proration="none",
            price_steps=[("2027-01-10", "400")],
            suspensions=[("2027-01-05", "2027-01-07")],
        )
        history = History()
        self.assertEqual(
            history.run(line, "2027-01-01"), [("2027-01-01", "2027-01-31", "300.00")]
        )
        self.assertEqual(
            history.run(line, "2027-02-01"), [("2027-02-01", "2027-02-28", "400.00")]
        )

    def test_none_with_free_days_first_charges_the_rest_in_full(self):
        line = terms(
            "2027-01-01",
            "300",
            proration="none",
            free_periods=[("2027-01-01", "2027-01-14")],
        )
        self.assertEqual(
            History().run(line, "2027-01-01"),
            [
                ("2027-01-01", "2027-01-14", "0.00"),
                ("2027-01-15", "2027-01-31", "300.00"),
            ],
        )

    def test_none_extended_in_its_period_costs_nothing_more(self):
        line = terms("2027-01-01", "300", "2027-01-10", proration="none")
        history = History()
        history.run(line, "2027-01-01")
        self.assertEqual(
            history.run(line.changed(last_day=None), "2027-01-01"),
            [("2027-01-11", "2027-01-31", "0.00")],
        )

    def test_none_begun_elsewhere_was_charged_in_full_there(self):
        line = terms("2026-01-01", "300", proration="none", billed_through="2027-01-10")
        self.assertEqual(
            History().run(line, "2027-02-01"), [("2027-02-01", "2027-02-28", "300.00")]
        )

    def test_none_begun_on_the_first_day_here_is_charged(self):
        line = terms("2027-01-11", "300", proration="none", billed_through="2027-01-10")
        self.assertEqual(
            History().run(line, "2027-01-11"), [("2027-01-11", "2027-01-31", "300.00")]
        )

    def test_none_charges_no_holding_fee_beside_the_full_price(self):
        line = terms(
            "2027-01-01",
            "300",
            "2027-02-28",
            proration="none",
            suspensions=[("2027-01-20", "2027-02-10")],
            holding_percent="30",
        )
        history = History()
        self.assertEqual(
            history.run(line, "2027-02-01"),
            [
                ("2027-01-01", "2027-01-19", "300.00"),
                ("2027-02-11", "2027-02-28", "300.00"),
            ],
        )
        self.assertIsNone(next_due(line, history.billed, d("2027-02-01")))

    def test_none_on_hold_for_a_whole_period_costs_the_holding_fee(self):
        line = terms(
            "2027-01-01",
            "300",
            proration="none",
            suspensions=[("2027-02-01", "2027-02-28")],
            holding_percent="30",
        )
        self.assertEqual(
            History().run(line, "2027-02-01")[1], ("2027-02-01", "2027-02-28", "90.00")
        )

    def test_thirty_credits_what_the_kept_days_do_not_cost(self):
        for first, kept, net in (
            ("2027-01-01", 15, "450.00"),
            ("2027-01-01", 30, "900.00"),
            ("2027-02-01", 15, "450.00"),
            ("2027-02-01", 27, "810.00"),
        ):
            last = (d(first) + timedelta(days=kept - 1)).isoformat()
            line, history = terms(first, "900", proration="thirty"), History()
            history.run(line, first)
            self.assertEqual(history.billed[0].counted_days, 30)
            history.run(line.changed(last_day=d(last)), first)
            self.assertEqual(str(history.total), net, (first, kept))

    def test_thirty_parts_of_a_month_count_thirty_days_in_all(self):
        for first, step, amounts in (
            ("2027-01-01", "2027-01-15", ["420.00", "960.00"]),
            ("2027-02-01", "2027-02-15", ["420.00", "960.00"]),
        ):
            line = terms(first, "900", proration="thirty", price_steps=[(step, "1800")])
            self.assertEqual(
                [amount for _first, _last, amount in History().run(line, first)],
                amounts,
            )

    def test_thirty_of_a_plan_by_the_week_is_daily(self):
        line = terms("2024-05-11", "300", unit="week", proration="thirty")
        self.assertEqual(
            History().run(line, "2024-05-11"), [("2024-05-11", "2024-05-12", "85.71")]
        )


class TestCaps(TestCase):
    def setUp(self):
        super().setUp()
        self.charge = billed("2027-01-01", "2027-02-01", "310.00")
        self.line = terms("2027-01-01", "310")

    def _allowance(self, amount):
        return billed(
            "2027-01-01", "2027-01-01", amount, key="gift", credits=self.charge.key
        )

    def _credit(self, last, *others):
        line = self.line.changed(last_day=d(last))
        found = History([self.charge, *others]).run(line, "2027-01-01")
        return [amount for _first, _last, amount in found]

    def test_credit_is_never_more_than_what_is_left(self):
        self.assertEqual(self._credit("2027-01-01"), ["-300.00"])
        self.assertEqual(
            self._credit("2027-01-01", self._allowance("-290.00")), ["-20.00"]
        )

    def test_crediting_all_days_gives_back_exactly_what_is_left(self):
        line = self.line.changed(is_void=True)
        history = History([self.charge, self._allowance("-290.00")])
        self.assertEqual(
            history.run(line, "2027-01-01"), [("2027-01-01", "2027-01-31", "-20.00")]
        )

    def test_nothing_left_makes_no_credit(self):
        self.assertEqual(self._credit("2027-01-10", self._allowance("-310.00")), [])

    def test_allowance_does_not_make_the_missing_days_dearer(self):
        part = billed(
            "2027-01-01",
            "2027-01-11",
            "100.00",
            period=("2027-01-01", "2027-02-01"),
            full="310.00",
        )
        gift = billed("2027-01-01", "2027-01-01", "-50", key="gift", credits=part.key)
        self.assertEqual(
            History([part, gift]).run(self.line, "2027-01-01"),
            [("2027-01-11", "2027-01-31", "210.00")],
        )

    def test_negative_price_is_capped_by_what_is_left_too(self):
        charge = billed("2027-01-01", "2027-02-01", "-310.00")
        gift = billed("2027-01-01", "2027-01-01", "290", key="g", credits=charge.key)
        line = terms("2027-01-01", "-310", "2027-01-01")
        self.assertEqual(
            History([charge, gift]).run(line, "2027-01-01"),
            [("2027-01-02", "2027-01-31", "20.00")],
        )

    def test_negative_prices_are_credited_too(self):
        line, history = terms("2027-01-01", "-31"), History()
        history.run(line, "2027-01-01")
        self.assertEqual(
            history.run(line.changed(last_day=d("2027-01-01")), "2027-01-01"),
            [("2027-01-02", "2027-01-31", "30.00")],
        )


class TestReleased(TestCase):
    def test_released_days_are_charged_again_with_a_new_key(self):
        line, history = terms("2027-01-01"), History()
        history.run(line, "2027-01-01")
        (charge,) = history.billed
        released = Billed(
            **{
                name: getattr(charge, name)
                for name in charge.__slots__
                if name != "released"
            },
            released=True,
        )
        (again,) = reconcile(line, [released], d("2027-01-01")).charges
        self.assertEqual(charge.key, "membership:1:2027-01-01:regular:0")
        self.assertEqual(again.key, "membership:1:2027-01-01:regular:1")


class TestComputation(TestCase):
    def test_says_everything_in_strings(self):
        line = terms(
            "2026-11-16", "1800.50", quantity="2", discount="12.5", name="Desk"
        )
        (charge,) = reconcile(line, [], d("2026-11-16")).charges
        self.assertEqual(
            charge.computation,
            {
                "kind": "membership",
                "name": "Desk",
                "rate": "regular",
                "rule": "daily",
                "from": "2026-11-16",
                "to": "2026-11-30",
                "period_from": "2026-11-01",
                "period_to": "2026-11-30",
                "days": "15",
                "period_days": "30",
                "counted_days": "15",
                "basis_days": "30",
                "price_unit": "1800.50",
                "quantity": "2",
                "discount": "12.5",
                "full_amount": "3150.88",
                "amount": "1575.44",
            },
        )

    def test_history_read_back_from_computations_is_the_same(self):
        line = terms(
            "2026-11-16",
            "1800",
            holding_percent="30",
            suspensions=[("2026-12-08", "2026-12-14")],
        )
        history = History()
        history.run(line.changed(suspensions=()), "2026-12-01")
        history.run(line, "2026-12-01")
        ended = line.changed(last_day=d("2026-12-20"))
        pieces = []
        for known in ([], history.billed):
            result = reconcile(line if not known else ended, known, d("2026-12-01"))
            pieces += result.pieces
        self.assertEqual(len(pieces), 5)
        for piece in pieces:
            stored = json.loads(json.dumps(piece.computation))
            self.assertEqual(billed_from(piece.key, stored), Billed.of(piece))
