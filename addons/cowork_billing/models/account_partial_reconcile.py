from odoo import api, models


class AccountPartialReconcile(models.Model):
    """Deposits count as received when their invoices are paid."""

    _inherit = "account.partial.reconcile"

    @api.model_create_multi
    def create(self, vals_list):
        partials = super().create(vals_list)
        partials._get_documents()._follow_deposit_payments()
        return partials

    def unlink(self):
        documents = self._get_documents()
        result = super().unlink()
        documents.exists()._follow_deposit_payments()
        return result

    def _get_documents(self):
        """:returns: both sides' documents (sudo)"""
        # sudo: the deposits follow the ledger, whoever matches payments.
        return (self.debit_move_id | self.credit_move_id).move_id.sudo()
