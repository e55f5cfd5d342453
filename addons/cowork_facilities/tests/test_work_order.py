from datetime import datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from odoo.addons.cowork_members.tests.sla_common import SlaCommon

from .work_order_common import WorkOrderCommon

MONDAY = "2027-01-11 02:00:00"
NOON = "2027-01-11 04:00:00"


def at(text):
    return datetime.fromisoformat(text)


@tagged("post_install", "-at_install")
@freeze_time(MONDAY)
class TestWorkOrder(WorkOrderCommon):
    """From the first stage to the last, and back."""

    # Where it is ----------------------------------------------------------------------

    def test_the_location_is_that_of_the_space(self):
        self.assertEqual(self.make_order().location_id, self.location)
        self.assertEqual(
            self.make_order(space_id=False, location_id=self.location_2.id).location_id,
            self.location_2,
        )

    def test_the_space_is_that_of_the_equipment(self):
        boiler = self.env["maintenance.equipment"].create(
            {"name": "Boiler", "space_id": self.office_2.id}
        )
        order = self.env["maintenance.request"].create(
            {"name": "No heat", "equipment_id": boiler.id}
        )
        self.assertEqual(order.space_id, self.office_2)
        self.assertEqual(order.location_id, self.location)

    # What is open here already --------------------------------------------------------

    def test_open_orders_for_the_same_space_are_shown_before_another_is_made(self):
        water = self.make_category("T-Water")
        drip = self.make_order("Tap drips", category=water.id)
        lamp = self.make_order("Lamp flickers")
        self.make_order("Elsewhere", space_id=self.office_2.id)
        self.make_order("Repaired", stage_id=self.done.id)
        form = Form(self.env["maintenance.request"])
        form.name = "Water on the floor"
        self.assertFalse(form.similar_ids)
        form.space_id = self.office
        self.assertEqual(form.similar_ids[:], lamp | drip)
        form.category = water
        self.assertEqual(form.save().similar_ids, drip | lamp)

    def test_of_many_open_orders_those_of_the_same_kind_are_shown(self):
        water = self.make_category("T-Water")
        drips = [self.make_order(f"Drip {n}", category=water.id) for n in range(3)]
        for number in range(6):
            self.make_order(f"Lamp {number}")
        order = self.make_order("Water on the floor", category=water.id)
        self.assertEqual(len(order.similar_ids), 5)
        self.assertLessEqual({drip.id for drip in drips}, set(order.similar_ids.ids))

    def test_an_order_is_not_like_itself(self):
        order = self.make_order()
        self.assertFalse(order.similar_ids)
        self.assertEqual(order.action_view_similar()["domain"], [("id", "in", [])])

    # Moments --------------------------------------------------------------------------

    def test_leaving_the_first_stage_is_the_first_response(self):
        order = self.make_order()
        self.assertFalse(order.answered_at)
        with freeze_time(NOON):
            order.stage_id = self.working
        self.assertEqual(order.answered_at, at(NOON))
        self.assertFalse(order.closed_at)

    def test_an_answer_to_the_member_is_the_first_response_and_a_note_is_none(self):
        order = self.make_order(partner_id=self.person.id)
        desk = order.with_user(self.technician)
        desk.message_post(body="Look at the ballast", subtype_xmlid="mail.mt_note")
        self.assertFalse(order.answered_at)
        desk.message_post(
            body="We come at ten.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(order.answered_at, at(MONDAY))

    def test_done_or_cancelled_is_closed(self):
        order, cancelled = self.make_order(), self.make_order()
        with freeze_time(NOON):
            order.stage_id = self.done
            cancelled.archive_equipment_request()
        self.assertTrue(order.is_closed and cancelled.is_closed)
        self.assertEqual(order.closed_at, at(NOON))
        self.assertEqual(cancelled.closed_at, at(NOON))

    def test_nobody_writes_the_moments(self):
        order = self.make_order()
        for name in ("answered_at", "closed_at"):
            with self.assertRaises(AccessError):
                order.with_user(self.facility_manager).write({name: MONDAY})
        copy = order.copy()
        self.assertFalse(copy.answered_at or copy.closed_at)

    # On hold --------------------------------------------------------------------------

    def test_what_is_on_hold_is_marked_until_it_goes_on(self):
        order = self.make_order()
        order.hold_reason_id = self.env.ref("cowork_facilities.work_hold_parts")
        self.assertEqual(order.kanban_state, "blocked")
        order.stage_id = self.working
        self.assertEqual(order.kanban_state, "blocked")
        order.action_go_on()
        self.assertFalse(order.hold_reason_id)
        self.assertEqual(order.kanban_state, "normal")

    def test_what_is_done_waits_for_nothing(self):
        order = self.make_order()
        order.hold_reason_id = self.env.ref("cowork_facilities.work_hold_member")
        order.stage_id = self.done
        self.assertFalse(order.hold_reason_id)

    # What has to be there -------------------------------------------------------------

    def test_an_order_is_not_closed_without_what_its_kind_asks_for(self):
        strict = self.make_category(
            "T-Strict", needs_photo=True, needs_cause=True, needs_cost=True
        )
        order = self.make_order(category=strict.id)
        with self.assertRefused(
            UserError,
            "“Lamp flickers” cannot be closed yet. Strict asks for: a photo after, the"
            " cause, the remedy, labour, material or the vendor's cost.",
        ):
            order.stage_id = self.done
        self.add_labour(order, 1)
        order.cause = self.env.ref("cowork_facilities.work_cause_wear")
        order.photo_after_ids = self.make_photo()
        with self.assertRefused(UserError, "asks for: the remedy.$"):
            order.stage_id = self.done
        remedy = self.env.ref("cowork_facilities.work_remedy_part")
        order.write({"remedy": remedy.id, "stage_id": self.done.id})
        self.assertTrue(order.is_closed)

    def test_an_order_may_be_cancelled_without_a_photo(self):
        strict = self.make_category("T-Strict", needs_photo=True)
        order = self.make_order(category=strict.id)
        order.archive_equipment_request()
        self.assertTrue(order.is_closed)

    # Photos ---------------------------------------------------------------------------

    def test_who_sees_the_order_sees_its_photos(self):
        photo = self.make_photo()
        self.assertFalse(photo.with_user(self.technician).has_access("read"))
        order = self.make_order(photo_before_ids=[(6, 0, photo.ids)])
        self.assertEqual(photo.res_id, order.id)
        self.assertTrue(photo.with_user(self.technician).has_access("read"))

    def test_only_pictures_are_photos(self):
        order = self.make_order()
        page = self.env["ir.attachment"].create(
            {"name": "bad.html", "raw": b"<html><script>alert(1)</script></html>"}
        )
        drawing = self.env["ir.attachment"].create(
            {"name": "bad.svg", "raw": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}
        )
        for file in (page, drawing):
            with self.assertRefused(ValidationError, f"“{file.name}” is no photo"):
                order.photo_after_ids = file

    def test_nobody_takes_the_file_of_somebody_else_for_a_photo(self):
        photo = self.make_photo()
        order = self.make_order()
        with self.assertRaises(AccessError):
            order.with_user(self.technician).write({"photo_after_ids": [(4, photo.id)]})
        self.assertFalse(photo.res_id)

    # Reopened -------------------------------------------------------------------------

    def test_a_reopened_order_keeps_its_history(self):
        wear = self.env.ref("cowork_facilities.work_cause_wear")
        order = self.make_order(user_id=self.technician.id)
        order.write({"cause": wear.id, "stage_id": self.done.id})
        with freeze_time(NOON):
            order.with_user(self.technician).action_reopen("  It flickers again. ")
        self.assertEqual(order.stage_id, self.new)
        self.assertFalse(order.is_closed or order.closed_at)
        self.assertEqual(order.reopen_count, 1)
        self.assertRecordValues(
            order.reopening_ids,
            [
                {
                    "closed_at": at(MONDAY),
                    "reopened_at": at(NOON),
                    "reopened_by": self.technician.id,
                    "user_id": self.technician.id,
                    "cause": wear.id,
                    "remedy": False,
                    "reason": "It flickers again.",
                }
            ],
        )

    def test_a_card_that_is_drawn_back_is_reopened_as_well(self):
        order = self.make_order(stage_id=self.done.id)
        order.stage_id = self.working
        order.stage_id = self.done
        order.stage_id = self.working
        self.assertEqual(order.reopen_count, 2)
        self.assertEqual(order.reopening_ids.mapped("reason"), [False, False])

    def test_several_orders_are_reopened_in_one_dialog(self):
        orders = self.make_order(stage_id=self.done.id) | self.make_order(
            stage_id=self.done.id
        )
        dialog = self.env["cowork.work.reopen"].with_context(active_ids=orders.ids)
        dialog.create({"reason": "Both again"}).action_apply()
        self.assertEqual(orders.reopening_ids.mapped("reason"), ["Both again"] * 2)

    def test_reopening_needs_a_reason_and_a_closed_order(self):
        order = self.make_order()
        with self.assertRefused(UserError, "“Lamp flickers” is open already"):
            order.action_reopen("Why not")
        order.stage_id = self.done
        for reason in ("", "  ", None, False, 3):
            with self.assertRefused(UserError, "Say what is not right"):
                order.action_reopen(reason)

    def test_nobody_writes_the_history(self):
        order = self.make_order(stage_id=self.done.id)
        order.action_reopen("Again")
        history = order.reopening_ids.with_user(self.facility_manager)
        with self.assertRaises(AccessError):
            history.write({"reason": "Nothing"})
        with self.assertRaises(AccessError):
            history.unlink()
        with self.assertRaises(AccessError):
            order.with_user(self.facility_manager).write(
                {"reopening_ids": [(0, 0, {"reason": "Forged"})]}
            )

    def test_what_has_a_history_is_cancelled_not_deleted(self):
        worked, fresh = self.make_order("Worked on"), self.make_order("Fresh")
        self.add_labour(worked, 1)
        with self.assertRefused(UserError, "“Worked on” has a history"):
            worked.unlink()
        fresh.unlink()
        self.assertFalse(fresh.exists())

    # Many at once ---------------------------------------------------------------------

    def test_the_number_of_queries_does_not_grow_with_that_of_orders(self):
        def count(number):
            orders = self.env["maintenance.request"].create(
                [
                    {
                        "name": f"Order {index}",
                        "space_id": self.office.id,
                        "category": self.category.id,
                    }
                    for index in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            orders.read(["is_closed", "similar_ids", "cost", "reopen_count"])
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertEqual(count(5), count(40))


@tagged("post_install", "-at_install")
class TestWorkOrderDeadlines(WorkOrderCommon, SlaCommon):
    """Deadlines of a work order: from 9 to 17 in Shanghai, which is 1 to 9 in UTC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy(
            "Urgent faults",
            model="maintenance.request",
            domain='[("priority", "=", "3")]',
        )

    def make_urgent(self, **vals):
        """:returns: an urgent order of the owner, made at the frozen moment"""
        return self.make_order(priority="3", user_id=self.owner.user_id.id, **vals)

    def test_an_urgent_order_has_deadlines_in_working_hours(self):
        with freeze_time(MONDAY):
            order, calm = self.make_urgent(), self.make_order(priority="1")
        self.assertEqual(order.response_deadline, at("2027-01-11 06:00"))
        self.assertEqual(order.resolution_deadline, at("2027-01-13 02:00"))
        self.assertFalse(calm.sla_policy_id)
        with freeze_time(NOON):
            order.stage_id = self.working
        self.assertEqual(order.response_status, "met")
        with freeze_time("2027-01-13 03:00:00"):
            order.stage_id = self.done
        self.assertEqual(order.resolution_status, "missed")
        self.assertEqual(order.resolved_at, at("2027-01-13 03:00"))

    def test_the_clock_stands_still_while_others_are_waited_for(self):
        with freeze_time(MONDAY):
            order = self.make_urgent()
            order.hold_reason_id = self.env.ref("cowork_facilities.work_hold_member")
        self.assertEqual(order.resolution_status, "paused")
        # Two working hours later.
        with freeze_time(NOON):
            order.action_go_on()
        self.assertEqual(order.resolution_deadline, at("2027-01-13 04:00"))
        self.assertEqual(order.paused_seconds, 7200)

    def test_what_we_could_do_ourselves_does_not_stop_the_clock(self):
        with freeze_time(MONDAY):
            order = self.make_urgent()
            order.hold_reason_id = self.env.ref("cowork_facilities.work_hold_capacity")
        self.assertEqual(order.resolution_status, "running")
        self.assertFalse(order.sla_paused_since)

    def test_another_reason_lets_the_clock_go_on(self):
        with freeze_time(MONDAY):
            order = self.make_urgent()
            order.hold_reason_id = self.env.ref("cowork_facilities.work_hold_member")
        with freeze_time(NOON):
            order.hold_reason_id = self.env.ref("cowork_facilities.work_hold_capacity")
        self.assertEqual(order.resolution_deadline, at("2027-01-13 04:00"))

    def test_a_reopened_order_has_the_time_that_was_left(self):
        with freeze_time(MONDAY):
            order = self.make_urgent()
        with freeze_time(NOON):
            order.stage_id = self.done
        with freeze_time("2027-01-12 04:00:00"):
            order.action_reopen("It flickers again")
        # A working day of eight hours lay between.
        self.assertEqual(order.resolution_deadline, at("2027-01-14 02:00"))
        self.assertFalse(order.resolved_at)
        self.assertEqual(order.resolution_status, "running")

    def test_what_is_late_is_taken_up_the_organisation_chart_once(self):
        with freeze_time(MONDAY):
            order = self.make_urgent()
        for _again in range(2):
            with freeze_time("2027-01-11 07:00:00"):
                self.run_cron()
        self.assertEqual(order.response_status, "missed")
        self.assertEqual(order.escalation_level, 1)
        self.assertEqual(len(self.todos(order, self.head)), 1)
        self.assertFalse(self.todos(order, self.director))

    def test_what_was_done_before_it_was_noted_has_no_deadlines(self):
        with freeze_time(MONDAY):
            order = self.make_urgent(stage_id=self.done.id)
        self.assertFalse(order.sla_started_at)
        self.assertEqual(order.closed_at, at(MONDAY))
