from odoo import api, fields, models


class CoworkUsageCorrect(models.TransientModel):
    """Asks why usage is struck or taken back; the ledger does the rest."""

    _name = "cowork.usage.correct"
    _description = "Correct Usage"

    usage_ids = fields.Many2many("cowork.usage", required=True)
    is_settled = fields.Boolean(compute="_compute_is_settled")
    reason = fields.Char(required=True)

    @api.depends("usage_ids.state")
    def _compute_is_settled(self):
        for wizard in self:
            wizard.is_settled = bool(
                wizard.usage_ids.filtered(lambda usage: usage.state == "rated")
            )

    def action_apply(self):
        """Strike what is open, and take back what is settled.

        :returns: action that closes the dialog
        :raises AccessError: when the user may not correct one of the lines
        :raises UserError: when a line is void or reversed already
        """
        self.ensure_one()
        settled = self.usage_ids.filtered(lambda usage: usage.state == "rated")
        if settled:
            settled.action_reverse(self.reason)
        if others := self.usage_ids - settled:
            others.action_void(self.reason)
        return {"type": "ir.actions.act_window_close"}
