from odoo import models
from odoo.exceptions import UserError

#: what a document adds to or takes from a charge
SIGNS = {"out_invoice": 1, "out_refund": -1}


class CoworkFeeLine(models.Model):
    """What accountants do to invoices, followed on the charges.

    A charge is ``invoiced`` while something of it stands on posted documents, or on
    its own draft, and ``credited`` when credit notes took all of it back.
    """

    _inherit = "cowork.fee.line"

    def _get_given_back(self):
        """What credit notes made by hand took back, less what corrected invoices
        charged again.

        :returns: dict of fee line to amount, as priced and of the charge's own sign;
            without those no credit note was made for
        """
        # sudo: asked by billing and by the ledger, whoever is at work there.
        lines = self.env["account.move.line"].sudo()
        posted = [
            ("cowork_fee_line_id", "in", self.ids),
            ("parent_state", "=", "posted"),
            ("display_type", "=", "product"),
        ]
        by_hand = [("move_id.reversed_entry_id", "!=", False)]
        touched = lines._read_group(posted + by_hand, ["cowork_fee_line_id"])
        fees = self.browse([fee.id for (fee,) in touched])
        if not fees:
            return {}
        posted[0] = ("cowork_fee_line_id", "in", fees.ids)
        net = dict.fromkeys(fees, 0.0)
        for fee, move_type, subtotal, total in lines._read_group(
            posted,
            ["cowork_fee_line_id", "move_type"],
            ["price_subtotal:sum", "price_total:sum"],
        ):
            amount = total if fee._is_with_tax() else subtotal
            net[self.browse(fee.id)] += SIGNS.get(move_type, 0) * amount
        # sudo: see above.
        for fee in fees.sudo():
            line = fee.move_line_id
            if line.parent_state == "draft":
                amount = line.price_total if fee._is_with_tax() else line.price_subtotal
                net[self.browse(fee.id)] += SIGNS[line.move_type] * amount
        return {fee: fee.amount - amount for fee, amount in net.items()}

    def _check_left(self):
        """No more is given back of a charge than it came to, by whomever. Of two credit
        notes at once one fails on the contract, which both write, and is tried again.

        :raises UserError: naming the first of which too much is given back
        """
        # sudo: whoever credits an invoice need not see all of its charges.
        given_back = self.sudo()._get_given_back()
        for fee in self.sudo().filtered(lambda fee: fee in given_back):
            credits = fee.credit_ids.filtered(lambda credit: credit.state != "void")
            by_run = -sum(credits.mapped("amount"))
            over = abs(given_back[fee]) + abs(by_run) - abs(fee.amount)
            if fee.currency_id.compare_amounts(over, 0) > 0:
                raise UserError(
                    self.env._(
                        "“%(charge)s” came to %(amount)s, and billing gave back"
                        " %(by_run)s of it already: with this credit note it would be"
                        " %(over)s too much. Take the line out, or credit less of it.",
                        charge=fee.explanation,
                        amount=fee.amount,
                        by_run=fee.currency_id.round(by_run),
                        over=fee.currency_id.round(over),
                    )
                )

    def _is_with_tax(self):
        """Whether the price of this charge includes tax."""
        self.ensure_one()
        return bool(self.currency_id.compare_amounts(self.amount, self.amount_untaxed))

    def _follow_ledger(self):
        """Mark charges credited that credit notes took back, and invoiced again when
        those are undone."""
        # sudo: whoever may post or undo the credit note need not be able to write fee
        # lines.
        fees = self.sudo().filtered(lambda fee: fee.state in ("invoiced", "credited"))
        given_back = fees._get_given_back()
        is_gone = {fee: fee._is_taken_back(given_back) for fee in fees}
        for state, gone in (("credited", True), ("invoiced", False)):
            fees.filtered(
                lambda fee, gone=gone, state=state: is_gone[fee] is gone
                and fee.state != state
            ).state = state
        fees.contract_id._bill_from_scratch()

    def _is_taken_back(self, given_back):
        self.ensure_one()
        return self in given_back and (
            self.currency_id.compare_amounts(abs(given_back[self]), abs(self.amount))
            >= 0
        )

    def _detach(self):
        """The invoice line of these charges is gone: they wait for the next run,
        unless a credit note had taken them back anyway."""
        # sudo: whoever may cancel the invoice need not be able to write fee lines.
        fees = self.sudo()
        given_back = fees._get_given_back()
        gone = fees.filtered(lambda fee: fee._is_taken_back(given_back))
        for fee in gone:
            line = fee._get_last_invoice_line()
            fee.write(
                {
                    "state": "credited",
                    "move_line_id": line.id,
                    "move_id": line.move_id.id,
                }
            )
        (fees - gone).write({"state": "open", "move_line_id": False, "move_id": False})
        fees.contract_id._bill_from_scratch()

    def _get_last_invoice_line(self):
        self.ensure_one()
        return self.env["account.move.line"].search(
            [
                ("cowork_fee_line_id", "=", self.id),
                ("parent_state", "=", "posted"),
                ("move_id.reversed_entry_id", "=", False),
            ],
            order="id desc",
            limit=1,
        )

    def _adopt(self, line):
        """Stand on another invoice line: one that came back, or a corrected one."""
        self.ensure_one()
        # sudo: whoever may post the invoice need not be able to write fee lines.
        self.sudo().write(
            {"state": "invoiced", "move_line_id": line.id, "move_id": line.move_id.id}
        )

    def _check_invoice_line(self, line):
        """Whether an invoice may be posted, or come back, with this charge on it.

        :param line: ``account.move.line`` (sudo) that carries the charge
        :raises UserError: when the charge stands elsewhere, or the line says another
            amount or product
        """
        self.ensure_one()
        if self.move_line_id == line:
            amount = SIGNS[line.move_type] * line.price_subtotal
            if self.currency_id.compare_amounts(amount, self.amount_untaxed):
                raise UserError(
                    self.env._(
                        "“%(line)s” says %(amount)s, but %(charged)s was charged. Put"
                        " the price back and credit the difference afterwards, or"
                        " delete the line: the next run bills it again.",
                        line=line.name,
                        amount=amount,
                        charged=self.amount_untaxed,
                    )
                )
            if line.product_id != self.product_id:
                raise UserError(
                    self.env._(
                        "“%(line)s” has another product than the charge. Put"
                        " %(product)s back: members find it on the fee schedule.",
                        line=line.name,
                        product=self.product_id.display_name,
                    )
                )
        elif self.state in ("invoiced", "void", "waived") or self.released:
            raise UserError(
                self.env._(
                    "“%(line)s” stands on %(invoice)s. Delete it here: nothing is"
                    " billed twice.",
                    line=line.name,
                    invoice=self.move_id.name or self.env._("no invoice any more"),
                )
            )
