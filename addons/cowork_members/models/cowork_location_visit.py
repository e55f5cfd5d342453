from odoo import fields, models


class CoworkLocation(models.Model):
    """How often the members of a location are visited."""

    _inherit = "cowork.location"

    follow_up_months = fields.Integer(
        "Follow-up Every (months)",
        help="Members get a follow-up visit this often, counted from their first day."
        " It is planned a month ahead. 0: never.",
    )

    _follow_up_sane = models.Constraint(
        "CHECK (follow_up_months BETWEEN 0 AND 120)",
        "Follow-up visits take place every 1 to 120 months, or never.",
    )
