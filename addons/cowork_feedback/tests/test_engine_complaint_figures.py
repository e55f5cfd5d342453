from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.complaint_figures import LEAST, published


def row(category=1, days=2, in_time=True, reopened=False):
    return {
        "category": category,
        "solved_days": days,
        "in_time": in_time,
        "reopened": reopened,
    }


@tagged("post_install", "-at_install")
class TestComplaintFigures(BaseCase):
    def test_fewer_than_five_are_not_counted(self):
        self.assertEqual(published([row()] * 4), {"too_few": True})

    def test_counts_and_shares(self):
        rows = [row(days=days) for days in (1, 2, 3, 4, 10)]
        rows += [row(days=None, in_time=False, reopened=True)] * 5
        rows += [row(days=None, in_time=None)] * 2
        self.assertEqual(
            published(rows),
            {
                "too_few": False,
                "received": 12,
                "solved": 5,
                "median_days": 3,
                "in_time": 50,
                # of ten that were solved once
                "reopened": 50,
                "categories": [(1, 12)],
            },
        )

    def test_a_single_small_category_hides_with_another(self):
        rows = [row(1)] * 9 + [row(2)] * 5 + [row(3)]
        self.assertEqual(published(rows)["categories"], [(1, 9), (None, 6)])

    @settings(
        max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(st.lists(st.integers(1, 6), max_size=30))
    def test_nothing_published_stands_for_fewer_than_five(self, categories):
        figures = published([row(category) for category in categories])
        if figures["too_few"]:
            self.assertLess(len(categories), LEAST)
            return
        shown = [count for _category, count in figures["categories"]]
        self.assertTrue(all(count >= LEAST for count in shown))
        # What is not shown cannot be told from the total either.
        hidden = len(categories) - sum(shown)
        self.assertTrue(hidden == 0 or hidden >= LEAST)
