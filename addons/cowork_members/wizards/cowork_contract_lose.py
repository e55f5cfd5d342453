from odoo import api, fields, models


class CoworkContractLose(models.TransientModel):
    """Asks why nothing comes of an enquiry, or of a signed contract."""

    _name = "cowork.contract.lose"
    _description = "Lost Enquiry"

    contract_ids = fields.Many2many(
        "cowork.contract", required=True, default=lambda self: self._default_contracts()
    )
    reason_id = fields.Many2one("cowork.lost.reason", required=True, ondelete="cascade")
    note = fields.Text(help="What they said.")

    @api.model
    def _default_contracts(self):
        context = self.env.context
        if context.get("active_model") != "cowork.contract":
            return self.env["cowork.contract"]
        ids = context.get("active_ids") or [context.get("active_id")]
        return self.env["cowork.contract"].browse(ids)

    def action_apply(self):
        """Cancel the contracts, keeping the reason.

        :returns: action that shows the screen behind the dialog anew
        """
        self.ensure_one()
        self.contract_ids.action_cancel(self.reason_id, self.note)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
