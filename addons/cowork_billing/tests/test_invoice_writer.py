"""The fast way writes the same rows as ``account.move.create``."""

from odoo import Command, fields
from odoo.tests import tagged

from .invoice_writer_common import InvoiceWriterCommon


@tagged("post_install", "-at_install")
class TestInvoiceWriter(InvoiceWriterCommon):
    def test_one_line_with_the_tax_of_its_product(self):
        self.assertBothWaysEqual(self.bill())

    def test_bills_keep_the_order_of_their_values(self):
        bills = [self.bill(self.line(float(price))) for price in (30, 10, 20)]
        bills[1]["invoice_cash_rounding_id"] = self._cash_rounding().id
        written = self.writer._create_invoices(bills)
        self.assertEqual(written.moves.mapped("amount_untaxed"), [30.0, 10.0, 20.0])
        self.assertEqual(written.plain_count, 1)

    def test_line_values_the_product_gives(self):
        line = Command.create({"product_id": self.product.id})
        self.assertBothWaysEqual(self.bill(line))

    def test_remainders_and_discounts(self):
        self.assertBothWaysEqual(
            self.bill(
                self.line(33.333, 3, discount=12.5),
                self.line(0.07, 0.33),
                self.line(19.99, 7, discount=33.33),
                self.line(100, 1.005),
            )
        )

    def test_terms_with_several_dues(self):
        self.assertBothWaysEqual(
            self.bill(self.line(333.33), invoice_payment_term_id=self.pay_terms_b.id),
            self.bill(
                self.line(333.33),
                invoice_payment_term_id=self.pay_terms_b.id,
                move_type="out_refund",
            ),
            self.bill(
                self.line(333.33),
                invoice_payment_term_id=self.pay_terms_b.id,
                payment_reference="RF 12",
                ref="Order 7",
            ),
        )

    def test_dues_on_the_same_day_are_one(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "Thirds",
                "line_ids": [
                    Command.create({"value_amount": part, "nb_days": days})
                    for part, days in ((33.33, 0), (33.33, 0), (33.34, 30))
                ],
            }
        )
        self.assertBothWaysEqual(
            self.bill(self.line(99.99), invoice_payment_term_id=term.id)
        )

    def test_early_discount(self):
        for computation in ("included", "excluded"):
            term = self.env["account.payment.term"].create(
                {
                    "name": "2/7 net 30",
                    "early_discount": True,
                    "discount_days": 7,
                    "discount_percentage": 2,
                    "early_pay_discount_computation": computation,
                    "line_ids": [Command.create({"value_amount": 100, "nb_days": 30})],
                }
            )
            with self.subTest(computation=computation):
                self.assertBothWaysEqual(
                    self.bill(self.line(99.99), invoice_payment_term_id=term.id)
                )

    def test_no_term_and_a_given_due_date(self):
        self.partner_a.property_payment_term_id = False
        self.assertBothWaysEqual(
            self.bill(),
            self.bill(invoice_date_due="2027-01-31"),
            self.bill(
                invoice_date_due="2027-01-31",
                invoice_payment_term_id=self.pay_terms_a.id,
            ),
        )

    def test_given_accounting_date(self):
        currency = self.setup_other_currency(
            "EUR", rates=[("2026-01-01", 0.8), ("2026-12-01", 1.6)]
        )
        later = fields.Date.to_date("2026-12-05")
        self.assertBothWaysEqual(
            self.bill(date=later),
            self.bill(),
            self.bill(date=later, currency_id=currency.id),
        )

    def test_credit_note(self):
        self.assertBothWaysEqual(
            self.bill(self.line(), self.line(12.34), move_type="out_refund"),
            self.bill(self.line(-12.34), move_type="out_invoice"),
            post=False,
        )
        self.assertBothWaysEqual(self.bill(move_type="out_refund"))

    def test_negative_and_zero_lines(self):
        self.assertBothWaysEqual(
            self.bill(self.line(100), self.line(-30), self.line(0)),
            self.bill(self.line(100), self.line(30, -1)),
            self.bill(self.line(0)),
            self.bill(self.line(50), self.line(-50)),
            self.bill(self.line(50, discount=100)),
        )

    def test_sections_and_notes(self):
        self.assertBothWaysEqual(
            self.bill(
                Command.create({"display_type": "line_section", "name": "North"}),
                self.line(sequence=5),
                Command.create({"display_type": "line_note", "name": "Prorated"}),
                self.line(20, sequence=7),
                Command.create(
                    {"display_type": "line_note", "name": "x", "sequence": 8}
                ),
            )
        )

    def test_analytic_distributions(self):
        north, south = self.analytic
        self.assertBothWaysEqual(
            self.bill(
                self.line(99.99, analytic_distribution=False),
                self.line(analytic_distribution={str(north.id): 33.3333}),
                self.line(analytic_distribution={str(north.id): 60, str(south.id): 40}),
            )
        )

    def test_account_given_and_no_product(self):
        account = self.company_data["default_account_revenue"].copy()
        self.assertBothWaysEqual(
            self.bill(
                self.line(account_id=account.id),
                self.line(product_id=False, account_id=account.id),
                self.line(
                    product_id=False,
                    account_id=account.id,
                    tax_ids=[Command.set(self.tax_sale.ids)],
                ),
            )
        )

    def test_partner_of_a_company_with_addresses_and_own_account(self):
        receivable = self.company_data["default_account_receivable"].copy()
        parent = self.env["res.partner"].create(
            {
                "name": "Studio",
                "is_company": True,
                "user_id": self.env.user.id,
                "property_account_receivable_id": receivable.id,
            }
        )
        child, delivery = self.env["res.partner"].create(
            [
                {"name": "Ann", "parent_id": parent.id},
                {"name": "Dock", "parent_id": parent.id, "type": "delivery"},
            ]
        )
        self.assertBothWaysEqual(
            self.bill(partner_id=child.id),
            self.bill(partner_id=parent.id),
            self.bill(partner_id=parent.id, partner_shipping_id=delivery.id),
        )

    def test_terms_of_the_company_in_the_language_of_the_partner(self):
        self.env["ir.config_parameter"].set_param("account.use_invoice_terms", True)
        self.company.invoice_terms = "<p>Pay in time</p>"
        self.assertBothWaysEqual(
            self.bill(), self.bill(narration="<p>Thanks</p>"), self.bill(ref="PO 1")
        )

    def test_bank_account_and_salesperson(self):
        bank = self.env["res.partner.bank"].create(
            {"acc_number": "BE1234567890", "partner_id": self.company.partner_id.id}
        )
        self.assertBothWaysEqual(
            self.bill(),
            self.bill(partner_bank_id=bank.id, invoice_origin="C0001"),
            self.bill(invoice_user_id=self.env.ref("base.user_root").id),
        )

    def test_many_bills_of_different_shapes_at_once(self):
        taxes = self.tax(10) | self.tax(2.5)
        bills = []
        for number in range(30):
            lines = [
                self.line(
                    10 + number % 7,
                    1 + number % 3,
                    tax_ids=[Command.set(taxes[: number % 3].ids)],
                ),
                self.line(number % 5),
            ]
            bills.append(
                self.bill(
                    *lines,
                    partner_id=(self.partner_a | self.partner_b)[number % 2].id,
                    move_type="out_refund" if number % 11 == 0 else "out_invoice",
                )
            )
        self.assertBothWaysEqual(*bills)

    def _cash_rounding(self):
        return self.env["account.cash.rounding"].create(
            {
                "name": "5 cents",
                "rounding": 0.05,
                "strategy": "add_invoice_line",
                "profit_account_id": self.company_data["default_account_revenue"].id,
                "loss_account_id": self.company_data["default_account_expense"].id,
            }
        )
