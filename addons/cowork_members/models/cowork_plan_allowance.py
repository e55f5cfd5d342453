from odoo import fields, models

PERIODS = [
    ("billing", "Billing period"),
    ("day", "Day"),
    ("week", "Week"),
    ("month", "Month"),
    ("year", "Year"),
]


def allowance_values(allowances):
    """:param allowances: allowances of a plan, or of a contract line
    :returns: list of values of the same allowances for a contract line"""
    return [
        {
            "usage_type_id": allowance.usage_type_id.id,
            "quantity": allowance.quantity,
            "period": allowance.period,
            "rollover": allowance.rollover,
        }
        for allowance in allowances
    ]


class CoworkPlanAllowance(models.Model):
    """What a plan includes per period before anything is charged."""

    _name = "cowork.plan.allowance"
    _description = "Plan Allowance"
    _inherit = ["cowork.protected.mixin"]
    _order = "plan_id, usage_type_id"
    _owner_fields = frozenset({"plan_id"})

    plan_id = fields.Many2one(
        "cowork.plan", required=True, index=True, ondelete="cascade"
    )
    usage_type_id = fields.Many2one(
        "cowork.usage.type", string="What", required=True, ondelete="restrict"
    )
    uom_id = fields.Many2one(related="usage_type_id.uom_id")
    quantity = fields.Float(required=True, default=1.0, digits=(16, 2))
    period = fields.Selection(PERIODS, required=True, default="billing")
    rollover = fields.Boolean(help="What is left moves on to the next period.")

    _quantity_finite = models.Constraint(
        "CHECK (quantity >= 0 AND quantity < 1000000000)",
        "An allowance must be zero or a positive number.",
    )
    _plan_type_uniq = models.UniqueIndex(
        "(plan_id, usage_type_id, period)",
        "The plan has an allowance of this kind for this period already.",
    )
