"""Public cases: on which days periods start and bills fall due."""

from datetime import timedelta
from unittest import TestCase

from odoo.addons.cowork_members.engine.periods import period_containing

from ..engine.charges import next_due
from .engine_common import History, d, public_cases, shown, terms

UNITS = {
    "weekly": ("week", 1),
    "monthly": ("month", 1),
    "monthlylastday": ("month", 1),
    "quarterly": ("month", 3),
    "semiannual": ("month", 6),
    "annual": ("year", 1),
    "yearly": ("year", 1),
    "thirty_days": ("day", 30),
}


def line_of(first_day, unit, factor=1, **values):
    unit, interval = UNITS[unit]
    return terms(first_day, unit=unit, interval=interval * factor, **values)


def starts_on(line, day):
    return period_containing(line, d(day)).start == d(day)


class TestPublicAnchors(TestCase):
    maxDiff = None
    #: OCA bills a period that ends on its last day; we the day after, in arrears always
    DIFFERENT = {"oca-next-11": ("2018-02-28", "2018-03-01")}

    def setUp(self):
        super().setUp()
        self.cases = public_cases("anchor_dates")

    def _of(self, prefix):
        return {
            case_id: (case["given"], case["expect"])
            for case_id, case in self.cases.items()
            if case_id.startswith(prefix)
        }

    def test_all_cases_are_used(self):
        groups = ("kb-first-bcd-", "lago-boundaries-", "lago-every-", "lago-billing-")
        used = [len(self._of(prefix)) for prefix in (*groups, "stripe-", "oca-next-")]
        self.assertEqual(used, [6, 2, 3, 13, 2, 8])
        self.assertEqual(sum(used), len(self.cases))

    def test_first_cut_by_the_billing_day(self):
        for case_id, (given, expect) in self._of("kb-first-bcd-").items():
            with self.subTest(case=case_id):
                line = line_of(
                    given["start"],
                    given["period"],
                    anchor="billing_day",
                    billing_day=given["bill_cycle_day"],
                )
                period = period_containing(line, line.first_day)
                first = period.start if period.start == line.first_day else period.stop
                self.assertEqual(first.isoformat(), expect["first_billing_cycle_date"])

    def test_boundaries_of_a_start_at_the_month_end(self):
        given, expect = self._of("lago-boundaries-")["lago-boundaries-31jan"]
        line = line_of("2024-01-31", "monthly", anchor="anniversary", bill_in="arrears")
        history = History()
        for day, period in zip(
            expect["billing_days"], expect["periods_inclusive"], strict=True
        ):
            yesterday = d(day) - timedelta(days=1)
            self.assertEqual(history.run(line, yesterday), [])
            self.assertEqual(history.run(line, day), [(*period, "100.00")])

    def test_boundaries_of_a_year(self):
        given, expect = self._of("lago-boundaries-")["lago-boundaries-yearly-31jan"]
        line = line_of(
            given["start"], "yearly", anchor="anniversary", bill_in="arrears"
        )
        history = History()
        for day in expect["no_invoice_on"]:
            self.assertEqual(history.run(line, day), [])
        self.assertEqual(
            history.run(line, expect["invoice_on"]),
            [(*expect["period_inclusive"], "100.00")],
        )

    def test_daily_runs_bill_once_on_every_billing_day(self):
        for case_id, (given, expect) in self._of("lago-every-").items():
            days = list(map(d, expect["exactly_one_invoice_on_each"]))
            line = line_of(
                given["subscription_date"],
                "monthly",
                anchor="anniversary",
                billed_through=(days[0] - timedelta(days=1)).isoformat(),
            )
            history, billed_on = History(), []
            day = days[0]
            while day <= days[-1]:
                if history.run(line, day):
                    billed_on.append(day)
                day += timedelta(days=1)
            with self.subTest(case=case_id):
                # the source's list skips months; what it names must be ours
                named = [day for day in billed_on if day in days]
                self.assertEqual(named, days)
                # and we bill each month once, on no second day
                months = {(day.year, day.month) for day in billed_on}
                self.assertEqual(len(months), len(billed_on))

    def test_days_that_bill_and_days_that_do_not(self):
        for case_id, (given, expect) in self._of("lago-billing-").items():
            line = line_of(
                given["subscribed"], given["interval"], anchor=given["billing_time"]
            )
            for day in expect["bills_on"]:
                with self.subTest(case=case_id, bills_on=day):
                    self.assertTrue(starts_on(line, day))
            for day in expect["does_not_bill_on"]:
                with self.subTest(case=case_id, does_not_bill_on=day):
                    self.assertFalse(starts_on(line, day))

    def test_month_end_anchor_does_not_drift(self):
        self.assertEqual(
            self._of("stripe-anchor")["stripe-anchor-31jan"][1]["bills_on"],
            ["Feb 28 (29 in leap years)", "Mar 31", "Apr 30"],
        )
        for year, february in ((2023, 28), (2024, 29)):
            line = line_of(f"{year}-01-31", "monthly", anchor="anniversary")
            for day in (f"02-{february}", "03-31", "04-30"):
                self.assertTrue(starts_on(line, f"{year}-{day}"))

    def test_weekly_anchor_stays_on_its_weekday(self):
        self.assertIn("stripe-weekly-fri", self._of("stripe-"))
        friday = d("2022-06-03")
        line = line_of(friday.isoformat(), "weekly", anchor="anniversary")
        for weeks in range(60):
            day = friday + timedelta(weeks=weeks)
            self.assertEqual(day.weekday(), 4)
            self.assertTrue(starts_on(line, day.isoformat()))
            self.assertFalse(starts_on(line, (day + timedelta(days=1)).isoformat()))

    def test_next_day_something_is_due(self):
        different = {}
        for case_id, (given, expect) in self._of("oca-next-").items():
            line = line_of(
                given["start"],
                given["rule"],
                factor=given["interval"],
                anchor="calendar" if "last" in given["rule"] else "anniversary",
                bill_in={"pre-paid": "advance", "post-paid": "arrears"}[given["type"]],
                last_day=given["end"],
            )
            found = next_due(line, [], line.first_day)
            found = found and found.isoformat()
            if found != expect["next_invoice_date"]:
                different[case_id] = (expect["next_invoice_date"], found)
        self.assertEqual(different, self.DIFFERENT)


