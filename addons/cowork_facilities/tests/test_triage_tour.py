from odoo.tests import HttpCase, tagged

from .work_order_common import WorkOrderCommon


@tagged("post_install", "-at_install")
class TestTriageTour(WorkOrderCommon, HttpCase):
    """A facility manager gives out the work of the morning."""

    def test_a_manager_moves_holds_and_resumes_an_order(self):
        policy = self.env["cowork.sla.policy"].create(
            {
                "name": "All faults",
                "model": "maintenance.request",
                "response_hours": 4,
                "resolution_hours": 40,
            }
        )
        order = self.make_order()
        self.assertEqual(order.sla_policy_id, policy)
        self.start_tour(
            "/odoo/work-orders", "cowork_triage", login=self.facility_manager.login
        )
        self.assertEqual(order.stage_id, self.working)
        self.assertTrue(order.answered_at)
        self.assertFalse(order.hold_reason_id)
        # The clock was stopped, and goes on.
        noted = order.message_ids.tracking_value_ids.filtered(
            lambda value: value.field_id.name == "hold_reason_id"
        )
        self.assertEqual(
            [(v.old_value_char, v.new_value_char) for v in noted.sorted("id")],
            [("", "Waiting for parts"), ("Waiting for parts", "")],
        )
        self.assertEqual(len(order.sla_pauses), 1)
        self.assertFalse(order.sla_paused_since)
