"""One line through its changes: suspended, amended, ended, free days, new prices."""

from decimal import Decimal
from unittest import TestCase

from ..engine.charges import reconcile
from .engine_common import History, d, shown, terms


class TestSuspension(TestCase):
    def setUp(self):
        super().setUp()
        self.history = History()
        self.line = terms("2027-01-01", "9000")
        self.history.run(self.line, "2027-01-01")

    def _suspended(self, first, last, **values):
        return self.line.changed(suspensions=((d(first), d(last)),), **values)

    def test_suspended_days_are_credited_and_nothing_is_charged_for_them(self):
        line = self._suspended("2027-01-08", "2027-01-14")
        (credit,) = self.history.pieces(line, "2027-01-01")
        self.assertEqual(shown(credit), ("2027-01-08", "2027-01-14", "-2032.26"))
        self.assertEqual(credit.reason, "suspended")
        self.assertEqual(self.history.run(line, "2027-01-31"), [])

    def test_suspension_known_before_the_bill_makes_no_line(self):
        line = self._suspended("2027-02-08", "2027-02-14")
        self.assertEqual(
            self.history.run(line, "2027-02-01"),
            [
                ("2027-02-01", "2027-02-07", "2250.00"),
                ("2027-02-15", "2027-02-28", "4500.00"),
            ],
        )

    def test_suspension_withdrawn_is_charged_again_to_the_cent(self):
        line = self._suspended("2027-01-08", "2027-01-14")
        self.history.run(line, "2027-01-08")
        (again,) = self.history.pieces(self.line, "2027-01-09")
        self.assertEqual(shown(again), ("2027-01-08", "2027-01-14", "2032.26"))
        self.assertEqual(again.key, "membership:1:2027-01-08:regular:0")
        self.assertEqual(self.history.total, 9000)

    def test_suspension_shortened_and_widened_again_has_a_new_key_each_time(self):
        keys = set()
        for _time in range(3):
            for last in ("2027-01-14", "2027-01-10"):
                pieces = self.history.pieces(
                    self._suspended("2027-01-08", last), "2027-01-08"
                )
                keys.update(piece.key for piece in pieces)
        self.assertIn("membership:1:2027-01-11:regular:2", keys)
        self.assertEqual(len(keys), 6)
        self.assertEqual(len(keys), len({each.key for each in self.history.billed[1:]}))
        self.assertEqual(self.history.total, 9000 - Decimal("870.97"))

    def test_holding_fee_replaces_the_price(self):
        line = self._suspended("2027-01-08", "2027-01-14", holding_percent=Decimal(30))
        credit, held = self.history.pieces(line, "2027-01-08")
        self.assertEqual(shown(credit), ("2027-01-08", "2027-01-14", "-2032.26"))
        self.assertEqual(shown(held), ("2027-01-08", "2027-01-14", "609.68"))
        self.assertEqual(
            (held.rate_kind, held.price_unit, held.full_amount),
            ("holding", 9000, 2700),
        )
        resumed = self.history.pieces(self.line, "2027-01-08")
        self.assertEqual([str(each.amount) for each in resumed], ["-609.68", "2032.26"])
        self.assertEqual(resumed[0].reason, "resumed")

    def test_free_days_stay_free_in_a_suspension(self):
        line = terms(
            "2027-03-01",
            "3100",
            suspensions=[("2027-03-05", "2027-03-20")],
            free_periods=[("2027-03-01", "2027-03-10")],
        )
        self.assertEqual(
            History().run(line, "2027-03-01"),
            [
                ("2027-03-01", "2027-03-10", "0.00"),
                ("2027-03-21", "2027-03-31", "1100.00"),
            ],
        )

    def test_suspended_and_then_ended_are_two_credits_with_their_reasons(self):
        line = self._suspended("2027-01-08", "2027-01-14", last_day=d("2027-01-10"))
        credits = self.history.pieces(line, "2027-01-08")
        self.assertEqual(
            [(*shown(credit), credit.reason) for credit in credits],
            [
                ("2027-01-08", "2027-01-10", "-870.97", "suspended"),
                ("2027-01-11", "2027-01-31", "-6096.77", "ended"),
            ],
        )


