"""A chart: jobs that grant permissions, and people who hold them."""

from odoo.tests import new_test_user

from odoo.addons.base.tests.common import DISABLED_MAIL_CONTEXT

from .common import PASSWORD, CoworkCommon


class OrganisationCommon(CoworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.front_desk_group = cls.env.ref("cowork_members.group_front_desk")
        cls.user_group = cls.env.ref("cowork_members.group_user")
        cls.manager_group = cls.env.ref("cowork_members.group_manager")
        cls.allowed = cls.front_desk_group | cls.user_group | cls.manager_group
        cls.allowed.cowork_grantable = True
        cls.job_desk = cls.make_job("T Receptionist", cls.front_desk_group)
        cls.job_community = cls.make_job("T Community", cls.user_group)
        cls.officer = cls.make_login("t_officer", "hr.group_hr_user")
        cls.admin = cls.make_login("t_admin", "base.group_erp_manager")
        cls.ana = cls.make_login("t_ana")
        cls.employee = cls.make_employee("Ana", cls.ana)

    @classmethod
    def make_job(cls, name, groups=(), **vals):
        """:returns: ``hr.job`` of ``cls.company`` that grants ``groups``"""
        ids = groups.ids if groups else []
        return cls.env["hr.job"].create(
            {
                "name": name,
                "cowork_group_ids": [(6, 0, ids)],
                "company_id": cls.company.id,
                **vals,
            }
        )

    @classmethod
    def make_login(cls, login, groups="base.group_user", **vals):
        """:returns: ``res.users`` without an employee"""
        vals.setdefault("company_id", cls.company.id)
        return new_test_user(
            cls.env,
            login,
            groups=groups,
            password=PASSWORD,
            context=DISABLED_MAIL_CONTEXT,
            **vals,
        )

    @classmethod
    def make_employee(cls, name, user=None, job=None, **vals):
        """:returns: ``hr.employee`` of ``cls.company``"""
        return cls.env["hr.employee"].create(
            {
                "name": name,
                "user_id": user and user.id,
                "job_id": job and job.id,
                "company_id": cls.company.id,
                **vals,
            }
        )

    def grants(self, user, in_force=True):
        """:returns: the permissions ``user`` has, or has lost, by a job"""
        operator = "=" if in_force else "!="
        return self.env["cowork.job.grant"].search(
            [("user_id", "=", user.id), ("withdrawn_on", operator, False)]
        )

    def assertHas(self, user, *groups):
        """``user`` has exactly these of the roles of the addon, given explicitly."""
        user.invalidate_recordset()
        roles = user.group_ids & self.allowed
        self.assertEqual(roles, roles.union(*groups))
