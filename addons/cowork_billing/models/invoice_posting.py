from odoo import api, models
from odoo.tools import SQL

from .complete_invoice import TOTALS_METHODS
from .posting_batch import PostingBatch

#: Invoices from which on it pays to look whether the planner knows the ledger.
MANY = 50
#: Journal items from which on its guesses scale with the size of the tables.
ENOUGH = 10000


class CoworkInvoicePosting(models.AbstractModel):
    _name = "cowork.invoice.posting"
    _description = "Posting of Invoices"

    @api.model
    def _post_invoices(self, moves):
        """Post draft invoices now, also those dated in the future.

        :param moves: draft ``account.move`` records
        :return: the posted moves
        """
        plain = moves.filtered(
            lambda move: move.journal_id.restrict_mode_hash_table
            or not move.invoice_date
            or not move.is_sale_document()
        )
        posted = self._post_batch(moves - plain)
        if plain:
            posted |= plain._post(soft=False)
        return moves & posted

    @api.model
    def _post_batch(self, moves):
        if not moves:
            return moves
        self._refresh_statistics(moves)
        shape = self.env["cowork.invoice.shape"]
        changed = shape._changed_by("account.move", TOTALS_METHODS)
        batch = PostingBatch(keeps_totals=not any(changed))
        self._warm_up_posting(moves, batch)
        posted = moves.with_context(
            **self._quiet_context(),
            # With their dates set, posting changes nothing that taxes, dues or
            # rounding lines would have to follow.
            skip_invoice_sync=True,
            cowork_posting_batch=batch,
        )._post(soft=False)
        partners = moves.partner_id | moves.commercial_partner_id
        # Read at once what writing on each of them will look at.
        partners.user_ids.fetch(["active"])
        partners.with_context(tracking_disable=True)._apply_ranks(batch)
        return posted.with_env(moves.env)

    @api.model
    def _warm_up_posting(self, moves, batch):
        """Read at once the analytic accounts that posting reads one by one."""
        ids = {
            int(account_id)
            for distribution in moves.invoice_line_ids.mapped("analytic_distribution")
            for account_ids in distribution or ()
            for account_id in account_ids.split(",")
        }
        accounts = self.env["account.analytic.account"].browse(ids).exists()
        accounts.fetch()
        batch.existing.update(accounts._ids)

    @api.model
    def _refresh_statistics(self, moves):
        """Let the database count a young ledger before invoices are posted.

        Posting asks for the payments of the moves. While the statistics say that
        there are hardly any journal items, as after the first runs of a company or
        one that was rolled back, that takes the square of the number of lines: four
        seconds for 400 invoices, minutes for thousands.
        """
        if len(moves) < MANY:
            return
        known = SQL(
            "SELECT reltuples, 2 * relpages * current_setting('block_size')::int"
            " <= pg_relation_size(oid)"
            " FROM pg_class WHERE oid = 'account_move_line'::regclass"
        )
        count, has_doubled = self.env.execute_query(known)[0]
        # The file may be large, and its rows those of a run that was rolled back.
        if count < ENOUGH and (has_doubled or count < len(moves.line_ids)):
            # Sees the rows of this transaction; waits for nobody.
            tables = SQL("ANALYZE (SKIP_LOCKED) account_move, account_move_line")
            self.env.cr.execute(tables)
