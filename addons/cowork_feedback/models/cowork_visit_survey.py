from odoo import fields, models

from odoo.addons.cowork_members.models.optional_float import OptionalFloat


class CoworkVisit(models.Model):
    """What to know of a member before visiting: the same answers as on its page."""

    _inherit = "cowork.visit"

    cowork_nps = OptionalFloat(
        related="partner_id.cowork_nps", groups="cowork_feedback.group_user"
    )
    cowork_csat = OptionalFloat(
        related="partner_id.cowork_csat", groups="cowork_feedback.group_user"
    )
    cowork_risk = fields.Selection(
        related="partner_id.cowork_risk", groups="cowork_feedback.group_user"
    )
    cowork_risk_reasons = fields.Char(
        related="partner_id.cowork_risk_reasons", groups="cowork_feedback.group_user"
    )
