from odoo import models

from .posting_batch import PostingBatch


class AccountAnalyticAccount(models.Model):
    _inherit = "account.analytic.account"

    def exists(self):
        """Ask once per posting: every invoice line asks for its accounts again."""
        batch = PostingBatch.of(self)
        if not batch:
            return super().exists()
        unknown = self.browse(set(self._ids) - batch.existing)
        if unknown:
            batch.existing.update(super(AccountAnalyticAccount, unknown).exists()._ids)
        return self.filtered(lambda account: account.id in batch.existing)
