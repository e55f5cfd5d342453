from odoo import models


class AccountMove(models.Model):
    """What is posted is entered into the deposits it concerns; cancelling the last
    invoice of a settlement reopens it."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        # sudo: the deposits follow the ledger, whoever posts.
        self.env["cowork.deposit"]._follow_postings(posted.sudo())
        return posted

    def _follow_deposit_payments(self):
        self.env["cowork.deposit"]._follow_payments(self)

    def _get_cowork_due_items(self):
        """:returns: the journal items of these documents that wait for payment"""
        return self.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
            and line.parent_state == "posted"
            and not line.reconciled
        )

    def button_cancel(self):
        result = super().button_cancel()
        # sudo: who may cancel an invoice need not be able to write settlements.
        settlements = self.env["cowork.settlement"].sudo()
        settlements.search(
            [
                ("move_id", "in", self.ids),
                ("move_id.state", "=", "cancel"),
                ("state", "=", "posted"),
            ]
        )._reopen()
        return result
