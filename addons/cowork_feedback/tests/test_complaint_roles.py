from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .complaint_common import USER, ComplaintCommon


@freeze_time("2027-01-13 04:00:00")
@tagged("post_install", "-at_install")
class TestComplaintRoles(ComplaintCommon):
    """Nobody checks themselves: not who solved, and not who proposed the money."""

    colleagues = ("cora",)

    # The follow-up ----------------------------------------------------------------

    def test_who_solved_does_not_ask_the_member(self):
        complaint = self.bring(self.make_complaint(), "carried_out")
        # Before Anna writes a note in vain, too.
        for note, is_solved in (("", True), ("All fine.", True), ("All fine.", False)):
            complaint.with_user(self.anna).follow_up_note = note
            with self.assertRefused(AccessError, "You had a hand in solving"):
                complaint.with_user(self.anna).action_follow_up(is_solved)

    def test_whoever_had_a_hand_in_it_counts(self):
        complaint = self.make_complaint(user_id=self.anna.id)
        remedy = self.make_remedy(complaint, self.ben)
        self.bring(complaint, "agreed")
        remedy.with_user(self.cora).action_carry_out()
        complaint.with_user(self.anna).action_carry_out()
        self.assertEqual(complaint.solver_ids, self.anna | self.ben | self.cora)

    def test_handing_it_over_washes_nobody_clean(self):
        complaint = self.bring(self.make_complaint(), "carried_out")
        complaint.with_user(self.anna).write(
            {"user_id": self.ben.id, "follow_up_note": "Fine."}
        )
        for solver in (self.anna, self.ben):
            with self.assertRefused(AccessError, "You had a hand"):
                complaint.with_user(solver).action_follow_up()
        complaint.with_user(self.cora).action_follow_up()
        self.assertEqual(complaint.followed_up_by, self.cora)

    def test_the_traces_are_the_systems(self):
        complaint = self.bring(self.make_complaint(), "carried_out")
        for name, value in (
            ("state", "followed_up"),
            ("solver_ids", [Command.clear()]),
            ("followed_up_by", self.ben.id),
            ("merged_into_id", False),
            ("is_repeat", False),
            ("answered_at", "2027-01-01 00:00:00"),
            ("response_status", "met"),
        ):
            with self.assertRaises(AccessError, msg=name):
                complaint.with_user(self.cora).write({name: value})
        with self.assertRaises(AccessError):
            self.env["cowork.complaint"].with_user(self.cora).create(
                {"subject": "x", "state": "closed"}
            )

    # The money --------------------------------------------------------------------

    def test_who_proposed_the_money_does_not_approve_it(self):
        remedy = self.make_remedy(self.make_complaint(), self.cora, amount=50.0)
        with self.assertRefused(AccessError, "You proposed “Sorry”"):
            remedy.with_user(self.cora).action_approve()

    def test_without_limits_managers_approve(self):
        remedy = self.make_remedy(self.make_complaint(), amount=50.0)
        with self.assertRefused(AccessError, "more than you may approve"):
            remedy.with_user(self.ben).action_approve()
        remedy.with_user(self.cora).action_approve()
        self.assertEqual(remedy.approved_by, self.cora)
        self.assertFalse(remedy.needs_approval)

    def test_who_approves_depends_on_the_amount(self):
        limits = self.env["cowork.compensation.limit"]
        limits.create({"amount": 100.0})
        limits.create({"amount": 500.0, "approver_ids": [Command.set(self.ben.ids)]})
        complaint = self.make_complaint()
        eve = self.make_user("t_eve", USER, [self.location])
        for amount, allowed in (
            (100.0, {self.ben, eve, self.cora}),
            (100.01, {self.ben}),
            (500.0, {self.ben}),
            (500.01, {self.cora}),
        ):
            for user in (self.ben, eve, self.cora):
                remedy = self.make_remedy(complaint, amount=amount)
                if user in allowed:
                    remedy.with_user(user).action_approve()
                    self.assertEqual(remedy.approved_by, user)
                else:
                    with self.assertRaises(AccessError, msg=f"{user.login} {amount}"):
                        remedy.with_user(user).action_approve()

    def test_another_amount_is_approved_anew(self):
        remedy = self.make_remedy(self.make_complaint(), amount=50.0)
        remedy.with_user(self.cora).action_approve()
        remedy.with_user(self.anna).amount = 5000.0
        self.assertTrue(remedy.needs_approval)
        self.assertFalse(remedy.approved_by)

    def test_who_raises_the_amount_is_who_proposed_it(self):
        remedy = self.make_remedy(self.make_complaint(), amount=50.0)
        remedy.with_user(self.cora).amount = 5000.0
        with self.assertRefused(AccessError, "You proposed"):
            remedy.with_user(self.cora).action_approve()

    def test_nothing_is_promised_before_it_is_approved(self):
        complaint = self.make_complaint()
        remedy = self.make_remedy(complaint, amount=50.0, name="A free month")
        self.bring(complaint, "analysed")
        complaint.with_user(self.anna).proposal = "A free month."
        with self.assertRefused(UserError, "“A free month” of .* is not approved yet"):
            complaint.with_user(self.anna).action_propose()
        remedy.with_user(self.cora).action_approve()
        complaint.with_user(self.anna).action_propose()

    def test_the_approval_is_not_written_by_hand(self):
        remedy = self.make_remedy(self.make_complaint(), amount=50.0)
        for name, value in (
            ("approved_by", self.cora.id),
            ("approved_at", "2027-01-01 00:00:00"),
            ("proposed_by", self.ben.id),
            ("done_at", "2027-01-01 00:00:00"),
        ):
            with self.assertRaises(AccessError, msg=name):
                remedy.with_user(self.cora).write({name: value})
        with self.assertRaises(AccessError):
            remedy.with_user(self.anna).complaint_id = self.make_complaint()

    def test_users_do_not_raise_their_own_limit(self):
        limit = self.env["cowork.compensation.limit"].create({"amount": 100.0})
        with self.assertRaises(AccessError):
            limit.with_user(self.anna).amount = 10_000.0
