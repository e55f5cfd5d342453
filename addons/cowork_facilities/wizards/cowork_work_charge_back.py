from odoo import fields, models


class CoworkWorkChargeBack(models.TransientModel):
    """Asks why before the charge for a work order is taken back."""

    _name = "cowork.work.charge.back"
    _description = "Take a Charge Back"

    request_id = fields.Many2one(
        "maintenance.request",
        "Work Order",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    reason = fields.Char(required=True)

    def action_apply(self):
        """Take the charge back: strike it, or reverse it once it is billed.

        :returns: action that shows the screen behind the dialog anew
        """
        self.ensure_one()
        self.request_id.action_take_back_charge(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
