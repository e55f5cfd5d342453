from decimal import Decimal

from odoo import api, models

from ..engine.deposit_ledger import paid_of
from .cowork_contract_line import decimal
from .cowork_fee_line import DEPOSITS

#: states in which what a contract brought with it is held
TAKEN_OVER = ("signed", "active", "suspended", "ended")


class CoworkDeposit(models.Model):
    """How deposits follow the ledger: postings, payments, credit notes."""

    _inherit = "cowork.deposit"

    # Postings -------------------------------------------------------------------------

    @api.model
    def _follow_postings(self, moves):
        """Enter what posted documents charge, credit or give back of deposits.

        :param moves: ``account.move`` (sudo), posted
        """
        charged = moves.invoice_line_ids.filtered(
            lambda line: line.cowork_fee_line_id.kind in DEPOSITS
        )
        entries = moves.filtered(lambda move: move.move_type == "entry")
        reversed_ = entries.filtered("reversed_entry_id").line_ids.filtered(
            "cowork_deposit_id"
        )
        if not charged and not reversed_:
            return
        deposits = self._of(charged.cowork_fee_line_id.contract_id)
        vals_list = []
        for line in charged:
            deposit = deposits[line.cowork_fee_line_id.contract_id.id]
            vals_list += self._prepare_document_entries(deposit, line)
        for line in reversed_ - charged:
            vals_list += self._prepare_reversal_entries(line)
        self.env["cowork.deposit.entry"]._record(vals_list)
        self._follow_payments(charged.move_id)

    @api.model
    def _prepare_entry(self, deposit, line, kind, amount, **vals):
        """:param line: ``account.move.line`` that posts it
        :returns: values of an entry"""
        return {
            "key": f"{kind}:{line.id}",
            "deposit_id": deposit.id,
            "kind": kind,
            "date": line.date,
            "amount": float(amount),
            "move_line_id": line.id,
            **vals,
        }

    @api.model
    def _prepare_document_entries(self, deposit, line):
        """:returns: list of values of what an invoice line does to a deposit"""
        fee = line.cowork_fee_line_id
        amount = -decimal(line.amount_currency)
        if fee.kind == "deposit":
            before = Decimal(fee.computation.get("charged", 0))
            first = "topped_up" if before else "charged"
            kind = first if amount > 0 else "credited"
            return [self._prepare_entry(deposit, line, kind, amount)]
        # A refund at the end: what it pays of the member's debts was drawn.
        drawn = min(Decimal(fee.computation.get("drawn", 0)), abs(amount))
        if amount > 0:
            drawn = -drawn
        parts = {"drawn": -drawn, "refunded": amount + drawn}
        reason = self.env._("Settlement: %s", line.move_id.name)
        return [
            self._prepare_entry(deposit, line, kind, part, reason=reason)
            for kind, part in parts.items()
            if part
        ]

    @api.model
    def _prepare_reversal_entries(self, line):
        """:returns: list of values of what a reversed journal entry takes back"""
        originals = self.env["cowork.deposit.entry"].search(
            [
                ("move_id", "=", line.move_id.reversed_entry_id.id),
                ("deposit_id", "=", line.cowork_deposit_id.id),
            ]
        )
        amount = -decimal(line.amount_currency)
        original = originals.filtered(
            lambda entry: entry.currency_id.is_zero(entry.amount + float(amount))
        )[:1]
        if not original:
            return []
        return [
            self._prepare_entry(
                line.cowork_deposit_id,
                line,
                original.kind,
                amount,
                to_top_up=original.to_top_up,
                reason=self.env._("Reversal of %s", original.move_id.name),
            )
        ]

    # Payments -------------------------------------------------------------------------

    @api.model
    def _follow_payments(self, moves):
        """Enter what was paid, or taken back, of deposits since the last time.

        :param moves: ``account.move`` (sudo), of any kind
        """
        documents = moves.filtered(
            lambda move: move.is_sale_document() and move.state == "posted"
        )
        lines = documents.invoice_line_ids.filtered(
            lambda line: line.cowork_fee_line_id.kind in DEPOSITS
        )
        if not lines:
            return
        known = self._get_paid_entries(lines)
        deposits = self._of(lines.cowork_fee_line_id.contract_id)
        vals_list = []
        for move, some in lines.grouped("move_id").items():
            for line, paid in self._get_paid(move, some).items():
                count, before = known.get(line.id, (0, Decimal(0)))
                if paid == before:
                    continue
                contract = line.cowork_fee_line_id.contract_id
                vals_list.append(
                    self._prepare_payment_entry(
                        deposits[contract.id], line, before, paid, count
                    )
                )
        self.env["cowork.deposit.entry"]._record(vals_list)

    @api.model
    def _get_paid_entries(self, lines):
        """:returns: dict of move line id to how many payment entries it has, and their
        sum"""
        groups = self.env["cowork.deposit.entry"]._read_group(
            [
                ("move_line_id", "in", lines.ids),
                ("kind", "in", ("received", "paid_out")),
            ],
            ["move_line_id", "currency_id"],
            ["__count", "amount:sum"],
        )
        return {
            line.id: (count, decimal(currency.round(amount)))
            for line, currency, count, amount in groups
        }

    @api.model
    def _get_paid(self, move, lines):
        """:param lines: the document's lines that are deposits
        :returns: dict of line to what of it was settled, as the money in hand sees it:
            negative where it went out"""
        paid = dict.fromkeys(lines, Decimal(0))
        direction = 1 if move.move_type == "out_invoice" else -1
        waiting, amounts = [], []
        for line in lines.sorted(lambda ln: (ln.sequence, ln.id)):
            fee = line.cowork_fee_line_id
            amount = decimal(line.price_subtotal)
            if fee.kind == "deposit_refund":
                # What was drawn has left the deposit when it was posted.
                drawn = Decimal(fee.computation.get("drawn", 0))
                amount = max(abs(amount) - drawn, 0) * (1 if amount > 0 else -1)
            if amount > 0:
                waiting.append(line)
                amounts.append(amount)
            else:
                # Set off against the other lines of the document at once.
                paid[line] = direction * amount
        total = decimal(move.amount_total)
        settled = total - decimal(abs(move.amount_residual))
        for line, part in zip(waiting, paid_of(total, settled, amounts), strict=True):
            paid[line] = direction * part
        step = move.currency_id.round
        return {line: decimal(step(float(part))) for line, part in paid.items()}

    @api.model
    def _prepare_payment_entry(self, deposit, line, before, paid, count):
        """:param before: what was paid of it until now
        :param paid: what is paid of it
        :param count: how many payment entries the line has already
        :returns: values of the entry for what changed"""
        is_refund = line.cowork_fee_line_id.kind == "deposit_refund"
        kind = "paid_out" if is_refund else "received"
        partials = self._get_partials(line.move_id)
        latest = partials.sorted(lambda p: (p.max_date, p.id))[-1:]
        day = latest.max_date or line.date
        if abs(paid) < abs(before):
            # Taken back: nobody has told the ledger on which day.
            day = max(deposit.location_id._today(), line.date)
        others = (latest.debit_move_id | latest.credit_move_id).move_id - line.move_id
        return self._prepare_entry(
            deposit,
            line,
            kind,
            paid - before,
            key=f"{kind}:{line.id}:{count}",
            date=day,
            counterpart_id=others[:1].id,
        )

    @api.model
    def _get_partials(self, move):
        """:returns: the matchings of a document's due amounts"""
        due = move.line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        return due.matched_debit_ids | due.matched_credit_ids

    # What a contract brought with it --------------------------------------------------

    @api.model
    def _follow_openings(self, contracts):
        """Enter the deposits that contracts held before they were kept here.

        :param contracts: ``cowork.contract`` (sudo)
        """
        held = contracts.filtered(lambda c: c.deposit_opening or c.deposit_ids)
        if not held:
            return
        known = {
            contract.id: (count, amount)
            for contract, count, amount in self.env["cowork.deposit.entry"]._read_group(
                [("contract_id", "in", held.ids), ("kind", "=", "opening")],
                ["contract_id"],
                ["__count", "amount:sum"],
            )
        }
        changed = {}
        for contract in held:
            count, before = known.get(contract.id, (0, 0.0))
            now = contract.deposit_opening if contract.state in TAKEN_OVER else 0.0
            if contract.currency_id.compare_amounts(now, before):
                changed[contract] = (count, contract.currency_id.round(now - before))
        if not changed:
            return
        deposits = self._of(self.env["cowork.contract"].union(*changed))
        self.env["cowork.deposit.entry"]._record(
            [
                {
                    "key": f"opening:{contract.id}:{count}",
                    "deposit_id": deposits[contract.id].id,
                    "kind": "opening",
                    "date": contract.date_start,
                    "amount": amount,
                }
                for contract, (count, amount) in changed.items()
            ]
        )
