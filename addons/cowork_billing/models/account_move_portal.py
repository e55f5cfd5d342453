from odoo import models


class AccountMove(models.Model):
    """What a member reads of a membership invoice beside its lines."""

    _inherit = "account.move"

    def _get_cowork_pay_url(self):
        """:returns: where one invoice is paid online, or False where it cannot be"""
        self.ensure_one()
        # Only where the ERP's own online payment is installed.
        can_pay = getattr(self, "_has_to_be_paid", None)
        if not can_pay or not can_pay():
            return False
        return f"{self.access_url}?payment=True#portal_pay"

    def _get_cowork_annex(self):
        """:returns: charges (sudo) of one document, for the annex that explains them;
        a credit note made by hand only takes back what another explains"""
        # sudo: as the document itself: who may print it reads what it charges.
        move = self.sudo()
        fees = move.invoice_line_ids.cowork_fee_line_id
        return fees.filtered(lambda fee: fee.move_id == move)
