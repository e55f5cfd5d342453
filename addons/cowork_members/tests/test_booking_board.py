from datetime import timedelta

from freezegun import freeze_time

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .booking_common import BookingCase

DAY = "2026-03-03"


@tagged("post_install", "-at_install")
class TestBookingBoard(BookingCase):
    """The board shows what is booked, open and taken, and in which hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()

    def board(self, day=DAY, user=None, location=None, **kwargs):
        spaces = self.env["cowork.space"].with_user(user or self.front_desk)
        return spaces.get_board((location or self.location).id, day, **kwargs)

    def row(self, board, space):
        return next(row for row in board["spaces"] if row["id"] == space.id)

    def names(self, board):
        return [row["name"] for row in board["spaces"]]

    # Rows ----------------------------------------------------------------------------

    def test_parts_stand_under_their_whole_and_numbers_count(self):
        self.make_room("Room 10", parent=self.floor)
        self.make_room("Room 2", parent=self.floor)
        # The open area of the floor has the policy of its kind.
        self.assertEqual(
            self.names(self.board()),
            [
                "Boardroom",
                "Desks",
                "Hall",
                "Hall A",
                "Hall B",
                "Library",
                "Open Area",
                "Room 2",
                "Room 10",
            ],
        )

    def test_a_row_says_how_the_space_is_booked(self):
        row = self.row(self.board(), self.part_a)
        self.assertEqual((row["depth"], row["part_of"]), (1, "Hall"))
        self.assertEqual((row["grain"], row["least"], row["seats"]), (15, 15, False))
        row = self.row(self.board(), self.desks)
        self.assertEqual((row["seats"], row["capacity"]), (True, 3))
        row = self.row(self.board(), self.hall)
        self.assertEqual((row["group_id"], row["group"]), (self.floor.id, "Floor 1"))

    def test_what_is_out_of_use_stays_with_its_reason(self):
        self.room.write({"blocked": True, "blocked_reason": "Water"})
        row = self.row(self.board(), self.room)
        self.assertEqual((row["blocked"], row["blocked_reason"]), (True, "Water"))

    def test_filters_leave_out_rows(self):
        screen = self.env["cowork.space.amenity"].create({"name": "Large screen"})
        self.room_2.amenity_ids = screen
        wanted = {"amenities": [screen.id]}
        self.assertEqual(self.names(self.board(filters=wanted)), ["Library"])
        self.assertEqual(
            self.names(self.board(filters={"capacity": 30})),
            ["Hall", "Hall A", "Hall B"],
        )
        self.assertEqual(
            self.names(self.board(filters={"floor": self.floor.id})), ["Open Area"]
        )
        kind = self.kinds["hot_desk"].id
        self.assertEqual(
            self.names(self.board(filters={"kind": kind})), ["Desks", "Open Area"]
        )

    def test_the_filters_offered_are_those_of_the_location(self):
        options = self.board()["options"]
        self.assertEqual([floor["name"] for floor in options["floors"]], ["Floor 1"])
        self.assertEqual(
            {kind["id"] for kind in options["kinds"]},
            {self.kinds["meeting_small"].id, self.kinds["hot_desk"].id},
        )

    # Hours ---------------------------------------------------------------------------

    def open_from_nine_to_six(self):
        self.policy.any_hour = False
        self.location.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Nine to six",
                "tz": "Asia/Shanghai",
                "attendance_ids": [
                    Command.create(
                        {
                            "name": "Day",
                            "dayofweek": str(day),
                            "hour_from": 9,
                            "hour_to": 18,
                            "day_period": "full_day",
                        }
                    )
                    for day in range(5)
                ],
            }
        )

    def test_the_hours_shown_are_those_of_the_location(self):
        self.open_from_nine_to_six()
        (day,) = self.board()["days"]
        self.assertEqual(
            day,
            {
                "date": DAY,
                "start": "2026-03-03 01:00:00",
                "stop": "2026-03-03 10:00:00",
            },
        )

    def test_a_booking_outside_the_hours_widens_them(self):
        self.open_from_nine_to_six()
        self.make_booking(start=self.at(19), hours=1.5, is_exception=True)
        (day,) = self.board()["days"]
        self.assertEqual(day["stop"], "2026-03-03 13:00:00")

    def test_day_and_night_on_request_in_a_week(self):
        days = self.board(days=7, all_hours=True)["days"]
        self.assertEqual(len(days), 7)
        self.assertEqual(days[0]["start"], "2026-03-02 16:00:00")
        self.assertEqual(days[-1]["stop"], "2026-03-09 16:00:00")

    def test_closed_hours_are_named_by_the_row(self):
        self.open_from_nine_to_six()
        board = self.board()
        self.assertEqual(
            board["open"][self.row(board, self.room)["open"]],
            [["2026-03-03 01:00:00", "2026-03-03 10:00:00"]],
        )
        self.policy.any_hour = True
        board = self.board()
        self.assertEqual(self.row(board, self.room)["open"], None)

    def test_today_is_the_day_at_the_location(self):
        # 17:00 in London is already tomorrow in Shanghai.
        with freeze_time("2026-03-02 17:00:00"):
            self.assertEqual(self.board(day=None)["day"], DAY)

    # Bookings ------------------------------------------------------------------------

    def test_a_block_tells_who_when_and_until_when_it_takes_the_room(self):
        self.policy.buffer_minutes = 15
        booking = self.make_booking(name="Pitch")
        (block,) = self.board()["bookings"]
        self.assertEqual(
            block,
            {
                "id": booking.id,
                "space_id": self.room.id,
                "start": "2026-03-03 01:00:00",
                "stop": "2026-03-03 02:00:00",
                "busy_stop": "2026-03-03 02:15:00",
                "state": "confirmed",
                "to_confirm": False,
                "partner": "Quiet Ledger Ltd",
                "name": "Pitch",
                "people": 1,
                "seats": "",
            },
        )

    def test_a_request_waits_for_the_front_desk(self):
        booking = self.make_booking(confirm=False)
        self.assertFalse(self.board()["bookings"][0]["to_confirm"])
        self.policy.needs_confirmation = True
        booking._confirm(by_staff=False)
        self.assertTrue(self.board()["bookings"][0]["to_confirm"])

    def test_only_what_is_shown_that_day_and_not_cancelled(self):
        self.make_booking().action_cancel()
        self.make_booking(start=self.at(9, day=4))
        self.assertEqual(self.board()["bookings"], [])
        self.assertEqual(len(self.board(days=2)["bookings"]), 1)

    def test_a_booking_of_several_days_is_there_on_the_last(self):
        booking = self.make_booking(start=self.at(9, day=3), hours=24 * 20)
        (block,) = self.board(day="2026-03-23")["bookings"]
        self.assertEqual(block["id"], booking.id)

    def test_who_left_early_frees_the_rest_of_the_block(self):
        booking = self.make_booking()
        with freeze_time(self.at(9)):
            booking.action_check_in()
        with freeze_time(self.at(9, 40)):
            booking.action_check_out()
        (block,) = self.board()["bookings"]
        self.assertEqual(
            (block["state"], block["stop"]), ("done", "2026-03-03 01:40:00")
        )

    def test_the_whole_takes_its_parts_and_a_part_the_whole(self):
        whole = self.make_booking(self.hall_2)
        part = self.make_booking(self.part_a, start=self.at(11))
        taken = {
            (row["space_id"], row["booking_id"]): (row["by"], row["start"])
            for row in self.board()["taken"]
        }
        nine, eleven = "2026-03-03 01:00:00", "2026-03-03 03:00:00"
        self.assertEqual(
            taken,
            {
                (self.part_a.id, whole.id): ("Hall", nine),
                (self.part_b.id, whole.id): ("Hall", nine),
                (self.hall_2.id, part.id): ("Hall A", eleven),
            },
        )

    def test_a_part_is_taken_also_when_the_whole_is_filtered_out(self):
        whole = self.make_booking(self.hall_2)
        self.part_a.amenity_ids = self.env["cowork.space.amenity"].create(
            {"name": "Piano"}
        )
        filters = {"amenities": self.part_a.amenity_ids.ids}
        board = self.board(filters=filters)
        self.assertEqual(board["bookings"], [])
        self.assertEqual([row["booking_id"] for row in board["taken"]], whole.ids)

    def test_desks_show_how_many_seats_are_taken_each_hour(self):
        self.make_booking(self.desks, attendee_count=2)
        self.make_booking(self.desks, start=self.at(9, 30))
        loads = self.board()["loads"][self.desks.id]
        taken = {load["start"][11:16]: load["taken"] for load in loads}
        self.assertEqual(
            [taken[hour] for hour in ("00:00", "01:00", "02:00")], [0, 3, 1]
        )

    def test_the_part_that_changes_is_loaded_alone(self):
        board = self.board()
        self.make_booking()
        spaces = self.env["cowork.space"].with_user(self.front_desk)
        again = spaces.get_board_bookings(self.location.id, board["days"])
        self.assertEqual(sorted(again), ["bookings", "loads", "now", "taken"])
        self.assertEqual(again["bookings"], self.board()["bookings"])

    # Who and how much ----------------------------------------------------------------

    def test_staff_of_another_location_and_members_see_nothing(self):
        away = self.make_user(
            "t_away", "cowork_members.group_front_desk", [self.location_2]
        )
        for user in (away, self.manager_b, self.portal_a, self.internal):
            with (
                self.subTest(user=user.login),
                self.assertRefused(AccessError, "access"),
            ):
                self.board(user=user)
        self.assertEqual(
            [
                place["name"]
                for place in self.board(None, away, self.location_2)["locations"]
            ],
            ["Alameda"],
        )

    def test_the_first_location_that_the_user_sees_is_shown(self):
        spaces = self.env["cowork.space"].with_user(self.front_desk)
        self.assertEqual(spaces.get_board()["location"]["name"], "Riverside")
        nowhere = self.make_user("t_nowhere", "cowork_members.group_front_desk")
        board = self.env["cowork.space"].with_user(nowhere).get_board()
        self.assertEqual(board, {"locations": [], "location": None})

    def test_what_makes_no_sense_is_refused_with_a_sentence(self):
        for kwargs in (
            {"day": "soon"},
            {"day": "0001-01-01"},
            {"days": 0},
            {"days": 400},
            {"days": "7"},
            {"filters": {"capacity": "many"}},
            {"filters": {"floor": [1]}},
            {"filters": [1]},
        ):
            with self.subTest(**kwargs), self.assertRefused(UserError, "Give"):
                self.board(**kwargs)
        spaces = self.env["cowork.space"].with_user(self.front_desk)
        for axes in ([], "today", [{"date": DAY}], [None], [5], None):
            with self.subTest(axes=axes), self.assertRefused(UserError, "Give"):
                spaces.get_board_bookings(self.location.id, axes)

    def test_many_rooms_take_no_more_queries_than_a_few(self):
        # Twice: the first time fills the caches of the registry.
        self._count_queries(5)
        few = self._count_queries(5)
        many = self._count_queries(100)
        self.assertLessEqual(many, few)

    def _count_queries(self, count):
        rooms = self.env["cowork.space"].create(
            [
                {
                    "name": f"Room {number}",
                    "kind_id": self.kinds["meeting_small"].id,
                    "location_id": self.location.id,
                    "parent_id": self.floor.id,
                    "booking_policy_id": self.policy.id,
                }
                for number in range(count)
            ]
        )
        self.env["cowork.booking"].create(
            [
                {
                    "space_id": room.id,
                    "partner_id": self.member.id,
                    "start": self.at(9),
                    "stop": self.at(9) + timedelta(hours=1),
                }
                for room in rooms
            ]
        )
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        board = self.board()
        self.assertGreaterEqual(len(board["bookings"]), count)
        return self.env.cr.sql_log_count - before
