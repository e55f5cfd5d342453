from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .booking_common import BookingCase


class SeriesCase(BookingCase):
    """Rooms in Riverside (UTC+8) as ever, one in Paris and one in Lisbon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        paris = cls.make_location("Marais", "T-PAR", "Europe/Paris")
        cls.paris_room = cls.make_room("Salon", location_id=paris.id)
        cls.paris_room_2 = cls.make_room("Atelier", location_id=paris.id)
        cls.lisbon_room = cls.make_room("Sala", location_id=cls.location_2.id)
        cls.portal = new_test_user(cls.env, "t-series", groups="base.group_portal")
        cls.portal.partner_id.parent_id = cls.member
        cls.policy.write({"series_max_count": 60, "series_max_months": 60})

    def book(self, rule, space=None, start=None, minutes=60, user=None, **values):
        """:returns: the answer of ``book_series()``"""
        bookings = self.env["cowork.booking"].with_user(user or self.env.user)
        if not user:
            values.setdefault("partner", self.member.id)
        return bookings.book_series(
            (space or self.room).id, start or self.at(9), minutes, rule, **values
        )

    def booked(self, *args, **values):
        """:returns: the bookings of a new series, in order of time"""
        return self.env["cowork.booking"].browse(self.book(*args, **values)["booked"])

    @staticmethod
    def utc(bookings):
        """:returns: when they start, as text"""
        return [f"{booking.start:%m-%d %H:%M}" for booking in bookings]


@tagged("post_install", "-at_install")
class TestBookSeries(SeriesCase):
    """One call books every date of a rule, on the clock of the place."""

    def test_every_monday_and_wednesday(self):
        answer = self.book("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=4", name="Review")
        bookings = self.env["cowork.booking"].browse(answer["booked"])
        self.assertEqual(
            self.utc(bookings),
            ["03-04 01:00", "03-16 01:00", "03-18 01:00", "03-30 01:00"],
        )
        self.assertEqual(set(bookings.mapped("state")), {"confirmed"})
        self.assertEqual(bookings.contract_id, self.contract)
        self.assertEqual(answer["skipped"], [])
        series = self.env["cowork.booking.series"].browse(answer["series_id"])
        self.assertEqual(series.booking_ids.sorted("start"), bookings)
        self.assertEqual((series.booking_count, series.coming_count), (4, 4))
        self.assertEqual(
            series.description,
            "Every 2 weeks on Monday and Wednesday, 09:00–10:00, 4 times",
        )

    def test_nine_stays_nine_in_summer_and_winter_time(self):
        for space, start, expected in (
            (
                self.paris_room,
                datetime(2027, 3, 22, 8),
                ["03-22 08:00", "03-29 07:00", "04-05 07:00"],
            ),
            (
                self.paris_room,
                datetime(2027, 10, 25, 7),
                ["10-25 07:00", "11-01 08:00", "11-08 08:00"],
            ),
            (
                self.lisbon_room,
                datetime(2027, 3, 22, 9),
                ["03-22 09:00", "03-29 08:00", "04-05 08:00"],
            ),
        ):
            bookings = self.booked("FREQ=WEEKLY;COUNT=3", space, start)
            self.assertEqual(self.utc(bookings), expected)

    def test_the_31st_leaves_out_short_months(self):
        bookings = self.booked(
            "FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4", start=datetime(2026, 3, 31, 1)
        )
        self.assertEqual(
            self.utc(bookings),
            ["03-31 01:00", "05-31 01:00", "07-31 01:00", "08-31 01:00"],
        )
        self.assertEqual(
            bookings.recurrence_id.description,
            "Every month on day 31 (not in months without one), 09:00–10:00, 4 times",
        )

    def test_the_29th_of_february_comes_every_four_years(self):
        self.policy.series_max_months = 60
        bookings = self.booked("FREQ=YEARLY;COUNT=2", start=datetime(2028, 2, 29, 1))
        days = [booking.start.date() for booking in bookings]
        self.assertEqual(days, [date(2028, 2, 29), date(2032, 2, 29)])

    def test_weekly_over_the_end_of_the_year(self):
        bookings = self.booked("FREQ=WEEKLY;COUNT=3", start=datetime(2026, 12, 25, 1))
        self.assertEqual(
            self.utc(bookings), ["12-25 01:00", "01-01 01:00", "01-08 01:00"]
        )

    def test_a_series_over_years_keeps_to_the_opening_hours_of_all_of_them(self):
        self.location.resource_calendar_id = self.make_hours()
        self.policy.any_hour = False
        bookings = self.booked(
            "FREQ=MONTHLY;BYDAY=1MO;COUNT=20", start=datetime(2026, 4, 6, 1)
        )
        self.assertEqual(bookings[-1].start, datetime(2027, 11, 1, 1))

    def make_hours(self):
        return self.env["resource.calendar"].create(
            {"name": "Office hours", "tz": "Asia/Shanghai", "company_id": False}
        )

    def test_a_holiday_in_between_is_named_and_may_be_skipped(self):
        calendar = self.make_hours()
        self.location.resource_calendar_id = calendar
        self.policy.any_hour = False
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": calendar.id,
                "date_from": self.at(0, day=10),
                "date_to": self.at(23, 59, day=10),
            }
        )
        rule = "FREQ=WEEKLY;COUNT=3"
        with self.assertRefused(
            ValidationError,
            "1 of 3 dates cannot be booked.*\nTue 10 Mar, 09:00 – 10:00: Boardroom is"
            " closed.",
        ):
            self.book(rule)
        answer = self.book(rule, skip_conflicts=True)
        self.assertEqual(len(answer["booked"]), 2)
        self.assertEqual(
            answer["skipped"],
            [{"start": "2026-03-10 01:00:00", "reason": "Boardroom is closed."}],
        )

    def test_what_is_taken_is_told_and_nothing_half_done(self):
        self.make_booking(start=self.at(9, day=10), partner_id=self.other_member.id)
        before = self.env["cowork.booking"].search_count([])
        with self.assertRefused(
            ValidationError,
            "Tue 10 Mar, 09:00 – 10:00: Boardroom is taken Tue 10 Mar, 09:00 – 10:00.",
        ):
            self.book("FREQ=WEEKLY;COUNT=3")
        self.assertEqual(self.env["cowork.booking"].search_count([]), before)
        self.assertFalse(self.env["cowork.booking.series"].search([]))

    def test_the_holder_is_named_only_where_the_policy_lets_others_see_it(self):
        self.make_booking(start=self.at(9, day=10), partner_id=self.other_member.id)
        with self.assertRaises(ValidationError) as refused:
            self.book("FREQ=WEEKLY;COUNT=3", user=self.portal)
        self.assertNotIn("Blue Lab", str(refused.exception))
        self.policy.show_booker = "company"
        with self.assertRefused(ValidationError, "is taken by Blue Lab Ltd, Tue 10"):
            self.book("FREQ=WEEKLY;COUNT=3", user=self.portal)

    def test_a_hold_that_expired_is_not_in_the_way(self):
        self.make_booking(start=self.at(9, day=10), confirm=False)
        with freeze_time("2026-03-02 01:00:00"):
            self.assertEqual(len(self.booked("FREQ=WEEKLY;COUNT=3")), 3)

    def test_when_every_date_is_taken_there_is_no_series(self):
        self.make_booking()
        with self.assertRefused(ValidationError, "1 of 1 dates cannot be booked"):
            self.book("FREQ=DAILY;COUNT=1", skip_conflicts=True)

    def test_many_conflicts_are_counted(self):
        self.booked("FREQ=DAILY;COUNT=15")
        with self.assertRefused(ValidationError, "(?s)15 of 15 .*… and 5 more"):
            self.book("FREQ=DAILY;COUNT=15")

    def test_dates_that_are_in_each_others_way(self):
        with self.assertRefused(
            ValidationError, "Boardroom is taken by another booking of the series"
        ):
            self.book("FREQ=DAILY;COUNT=2", minutes=30 * 60)

    def test_a_series_on_seats_takes_them_one_by_one(self):
        self.make_booking(self.desks, attendee_count=2)
        bookings = self.booked("FREQ=DAILY;COUNT=2", self.desks)
        self.assertEqual(bookings.mapped("seats"), ["3", "1"])
        with self.assertRefused(
            ValidationError,
            "(?s)1 of 2 .*Desks: 1 seats are needed, free are none",
        ):
            self.book("FREQ=DAILY;COUNT=2", self.desks)

    def test_the_limits_of_the_member_count_what_the_series_itself_takes(self):
        self.policy.max_per_week = 2
        answer = self.book("FREQ=DAILY;COUNT=4", skip_conflicts=True)
        self.assertEqual(len(answer["booked"]), 2)
        self.assertRegex(answer["skipped"][0]["reason"], "has 2 bookings in that week")

    def test_a_membership_that_ends_ends_the_series(self):
        self.contract.action_terminate("2026-03-12")
        with self.assertRefused(
            ValidationError,
            "(?s)1 of 3 .*Tue 17 Mar.*no membership in force on that day",
        ):
            self.book("FREQ=WEEKLY;COUNT=3")

    def test_a_member_books_for_themselves_only(self):
        bookings = self.booked("FREQ=WEEKLY;COUNT=2", user=self.portal)
        self.assertEqual(bookings.partner_id, self.portal.partner_id)
        with self.assertRefused(AccessError, "for yourself only"):
            self.book("FREQ=WEEKLY;COUNT=2", user=self.portal, partner=self.member.id)

    def test_the_front_desk_has_one_to_do_for_a_series(self):
        self.policy.needs_confirmation = True
        bookings = self.booked("FREQ=WEEKLY;COUNT=3", user=self.portal)
        self.assertEqual(set(bookings.mapped("state")), {"tentative"})
        self.assertEqual(len(bookings.activity_ids), 1)
        series = bookings.recurrence_id
        self.assertEqual(series.waiting_count, 3)
        series.action_confirm()
        self.assertEqual(set(bookings.mapped("state")), {"confirmed"})

    def test_nonsense_is_refused_at_once_with_a_sentence(self):
        self.policy.series_max_count = 52
        for rule, sentence in (
            ("FREQ=WEEKLY", "A series has an end"),
            ("FREQ=DAILY;COUNT=10000", "at most 52 dates"),
            ("FREQ=DAILY;UNTIL=20991231", "at most 52 dates"),
            ("FREQ=YEARLY;COUNT=9", "until 03/03/2031 at the latest"),
            ("FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2;COUNT=2", "No day meets this rule"),
            ("FREQ=HOURLY;COUNT=2", "daily, weekly, monthly or yearly"),
            ("FREQ=DAILY;COUNT=2;UNTIL=20260401", "not both"),
            ("FREQ=DAILY;COUNT=two", "“COUNT=TWO” is not part of a rule"),
            ("", "not part of a rule|daily, weekly"),
            (None, "not part of a rule|daily, weekly"),
            (["FREQ=DAILY"], "not part of a rule|daily, weekly"),
        ):
            with self.assertRefused(ValidationError, sentence):
                self.book(rule)
        for values, sentence in (
            ({"minutes": 0}, "whole minutes"),
            ({"minutes": "60"}, "whole minutes"),
            ({"minutes": 10**9}, "whole minutes"),
            ({"people": 0}, "at least one"),
            ({"people": 9}, "has room for 8 people"),
            ({"start": "tomorrow"}, "first time in UTC"),
            ({"start": "9999-12-31 09:00:00"}, "first time in UTC"),
        ):
            with self.assertRefused(UserError, sentence):
                self.book("FREQ=DAILY;COUNT=2", **values)

    def test_the_limit_of_months_is_the_policys(self):
        self.policy.series_max_months = 1
        self.booked("FREQ=WEEKLY;COUNT=5")
        with self.assertRefused(ValidationError, "until 04/03/2026 at the latest"):
            self.book("FREQ=WEEKLY;COUNT=6", self.room_2)

    def test_a_long_check_takes_as_many_queries_as_a_short_one(self):
        room = self.make_room("Corner", capacity=4)
        self.booked("FREQ=WEEKLY;COUNT=60", partner=self.other_member.id)

        def check(count):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            wanted = self.env["cowork.booking"]._imagine(
                [
                    {
                        "start": self.at(9) + timedelta(weeks=week),
                        "stop": self.at(10) + timedelta(weeks=week),
                    }
                    for week in range(count)
                ],
                space_id=self.room.id,
                partner_id=self.member.id,
                attendee_count=1,
            )
            ground, problems = wanted._find_problems()
            ground.propose_spaces(wanted.browse().concat(*problems))
            found = [
                (
                    booking._word_problem(problems[booking])[0],
                    ground.find_time(booking)[0] - booking.start,
                    ground.find_space(booking),
                )
                for booking in problems
            ]
            self.assertEqual(found, [("taken", timedelta(hours=1), room)] * count)
            return self.env.cr.sql_log_count - before

        check(2)
        self.assertEqual(check(2), check(52))


@tagged("post_install", "-at_install")
class TestChangeSeries(SeriesCase):
    """This one, this and all later ones, or all that are still to come."""

    def test_cancelling_what_is_still_to_come_leaves_what_has_begun(self):
        bookings = self.booked("FREQ=DAILY;COUNT=5")
        with freeze_time(self.at(9, 30, day=4)):
            bookings[3].action_cancel_series("all", "Project over")
        self.assertEqual(
            bookings.mapped("state"), ["confirmed"] * 2 + ["cancelled"] * 3
        )
        self.assertEqual(bookings[4].cancel_reason, "Project over")
        self.assertFalse(bookings[2].slot_ids)

    def test_cancelling_this_one_or_those_from_it_on(self):
        bookings = self.booked("FREQ=DAILY;COUNT=5")
        bookings[1].action_cancel_series("this")
        self.assertEqual(bookings.mapped("state").count("cancelled"), 1)
        bookings[3].action_cancel_series("following")
        self.assertEqual(
            bookings.mapped("state"),
            ["confirmed", "cancelled", "confirmed", "cancelled", "cancelled"],
        )

    def test_what_has_begun_is_not_touched(self):
        bookings = self.booked("FREQ=DAILY;COUNT=2")
        with freeze_time(self.at(9, 30, day=4)):
            for scope in ("this", "following", "all"):
                with self.assertRefused(UserError, "what has begun or is over"):
                    bookings[1].action_cancel_series(scope)
        with self.assertRefused(UserError, "Say which ones"):
            bookings[0].action_cancel_series(["all"])

    def test_all_move_to_another_time_of_the_clock_over_the_change_of_clocks(self):
        bookings = self.booked(
            "FREQ=WEEKLY;COUNT=3", self.paris_room, datetime(2027, 3, 22, 8)
        )
        bookings[0].action_move_series(
            "all", "2027-03-22 09:00:00", "2027-03-22 10:30:00"
        )
        self.assertEqual(
            self.utc(bookings), ["03-22 09:00", "03-29 08:00", "04-05 08:00"]
        )
        self.assertEqual(set(bookings.mapped("duration")), {1.5})
        self.assertEqual(
            bookings.recurrence_id.description,
            "Every week, 10:00–11:30, 3 times",
        )
        self.assertEqual(bookings[2].slot_ids.busy_start, datetime(2027, 4, 5, 8))

    def test_those_that_follow_move_and_get_a_series_of_their_own(self):
        bookings = self.booked("FREQ=DAILY;COUNT=5")
        bookings[2].action_move_series(
            "following", self.at(11, day=5), self.at(12, day=5), self.room_2.id
        )
        self.assertEqual(bookings.mapped("space_id"), self.room | self.room_2)
        self.assertEqual(self.utc(bookings[1:3]), ["03-04 01:00", "03-05 03:00"])
        first, second = bookings[0].recurrence_id, bookings[4].recurrence_id
        self.assertEqual(first.description, "Every day, 09:00–10:00, 2 times")
        self.assertEqual(second.description, "Every day, 11:00–12:00, 3 times")
        self.assertEqual((len(first.booking_ids), len(second.booking_ids)), (2, 3))
        self.assertEqual(second.space_id, self.room_2)

    def test_one_may_come_where_another_of_the_series_was(self):
        self.policy.buffer_minutes = 30
        bookings = self.booked("FREQ=DAILY;COUNT=3", minutes=23 * 60)
        bookings[0].action_move_series("all", self.at(9, 30), self.at(8, 30, day=4))
        self.assertEqual(bookings[2].slot_ids.busy_stop, self.at(9, day=6))

    def test_when_one_cannot_move_none_does_and_all_conflicts_are_listed(self):
        bookings = self.booked("FREQ=DAILY;COUNT=4")
        for day in (4, 6):
            self.make_booking(start=self.at(10, day=day))
        with self.assertRefused(
            ValidationError, "2 of 4 .*\nWed 4 Mar, 10:00 .*\nFri 6 Mar, 10:00 – 11:00:"
        ):
            bookings[0].action_move_series("all", self.at(10), self.at(11))
        self.assertEqual(bookings[3].start, self.at(9, day=6))
        self.assertEqual(bookings[3].slot_ids.busy_start, self.at(9, day=6))

    def test_one_moves_to_any_day_but_a_series_stays_on_its_days(self):
        bookings = self.booked("FREQ=WEEKLY;COUNT=2")
        with self.assertRefused(UserError, "stay on their days"):
            bookings[0].action_move_series("all", self.at(9, day=4), self.at(10, day=4))
        bookings[0].action_move_series("this", self.at(9, day=4), self.at(10, day=4))
        self.assertEqual(bookings[0].start, self.at(9, day=4))
        self.assertEqual(bookings[1].start, self.at(9, day=10))

    def test_members_change_their_own_and_nobody_elses(self):
        mine = self.booked("FREQ=WEEKLY;COUNT=2", user=self.portal)
        mine[0].with_user(self.portal).action_move_series(
            "all", self.at(11), self.at(12)
        )
        self.assertEqual(mine[1].start, self.at(11, day=10))
        mine[0].with_user(self.portal).action_cancel_series("following")
        self.assertEqual(set(mine.mapped("state")), {"cancelled"})
        theirs = self.booked(
            "FREQ=WEEKLY;COUNT=2", partner=self.other_member.id
        ).with_user(self.portal)
        with self.assertRefused(AccessError, "not allowed|access"):
            theirs[0].action_cancel_series("all")
        with self.assertRefused(AccessError, "not allowed|access"):
            theirs[0].action_move_series("all", self.at(11), self.at(12))

    def test_nobody_puts_a_booking_into_a_series_by_hand(self):
        bookings = self.booked("FREQ=WEEKLY;COUNT=2")
        other = self.make_booking(self.room_2)
        with self.assertRefused(AccessError, "is kept by the system"):
            other.recurrence_id = bookings.recurrence_id

    def test_the_dialog_moves_and_cancels_on_the_clock_of_the_place(self):
        bookings = self.booked("FREQ=DAILY;COUNT=3")
        change = self.env["cowork.booking.series.change"].create(
            {"booking_id": bookings[1].id, "scope": "following"}
        )
        self.assertEqual((change.hour, change.duration, change.count), (9, 1, 2))
        change.write({"hour": 14.5, "space_id": self.room_2.id})
        change.action_apply()
        self.assertEqual(bookings[2].start, self.at(14, 30, day=5))
        self.assertEqual(bookings[2].space_id, self.room_2)
        self.env["cowork.booking.series.change"].create(
            {"booking_id": bookings[0].id, "mode": "cancel", "reason": "Ill"}
        ).action_apply()
        self.assertEqual(
            bookings.mapped("state"), ["cancelled", "confirmed", "confirmed"]
        )

    def test_the_dialog_says_what_cancelling_costs(self):
        self.policy.write(
            {"cancel_free_hours": 48, "late_fee_kind": "fixed", "late_fee": 10}
        )
        bookings = self.booked("FREQ=DAILY;COUNT=3")
        dialog = self.env["cowork.booking.series.change"].new(
            {"booking_id": bookings[0].id, "mode": "cancel", "scope": "all"}
        )
        self.assertEqual(dialog.count, 3)
        # The others are two days ahead, and free.
        self.assertRegex(
            dialog.cost_text,
            r"^Tue 3 Mar, 09:00 – 10:00: Free until Sun 1 Mar, 09:00; now it costs"
            r" \D*10\.00[^\n]*$",
        )
        dialog.booking_id = bookings[1]
        dialog.scope = "following"
        self.assertEqual(dialog.cost_text, "Cancelling now is free.")


@tagged("post_install", "-at_install")
class TestPlanSeries(SeriesCase):
    """The dialog: the rule, every date with what is against it, then all or none."""

    def plan(self, **values):
        return self.env["cowork.booking.series.plan"].create(
            {
                "space_id": self.room.id,
                "partner_id": self.member.id,
                "first_day": "2026-03-03",
                "count": 3,
                **values,
            }
        )

    def test_the_rule_in_words(self):
        for values, words in (
            (
                {"interval": 2, "tue": True, "thu": True, "count": 12},
                "Every 2 weeks on Tuesday and Thursday, 09:00–10:00, 12 times",
            ),
            (
                {"unit": "day", "end_type": "until", "until": "2026-03-31"},
                "Every day, 09:00–10:00, until 03/31/2026",
            ),
            (
                {"unit": "month", "month_by": "weekday"},
                "Every month on the first Tuesday, 09:00–10:00, 3 times",
            ),
            (
                {"unit": "month", "hour": 13.5, "duration": 1.25, "count": 1},
                "Every month on day 3, 13:30–14:45, once",
            ),
            (
                {"unit": "day", "hour": 22, "duration": 4},
                "Every day, from 22:00 for 4 hours, 3 times",
            ),
            ({"count": 0}, "A series has an end: say how many times"),
        ):
            self.assertIn(words, self.plan(**values).description)

    def test_the_day_chosen_says_which_weekday_it_is_of_the_month(self):
        plan = self.plan(first_day="2026-03-31")
        self.assertEqual((plan.day, plan.nth, plan.weekday), (31, "-1", "1"))

    def test_the_check_lists_what_is_wrong_and_what_could_be_had(self):
        self.make_booking(start=self.at(9, day=10), partner_id=self.other_member.id)
        plan = self.plan()
        plan.action_check()
        self.assertEqual(
            plan.line_ids.mapped("local_time"),
            [
                "Tue 3 Mar, 09:00 – 10:00",
                "Tue 10 Mar, 09:00 – 10:00",
                "Tue 17 Mar, 09:00 – 10:00",
            ],
        )
        self.assertEqual(plan.line_ids.mapped("action"), ["book", "skip", "book"])
        line = plan.line_ids[1]
        self.assertEqual(line.problem, "taken")
        self.assertEqual(line.remark, "Boardroom is taken Tue 10 Mar, 09:00 – 10:00.")
        self.assertEqual(line.free_time, "Tue 10 Mar, 10:00 – 11:00")
        self.assertEqual(line.free_space_id, self.room_2)
        self.assertEqual((plan.booked_count, plan.skipped_count), (2, 1))

    def test_the_check_of_a_year_takes_as_many_queries_as_that_of_two_weeks(self):
        self.booked("FREQ=WEEKLY;COUNT=52", partner=self.other_member.id)

        def check(count):
            plan = self.plan(count=count)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            plan.action_check()
            self.env.flush_all()
            self.assertEqual(plan.line_ids.mapped("problem"), ["taken"] * count)
            return self.env.cr.sql_log_count - before

        check(2)
        self.assertEqual(check(2), check(52))

    def test_late_in_the_day_the_first_free_time_of_the_day_is_proposed(self):
        self.make_booking(start=self.at(23), hours=1)
        plan = self.plan(hour=23.0, count=1)
        plan.action_check()
        self.assertEqual(plan.line_ids.free_time, "Tue 3 Mar, 00:00 – 01:00")

    def test_clocks_put_forward_and_back_are_told(self):
        for first_day, remark in (
            ("2027-03-28", "does not exist on this day"),
            ("2027-10-31", "exists twice, the first is taken"),
        ):
            plan = self.plan(
                space_id=self.paris_room.id, first_day=first_day, hour=2.5, unit="day"
            )
            plan.action_check()
            self.assertIn(remark, plan.line_ids[0].remark)
            self.assertFalse(plan.line_ids[1].remark)

    def test_each_conflict_is_moved_skipped_or_put_elsewhere(self):
        for day in (3, 10, 17):
            self.make_booking(start=self.at(9, day=day))
        plan = self.plan(count=4)
        plan.action_check()
        plan.line_ids[0].action = "move"
        plan.line_ids[1].action = "space"
        action = plan.action_book()
        series = self.env[action["res_model"]].browse(action["res_id"])
        bookings = series.booking_ids.sorted("start")
        self.assertEqual(
            self.utc(bookings), ["03-03 02:00", "03-10 01:00", "03-24 01:00"]
        )
        self.assertEqual(bookings[1].space_id, self.room_2)
        self.assertEqual(series.space_id, self.room)
        self.assertEqual(set(bookings.mapped("state")), {"confirmed"})

    def test_what_was_taken_meanwhile_is_listed_again_and_nothing_is_booked(self):
        plan = self.plan()
        plan.action_check()
        self.make_booking(start=self.at(9, day=10))
        action = plan.action_book()
        self.assertEqual(action["res_model"], plan._name)
        self.assertIn("Nothing is booked yet", plan.message)
        self.assertEqual(plan.line_ids.mapped("action"), ["book", "skip", "book"])
        self.assertFalse(self.env["cowork.booking.series"].search([]))
        plan.line_ids[1].action = "move"
        action = plan.action_book()
        self.assertEqual(action["res_model"], "cowork.booking.series")

    def test_what_cannot_be_had_is_refused(self):
        plan = self.plan()
        plan.action_check()
        plan.line_ids[0].action = "move"
        with self.assertRefused(UserError, "nothing free to take instead"):
            plan.action_book()
        plan.line_ids.action = "skip"
        with self.assertRefused(UserError, "nothing is left to book"):
            plan.action_book()

    def test_a_booking_is_repeated_and_becomes_the_first_of_the_series(self):
        booking = self.make_booking(name="Review", attendee_count=2)
        plan = (
            self.env["cowork.booking.series.plan"]
            .with_context(default_booking_id=booking.id)
            .create({"count": 3})
        )
        self.assertEqual((plan.hour, plan.duration, plan.tue), (9, 1, True))
        plan.action_check()
        self.assertEqual(plan.line_ids[0].remark, "Booked already.")
        plan.action_book()
        bookings = booking.recurrence_id.booking_ids
        self.assertEqual(len(bookings), 3)
        self.assertEqual(set(bookings.mapped("name")), {"Review"})
        self.assertEqual(set(bookings.mapped("attendee_count")), {2})

    def test_back_to_the_rule(self):
        plan = self.plan()
        plan.action_check()
        plan.action_back()
        self.assertEqual((plan.state, len(plan.line_ids)), ("rule", 0))

    def test_the_front_desk_plans_and_changes_a_series_where_it_serves(self):
        desk = self.make_user(
            "t-series-desk", "cowork_members.group_front_desk", [self.location]
        )
        plan = self.plan().with_user(desk)
        plan = plan.create(plan.copy_data()[0])
        plan.action_check()
        action = plan.action_book()
        bookings = plan.env[action["res_model"]].browse(action["res_id"]).booking_ids
        bookings[0].action_move_series("all", self.at(11), self.at(12))
        bookings[0].action_cancel_series("all")
        self.assertEqual(set(bookings.mapped("state")), {"cancelled"})
