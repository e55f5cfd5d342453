from odoo import fields, models


class ResCompany(models.Model):
    """How a company handles complaints."""

    _inherit = "res.company"

    complaint_repeat_days = fields.Integer(
        "Repeated Within (days)",
        default=90,
        required=True,
        help="A complaint about the same within so many days is a repeat. A category"
        " may say otherwise.",
    )
    complaint_reopen_days = fields.Integer(
        "Members Reopen Within (days)",
        default=30,
        required=True,
        help="So long after a solution the member may say that it is none.",
    )

    _complaint_days_range = models.Constraint(
        "CHECK (complaint_repeat_days BETWEEN 1 AND 3650"
        " AND complaint_reopen_days BETWEEN 0 AND 3650)",
        "Complaints are repeated, or reopened, within up to 3,650 days.",
    )
