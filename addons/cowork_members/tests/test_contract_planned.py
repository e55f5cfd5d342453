from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestContractPlanned(CoworkCommon):
    """Changes agreed for a later day: seen, held, called off, in force on their day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.contract = cls.make_contract(cls.plan_desk, cls.desk_1, start="2026-11-01")
        cls.line = cls.contract.line_ids

    def _amend(self, day="2027-02-01", space=None):
        return self.contract.with_user(self.user).action_amend(
            self.line.id, self.plan_office.id, day, (space or self.office).id
        )

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("cowork_members.cron_follow_calendar").method_direct_trigger()
        self.env.invalidate_all()

    def _figures(self):
        contract = self.contract
        return contract.plan_names, contract.space_names, contract.monthly_value

    def test_today_s_figures_hold_until_the_day(self):
        desk = ("Fixed desk", "Desk 1", 1800.0)
        new = self._amend()
        self.assertEqual(self._figures(), desk)
        self.assertEqual(self.contract.planned_line_ids, new)
        self.assertEqual(self.contract.next_change_date, date(2027, 2, 1))
        self.assertEqual(self.desk_1.state, "occupied")
        self.assertEqual(self.office.state, "free")
        # Shanghai is in February at 16:00 UTC.
        with freeze_time("2027-01-31 15:59:00"):
            self._run_cron()
            self.assertEqual(self._figures(), desk)
        with freeze_time("2027-01-31 16:01:00"):
            self._run_cron()
            self.assertEqual(self._figures(), ("Office", "Office 1", 7500.0))
            self.assertFalse(self.contract.planned_line_ids)
            self.assertFalse(self.contract.next_change_date)
            self.assertEqual(self.desk_1.state, "free")
            self.assertEqual(self.office.state, "occupied")

    def test_the_day_is_made_up_for_after_an_outage(self):
        self._amend()
        with freeze_time("2027-03-15 12:00:00"):
            self._run_cron()
            self.assertEqual(self.contract.monthly_value, 7500.0)

    def test_the_space_is_held_from_that_day_on(self):
        self._amend()
        name = self.contract.name
        with self.assertRefused(ValidationError, f"let to contract {name}"):
            self.make_contract(self.plan_office, self.office, start="2027-01-15")
        self.make_contract(
            self.plan_office, self.office, start="2027-01-15", end="2027-01-31"
        )
        # The desk is free from the day on which it is left.
        self.make_contract(
            self.plan_desk, self.desk_1, start="2027-02-01", state="signed"
        )

    def test_called_off_before_its_day(self):
        new = self._amend()
        new.with_user(self.user).action_call_off()
        self.assertTrue(new.is_void)
        self.assertFalse(self.line.date_end)
        self.assertFalse(self.contract.planned_line_ids)
        self.assertFalse(self.contract.next_change_date)
        self.assertEqual(self.contract._get_final_lines(), self.line)
        self.assertIn("Called off: Office", self.contract.message_ids[0].body)
        self.make_contract(self.plan_office, self.office, start="2027-02-01")
        # And it may be agreed anew.
        again = self._amend(space=self.office_2)
        self.assertEqual(self.contract.planned_line_ids, again)

    def test_calling_off_gives_an_agreed_last_day_back(self):
        self.line.date_end = "2027-06-30"
        new = self._amend()
        new.action_call_off()
        self.assertEqual(self.line.date_end, date(2027, 6, 30))

    def test_a_desk_let_in_the_meantime_is_named(self):
        new = self._amend()
        other = self.make_contract(
            self.plan_desk, self.desk_1, start="2027-02-01", state="signed"
        )
        with self.assertRefused(ValidationError, f"let to contract {other.name}"):
            new.action_call_off()
        self.assertFalse(new.is_void)

    def test_what_has_begun_or_is_built_upon_is_not_called_off(self):
        new = self._amend()
        later = self.contract.action_amend(
            new, self.plan_office, "2027-03-01", self.office_2
        )
        with self.assertRefused(UserError, "call that off first"):
            new.action_call_off()
        with self.assertRefused(UserError, "is no planned change"):
            self.line.action_call_off()
        (new | later).action_call_off()
        self.assertFalse(self.line.date_end)
        new = self._amend()
        with (
            freeze_time("2027-02-01 02:00:00"),
            self.assertRefused(UserError, "is no planned change"),
        ):
            self.env.invalidate_all()
            new.action_call_off()

    def test_who_may_only_read_calls_nothing_off(self):
        new = self._amend()
        for actor in (self.front_desk, self.portal_a, self.manager_b):
            with self.assertRaises(AccessError):
                new.with_user(actor).action_call_off()

    def test_an_amendment_is_told(self):
        self._amend()
        body = self.contract.message_ids[0].body
        self.assertIn("Amended from 02/01/2027 on", body)
        self.assertIn("Desk 1", body)
        self.assertIn("7,500.00", body)

    def test_a_line_that_is_given_back_counts_until_its_last_day(self):
        second = self.env["cowork.contract.line"].create(
            {"contract_id": self.contract.id, "plan_id": self.plan_hot.id}
        )
        second.date_end = "2027-01-31"
        self.assertEqual(self.contract.monthly_value, 3000.0)
        with freeze_time("2027-02-01 04:00:00"):
            self._run_cron()
            self.assertEqual(self.contract.monthly_value, 1800.0)

    def test_before_it_begins_a_contract_shows_how_it_begins(self):
        contract = self.make_contract(
            self.plan_desk, self.desk_2, start="2027-03-01", state="signed"
        )
        self.assertEqual(contract.monthly_value, 1800.0)
        self.assertFalse(contract.planned_line_ids)
        contract.action_amend(
            contract.line_ids, self.plan_office, "2027-05-01", self.office_2
        )
        self.assertEqual(contract.monthly_value, 1800.0)
        self.assertEqual(len(contract.planned_line_ids), 1)
