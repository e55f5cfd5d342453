from odoo import api, models

from .complete_invoice import LINE_READY, LINE_SETTLED


class AccountMoveLine(models.Model):
    _name = "account.move.line"
    _inherit = ["account.move.line", "cowork.complete.mixin"]
    _complete_document = "move_id"

    def _add_precomputed_values(self, vals_list):
        """Give lines of a complete invoice what follows from their move."""
        if not self._comes_complete():
            return super()._add_precomputed_values(vals_list)
        # The ORM drops readonly precomputed values (here plain copies of the move's
        # and the tax's fields) and reads them back through a new record per line.
        Move = self.env["account.move"]
        # sudo: as the related field it stands for reads the tax.
        Repartition = self.env["account.tax.repartition.line"].sudo()
        from_move = {}
        for vals in vals_list:
            move_id = vals["move_id"]
            if move_id not in from_move:
                move = Move.browse(move_id)
                from_move[move_id] = {
                    "journal_id": move.journal_id.id,
                    "company_id": move.company_id.id,
                    "company_currency_id": move.company_id.currency_id.id,
                }
            tax = Repartition.browse(vals["tax_repartition_line_id"]).tax_id
            balance = vals["balance"]
            vals.update(
                from_move[move_id],
                tax_line_id=tax.id,
                tax_group_id=tax.tax_group_id.id,
                debit=balance if balance > 0.0 else 0.0,
                credit=-balance if balance < 0.0 else 0.0,
            )
        # Fields of other modules are still computed the usual way.
        result = super()._add_precomputed_values(vals_list)
        settled = {self._fields[fname] for fname in LINE_SETTLED}
        for vals in vals_list:
            vals.setdefault("__precomputed__", set()).update(settled)
        return result

    @api.model
    def _create(self, data_list):
        lines = super()._create(data_list)
        if self._comes_complete():
            # Their exact values have just been inserted: nothing left to compute.
            for fname in LINE_READY:
                self.env.remove_to_compute(self._fields[fname], lines)
        return lines

    @api.constrains("tax_ids", "tax_repartition_line_id")
    def _check_caba_non_caba_shared_tags(self):
        """Ask once for lines with the same taxes: nothing else decides it."""
        if self._comes_complete():
            samples = {
                (
                    line.tax_ids._ids,
                    line.tax_repartition_line_id.id,
                    line.is_refund,
                ): line.id
                for line in self
            }
            self = self.browse(samples.values())
        return super()._check_caba_non_caba_shared_tags()
