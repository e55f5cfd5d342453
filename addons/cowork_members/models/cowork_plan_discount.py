from odoo import fields, models


class CoworkPlanDiscount(models.Model):
    """A discount for committing to a longer term."""

    _name = "cowork.plan.discount"
    _description = "Plan Term Discount"
    _inherit = ["cowork.protected.mixin"]
    _order = "plan_id, min_months"
    _owner_fields = frozenset({"plan_id"})

    plan_id = fields.Many2one(
        "cowork.plan", required=True, index=True, ondelete="cascade"
    )
    min_months = fields.Integer("From (months)", required=True)
    discount = fields.Float("Discount (%)", required=True, digits=(5, 2))

    _range = models.Constraint(
        "CHECK (min_months > 0 AND discount >= 0 AND discount <= 100)",
        "A term discount needs at least one month and between 0 and 100 %.",
    )
    _plan_months_uniq = models.UniqueIndex(
        "(plan_id, min_months)", "The plan has a discount from this term already."
    )
