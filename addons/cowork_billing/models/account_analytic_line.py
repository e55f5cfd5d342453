from odoo import api, models

from .complete_invoice import company_questions
from .posting_batch import PostingBatch


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    @api.model
    def _create(self, data_list):
        """Insert what copies the journal item and the company with the rest.

        The ORM would compute it afterwards, and write every row a second time.
        """
        copies = {"journal_id": "move_line_id", "currency_id": "company_id"}
        is_plain = all(
            self._fields[fname].related == f"{source}.{fname}"
            and all(data["stored"].get(source) for data in data_list)
            for fname, source in copies.items()
        )
        if not is_plain or not PostingBatch.of(self):
            return super()._create(data_list)
        for fname, source in copies.items():
            ids = {data["stored"][source] for data in data_list}
            known = self.env[self._fields[source].comodel_name].browse(ids)
            values = {record.id: record[fname].id for record in known}
            for data in data_list:
                data["stored"][fname] = values[data["stored"][source]]
        lines = super()._create(data_list)
        for fname in copies:
            self.env.remove_to_compute(self._fields[fname], lines)
        return lines

    def _check_company(self, fnames=None):
        """Ask once for the many lines alike of one posting."""
        if not PostingBatch.of(self) or fnames:
            return super()._check_company(fnames)
        for fname, lines in company_questions(self, "move_line_id"):
            super(AccountAnalyticLine, lines)._check_company([fname])
        return None
