"""Public cases: plan changes and terminations."""

from decimal import Decimal

from .engine_common import History, d, terms
from .engine_public import PublicCase, local_day, taxed


class TestPublicPlanChange(PublicCase):
    def test_immediate_change_moves_the_billing_day(self):
        given, expect = self.case("kb-total-change-immediate")
        old = terms("2011-09-01", "5.00", last_day="2011-10-14")
        new = terms("2011-10-15", "10.00", anchor="billing_day", billing_day=15)
        lines = [
            *History().run(old, given["target_date"]),
            *History().run(new, given["target_date"]),
        ]
        self.assertEqual(len(lines), expect["lines"])
        total = sum(Decimal(amount) for _start, _stop, amount in lines)
        self.assertEqual(str(total), expect["total"])

    def test_change_at_the_end_of_a_term(self):
        given, expect = self.case("kb-total-change-eot")
        line = terms(
            "2011-09-01",
            "5.00",
            price_steps=[("2011-10-01", "10.00"), ("2011-11-01", "30.00")],
        )
        history = History()
        self.assertEqual(len(history.run(line, given["target_date"])), expect["lines"])
        self.assertEqual(str(history.total), expect["total"])

    def test_two_upgrades_on_one_day(self):
        given, expect = self.case("lago-multi-upgrade-calendar")
        histories = [History(), History(), History()]
        first = terms("2024-03-05", "10.00", line_id=1)
        second = terms("2024-03-12", "15.00", line_id=2)
        third = terms("2024-03-12", "19.00", line_id=3)
        charges = [histories[0].run(first, "2024-03-05")[0][2]]
        credits = []
        first = first.changed(last_day=d("2024-03-11"))
        for line, old in ((second, first), (third, second.changed(is_void=True))):
            (credit,) = histories[old.line_id - 1].pieces(old, "2024-03-12")
            credits.append(taxed(-credit.amount, 25)[2])
            charges.append(histories[line.line_id - 1].run(line, "2024-03-12")[0][2])
        self.assertEqual(charges, expect["net_charges"])
        self.assertEqual(credits, expect["credits_incl_tax"])

    def test_upgrade_to_a_year_keeps_the_anniversary(self):
        given, expect = self.case("lago-upgrade-monthly-yearly")
        history = History()
        old = terms("2023-06-29", "10.00", anchor="anniversary")
        history.run(old, "2023-09-27")
        old = old.changed(last_day=d("2023-09-27"))
        (credit,) = history.pieces(old, "2023-09-28")
        new = terms(
            "2023-09-28",
            "120.00",
            unit="year",
            anchor="anniversary",
            anchor_date="2023-06-29",
        )
        (charge,) = History().pieces(new, "2023-09-28")
        self.assertEqual(str(-credit.amount), expect["credit"])
        self.assertEqual(charge.days, expect["new_charge_days"])
        self.assertEqual(charge.period_days, expect["year_days"])
        self.assertEqual(str(charge.amount), expect["new_charge"])


class TestPublicTermination(PublicCase):
    def _same_day(self, line, tax):
        history = History()
        (charge,) = history.pieces(line, line.first_day)
        ended = line.changed(last_day=line.first_day)
        (credit,) = history.pieces(ended, line.first_day)
        self.assertEqual(history.run(ended, d("2026-01-01")), [])
        return taxed(charge.amount, tax), taxed(-credit.amount, tax)

    def test_same_day_of_a_calendar_month(self):
        given, expect = self.case("lago-terminate-sameday-calendar")
        charge, credit = self._same_day(terms(given["start"], "50.00"), 20)
        self.assertEqual(charge[2], expect["invoice_total"])
        self.assertEqual(
            credit,
            (expect["credit_net"], expect["credit_tax"], expect["credit_total"]),
        )

    def test_same_day_in_another_time_zone(self):
        given, expect = self.case("lago-terminate-sameday-la")
        day = local_day("2023-02-08T00:00Z", "America/Los_Angeles")
        charge, credit = self._same_day(terms(day.isoformat(), "50.00"), 20)
        self.assertEqual(charge[2], expect["invoice_total"])
        self.assertEqual(credit[2], expect["credit_total"])

    def test_same_day_of_an_anniversary(self):
        given, expect = self.case("lago-terminate-sameday-anniversary")
        line = terms(given["anniversary"], "50.00", anchor="anniversary")
        charge, credit = self._same_day(line, 20)
        self.assertEqual(charge[2], expect["invoice_total"])
        self.assertEqual(
            credit,
            (expect["credit_net"], expect["credit_tax"], expect["credit_total"]),
        )

    def test_tax_of_a_credit_is_of_the_rounded_net(self):
        given, expect = self.case("lago-cn-round-200")
        line = terms(given["anniversary_start"], "200.00", anchor="anniversary")
        charge, credit = self._same_day(line, 25)
        self.assertEqual(charge[2], expect["invoice_total"])
        self.assertEqual(
            credit,
            (expect["credit_net"], expect["credit_tax"], expect["credit_total"]),
        )

    def test_part_of_a_quarter_after_an_upgrade(self):
        given, expect = self.case("lago-quarterly-terminate-after-upgrade")
        line = terms(
            given["started"],
            "910.00",
            last_day=given["terminated"],
            interval=3,
            bill_in="arrears",
            anchor="anniversary",
            anchor_date="2024-01-15",
        )
        (charge,) = History().pieces(line, "2024-06-21")
        self.assertEqual(charge.period_days, 91)
        self.assertEqual(charge.days, expect["days_charged"])
        self.assertEqual(str(charge.amount), expect["charge"])

    def test_two_days_are_both_paid(self):
        given, expect = self.case("lago-two-day-subscription")
        line = terms(given["start"], "10.00", last_day=given["ends"], bill_in="arrears")
        history = History()
        self.assertEqual(history.run(line, "2023-09-06"), [])
        self.assertEqual(
            history.run(line, "2023-09-07"),
            [("2023-09-05", "2023-09-06", expect["invoice_total"])],
        )
        self.assertEqual(len(history.billed), expect["invoices"])

    def test_last_day_on_the_billing_day_is_paid(self):
        """The source gives the day away; with us the last day is used and paid."""
        given, expect = self.different("lago-end-on-billing-day-advance")
        self.assertEqual(expect, {"last_invoice_total": "0.00", "credits": 0})
        line = terms(
            given["start"], "10.00", last_day=given["ends"], anchor="anniversary"
        )
        history = History()
        history.run(line, "2023-09-05")
        self.assertEqual(
            history.run(line, "2023-10-05"), [("2023-10-05", "2023-10-05", "0.32")]
        )
        self.assertFalse([each for each in history.billed if each.credits])

    def test_ended_just_after_the_month_was_billed(self):
        self.case("lago-terminate-just-after-billing")
        line = terms("2023-08-01", "10.00", bill_in="arrears")
        history = History()
        history.run(line, "2023-09-01")
        self.assertEqual(
            history.run(line, "2023-10-01"), [("2023-09-01", "2023-09-30", "10.00")]
        )
        line = line.changed(last_day=d("2023-10-01"))
        self.assertEqual(
            history.run(line, "2023-10-02"), [("2023-10-01", "2023-10-01", "0.32")]
        )
