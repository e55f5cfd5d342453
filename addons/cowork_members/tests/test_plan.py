from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import CoworkCommon


@tagged("post_install", "-at_install")
class TestPlan(CoworkCommon):
    """Plans are templates: what they accept and what they make."""

    def test_a_plan_makes_the_product_it_is_sold_as(self):
        plan = self.make_plan("Team", "hot_desk", 4000.0)
        self.assertRecordValues(
            plan.product_id,
            [
                {
                    "name": "Team",
                    "default_code": "T-Team",
                    "type": "service",
                    "list_price": 4000.0,
                    "company_id": self.company.id,
                    "purchase_ok": False,
                }
            ],
        )

    def test_the_context_of_the_plan_does_not_reach_its_product(self):
        plan = (
            self.env["cowork.plan"]
            .with_context(default_name="X", default_active=False)
            .create(
                {
                    "name": "Clean",
                    "code": "T-CLEAN",
                    "kind_id": self.kinds["hot_desk"].id,
                    "active": True,
                }
            )
        )
        self.assertTrue(plan.product_id.active)

    def test_values_given_to_create_are_not_changed(self):
        vals = {"name": "V", "code": "T-V", "kind_id": self.kinds["hot_desk"].id}
        before = dict(vals)
        self.env["cowork.plan"].create([vals])
        self.assertEqual(vals, before)

    def test_month_intervals_divide_a_year_or_are_years(self):
        for interval in (1, 2, 3, 4, 6, 12, 24, 36):
            self.plan_hot.billing_interval = interval
            self.env.flush_all()
        for interval in (0, 5, 7, 8, 9, 10, 11, 13, 367):
            with self.assertRejected():
                self.plan_hot.billing_interval = interval
                self.env.flush_all()
        self.plan_hot.write({"billing_unit": "day", "billing_interval": 7})

    def test_a_day_of_the_month_needs_months_or_years(self):
        self.plan_hot.write({"anchor": "billing_day", "billing_day": 31})
        for unit in ("day", "week"):
            with self.assertRefused(ValidationError, "a fixed day of the month"):
                self.plan_hot.billing_unit = unit
        line = self.make_contract(state="draft").line_ids
        self.assertEqual((line.anchor, line.billing_day), ("billing_day", 31))
        with self.assertRejected():
            line.billing_unit = "week"
            self.env.flush_all()

    def test_the_highest_term_discount_earned_counts(self):
        self.plan_hot.discount_ids = [
            Command.create({"min_months": 6, "discount": 8.0}),
            Command.create({"min_months": 12, "discount": 5.0}),
        ]
        self.assertEqual(
            [self.plan_hot._get_term_discount(m) for m in (0, 5, 6, 12, 99)],
            [0.0, 0.0, 8.0, 8.0, 8.0],
        )

    def test_a_copy_has_its_own_code_allowances_and_discounts(self):
        self.plan_hot.write(
            {
                "discount_ids": [Command.create({"min_months": 6, "discount": 8.0})],
                "allowance_ids": [
                    Command.create(
                        {
                            "usage_type_id": self.env.ref(
                                "cowork_members.usage_meeting_hours"
                            ).id,
                            "quantity": 8,
                        }
                    )
                ],
            }
        )
        copy = self.plan_hot.copy()
        self.assertEqual(copy.code, "T-Hot desk (copy)")
        self.assertEqual(copy.discount_ids.discount, 8.0)
        self.assertEqual(copy.allowance_ids.quantity, 8.0)
        self.assertFalse(copy.line_count)

    def test_an_archived_plan_leaves_its_contracts_alone(self):
        contract = self.make_contract(self.plan_hot)
        self.plan_hot.action_archive()
        self.assertEqual(contract.plan_names, "Hot desk")
        self.assertEqual(contract.monthly_value, 1200.0)

    def test_a_plan_in_use_cannot_be_deleted(self):
        self.make_contract(self.plan_hot)
        with self.assertRejected():
            self.plan_hot.unlink()
