from odoo import fields, models


class CoworkPlan(models.Model):
    """How many visitors the members of a plan may have."""

    _inherit = "cowork.plan"

    visitors_per_day = fields.Integer(
        help="Visitors that one unit of this plan allows on a day. 0: this plan does"
        " not limit them."
    )
    visitors_per_month = fields.Integer(
        help="Visitors that one unit of this plan allows in a calendar month. 0: this"
        " plan does not limit them."
    )

    _visitors_sane = models.Constraint(
        "CHECK (visitors_per_day BETWEEN 0 AND 10000"
        " AND visitors_per_month BETWEEN 0 AND 100000)",
        "A plan allows a number of visitors; 0 means that it does not limit them.",
    )
