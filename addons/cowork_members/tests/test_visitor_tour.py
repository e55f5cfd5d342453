from odoo.tests import HttpCase, tagged

from .common import CoworkCommon


@tagged("post_install", "-at_install")
class TestVisitorTour(CoworkCommon, HttpCase):
    """The clicks of the front desk, and of a member on their own pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.make_contract(
            cls.plan_desk, cls.desk_1, member_ids=[(6, 0, cls.person.ids)]
        )
        cls.person.write({"name": "Rafa Silva", "email": "rafa@quiet.example.com"})
        cls.rules = cls.env["cowork.visitor.rules"].create(
            {"location_id": cls.location.id, "body": "<p>No dogs.</p>"}
        )
        cls.rules.action_publish()
        cls.visitors = cls.env["cowork.visitor"]

    def test_the_desk_lets_people_in_and_out(self):
        ana = self.visitors.create(
            {
                "name": "Ana Ruiz",
                "location_id": self.location.id,
                "partner_id": self.person.id,
                "has_accepted": True,
            }
        )
        self.start_tour(
            "/odoo/cowork-visitors", "cowork_visitor_desk", login=self.front_desk.login
        )
        bo = self.visitors.search([("name", "=", "Bo Li")])
        self.assertEqual((ana.state, bo.state), ("inside", "left"))
        self.assertEqual(bo.rules_id, self.rules)
        self.assertTrue(bo.host_told_at)
        self.assertEqual(bo.location_id, self.location)

    def test_a_member_announces_and_calls_off(self):
        self.start_tour("/my", "cowork_portal_visitor", login=self.portal_a.login)
        visitors = self.visitors.search([("partner_id", "=", self.person.id)])
        self.assertEqual(visitors.mapped("state"), ["cancelled", "cancelled"])
        self.assertEqual(set(visitors.mapped("company_name")), {"Blue Lab"})
