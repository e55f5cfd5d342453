from lxml import html

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .complaint_common import ComplaintCommon


@freeze_time("2027-01-13 04:00:00")
@tagged("post_install", "-at_install")
class TestComplaint(ComplaintCommon):
    """The way of a complaint, by the colleagues who go it."""

    colleagues = ("cora",)

    def mails(self, complaint):
        """:returns: subjects of what the member was sent"""
        return [
            message.subject
            for message in complaint.message_ids.sorted("id")
            if message.message_type == "comment"
        ]

    def test_from_the_first_word_to_the_result_told(self):
        complaint = self.make_complaint(user_id=False)
        self.assertRegex(complaint.name, r"^CO27-\d{5}$")
        complaint.with_user(self.anna).action_acknowledge()
        self.assertEqual(complaint.user_id, self.anna)
        self.bring(complaint, "closed")
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(complaint.solver_ids, self.anna)
        self.assertEqual(complaint.followed_up_by, self.ben)
        number = complaint.name
        self.assertEqual(
            self.mails(complaint),
            [
                f"{number}: we have your complaint",
                f"{number}: what we propose",
                f"{number}: what came of it",
            ],
        )
        last = complaint.message_ids.filtered(
            lambda message: message.subject == f"{number}: what came of it"
        )
        self.assertEqual(last.partner_ids, self.person)
        self.assertIn("There are two phone booths.", last.body)

    def test_the_member_reads_whole_sentences(self):
        complaint = self.make_complaint()
        self.make_remedy(complaint, name="Two days of the desk", amount=40)
        self.make_remedy(complaint, name="A note from us")
        complaint.remedy_ids.filtered("needs_approval").with_user(
            self.cora
        ).action_approve()
        complaint.with_user(self.anna).action_acknowledge()
        self.bring(complaint, "proposed")
        received, proposed = (
            " ".join(html.fromstring(message.body).text_content().split())
            for message in complaint.message_ids.sorted("id")
            if message.message_type == "comment"
        )
        self.assertIn(
            f"under the number {complaint.name}, and {self.anna.name} looks after it.",
            received,
        )
        amount = " ".join(complaint.currency_id.format(40).split())
        self.assertIn(f"Two days of the desk: {amount}", proposed)
        self.assertIn("A note from us", proposed)

    def test_somebody_else_is_asked_to_ask_the_member(self):
        complaint = self.bring(self.make_complaint(), "carried_out")
        asked = complaint.activity_ids.filtered(
            lambda activity: activity.activity_type_id
            == self.env.ref("cowork_feedback.mail_activity_type_follow_up")
        )
        self.assertEqual(asked.user_id, self.ben)
        self.assertEqual(str(asked.date_deadline), "2027-01-16")

    def test_each_step_needs_what_it_is_about(self):
        complaint = self.make_complaint().with_user(self.anna)
        with self.assertRefused(UserError, "fill in “Cause”"):
            complaint.action_analyse()
        complaint.cause_id = self.cause
        complaint.action_analyse()
        with self.assertRefused(UserError, "fill in “Proposal”"):
            complaint.action_propose()
        complaint.proposal = "A booth."
        complaint.action_propose()
        complaint.action_accept()
        complaint.action_carry_out()
        with self.assertRefused(UserError, "fill in “Follow Up Note”"):
            complaint.with_user(self.ben).action_follow_up()
        complaint.follow_up_note = "Quiet."
        complaint.with_user(self.ben).action_follow_up()
        with self.assertRefused(UserError, "fill in “Result”"):
            complaint.action_close()

    def test_no_step_is_left_out(self):
        complaint = self.make_complaint().with_user(self.anna)
        for action in (
            complaint.action_propose,
            complaint.action_accept,
            complaint.action_carry_out,
            complaint.action_follow_up,
            complaint.action_close,
        ):
            with self.assertRefused(UserError, "is “Logged”: this is not the next"):
                action()

    def test_a_refused_proposal_is_made_anew(self):
        complaint = self.bring(self.make_complaint(), "proposed").with_user(self.anna)
        with self.assertRefused(UserError, "Say why"):
            complaint.action_refuse("  ")
        complaint.action_refuse("I need one today.")
        self.assertEqual(complaint.state, "analysed")
        self.assertEqual(complaint.refusal_count, 1)
        self.assertEqual(complaint.refusal_reason, "I need one today.")
        complaint.proposal = "Use the meeting room meanwhile."
        complaint.action_propose()
        self.assertEqual(complaint.state, "proposed")

    def test_what_the_member_reads_does_not_change_under_them(self):
        complaint = self.bring(self.make_complaint(), "proposed").with_user(self.anna)
        with self.assertRefused(UserError, "Proposal of CO27-.* is settled"):
            complaint.proposal = "Nothing."
        self.bring(complaint, "closed")
        with self.assertRefused(UserError, "Result of CO27-.* is settled"):
            complaint.result = "Nothing."
        # Saving the form as it is changes nothing.
        complaint.write({"result": complaint.result, "proposal": complaint.proposal})

    def test_not_solved_is_gone_on_with(self):
        complaint = self.bring(self.make_complaint(), "carried_out")
        complaint.with_user(self.ben).follow_up_note = "As loud as before."
        complaint.with_user(self.ben).action_not_solved()
        self.assertEqual((complaint.state, complaint.reopen_count), ("analysed", 1))

    def test_reopened_after_closing(self):
        complaint = self.bring(self.make_complaint(), "closed").with_user(self.anna)
        complaint.action_reopen("The booth is locked.")
        self.assertEqual(complaint.state, "analysed")
        self.assertFalse(complaint.closed_at)
        self.assertEqual(complaint.reopen_count, 1)
        # Who solved it once does not ask the member the next time either.
        self.assertEqual(complaint.solver_ids, self.anna)

    def test_withdrawn(self):
        complaint = self.make_complaint().with_user(self.anna)
        complaint.action_withdraw("It was the street.")
        self.assertEqual(complaint.state, "withdrawn")
        with self.assertRefused(UserError, "is “Withdrawn”"):
            complaint.action_acknowledge()

    def test_the_dialog_takes_several_complaints_one_way(self):
        complaints = self.make_complaint() | self.make_complaint(subject="Dust")
        self.env["cowork.complaint.reason"].with_user(self.anna).with_context(
            active_ids=complaints.ids
        ).create(
            {"step": "withdraw", "reason": "Said so on the phone."}
        ).action_confirm()
        self.assertEqual(set(complaints.mapped("state")), {"withdrawn"})

    # Places ---------------------------------------------------------------------

    def test_a_complaint_is_where_its_space_is(self):
        complaint = self.make_complaint(space_id=self.desk_far.id)
        self.assertEqual(complaint.location_id, self.location_2)
        with self.assertRefused(ValidationError, "Desk A is not at Riverside"):
            complaint.location_id = self.location

    def test_the_contract_is_the_members(self):
        other = self.make_contract(partner_id=self.other_member.id)
        with self.assertRefused(ValidationError, "is not a contract of"):
            self.make_complaint(contract_id=other.id)

    def test_the_day_is_the_locations(self):
        complaint = self.make_complaint(received_at="2027-01-12 17:00:00")
        # One in the morning in Shanghai.
        self.assertEqual(str(complaint.received_on), "2027-01-13")

    # Remedies -------------------------------------------------------------------

    def test_a_work_order_is_made_once_and_done_when_it_is_done(self):
        complaint = self.make_complaint(space_id=self.desk_1.id)
        remedy = self.make_remedy(complaint, kind="work_order", name="Fix the door")
        self.bring(complaint, "agreed")
        remedy.action_carry_out()
        request = remedy.request_id
        self.assertEqual(request.source, "complaint")
        self.assertEqual(request.space_id, self.desk_1)
        self.assertEqual(request.complaint_id, complaint)
        remedy.action_carry_out()
        self.assertEqual(remedy.request_id, request)
        with self.assertRefused(UserError, "“Fix the door” of .* is not done yet"):
            complaint.with_user(self.anna).action_carry_out()
        request.stage_id = self.env["maintenance.stage"].search(
            [("done", "=", True)], limit=1
        )
        complaint.with_user(self.anna).action_carry_out()
        self.assertEqual(complaint.state, "carried_out")
        self.assertTrue(remedy.done_at)

    def test_a_promised_repair_that_was_reported_before_is_kept_by_that(self):
        complaint = self.make_complaint(space_id=self.desk_1.id)
        older = self.env["maintenance.request"].create(
            {"name": "Door", "space_id": self.desk_1.id, "company_id": self.company.id}
        )
        remedy = self.make_remedy(complaint, kind="work_order", name="Fix the door")
        self.bring(complaint, "agreed")
        remedy.action_carry_out()
        (older | remedy.request_id).action_merge()
        self.assertEqual(remedy.request_id, older)
        self.assertEqual(older.complaint_id, complaint)

    def test_nothing_is_carried_out_before_the_member_agreed(self):
        complaint = self.make_complaint()
        remedy = self.make_remedy(complaint)
        for state in ("analysed", "proposed"):
            self.bring(complaint, state)
            with self.assertRefused(UserError, "approved and agreed with the"):
                remedy.action_carry_out()

    def test_remedies_do_not_change_after_the_proposal(self):
        complaint = self.make_complaint()
        remedy = self.make_remedy(complaint)
        self.bring(complaint, "proposed")
        with self.assertRefused(UserError, "does not change any more"):
            remedy.name = "Nothing"
        with self.assertRefused(UserError, "does not change any more"):
            remedy.unlink()
        with self.assertRefused(UserError, "does not change any more"):
            self.make_remedy(complaint)

    def test_impossible_amounts_are_refused(self):
        complaint = self.make_complaint()
        for amount in (-1, float("nan"), float("inf"), 1e300):
            with self.assertRejected():
                self.make_remedy(complaint, amount=amount)
        with self.assertRejected():
            self.make_remedy(complaint, kind="credit", amount=0)
            self.env.flush_all()

    # Merging ---------------------------------------------------------------------

    def test_duplicates_are_solved_as_one(self):
        first = self.make_complaint()
        second = self.make_complaint(subject="Noise")
        (first | second).with_user(self.anna).action_merge(first.id)
        self.assertEqual((second.state, second.merged_into_id), ("merged", first))
        self.assertEqual(first.merged_count, 1)
        # What is merged is no earlier complaint about the same.
        self.assertFalse(first.is_repeat or second.is_repeat)
        self.bring(first, "closed")
        self.assertEqual(second.result, "There are two phone booths.")
        self.assertEqual(self.mails(second)[-1], f"{second.name}: what came of it")

    def test_what_was_merged_follows_into_the_next(self):
        first, second, third = (self.make_complaint() for _number in range(3))
        (first | second).with_user(self.anna).action_merge(second.id)
        (second | third).with_user(self.anna).action_merge(third.id)
        self.assertEqual(third.merged_ids, first | second)

    def test_what_is_over_is_not_merged(self):
        first, second = self.make_complaint(), self.make_complaint()
        second.with_user(self.anna).action_withdraw("Nothing.")
        with self.assertRefused(UserError, "is over: it is not merged"):
            (first | second).with_user(self.anna).action_merge(first.id)

    def test_merged_into_nothing_is_refused(self):
        complaint = self.make_complaint().with_user(self.anna)
        for target in ("1", False, [complaint.id], None):
            with self.assertRejected():
                complaint.action_merge(target)

    def test_categories_are_named_with_what_they_are_part_of(self):
        self.assertEqual(self.noise.display_name, "Other members / Noise")
        with self.assertRefused(UserError, "Recursion|part of itself"):
            self.noise.parent_id.parent_id = self.noise

    def test_merged_by_the_dialog(self):
        first, second = self.make_complaint(), self.make_complaint()
        dialog = (
            self.env["cowork.complaint.merge"]
            .with_user(self.anna)
            .with_context(active_ids=(first | second).ids)
            .create({})
        )
        self.assertIn(dialog.target_id, first | second)
        dialog.target_id = second
        dialog.action_merge()
        self.assertEqual(first.merged_into_id, second)

    def test_what_is_worked_on_is_not_deleted(self):
        complaint = self.bring(self.make_complaint(), "analysed")
        with self.assertRefused(UserError, "withdraw it instead"):
            complaint.with_user(self.cora).unlink()
        with self.assertRaises(AccessError):
            self.make_complaint().with_user(self.anna).unlink()

    # Many ------------------------------------------------------------------------

    def test_many_cards_ask_no_more_often_than_few(self):
        def count(complaints):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            complaints.with_user(self.anna).web_read(
                {
                    name: {}
                    for name in (
                        "subject",
                        "next_deadline",
                        "next_status",
                        "merged_count",
                        "same_count",
                        "is_repeat",
                    )
                }
            )
            return self.cr.sql_log_count - before

        complaints = self.env["cowork.complaint"].union(
            *(self.make_complaint() for _number in range(12))
        )
        count(complaints[:2])
        few, many = count(complaints[:2]), count(complaints)
        self.assertLessEqual(many, few)
