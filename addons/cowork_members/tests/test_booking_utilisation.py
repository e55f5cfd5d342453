from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .booking_common import BookingCase


@tagged("post_install", "-at_install")
class TestBookingUtilisation(BookingCase):
    """How much of the open time is booked, hour by hour."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.location.resource_calendar_id = cls.env["resource.calendar"].create(
            {
                "name": "Nine to one, Monday to Friday",
                "tz": "Asia/Shanghai",
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "Day",
                            "dayofweek": str(day),
                            "hour_from": 9,
                            "hour_to": 13,
                            "day_period": "morning",
                        }
                    )
                    for day in range(5)
                ],
            }
        )

    def figures(self, *groupby, space=None, user=None):
        """:returns: dict of group to booked hours, open hours and utilisation"""
        rows = self.env["cowork.booking.utilisation"].with_user(user or self.manager)
        domain = [("location_id", "=", self.location.id)]
        if space:
            domain.append(("space_id", "in", space.ids))
        aggregates = ["booked_hours:sum", "open_hours:sum", "utilisation:avg"]
        found = rows._read_group(domain, groupby, aggregates)
        size = len(groupby)
        return {
            row[:size] if size > 1 else row[:size][0] if size else None: tuple(
                value and round(value, 2) for value in row[size:]
            )
            for row in found
        }

    def test_hours_are_those_of_the_location(self):
        self.make_booking(start=self.at(9, 30), hours=1)
        self.assertEqual(
            self.figures("weekday", "hour", space=self.room),
            {
                ("2", "09"): (0.5, 1.0, 50.0),
                ("2", "10"): (0.5, 1.0, 50.0),
                ("2", "11"): (0.0, 1.0, 0.0),
                ("2", "12"): (0.0, 1.0, 0.0),
            },
        )

    def test_sums_are_divided_by_sums(self):
        self.make_booking(hours=4)
        self.make_booking(start=self.at(9, day=6), hours=1)
        # Tuesday to Friday, four hours each.
        self.assertEqual(self.figures(space=self.room), {None: (5.0, 16.0, 31.25)})
        self.assertEqual(
            self.figures("day:month", space=self.room).popitem()[1], (5.0, 16.0, 31.25)
        )

    def test_days_without_hours_have_no_utilisation(self):
        # Saturday
        self.make_booking(start=self.at(9, day=7), hours=2)
        self.assertEqual(
            self.figures("weekday", space=self.room), {"6": (2.0, 0.0, False)}
        )

    def test_holidays_are_not_open(self):
        self.make_booking(start=self.at(9, day=2), hours=1, is_exception=True)
        self.make_booking(start=self.at(9, day=4), hours=1)
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.location.resource_calendar_id.id,
                "date_from": self.at(0),
                "date_to": self.at(23, 59),
            }
        )
        self.assertEqual(
            self.figures("weekday", space=self.room),
            {"1": (1.0, 4.0, 25.0), "3": (1.0, 4.0, 25.0)},
        )

    def test_a_divisible_room_counts_by_its_parts_and_desks_by_seat(self):
        self.make_booking(self.hall_2, hours=2)
        self.make_booking(self.part_b, start=self.at(11), hours=1)
        self.make_booking(self.desks, hours=1, attendee_count=2)
        self.assertEqual(
            self.figures("space_id", space=self.hall_2 | self.part_a | self.part_b),
            {self.part_a: (2.0, 4.0, 50.0), self.part_b: (3.0, 4.0, 75.0)},
        )
        self.assertEqual(self.figures(space=self.desks), {None: (2.0, 12.0, 16.67)})

    def test_cleaning_cancelled_and_missed_ones_do_not_count(self):
        self.policy.write({"buffer_minutes": 30})
        self.make_booking()
        self.make_booking(start=self.at(10, 30)).action_cancel()
        self.make_booking(start=self.at(10, 30))._miss()
        self.make_booking(start=self.at(11), confirm=False)
        self.assertEqual(self.figures(space=self.room), {None: (1.0, 4.0, 25.0)})

    def test_a_row_is_read_with_its_own_percentage(self):
        self.make_booking(start=self.at(9, 15), hours=0.75)
        rows = self.env["cowork.booking.utilisation"].search(
            [("space_id", "=", self.room.id), ("booked_hours", ">", 0)]
        )
        self.assertEqual(rows.mapped("booked_hours"), [0.75])
        self.assertEqual(
            (str(rows.day), rows.hour, rows.weekday), ("2026-03-03", "09", "2")
        )

    def test_seen_by_those_who_see_the_bookings(self):
        self.make_booking()
        self.assertEqual(len(self.figures("hour", user=self.front_desk)), 4)
        away = self.make_user(
            "t_away", "cowork_members.group_front_desk", [self.location_2]
        )
        self.assertEqual(self.figures("hour", user=away), {})
        self.assertEqual(self.figures("hour", user=self.manager_b), {})
        for user in (self.portal_a, self.internal):
            with self.assertRefused(AccessError, "access"):
                self.figures("hour", user=user)