class TestChanges(TestCase):
    def test_new_price_and_discount_change_nothing_that_was_billed(self):
        line, history = terms("2026-12-01", "1800"), History()
        history.run(line, "2026-12-01")
        dearer = line.changed(price=Decimal(2000), discount=Decimal(10))
        self.assertEqual(history.run(dearer, "2026-12-15"), [])
        self.assertEqual(
            history.run(dearer, "2027-01-01"), [("2027-01-01", "2027-01-31", "1800.00")]
        )

    def test_credit_is_of_the_price_it_was_billed_at(self):
        line, history = terms("2026-12-01", "1800"), History()
        history.run(line, "2026-12-01")
        ended = line.changed(price=Decimal(9999), last_day=d("2026-12-10"))
        (credit,) = history.pieces(ended, "2026-12-11")
        self.assertEqual(str(credit.amount), "-1219.35")
        self.assertEqual(credit.price_unit, 1800)

    def test_credit_of_a_prorated_charge_is_of_the_full_price(self):
        line, history = terms("2026-12-11", "7500"), History()
        history.run(line, "2026-12-11")
        ended = line.changed(last_day=d("2026-12-20"))
        self.assertEqual(
            history.run(ended, "2026-12-21"), [("2026-12-21", "2026-12-31", "-2661.29")]
        )

    def test_end_moved_on_in_a_billed_period_charges_the_rest(self):
        line, history = terms("2026-12-01", "1000", "2026-12-10"), History()
        history.run(line, "2026-12-01")
        longer = line.changed(last_day=None)
        self.assertEqual(
            history.run(longer, "2026-12-05"), [("2026-12-11", "2026-12-31", "677.42")]
        )
        self.assertEqual(history.total, 1000)

    def test_pieces_at_one_price_add_up_the_last_takes_the_remainder(self):
        line, history = terms("2026-11-01", "100", "2026-11-10"), History()
        for last in ("2026-11-10", "2026-11-20", "2026-11-30"):
            history.run(line.changed(last_day=d(last)), "2026-11-10")
        self.assertEqual(
            [str(each.amount) for each in history.billed], ["33.33", "33.33", "33.34"]
        )
        self.assertEqual(
            billed_computation(
                line.changed(last_day=d("2026-11-30")), history.billed[:2]
            )["remainder"],
            "0.01",
        )

    def test_free_days_added_afterwards_are_credited_and_said_to_be_free(self):
        line, history = terms("2027-03-01", "7500"), History()
        history.run(line, "2027-03-01")
        free = line.changed(free_periods=((d("2027-03-01"), d("2027-03-14")),))
        credit, charge = history.pieces(free, "2027-03-02")
        self.assertEqual(shown(credit), ("2027-03-01", "2027-03-14", "-3387.10"))
        self.assertEqual(credit.reason, "free")
        self.assertEqual(shown(charge), ("2027-03-01", "2027-03-14", "0.00"))
        self.assertEqual(charge.key, "membership:1:2027-03-01:free:1")

    def test_free_days_withdrawn_are_charged(self):
        line = terms("2027-03-01", "3100", free_periods=[("2027-03-01", "2027-03-10")])
        history = History()
        history.run(line, "2027-03-01")
        credit, charge = history.pieces(line.changed(free_periods=()), "2027-03-02")
        self.assertEqual(shown(credit), ("2027-03-01", "2027-03-10", "0.00"))
        self.assertEqual(shown(charge), ("2027-03-01", "2027-03-10", "1000.00"))

    def test_ending_in_free_days_needs_no_credit(self):
        line = terms("2027-03-01", "3100", free_periods=[("2027-03-01", "2027-03-31")])
        history = History()
        history.run(line, "2027-03-01")
        self.assertEqual(
            history.run(line.changed(last_day=d("2027-03-10")), "2027-03-11"), []
        )

    def test_void_line_gives_back_everything(self):
        line, history = terms("2026-11-16", "1800"), History()
        history.run(line, "2026-12-01")
        void = line.changed(is_void=True)
        credits = history.pieces(void, "2026-12-02")
        self.assertEqual(
            [str(each.amount) for each in credits], ["-900.00", "-1800.00"]
        )
        self.assertEqual({each.reason for each in credits}, {"void"})
        self.assertEqual(history.total, 0)

    def test_price_step_equal_to_the_price_cuts_nothing(self):
        line = terms("2027-05-01", "7500", price_steps=[("2027-05-15", "7500")])
        self.assertEqual(
            History().run(line, "2027-05-01"), [("2027-05-01", "2027-05-31", "7500.00")]
        )

    def test_credits_over_price_steps_come_from_each_full_price(self):
        line = terms("2027-05-01", "3100", price_steps=[("2027-05-15", "6200")])
        history = History()
        history.run(line, "2027-05-01")
        ended = line.changed(last_day=d("2027-05-10"))
        self.assertEqual(
            history.run(ended, "2027-05-11"),
            [
                ("2027-05-11", "2027-05-14", "-400.00"),
                ("2027-05-15", "2027-05-31", "-3400.00"),
            ],
        )

    def test_credit_waits_for_its_days_if_asked_to(self):
        line, history = terms("2026-12-01", "1800"), History()
        history.run(line, "2026-12-01")
        ended = line.changed(last_day=d("2026-12-10"))
        self.assertEqual(history.run(ended, "2026-12-10", credit_ahead=False), [])
        self.assertEqual(
            history.run(ended, "2026-12-11", credit_ahead=False),
            [("2026-12-11", "2026-12-31", "-1219.35")],
        )

    def test_price_step_added_to_a_billed_period_does_not_cut_its_credit(self):
        line, history = terms("2027-05-01", "3100"), History()
        history.run(line, "2027-05-01")
        ended = line.changed(
            last_day=d("2027-05-10"), price_steps=((d("2027-05-15"), Decimal(6200)),)
        )
        self.assertEqual(
            history.run(ended, "2027-05-01"), [("2027-05-11", "2027-05-31", "-2100.00")]
        )
        free = line.changed(
            free_periods=((d("2027-05-05"), d("2027-05-08")),),
            price_steps=((d("2027-05-07"), Decimal(6200)),),
        )
        history = History()
        history.run(line, "2027-05-01")
        credits = history.result(free, "2027-05-01").credits
        self.assertEqual(
            list(map(shown, credits)), [("2027-05-05", "2027-05-08", "-400.00")]
        )

    def test_part_that_took_the_remainder_gives_it_back(self):
        line, history = terms("2026-11-01", "100", "2026-11-10"), History()
        for last in ("2026-11-10", "2026-11-20", "2026-11-30"):
            history.run(line.changed(last_day=d(last)), "2026-11-10")
        self.assertEqual(
            history.run(line.changed(last_day=d("2026-11-20")), "2026-11-21"),
            [("2026-11-21", "2026-11-30", "-33.34")],
        )


def billed_computation(line, history):
    (charge,) = reconcile(line, history, line.first_day).charges
    return charge.computation
