from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .booking_common import BookingCase


@tagged("post_install", "-at_install")
class TestBooking(BookingCase):
    """What is booked is nobody else's, as one person after the other books."""

    def test_a_booking_is_held_then_confirmed_then_left(self):
        booking = self.make_booking(confirm=False)
        self.assertEqual(booking.state, "tentative")
        self.assertEqual(str(booking.hold_until), "2026-03-02 00:15:00")
        booking.action_confirm()
        self.assertEqual((booking.state, booking.hold_until), ("confirmed", False))
        with freeze_time(self.at(8, 50)):
            booking.action_check_in()
        with freeze_time(self.at(9, 40)):
            booking.action_check_out()
        self.assertEqual(booking.state, "done")
        self.assertEqual(booking.checked_out_at, self.at(9, 40))

    def test_the_contract_of_the_member_is_charged(self):
        self.assertEqual(self.make_booking().contract_id, self.contract)

    def test_the_second_is_told_until_when_and_what_else_is_free(self):
        self.make_booking()
        with self.assertRefused(
            ValidationError,
            "Boardroom is taken Tue 3 Mar, 09:00 – 10:00. The next free time is Tue 3"
            " Mar, 10:00 – 11:00. Free at the time you chose: Library",
        ):
            self.make_booking(start=self.at(9, 30))

    def test_the_holder_is_named_only_where_the_policy_lets_others_see_it(self):
        self.policy.show_booker = "company"
        self.make_booking(partner_id=self.person.id)
        with self.assertRefused(ValidationError, "taken by Quiet Ledger Ltd, Tue"):
            self.make_booking(partner_id=self.other_member.id)

    def test_one_may_begin_when_another_ends(self):
        self.make_booking()
        after = self.make_booking(start=self.at(10))
        before = self.make_booking(start=self.at(8))
        self.assertEqual((after | before).mapped("state"), ["confirmed"] * 2)

    def test_the_buffer_keeps_the_next_one_away_on_both_sides(self):
        self.policy.buffer_minutes = 15
        self.make_booking()
        with self.assertRefused(ValidationError, "09:00 – 10:15"):
            self.make_booking(start=self.at(10))
        with self.assertRefused(ValidationError, "Boardroom is taken"):
            self.make_booking(start=self.at(8))
        self.make_booking(start=self.at(10, 15))
        self.make_booking(start=self.at(7, 45))

    def test_a_part_blocks_the_whole_and_the_whole_its_parts(self):
        self.make_booking(self.part_a)
        with self.assertRefused(ValidationError, "Hall / Hall A is taken"):
            self.make_booking(self.hall_2)
        self.make_booking(self.part_b)
        self.make_booking(self.hall_2, start=self.at(10))
        with self.assertRefused(ValidationError, "Hall / Hall B is taken"):
            self.make_booking(self.part_b, start=self.at(10, 30))

    def test_desks_are_given_by_number_until_none_is_left(self):
        first = self.make_booking(self.desks, seat_no=2)
        pair = self.make_booking(self.desks, hours=2)
        self.assertEqual((first.seats, pair.seats), ("2", "1"))
        with self.assertRefused(ValidationError, "Seat 2 of Desks is taken.*are: 3"):
            self.make_booking(self.desks, seat_no=2)
        self.make_booking(self.desks)
        with self.assertRefused(ValidationError, "has 0 free seats"):
            self.make_booking(self.desks)
        self.make_booking(self.desks, start=self.at(10), seat_no=3)

    def test_people_who_come_together_sit_side_by_side(self):
        self.make_booking(self.desks, seat_no=1)
        self.assertEqual(self.make_booking(self.desks, attendee_count=2).seats, "2, 3")

    def test_moving_into_a_conflict_is_refused_and_changes_nothing(self):
        self.make_booking()
        later = self.make_booking(start=self.at(10))
        with self.assertRefused(ValidationError, "Boardroom is taken"):
            later.write({"start": self.at(9, 30), "stop": self.at(10, 30)})
        later.invalidate_recordset()
        self.assertEqual(later.start, self.at(10))
        self.assertEqual(later.slot_ids.busy_start, self.at(10))

    def test_a_booking_may_move_within_its_own_time(self):
        booking = self.make_booking()
        booking.write({"start": self.at(9, 30), "stop": self.at(10, 30)})
        self.assertEqual(booking.slot_ids.busy_stop, self.at(10, 30))

    def test_changing_the_space_frees_the_old_one(self):
        booking = self.make_booking()
        booking.space_id = self.room_2
        self.make_booking()
        with self.assertRefused(ValidationError, "Library is taken"):
            self.make_booking(self.room_2)

    def test_a_cancelled_booking_frees_its_space_and_comes_back_only_if_it_is_free(
        self,
    ):
        booking = self.make_booking()
        booking.action_cancel("Ill")
        self.assertEqual((booking.state, booking.cancel_reason), ("cancelled", "Ill"))
        other = self.make_booking()
        with self.assertRefused(ValidationError, "Boardroom is taken"):
            booking.action_reopen()
        other.action_cancel()
        booking.action_reopen()
        self.assertEqual(booking.state, "confirmed")

    def test_an_expired_hold_gives_way_to_whoever_comes(self):
        held = self.make_booking(confirm=False)
        with self.assertRefused(ValidationError, "Boardroom is taken"):
            self.make_booking()
        with freeze_time("2026-03-02 00:15:00"):
            self.make_booking()
            self.assertEqual(held.state, "cancelled")
            with self.assertRefused(UserError, "is “Cancelled”, not “Tentative”"):
                held.action_confirm()

    def test_a_request_keeps_its_space_until_the_front_desk_answers(self):
        self.policy.needs_confirmation = True
        booking = self.make_booking(confirm=False)
        booking._confirm(by_staff=False)
        self.assertEqual((booking.state, booking.hold_until), ("tentative", False))
        with freeze_time("2026-03-02 12:00:00"):
            with self.assertRefused(ValidationError, "Boardroom is taken"):
                self.make_booking()
            booking.action_confirm()
        self.assertEqual(booking.state, "confirmed")

    def test_leaving_early_frees_the_rest(self):
        booking = self.make_booking(hours=2)
        with freeze_time(self.at(9)):
            booking.action_check_in()
        with freeze_time(self.at(9, 30)):
            booking.action_check_out()
            self.make_booking(start=self.at(9, 30), hours=1)

    def test_nobody_came_and_the_space_is_free_again(self):
        self.policy.no_show_minutes = 15
        booking = self.make_booking(hours=2)
        with freeze_time(self.at(9, 14)):
            self.env["cowork.booking"].search(
                self.env["cowork.booking"]._get_due_domain()
            )._follow_clock()
            self.assertEqual(booking.state, "confirmed")
        with freeze_time(self.at(9, 15)):
            self.env["cowork.booking"].search(
                self.env["cowork.booking"]._get_due_domain()
            )._follow_clock()
            self.assertEqual(booking.state, "no_show")
            self.make_booking(start=self.at(9, 15))

    def test_what_is_over_is_done_and_cannot_be_cancelled(self):
        booking = self.make_booking()
        with freeze_time(self.at(10)):
            with self.assertRefused(UserError, "is over"):
                booking.action_cancel()
            with self.enter_registry_test_mode():
                self.env.ref(
                    "cowork_members.cron_follow_bookings"
                ).method_direct_trigger()
            self.assertEqual(booking.state, "done")

    def test_more_people_than_seats_are_refused(self):
        with self.assertRefused(ValidationError, "room for 8 people, but 9"):
            self.make_booking(attendee_count=9)

    def test_a_room_that_becomes_divisible_blocks_its_new_parts(self):
        self.make_booking()
        part = self.make_room("Corner", parent=self.room, capacity=2)
        with self.assertRefused(ValidationError, "Corner is taken"):
            self.make_booking(part)

    def test_a_booked_room_is_shown_as_booked(self):
        self.make_booking()
        with freeze_time(self.at(9, 30)):
            self.room.invalidate_recordset(["state"])
            self.assertEqual(self.room.state, "booked")
            domain = [("id", "in", (self.room | self.room_2).ids)]
            spaces = self.env["cowork.space"]
            booked = spaces.search([*domain, ("state", "=", "booked")])
            free = spaces.search([*domain, ("state", "=", "free")])
            self.assertEqual((booked, free), (self.room, self.room_2))


