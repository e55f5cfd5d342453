from odoo import api, models
from odoo.fields import Command

from .complete_invoice import SECTION_TYPES, PlainWay

#: Accounts whose lines have a residual without being matched.
CASH_TYPES = ("asset_cash", "liability_credit_card")


class CoworkInvoiceValues(models.AbstractModel):
    _name = "cowork.invoice.values"
    _description = "Values of a Complete Invoice"

    @api.model
    def _complete_values(self, vals, memo):
        """Return the values of the move with all its lines and amounts.

        :param vals: values as for ``account.move.create``
        :param memo: what was found for other invoices of the batch
        :raise PlainWay: if the shape is not proven equal
        """
        self._check_move_shape(vals)
        move, header = self._header_values(vals, memo)
        self._check_header(move, memo)
        lines = [command[2] for command in vals["invoice_line_ids"]]
        lines = [self._line_values(move, line, memo) for line in lines]
        products = [line for line in lines if line["display_type"] == "product"]
        taxes = self._tax_values(move, products, memo)
        self._add_amounts(header, move, products, taxes)
        terms = self._term_values(header, move, memo)
        for line in lines + taxes + terms:
            self._add_common(line, header, move)
        header["line_ids"] = [Command.create(line) for line in lines + taxes + terms]
        return header

    @api.model
    def _line_values(self, move, given, memo):
        """Return a product, section or note line, without amounts for now."""
        if (given.get("display_type") or "product") in SECTION_TYPES:
            return {
                "sequence": 100,
                "name": False,
                "quantity": 0.0,
                "price_unit": 0.0,
                "product_uom_id": False,
                "tax_ids": [],
                "tax_tag_ids": [],
                "analytic_distribution": False,
                **given,
                "account_id": False,
                "balance": 0.0,
                "amount_currency": 0.0,
                "price_subtotal": 0.0,
                "price_total": 0.0,
            }
        defaults = self._product_defaults(move, given, memo)
        line = {"sequence": 100, "discount": 0.0, **defaults, **given}
        line["display_type"] = "product"
        line["tax_ids"] = defaults["tax_ids"]
        line["analytic_distribution"] = given.get("analytic_distribution", False)
        Line = self.env["account.move.line"]
        for fname in ("quantity", "price_unit", "discount"):
            # The engine must see what the column will hold.
            line[fname] = Line._fields[fname].convert_to_cache(line[fname], Line)
        return line

    @api.model
    def _product_defaults(self, move, given, memo):
        """Return what the ERP would compute for a line with this product."""
        if "analytic_distribution" not in given and self._has_analytic_models(memo):
            raise PlainWay("analytic distribution model")
        asked = {
            fname: given[fname]
            for fname in ("account_id", "tax_ids", "product_uom_id")
            if fname in given
        }
        tax_key = self._tax_key(asked["tax_ids"]) if "tax_ids" in asked else None
        wanted = [
            fname
            for fname in ("account_id", "name", "price_unit", "product_uom_id")
            if fname not in given
        ]
        key = (
            "line",
            given.get("product_id"),
            asked.get("account_id"),
            tax_key,
            asked.get("product_uom_id"),
            tuple(wanted),
            move.company_id.id,
            move.journal_id.id,
            move.move_type,
            move.fiscal_position_id.id,
            move.partner_id.lang,
            "price_unit" in wanted and (move.currency_id.id, move.date),
        )
        if key not in memo:
            memo[key] = self._compute_defaults(move, given, asked, wanted)
        return dict(memo[key])

    @api.model
    def _compute_defaults(self, move, given, asked, wanted):
        Line = self.env["account.move.line"]
        product = self.env["product.product"].browse(given.get("product_id"))
        if "account_id" in wanted:
            accounts = product.with_company(
                move.company_id
            ).product_tmpl_id.get_product_accounts(fiscal_pos=move.fiscal_position_id)
            if not product or not accounts["income"]:
                # The ERP would guess from the partner's or the move's other lines.
                raise PlainWay("no income account")
        line = Line.new({"product_id": product.id, **asked, "move_id": move})
        found = {
            fname: Line._fields[fname].convert_to_write(line[fname], line)
            for fname in wanted
        }
        found["quantity"] = 1.0
        found["tax_ids"] = [Command.set(line.tax_ids._origin.ids)]
        return found

    @api.model
    def _tax_key(self, commands):
        """Return the tax ids asked for, as a key."""
        ids = []
        for command in commands or []:
            if not isinstance(command, list | tuple):
                raise PlainWay("tax command")
            if command[0] == Command.SET:
                ids = list(command[2])
            elif command[0] == Command.LINK:
                ids.append(command[1])
            elif command[0] == Command.CLEAR:
                ids = []
            else:
                raise PlainWay("tax command")
        return tuple(ids)

    @api.model
    def _has_analytic_models(self, memo):
        if "analytic" not in memo:
            # sudo: whether there are any does not depend on who bills.
            Model = self.env["account.analytic.distribution.model"].sudo()
            memo["analytic"] = bool(Model.search([], limit=1))
        return memo["analytic"]

    @api.model
    def _add_amounts(self, header, move, products, taxes):
        """Add the totals of the move, as ``account.move._compute_amount`` sums them."""
        sign = move.direction_sign
        company_currency, currency = move.company_id.currency_id, move.currency_id
        untaxed = company_currency.round(sum(line["balance"] for line in products))
        tax = company_currency.round(sum(line["balance"] for line in taxes))
        untaxed_currency = currency.round(sum(ln["amount_currency"] for ln in products))
        tax_currency = currency.round(sum(ln["amount_currency"] for ln in taxes))
        total = company_currency.round(untaxed + tax)
        total_currency = currency.round(untaxed_currency + tax_currency)
        header.update(
            amount_untaxed=sign * untaxed_currency,
            amount_tax=sign * tax_currency,
            amount_total=sign * total_currency,
            amount_untaxed_signed=-untaxed,
            amount_untaxed_in_currency_signed=-untaxed_currency,
            amount_tax_signed=-tax,
            amount_total_signed=-total,
            amount_total_in_currency_signed=-total_currency,
            always_tax_exigible=False,
            # Set by create anyway: with an UPDATE of its own.
            is_manually_modified=False,
            made_sequence_gap=False,
            name=False,
            payment_reference=header.get("payment_reference"),
            payment_state="not_paid",
            sequence_number=0,
            sequence_prefix="",
        )

    @api.model
    def _add_common(self, line, header, move):
        """Add what every line takes over from its move."""
        account = self.env["account.account"].browse(line["account_id"])
        open_item = account.reconcile or account.account_type in CASH_TYPES
        balance, amount_currency = line["balance"], line["amount_currency"]
        line.setdefault("product_id", False)
        line.setdefault("tax_repartition_line_id", False)
        line.update(
            amount_residual=balance if open_item else 0.0,
            amount_residual_currency=amount_currency if open_item else 0.0,
            currency_id=header["currency_id"],
            date=header["date"],
            invoice_date=header["invoice_date"],
            is_storno=False,
            no_followup=False,
            parent_state="draft",
            partner_id=header["commercial_partner_id"],
            reconciled=open_item and not balance and not amount_currency,
            ref=header.get("ref"),
        )
