from odoo.tests import HttpCase, tagged

from .common import CoworkMixin


@tagged("post_install", "-at_install")
class TestUsageTour(CoworkMixin, HttpCase):
    """A receptionist's own clicks, and what they leave in the ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_cowork()

    def test_receptionist_adds_usage_and_voids_it(self):
        hours = self.env.ref("cowork_members.usage_meeting_hours")
        self.plan_desk.allowance_ids = [
            (0, 0, {"usage_type_id": hours.id, "quantity": 8, "period": "month"})
        ]
        contract = self.make_contract(self.plan_desk, self.desk_1, self.day(-200))
        receptionist = self.make_user(
            "t_receptionist", "cowork_members.group_front_desk", [self.location]
        )
        self.start_tour(
            "/odoo/cowork-usage", "cowork_usage_by_hand", login=receptionist.login
        )
        usage = self.env["cowork.usage"].search([("contract_id", "=", contract.id)])
        self.assertEqual(len(usage), 1)
        self.assertEqual((usage.quantity, usage.state), (2.5, "void"))
        self.assertEqual(usage.partner_id, self.member)
        self.assertEqual(usage.entered_by, receptionist)
