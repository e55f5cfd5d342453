from functools import cache, partial

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from .fee_taxes import FeeTaxes

#: where a charge stands in the ledger
LINKS = ("move_line_id", "move_id")


class CoworkBillingRun(models.Model):
    """From fee lines to posted invoices."""

    _inherit = "cowork.billing.run"

    def _draft(self, fee_lines):
        """Put fee lines on draft invoices.

        :returns: the invoices, and a counter of why some were written the plain way
        """
        bills = []
        taxes = FeeTaxes(self.env)
        # Places without a journal of their own share what is searched for them.
        get_journal = cache(self.company_id._get_cowork_journal)
        journals = {
            place: get_journal(place if place.journal_id else place.browse())
            for place in fee_lines.contract_id.location_id
        }
        key = partial(self._get_invoice_grouping_key, journals)
        for lines in fee_lines.grouped(key).values():
            if sign := taxes.get_sign(lines):
                bills.append((lines, sign))
            else:
                lines.write({"state": "waived", "run_id": self.id})
        # Asked once per journal: no invoice changes a lock date.
        get_day = cache(partial(self.company_id._get_cowork_open_day, self.date))
        vals_list = [
            self._prepare_invoice(
                lines, sign, journals[lines.contract_id.location_id[0]], get_day
            )
            for lines, sign in bills
        ]
        written = self.env["cowork.invoice.writer"]._create_invoices(vals_list)
        self._link(written.moves, bills)
        return written

    def _post(self, moves):
        """Number and post the invoices of a batch.

        A number is locked for all others until this transaction ends: everything
        that can be done before must have been done.
        """
        if not moves or not self.company_id.cowork_auto_post:
            return
        self.env.flush_all()
        self.env["cowork.invoice.writer"]._post_invoices(moves)
        self._note_moved_dates(moves)

    @api.model
    def _get_invoice_grouping_key(self, journals, fee_line):
        """:param journals: dict of location to its sales journal
        :returns: what fee lines on one invoice have in common"""
        contract = fee_line.contract_id
        if fee_line.company_id.cowork_invoice_grouping == "contract":
            return contract
        return (
            contract._get_invoice_partner(),
            fee_line.currency_id,
            contract.payment_term_id,
            journals[contract.location_id],
        )

    def _prepare_invoice(self, fee_lines, sign, journal, get_day):
        """:param fee_lines: what stands on one invoice
        :param sign: 1 for an invoice, -1 for a credit note
        :param journal: ``account.journal`` it goes to
        :param get_day: function of the journal and of whether there are taxes, gives
            the day it is booked on
        :returns: values for ``account.move.create``"""
        contract = fee_lines.contract_id[:1]
        partner = contract._get_invoice_partner()
        write = self._get_text_writer(fee_lines.currency_id, partner.lang)
        has_tax = any(not fee._is_deposit() for fee in fee_lines)
        day = get_day(journal, has_tax)
        # Given only when the books are locked: else it is the invoice's own date.
        moved = {"date": day} if day != self.date else {}
        return {
            **moved,
            "move_type": "out_invoice" if sign > 0 else "out_refund",
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            "journal_id": journal.id,
            "currency_id": fee_lines.currency_id.id,
            "invoice_date": self.date,
            "invoice_payment_term_id": contract.payment_term_id.id,
            "invoice_origin": ", ".join(fee_lines.contract_id.mapped("name")),
            "invoice_user_id": contract.user_id.id,
            "cowork_contract_id": contract.id
            if len(fee_lines.contract_id) == 1
            else False,
            "cowork_run_id": self.id,
            "invoice_line_ids": [
                Command.create(self._prepare_invoice_line(line, sign, write))
                for line in fee_lines
            ],
        }

    @api.model
    def _get_text_writer(self, currency, lang):
        memo = self.env.cr.cache.setdefault("cowork_fee_text", {})
        key = (currency.id, lang)
        if key not in memo:
            text = self.env["cowork.fee.text"].with_context(lang=lang)
            memo[key] = text._get_writer(currency)
        return memo[key]

    @api.model
    def _prepare_invoice_line(self, fee_line, sign, write):
        """:returns: values of the invoice line of a fee line: its subtotal is the
        fee line's, to the cent"""
        vals = {
            "product_id": fee_line.product_id.id,
            "name": write(fee_line.computation),
            "quantity": fee_line.quantity * sign,
            "price_unit": fee_line.price_unit,
            "discount": fee_line.discount,
            "analytic_distribution": self._get_distribution(fee_line),
            "cowork_fee_line_id": fee_line.id,
        }
        if fee_line._is_deposit():
            account = fee_line.company_id._get_cowork_deposit_account()
            vals.update(
                account_id=account.id,
                tax_ids=[Command.clear()],
                analytic_distribution=False,
            )
        return vals

    @api.model
    def _get_distribution(self, fee_line):
        account = (
            fee_line.space_id.analytic_account_id
            or fee_line.location_id.analytic_account_id
        )
        return {str(account.id): 100} if account else False

    def _link(self, moves, bills):
        """Tie each fee line to its invoice line, and see that they say the same."""
        by_fee = {
            line.cowork_fee_line_id.id: line
            for line in moves.invoice_line_ids
            if line.cowork_fee_line_id
        }
        fee_lines = self.env["cowork.fee.line"].union(
            *(lines for lines, _sign in bills)
        )
        fee_lines.write({"state": "invoiced", "run_id": self.id})
        links = [fee_lines._fields[name] for name in LINKS]
        # What depends on them is told once for all, not for each.
        with self.env.protecting(links, fee_lines):
            for move, (lines, sign) in zip(moves, bills, strict=True):
                for fee in lines:
                    line = by_fee[fee.id]
                    self._check_subtotal(fee, line, sign)
                    fee.move_line_id = line
                    fee.move_id = move
        fee_lines.modified(LINKS)

    @api.model
    def _check_subtotal(self, fee, line, sign):
        subtotal = sign * line.price_subtotal
        if fee.currency_id.compare_amounts(subtotal, fee.amount_untaxed):
            raise UserError(
                self.env._(
                    "The invoice would say %(invoice)s where the charge “%(fee)s” is"
                    " %(amount)s. Check the taxes of the product.",
                    invoice=subtotal,
                    fee=fee.name,
                    amount=fee.amount_untaxed,
                )
            )

    def _note_moved_dates(self, moves):
        for move in moves.filtered(lambda m: m.date != m.invoice_date):
            contract = move.invoice_line_ids.cowork_fee_line_id.contract_id[:1]
            message = self.env._(
                "%(invoice)s was posted on %(date)s, because the books are locked for"
                " %(day)s.",
                invoice=move.name,
                date=format_date(self.env, move.date),
                day=format_date(self.env, move.invoice_date),
            )
            self._note(contract, message, kind="notice")
