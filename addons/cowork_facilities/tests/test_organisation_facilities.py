from odoo.tests import tagged

from odoo.addons.cowork_members.tests.organisation_common import OrganisationCommon


@tagged("post_install", "-at_install")
class TestOrganisationFacilities(OrganisationCommon):
    """Posts of the chart that make rounds and repairs get their roles here, and
    find these screens in the menu."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "T House"})
        cls.facility_user = cls.env.ref("cowork_facilities.group_user")
        cls.facility_manager = cls.env.ref("cowork_facilities.group_manager")
        cls.allowed |= cls.facility_user | cls.facility_manager
        cls.allowed.cowork_grantable = True
        cls.boss = cls.make_login(
            "t_boss",
            "hr.group_hr_user,base.group_erp_manager,cowork_members.group_manager",
        )

    def load(self):
        """:returns: dict from the code of a post to its job"""
        load = self.env["cowork.organisation.load"].with_user(self.boss)
        load.create({}).action_load()
        jobs = self.env["hr.job"].search([("company_id", "=", self.company.id)])
        return {job.cowork_chart_code: job for job in jobs}

    def test_posts_name_their_roles(self):
        jobs = self.load()
        for code in ("guard", "cleaner", "technician"):
            self.assertEqual(jobs[code].cowork_group_ids, self.facility_user)
        self.assertEqual(
            jobs["site_manager"].cowork_group_ids, self.user_group | self.facility_user
        )
        self.assertEqual(
            jobs["director"].cowork_group_ids,
            self.manager_group | self.facility_manager,
        )
        self.assertNotIn(self.facility_user, jobs["receptionist"].cowork_group_ids)

    def test_a_chart_that_was_there_before_is_completed(self):
        jobs = self.load()
        jobs["director"].sudo().cowork_group_ids = self.manager_group
        jobs["guard"].sudo().cowork_group_ids = False
        # Of these the operator made something else.
        jobs["cleaner"].sudo().cowork_group_ids = self.front_desk_group
        self.env["cowork.organisation.load"]._complete_facility_permissions()
        self.assertIn(self.facility_manager, jobs["director"].cowork_group_ids)
        self.assertEqual(jobs["guard"].cowork_group_ids, self.facility_user)
        self.assertEqual(jobs["cleaner"].cowork_group_ids, self.front_desk_group)

    def test_a_technician_finds_the_work_in_the_menu_and_nothing_of_the_desk(self):
        user = self.make_login("t_handy")
        self.make_employee("Handy", user, self.load()["technician"])
        self.assertHas(user, self.facility_user)
        names = (
            "cowork_members.menu_cowork_root",
            "cowork_facilities.menu_cowork_facilities",
            "cowork_facilities.menu_work_order",
            "cowork_facilities.menu_cowork_round_phone",
            "cowork_facilities.menu_cowork_facilities_step",
        )
        seen = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        for name in names:
            self.assertIn(self.env.ref(name).id, seen, name)
        tops = self.env.ref("cowork_members.menu_cowork_root").child_id
        visible = tops.filtered(lambda menu: menu.id in seen)
        self.assertEqual(
            visible, self.env.ref("cowork_facilities.menu_cowork_facilities")
        )
        # Vendors are dealt with at the desk; technicians send from a work order.
        self.assertNotIn(self.env.ref("cowork_facilities.menu_cowork_vendor").id, seen)
