from datetime import date, datetime

from odoo.tests import BaseCase, tagged

from ..engine.booking_board import (
    day_axis,
    natural_key,
    peak_load,
    shown_hours,
    whole_hours,
)

PARIS = "Europe/Paris"


def at(hour, minute=0, day=3):
    return datetime(2026, 3, day, hour, minute)


@tagged("post_install", "-at_install")
class TestEngineBookingBoard(BaseCase):
    """What the board shows, as plain numbers and moments."""

    def test_the_hours_shown_are_whole_and_hold_everything(self):
        self.assertEqual(shown_hours([(at(8, 30), at(17, 15))], PARIS), (9, 19))
        self.assertEqual(
            shown_hours([(at(8), at(9)), (at(6, 59), at(7))], PARIS), (7, 10)
        )

    def test_nothing_to_show_gives_the_usual_hours(self):
        self.assertEqual(shown_hours([], PARIS), (8, 20))
        self.assertEqual(shown_hours([], PARIS, (7, 22)), (7, 22))

    def test_until_midnight_is_the_end_of_the_day(self):
        self.assertEqual(shown_hours([(at(19), at(23))], PARIS), (20, 24))

    def test_over_midnight_shows_both_days_whole(self):
        self.assertEqual(shown_hours([(at(21), at(1, day=4))], PARIS), (0, 24))

    def test_the_axis_follows_the_clock_of_the_place(self):
        self.assertEqual(day_axis(date(2026, 3, 3), (9, 18), PARIS), (at(8), at(17)))
        # The clock is put forward on 29 March: that day has 23 hours.
        start, stop = day_axis(date(2026, 3, 29), (0, 24), PARIS)
        self.assertEqual((stop - start).total_seconds() / 3600, 23)

    def test_hours_end_where_the_day_does(self):
        self.assertEqual(
            whole_hours(at(8), at(9, 30)), [(at(8), at(9)), (at(9), at(9, 30))]
        )

    def test_the_load_is_that_of_the_busiest_moment(self):
        rows = [(1, at(8), at(9)), (2, at(8, 30), at(10)), (4, at(9), at(9, 30))]
        self.assertEqual(peak_load(rows, at(8), at(9)), 3)
        self.assertEqual(peak_load(rows, at(9), at(10)), 6)
        self.assertEqual(peak_load(rows, at(10), at(11)), 0)

    def test_who_leaves_makes_room_for_the_next(self):
        rows = [(3, at(8), at(8, 30)), (3, at(8, 30), at(9))]
        self.assertEqual(peak_load(rows, at(8), at(9)), 3)

    def test_numbers_in_names_are_numbers(self):
        names = ["Room 10", "room 2", "Hall", "Room 1"]
        self.assertEqual(
            sorted(names, key=natural_key), ["Hall", "Room 1", "room 2", "Room 10"]
        )
