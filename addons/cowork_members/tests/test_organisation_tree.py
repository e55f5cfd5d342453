from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from ..engine.org_tree import above
from .organisation_common import OrganisationCommon


@tagged("post_install", "-at_install")
class TestAbove(TransactionCase):
    """The engine, against a slow reference."""

    @settings(
        max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    @given(
        st.dictionaries(
            st.integers(0, 7), st.lists(st.integers(0, 7), max_size=3), max_size=8
        ),
        st.integers(0, 7),
    )
    def test_everybody_above_and_nobody_else(self, bosses, person):
        expected = set(bosses.get(person, ()))
        for _level in range(10):
            expected |= {b for boss in expected for b in bosses.get(boss, ())}
        self.assertEqual(above(person, bosses), expected - {person})


@tagged("post_install", "-at_install")
class TestOrganisationTree(OrganisationCommon):
    """Whoever is above somebody sees the locations and steps of those below."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        role = "cowork_members.group_front_desk"
        cls.boss = cls.make_login("t_boss", role)
        cls.top = cls.make_login("t_top", role)
        cls.head = cls.make_login("t_head", role)
        cls.e_top = cls.make_employee("Top", cls.top)
        cls.e_boss = cls.make_employee("Boss", cls.boss, parent_id=cls.e_top.id)
        cls.e_head = cls.make_employee("Head", cls.head)
        cls.employee.parent_id = cls.e_boss
        cls.location.employee_ids = cls.employee
        cls.division, cls.team = cls.env["hr.department"].create(
            [
                {"name": "T Division", "company_id": cls.company.id},
                {"name": "T Team", "company_id": cls.company.id},
            ]
        )
        cls.team.parent_id = cls.division

    def assertSees(self, *users):
        """Exactly these of the four see location 1; nobody of them location 2."""
        everybody = self.ana | self.boss | self.top | self.head
        self.assertEqual(
            self.location.staff_user_ids & everybody, everybody.browse().union(*users)
        )
        self.env.flush_all()
        for user in everybody - self.ana:
            places = self.env["cowork.location"].with_user(user).search([])
            expected = self.location if user in users else places.browse()
            self.assertEqual(places, expected, user.login)

    def test_managers_see_what_those_below_them_serve(self):
        self.assertSees(self.ana, self.boss, self.top)
        self.employee.parent_id = self.e_top
        self.assertSees(self.ana, self.top)
        self.employee.parent_id = False
        self.assertSees(self.ana)

    def test_a_change_high_up_reaches_down(self):
        self.e_boss.parent_id = self.e_head
        self.assertSees(self.ana, self.boss, self.head)
        self.e_boss.active = False
        self.assertSees(self.ana, self.head)
        self.e_head.user_id = False
        self.assertSees(self.ana)

    def test_managers_of_the_department_and_of_those_above_it(self):
        self.employee.parent_id = False
        self.employee.department_id = self.team
        self.assertSees(self.ana)
        self.division.manager_id = self.e_head
        self.assertSees(self.ana, self.head)
        self.team.manager_id = self.e_boss
        self.assertSees(self.ana, self.head, self.boss, self.top)
        self.team.parent_id = False
        self.assertSees(self.ana, self.boss, self.top)
        # The ERP made the team's manager the employee's as well.
        self.employee.write({"department_id": self.division.id, "parent_id": False})
        self.assertSees(self.ana, self.head)
        self.employee.department_id = False
        self.assertSees(self.ana)

    def test_a_circle_of_managers_ends(self):
        self.e_top.parent_id = self.e_boss
        self.e_boss.parent_id = self.e_top
        self.assertSees(self.ana, self.boss, self.top)
        self.assertEqual(self.e_top.cowork_overseer_ids, self.boss)
        # Out of the circle: nothing of it is left.
        self.employee.parent_id = False
        self.assertSees(self.ana)
        self.employee.parent_id = self.e_boss
        self.e_boss.parent_id = False
        self.assertSees(self.ana, self.boss)
        self.e_head.parent_id = self.e_head
        self.assertFalse(self.e_head.cowork_overseer_ids)

    def test_a_circle_through_a_department_ends(self):
        self.team.manager_id = self.e_boss
        self.e_boss.parent_id = self.employee
        self.employee.parent_id = False
        self.employee.department_id = self.team
        self.assertEqual(self.employee.cowork_overseer_ids, self.boss)
        self.assertEqual(self.e_boss.cowork_overseer_ids, self.ana)
        self.assertSees(self.ana, self.boss)

    def test_the_site_managers_manager_sees_the_site(self):
        self.location.employee_ids = False
        self.location.manager_id = self.e_boss
        self.assertSees(self.boss, self.top)

    def test_another_company_is_another_company(self):
        other = self.env["res.company"].create({"name": "T Other"})
        far = self.make_login("t_far", "cowork_members.group_user", company_id=other.id)
        e_far = self.make_employee("Far", far, company_id=other.id)
        self.employee.parent_id = e_far
        self.assertIn(far, self.location.staff_user_ids)
        places = self.env["cowork.location"].with_user(far).search([])
        self.assertNotIn(self.location, places)

    def test_managers_see_and_tick_the_steps_of_those_below_them(self):
        self.member.write({"email": "x@example.com", "city": "Shanghai"})
        contract = self.make_contract(state="signed")
        step, other, handed = self.env["cowork.contract.step"].create(
            [
                {
                    "contract_id": contract.id,
                    "name": name,
                    "deadline": "2030-01-01",
                    **vals,
                }
                for name, vals in (
                    ("Team", {"department_id": self.team.id}),
                    ("Other", {}),
                    ("Ana", {"employee_id": self.employee.id}),
                )
            ]
        )
        self.location.employee_ids = False
        plain = self.make_login("t_plain")
        e_plain = self.make_employee("Plain", plain)
        seen = step.browse().with_user(plain)

        def search(domain=()):
            # The ORM looks up a relation before it computes it: as a new request would.
            self.env.flush_all()
            return seen.search(domain)

        self.assertFalse(search())
        self.division.manager_id = e_plain
        self.assertEqual(search(), step)
        self.assertEqual(search([("is_below_me", "=", True)]), step)
        self.employee.parent_id = e_plain
        self.assertEqual(search(), step | handed)
        self.assertEqual(search([("is_below_me", "=", True)]), step | handed)
        self.assertTrue(step.with_user(plain).is_below_me)
        step.with_user(plain).action_done()
        self.assertEqual(step.done_by, plain)
        with self.assertRaises(AccessError):
            other.with_user(plain).action_done()
        with self.assertRaises(AccessError):
            step.with_user(plain).write({"deadline": "2031-01-01"})

    def test_nobody_writes_who_is_above_whom(self):
        for record in (self.employee, self.team):
            for user in (self.officer, self.admin, self.env.user):
                records = record.with_user(user).sudo(user == self.env.user)
                vals = {"cowork_overseer_ids": [(4, self.head.id)]}
                with self.assertRaises(AccessError):
                    records.write(vals)
                with self.assertRaises(AccessError):
                    records.create({"name": "T", **vals})
        self.assertSees(self.ana, self.boss, self.top)

    def test_queries_do_not_grow_with_the_people(self):
        def build(count):
            boss = self.e_head
            people = self.env["hr.employee"].create(
                [
                    {
                        "name": f"T {n}",
                        "parent_id": boss.id,
                        "department_id": self.team.id,
                    }
                    for n in range(count)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            return people

        counts = []
        for size in (3, 15):
            people = build(size)
            before = self.env.cr.sql_log_count
            people._get_people_above()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])
