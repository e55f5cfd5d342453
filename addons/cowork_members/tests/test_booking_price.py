from datetime import timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, new_test_user, tagged

from .booking_price_common import BookingPriceCase


@tagged("post_install", "-at_install")
class TestBookingRates(BookingPriceCase):
    """What a time costs whom, by the prices of the policy or the space."""

    def quote(self, hours=2.0, space=None, **vals):
        """:returns: what a booking that is not confirmed would cost, and why"""
        booking = self.make_booking(space, hours=hours, confirm=False, **vals)
        return self.told(booking)

    def test_by_the_hour(self):
        self.make_rate(40)
        self.assertEqual(self.quote(), (80.0, "2 h × 40.00 = 80.00"))

    def test_parts_of_an_hour(self):
        self.make_rate(40)
        self.assertEqual(self.quote(1.25), (50.0, "1.25 h × 40.00 = 50.00"))

    def test_the_cheapest_of_hours_half_days_and_the_day(self):
        self.make_rate(40)
        self.make_rate(100, "half_day")
        self.make_rate(180, "day")
        for hours, start, expected in (
            (2, 9, (80.0, "2 h × 40.00 = 80.00")),
            (4, 9, (100.0, "1 half day × 100.00 = 100.00")),
            (8, 9, (180.0, "1 day × 180.00 = 180.00")),
        ):
            day = 3 + hours
            self.assertEqual(self.quote(hours, start=self.at(start, day=day)), expected)

    def test_half_days_and_days_last_as_the_policy_says(self):
        self.policy.write({"half_day_hours": 3, "day_hours": 8})
        self.make_rate(100, "half_day")
        self.assertEqual(self.quote(4), (200.0, "2 half days × 100.00 = 200.00"))
        self.make_rate(150, "day")
        self.assertEqual(
            self.quote(9, start=self.at(9, day=4)), (300.0, "2 days × 150.00 = 300.00")
        )

    def test_a_day_costs_no_more_than_the_cap(self):
        self.make_rate(40)
        self.policy.day_cap = 150
        self.assertEqual(
            self.quote(6), (150.0, "6 h × 40.00, at most 150.00 a day = 150.00")
        )

    def test_members_guests_and_plans_have_their_own_prices(self):
        self.policy.audience = "everybody"
        self.make_rate(40, audience="members")
        self.make_rate(60, audience="non_members")
        self.assertEqual(self.quote(1)[0], 40.0)
        guest = {"partner_id": self.guest.id}
        self.assertEqual(self.quote(1, start=self.at(10), **guest)[0], 60.0)
        self.make_rate(
            25, audience="plans", plan_ids=[(4, self.plan_hot.id)], sequence=5
        )
        self.assertEqual(self.quote(1, start=self.at(11))[0], 25.0)

    def test_a_plan_that_has_ended_gives_no_price(self):
        self.make_rate(40)
        self.make_rate(
            25, audience="plans", plan_ids=[(4, self.plan_hot.id)], sequence=5
        )
        line = self.contract.line_ids
        flex = self.make_plan("Flex", "hot_desk", 900.0)
        self.contract.action_amend(line.id, flex.id, "2026-03-10")
        self.assertEqual(self.quote(1)[0], 25.0)
        self.assertEqual(self.quote(1, start=self.at(9, day=10))[0], 40.0)

    def test_plans_have_to_be_named(self):
        with self.assertRefused(ValidationError, "Choose the plans"):
            self.make_rate(25, audience="plans")

    def test_evenings_and_weekends(self):
        self.make_rate(40)
        self.make_rate(20, hour_from=18, sequence=5)
        weekdays = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), False)
        self.make_rate(70, sequence=1, **weekdays)
        self.assertEqual(
            self.quote(start=self.at(17)),
            (60.0, "1 h × 40.00 + 1 h × 20.00 = 60.00"),
        )
        # 7 March 2026 is a Saturday.
        self.assertEqual(self.quote(start=self.at(9, day=7))[0], 140.0)

    def test_a_space_with_prices_has_no_others(self):
        self.make_rate(40)
        self.make_rate(90, owner=self.room)
        self.room.hourly_price = 10
        self.assertEqual(self.quote(1)[0], 90.0)
        self.assertEqual(self.quote(1, self.room_2)[0], 40.0)

    def test_the_price_per_hour_counts_where_there_is_no_other(self):
        self.room.hourly_price = 30
        self.assertEqual(self.quote(1.5), (45.0, "1.5 h × 30.00 = 45.00"))

    def test_without_any_price_it_is_free(self):
        self.assertEqual(self.quote(), (0.0, "Free of charge."))

    def test_an_hour_without_a_price_is_told_and_not_sold(self):
        self.make_rate(40, hour_from=8, hour_to=18)
        booking = self.make_booking(start=self.at(17), hours=2, confirm=False)
        sentence = (
            "Nothing says what Boardroom costs on 03/03/2026, 17:00 – 19:00. Choose"
            " another time, or ask the front desk."
        )
        self.assertEqual(self.told(booking), (0.0, sentence))
        with self.assertRefused(ValidationError, "Nothing says what Boardroom costs"):
            booking.action_confirm()

    def test_desks_cost_by_seat_and_day(self):
        self.make_rate(25, "day", self.seat_policy)
        price = self.quote(8, self.desks, attendee_count=2)
        self.assertEqual(price, (50.0, "2 seats × (1 day × 25.00) = 50.00"))

    def test_nights_on_which_the_clock_changes_have_real_hours(self):
        room = self.make_room("Sala", location_id=self.location_2.id)
        self.make_rate(10)
        # In Lisbon it is 00:00 to 04:00, without the hour from 01:00 on.
        booking = self.make_booking(room, start="2026-03-29 00:00:00", hours=3)
        self.assertEqual(
            (booking.price_total, booking.units_used, booking.price_note),
            (30.0, 3.0, "3 h × 10.00 = 30.00"),
        )
        self.assertEqual(booking.local_time, "Sun 29 Mar, 00:00 – 04:00")

    def test_prices_are_kept_in_the_form_of_the_policy(self):
        with Form(self.policy) as form, form.rate_ids.new() as rate:
            rate.price = 40
            rate.hour_to = 18
        self.assertRecordValues(
            self.policy.rate_ids, [{"price": 40.0, "unit": "hour", "hour_to": 18.0}]
        )

    def test_staff_see_the_prices_of_their_locations_and_managers_set_them(self):
        self._setup_roles()
        of_policy = self.make_rate(40)
        of_room = self.make_rate(50, owner=self.room)
        elsewhere = self.make_user(
            "t-elsewhere", "cowork_members.group_user", [self.location_2]
        )
        for user, seen in (
            (self.front_desk, of_policy | of_room),
            (elsewhere, of_policy),
            (self.manager, of_policy | of_room),
            (self.manager_b, of_policy),
        ):
            rates = self.env["cowork.booking.rate"].with_user(user)
            found = rates.search([("id", "in", (of_policy | of_room).ids)])
            self.assertEqual(found, seen, user.login)
        with self.assertRefused(AccessError, "not allowed"):
            of_room.with_user(self.front_desk).price = 1
        with self.assertRefused(AccessError, "access"):
            of_room.with_user(self.manager_b).price = 1
        of_room.with_user(self.manager).price = 55

    def test_the_form_tells_it_before_it_is_confirmed(self):
        self.make_rate(40)
        self.include(0.5)
        form = Form(self.env["cowork.booking"])
        form.space_id = self.room
        form.partner_id = self.member
        form.start = self.at(9)
        form.stop = self.at(11)
        self.assertEqual(form.price_preview, 60.0)
        self.assertEqual(
            form.price_text,
            "2 h × 40.00 = 80.00; 0.5 h from the allowance, 1.5 h × 40.00 = 60.00 to"
            " pay",
        )
        form.attendee_count = 3
        form.stop = self.at(10)
        self.assertEqual(form.price_preview, 20.0)


