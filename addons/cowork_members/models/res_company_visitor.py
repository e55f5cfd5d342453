from odoo import fields, models


class ResCompany(models.Model):
    """What an operator decides for all of its locations."""

    _inherit = "res.company"

    cowork_visitor_days = fields.Integer(
        "Forget Visitors After (days)",
        default=90,
        help="So many days after a visit everything personal of it is erased, and who"
        " was in the building. Locations may say something else.",
    )

    _cowork_visitor_days_sane = models.Constraint(
        "CHECK (cowork_visitor_days BETWEEN 1 AND 3650)",
        "Visitors are remembered for a day to ten years.",
    )