@tagged("post_install", "-at_install")
class TestBookingRules(BookingCase):
    """The policy's rules, in sentences that say what would be possible."""

    def test_the_end_comes_after_the_start(self):
        for hours in (0, -1):
            with self.assertRejected():
                self.make_booking(hours=hours)
            with self.assertRefused(UserError, "ends after it begins"):
                self.book(hours=hours)

    def test_three_years_are_too_long(self):
        with self.assertRejected():
            self.make_booking(hours=3 * 365 * 24)
        with self.assertRefused(UserError, "within a month"):
            self.book(hours=3 * 365 * 24)

    def book(self, hours):
        start = self.at(9)
        return self.env["cowork.booking"].book(
            self.room.id, start, start + timedelta(hours=hours), self.member.id
        )

    def test_times_lie_on_the_grain(self):
        with self.assertRefused(ValidationError, "in steps of 15 minutes"):
            self.make_booking(start=self.at(9, 10))

    def test_shortest_and_longest(self):
        self.policy.write({"min_minutes": 60, "max_minutes": 240})
        with self.assertRefused(ValidationError, "for at least 1 hours"):
            self.make_booking(hours=0.5)
        with self.assertRefused(ValidationError, "for at most 4 hours"):
            self.make_booking(hours=5)

    def test_what_is_over_cannot_be_booked_but_the_running_slot_can(self):
        with freeze_time(self.at(9, 10)):
            with self.assertRefused(
                ValidationError, "This time is over. The next free"
            ):
                self.make_booking(start=self.at(8, 45), hours=0.25)
            self.make_booking(start=self.at(9), hours=0.5)

    def test_least_notice_and_furthest_ahead(self):
        self.policy.write({"min_lead_minutes": 1440, "max_advance_days": 7})
        with self.assertRefused(
            ValidationError, "at least 1 days before. The earliest time is Tue 3 Mar"
        ):
            self.make_booking(start=self.at(20, day=2))
        with self.assertRefused(
            ValidationError, "at most 7 days ahead, until 03/09/2026"
        ):
            self.make_booking(start=self.at(9, day=10))
        self.make_booking(start=self.at(9, day=9))

    def test_opening_hours_and_holidays(self):
        calendar = self.env["resource.calendar"].create(
            {"name": "Office hours", "tz": "Asia/Shanghai", "company_id": False}
        )
        self.location.resource_calendar_id = calendar
        self.policy.any_hour = False
        self.make_booking()
        with self.assertRefused(
            ValidationError,
            "closed during some of this time. The next free time is Wed",
        ):
            self.make_booking(start=self.at(18))
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "date_from": self.at(0, day=5),
                "date_to": self.at(23, 59, day=5),
            }
        )
        with self.assertRefused(ValidationError, "closed during some of this time"):
            self.make_booking(start=self.at(9, day=5))

    def test_bookings_made_together_keep_to_the_hours_of_each_year(self):
        self.location.resource_calendar_id = self.env["resource.calendar"].create(
            {"name": "Office hours", "tz": "Asia/Shanghai", "company_id": False}
        )
        self.policy.any_hour = False
        bookings = self.env["cowork.booking"].create(
            [
                {
                    "space_id": self.room.id,
                    "partner_id": self.member.id,
                    "start": f"{year}-03-03 01:00:00",
                    "stop": f"{year}-03-03 02:00:00",
                }
                for year in (2026, 2028)
            ]
        )
        self.assertEqual(set(bookings.mapped("state")), {"tentative"})

    def test_only_members_book_unless_it_is_open_to_everybody(self):
        guest = self.env["res.partner"].create({"name": "Passer-by"})
        with self.assertRefused(ValidationError, "no membership in force on that day"):
            self.make_booking(partner_id=guest.id)
        self.policy.audience = "everybody"
        self.assertFalse(self.make_booking(partner_id=guest.id).contract_id)

    def test_members_of_the_location_only(self):
        self.policy.audience = "locations"
        self.contract._by_action().write({"location_id": self.location_2.id})
        with self.assertRefused(
            ValidationError, "for members of Riverside; .* belongs to Alameda"
        ):
            self.make_booking()

    def test_only_members_with_certain_plans(self):
        self.policy.write({"audience": "plans", "plan_ids": [(4, self.plan_office.id)]})
        with self.assertRefused(ValidationError, "comes with Office, which"):
            self.make_booking()

    def test_a_break_between_two_bookings_of_one_member(self):
        self.policy.cooldown_minutes = 60
        self.make_booking()
        with self.assertRefused(ValidationError, "has to leave 1 hours between"):
            self.make_booking(self.room_2, start=self.at(10, 30))
        self.make_booking(start=self.at(10, 30), partner_id=self.other_member.id)

    def test_limits_per_week(self):
        self.policy.max_per_week = 2
        self.make_booking()
        self.make_booking(start=self.at(9, day=8))
        with self.assertRefused(ValidationError, "has 2 bookings in that week already"):
            self.make_booking(start=self.at(9, day=6))
        self.make_booking(start=self.at(9, day=9))

    def test_hours_per_week(self):
        self.policy.max_hours_per_week = 3
        self.make_booking(hours=2)
        with self.assertRefused(ValidationError, "has booked 2 of 3 hours"):
            self.make_booking(start=self.at(12), hours=1.5)

    def test_a_blocked_or_archived_space_is_not_booked(self):
        self.room.blocked = True
        with self.assertRefused(ValidationError, "Boardroom cannot be booked"):
            self.make_booking()

    def test_who_makes_contracts_may_book_outside_the_rules_but_never_twice(self):
        self.policy.min_minutes = 60
        booking = self.make_booking(hours=0.25, is_exception=True)
        self.assertEqual(booking.state, "confirmed")
        with self.assertRefused(ValidationError, "Boardroom is taken"):
            self.make_booking(hours=0.25, is_exception=True)
        desk = new_test_user(
            self.env, "t-desk", groups="cowork_members.group_front_desk"
        )
        with self.assertRefused(AccessError, "outside the rules"):
            self.make_booking(
                start=self.at(12), is_exception=True, env=self.env(user=desk)
            )


