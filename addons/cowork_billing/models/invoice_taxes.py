import json

from odoo import api, models


class CoworkInvoiceTaxes(models.AbstractModel):
    _name = "cowork.invoice.taxes"
    _description = "Taxes of a Complete Invoice"

    @api.model
    def _tax_values(self, move, products, memo):
        """Add amounts and tags to the product lines, return the tax lines.

        The amounts come from the ERP's own tax engine, once for each distinct set of
        lines of the batch.

        :param move: the virtual move, header only
        :param products: values of the product lines, completed here
        """
        head = (
            move.company_id.id,
            move.move_type,
            move.currency_id.id,
            move.invoice_currency_rate,
        )
        keys, bases = [], []
        for line in products:
            key = (
                "base",
                *head,
                line.get("product_id"),
                line["product_uom_id"],
                tuple(line["tax_ids"][0][2]),
                line["price_unit"],
                line["quantity"],
                line["discount"],
            )
            if key not in memo:
                memo[key] = self._base_line(move, line)
            bases.append(memo[key])
            keys.append(
                (*key, line["account_id"], json.dumps(line["analytic_distribution"]))
            )
        key = ("taxes", *keys)
        if key not in memo:
            memo[key] = self._compute_taxes(move, products, bases)
        amounts, taxes = memo[key]
        for line, amount in zip(products, amounts, strict=True):
            line.update(amount)
        partner_id = move.commercial_partner_id.id
        return [{**line, "partner_id": partner_id} for line in taxes]

    @api.model
    def _base_line(self, move, line):
        """Return the line as the tax engine wants it, with its taxes not rounded."""
        env = self.env
        AccountTax = env["account.tax"]
        base = AccountTax._prepare_base_line_for_taxes_computation(
            None,
            product_id=env["product.product"].browse(line.get("product_id")),
            product_uom_id=env["uom.uom"].browse(line["product_uom_id"]),
            tax_ids=AccountTax.browse(line["tax_ids"][0][2]),
            price_unit=line["price_unit"],
            quantity=line["quantity"],
            discount=line["discount"],
            currency_id=move.currency_id,
            rate=move.invoice_currency_rate,
            sign=move.direction_sign,
            special_mode=False,
            is_refund=move.move_type == "out_refund",
        )
        AccountTax._add_tax_details_in_base_line(base, move.company_id)
        return base

    @api.model
    def _copy_base(self, base, **values):
        """Return a base line that can be rounded without touching the first."""
        details = dict(base["tax_details"])
        details["taxes_data"] = [dict(data) for data in details["taxes_data"]]
        return {**base, **values, "tax_details": details}

    @api.model
    def _compute_taxes(self, move, products, bases):
        """Return the amounts of the product lines and the values of the tax lines.

        :param bases: base lines of the products
        """
        AccountTax = self.env["account.tax"]
        company, currency = move.company_id, move.currency_id
        bases = [
            self._copy_base(
                base,
                partner_id=move.commercial_partner_id,
                account_id=self.env["account.account"].browse(line["account_id"]),
                analytic_distribution=line["analytic_distribution"],
            )
            for line, base in zip(products, bases, strict=True)
        ]
        AccountTax._round_base_lines_tax_details(bases, company)
        AccountTax._add_accounting_data_in_base_lines_tax_details(bases, company)
        result = AccountTax._prepare_tax_lines(bases, company)

        def rounded(values):
            return {
                "balance": company.currency_id.round(values["balance"]),
                "amount_currency": currency.round(values["amount_currency"]),
            }

        base_values = [
            {
                # What the other lines round does not touch them.
                "price_subtotal": base["tax_details"]["total_excluded_currency"],
                "price_total": base["tax_details"]["total_included_currency"],
                "tax_tag_ids": values["tax_tag_ids"],
                **rounded(values),
            }
            for base, values in result["base_lines_to_update"]
        ]
        tax_values = [
            {
                "sequence": 10000,
                "quantity": 0.0,
                "price_unit": 0.0,
                "price_subtotal": 0.0,
                "price_total": 0.0,
                "product_uom_id": False,
                **values,
                "display_type": "tax",
                **rounded(values),
            }
            for values in result["tax_lines_to_add"]
        ]
        return base_values, tax_values
