from odoo import fields, models


class CoworkPlan(models.Model):
    """The least a member pays per period, whatever was used."""

    _inherit = "cowork.plan"

    minimum_charge = fields.Monetary(
        "Minimum per Period",
        help="When the fee and what was used come to less in a billing period, the"
        " difference is charged after its end. Before tax added on top. 0: no minimum.",
    )

    _minimum_finite = models.Constraint(
        "CHECK (minimum_charge >= 0 AND minimum_charge < 1000000000000)",
        "The minimum per period must be zero or a positive number.",
    )
