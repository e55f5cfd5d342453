from datetime import datetime

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .sla_common import SlaCommon

# Monday 11 January 2027, 10:00 in Shanghai.
MONDAY = "2027-01-11 02:00:00"


def at(text):
    return datetime.fromisoformat(text)


@tagged("post_install", "-at_install")
class TestSla(SlaCommon):
    """Deadlines of enquiries: from 9 to 17 in Shanghai, which is 1 to 9 in UTC."""

    def assertDeadlines(self, enquiry, response, resolution):
        self.assertEqual(enquiry.response_deadline, at(response))
        self.assertEqual(enquiry.resolution_deadline, at(resolution))

    # Counting ----------------------------------------------------------------------

    @freeze_time(MONDAY)
    def test_a_new_enquiry_has_deadlines_in_working_hours(self):
        enquiry = self.make_enquiry()
        self.assertEqual(enquiry.sla_policy_id, self.policy)
        self.assertDeadlines(enquiry, "2027-01-11 06:00", "2027-01-13 02:00")
        self.assertEqual(enquiry.response_status, "running")
        # Warned at three hours of four.
        self.assertEqual(enquiry.sla_next_check, at("2027-01-11 05:00"))

    def test_the_clock_starts_when_the_doors_open(self):
        # Friday 18:00 in Shanghai: the weekend does not count.
        with freeze_time("2027-01-08 10:00:00"):
            enquiry = self.make_enquiry()
        self.assertDeadlines(enquiry, "2027-01-11 05:00", "2027-01-12 09:00")

    def test_holidays_do_not_count(self):
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Holiday",
                "calendar_id": self.calendar.id,
                "date_from": "2027-01-11 16:00:00",
                "date_to": "2027-01-12 15:59:59",
            }
        )
        with freeze_time("2027-01-11 06:00:00"):
            enquiry = self.make_enquiry()
        # Three hours on Monday, nothing on Tuesday, one on Wednesday.
        self.assertDeadlines(enquiry, "2027-01-13 02:00", "2027-01-14 06:00")

    def test_a_holiday_entered_later_moves_the_deadline_when_it_comes_due(self):
        with freeze_time(MONDAY):
            enquiry = self.make_enquiry()
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Typhoon",
                "calendar_id": self.calendar.id,
                "date_from": "2027-01-11 03:00:00",
                "date_to": "2027-01-11 15:59:59",
            }
        )
        with freeze_time("2027-01-11 07:00:00"):
            self.run_cron()
        self.assertDeadlines(enquiry, "2027-01-12 04:00", "2027-01-13 08:00")
        self.assertEqual(enquiry.response_status, "running")

    def test_hours_are_read_where_the_location_is(self):
        # Friday 26 March 2027, 15:00 in Lisbon; on Sunday the clocks go forward.
        with freeze_time("2027-03-26 15:00:00"):
            enquiry = self.make_enquiry(location_id=self.location_2.id)
        # Two hours until 17:00, two on Monday from 9:00, which is 8:00 in UTC.
        self.assertEqual(enquiry.response_deadline, at("2027-03-29 10:00"))

    def test_the_hours_of_a_team_elsewhere_stay_theirs(self):
        self.policy.write({"resource_calendar_id": self.calendar.id, "fixed_tz": True})
        with freeze_time(MONDAY):
            enquiry = self.make_enquiry(location_id=self.location_2.id)
        self.assertEqual(enquiry.response_deadline, at("2027-01-11 06:00"))

    def test_without_working_hours_there_are_no_deadlines(self):
        self.calendar.attendance_ids.unlink()
        with freeze_time(MONDAY):
            enquiry = self.make_enquiry()
        self.assertFalse(enquiry.response_deadline or enquiry.response_status)
        self.assertFalse(enquiry.sla_next_check)

    def test_around_the_clock_without_any_calendar(self):
        self.location.resource_calendar_id = False
        self.company.resource_calendar_id = False
        with freeze_time("2027-01-09 20:00:00"):
            enquiry = self.make_enquiry()
        self.assertEqual(enquiry.response_deadline, at("2027-01-10 00:00"))

    # Answering and deciding -----------------------------------------------------------

    def test_moving_the_card_is_an_answer_and_signing_a_decision(self):
        with freeze_time(MONDAY):
            enquiry = self.make_enquiry()
        with freeze_time("2027-01-11 05:30:00"):
            enquiry.stage_id = self.env.ref("cowork_members.stage_viewing")
        self.assertEqual(enquiry.response_status, "met")
        self.assertEqual(enquiry.responded_at, at("2027-01-11 05:30"))
        self.assertEqual(enquiry.resolution_status, "running")
        with freeze_time("2027-01-13 02:00:00"):
            enquiry.action_sign()
        self.assertEqual(enquiry.resolution_status, "met")
        self.assertFalse(enquiry.sla_next_check)

    def test_a_message_is_an_answer_and_a_note_is_none(self):
        with freeze_time(MONDAY):
            enquiry = self.make_enquiry().with_user(self.owner.user_id)
            enquiry.message_post(body="Call them", subtype_xmlid="mail.mt_note")
            self.assertFalse(enquiry.responded_at)
            enquiry.message_post(
                body="Come and see us",
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertEqual(enquiry.response_status, "met")

    def test_a_late_answer_is_missed_before_any_cron_has_seen_it(self):
        with freeze_time(MONDAY):
            enquiry = self.make_enquiry()
        with freeze_time("2027-01-11 06:00:01"):
            enquiry.stage_id = self.env.ref("cowork_members.stage_viewing")
        self.assertEqual(enquiry.response_status, "missed")
        self.assertIn("Deadline missed", self.notes(enquiry))
        self.assertEqual(enquiry.escalation_level, 0)

    def test_who_decides_at_once_has_answered(self):
        with freeze_time(MONDAY):
            enquiry = self.make_enquiry()
            enquiry.action_cancel()
        self.assertEqual(enquiry.response_status, "met")
        self.assertEqual(enquiry.resolution_status, "met")

    def test_contracts_that_are_no_enquiries_have_no_deadlines(self):
        self.assertFalse(self.make_contract(external_ref="OLD-1").sla_policy_id)
        copy = self.make_enquiry().copy()
        self.assertEqual(copy.sla_policy_id, self.policy)
        self.assertFalse(copy.responded_at)

    # Pausing ------------------------------------------------------------------------

    def test_a_pause_moves_deadlines_by_its_working_time(self):
        with freeze_time(MONDAY):
            enquiry = self.make_enquiry().with_user(self.owner.user_id)
        with freeze_time("2027-01-11 04:00:00"):
            enquiry.action_sla_pause()
            self.assertEqual(enquiry.response_status, "paused")
            self.assertFalse(enquiry.sla_next_check)
        with freeze_time("2027-01-12 02:00:00"):
            self.run_cron()
            self.assertEqual(enquiry.response_status, "paused")
            enquiry.action_sla_resume()
        # Five hours on Monday and one on Tuesday.
        self.assertEqual(enquiry.paused_seconds, 6 * 3600)
        self.assertDeadlines(enquiry, "2027-01-12 04:00", "2027-01-13 08:00")
        self.assertEqual(enquiry.response_status, "running")
        notes = self.notes(enquiry)
        self.assertIn("Deadlines paused", notes)
        self.assertIn("Deadlines resumed", notes)

    def test_a_pause_after_the_deadline_does_not_undo_it(self):
        with freeze_time(MONDAY):
            enquiry = self.make_enquiry()
        with freeze_time("2027-01-11 06:00:01"):
            enquiry.action_sla_pause()
        self.assertEqual(enquiry.response_status, "missed")
        with freeze_time("2027-01-14 06:00:00"):
            enquiry.action_sla_resume()
        self.assertEqual(enquiry.response_status, "missed")
        self.assertEqual(enquiry.resolution_status, "running")

    def test_reopening_goes_on_with_the_time_that_was_left(self):
        with freeze_time(MONDAY):
            enquiry = self.make_enquiry()
        with freeze_time("2027-01-11 04:00:00"):
            enquiry.action_cancel()
        with freeze_time("2027-01-18 02:00:00"):
            enquiry.action_reopen()
        self.assertFalse(enquiry.resolved_at)
        # Two of sixteen hours were used; the week in between does not count.
        self.assertEqual(enquiry.resolution_deadline, at("2027-01-19 08:00"))
        self.assertEqual(enquiry.resolution_status, "running")
        self.assertEqual(enquiry.response_status, "met")

    # Once missed --------------------------------------------------------------------

    def test_once_missed_stays_missed(self):
        with freeze_time(MONDAY):
            enquiry = self.make_enquiry()
        with freeze_time("2027-01-13 02:00:01"):
            self.run_cron()
        missed = ("missed", "missed")

        def statuses():
            return enquiry.response_status, enquiry.resolution_status

        self.assertEqual(statuses(), missed)
        deadline = enquiry.resolution_deadline
        with freeze_time("2027-01-13 03:00:00"):
            enquiry.action_sla_pause()
            enquiry.action_sla_resume()
            self.assertEqual(statuses(), missed)
            enquiry.action_cancel()
            enquiry.action_reopen()
            self.assertEqual(statuses(), missed)
            self.policy.write({"response_hours": 400, "resolution_hours": 400})
            self.policy.action_recalculate()
            self.run_cron()
            self.assertEqual(statuses(), missed)
            generous = self.make_policy("Other place", response_hours=900)
            self.policy.active = False
            enquiry.location_id = self.location_2
            self.assertEqual(enquiry.sla_policy_id, generous)
            self.assertEqual(statuses(), missed)
        self.assertEqual(enquiry.resolution_deadline, deadline)

    def test_a_deadline_missed_under_the_old_policy_is_missed_under_the_new(self):
        place = self.location_2.id
        self.make_policy(
            "Alameda",
            sequence=1,
            response_hours=99,
            domain=f"[('location_id','=',{place})]",
        )
        with freeze_time(MONDAY):
            enquiry = self.make_enquiry()
            on_time = self.make_enquiry()
            on_time.location_id = place
        self.assertEqual(on_time.sla_policy_id.name, "Alameda")
        self.assertEqual(on_time.response_status, "running")
        with freeze_time("2027-01-11 08:00:00"):
            enquiry.location_id = place
        self.assertEqual(enquiry.sla_policy_id.name, "Alameda")
        self.assertEqual(enquiry.response_status, "missed")

    # Policies -----------------------------------------------------------------------

    @freeze_time(MONDAY)
    def test_the_first_policy_that_fits_is_taken(self):
        office = self.make_policy(
            "Offices",
            sequence=1,
            domain="[('line_ids.plan_id.kind_id.code', '=', 'office')]",
            response_hours=1,
        )
        enquiry = self.make_enquiry(plan=self.plan_office)
        self.assertEqual(enquiry.sla_policy_id, office)
        self.assertEqual(enquiry.response_deadline, at("2027-01-11 03:00"))
        self.assertEqual(self.make_enquiry().sla_policy_id, self.policy)

    @freeze_time(MONDAY)
    def test_policies_of_other_companies_do_not_apply(self):
        self.policy.company_id = self.env["res.company"].create({"name": "Other"})
        self.assertFalse(self.make_enquiry().sla_policy_id)

    @freeze_time(MONDAY)
    def test_a_policy_without_a_response_deadline(self):
        self.policy.response_hours = 0
        enquiry = self.make_enquiry()
        self.assertFalse(enquiry.response_deadline or enquiry.response_status)
        self.assertEqual(enquiry.resolution_status, "running")

    def test_conditions_that_are_none_are_refused(self):
        for domain in ("[('nothing','=',1)]", "nonsense", "__import__('os')", "[1]"):
            with self.assertRefused(ValidationError, "no condition"):
                self.policy.domain = domain

    @freeze_time(MONDAY)
    def test_a_policy_in_use_is_archived_not_deleted(self):
        self.make_enquiry()
        with self.assertRefused(UserError, "Archive it"):
            self.policy.unlink()
        self.policy.action_archive()
        self.assertFalse(self.make_enquiry().sla_policy_id)

    @freeze_time(MONDAY)
    def test_a_policy_leads_to_its_records(self):
        enquiry = self.make_enquiry()
        self.assertEqual(self.policy.open_count, 1)
        action = self.policy.action_view_records()
        found = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(found, enquiry)
        self.assertFalse(
            self.env["cowork.contract"].search(
                self.policy.action_view_missed()["domain"]
            )
        )

    # Guard --------------------------------------------------------------------------

    @freeze_time(MONDAY)
    def test_nobody_writes_results(self):
        enquiry = self.make_enquiry()
        protected = self.env["cowork.sla.mixin"]._protected_fields
        manager = self.make_user("t_sla_manager", "cowork_members.group_manager")
        for name in protected:
            for user in (self.owner.user_id, manager):
                with self.assertRaises(AccessError, msg=name):
                    enquiry.with_user(user).write({name: False})
            with self.assertRaises(AccessError, msg=name):
                self.env["cowork.contract"].with_user(manager).create(
                    {
                        "partner_id": self.member.id,
                        "location_id": self.location.id,
                        name: False,
                    }
                )
        forged = (
            self.env["cowork.contract"]
            .with_user(manager)
            .with_context(default_responded_at="2020-01-01 00:00:00")
            .create({"partner_id": self.member.id, "location_id": self.location.id})
        )
        self.assertFalse(forged.responded_at)

    @freeze_time(MONDAY)
    def test_who_may_not_write_an_enquiry_does_not_pause_it(self):
        enquiry = self.make_enquiry()
        reader = self.make_user(
            "t_reader", "cowork_members.group_front_desk", [self.location]
        )
        for method in ("action_sla_pause", "action_sla_resume"):
            with self.assertRaises(AccessError):
                getattr(enquiry.with_user(reader), method)()

    def test_deadlines_are_indexed_while_they_are_open(self):
        self.env.cr.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename = 'cowork_contract'"
            " AND indexdef LIKE '%%WHERE%%'"
        )
        names = {row[0] for row in self.env.cr.fetchall()}
        for name in ("response_open", "resolution_open", "sla_due"):
            self.assertIn(f"cowork_contract__{name}".replace("__", "_"), names)

    @freeze_time(MONDAY)
    def test_lines_added_later_do_not_restart_the_clock(self):
        enquiry = self.make_enquiry()
        started = enquiry.sla_started_at
        with freeze_time("2027-01-11 03:00:00"):
            enquiry.line_ids = [Command.create({"plan_id": self.plan_desk.id})]
        self.assertEqual(enquiry.sla_started_at, started)
