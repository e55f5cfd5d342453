from odoo import fields, models


class AccountPayment(models.Model):
    """A refund that a settlement prepared pays its credit note when it is confirmed."""

    _inherit = "account.payment"

    cowork_settlement_id = fields.Many2one(
        "cowork.settlement",
        "Settlement",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def action_post(self):
        result = super().action_post()
        self.filtered("cowork_settlement_id")._match_settlement()
        return result

    def _match_settlement(self):
        for payment in self:
            # sudo: who may confirm the payment need not be able to see settlements.
            document = payment.sudo().cowork_settlement_id.move_id
            due = (payment.move_id.sudo() | document)._get_cowork_due_items()
            for items in due.grouped("account_id").values():
                items.reconcile()
