from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..models.organisation_chart import CHECKLIST, DEPARTMENTS, JOBS, say
from .organisation_common import OrganisationCommon


@tagged("post_install", "-at_install")
class TestOrganisationLoad(OrganisationCommon):
    """The chart can be loaded, in each company, as often as one likes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "T Operator"})
        cls.allowed.cowork_grantable = False
        cls.officer = cls.make_login("t_hr", "hr.group_hr_user")
        cls.boss = cls.make_login(
            "t_boss",
            "hr.group_hr_user,base.group_erp_manager,cowork_members.group_manager",
        )

    def load(self, user, **vals):
        wizard = self.env["cowork.organisation.load"].with_user(user).create(vals)
        wizard.action_load()
        return wizard

    def records(self, model):
        """:returns: dict from code to record of the company"""
        records = self.env[model].with_context(active_test=False)
        found = records.search(
            [("company_id", "=", self.company.id), ("cowork_chart_code", "!=", False)]
        )
        return {record.cowork_chart_code: record for record in found}

    def test_chart_is_flat_below_the_director(self):
        self.load(self.boss, with_checklists=True)
        departments, jobs = self.records("hr.department"), self.records("hr.job")
        self.assertEqual(departments.keys(), DEPARTMENTS.keys())
        top = departments.pop("management")
        self.assertFalse(top.parent_id)
        for department in departments.values():
            self.assertEqual(department.parent_id, top)
            self.assertTrue(department.note)
        self.assertEqual(jobs.keys(), JOBS.keys())
        for code, job in jobs.items():
            self.assertEqual(job.department_id.cowork_chart_code, JOBS[code].department)
            self.assertEqual(job.description.count("<li>"), len(JOBS[code].duties))
        self.assertIn(self.manager_group, jobs["director"].cowork_group_ids)
        self.assertFalse(jobs["admin_officer"].cowork_group_ids)
        templates = self.records("cowork.contract.step.template")
        self.assertEqual(templates.keys(), CHECKLIST.keys())
        self.assertEqual(
            templates["in_clean"].kind_ids,
            self.kinds["office"] | self.kinds["fixed_desk"],
        )

    def test_twice_changes_nothing(self):
        self.load(self.boss, with_checklists=True)
        models = ("hr.department", "hr.job", "cowork.contract.step.template")
        first = {model: self.records(model) for model in models}
        # What the operator made of it stays.
        first["hr.department"]["finance"].name = "Money"
        first["hr.job"]["guard"].active = False
        first["hr.job"]["director"].cowork_group_ids = self.user_group
        wizard = self.load(self.boss, with_checklists=True)
        self.assertEqual({model: self.records(model) for model in models}, first)
        self.assertEqual(first["hr.department"]["finance"].name, "Money")
        self.assertEqual(first["hr.job"]["director"].cowork_group_ids, self.user_group)
        self.assertEqual(wizard.preview.count("all of them are there already"), 3)

    def test_each_company_has_its_own(self):
        self.load(self.boss)
        first = self.records("hr.job")
        self.company = self.env["res.company"].create({"name": "T Second"})
        second = self.make_login(
            "t_second", "hr.group_hr_user", company_id=self.company.id
        )
        self.load(second)
        self.assertEqual(self.records("hr.job").keys(), first.keys())
        self.assertNotEqual(self.records("hr.job")["guard"], first["guard"])

    def test_what_has_the_same_name_is_used(self):
        own = self.env["hr.department"].create(
            {"name": "finance", "company_id": self.company.id}
        )
        job = self.make_job("Cashier", department_id=own.id)
        self.load(self.boss)
        self.assertEqual(self.records("hr.department")["finance"], own)
        self.assertEqual(self.records("hr.job")["cashier"], job)
        self.assertEqual(own.name, "finance")
        self.assertFalse(job.cowork_group_ids)

    def test_names_come_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.load(self.boss)
        department = self.records("hr.department")["finance"]
        term = DEPARTMENTS["finance"].name
        translated = department.with_context(lang="zh_CN")
        self.assertEqual(translated.name, say(term, translated.env))

    def test_jobs_give_nothing_before_an_administrator_allows_it(self):
        self.load(self.officer)
        job = self.records("hr.job")["receptionist"]
        self.assertEqual(job.cowork_group_ids, self.front_desk_group)
        self.assertIn("Front desk", job.cowork_refused_groups)
        user = self.make_login("t_new")
        self.make_employee("New", user, job)
        self.assertHas(user)
        self.load(self.boss)
        self.assertHas(user, self.front_desk_group)

    def test_an_officer_cannot_allow_and_others_cannot_load(self):
        with self.assertRaises(AccessError):
            self.load(self.officer, allow_permissions=True)
        manager = self.make_login("t_m", "cowork_members.group_manager")
        for user in (manager, self.ana):
            with self.assertRaises(AccessError):
                self.load(user)
        with self.assertRaises(AccessError):
            self.load(self.officer, with_checklists=True)
        with self.assertRefused(AccessError, "You do not work in"):
            self.load(self.officer, company_id=self.env.company.id)
