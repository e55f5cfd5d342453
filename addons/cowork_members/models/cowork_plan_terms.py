from odoo import fields, models


class CoworkPlan(models.Model):
    """What a plan allows of suspensions, when its renewal is proposed, and how often
    its members are visited."""

    _inherit = "cowork.plan"

    suspension_allowed = fields.Boolean("Can Be Suspended", default=True)
    suspension_min_days = fields.Integer(
        "At Least (days)", help="Shortest suspension. 0: no minimum."
    )
    suspension_max_days = fields.Integer(
        "At Most (days)", help="Longest suspension. 0: no limit."
    )
    suspension_year_days = fields.Integer(
        "Per Contract Year (days)",
        help="Suspended days in one year of the contract, counted from its first day."
        " 0: no limit.",
    )
    renewal_proposal_days = fields.Integer(
        "Propose Renewal (days before)",
        default=60,
        help="Contracts that renew by proposal: so long before their last day the"
        " proposal is made and sent.",
    )

    follow_up_months = fields.Integer(
        "Follow-up Every (months)",
        help="Members with this plan get a follow-up visit this often. 0: as often as"
        " their location says.",
    )

    _follow_up_sane = models.Constraint(
        "CHECK (follow_up_months BETWEEN 0 AND 120)",
        "Follow-up visits take place every 1 to 120 months, or as the location says.",
    )
    _limits_range = models.Constraint(
        "CHECK (suspension_min_days BETWEEN 0 AND 3650"
        " AND suspension_max_days BETWEEN 0 AND 3650"
        " AND suspension_year_days BETWEEN 0 AND 366"
        " AND renewal_proposal_days BETWEEN 1 AND 730)",
        "Check the limits of suspensions (0–3650 days, 0–366 per contract year) and"
        " when the renewal is proposed (1–730 days before the end).",
    )
    _suspension_order = models.Constraint(
        "CHECK (suspension_max_days = 0 OR suspension_max_days >= suspension_min_days)",
        "The longest suspension cannot be shorter than the shortest.",
    )
