from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..models.cowork_vendor_order_page import MOST_CHANGES
from .vendor_common import MONDAY, VendorCommon


@freeze_time(MONDAY)
@tagged("post_install", "-at_install")
class TestVendorOrder(VendorCommon):
    """A work order at a vendor: sent, answered, done, and what is kept of it."""

    # Sending -------------------------------------------------------------------------

    def test_sending_mails_a_link_and_starts_the_deadlines(self):
        self.agreement.done_hours = 24
        order = self.send(message="Ask for the key.")
        self.assertEqual(order.state, "sent")
        self.assertEqual(order.partner_id, self.vendor)
        self.assertEqual(order.user_id, self.technician)
        # The location has no opening hours of its own: by the company's, or the clock.
        start = fields.Datetime.now()
        self.assertGreaterEqual(order.answer_deadline, start + timedelta(hours=8))
        self.assertGreaterEqual(order.done_deadline, start + timedelta(hours=24))
        self.assertEqual(order.link_until, start + timedelta(days=30))
        mail = self.mails(order)
        self.assertEqual(mail.recipient_ids, self.vendor)
        self.assertIn("Door of lift 2 sticks", mail.subject)
        self.assertIn(order.page_url, mail.body_html)
        self.assertIn("Ask for the key.", mail.body_html)
        self.assertEqual(self.request.vendor_id, self.vendor)
        self.assertEqual(self.request.vendor_state, "sent")

    def test_without_a_deadline_of_their_own_the_work_orders_holds(self):
        self.env["cowork.sla.policy"].create(
            {
                "name": "Lifts",
                "model": "maintenance.request",
                "sequence": -1,
                "resolution_hours": 12,
            }
        )
        request = self.make_request("Lift 3 rattles")
        order = self.send(request)
        self.assertTrue(request.resolution_deadline)
        self.assertEqual(order.done_deadline, request.resolution_deadline)

    def test_one_work_order_is_at_one_vendor(self):
        self.send()
        with self.assertRejected():
            self.send()

    def test_what_cannot_be_sent_is_said(self):
        closed = self.make_request("Old")
        closed.archive = True
        with self.assertRefused(UserError, "Old is closed"):
            self.send(closed)
        self.vendor.email = False
        with self.assertRefused(UserError, "Liftworks has no e-mail address"):
            self.send()
        self.agreement.active = False
        with self.assertRefused(UserError, "No agreement fits"):
            self.send()

    def test_work_orders_go_to_the_dispatch(self):
        person = self.env["res.partner"].create(
            {
                "name": "Ana",
                "email": "ana@lift.example.com",
                "parent_id": self.vendor.id,
            }
        )
        self.agreement.contact_id = person
        order = self.send()
        self.assertEqual(self.mails(order).recipient_ids, person)
        self.assertEqual(order.partner_id, self.vendor)

    def test_only_photos_of_the_work_order_are_shown(self):
        mine, secret = self.env["ir.attachment"].create(
            [
                {
                    "name": f"{record._name}.png",
                    "raw": b"\x89PNG\r\n\x1a\n",
                    "mimetype": "image/png",
                    "res_model": record._name,
                    "res_id": record.id,
                }
                for record in (self.request, self.member)
            ]
        )
        self.request.photo_before_ids = mine
        wizard = (
            self.env["cowork.vendor.send"]
            .with_user(self.technician)
            .create({"request_id": self.request.id})
        )
        self.assertEqual(wizard.shown_ids, mine)
        wizard.sudo().shown_ids = mine | secret
        wizard.action_send()
        self.assertEqual(self.newest(self.request).shown_ids, mine)

    def test_a_new_link_ends_the_old_one(self):
        order = self.send()
        old = order.token
        order.with_user(self.technician).action_send_again()
        self.assertNotEqual(order.token, old)
        self.assertFalse(order._find_page(old))
        self.assertEqual(order._find_page(order.token), order)
        self.assertEqual(len(self.mails(order)), 2)

    def test_calling_back_tells_the_vendor_and_frees_the_work_order(self):
        order = self.send()
        order.with_user(self.technician).action_revoke()
        self.assertEqual(order.state, "revoked")
        self.assertFalse(order._is_open_link())
        self.assertIn("do not come", " ".join(self.mails(order)[-1].body_html.split()))
        self.assertFalse(self.request.vendor_id)
        self.assertEqual(self.send().state, "sent")
        with self.assertRefused(UserError, "is over already"):
            order.action_revoke()

    def test_cancelling_the_work_order_calls_it_back(self):
        order = self.send()
        self.request.archive = True
        self.assertEqual(order.state, "revoked")
        self.assertEqual(len(self.mails(order)), 2)
        done = self.send(self.make_request("Lift 3"))
        done._vendor_accept()
        done._vendor_finish("10", "")
        done.request_id.archive = True
        self.assertEqual(done.state, "done")

    def test_a_mail_that_does_not_leave_is_shown(self):
        order = self.send()
        self.assertFalse(order.mail_problem)
        self.mails(order).write({"state": "exception", "failure_reason": "No such box"})
        order.invalidate_recordset()
        self.assertEqual(order.with_user(self.technician).mail_problem, "No such box")
        order.with_user(self.technician).action_send_again()
        order.invalidate_recordset()
        self.assertFalse(order.mail_problem)

    # Answers -------------------------------------------------------------------------

    def test_the_whole_way(self):
        order = self.send()
        order._vendor_accept()
        self.assertEqual(order.state, "accepted")
        self.assertEqual(order.answer_status, "met")
        # 14:30 in Shanghai.
        order._vendor_plan("2027-01-12T14:30")
        planned = fields.Datetime.to_datetime("2027-01-12 06:30:00")
        self.assertEqual(order.planned_at, planned)
        self.assertEqual(self.request.schedule_date, planned)
        assigned = self.env.ref("cowork_facilities.stage_assigned")
        self.assertEqual(self.request.stage_id, assigned)
        order._vendor_arrive()
        self.assertEqual(self.request.stage_id, self.env.ref("maintenance.stage_1"))
        order._vendor_finish("1250.50", "New roller")
        self.assertEqual(order.state, "done")
        self.assertEqual(order.amount, 1250.5)
        self.assertEqual(order.report, "New roller")
        self.assertEqual(self.request.vendor_cost, 1250.5)
        self.assertEqual(self.request.vendor_id, self.vendor)
        # Staff look at it, and close it.
        check = self.env.ref("cowork_facilities.stage_check")
        self.assertEqual(self.request.stage_id, check)
        self.assertFalse(self.request.is_closed)
        self.assertEqual(
            self.todos(self.request),
            [(self.technician, "Check the work of Liftworks, and close")],
        )
        notes = self.request.message_ids.filtered(
            lambda message: message.author_id == self.vendor
        )
        self.assertEqual(len(notes), 4)
        self.assertTrue(all(notes.subtype_id.mapped("internal")))

    def test_saying_it_twice_changes_nothing(self):
        order = self.send()
        for _time in range(2):
            order._vendor_accept()
        for _time in range(2):
            order._vendor_plan("2027-01-12T14:30")
        for _time in range(2):
            order._vendor_finish("10", "Done")
        order._vendor_finish("99", "Something else")
        order._vendor_accept()
        self.assertEqual((order.amount, order.report), (10.0, "Done"))
        notes = self.request.message_ids.filtered(
            lambda message: message.author_id == self.vendor
        )
        self.assertEqual(len(notes), 3)

    def test_declining_needs_a_reason_and_frees_the_work_order(self):
        order = self.send()
        with self.assertRefused(UserError, "write why you decline"):
            order._vendor_decline("  ")
        order._vendor_decline("No parts before March")
        self.assertEqual(order.state, "declined")
        self.assertEqual(
            self.todos(self.request),
            [(self.technician, "Find another vendor: Liftworks")],
        )
        self.assertFalse(self.request.vendor_state)
        with self.assertRefused(UserError, "cannot be done any more"):
            order._vendor_accept()
        self.assertEqual(self.send().state, "sent")

    def test_what_is_no_time_is_refused(self):
        order = self.send()
        for when in (
            None,
            "",
            "tomorrow",
            "2027-02-30T10:00",
            "2027-01-12",
            "0001-01-01T00:00",
        ):
            with self.assertRefused(UserError, "choose"):
                order._vendor_plan(when)
        for when in ("2027-01-10T10:00", "2029-01-10T10:00", "9999-12-31T23:59"):
            with self.assertRefused(UserError, "from now on, within a year"):
                order._vendor_plan(when)
        self.assertEqual(order.state, "sent")

    def test_a_time_that_the_clocks_jump_over_is_refused(self):
        request = self.make_request("Lift A", space_id=self.desk_far.id)
        self.agreement.location_ids = False
        order = self.send(request)
        with self.assertRefused(UserError, "this time does not exist"):
            order._vendor_plan("2027-03-28T01:30")

    def test_what_is_no_amount_is_refused(self):
        order = self.send()
        order._vendor_accept()
        for amount in ("NaN", "Infinity", "1e308", "-5", "12 apples", "99999999999"):
            with self.assertRefused(UserError, "is not an amount"):
                order._vendor_finish(amount, "")
        with self.assertRefused(UserError, "enter what you charge"):
            order._vendor_finish("", "")
        self.assertEqual(order.state, "accepted")
        order._vendor_finish("12,5", "")
        self.assertEqual(order.amount, 12.5)

    def test_amounts_are_rounded_as_the_currency_is(self):
        order = self.send()
        order._vendor_accept()
        order._vendor_finish("10.005001", "")
        self.assertEqual(order.amount, 10.01)

    def test_where_no_amount_is_asked_for_none_is_kept(self):
        self.agreement.require_amount = False
        order = self.send()
        order._vendor_accept()
        order._vendor_finish("", "")
        self.assertEqual((order.state, order.amount), ("done", 0.0))

    def test_a_photo_that_is_required_is_waited_for(self):
        self.agreement.require_photo = True
        order = self.send()
        order._vendor_accept()
        with self.assertRefused(UserError, "add a photo of the work first"):
            order._vendor_finish("10", "")

    def test_costs_of_several_vendors_add_up(self):
        order = self.send()
        order._vendor_accept()
        order._vendor_finish("100", "")
        second = self.send()
        second._vendor_accept()
        second._vendor_finish("20.50", "")
        self.assertEqual(self.request.vendor_cost, 120.5)

    def test_staff_note_what_is_said_by_telephone(self):
        order = self.send()
        wizards = self.env["cowork.vendor.note"].with_user(self.technician)
        wizard = wizards.create({"order_id": order.id})
        self.assertEqual(wizard.step, "accept")
        wizard.action_apply()
        plan = {"order_id": order.id, "step": "plan"}
        for moment in ("0001-01-01 00:00:00", "9999-12-31 23:00:00"):
            with self.assertRefused(ValidationError, "not a value that can be kept"):
                wizards.create({**plan, "planned_at": moment})
        wizards.create({**plan, "planned_at": "2027-01-12 06:30:00"}).action_apply()
        self.assertEqual(str(order.planned_at), "2027-01-12 06:30:00")
        wizards.create(
            {"order_id": order.id, "step": "finish", "amount": 80.25}
        ).action_apply()
        self.assertEqual((order.state, order.amount), ("done", 80.25))

    def test_no_more_changes_than_a_vendor_makes(self):
        order = self.send()
        for _time in range(MOST_CHANGES):
            order._count_change()
        with self.assertRefused(UserError, "too often"):
            order._count_change()
        with freeze_time("2027-01-11 02:00:00"):
            order._count_change()

    # Nobody forges -------------------------------------------------------------------

    def test_nobody_says_by_hand_what_a_vendor_did(self):
        order = self.send()
        for user in (self.technician, self.facility_manager, self.env.user):
            mine = order.with_user(user)
            for vals in (
                {"state": "done"},
                {"amount": 1.0},
                {"token": "x" * 32},
                {"answer_status": "met"},
                {"shown_ids": [Command.clear()]},
            ):
                with self.assertRefused(AccessError, "kept by the system"):
                    mine.write(vals)
            with self.assertRefused(AccessError, "Send to Vendor|kept by the system"):
                mine.create({"request_id": self.request.id})

    @mute_logger("odoo.sql_db")
    def test_the_database_keeps_one_live_order_and_sane_amounts(self):
        order = self.send()
        for vals in ({"amount": -1}, {"amount": float("inf")}, {"state": "done"}):
            with self.assertRejected(), self.cr.savepoint():
                order._by_action().write(vals)
                self.env.flush_all()
        with self.assertRejected(), self.cr.savepoint():
            order._by_action().copy()
            self.env.flush_all()
