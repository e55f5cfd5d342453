from odoo.tests import freeze_time, tagged

from odoo.addons.cowork_members.tests.sla_common import SlaCommon

from .complaint_common import ComplaintMixin


@freeze_time("2027-01-13 02:00:00")
@tagged("post_install", "-at_install")
class TestComplaintDeadline(ComplaintMixin, SlaCommon):
    """Nine to five in Shanghai, Monday to Friday; the clock starts on a Wednesday at
    ten: 4 hours to acknowledge, 10 to propose, 24 to solve."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_complaints()
        cls.policy = cls.make_policy(
            "Complaints",
            model="cowork.complaint",
            response_hours=4,
            answer_hours=10,
            resolution_hours=24,
        )

    def statuses(self, complaint):
        return (
            complaint.response_status,
            complaint.answer_status,
            complaint.resolution_status,
        )

    def check(self, at):
        with freeze_time(at), self.enter_registry_test_mode():
            self.cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_three_deadlines_in_working_hours(self):
        complaint = self.make_complaint()
        self.assertEqual(str(complaint.response_deadline), "2027-01-13 06:00:00")
        # Seven hours on Wednesday, three on Thursday.
        self.assertEqual(str(complaint.answer_deadline), "2027-01-14 04:00:00")
        # Seven, eight and eight until Friday at five, one on Monday.
        self.assertEqual(str(complaint.resolution_deadline), "2027-01-18 02:00:00")
        self.assertEqual(self.statuses(complaint), ("running",) * 3)
        self.assertEqual(complaint.next_deadline, complaint.response_deadline)

    def test_acknowledged_proposed_and_solved_in_time(self):
        complaint = self.make_complaint()
        complaint.with_user(self.anna).action_acknowledge()
        self.assertEqual(self.statuses(complaint), ("met", "running", "running"))
        self.bring(complaint, "proposed")
        # While the member thinks, the clock stands still.
        self.assertEqual(self.statuses(complaint), ("met", "met", "paused"))
        with freeze_time("2027-01-14 02:00:00"):
            self.bring(complaint, "agreed")
        self.assertEqual(complaint.resolution_status, "running")
        # A working day of thinking is a working day more.
        self.assertEqual(str(complaint.resolution_deadline), "2027-01-19 02:00:00")
        with freeze_time("2027-01-14 03:00:00"):
            self.bring(complaint, "carried_out")
        self.assertEqual(self.statuses(complaint), ("met", "met", "met"))

    def test_an_answer_to_the_member_acknowledges_and_a_note_does_not(self):
        complaint = self.make_complaint()
        complaint.with_user(self.anna).message_post(
            body="Rude.", subtype_xmlid="mail.mt_note"
        )
        self.assertEqual(complaint.response_status, "running")
        complaint.with_user(self.anna).message_post(
            body="We are on it.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(complaint.response_status, "met")

    def test_a_late_proposal_is_warned_of_missed_and_escalated(self):
        complaint = self.make_complaint(user_id=self.owner.user_id.id)
        complaint.with_user(self.anna).action_acknowledge()
        # Three quarters of ten hours.
        self.check("2027-01-14 01:31:00")
        self.assertEqual(complaint.answer_status, "warning")
        self.assertIn("Proposal by", complaint.activity_ids.summary)
        self.check("2027-01-14 04:05:00")
        self.assertEqual(complaint.answer_status, "missed")
        self.assertEqual(complaint.escalation_level, 1)
        told = complaint.activity_ids.filtered(
            lambda activity: activity.user_id == self.head.user_id
        )
        self.assertEqual(
            told.summary,
            f"Level 1: no proposal by {complaint._sla_describe('answer')}",
        )
        self.bring(complaint, "carried_out")
        self.assertEqual(self.statuses(complaint), ("met", "missed", "met"))

    def test_the_clock_goes_on_when_it_was_not_solved(self):
        complaint = self.bring(self.make_complaint(), "carried_out")
        with freeze_time("2027-01-15 02:00:00"):
            complaint.with_user(self.anna).action_reopen("As loud as before.")
        self.assertEqual(complaint.resolution_status, "running")
        # Two working days stood still.
        self.assertEqual(str(complaint.resolution_deadline), "2027-01-20 02:00:00")

    def test_enquiries_have_no_proposal_deadline(self):
        contract = self.make_contract(state="draft")
        self.assertNotIn("answer_deadline", contract._fields)
        self.assertEqual(contract.sla_policy_id.model, "cowork.contract")
