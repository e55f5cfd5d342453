from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.work_figures import (
    DAY,
    HOUR,
    age_days,
    counted,
    during,
    hours_between,
    is_repeat,
    last_repair,
    measured,
    open_at,
    percent,
)

MONDAY = datetime(2027, 1, 4, 8)
minutes = st.integers(0, 600)
waits = st.lists(st.tuples(minutes, minutes), max_size=5)


def at(hours):
    return MONDAY + timedelta(hours=hours)


@tagged("post_install", "-at_install")
class TestEngineWorkFigures(BaseCase):
    """Hours of repairs, and that nothing measured is not zero."""

    def test_hours_go_on_at_night_and_stand_still_on_hold(self):
        self.assertEqual(hours_between(MONDAY, at(30)), 30.0)
        # Two waits that overlap, one that begins before the report, one after the end.
        found = [(at(4), at(6)), (at(5), at(8)), (at(-3), at(1)), (at(40), at(50))]
        self.assertEqual(hours_between(MONDAY, at(30), found), 25.0)
        self.assertEqual(hours_between(MONDAY, at(0.25)), 0.25)

    def test_what_has_not_happened_has_no_hours(self):
        self.assertIsNone(hours_between(MONDAY, None))
        self.assertIsNone(hours_between(None, MONDAY))
        self.assertEqual(hours_between(MONDAY, MONDAY), 0.0)
        self.assertEqual(hours_between(at(2), MONDAY), 0.0)

    @settings(deadline=None, max_examples=80)
    @given(minutes, minutes, waits)
    def test_hours_are_the_minutes_outside_of_waits(self, start, stop, found):
        def moment(minute):
            return MONDAY + timedelta(minutes=minute)

        outside = sum(
            not any(begin <= minute < end for begin, end in found)
            for minute in range(start, stop)
        )
        hours = hours_between(
            moment(start),
            moment(stop),
            [(moment(begin), moment(end)) for begin, end in found],
        )
        self.assertAlmostEqual(hours * 60, outside)

    def test_a_failure_follows_the_last_repair_before_it(self):
        repairs = [(at(1), "first"), (at(9), "second"), (at(50), "later")]
        self.assertEqual(last_repair(at(10), repairs), (at(9), "second"))
        self.assertEqual(last_repair(at(9), repairs), (at(9), "second"))
        self.assertIsNone(last_repair(at(0), repairs))
        self.assertIsNone(last_repair(at(0), []))

    def test_a_failure_within_thirty_days_is_a_repeat(self):
        self.assertTrue(is_repeat(0))
        self.assertTrue(is_repeat(30 * 24))
        self.assertFalse(is_repeat(30 * 24 + 0.1))
        self.assertFalse(is_repeat(None))

    def test_age_in_days(self):
        self.assertEqual(age_days(MONDAY, at(36)), 1.5)
        self.assertEqual(age_days(at(1), MONDAY), 0)

    def test_nothing_measured_is_no_zero(self):
        self.assertIsNone(percent(0, 0))
        self.assertEqual(percent(0, 8), 0)
        self.assertEqual(percent(2, 8), 25.0)

    def test_rows_of_a_time(self):
        rows = [
            {"id": n, "done_at": moment}
            for n, moment in enumerate([None, MONDAY, at(1), at(2)])
        ]
        self.assertEqual(
            [row["id"] for row in during(rows, "done_at", MONDAY, at(2))], [1, 2]
        )

    def test_the_backlog_of_a_moment(self):
        rows = [
            {"id": n, "reported_at": reported, "done_at": done}
            for n, (reported, done) in enumerate(
                [
                    (MONDAY - DAY, None),
                    (MONDAY - DAY, MONDAY - HOUR),
                    (MONDAY - DAY, MONDAY),
                    (MONDAY, None),
                ]
            )
        ]
        self.assertEqual([row["id"] for row in open_at(rows, MONDAY)], [0, 2])

    def test_sums_of_a_figure(self):
        rows = [
            {"id": 1, "hours": 0.0},
            {"id": 2, "hours": None},
            {"id": 3, "hours": 4.5},
            {"id": 4, "hours": False},
        ]
        self.assertEqual(measured(rows, "hours"), ({1: 0.0, 3: 4.5}, {1: 1, 3: 1}))
        self.assertEqual(
            counted(rows, lambda row: row["hours"] == 4.5),
            ({3: 1}, {1: 1, 2: 1, 3: 1, 4: 1}),
        )
