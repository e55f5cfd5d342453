from odoo import fields, models


class CoworkWorkReopen(models.TransientModel):
    """Asks what is not right before work orders are opened again."""

    _name = "cowork.work.reopen"
    _description = "Reopen Work Orders"

    request_ids = fields.Many2many(
        "maintenance.request",
        "cowork_work_reopen_request_rel",
        "reopen_id",
        "request_id",
        "Work Orders",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    reason = fields.Text("What Is Not Right", required=True)

    def action_apply(self):
        """Open the orders again; what they were like is kept in their history.

        :returns: action that shows the screen behind the dialog anew
        """
        self.ensure_one()
        self.request_ids.action_reopen(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
