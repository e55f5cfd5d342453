from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import CoworkMixin


@tagged("post_install", "-at_install")
class TestTours(CoworkMixin, HttpCase):
    """A site manager's own clicks, and what they leave in the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_cowork()
        cls.site_manager = cls.make_user(
            "t_site_manager", "cowork_members.group_user", [cls.location]
        )

    def test_site_manager_moves_a_member_in_and_amends(self):
        # Signed last month, so that the amendment of today leaves the desk a past.
        start = self.day(-40)
        self.env["ir.default"].set("cowork.contract", "date_start", str(start))
        self.start_tour(
            "/odoo/cowork-contracts",
            "cowork_contract_move_in",
            login=self.site_manager.login,
        )
        contract = self.member.cowork_contract_ids
        self.assertEqual(len(contract), 1)
        self.assertEqual(contract.state, "active")
        self.assertEqual(contract.location_id, self.location)
        desk, office = contract.line_ids.sorted("date_start")
        self.assertEqual(desk.space_id, self.desk_1)
        self.assertEqual(office.space_id, self.office)
        self.assertEqual(office.previous_line_id, desk)
        self.assertEqual(office.price_unit, 7500.0)
        self.assertEqual(desk.date_start, start)
        self.assertEqual(desk.date_end, fields.Date.subtract(office.date_start, days=1))
        self.assertEqual(self.member.is_cowork_member, True)
        self.assertEqual(self.desk_1.state, "free")
        self.assertEqual(self.office.state, "occupied")

    def test_site_manager_suspends_resumes_and_terminates(self):
        contract = self.make_contract(self.plan_desk, self.desk_1, self.day(-200))
        leaving = contract.earliest_end
        self.start_tour(
            f"/odoo/cowork-contracts/{contract.id}",
            "cowork_contract_move_out",
            login=self.site_manager.login,
        )
        self.assertEqual(contract.state, "active")
        self.assertEqual(contract.date_end, leaving)
        self.assertEqual(contract.end_reason_id.name, "End of project")
        self.assertFalse(contract.suspension_ids.filtered(lambda s: not s.date_to))
