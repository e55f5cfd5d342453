from collections import Counter
from typing import NamedTuple

from odoo import api, models
from odoo.tools import split_every

from .complete_invoice import COMPLETE, PlainWay

#: Invoices per ``create``: faster up to 200, more memory and no gain past 500.
BATCH = 250


class WrittenInvoices(NamedTuple):
    """What ``_create_invoices`` did.

    ``moves`` are in the order of the values, ``plain`` counts the invoices that took
    the plain way by reason.
    """

    moves: models.Model
    plain: Counter

    @property
    def plain_count(self):
        return self.plain.total()


class CoworkInvoiceWriter(models.AbstractModel):
    """Hands the ERP finished invoices, many at a time.

    ``account.move.create`` computes every field of every record, adds taxes and
    receivable lines afterwards and checks again what changed. For invoices of a
    known shape the writer supplies all of that, in one ``create``, from the ERP's own
    tax and payment term engines; tests compare the stored rows with the plain way.
    """

    _name = "cowork.invoice.writer"
    _description = "Invoice Writer"
    _inherit = [
        "cowork.invoice.shape",
        "cowork.invoice.header",
        "cowork.invoice.values",
        "cowork.invoice.taxes",
        "cowork.invoice.terms",
        "cowork.invoice.posting",
    ]

    @api.model
    def _create_invoices(self, vals_list):
        """Create draft invoices and credit notes.

        :param vals_list: values as for ``account.move.create``, with
            ``invoice_line_ids``
        :return: :class:`WrittenInvoices`
        """
        ids, plain = [], Counter()
        foreign = self._foreign_methods()
        for chunk in split_every(BATCH, vals_list, list):
            ids += self._create_chunk(chunk, foreign, plain)
        return WrittenInvoices(self.env["account.move"].browse(ids), plain)

    @api.model
    def _create_chunk(self, vals_list, foreign, plain):
        """Create one batch, the plain ones in a ``create`` of their own."""
        complete, rest = {}, {}
        memo = {}
        self._warm_up(vals_list)
        for index, vals in enumerate(vals_list):
            try:
                if foreign:
                    raise PlainWay(foreign[0])
                complete[index] = self._complete_values(vals, memo)
            except PlainWay as reason:
                plain[str(reason)] += 1
                rest[index] = vals
        Move = self.env["account.move"].with_context(**self._quiet_context())
        created = {}
        for way, todo in (
            (Move.with_context(**self._complete_context()), complete),
            (Move, rest),
        ):
            if todo:
                moves = way.create(list(todo.values()))
                created.update(zip(todo, moves.ids, strict=True))
        return [created[index] for index in range(len(vals_list))]

    @api.model
    def _quiet_context(self):
        """No followers, log or tracking messages for each invoice of a run."""
        return {
            "tracking_disable": True,
            "mail_create_nolog": True,
            "mail_create_nosubscribe": True,
            "mail_notrack": True,
        }

    @api.model
    def _complete_context(self):
        """Keys core honours itself, safe because nothing is left to synchronise."""
        return {
            "cowork_complete_invoice": COMPLETE,
            "skip_invoice_sync": True,
            "skip_invoice_line_sync": True,
            "skip_analytic_sync": True,
            # Nobody changes a move that is being made: no UPDATE to say so and not.
            "skip_is_manually_modified": True,
        }
