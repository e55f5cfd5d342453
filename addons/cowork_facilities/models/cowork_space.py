from odoo import fields, models


class CoworkSpace(models.Model):
    """Costs of work orders are booked on the cost centre of the space, if any."""

    _inherit = "cowork.space"

    analytic_account_id = fields.Many2one(
        "account.analytic.account", "Cost Centre", check_company=True, copy=False
    )
