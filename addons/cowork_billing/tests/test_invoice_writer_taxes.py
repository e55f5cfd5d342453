"""Taxes, tax rounding and currencies come out the same both ways."""

from odoo import Command
from odoo.tests import tagged

from .invoice_writer_common import InvoiceWriterCommon


@tagged("post_install", "-at_install")
class TestInvoiceWriterTaxes(InvoiceWriterCommon):
    def test_two_taxes_and_none(self):
        taxes = self.tax(10) | self.tax(2.5)
        self.assertBothWaysEqual(
            self.bill(
                self.line(tax_ids=[Command.set(taxes.ids)]),
                self.line(55.55, tax_ids=[Command.set(taxes[:1].ids)]),
                self.line(12.34, tax_ids=[Command.clear()]),
                self.line(12.34, tax_ids=[]),
            )
        )

    def test_taxes_in_the_price(self):
        included = self.tax(21, price_include_override="tax_included")
        self.assertBothWaysEqual(
            self.bill(
                self.line(99.99, tax_ids=[Command.set(included.ids)]),
                self.line(33.33, 3, tax_ids=[Command.set(included.ids)]),
            )
        )

    def test_tax_on_tax_and_fixed_and_division(self):
        first = self.tax(5, include_base_amount=True, sequence=1)
        second = self.tax(10, sequence=2)
        fixed = self.tax(1.5, amount_type="fixed", sequence=3)
        division = self.tax(20, amount_type="division", sequence=4)
        taxes = first | second | fixed | division
        self.assertBothWaysEqual(
            self.bill(
                self.line(77.77, 3, tax_ids=[Command.set(taxes.ids)]),
                self.line(0.01, tax_ids=[Command.set(taxes.ids)]),
            )
        )

    def test_group_of_taxes(self):
        parts = self.tax(7, type_tax_use="none") | self.tax(3, type_tax_use="none")
        group = self.tax(
            0, amount_type="group", children_tax_ids=[Command.set(parts.ids)]
        )
        self.assertBothWaysEqual(
            self.bill(self.line(123.45, tax_ids=[Command.set(group.ids)]))
        )

    def test_tax_split_over_accounts_with_tags(self):
        self.assertBothWaysEqual(*self._tagged_bills())

    def _tagged_bills(self):
        tags = self.env["account.account.tag"].create(
            [
                {"name": name, "applicability": "taxes", "country_id": country.id}
                for name in ("base", "tax one", "tax two")
                for country in self.company.account_fiscal_country_id
            ]
        )
        lines = [
            Command.create({"repartition_type": "base", "tag_ids": tags[0].ids}),
            Command.create(
                {
                    "repartition_type": "tax",
                    "factor_percent": 33,
                    "account_id": self.company_data["default_account_tax_sale"].id,
                    "tag_ids": tags[1].ids,
                }
            ),
            Command.create(
                {
                    "repartition_type": "tax",
                    "factor_percent": 67,
                    "tag_ids": tags[2].ids,
                }
            ),
        ]
        tax = self.tax(
            13,
            analytic=True,
            invoice_repartition_line_ids=lines,
            refund_repartition_line_ids=[Command.create(dict(c[2])) for c in lines],
        )
        self.product.account_tag_ids = self.env["account.account.tag"].create(
            {"name": "product", "applicability": "products"}
        )
        line = self.line(99.99, tax_ids=[Command.set(tax.ids)])
        return self.bill(line, line), self.bill(line, move_type="out_refund")

    def test_cash_basis_tax(self):
        account = self.env["account.account"].create(
            {
                "name": "Tax to pay on payment",
                "code": "TAXDUE",
                "account_type": "liability_current",
                "reconcile": True,
            }
        )
        self.company.tax_exigibility = True
        tax = self.tax(
            10,
            tax_exigibility="on_payment",
            cash_basis_transition_account_id=account.id,
        )
        self.assertBothWaysEqual(self.bill(self.line(tax_ids=[Command.set(tax.ids)])))

    def test_both_rounding_methods(self):
        lines = [self.line(price) for price in (10.03, 20.07, 0.99, 33.333)]
        included = self.tax(21, price_include_override="tax_included")
        lines += [self.line(9.99, tax_ids=[Command.set(included.ids)])] * 3
        for method in ("round_per_line", "round_globally"):
            with self.subTest(method=method):
                self.company.tax_calculation_rounding_method = method
                self.assertBothWaysEqual(
                    self.bill(*lines), self.bill(*lines, move_type="out_refund")
                )

    def test_fiscal_position_of_the_partner(self):
        other = self.tax(6)
        account = self.company_data["default_account_revenue"].copy()
        receivable = self.company_data["default_account_receivable"].copy()
        position = self.env["account.fiscal.position"].create(
            {
                "name": "Abroad",
                "account_ids": [
                    Command.create(
                        {"account_src_id": src.id, "account_dest_id": dst.id}
                    )
                    for src, dst in (
                        (self.company_data["default_account_revenue"], account),
                        (self.company_data["default_account_receivable"], receivable),
                    )
                ],
            }
        )
        other.write(
            {
                "fiscal_position_ids": [Command.link(position.id)],
                "original_tax_ids": [Command.link(self.tax_sale.id)],
            }
        )
        self.partner_a.property_account_position_id = position
        bill = self.bill()
        written = self.writer._create_invoices([self._copied(bill)])
        self.assertEqual(written.moves.invoice_line_ids.tax_ids, other)
        self.assertBothWaysEqual(
            bill,
            self.bill(fiscal_position_id=False),
            self.bill(
                partner_id=self.partner_b.id,
                fiscal_position_id=position.id,
            ),
        )

    def test_foreign_currencies_of_0_2_and_3_decimals(self):
        for code, rate in (("JPY", 163.17), ("EUR", 0.87), ("BHD", 0.3771)):
            currency = self.setup_other_currency(
                code, rates=[("2026-01-01", rate), ("2026-12-01", rate * 2)]
            )
            with self.subTest(code=code):
                lines = [self.line(1999.987, 3), self.line(5.005, discount=10)]
                for method in ("round_per_line", "round_globally"):
                    self.company.tax_calculation_rounding_method = method
                    self.assertBothWaysEqual(
                        self.bill(*lines, currency_id=currency.id),
                        self.bill(
                            *lines, currency_id=currency.id, move_type="out_refund"
                        ),
                    )

    def test_company_in_yen_and_in_dinars(self):
        for code in ("JPY", "BHD"):
            currency = self.setup_other_currency(code)
            data = self.setup_other_company(name=f"In {code}", currency_id=currency.id)
            with self.subTest(code=code):
                self.assertBothWaysEqual(
                    self.bill(
                        self.line(
                            1234.5678,
                            3,
                            tax_ids=data["default_tax_sale"].ids
                            and [Command.set(data["default_tax_sale"].ids)],
                            analytic_distribution=False,
                        ),
                        company_id=data["company"].id,
                        journal_id=data["default_journal_sale"].id,
                    )
                )
