from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from odoo.addons.cowork_members.engine.errors import EngineError

from ..engine.rounds import (
    Limits,
    Shift,
    coverage_rate,
    covered_spaces,
    end_rule,
    round_days,
    shift_times,
    value_in_order,
)


def january(*days):
    return [date(2027, 1, day) for day in days]


@tagged("post_install", "-at_install")
class TestEngineRounds(BaseCase):
    """When rounds are due, on plain values."""

    def days(self, rule, first=1, last=31, anchor=1, **kwargs):
        return round_days(rule, *january(anchor, first, last), **kwargs)

    def test_days_are_counted_from_the_first_one(self):
        rule = "FREQ=DAILY;INTERVAL=3"
        self.assertEqual(self.days(rule, last=10), january(1, 4, 7, 10))
        # Looked at in pieces, they are the same.
        self.assertEqual(self.days(rule, first=5, last=10), january(7, 10))
        self.assertEqual(self.days(rule, first=5, last=6), [])

    def test_every_second_week_keeps_its_weeks(self):
        rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"
        self.assertEqual(self.days(rule, anchor=4), january(4, 7, 18, 21))
        self.assertEqual(self.days(rule, anchor=4, first=11), january(18, 21))

    def test_the_31st_is_left_out_of_short_months(self):
        found = round_days(
            "FREQ=MONTHLY;BYMONTHDAY=31",
            date(2027, 1, 31),
            date(2027, 1, 1),
            date(2027, 6, 30),
        )
        self.assertEqual([day.month for day in found], [1, 3, 5])

    def test_a_rule_may_end_by_itself(self):
        self.assertEqual(self.days("FREQ=DAILY;COUNT=2"), january(1, 2))
        self.assertEqual(self.days("FREQ=DAILY;UNTIL=20270103"), january(1, 2, 3))

    def test_nothing_is_due_before_the_first_day(self):
        self.assertEqual(self.days("FREQ=DAILY", anchor=30), january(30, 31))
        self.assertEqual(self.days("FREQ=DAILY", first=9, last=8), [])

    def test_closed_days(self):
        def works(day):
            return day.weekday() < 5

        # 2 and 3 January are a weekend.
        for closed, expected in (
            ("any", january(1, 2, 3, 4)),
            ("skip", january(1, 4)),
            ("next", january(1, 4)),
            ("before", january(1, 4)),
        ):
            with self.subTest(closed=closed):
                found = self.days("FREQ=DAILY", last=4, closed=closed, works=works)
                self.assertEqual(found, expected)
        sundays = {"rule": "FREQ=WEEKLY;BYDAY=SU", "works": works}
        self.assertEqual(self.days(closed="next", **sundays), january(4, 11, 18, 25))
        self.assertEqual(
            self.days(closed="before", **sundays), january(1, 8, 15, 22, 29)
        )

    def test_a_moved_day_is_found_from_either_side(self):
        """The day it is moved to may be planned another time than the rule's own."""

        def works(day):
            return day.weekday() < 5

        rule = "FREQ=WEEKLY;BYDAY=SU"
        monday = self.days(rule, first=4, last=4, closed="next", works=works)
        self.assertEqual(monday, january(4))
        self.assertEqual(
            self.days(rule, first=1, last=3, closed="next", works=works), []
        )

    def test_what_is_always_closed_is_never_due(self):
        found = self.days("FREQ=DAILY", closed="next", works=lambda day: False)
        self.assertEqual(found, [])

    def test_nonsense_is_refused(self):
        for rule in ("", "FREQ=SECONDLY", "FREQ=DAILY;BYDAY=XX", "x" * 600, None):
            with self.subTest(rule=rule), self.assertRaises(EngineError):
                self.days(rule)
        with self.assertRaises(EngineError):
            end_rule("FREQ=DAILY;COUNT=1;UNTIL=20270101", date(2027, 1, 1))

    def test_shifts(self):
        day = date(2027, 1, 4)
        for hours, expected in (
            ((8, 16), (datetime(2027, 1, 4, 0), datetime(2027, 1, 4, 8))),
            ((22, 6), (datetime(2027, 1, 4, 14), datetime(2027, 1, 4, 22))),
            ((0, 24), (datetime(2027, 1, 3, 16), datetime(2027, 1, 4, 16))),
            ((6.5, 6.5), (datetime(2027, 1, 3, 22, 30), datetime(2027, 1, 4, 22, 30))),
        ):
            with self.subTest(hours=hours):
                self.assertEqual(
                    shift_times(day, Shift(*hours), "Asia/Shanghai"), expected
                )

    def test_a_shift_in_the_hour_that_is_left_out(self):
        start, due = shift_times(date(2027, 3, 28), Shift(2, 3), "Europe/Paris")
        self.assertEqual(start, datetime(2027, 3, 28, 1))
        self.assertGreater(due, start)

    def test_limits_are_in_order_themselves(self):
        limits = Limits(1.0, 2.5)
        values = (0.99, 1.0, 2.5, 2.51)
        self.assertEqual(
            [value_in_order(value, limits) for value in values],
            [False, True, True, False],
        )
        self.assertTrue(value_in_order(-1e9, Limits(most=0)))
        self.assertTrue(value_in_order(1e9, Limits()))

    def test_coverage(self):
        points = [("a", 1), ("a", 3), ("b", 1), ("b", None), ("c", 4), (None, 1)]
        due, covered = covered_spaces(points, 3)
        self.assertEqual((due, covered), ({"a", "b", "c"}, {"a"}))
        self.assertEqual(coverage_rate(1, 3), 100 / 3)
        self.assertIsNone(coverage_rate(0, 0))
