from odoo import api, fields, models
from odoo.tools.translate import get_translation

from .complete_invoice import PlainWay


class CoworkInvoiceTerms(models.AbstractModel):
    _name = "cowork.invoice.terms"
    _description = "Dues of a Complete Invoice"

    @api.model
    def _term_values(self, header, move, memo):
        """Return the receivable lines, as ``account.move._compute_needed_terms``."""
        dues = self._dues(header, move)
        account = self._receivable_account(move, memo)
        lines = []
        for (date_maturity, discount_date), due in dues.items():
            lines.append(
                {
                    "display_type": "payment_term",
                    "sequence": 12000,
                    "name": False,
                    "account_id": account.id,
                    "date_maturity": date_maturity,
                    "discount_date": discount_date,
                    "quantity": 0.0,
                    "price_unit": 0.0,
                    "product_uom_id": False,
                    "tax_ids": [],
                    "analytic_distribution": False,
                    "price_subtotal": 0.0,
                    "price_total": 0.0,
                    **due,
                }
            )
        self._name_terms(lines, header, move)
        residual = sum(line["balance"] for line in lines)
        residual_currency = sum(line["amount_currency"] for line in lines)
        if not account.reconcile:
            residual = residual_currency = 0.0
        header["amount_residual"] = -move.direction_sign * residual_currency
        header["amount_residual_signed"] = residual
        header["invoice_date_due"] = header.get("invoice_date_due") or max(
            line["date_maturity"] for line in lines
        )
        return lines

    @api.model
    def _dues(self, header, move):
        """Return amounts by due date and discount date."""
        if not move.invoice_payment_term_id:
            date = header.get("invoice_date_due") or fields.Date.context_today(move)
            return {
                (fields.Date.to_date(date), False): {
                    "balance": header["amount_total_signed"],
                    "amount_currency": header["amount_total_in_currency_signed"],
                    "discount_balance": 0.0,
                    "discount_amount_currency": 0.0,
                }
            }
        sign = 1 if move.is_inbound(include_receipts=True) else -1
        terms = move.invoice_payment_term_id._compute_terms(
            date_ref=move.invoice_date,
            currency=move.currency_id,
            company=move.company_id,
            tax_amount_currency=header["amount_tax"] * sign,
            tax_amount=header["amount_tax_signed"],
            untaxed_amount_currency=header["amount_untaxed"] * sign,
            untaxed_amount=header["amount_untaxed_signed"],
            cash_rounding=move.invoice_cash_rounding_id,
            sign=sign,
        )
        dues = {}
        company_currency, currency = move.company_id.currency_id, move.currency_id
        for term in terms["line_ids"]:
            key = fields.Date.to_date(term["date"]), terms.get("discount_date")
            due = dues.setdefault(
                key,
                {
                    "balance": 0.0,
                    "amount_currency": 0.0,
                    "discount_balance": terms.get("discount_balance") or 0.0,
                    "discount_amount_currency": terms.get("discount_amount_currency")
                    or 0.0,
                },
            )
            due["balance"] += term["company_amount"]
            due["amount_currency"] += term["foreign_amount"]
        for due in dues.values():
            due["balance"] = company_currency.round(due["balance"])
            due["amount_currency"] = currency.round(due["amount_currency"])
        return dues

    @api.model
    def _receivable_account(self, move, memo):
        """Return the account of the receivable lines."""
        key = "receivable", move.company_id.id, move.commercial_partner_id.id
        if key not in memo:
            company = move.company_id
            partner = move.commercial_partner_id.with_company(company)
            memo[key] = (
                partner.property_account_receivable_id
                or company.partner_id.with_company(
                    company
                ).property_account_receivable_id
            )
        if not memo[key]:
            raise PlainWay("no receivable account")
        return move.fiscal_position_id.map_account(memo[key])

    @api.model
    def _name_terms(self, lines, header, move):
        reference, ref = header.get("payment_reference"), header.get("ref")
        name = reference or ""
        if reference and ref and reference != ref:
            name = f"{ref} - {reference}"
        by_date = sorted(lines, key=lambda line: line["date_maturity"])
        several = len(move.invoice_payment_term_id.line_ids) > 1
        for number, line in enumerate(by_date, 1):
            if several:
                # The ERP's own words, in its translation.
                line["name"] = get_translation(
                    "account",
                    self.env.lang or "en_US",
                    "%(name)s installment #%(number)s",
                    {"name": name, "number": number},
                ).lstrip()
            else:
                line["name"] = name or False
