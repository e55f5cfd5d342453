from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .complaint_common import ComplaintCommon


@freeze_time("2027-01-13 04:00:00")
@tagged("post_install", "-at_install")
class TestComplaintRepeat(ComplaintCommon):
    """The same again: found, prevented, and looked at later."""

    colleagues = ("desk",)

    def on(self, day, **vals):
        """:returns: a complaint received at noon on a day of January 2027"""
        return self.make_complaint(received_at=f"2027-01-{day:02} 04:00:00", **vals)

    def test_the_same_again_is_a_repeat_of_all_before(self):
        first, second = self.on(1), self.on(5)
        third = self.on(9)
        self.assertFalse(first.is_repeat)
        self.assertEqual(second.repeat_of_ids, first)
        self.assertEqual(third.repeat_of_ids, first | second)
        self.assertEqual(first.later_ids, second | third)
        self.assertEqual(
            set(first.action_view_repeats()["domain"][0][2]),
            set((first | second | third).ids),
        )

    def test_within_the_days_of_the_category_otherwise_of_the_company(self):
        self.company.complaint_repeat_days = 5
        self.on(1)
        self.assertFalse(self.on(7).is_repeat)
        self.noise.repeat_days = 10
        self.assertTrue(self.on(9).is_repeat)

    def test_what_is_entered_late_makes_later_ones_repeats(self):
        later = self.on(9)
        earlier = self.on(2)
        self.assertEqual(later.repeat_of_ids, earlier)
        self.assertFalse(earlier.is_repeat)

    def test_what_turns_out_to_be_something_else_is_none(self):
        first, second = self.on(1), self.on(2)
        self.assertTrue(second.is_repeat)
        second.category_id = self.cleaning
        self.assertFalse(second.is_repeat)
        second.category_id = self.noise
        first.with_user(self.anna).action_withdraw("A mistake.")
        second.received_at = "2027-01-03 04:00:00"
        self.assertFalse(second.is_repeat)

    def test_the_repeat_of_somebody_elses_complaint_is_found_at_the_desk(self):
        self.on(1)
        complaint = (
            self.env["cowork.complaint"]
            .with_user(self.desk)
            .create(
                {
                    "subject": "Calls",
                    "location_id": self.location.id,
                    "category_id": self.noise.id,
                }
            )
        )
        self.assertTrue(complaint.is_repeat)

    def test_a_repeat_is_closed_with_its_root_cause_and_an_action(self):
        self.on(1)
        complaint = self.bring(self.on(2), "followed_up").with_user(self.ben)
        complaint.result = "Two booths."
        with self.assertRefused(UserError, "is a repeat. Write down its root cause"):
            complaint.action_close()
        complaint.root_cause = "No place to make calls."
        with self.assertRefused(UserError, "is a repeat"):
            complaint.action_close()
        improvement = self.make_improvement()
        complaint.improvement_id = improvement
        improvement.action_ids.action_cancel()
        with self.assertRefused(UserError, "is a repeat"):
            complaint.action_close()
        improvement.action_ids.copy({"improvement_id": improvement.id})
        improvement.action_cancel()
        with self.assertRefused(UserError, "is a repeat"):
            complaint.action_close()
        improvement.action_reopen()
        complaint.action_close()
        self.assertEqual(complaint.state, "closed")
        self.assertEqual(str(complaint.recurrence_check_on), "2027-04-13")

    def close_repeat(self):
        self.on(1)
        complaint = self.bring(self.on(2), "followed_up").with_user(self.ben)
        complaint.write(
            {
                "result": "Two booths.",
                "root_cause": "No place to make calls.",
                "improvement_id": self.make_improvement().id,
            }
        )
        complaint.action_close()
        return complaint

    def run_cron(self, at):
        cron = self.env.ref("cowork_feedback.cron_check_recurrence")
        with freeze_time(at), self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.env.invalidate_all()

    def test_it_did_not_come_again(self):
        complaint = self.close_repeat()
        self.run_cron("2027-04-12 04:00:00")
        self.assertFalse(complaint.recurrence)
        self.run_cron("2027-04-13 04:00:00")
        self.assertEqual(complaint.recurrence, "none")
        self.assertFalse(complaint.recurrence_check_on)

    def test_it_came_again_and_its_owner_hears_of_it_once(self):
        complaint = self.close_repeat()
        again = self.make_complaint(received_at="2027-03-01 04:00:00")
        for _number in range(2):
            self.run_cron("2027-04-13 04:00:00")
        self.assertEqual(complaint.recurrence, "again")
        told = complaint.activity_ids.filtered(
            lambda activity: activity.summary == f"Came again: {again.name}"
        )
        self.assertEqual(told.user_id, self.anna)

    def test_many_repeats_take_no_more_queries(self):
        def count(number, space):
            complaints = self.env["cowork.complaint"].create(
                [
                    {
                        "subject": "Loud calls",
                        "location_id": self.location.id,
                        "space_id": space.id,
                        "category_id": self.noise.id,
                        "received_at": f"2027-01-13 00:{minute:02}:00",
                    }
                    for minute in range(number)
                ]
            )
            self.assertEqual(
                [len(complaint.repeat_of_ids) for complaint in complaints],
                list(range(number)),
            )
            complaints._store_repeats({})
            self.assertFalse(any(complaints.mapped("is_repeat")))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            complaints._detect_repeats()
            self.env.flush_all()
            asked = self.cr.sql_log_count - before
            self.assertEqual(
                complaints.mapped("is_repeat"), [False] + [True] * (number - 1)
            )
            return asked

        count(3, self.desk_1)
        few, many = count(3, self.desk_2), count(60, self.office)
        self.assertEqual(many, few)