@tagged("post_install", "-at_install")
class TestBookingPriceFrozen(BookingPriceCase):
    """What was told when it was confirmed stays, until the booking is moved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rate = cls.make_rate(40)

    def test_a_later_price_changes_what_is_not_confirmed_only(self):
        held = self.make_booking(self.room_2, confirm=False)
        booking = self.make_booking(hours=2)
        self.rate.price = 50
        self.assertEqual(self.told(booking), (80.0, "2 h × 40.00 = 80.00"))
        self.assertEqual(booking.price_unit, 40.0)
        self.assertEqual(self.told(held)[0], 50.0)
        held.action_confirm()
        self.assertEqual(held.price_total, 50.0)

    def test_moving_it_asks_anew(self):
        booking = self.make_booking(hours=2)
        self.rate.price = 50
        booking.write({"start": booking.start, "stop": booking.stop, "seat_no": 0})
        self.assertEqual(booking.price_total, 80.0)
        booking.stop = self.at(12)
        self.assertEqual(
            (booking.price_total, booking.price_note), (150.0, "3 h × 50.00 = 150.00")
        )
        booking.space_id = self.room_2
        self.assertEqual(booking.price_total, 150.0)

    def test_a_total_that_hours_do_not_divide_stays_exact(self):
        self.rate.unlink()
        self.make_rate(100, "half_day")
        booking = self.make_booking(hours=3)
        self.assertEqual(booking.price_total, 100.0)
        self.assertEqual(booking.price_unit, 33.333333)
        with freeze_time(self.at(12)):
            self.follow_clock()
        usage = booking._get_usage()
        self.assertEqual((usage.quantity, usage.price_unit), (3.0, 33.333333))
        total = usage.currency_id.round(usage.quantity * usage.price_unit)
        self.assertEqual(total, 100.0)

    def test_the_price_waits_for_the_front_desk(self):
        self.policy.needs_confirmation = True
        booking = self.make_booking(confirm=False)
        booking._confirm(by_staff=False)
        self.assertFalse(booking.priced_on)
        self.rate.price = 45
        booking.action_confirm()
        self.assertEqual(booking.price_total, 45.0)

    def test_it_is_told_in_the_language_of_the_member(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.member.lang = "fr_FR"
        self.assertEqual(self.make_booking().price_note, "1 h × 40,00 = 40,00")

    def test_nobody_writes_it(self):
        booking = self.make_booking()
        manager = new_test_user(
            self.env, "t-price-manager", groups="cowork_members.group_manager"
        )
        for name in ("price_total", "price_due", "price_unit", "units_used"):
            with self.assertRefused(AccessError, "kept by the system"):
                booking.with_user(manager).write({name: 0})


@tagged("post_install", "-at_install")
class TestBookingPriceCalls(BookingPriceCase):
    """Who searches and books is told the price."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "t-priced", groups="base.group_portal")
        cls.portal.partner_id.parent_id = cls.member
        cls.make_rate(40, audience="members")
        cls.make_rate(60, audience="non_members")
        cls.include(0.5)

    def search(self, **values):
        found = self.env["cowork.space"].search_available(
            self.location.id, "2026-03-03 01:00:00", "2026-03-03 02:00:00", **values
        )
        return {row["id"]: row for row in found}

    def test_a_search_tells_what_each_space_costs(self):
        self.make_rate(100, owner=self.room_2, audience="members")
        found = self.search(kind="meeting_small", partner=self.member.id)
        self.assertEqual(found[self.room.id]["price"], 20.0)
        self.assertEqual(found[self.room.id]["currency"], self.company.currency_id.name)
        self.assertEqual(
            found[self.room_2.id]["price_text"],
            "1 h × 100.00 = 100.00; 0.5 h from the allowance, 0.5 h × 100.00 = 50.00 to"
            " pay",
        )
        guest = self.search(kind="meeting_small", partner=self.guest.id)
        self.assertEqual(guest[self.room.id]["price"], 60.0)
        self.assertIsNone(guest[self.room_2.id]["price"])
        self.assertIn("Nothing says what Library", guest[self.room_2.id]["price_text"])

    def test_who_books_is_told_the_price(self):
        bookings = self.env["cowork.booking"].with_user(self.portal)
        answer = bookings.book(self.room.id, self.at(9), self.at(10))
        self.assertEqual(answer["price"], 20.0)
        self.assertEqual(answer["currency"], self.company.currency_id.name)
        self.assertIn("0.5 h from the allowance", answer["price_text"])
        booking = bookings.browse(answer["id"])
        self.assertEqual(booking.read(["price_preview"])[0]["price_preview"], 20.0)

    def test_members_do_not_ask_for_the_price_of_others(self):
        spaces = self.env["cowork.space"].with_user(self.portal)
        with self.assertRefused(AccessError, "for yourself only"):
            spaces.search_available(
                self.location.id, self.at(9), self.at(10), partner=self.other_member.id
            )

    def test_prices_of_many_spaces_take_as_many_queries_as_of_few(self):
        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.search(partner=self.member.id)
            return self.env.cr.sql_log_count - before

        self.make_rate(70, owner=self.room_2)
        count()
        few = count()
        for number in range(30):
            room = self.make_room(f"Room {number:02d}", capacity=4)
            self.make_rate(50 + number, owner=room)
        self.assertEqual(count(), few)

    def test_confirming_many_takes_no_queries_for_each_price(self):
        rooms = [self.make_room(f"R{number:02d}", capacity=4) for number in range(33)]

        def confirm(some, day):
            bookings = self.env["cowork.booking"].create(
                [
                    {
                        "space_id": room.id,
                        "partner_id": self.member.id,
                        "start": self.at(9, day=day),
                        "stop": self.at(9, day=day) + timedelta(hours=1),
                    }
                    for room in some
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            bookings._freeze_price()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        confirm(rooms[:2], 10)
        few, many = confirm(rooms[:3], 11), confirm(rooms, 12)
        self.assertLessEqual(many, few + 3)