class TestNextDue(TestCase):
    def test_follows_the_bills(self):
        line = terms("2026-11-16", lead_days=5)
        history = History()
        self.assertEqual(
            next_due(line, history.billed, d("2026-11-01")), d("2026-11-11")
        )
        self.assertEqual(history.run(line, "2026-11-10"), [])
        self.assertEqual(
            history.run(line, "2026-11-11"), [("2026-11-16", "2026-11-30", "50.00")]
        )
        self.assertEqual(
            next_due(line, history.billed, d("2026-11-11")), d("2026-11-26")
        )

    def test_says_the_day_that_was_missed(self):
        line = terms("2026-01-01")
        self.assertEqual(next_due(line, [], d("2026-11-01")), d("2026-01-01"))

    def test_nothing_more_is_due_after_the_last_day(self):
        line = terms("2026-11-16", last_day="2026-12-10")
        history = History()
        history.run(line, "2026-12-01")
        self.assertIsNone(next_due(line, history.billed, d("2026-12-01")))

    def test_credit_is_due_today(self):
        line = terms("2026-11-01")
        history = History()
        history.run(line, "2026-11-01")
        ended = line.changed(last_day=d("2026-11-20"))
        self.assertEqual(
            next_due(ended, history.billed, d("2026-11-09")), d("2026-11-09")
        )
        history.run(ended, "2026-11-09")
        self.assertIsNone(next_due(ended, history.billed, d("2026-11-10")))

    def test_credit_that_waits_is_due_when_its_days_begin(self):
        line = terms("2026-11-01")
        history = History()
        history.run(line, "2026-11-01")
        ended = line.changed(last_day=d("2026-11-20"))
        today = d("2026-11-09")
        self.assertEqual(
            next_due(ended, history.billed, today, credit_ahead=False), d("2026-11-21")
        )
        self.assertEqual(history.run(ended, "2026-11-20", credit_ahead=False), [])
        (credit,) = history.pieces(ended, "2026-11-21", credit_ahead=False)
        self.assertEqual(shown(credit), ("2026-11-21", "2026-11-30", "-33.33"))

    def test_open_suspension_leaves_nothing_due(self):
        line = terms("2026-11-01", suspensions=[("2026-12-01", None)])
        history = History()
        history.run(line, "2026-12-15")
        self.assertEqual(len(history.billed), 1)
        self.assertIsNone(next_due(line, history.billed, d("2026-12-15")))

    def test_first_day_after_a_suspension_is_due_with_its_period(self):
        line = terms("2026-11-01", suspensions=[("2026-12-01", "2027-01-15")])
        history = History()
        history.run(line, "2026-12-15")
        self.assertEqual(
            next_due(line, history.billed, d("2026-12-15")), d("2027-01-01")
        )

    def test_void_line_is_never_due(self):
        line = terms("2026-11-01", is_void=True)
        self.assertIsNone(next_due(line, [], d("2026-12-15")))

    def test_arrears_of_a_line_that_ends_inside_a_period(self):
        line = terms("2026-11-01", last_day="2026-11-20", bill_in="arrears")
        self.assertEqual(next_due(line, [], d("2026-11-01")), d("2026-11-21"))

    def test_a_run_on_the_due_day_has_something_to_do_and_none_before(self):
        for bill_in in ("advance", "arrears"):
            line = terms(
                "2024-01-31", unit="month", anchor="anniversary", bill_in=bill_in
            )
            history, day = History(), d("2024-01-01")
            for _bill in range(30):
                due = next_due(line, history.billed, day)
                before = due - timedelta(days=1)
                self.assertEqual(history.run(line, before), [])
                self.assertEqual(len(history.run(line, due)), 1)
                day = due
