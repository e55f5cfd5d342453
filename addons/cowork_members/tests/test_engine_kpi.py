from datetime import date, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.kpi import (
    begins_between,
    covers,
    days_within,
    ends_between,
    figure,
    judge,
    last_day_of,
    merge,
    months_from,
    price_on,
    term_months,
    trend,
)
from ..engine.terms import add_months

# Around two Februaries, one of them of a leap year.
FIRST, LAST = date(2027, 1, 1), date(2028, 4, 30)
days = st.dates(FIRST, LAST)
months = days.map(lambda day: day.replace(day=1))
periods = st.lists(st.tuples(days, st.none() | days), max_size=6)
quick = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow]
)


def naive_days(found, first, last):
    """:returns: set of the days of any of the periods, one by one"""
    return {
        day
        for day in (first + timedelta(days=n) for n in range((last - first).days + 1))
        if any(a <= day and (b is None or day <= b) for a, b in found)
    }


@tagged("post_install", "-at_install")
class TestEngineKpi(BaseCase):
    """The arithmetic of figures, against counting every day."""

    @quick
    @given(periods, months)
    def test_days_are_those_counted_one_by_one(self, found, month):
        last = last_day_of(month)
        merged = merge(found)
        naive = naive_days(found, month, last)
        self.assertEqual(days_within(merged, month, last), len(naive))
        self.assertEqual(covers(merged, month), month in naive)

    @quick
    @given(periods, months)
    def test_spells_begin_after_and_end_before_a_day_without(self, found, month):
        last = last_day_of(month)
        one = timedelta(days=1)
        merged = merge(found)
        around = naive_days(found, month - one, last + one)
        inside = {day for day in around if month <= day <= last}
        self.assertEqual(
            begins_between(merged, month, last),
            any(day - one not in around for day in inside),
        )
        self.assertEqual(
            ends_between(merged, month, last),
            any(day + one not in around for day in inside),
        )

    @quick
    @given(periods)
    def test_merged_periods_do_not_touch(self, found):
        merged = merge(found)
        for (_first, end), (begin, _last) in zip(merged, merged[1:], strict=False):
            self.assertGreater((begin - end).days, 1)

    @quick
    @given(days, st.integers(1, 40), st.integers(0, 27))
    def test_a_term_of_whole_months_is_whole(self, first, count, rest):
        last = add_months(first, count) - timedelta(days=1)
        self.assertEqual(term_months(first, last), count)
        longer = term_months(first, last + timedelta(days=rest))
        self.assertGreaterEqual(longer, count)
        self.assertLess(longer, count + 1)

    def test_february(self):
        let = merge([(date(2028, 2, 15), None)])
        self.assertEqual(days_within(let, date(2028, 2, 1), date(2028, 2, 29)), 15)
        let = merge([(date(2027, 2, 15), None)])
        self.assertEqual(days_within(let, date(2027, 2, 1), date(2027, 2, 28)), 14)

    def test_the_first_and_the_last_day_count(self):
        month, last = date(2027, 3, 1), date(2027, 3, 31)
        self.assertEqual(days_within([(date(2027, 1, 1), month)], month, last), 1)
        self.assertEqual(days_within([(last, date(2027, 5, 1))], month, last), 1)
        self.assertFalse(covers([(date(2027, 1, 1), last)], date(2027, 4, 1)))

    def test_months(self):
        self.assertEqual(
            months_from(date(2027, 12, 31), date(2028, 2, 1)),
            [date(2027, 12, 1), date(2028, 1, 1), date(2028, 2, 1)],
        )
        self.assertEqual(months_from(date(2027, 2, 1), date(2027, 1, 31)), [])

    def test_a_price_is_that_of_the_last_step_before(self):
        steps = [(date(2027, 3, 1), 110.0), (date(2027, 6, 1), 120.0)]
        for day, price in (
            (date(2027, 2, 28), 100.0),
            (date(2027, 3, 1), 110.0),
            (date(2027, 7, 1), 120.0),
        ):
            self.assertEqual(price_on(day, 100.0, steps), price)

    def test_nothing_to_divide_by_is_no_figure(self):
        self.assertIsNone(figure(0.0, 0.0))
        self.assertIsNone(figure(3.0, None))
        self.assertEqual(figure(0.0, 4.0, True), 0.0)
        self.assertEqual(figure(3.0, 4.0, True), 75.0)
        self.assertEqual(figure(3.0, 4.0), 0.75)

    def test_figures_are_judged_in_their_good_direction(self):
        for value, target, warning, up, status in (
            (None, 80, 70, True, "no_data"),
            (90, None, None, True, "no_target"),
            (80, 80, 70, True, "reached"),
            (79.9, 80, 70, True, "near"),
            (70, 80, 70, True, "near"),
            (69.9, 80, 70, True, "missed"),
            (79, 80, None, True, "missed"),
            (3, 3, 5, False, "reached"),
            (0, 0, None, False, "reached"),
            (4, 3, 5, False, "near"),
            (6, 3, 5, False, "missed"),
            (0.1 + 0.2, 0.3, None, False, "reached"),
        ):
            self.assertEqual(judge(value, target, warning, up), status)

    def test_the_trend_follows_the_good_direction(self):
        self.assertEqual(trend(5.0, 4.0, True), "better")
        self.assertEqual(trend(5.0, 4.0, False), "worse")
        self.assertEqual(trend(4.0, 4.0, False), "same")
        self.assertEqual(trend(0.0, None, True), "none")
        self.assertEqual(trend(None, 0.0, True), "none")