@tagged("post_install", "-at_install")
class TestBookingCalls(BookingCase):
    """One call finds what is free, one books it: for members, staff and programs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "t-booker", groups="base.group_portal")
        cls.portal.partner_id.parent_id = cls.member
        cls.stranger = new_test_user(cls.env, "t-stranger", groups="base.group_portal")

    def book(self, user, **values):
        start = values.pop("start", self.at(9))
        values.setdefault("stop", start + timedelta(hours=1))
        bookings = self.env["cowork.booking"].with_user(user)
        return bookings.book(self.room.id, start, **values)

    def test_a_member_books_for_themselves(self):
        answer = self.book(self.portal, name="Review")
        booking = self.env["cowork.booking"].browse(answer["id"])
        self.assertEqual(answer["state"], "confirmed")
        self.assertEqual(answer["start"], "2026-03-03 01:00:00")
        self.assertEqual(booking.partner_id, self.portal.partner_id)
        self.assertEqual(booking.contract_id, self.contract)

    def test_a_member_holds_then_confirms_then_cancels(self):
        answer = self.book(self.portal, confirm=False)
        self.assertEqual(
            (answer["state"], answer["hold_until"]),
            ("tentative", "2026-03-02 00:15:00"),
        )
        booking = self.env["cowork.booking"].with_user(self.portal).browse(answer["id"])
        booking.action_confirm()
        self.assertEqual(booking.state, "confirmed")
        booking.action_cancel("Changed my mind")
        self.assertEqual(booking.state, "cancelled")

    def test_a_member_books_for_nobody_else(self):
        with self.assertRefused(AccessError, "for yourself only"):
            self.book(self.portal, partner=self.other_member.id)

    def test_who_is_no_member_is_told_so(self):
        with self.assertRefused(ValidationError, "no membership in force"):
            self.book(self.stranger)

    def test_nobody_touches_the_bookings_of_others(self):
        booking = self.make_booking(partner_id=self.other_member.id)
        theirs = booking.with_user(self.portal)
        for call in (
            theirs.action_cancel,
            theirs.action_confirm,
            theirs.action_check_in,
        ):
            with self.assertRefused(AccessError, "not allowed|access"):
                call()
        with self.assertRefused(AccessError, "not allowed|access"):
            theirs.read(["name"])
        self.assertEqual(booking.state, "confirmed")

    def test_a_space_of_another_company_is_as_one_that_does_not_exist(self):
        self.portal.company_ids |= self.env["res.company"].create({"name": "Else"})
        other = self.env["res.company"].create({"name": "Other"})
        self.portal.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for space_id in (self.room.id, 999999999):
            bookings = self.env["cowork.booking"].with_user(self.portal)
            with self.assertRefused(AccessError, "There is no such space"):
                bookings.book(space_id, self.at(9), self.at(10))

    def test_a_member_learns_nothing_of_who_has_the_space(self):
        self.make_booking(partner_id=self.other_member.id)
        with self.assertRaises(ValidationError) as refused:
            self.book(self.portal)
        self.assertNotIn("Blue Lab", str(refused.exception))

    def test_what_is_free_is_found_smallest_first(self):
        self.make_booking(self.room_2)
        found = self.env["cowork.space"].search_available(
            self.location.id,
            "2026-03-03 01:00:00",
            "2026-03-03 02:00:00",
            capacity=6,
            kind="meeting_small",
        )
        names = [space["name"] for space in found]
        self.assertEqual(names, ["Boardroom", "Hall / Hall A", "Hall / Hall B", "Hall"])
        self.assertEqual(found[0]["free_seats"], None)
        self.make_booking(self.desks)
        desks = self.env["cowork.space"].search_available(
            self.location.id,
            "2026-03-03 01:00:00",
            "2026-03-03 02:00:00",
            kind="hot_desk",
        )
        free = {space["id"]: space["free_seats"] for space in desks}
        self.assertEqual(free[self.desks.id], [2, 3])

    def test_a_part_that_is_taken_hides_the_whole(self):
        self.make_booking(self.part_a)
        found = self.env["cowork.space"].search_available(
            self.location.id,
            "2026-03-03 01:00:00",
            "2026-03-03 02:00:00",
            capacity=25,
        )
        self.assertEqual([space["id"] for space in found], [self.part_b.id])

    def test_members_find_what_is_free_at_the_places_of_their_company(self):
        times = ("2026-03-03 01:00:00", "2026-03-03 02:00:00")
        spaces = self.env["cowork.space"].with_user(self.portal)
        found = spaces.search_available(
            self.location.id, *times, capacity=6, kind="meeting_small"
        )
        self.assertIn(self.room.id, [space["id"] for space in found])
        other = self.env["res.company"].create({"name": "Other"})
        self.portal.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        spaces = self.env["cowork.space"].with_user(self.portal)
        self.assertEqual(spaces.search_available(self.location.id, *times), [])

    def test_nonsense_is_refused_with_a_sentence(self):
        search = self.env["cowork.space"].search_available
        for start, stop in (
            ("yesterday", "2026-03-03 02:00:00"),
            (None, None),
            ("2026-03-03 02:00:00", "2026-03-03 01:00:00"),
            ("2026-03-03 02:00:00", "2029-03-03 01:00:00"),
        ):
            with self.assertRefused(UserError, "Give both times|ends after it begins"):
                search(self.location.id, start, stop)

    def test_searching_many_spaces_takes_as_many_queries_as_few(self):
        search = self.env["cowork.space"].search_available
        times = (self.location.id, "2026-03-03 01:00:00", "2026-03-03 02:00:00")
        search(*times)

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            search(*times)
            return self.env.cr.sql_log_count - before

        few = count()
        for number in range(30):
            self.make_room(f"Room {number:02d}", capacity=4)
        self.env.flush_all()
        self.assertEqual(count(), few)

    def test_booking_many_takes_few_queries_each(self):
        def book(number):
            start = self.at(9, day=10 + number % 2)
            self.env["cowork.booking"].create(
                [
                    {
                        "space_id": room.id,
                        "partner_id": self.member.id,
                        "start": start,
                        "stop": start + timedelta(hours=1),
                    }
                    for room in rooms[:number]
                ]
            )
            self.env.flush_all()

        rooms = [
            self.make_room(f"Room {number:02d}", capacity=4) for number in range(43)
        ]
        book(2)
        counts = []
        for number in (3, 43):
            self.env["cowork.booking"].search([]).filtered(
                lambda b: b.state == "tentative"
            ).action_cancel()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            book(number)
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLess(counts[1] - counts[0], 40)
