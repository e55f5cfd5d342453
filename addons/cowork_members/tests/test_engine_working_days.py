from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.working_days import shift_working_days

days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
offsets = st.integers(-60, 60)


def weekday(day):
    return day.weekday() < 5


@tagged("post_install", "-at_install")
class TestWorkingDays(BaseCase):
    def test_the_weekend_is_not_counted(self):
        monday = date(2027, 1, 11)
        self.assertEqual(shift_working_days(monday, -1, weekday), date(2027, 1, 8))
        self.assertEqual(shift_working_days(monday, -5, weekday), date(2027, 1, 4))
        self.assertEqual(shift_working_days(monday, 5, weekday), date(2027, 1, 18))

    def test_zero_is_the_day_or_the_last_working_day_before(self):
        self.assertEqual(
            shift_working_days(date(2027, 1, 10), 0, weekday), date(2027, 1, 8)
        )
        self.assertEqual(
            shift_working_days(date(2027, 1, 8), 0, weekday), date(2027, 1, 8)
        )

    def test_who_never_works_counts_calendar_days(self):
        day = date(2028, 2, 28)
        self.assertEqual(shift_working_days(day, 2, lambda _d: False), date(2028, 3, 1))
        self.assertEqual(shift_working_days(day, 0, lambda _d: False), day)

    # The first import of a busy machine is slow, not the strategy.
    @settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(days, offsets)
    def test_as_many_working_days_lie_between(self, day, offset):
        found = shift_working_days(day, offset, weekday)
        self.assertTrue(weekday(found))
        first, last = sorted((day, found))
        between = sum(
            weekday(first + timedelta(days=i)) for i in range((last - first).days + 1)
        )
        if offset > 0:
            self.assertEqual(between, offset + weekday(day))
        elif offset < 0:
            self.assertEqual(between, -offset + weekday(day))
        else:
            self.assertLessEqual(between, 1)
