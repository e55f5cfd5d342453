from odoo import models

from odoo.addons.cowork_members.models.optional_float import OptionalFloat


class CoworkLocation(models.Model):
    """A location may pay another interest on deposits than its company."""

    _inherit = "cowork.location"

    deposit_interest_rate = OptionalFloat(
        "Interest on Deposits (% per year)",
        digits=(5, 3),
        help="Empty: the company's. 0: none here.",
    )

    _deposit_interest_rate_range = models.Constraint(
        "CHECK (deposit_interest_rate >= 0 AND deposit_interest_rate <= 100)",
        "Interest is 0 to 100 percent per year.",
    )
