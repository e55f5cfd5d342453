from odoo import fields, models


class CoworkContractPromote(models.TransientModel):
    """Asks for the code of a promotion."""

    _name = "cowork.contract.promote"
    _description = "Apply Promotion"

    contract_id = fields.Many2one("cowork.contract", required=True, ondelete="cascade")
    code = fields.Char(required=True)

    def action_apply(self):
        """Claim the promotion for the contract.

        :returns: action that closes the dialog
        """
        self.ensure_one()
        self.contract_id.action_apply_promotion(self.code)
        return {"type": "ir.actions.act_window_close"}
