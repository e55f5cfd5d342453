from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.terms import (
    Commitment,
    SuspensionLimits,
    broken_limit,
    days_by_contract_year,
    earliest_leaving,
    last_day_of_term,
    strictest,
)

DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))
COMMITMENTS = st.lists(
    st.builds(Commitment, st.integers(0, 400), DAYS, st.integers(0, 60)), max_size=4
)


@tagged("post_install", "-at_install")
class TestEngineTerms(BaseCase):
    """Leaving days and suspension limits, as plain arithmetic."""

    def test_the_example_of_the_documentation(self):
        begin = date(2026, 10, 1)
        leaving = earliest_leaving(
            date(2026, 11, 25), [Commitment(30, begin, 6)], begin
        )
        self.assertEqual(leaving.day, date(2027, 3, 31))
        self.assertEqual(leaving.rule, "term")
        self.assertEqual(leaving.notice_end, date(2026, 12, 25))

    def test_each_rule_decides(self):
        begin = date(2026, 10, 1)
        cases = (
            (date(2027, 3, 31), [Commitment(30, begin, 6)], None, "notice"),
            (date(2026, 11, 1), [Commitment(30, begin, 6)], None, "term"),
            (date(2026, 8, 1), [Commitment(0, begin, 0)], None, "begin"),
            (date(2026, 11, 1), [Commitment(30, begin, 6)], begin, "agreed"),
            (date(2027, 1, 1), [], None, "notice"),
        )
        for day, commitments, agreed, rule in cases:
            self.assertEqual(
                earliest_leaving(day, commitments, begin, agreed).rule, rule
            )

    @settings(max_examples=40, deadline=None)
    @given(DAYS, COMMITMENTS, DAYS, st.none() | DAYS)
    def test_no_commitment_is_broken_unless_agreed(self, day, commitments, begin, end):
        leaving = earliest_leaving(day, commitments, begin, end)
        bounds = [day, begin]
        for each in commitments:
            bounds.append(day + timedelta(days=each.notice_days))
            if each.min_months:
                bounds.append(last_day_of_term(each.term_start, each.min_months))
        free = max(bounds)
        self.assertEqual(leaving.day, min(free, end) if end else free)
        self.assertEqual(leaving.rule == "agreed", bool(end and end < free))

    @settings(max_examples=40, deadline=None)
    @given(DAYS, st.lists(st.tuples(DAYS, st.integers(0, 900)), max_size=3))
    def test_every_day_counts_in_one_contract_year(self, begin, spans):
        periods = [(first, first + timedelta(days=n)) for first, n in spans]
        counted = days_by_contract_year(begin, periods)
        expected = sum(
            max(0, (last - max(first, begin)).days + 1) for first, last in periods
        )
        self.assertEqual(sum(counted.values()), expected)
        self.assertTrue(all(year >= begin for year in counted))

    def test_each_limit_is_named(self):
        begin = date(2026, 1, 1)
        limits = SuspensionLimits(True, 7, 30, 40)
        others = [(date(2026, 2, 1), date(2026, 2, 20))]

        def broken(first, last):
            return broken_limit(limits, begin, (first, last), others)

        self.assertEqual(broken(date(2026, 5, 1), date(2026, 5, 6)), "min_days")
        self.assertIsNone(broken(date(2026, 5, 1), date(2026, 5, 7)))
        self.assertEqual(broken(date(2026, 5, 1), date(2026, 5, 31)), "max_days")
        self.assertEqual(broken(date(2026, 5, 1), date(2026, 5, 21)), "year_days")
        self.assertIsNone(broken(date(2026, 5, 1), date(2026, 5, 20)))
        # The next contract year begins anew.
        self.assertIsNone(broken(date(2027, 1, 1), date(2027, 1, 30)))
        # 20 days in the first year and 10 in the second.
        self.assertIsNone(broken(date(2026, 12, 12), date(2027, 1, 10)))
        self.assertEqual(broken(date(2026, 12, 11), date(2027, 1, 9)), "year_days")
        self.assertEqual(broken(date(2026, 5, 1), None), "open")
        self.assertIsNone(
            broken_limit(SuspensionLimits(), begin, (begin, None), others)
        )
        self.assertEqual(
            broken_limit(SuspensionLimits(False), begin, (begin, begin), []), "allowed"
        )

    def test_the_strictest_of_several_plans_counts(self):
        self.assertEqual(
            strictest([SuspensionLimits(True, 7, 0, 60), SuspensionLimits(True, 3, 9)]),
            SuspensionLimits(True, 7, 9, 60),
        )
        self.assertEqual(strictest([]), SuspensionLimits())
