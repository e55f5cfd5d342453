from odoo import api, fields, models


class CoworkWorkReopening(models.Model):
    """That a work order was not done after all, and what it looked like then."""

    _name = "cowork.work.reopening"
    _description = "Reopening of a Work Order"
    _inherit = ["cowork.protected.mixin"]
    _order = "reopened_at desc, id desc"
    _rec_name = "reopened_at"
    _check_company_auto = True

    request_id = fields.Many2one(
        "maintenance.request",
        "Work Order",
        required=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True, index=True
    )
    closed_at = fields.Datetime("Had Been Closed")
    reopened_at = fields.Datetime(
        "Reopened", required=True, default=fields.Datetime.now
    )
    reopened_by = fields.Many2one("res.users", default=lambda self: self.env.user)
    reason = fields.Char()
    user_id = fields.Many2one("res.users", "Technician Then")
    cause = fields.Many2one("cowork.work.cause", "Cause Then", ondelete="restrict")
    remedy = fields.Many2one("cowork.work.remedy", "Remedy Then", ondelete="restrict")

    @api.model
    def _get_protected_fields(self):
        # A history: nothing in it is written by hand.
        return super()._get_protected_fields() | self._fields.keys()
