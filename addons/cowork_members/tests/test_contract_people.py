from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestContractPeople(CoworkCommon):
    """A team whose people come and go."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.team = cls.env["res.partner"].create(
            [{"name": f"P{n}", "parent_id": cls.member.id} for n in range(6)]
        )
        cls.ana, cls.ben = cls.team[:2]
        cls.contract = cls.make_contract(
            cls.plan_office,
            cls.office,
            start="2026-11-01",
            member_ids=[Command.set((cls.ana | cls.person).ids)],
        )
        cls.rows = cls.env["cowork.contract.member"]

    def _days(self, partner):
        rows = self.contract.member_history_ids.filtered(
            lambda row: row.partner_id == partner
        )
        return [(str(row.date_from), str(row.date_to or "")) for row in rows]

    def _run_cron(self):
        with self.enter_registry_test_mode():
            self.env.ref("cowork_members.cron_follow_calendar").method_direct_trigger()
        self.env.invalidate_all()

    def test_who_is_named_is_in_from_the_first_day(self):
        self.assertEqual(self._days(self.ana), [("2026-11-01", "")])
        self.assertEqual(
            self.contract._get_members_on(date(2026, 12, 24)), self.ana | self.person
        )

    def test_naming_and_taking_out_leave_a_history(self):
        self.contract.member_ids = [
            Command.link(self.ben.id),
            Command.unlink(self.ana.id),
        ]
        self.assertEqual(self._days(self.ben), [("2027-01-10", "")])
        self.assertEqual(self._days(self.ana), [("2026-11-01", "2027-01-09")])
        self.assertEqual(
            self.contract._get_members_on(date(2027, 1, 9)), self.ana | self.person
        )
        self.assertEqual(
            self.contract._get_members_on(date(2027, 1, 10)), self.ben | self.person
        )
        self.contract.member_ids += self.ana
        self.assertEqual(
            self._days(self.ana), [("2026-11-01", "2027-01-09"), ("2027-01-10", "")]
        )

    def test_joining_and_leaving_on_a_day(self):
        contract = self.contract.with_user(self.user)
        contract.action_add_member(self.ben.id, "2027-02-01")
        contract.action_remove_member(self.ana.id, "2027-01-31")
        self.assertEqual(self.contract.member_ids, self.ana | self.person)
        self.assertEqual(self.contract.next_change_date, date(2027, 2, 1))
        with freeze_time("2027-01-31 16:30:00"):
            self._run_cron()
            self.assertEqual(self.contract.member_ids, self.ben | self.person)
        bodies = " ".join(self.contract.message_ids.mapped("body"))
        self.assertIn("P1 joins: from 02/01/2027", bodies)
        self.assertIn("P0 is now named: from 11/01/2026 to 01/31/2027", bodies)

    def test_leaving_before_joining_is_never_joining(self):
        self.contract.action_add_member(self.ben, "2027-02-01")
        self.contract.action_remove_member(self.ben, "2027-01-20")
        self.assertFalse(self._days(self.ben))
        with self.assertRefused(UserError, "P1 is not in"):
            self.contract.action_remove_member(self.ben)

    def test_who_was_to_join_later_joins_now(self):
        self.contract.action_add_member(self.ben, "2027-02-01")
        self.contract.member_ids += self.ben
        self.assertEqual(self._days(self.ben), [("2027-01-10", "")])

    def test_nobody_is_in_twice(self):
        with self.assertRejected():
            self.contract.action_add_member(self.ana, "2027-02-01")
        self.contract.action_remove_member(self.ana, "2027-01-31")
        self.contract.action_add_member(self.ana, "2027-02-01")

    def test_the_limit_holds_on_every_day(self):
        for partner in self.team[1:4]:
            self.contract.action_add_member(partner, "2027-02-01")
        with self.assertRefused(ValidationError, "names 6 people.*allow 5 on 02/15"):
            self.contract.action_add_member(self.team[4], "2027-02-15")
        # Today there is room, but it would be one too many in February.
        with self.assertRefused(ValidationError, "names 6 people.*on 02/01/2027"):
            self.contract.action_add_member(self.team[4])
        self.contract.action_remove_member(self.ana, "2027-02-14")
        self.contract.action_add_member(self.team[4], "2027-02-15")

    def test_a_planned_smaller_plan_warns_in_time(self):
        small = self.make_plan("Small", "office", 3000.0, member_limit=1)
        self.contract.action_amend(
            self.contract.line_ids, small, "2027-03-01", self.office_2
        )
        self.assertIn("allow 1 on 03/01/2027", self.contract.people_problem)
        self.contract.action_remove_member(self.ana, "2027-02-28")
        self.assertFalse(self.contract.people_problem)

    def test_people_move_with_the_first_day(self):
        contract = self.make_contract(
            self.plan_office,
            self.office_2,
            start="2027-03-01",
            state="draft",
            member_ids=[Command.set(self.ana.ids)],
        )
        row = contract.member_history_ids
        contract.date_start = "2027-04-01"
        self.assertEqual(row.date_from, date(2027, 4, 1))
        contract.date_start = "2027-02-01"
        self.assertEqual(row.date_from, date(2027, 2, 1))
        self.assertEqual(contract.member_ids, self.ana)
        contract.member_ids = False
        self.assertFalse(contract.member_history_ids)

    def test_history_is_not_deleted(self):
        row = self.contract.member_history_ids[0].with_user(self.user)
        with self.assertRefused(UserError, "give a last day instead"):
            row.unlink()
        with self.assertRefused(AccessError, "kept by the system"):
            row.partner_id = self.ben

    def test_days_outside_the_contract_are_refused(self):
        with self.assertRefused(ValidationError, "cannot join"):
            self.contract.action_add_member(self.ben, "2026-10-01")

    def test_portal_users_see_their_own(self):
        stranger = self.make_user("t_named_person", "base.group_portal")
        self.contract.member_ids += stranger.partner_id
        rows = self.rows.with_user(stranger).search([])
        self.assertEqual(rows.partner_id, stranger.partner_id)
        rows = self.rows.with_user(self.portal_a).search([])
        self.assertEqual(len(rows), 3)
        self.assertFalse(self.rows.with_user(self.portal_b).search([]))

    def test_a_copy_has_the_people_of_today(self):
        self.contract.action_remove_member(self.ana, "2027-01-09")
        copy = self.contract.copy()
        self.assertEqual(copy.member_ids, self.person)
        self.assertEqual(copy.member_history_ids.mapped("date_from"), [copy.date_start])
