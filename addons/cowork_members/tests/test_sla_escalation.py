from datetime import datetime
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .sla_common import SlaCommon

MONDAY = "2027-01-11 02:00:00"
FEW, MANY = 2, 200
NO_CALENDAR = "No such calendar"


@tagged("post_install", "-at_install")
class TestSlaEscalation(SlaCommon):
    """Who is told, when, and that nobody is told twice."""

    def make_at(self, moment, **vals):
        with freeze_time(moment):
            return self.make_enquiry(**vals)

    def cron_at(self, moment):
        with freeze_time(moment):
            self.run_cron()

    def test_the_owner_is_warned_once(self):
        enquiry = self.make_at(MONDAY)
        self.cron_at("2027-01-11 04:59:00")
        self.assertFalse(self.todos(enquiry))
        self.cron_at("2027-01-11 05:00:00")
        self.cron_at("2027-01-11 05:05:00")
        self.assertEqual(enquiry.response_status, "warning")
        todo = self.todos(enquiry)
        self.assertEqual(todo.user_id, self.owner.user_id)
        self.assertIn("Answer by", todo.summary)
        self.assertIn("2:00", todo.summary)
        self.assertEqual(enquiry.escalation_level, 0)
        # Answered in time: nobody need be reminded any more.
        with freeze_time("2027-01-11 05:30:00"):
            enquiry.stage_id = self.env.ref("cowork_members.stage_viewing")
        self.assertFalse(self.todos(enquiry))

    def test_warned_hours_before(self):
        self.policy.write({"warn_by": "hours", "warn_hours": 1})
        enquiry = self.make_at("2027-01-11 06:00:00")
        # One working hour before Tuesday 10:00 is Tuesday 9:00, which is Monday 17:00.
        self.assertEqual(enquiry.sla_next_check, datetime(2027, 1, 11, 9))
        self.policy.warn_by = "none"
        enquiry = self.make_at("2027-01-11 06:00:00")
        self.assertEqual(enquiry.sla_next_check, datetime(2027, 1, 12, 2, 0, 1))

    def test_a_missed_deadline_goes_up_level_by_level(self):
        enquiry = self.make_at(MONDAY)
        self.cron_at("2027-01-11 06:00:00")
        self.assertEqual(enquiry.response_status, "warning")
        self.cron_at("2027-01-11 06:00:01")
        self.assertEqual(enquiry.response_status, "missed")
        self.assertEqual(enquiry.escalation_level, 1)
        self.assertEqual(len(self.todos(enquiry, self.head)), 1)
        self.assertFalse(self.todos(enquiry, self.director))
        # Two working hours later, not before.
        self.cron_at("2027-01-11 08:00:00")
        self.assertEqual(enquiry.escalation_level, 1)
        self.cron_at("2027-01-11 08:00:01")
        self.cron_at("2027-01-11 08:30:00")
        self.assertEqual(enquiry.escalation_level, 2)
        self.assertEqual(len(self.todos(enquiry, self.head)), 1)
        self.assertEqual(len(self.todos(enquiry, self.director)), 1)
        notes = self.notes(enquiry)
        self.assertEqual(notes.count("Deadline missed"), 1)
        self.assertIn("Escalated to t_head (level 1)", notes)
        self.assertIn("Escalated to t_director (level 2)", notes)
        # The highest level is told once; what is still to come is looked at.
        self.assertEqual(enquiry.sla_next_check, datetime(2027, 1, 12, 6))
        self.cron_at("2027-01-20 06:00:00")
        self.assertEqual(enquiry.resolution_status, "missed")
        self.assertEqual(enquiry.escalation_level, 2)
        self.assertEqual(self.notes(enquiry).count("Escalated"), 2)
        self.assertFalse(enquiry.sla_next_check)

    def test_an_outage_of_days_tells_nobody_twice(self):
        enquiry = self.make_at(MONDAY)
        self.cron_at("2027-01-20 06:00:00")
        self.assertEqual(enquiry.escalation_level, 1)
        self.assertEqual(self.notes(enquiry).count("Escalated"), 1)

    def test_who_has_answered_is_not_escalated_further(self):
        enquiry = self.make_at(MONDAY)
        self.cron_at("2027-01-11 06:30:00")
        with freeze_time("2027-01-11 07:00:00"):
            enquiry.stage_id = self.env.ref("cowork_members.stage_viewing")
        self.assertFalse(self.todos(enquiry))
        self.cron_at("2027-01-11 09:00:00")
        self.assertEqual(enquiry.escalation_level, 1)
        # The decision is late as well: that goes one level further.
        self.cron_at("2027-01-13 03:00:00")
        self.assertEqual(enquiry.escalation_level, 2)

    def test_a_pause_puts_the_next_level_off(self):
        enquiry = self.make_at(MONDAY)
        self.cron_at("2027-01-11 06:30:00")
        with freeze_time("2027-01-11 07:00:00"):
            enquiry.action_sla_pause()
        self.cron_at("2027-01-14 07:00:00")
        self.assertEqual(enquiry.escalation_level, 1)
        with freeze_time("2027-01-14 07:00:00"):
            enquiry.action_sla_resume()
        self.assertEqual(enquiry.escalation_level, 1)
        self.cron_at("2027-01-14 09:00:01")
        self.assertEqual(enquiry.escalation_level, 2)

    def test_circles_in_the_chart_end(self):
        self.director.parent_id = self.owner
        self.policy.escalation_levels = 10
        enquiry = self.make_at(MONDAY)
        for moment in ("11 06:30", "11 08:45", "12 03:00", "12 06:00", "15 06:00"):
            self.cron_at(f"2027-01-{moment}:00")
        self.assertEqual(enquiry.escalation_level, 2)
        self.assertEqual(len(self.todos(enquiry, self.owner)), 1)

    def test_heads_of_departments_follow_the_managers(self):
        top = self.make_person("t_top")
        house = self.env["hr.department"].create(
            {"name": "House", "manager_id": top.id}
        )
        desk = self.env["hr.department"].create(
            {"name": "Desk", "parent_id": house.id, "manager_id": self.owner.id}
        )
        self.owner.write({"parent_id": False, "department_id": desk.id})
        enquiry = self.make_at(MONDAY)
        self.assertEqual(enquiry._sla_get_lines()[enquiry], [top])

    def test_managers_without_a_user_are_passed_over(self):
        self.head.user_id = False
        enquiry = self.make_at(MONDAY)
        self.assertEqual(enquiry._sla_get_lines()[enquiry], [self.director])

    def test_what_belongs_to_nobody_goes_to_the_site_manager(self):
        self.location.manager_id = self.head
        enquiry = self.make_at(MONDAY)
        enquiry.user_id = False
        lines = enquiry._sla_get_lines()
        self.assertEqual(lines[enquiry], [self.head, self.director])
        self.cron_at("2027-01-11 05:30:00")
        self.assertEqual(self.todos(enquiry).user_id, self.head.user_id)

    def test_nobody_is_told_when_the_policy_says_so(self):
        self.policy.escalation_levels = 0
        enquiry = self.make_at(MONDAY)
        self.cron_at("2027-01-12 06:30:00")
        self.assertEqual(enquiry.response_status, "missed")
        self.assertEqual(enquiry.escalation_level, 0)

    # The scheduled action -----------------------------------------------------------

    def test_the_scheduled_action_is_woken_at_the_next_deadline_once(self):
        triggers = self.env["ir.cron.trigger"].search([("cron_id", "=", self.cron.id)])
        triggers.unlink()
        for _number in range(3):
            self.make_at(MONDAY)
        triggers = triggers.search([("cron_id", "=", self.cron.id)])
        self.assertEqual(triggers.mapped("call_at"), [datetime(2027, 1, 11, 5)])
        self.cron_at("2027-01-11 05:00:00")
        moments = triggers.search([("cron_id", "=", self.cron.id)]).mapped("call_at")
        self.assertIn(datetime(2027, 1, 11, 6, 5), moments)

    def test_every_model_with_deadlines_is_looked_at(self):
        names = self.env["cowork.sla.policy"]._get_models()
        self.assertIn("cowork.contract", names)
        for name in names:
            self.assertIn("sla_next_check", self.env[name]._fields)
            self.assertTrue(self.env[name]._auto)

    def test_one_record_that_fails_does_not_stop_the_others(self):
        enquiries = [self.make_at(MONDAY) for _number in range(3)]
        broken = enquiries[1]
        model = self.env.registry["cowork.contract"]
        assess = model._sla_assess

        def fail(record, now, times):
            if record.id == broken.id:
                raise UserError(NO_CALENDAR)
            return assess(record, now, times)

        with patch.object(model, "_sla_assess", fail):
            self.cron_at("2027-01-11 06:30:00")
        self.assertEqual(enquiries[0].response_status, "missed")
        self.assertEqual(enquiries[2].response_status, "missed")
        self.assertEqual(broken.response_status, "running")
        self.assertIn("No such calendar", self.notes(broken))
        self.cron_at("2027-01-11 07:35:00")
        self.assertEqual(broken.response_status, "missed")

    def test_the_cron_takes_no_more_queries_for_more_records(self):
        counts = {}
        for number in (FEW, FEW, MANY):
            with freeze_time(MONDAY):
                enquiries = self.env["cowork.contract"].create(
                    [
                        {
                            "partner_id": self.member.id,
                            "location_id": place.id,
                            "user_id": self.owner.user_id.id,
                        }
                        for place in (self.location, self.location_2)
                        for _number in range(number // 2)
                    ]
                )
            for step, moment in enumerate(
                ("2027-01-11 05:30", "2027-01-12 02:00", "2027-01-14 02:00")
            ):
                with freeze_time(moment):
                    self.env.flush_all()
                    self.env.invalidate_all()
                    before = self.env.cr.sql_log_count
                    enquiries.browse(enquiries.ids)._sla_refresh(
                        datetime.fromisoformat(moment)
                    )
                    self.env.flush_all()
                    counts.setdefault(step, {})[number] = (
                        self.env.cr.sql_log_count - before
                    )
            self.assertEqual(set(enquiries.mapped("response_status")), {"missed"})
            self.assertEqual(set(enquiries.mapped("escalation_level")), {2})
        for step, count in counts.items():
            self.assertLessEqual(count[MANY], count[FEW] + 6, f"{step}: {counts}")
