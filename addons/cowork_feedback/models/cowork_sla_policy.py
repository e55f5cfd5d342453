from odoo import fields, models


class CoworkSlaPolicy(models.Model):
    """Complaints have a deadline between the acknowledgement and the solution."""

    _inherit = "cowork.sla.policy"

    answer_hours = fields.Float(
        "Proposal Within",
        help="Working hours until the member has a proposal. For complaints only. 0:"
        " there is no such deadline.",
    )

    _answer_range = models.Constraint(
        "CHECK (answer_hours >= 0 AND answer_hours <= 10000)",
        "Deadlines are between 0 and 10,000 working hours.",
    )
