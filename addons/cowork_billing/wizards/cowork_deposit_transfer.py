from odoo import api, fields, models


class CoworkDepositTransfer(models.TransientModel):
    """Dialog: move a deposit to another contract of the same member."""

    _name = "cowork.deposit.transfer"
    _description = "Move Deposit"

    deposit_id = fields.Many2one("cowork.deposit", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="deposit_id.partner_id")
    company_id = fields.Many2one(related="deposit_id.company_id")
    currency_id = fields.Many2one(related="deposit_id.currency_id")
    in_hand = fields.Monetary(related="deposit_id.amount_in_hand")
    contract_id = fields.Many2one("cowork.contract", "To Contract", required=True)
    amount = fields.Monetary(
        compute="_compute_amount", store=True, readonly=False, precompute=True
    )

    @api.depends("deposit_id")
    def _compute_amount(self):
        for transfer in self:
            transfer.amount = transfer.in_hand

    def action_transfer(self):
        """Book it: the other contract holds the deposit from now on.

        :returns: True
        :raises AccessError: for others than billing managers
        :raises UserError: when more is asked for than is in hand, or the contract is
            not a running one of the same member, company and currency
        """
        self.ensure_one()
        deposit = self.deposit_id
        deposit._check_manager()
        deposit._lock()
        self.contract_id.check_access("read")
        deposit._transfer(self.contract_id, self.amount)
        return True
