from odoo.tests import tagged

from odoo.addons.cowork_members.tests.organisation_common import OrganisationCommon
from odoo.addons.cowork_members.tests.upgrade_common import load_script

SCRIPT = "cowork_billing/migrations/19.0.1.1.0/post-migration.py"


@tagged("post_install", "-at_install")
class TestOrganisationBilling(OrganisationCommon):
    """Accountant and cashier of the chart get their roles in billing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "T Money"})
        cls.billing_user = cls.env.ref("cowork_billing.group_user")
        cls.billing_manager = cls.env.ref("cowork_billing.group_manager")
        cls.allowed |= cls.billing_user | cls.billing_manager
        cls.allowed.cowork_grantable = False
        cls.officer = cls.make_login("t_hr", "hr.group_hr_user")
        cls.boss = cls.make_login(
            "t_boss",
            "hr.group_hr_user,base.group_erp_manager,cowork_members.group_manager",
        )

    def load(self, user):
        """:returns: dict from the code of a post to its job"""
        self.env["cowork.organisation.load"].with_user(user).create({}).action_load()
        jobs = self.env["hr.job"].search([("company_id", "=", self.company.id)])
        return {job.cowork_chart_code: job for job in jobs}

    def hire(self, login, job):
        user = self.make_login(login)
        self.make_employee(login, user, job)
        return user

    def test_posts_name_their_roles(self):
        jobs = self.load(self.boss)
        desk = self.front_desk_group
        self.assertEqual(
            jobs["accountant"].cowork_group_ids, desk | self.billing_manager
        )
        self.assertEqual(jobs["cashier"].cowork_group_ids, desk | self.billing_user)
        self.assertEqual(jobs["receptionist"].cowork_group_ids, desk)
        self.assertFalse(jobs["admin_officer"].cowork_group_ids)

    def test_holders_do_what_their_post_is_for(self):
        jobs = self.load(self.boss)
        accountant = self.hire("t_accountant", jobs["accountant"])
        cashier = self.hire("t_cashier", jobs["cashier"])
        runs = self.env["cowork.billing.run"]
        self.assertTrue(runs.with_user(accountant).has_access("create"))
        self.assertTrue(runs.with_user(cashier).has_access("read"))
        self.assertFalse(runs.with_user(cashier).has_access("create"))
        given = self.grants(accountant)
        self.assertEqual(given.group_id, self.front_desk_group | self.billing_manager)
        self.assertIn("Accountant", given[0].reason)

    def test_the_role_goes_with_the_post(self):
        jobs = self.load(self.boss)
        user = self.hire("t_accountant", jobs["accountant"])
        self.assertHas(user, self.front_desk_group, self.billing_manager)
        employee = self.env["hr.employee"].search([("user_id", "=", user.id)])
        employee.job_id = jobs["cashier"]
        self.assertHas(user, self.front_desk_group, self.billing_user)
        taken = self.grants(user, in_force=False)
        self.assertEqual(taken.group_id, self.front_desk_group | self.billing_manager)
        self.assertEqual(set(taken.mapped("withdrawn_why")), {"job"})
        employee.job_id = jobs["admin_officer"]
        self.assertHas(user)
        self.assertFalse(
            self.env["cowork.billing.run"].with_user(user).has_access("read")
        )

    def test_nothing_is_given_before_an_administrator_allows_it(self):
        jobs = self.load(self.officer)
        user = self.hire("t_accountant", jobs["accountant"])
        self.assertHas(user)
        self.assertIn(
            self.billing_manager.full_name, jobs["accountant"].cowork_refused_groups
        )
        self.front_desk_group.with_user(self.admin).cowork_grantable = True
        self.assertHas(user, self.front_desk_group)
        self.billing_manager.with_user(self.admin).cowork_grantable = True
        self.assertHas(user, self.front_desk_group, self.billing_manager)

    def test_a_chart_that_was_there_before_billing_is_completed(self):
        jobs = self.load(self.boss)
        accountant, cashier = jobs["accountant"], jobs["cashier"]
        user = self.hire("t_accountant", accountant)
        # As it was without billing; of the cashier the operator made something else.
        accountant.sudo().cowork_group_ids = self.front_desk_group
        cashier.sudo().cowork_group_ids = self.user_group
        self.assertHas(user, self.front_desk_group)
        self.billing_manager.cowork_grantable = False
        self._upgrade()
        self.assertEqual(
            accountant.cowork_group_ids, self.front_desk_group | self.billing_manager
        )
        self.assertEqual(cashier.cowork_group_ids, self.user_group)
        # Named is not allowed yet.
        self.assertHas(user, self.front_desk_group)
        self.billing_manager.cowork_grantable = True
        self.assertHas(user, self.front_desk_group, self.billing_manager)
        # What somebody takes off a post stays off.
        accountant.sudo().cowork_group_ids = self.billing_manager
        self._upgrade()
        self.assertEqual(accountant.cowork_group_ids, self.billing_manager)

    def _upgrade(self):
        load_script(SCRIPT).migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()
