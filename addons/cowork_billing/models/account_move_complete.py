from odoo import api, models

from .complete_invoice import MOVE_READY, MOVE_SETTLED, MOVE_TOTALS
from .posting_batch import PostingBatch


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "cowork.complete.mixin"]

    def _add_precomputed_values(self, vals_list):
        """Do not run inverses whose effect is already in a complete invoice."""
        result = super()._add_precomputed_values(vals_list)
        if self._comes_complete():
            settled = {self._fields[fname] for fname in MOVE_SETTLED}
            for vals in vals_list:
                vals.setdefault("__precomputed__", set()).update(settled)
        return result

    @api.model
    def _create(self, data_list):
        moves = super()._create(data_list)
        if self._comes_complete():
            # Their exact values have just been inserted: nothing left to compute.
            for fname in MOVE_READY:
                self.env.remove_to_compute(self._fields[fname], moves)
        return moves

    def write(self, vals):
        """Do not add up again what stays the same when a move is posted.

        The ERP computes totals and due dates anew for the new state, from lines that
        have not changed.
        """
        batch = PostingBatch.of(self)
        if not batch or not batch.keeps_totals or vals.get("state") != "posted":
            return super().write(vals)
        totals = [self._fields[fname] for fname in MOVE_TOTALS]
        due = [self._fields["invoice_date_due"]]
        # A payment term overrules the day that was given.
        free = self.filtered(
            lambda move: move.invoice_date_due and not move.invoice_payment_term_id
        )
        with self.env.protecting([(totals, self), (due, free)]):
            result = super().write(vals)
        lines = self.line_ids
        paid = lines.filtered("matched_debit_ids") | lines.filtered(
            "matched_credit_ids"
        )
        # Another module may have matched some at once.
        for field in totals:
            self.env.add_to_compute(field, paid.move_id)
        return result

    def _compute_reconciled_payment_ids(self):
        """A move being created cannot be paid yet.

        Creating a move asks for its payments three times, through all matchings of
        the ledger.
        """
        if self._comes_complete():
            self.reconciled_payment_ids = False
            return None
        return super()._compute_reconciled_payment_ids()

    def _set_next_made_sequence_gap(self, made_gap):
        """Write payment references with the numbers they are made of.

        What is searched here makes the ORM write the numbers; the references would
        follow in an UPDATE of their own.
        """
        if PostingBatch.of(self):
            self.mapped("payment_reference")
        return super()._set_next_made_sequence_gap(made_gap)

    def _get_next_sequence_format(self):
        """Look up the format of a number series once per batch.

        Posting asks for it for every invoice: three queries to find the previous
        number, of which only the format is used once the series is locked by this
        transaction (``_locked_increment`` counts on from its own cache).
        """
        batch = PostingBatch.of(self)
        if not batch:
            return super()._get_next_sequence_format()
        is_refund = self.move_type in ("out_refund", "in_refund")
        # Everything of a customer's invoice that decides in which series it is.
        key = self.journal_id, self.date, is_refund and self.journal_id.refund_sequence
        if key not in batch.formats:
            batch.formats[key] = super()._get_next_sequence_format()
        format_string, format_values = batch.formats[key]
        # The caller takes the counter out of the values, so it gets its own copy.
        return format_string, dict(format_values)
