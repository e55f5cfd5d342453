from odoo import models

from .complete_invoice import company_questions
from .posting_batch import PostingBatch


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    def _check_company(self, fnames=None):
        """Ask once for the many lines alike of one posting."""
        if not PostingBatch.of(self) or fnames:
            return super()._check_company(fnames)
        for fname, lines in company_questions(self, "move_line_id"):
            super(AccountAnalyticLine, lines)._check_company([fname])
        return None
