from odoo import fields, models


class CoworkLocation(models.Model):
    """Costs of work orders are booked on the cost centre of the location."""

    _inherit = "cowork.location"

    analytic_account_id = fields.Many2one(
        "account.analytic.account", "Cost Centre", check_company=True, copy=False
    )
