from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from .door_common import CARD, CARD_2, STAFF_CARD, DoorCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestDoor(DoorCommon):
    """Who is let in, and what the others are told. It is 20:00 in Shanghai."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contract = cls.make_contract(
            cls.plan_hot,
            start="2026-11-01",
            member_ids=[(6, 0, cls.person.ids)],
        )

    # Credentials -------------------------------------------------------------------

    def test_a_member_is_let_in_and_known_to_be_inside(self):
        answer = self.location.check_access(CARD)
        self.assertEqual(
            answer,
            {
                "granted": True,
                "reason": "contract",
                "message": "Welcome.",
                "event": answer["event"],
                "at": "2027-01-10 12:00:00",
            },
        )
        event = self.env["cowork.access.event"].browse(answer["event"])
        self.assertEqual(event.credential_id, self.card)
        self.assertEqual(event.partner_id, self.person)
        self.assertEqual(event.contract_id, self.contract)
        inside = self.get_inside()
        self.assertEqual(inside.partner_id, self.person)
        self.assertEqual(inside.location_id, self.location)
        self.assertEqual(inside.source, "door")

    def test_who_enters_twice_is_inside_once(self):
        for _time in range(2):
            self.assertEqual(self.ask(point="MAIN"), "contract")
        self.assertEqual(len(self.get_inside()), 1)

    def test_what_is_not_known_opens_nothing(self):
        for text in ("04FFFFFF", "CW-" + "x" * 32, "' OR 1=1 --", "read a book"):
            self.assertEqual(self.ask(text), "unknown")
        self.assertFalse(self.get_inside())

    def test_what_is_no_credential_moment_or_point_is_refused_with_a_sentence(self):
        for value in (None, "", 7, [], {"a": 1}, "x" * 201, True):
            with self.assertRefused(ValidationError, "A credential is a text"):
                self.location._answer_door(value)
        for at in ("tomorrow", "2027-02-30 10:00:00", 5, "10000-01-01", "0001-01-01"):
            with self.assertRefused(ValidationError, "is no moment"):
                self.location.check_access(CARD, at=at)
        for point in (
            "NONE",
            0,
            True,
            2**40,
            self.make_point("FAR", location=self.location_2).id,
        ):
            with self.assertRefused(ValidationError, "There is no access point"):
                self.location.check_access(CARD, access_point=point)
        with self.assertRefused(ValidationError, "Name one location"):
            (self.location | self.location_2).check_access(CARD)

    def test_the_name_of_an_operation_still_asks_for_rights(self):
        self.assertIsNone(self.location.check_access("read"))
        internal = self.make_user("t_door_internal", "base.group_user")
        with self.assertRaises(AccessError):
            self.location.with_user(internal).check_access("read")

    def test_lost_and_revoked_ones_open_nothing_and_can_be_issued_again(self):
        self.card.action_report_lost()
        self.assertEqual(self.ask(), "lost")
        self.issue(CARD, partner=self.person)
        self.assertEqual(self.ask(), "contract")
        self.card.search([("state", "=", "active")]).action_revoke("Handed back")
        self.assertEqual(self.ask(), "revoked")

    def test_a_credential_is_valid_from_one_moment_to_another(self):
        self.card.write(
            {"valid_from": "2027-01-10 11:00:00", "valid_to": "2027-01-10 13:00:00"}
        )
        self.assertEqual(self.ask(at="2027-01-10 10:59:59"), "not_valid_yet")
        self.assertEqual(self.ask(at="2027-01-10 11:00:00"), "contract")
        self.assertEqual(self.ask(at="2027-01-10 12:59:59"), "contract")
        self.assertEqual(self.ask(at="2027-01-10 13:00:00"), "expired")
        self.assertFalse(self.card.is_expired)

    def test_moments_are_understood_with_and_without_an_offset(self):
        for at in (
            "2027-01-10T20:30:00+08:00",
            "2027-01-10T12:30:00Z",
            "2027-01-10 12:30:00",
            fields.Datetime.to_datetime("2027-01-10 12:30:00"),
        ):
            self.assertEqual(
                self.location.check_access(CARD, at=at)["at"], "2027-01-10 12:30:00"
            )

    def test_a_card_for_one_location_opens_no_other(self):
        self.card.any_location = False
        self.assertEqual(self.ask(location=self.location_2), "wrong_location")

    # Contracts ---------------------------------------------------------------------

    def test_without_a_contract_nobody_is_let_in(self):
        self.issue(CARD_2, partner=self.other_member)
        self.assertEqual(self.ask(CARD_2), "no_contract")

    def test_the_contract_of_another_location_does_not_count(self):
        self.assertEqual(self.ask(location=self.location_2), "other_location")
        self.plan_hot.access_everywhere = True
        self.assertEqual(self.ask(location=self.location_2), "contract")

    def test_a_signed_contract_does_not_open_before_the_move_in(self):
        self.make_contract(
            self.plan_hot,
            start="2027-01-01",
            state="signed",
            partner_id=self.other_member.id,
        )
        self.issue(CARD_2, partner=self.other_member)
        self.assertEqual(self.ask(CARD_2), "not_started")

    def test_the_last_day_ends_at_midnight_of_the_location(self):
        self.contract.action_terminate("2027-01-31")
        self.assertEqual(self.ask(at="2027-01-31 15:59:59"), "contract")
        self.assertEqual(self.ask(at="2027-01-31 16:00:00"), "ended")

    def test_the_last_day_of_february_counts(self):
        self.contract.action_terminate("2028-02-29")
        self.assertEqual(self.ask(at="2028-02-29 15:59:59"), "contract")
        self.assertEqual(self.ask(at="2028-02-29 16:00:00"), "ended")

    def test_a_suspension_is_counted_in_days_of_the_location(self):
        self.contract.action_suspend("2027-01-20", "2027-01-31")
        self.assertEqual(self.ask(at="2027-01-19 15:59:59"), "contract")
        self.assertEqual(self.ask(at="2027-01-19 16:00:00"), "suspended")
        self.assertEqual(self.ask(at="2027-01-31 15:59:59"), "suspended")
        self.assertEqual(self.ask(at="2027-01-31 16:00:00"), "contract")

    def test_who_leaves_the_contract_is_let_in_no_more(self):
        self.contract.action_remove_member(self.person.id, "2027-01-15")
        self.assertEqual(self.ask(at="2027-01-15 15:59:59"), "contract")
        self.assertEqual(self.ask(at="2027-01-15 16:00:00"), "ended")

    def test_other_parts_can_block_a_contract(self):
        cls = type(self.env["cowork.contract"])
        self.patch(cls, "_is_access_blocked", lambda contract: True)
        self.assertEqual(self.ask(), "blocked")

    # Hours -------------------------------------------------------------------------

    def test_access_hours_are_those_of_the_location_s_clock(self):
        self.plan_hot.access_calendar_id = self.make_calendar(8, 18, tz="UTC")
        # 08:00 to 18:00 in Shanghai.
        self.assertEqual(self.ask(at="2027-01-10 23:59:59"), "outside_hours")
        self.assertEqual(self.ask(at="2027-01-11 00:00:00"), "contract")
        self.assertEqual(self.ask(at="2027-01-11 09:59:59"), "contract")
        self.assertEqual(self.ask(at="2027-01-11 10:00:00"), "outside_hours")

    def test_holidays_are_outside_the_hours(self):
        calendar = self.make_calendar(8, 18)
        self.plan_hot.access_calendar_id = calendar
        self.env["resource.calendar.leaves"].create(
            {
                "name": "New Year",
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "date_from": "2027-02-05 16:00:00",
                "date_to": "2027-02-06 15:59:59",
            }
        )
        self.assertEqual(self.ask(at="2027-02-05 02:00:00"), "contract")
        self.assertEqual(self.ask(at="2027-02-06 02:00:00"), "outside_hours")
        self.assertEqual(self.ask(at="2027-02-07 02:00:00"), "contract")

    def test_hours_follow_the_clock_when_it_changes(self):
        plan = self.make_plan("Lisbon", "hot_desk", 100.0)
        plan.access_calendar_id = self.make_calendar(8, 18)
        self.make_contract(
            plan,
            start="2027-01-01",
            location_id=self.location_2.id,
            partner_id=self.other_member.id,
        )
        self.issue(CARD_2, partner=self.other_member, location_id=self.location_2.id)

        def ask(at):
            return self.ask(CARD_2, at=at, location=self.location_2)

        # Saturday in winter time, Sunday the clock is put forward, Monday in summer.
        self.assertEqual(ask("2027-03-27 07:59:59"), "outside_hours")
        self.assertEqual(ask("2027-03-27 08:00:00"), "contract")
        self.assertEqual(ask("2027-03-28 06:59:59"), "outside_hours")
        self.assertEqual(ask("2027-03-28 07:00:00"), "contract")
        self.assertEqual(ask("2027-03-28 17:00:00"), "outside_hours")
        # And back in autumn.
        self.assertEqual(ask("2027-10-30 07:00:00"), "contract")
        self.assertEqual(ask("2027-10-31 07:00:00"), "outside_hours")
        self.assertEqual(ask("2027-10-31 08:00:00"), "contract")
        self.assertEqual(ask("2027-10-31 17:59:59"), "contract")

    def test_a_place_that_never_closes_is_open_at_midnight(self):
        self.plan_hot.access_calendar_id = self.make_calendar(0, 24)
        for at in ("2027-01-10 15:59:59", "2027-01-10 16:00:00"):
            self.assertEqual(self.ask(at=at), "contract")

    # Doors of spaces ---------------------------------------------------------------

    def test_an_office_opens_for_its_tenant_and_the_floor_for_both(self):
        contract = self.make_contract(
            self.plan_office,
            self.office,
            start="2026-11-01",
            partner_id=self.other_member.id,
        )
        self.issue(CARD_2, partner=self.other_member)
        self.make_point("FLOOR", self.floor)
        self.make_point("O1", self.office)
        self.make_point("O2", self.office_2)
        self.make_point("HALL", self.hall)
        found = {
            code: (self.ask(CARD, point=code), self.ask(CARD_2, point=code))
            for code in ("MAIN", "FLOOR", "O1", "O2", "HALL")
        }
        self.assertEqual(
            found,
            {
                "MAIN": ("contract", "contract"),
                "FLOOR": ("contract", "contract"),
                "O1": ("wrong_space", "contract"),
                "O2": ("wrong_space", "wrong_space"),
                "HALL": ("contract", "wrong_space"),
            },
        )
        self.assertEqual(contract.state, "active")

    def test_where_somebody_went_is_known(self):
        self.make_point("HALL", self.hall)
        self.ask(point="MAIN")
        self.ask(point="HALL")
        self.assertEqual(self.get_inside().space_id, self.hall)

    def test_a_point_out_of_use_stays_shut(self):
        self.main.active = False
        self.assertEqual(self.ask(point="MAIN"), "closed_point")

    # Bookings ----------------------------------------------------------------------

    def make_door_booking(self, **vals):
        room = self.make_space("Boardroom", "meeting_small", self.floor, capacity=8)
        self.make_point("ROOM", room)
        booking = self.env["cowork.booking"].create(
            {
                "space_id": room.id,
                "partner_id": self.person.id,
                "start": "2027-01-11 02:00:00",
                "stop": "2027-01-11 03:00:00",
                "is_exception": True,
                **vals,
            }
        )
        booking.action_confirm()
        return booking

    def test_a_room_opens_for_its_booking_from_the_check_in_time_on(self):
        booking = self.make_door_booking()
        early = timedelta(minutes=booking.space_id.policy_id.check_in_minutes)
        self.assertTrue(early)
        start = booking.start

        def ask(moment, point="ROOM"):
            return self.ask(at=str(moment), point=point)

        self.assertEqual(ask(start - early - timedelta(seconds=1)), "wrong_space")
        self.assertEqual(ask(start - early), "booking")
        self.assertEqual(ask("2027-01-11 02:59:59"), "booking")
        self.assertEqual(ask("2027-01-11 03:00:00"), "wrong_space")

    def test_a_plan_without_access_lets_in_for_a_booking(self):
        self.plan_hot.access_mode = "booking"
        booking = self.make_door_booking()
        self.assertEqual(self.ask(at="2027-01-11 01:00:00"), "booking_only")
        answer = self.location.check_access(CARD, at="2027-01-11 02:00:00")
        self.assertEqual(answer["reason"], "booking")
        event = self.env["cowork.access.event"].browse(answer["event"])
        self.assertEqual(event.booking_id, booking)
        self.make_point("OTHER", self.office)
        self.assertEqual(
            self.ask(at="2027-01-11 02:00:00", point="OTHER"), "booking_only"
        )

    def test_a_booking_opens_outside_the_hours_of_the_plan(self):
        self.plan_hot.access_calendar_id = self.make_calendar(20, 21)
        self.make_door_booking()
        self.assertEqual(self.ask(at="2027-01-11 02:00:00"), "booking")
        self.assertEqual(self.ask(at="2027-01-11 03:30:00"), "outside_hours")

    def test_a_cancelled_booking_opens_nothing(self):
        self.plan_hot.access_mode = "booking"
        self.make_door_booking().action_cancel("No need")
        self.assertEqual(self.ask(at="2027-01-11 02:00:00"), "booking_only")

    def test_a_booking_of_a_blocked_contract_opens_nothing(self):
        booking = self.make_door_booking()
        self.assertEqual(booking.contract_id, self.contract)
        cls = type(self.env["cowork.contract"])
        self.patch(cls, "_is_access_blocked", lambda contract: True)
        self.assertEqual(self.ask(at="2027-01-11 02:00:00"), "blocked")

    # Staff, and the way out --------------------------------------------------------

    def test_staff_enter_the_locations_they_serve(self):
        employee = self.env["hr.employee"].create(
            {"name": "Guard", "company_id": self.company.id}
        )
        self.issue(STAFF_CARD, employee_id=employee.id)
        self.assertEqual(self.ask(STAFF_CARD), "not_served")
        self.location.employee_ids += employee
        self.assertEqual(self.ask(STAFF_CARD), "employee")
        self.assertEqual(self.get_inside().employee_id, employee)
        employee.active = False
        self.assertEqual(self.ask(STAFF_CARD), "not_served")

    def test_nobody_is_kept_inside(self):
        self.make_point("OUT", direction="out")
        self.ask(point="MAIN")
        self.contract.action_suspend("2027-01-10", "2027-01-31")
        self.assertEqual(self.ask(point="OUT"), "leaving")
        self.assertFalse(self.get_inside())

    def test_with_anti_passback_a_card_lets_in_once(self):
        self.make_point("IN", direction="in", anti_passback=True)
        self.make_point("OUT", direction="out", anti_passback=True)
        found = [
            self.ask(point=code) for code in ("OUT", "IN", "IN", "OUT", "OUT", "IN")
        ]
        self.assertEqual(
            found,
            ["passback", "contract", "passback", "leaving", "passback", "contract"],
        )

    def test_what_is_to_come_is_answered_and_changes_nothing(self):
        self.assertEqual(self.ask(at="2027-01-10 12:05:00"), "contract")
        self.assertEqual(len(self.get_inside()), 1)
        self.env["cowork.presence"]._leave(
            [{"location_id": self.location.id, "partner_id": self.person.id}]
        )
        self.assertEqual(self.ask(at="2027-01-10 12:05:01"), "contract")
        self.assertFalse(self.get_inside())
