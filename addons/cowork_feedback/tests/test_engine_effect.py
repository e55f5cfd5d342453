from datetime import date

from odoo.tests import BaseCase, tagged

from ..engine.effect import Point, judge, level, months_after, months_before


@tagged("post_install", "-at_install")
class TestEffect(BaseCase):
    def test_three_whole_months_before(self):
        self.assertEqual(
            months_before(date(2027, 1, 31)),
            [date(2026, 10, 1), date(2026, 11, 1), date(2026, 12, 1)],
        )

    def test_up_to_three_months_after_the_last_action(self):
        self.assertEqual(
            months_after(date(2027, 1, 31), date(2027, 3, 2)),
            [date(2027, 2, 1), date(2027, 3, 1)],
        )
        self.assertEqual(len(months_after(date(2027, 1, 31), date(2028, 1, 1))), 3)

    def test_checked_in_the_month_of_the_last_action(self):
        self.assertEqual(
            months_after(date(2027, 1, 3), date(2027, 1, 30)), [date(2027, 1, 1)]
        )

    def test_sums_are_divided_not_averaged(self):
        points = [Point(date(2027, 1, 1), 9, 90), Point(date(2027, 2, 1), 1, 10)]
        months = [point.month for point in points]
        self.assertEqual(level(points, months, 100.0), 10.0)

    def test_what_adds_up_is_averaged_over_months(self):
        points = [Point(date(2027, 1, 1), 4, None), Point(date(2027, 2, 1), 2, None)]
        self.assertEqual(level(points, [point.month for point in points]), 3.0)

    def test_nothing_known_is_no_data(self):
        self.assertIsNone(level([], [date(2027, 1, 1)]))
        self.assertIsNone(
            level([Point(date(2027, 1, 1), 0, 0)], [date(2027, 1, 1)], 100.0)
        )

    def test_judged_in_the_good_direction_by_what_was_expected(self):
        for before, after, up, expected, verdict in (
            (10.0, 7.0, False, 3.0, "proven"),
            (10.0, 7.5, False, 3.0, "none"),
            (10.0, 11.0, False, 0.0, "none"),
            (10.0, 10.0, False, 0.0, "none"),
            (60.0, 65.0, True, 5.0, "proven"),
            (None, 65.0, True, 5.0, "no_data"),
            (60.0, None, True, 5.0, "no_data"),
        ):
            self.assertEqual(judge(before, after, up, expected), verdict)
