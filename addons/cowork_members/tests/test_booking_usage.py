from ast import literal_eval

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .booking_price_common import BookingPriceCase


@tagged("post_install", "-at_install")
class TestBookingUsage(BookingPriceCase):
    """What took place is in the ledger, once, at the price that was agreed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rate = cls.make_rate(40)

    def test_a_booking_that_was_left_is_recorded(self):
        booking = self.make_booking(hours=2, name="Review")
        self.rate.price = 90
        with freeze_time(self.at(9)):
            booking.action_check_in()
        self.assertFalse(booking._get_usage())
        with freeze_time(self.at(10)):
            booking.action_check_out()
        self.assertRecordValues(
            booking._get_usage(),
            [
                {
                    "key": f"cowork.booking,{booking.id}",
                    "contract_id": self.contract.id,
                    "partner_id": self.member.id,
                    "space_id": self.room.id,
                    "location_id": self.location.id,
                    "usage_type_id": self.hours.id,
                    "used_at": self.at(9),
                    "date": self.at(9).date(),
                    # As booked, at the price of then.
                    "quantity": 2.0,
                    "price_unit": 40.0,
                    "is_price_fixed": True,
                    "origin_id": booking.id,
                    "note": "Review",
                    "state": "open",
                }
            ],
        )
        booking._record_usage()
        self.assertEqual(len(booking._get_usage()), 1)

    def test_the_clock_records_what_is_over(self):
        bookings = self.make_booking() | self.make_booking(self.room_2, hours=1.5)
        with freeze_time(self.at(10, 30)), self.enter_registry_test_mode():
            self.env.ref("cowork_members.cron_follow_bookings").method_direct_trigger()
        self.assertEqual(bookings.mapped("state"), ["done", "done"])
        self.assertEqual(bookings._get_usage().mapped("quantity"), [1.5, 1.0])

    def test_it_is_settled_as_it_was_told(self):
        self.include(8)
        self.use(7.5, "2026-03-02")
        booking = self.make_booking(hours=2)
        self.assertEqual(booking.price_due, 60.0)
        with freeze_time(self.at(11)):
            self.follow_clock()
        usage = booking._get_usage()
        [cover] = usage._rate().values()
        self.assertEqual((float(cover.included), float(cover.billable)), (0.5, 1.5))
        self.assertEqual(usage.quantity_billable * usage.price_unit, 60.0)

    def test_it_counts_in_the_month_in_which_it_took_place(self):
        self.include(8)
        # 1 April, 00:30 in Shanghai.
        booking = self.make_booking(start="2026-03-31 16:30:00", hours=2)
        with freeze_time("2026-04-10 00:00:00"):
            self.follow_clock()
        self.assertEqual(str(booking._get_usage().date), "2026-04-01")
        for day, used in (("2026-03-31", 0.0), ("2026-04-01", 2.0)):
            [row] = self.contract._get_usage_balance(day)[self.contract]
            self.assertEqual(row["used"], used)

    def test_a_desk_is_a_day_pass(self):
        self.make_rate(25, "day", self.seat_policy)
        booking = self.make_booking(self.desks, hours=8, attendee_count=2)
        with freeze_time(self.at(18)):
            self.follow_clock()
        usage = booking._get_usage()
        self.assertEqual(usage.usage_type_id, self.day_pass)
        self.assertEqual((usage.quantity, usage.price_unit), (2.0, 25.0))

    def test_what_is_free_is_no_usage(self):
        self.rate.unlink()
        booking = self.make_booking()
        with freeze_time(self.at(10)):
            self.follow_clock()
        self.assertEqual(booking.state, "done")
        self.assertFalse(booking._get_usage())

    def test_a_guest_pays_at_the_desk(self):
        self.policy.audience = "everybody"
        booking = self.make_booking(partner_id=self.guest.id)
        found = self.find_guests()
        self.assertEqual((found, found.price_due), (booking, 40.0))
        with freeze_time(self.at(10)):
            self.follow_clock()
        self.assertFalse(booking._get_usage())
        self.assertEqual(self.find_guests(), booking)
        booking.guest_paid = True
        self.assertFalse(self.find_guests())

    def find_guests(self):
        """:returns: what the filter “Guests to Charge” finds"""
        bookings = self.env["cowork.booking"]
        arch = bookings.get_views([(False, "search")])["views"]["search"]["arch"]
        [node] = etree.fromstring(arch).xpath("//filter[@name='guests_to_charge']")
        domain = [("space_id", "=", self.room.id), *literal_eval(node.get("domain"))]
        return bookings.search(domain)

    def test_what_took_place_is_not_charged_to_others(self):
        booking = self.make_booking()
        booking.contract_id = self.other_contract
        self.assertEqual(booking.price_total, 40.0)
        with freeze_time(self.at(10)):
            self.follow_clock()
        self.assertEqual(booking._get_usage().contract_id, self.other_contract)
        with self.assertRefused(ValidationError, "Correct it in the usage ledger"):
            booking.contract_id = self.contract

    def test_a_contract_in_another_currency_has_its_own_price(self):
        other = self.env["res.currency"].create(
            {"name": "T-X", "symbol": "x", "rounding": 0.01}
        )
        self.env["res.currency.rate"].create(
            {"currency_id": other.id, "name": "2026-01-01", "rate": 3.0}
        )
        self.contract._by_action().write({"currency_id": other.id})
        booking = self.make_booking()
        with freeze_time(self.at(10)):
            self.follow_clock()
        base = self.company.currency_id
        expected = 40 * 3.0 / (base.rate or 1.0)
        self.assertAlmostEqual(booking._get_usage().price_unit, expected, places=4)

    def test_closing_many_takes_no_queries_for_each(self):
        def close(count, day):
            rooms = [
                self.make_room(f"C{day}-{number}", capacity=2)
                for number in range(count)
            ]
            for room in rooms:
                self.make_booking(room, start=self.at(9, day=day))
            with freeze_time(self.at(10, day=day)):
                due = self.env["cowork.booking"].search(
                    self.env["cowork.booking"]._get_due_domain()
                )
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                due._follow_clock()
                self.env.flush_all()
                return self.env.cr.sql_log_count - before

        close(2, 10)
        few, many = close(3, 11), close(33, 12)
        # Inserts go in batches of a size the ORM chooses.
        self.assertLessEqual(many, few + 3)

    def test_the_ledger_leads_to_the_booking_and_back(self):
        booking = self.make_booking()
        with freeze_time(self.at(10)):
            self.follow_clock()
        usage = booking._get_usage()
        self.assertEqual(usage.action_open_origin()["res_id"], booking.id)
        domain = booking.action_view_usage()["domain"]
        self.assertEqual(self.env["cowork.usage"].search(domain), usage)


@tagged("post_install", "-at_install")
class TestBookingFees(BookingPriceCase):
    """What it costs that a booking does not take place, and that one knows before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rate = cls.make_rate(40)
        cls.policy.write(
            {"cancel_free_hours": 4, "late_fee_kind": "percent", "late_fee": 50}
        )
        cls.fee_type = cls.env.ref("cowork_members.usage_booking_fee")

    def cancel(self, booking, hour, minute=0):
        with freeze_time(self.at(hour, minute)):
            booking.action_cancel("Ill")

    def test_in_time_it_is_free(self):
        booking = self.make_booking(hours=2)
        self.cancel(booking, 5)
        self.assertEqual((booking.fee_amount, booking.fee_text), (0.0, False))
        self.assertFalse(booking._get_usage())

    def test_late_it_costs_part_of_the_price(self):
        booking = self.make_booking(hours=2)
        self.cancel(booking, 5, 1)
        self.assertEqual(booking.fee_amount, 40.0)
        self.assertEqual(booking.fee_text, "Cancelled late: 40.00, half of the price.")
        usage = booking._get_usage()
        self.assertEqual(usage.usage_type_id, self.fee_type)
        self.assertEqual((usage.quantity, usage.price_unit), (1.0, 40.0))
        self.assertEqual(usage.note, booking.fee_text)

    def test_the_fee_may_use_what_is_included(self):
        self.policy.fee_uses_allowance = True
        self.include(1.5)
        booking = self.make_booking(hours=2)
        self.cancel(booking, 8)
        usage = booking._get_usage()
        self.assertEqual(usage.usage_type_id, self.hours)
        self.assertEqual((usage.quantity, usage.price_unit), (2.0, 20.0))
        [cover] = usage._rate().values()
        self.assertEqual(float(cover.billable) * usage.price_unit, 10.0)
        self.assertIn("What the plan includes is used for it first", booking.fee_text)

    def test_a_fixed_fee(self):
        self.policy.write({"late_fee_kind": "fixed", "late_fee": 15})
        self.policy.fee_uses_allowance = True
        booking = self.make_booking(hours=2)
        self.cancel(booking, 8)
        usage = booking._get_usage()
        self.assertEqual(usage.usage_type_id, self.fee_type)
        self.assertEqual((usage.quantity, usage.price_unit), (1.0, 15.0))
        self.assertEqual(booking.fee_text, "Cancelled late: 15.00.")

    def test_what_is_only_held_costs_nothing(self):
        booking = self.make_booking(confirm=False, start=self.at(9, day=2))
        self.assertIn("cancelling is free", booking._get_cancel_text())
        booking.action_cancel()
        self.assertFalse(booking.fee_amount)

    def test_nobody_came(self):
        self.policy.write(
            {"no_show_minutes": 15, "no_show_fee_kind": "percent", "no_show_fee": 100}
        )
        booking = self.make_booking(hours=2)
        with freeze_time(self.at(9, 15)):
            self.follow_clock()
        self.assertEqual((booking.state, booking.fee_amount), ("no_show", 80.0))
        self.assertEqual(booking.fee_text, "Nobody came: 80.00, the whole price.")
        self.assertEqual(booking._get_usage().price_unit, 80.0)

    def test_many_no_shows_take_no_queries_for_each(self):
        self.policy.write(
            {"no_show_minutes": 15, "no_show_fee_kind": "percent", "no_show_fee": 100}
        )

        def miss(count, day):
            rooms = [
                self.make_room(f"M{day}-{number}", capacity=2)
                for number in range(count)
            ]
            missed = self.env["cowork.booking"].union(
                *(self.make_booking(room, start=self.at(9, day=day)) for room in rooms)
            )
            with freeze_time(self.at(9, 15, day=day)):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                missed._follow_clock()
                self.env.flush_all()
                queries = self.env.cr.sql_log_count - before
            self.assertEqual(set(missed.mapped("fee_amount")), {40.0})
            return queries

        miss(2, 10)
        few, many = miss(3, 11), miss(33, 12)
        # Inserts go in batches of a size the ORM chooses.
        self.assertLessEqual(many, few + 3)

    def test_guests_owe_the_fee_at_the_desk(self):
        self.policy.write({"audience": "everybody", "fee_uses_allowance": True})
        booking = self.make_booking(hours=2, partner_id=self.guest.id)
        self.cancel(booking, 8)
        self.assertEqual(booking.fee_amount, 40.0)
        self.assertEqual(booking.fee_text, "Cancelled late: 40.00, half of the price.")
        self.assertFalse(booking._get_usage())

    def test_one_knows_before(self):
        booking = self.make_booking(hours=2)
        self.assertEqual(
            booking._get_cancel_text(),
            "Free until Tue 3 Mar, 05:00; after that it costs 40.00, half of the"
            " price.",
        )
        with freeze_time(self.at(6)):
            self.assertEqual(
                booking._get_cancel_text(),
                "Free until Tue 3 Mar, 05:00; now it costs 40.00, half of the price.",
            )
            self.policy.write({"late_fee": 30, "fee_uses_allowance": True})
            self.assertEqual(
                booking._get_cancel_text(),
                "Free until Tue 3 Mar, 05:00; now it costs 24.00, 30 % of the price."
                " What the plan includes is used for it first.",
            )
            self.policy.late_fee_kind = "none"
            self.assertEqual(booking._get_cancel_text(), "Cancelling is free.")
        with freeze_time(self.at(12)):
            self.assertEqual(booking._get_cancel_text(), "")

    def test_the_dialog_tells_it(self):
        booking = self.make_booking(hours=2)
        with freeze_time(self.at(6)):
            dialog = self.env["cowork.booking.cancel"].create(
                {"booking_id": booking.id, "reason": "Ill"}
            )
            self.assertIn("now it costs 40.00", dialog.cancel_text)
            dialog.action_apply()
        self.assertEqual((booking.state, booking.cancel_reason), ("cancelled", "Ill"))
        self.assertEqual(booking.fee_amount, 40.0)

    def test_members_are_told_and_charged_as_well(self):
        portal = new_test_user(self.env, "t-late", groups="base.group_portal")
        portal.partner_id.parent_id = self.member
        booking = self.make_booking(hours=2, partner_id=portal.partner_id.id)
        with freeze_time(self.at(6)):
            theirs = booking.with_user(portal)
            self.assertIn("now it costs 40.00", theirs._get_cancel_text())
            theirs.action_cancel()
            with self.assertRefused(AccessError, "not allowed|access"):
                theirs.action_waive_fee()
        self.assertEqual(booking.fee_amount, 40.0)
        self.assertEqual(booking._get_usage().partner_id, portal.partner_id)

    def test_members_do_not_get_around_the_fee_by_moving_the_booking_first(self):
        portal = new_test_user(self.env, "t-mover", groups="base.group_portal")
        portal.partner_id.parent_id = self.member
        booking = self.make_booking(hours=2, partner_id=portal.partner_id.id)
        theirs = booking.with_user(portal)
        with freeze_time(self.at(5)):
            theirs.action_move_series("this", self.at(9), self.at(10))
        with freeze_time(self.at(6)):
            with self.assertRefused(UserError, "is too near to be moved. Free until"):
                theirs.action_move_series("this", self.at(9, day=9), self.at(10, day=9))
            booking.action_move_series("this", self.at(9, day=9), self.at(10, day=9))
        self.assertEqual(booking.start, self.at(9, day=9))

    def test_taking_it_back_voids_the_fee(self):
        booking = self.make_booking(hours=2)
        self.cancel(booking, 8)
        fee = booking._get_usage()
        with freeze_time(self.at(8, 5)):
            booking.action_reopen()
        self.assertEqual((booking.state, booking.fee_amount), ("confirmed", 0.0))
        self.assertEqual(fee.state, "void")
        # The next time it costs again.
        self.cancel(booking, 8, 10)
        open_lines = booking._get_usage().filtered(lambda usage: usage.state == "open")
        self.assertEqual(open_lines.price_unit, 40.0)
        self.assertEqual(booking.fee_amount, 40.0)

    def test_a_reopened_booking_is_recorded_when_it_took_place(self):
        self.policy.fee_uses_allowance = True
        self.include(2)
        booking = self.make_booking(hours=2)
        self.cancel(booking, 8)
        with freeze_time(self.at(8, 5)):
            booking.action_reopen()
        self.assertEqual(booking.price_due, 0.0)
        with freeze_time(self.at(11)):
            self.follow_clock()
        lines = booking._get_usage().filtered(lambda usage: usage.state == "open")
        self.assertEqual((lines.quantity, lines.price_unit), (2.0, 40.0))

    def test_a_settled_fee_is_not_taken_back_by_the_way(self):
        booking = self.make_booking(hours=2)
        self.cancel(booking, 8)
        booking._get_usage()._rate()
        with freeze_time(self.at(8, 5)):
            for call in (booking.action_reopen, booking.action_waive_fee):
                with (
                    self.assertRefused(UserError, "is settled already"),
                    self.env.cr.savepoint(),
                ):
                    call()
        booking.invalidate_recordset()
        self.assertEqual((booking.state, booking.fee_amount), ("cancelled", 40.0))

    def test_the_front_desk_may_waive_it(self):
        desk = self.make_user(
            "t-waiver", "cowork_members.group_front_desk", [self.location]
        )
        booking = self.make_booking(hours=2)
        self.cancel(booking, 8)
        booking.with_user(desk).action_waive_fee()
        self.assertEqual((booking.state, booking.fee_amount), ("cancelled", 0.0))
        self.assertEqual(booking._get_usage().state, "void")
        self.assertEqual(booking._get_usage().void_reason, "The fee was waived.")
