from odoo import Command
from odoo.tests import freeze_time, tagged

from .common import CoworkCommon


@freeze_time("2027-01-10 12:00:00")
@tagged("post_install", "-at_install")
class TestContractTrace(CoworkCommon):
    """Whatever changes about a contract can be read below it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": False,
                "mail_notrack": False,
            }
        )
        cls.contract = cls.make_contract(cls.plan_desk, cls.desk_1, start="2026-11-01")
        cls.line = cls.contract.line_ids
        cls.env.flush_all()
        cls.env.cr.precommit.run()

    def _last(self):
        return self.contract.message_ids[0].body

    def _tracked(self):
        self.env.flush_all()
        self.env.cr.precommit.run()
        values = self.contract.message_ids.sudo().tracking_value_ids
        return set(values.field_id.mapped("name"))

    def test_terms_are_tracked(self):
        promotion = self.env["cowork.promotion"].create(
            {"name": "Offer", "code": "OFFER", "percent": 5}
        )
        self.contract.write(
            {
                "date_end": "2027-12-31",
                "renewal_mode": "proposal",
                "renewal_months": 6,
                "renewal_increase": 3.0,
                "billing_day": 15,
                "end_reason_id": self.env.ref("cowork_members.end_reason_1").id,
                "user_id": self.user.id,
                "partner_id": self.other_member.id,
            }
        )
        self.contract.action_give_notice()
        self.contract._by_action().promotion_id = promotion
        self.assertLessEqual(
            {
                "date_end",
                "renewal_mode",
                "renewal_months",
                "renewal_increase",
                "billing_day",
                "end_reason_id",
                "user_id",
                "partner_id",
                "notice_date",
                "stage_id",
                "promotion_id",
            },
            self._tracked(),
        )

    def test_lines_are_told(self):
        line = self.env["cowork.contract.line"].create(
            {"contract_id": self.contract.id, "plan_id": self.plan_hot.id}
        )
        self.assertIn("Added: Hot desk from 01/10/2027", self._last())
        line.date_end = "2027-02-28"
        self.assertIn("Hot desk: last day 02/28/2027", self._last())
        line.date_end = False
        self.assertIn("Hot desk: as long as the contract runs", self._last())

    def test_prices_and_free_days_are_told(self):
        steps = self.env["cowork.contract.price.step"]
        step = steps.create(
            {
                "line_id": self.line.id,
                "date_start": "2027-03-01",
                "price_unit": 1900.0,
            }
        )
        self.assertIn("Agreed: Fixed desk", self._last())
        self.assertIn("1,900.00 from 03/01/2027 on", self._last())
        step.price_unit = 1950.0
        self.assertIn("Agreed instead", self._last())
        step.unlink()
        self.assertIn("No longer agreed", self._last())
        self.line.free_period_ids = [
            Command.create({"date_start": "2027-04-01", "date_end": "2027-04-30"})
        ]
        self.assertIn("free of charge from 04/01/2027 to 04/30/2027", self._last())

    def test_a_draft_is_nobody_s_history(self):
        draft = self.make_contract(state="draft")
        notes = len(draft.message_ids)
        draft.line_ids.date_end = "2027-12-31"
        draft.line_ids.price_step_ids = [
            Command.create({"date_start": "2027-03-01", "price_unit": 1.0})
        ]
        self.assertEqual(len(draft.message_ids), notes)
