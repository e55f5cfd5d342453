"""What is not proven equal takes the plain way, and other modules are heard."""

from odoo import Command, api
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import complete_invoice
from .invoice_writer_common import InvoiceWriterCommon


@tagged("post_install", "-at_install")
class TestInvoiceWriterShapes(InvoiceWriterCommon):
    def assertPlain(self, reason, *bills):
        """Such bills take the plain way and come out the same."""
        self.assertBothWaysEqual(*bills, plain=len(bills))
        written = self.writer._create_invoices([self._copied(bill) for bill in bills])
        self.assertEqual(dict(written.plain), {reason: len(bills)})

    def foreign(self, model, name):
        """Put an override of another module over a method, and tell its calls."""
        calls = []
        cls = type(self.env[model])
        original = getattr(cls, name)

        def override(records, *args, **kwargs):
            result = original(records, *args, **kwargs)
            calls.append(result if name in ("create", "_post") else records)
            return result

        override.__module__ = "odoo.addons.elsewhere.models.account_move"
        if name == "create":
            override = api.model_create_multi(override)
            override.__module__ = "odoo.addons.elsewhere.models.account_move"
        self.patch(cls, name, override)
        return calls

    def test_cash_rounding(self):
        for strategy in ("add_invoice_line", "biggest_tax"):
            rounding = self.env["account.cash.rounding"].create(
                {
                    "name": "5 cents",
                    "rounding": 0.05,
                    "strategy": strategy,
                    "profit_account_id": self.company_data[
                        "default_account_revenue"
                    ].id,
                    "loss_account_id": self.company_data["default_account_expense"].id,
                }
            )
            with self.subTest(strategy=strategy):
                self.assertPlain(
                    "account.move.invoice_cash_rounding_id",
                    self.bill(self.line(9.99), invoice_cash_rounding_id=rounding.id),
                )

    def test_early_discount_of_both_amounts(self):
        term = self.env["account.payment.term"].create(
            {
                "name": "2/7 net 30",
                "early_discount": True,
                "discount_days": 7,
                "discount_percentage": 2,
                "early_pay_discount_computation": "mixed",
                "line_ids": [Command.create({"value_amount": 100, "nb_days": 30})],
            }
        )
        self.assertPlain(
            "early discount of both amounts",
            self.bill(self.line(99.99), invoice_payment_term_id=term.id),
        )

    def test_account_for_discounts(self):
        self.company.account_discount_income_allocation_id = self.company_data[
            "default_account_revenue"
        ].copy()
        self.assertPlain("discount account", self.bill(self.line(discount=10)))

    def test_storno_accounting(self):
        self.company.account_storno = True
        self.assertPlain("storno accounting", self.bill(move_type="out_refund"))

    def test_line_without_product_and_account(self):
        line = Command.create({"name": "Something", "price_unit": 10})
        self.assertPlain("no income account", self.bill(line))

    def test_analytic_distribution_models(self):
        self.env["account.analytic.distribution.model"].create(
            {
                "product_id": self.product.id,
                "analytic_distribution": {str(self.analytic[1].id): 100},
            }
        )
        line = Command.create({"product_id": self.product.id, "price_unit": 10})
        self.assertPlain("analytic distribution model", self.bill(line))
        self.assertBothWaysEqual(self.bill())

    def test_bill_without_date_partner_or_lines(self):
        bill = self.bill()
        bill["invoice_date"] = False
        self.assertPlain("no invoice_date", bill)
        bill = self.bill(invoice_line_ids=[])
        self.assertBothWaysEqual(bill, plain=1, post=False)
        note = Command.create({"display_type": "line_note", "name": "Nothing"})
        self.assertBothWaysEqual(self.bill(note), plain=1, post=False)
        bill = self.bill(partner_id=False)
        self.assertBothWaysEqual(bill, plain=1, post=False)

    def test_vendor_bill(self):
        journal = self.company_data["default_journal_purchase"]
        bill = self.bill(move_type="in_invoice", journal_id=journal.id)
        self.assertPlain("move_type", bill)

    def test_computed_value_it_does_not_know(self):
        self.assertPlain(
            "account.move.taxable_supply_date",
            self.bill(taxable_supply_date=self.day),
        )
        self.assertPlain(
            "account.move.line.extra_tax_data", self.bill(self.line(extra_tax_data={}))
        )

    def test_method_another_module_changed(self):
        for model, method in (
            ("account.move", "_compute_needed_terms"),
            ("account.move", "create"),
            ("account.move.line", "_compute_account_id"),
            ("account.move.line", "create"),
            ("account.tax", "_prepare_tax_lines"),
        ):
            with self.subTest(method=method):
                self.foreign(model, method)
                written = self.writer._create_invoices([self.bill()])
                self.assertEqual(
                    dict(written.plain), {f"{model}.{method} (elsewhere)": 1}
                )
                self.doCleanups()

    def test_header_field_another_module_computes(self):
        calls = self.foreign("account.move", "_compute_narration")
        self.assertBothWaysEqual(self.bill())
        self.assertTrue(calls)

    def test_hooks_get_records_with_all_values(self):
        complete_invoice.PROVEN_MODULES.add("elsewhere")
        self.addCleanup(complete_invoice.PROVEN_MODULES.discard, "elsewhere")
        moves = self.foreign("account.move", "create")
        lines = self.foreign("account.move.line", "create")
        posted = self.foreign("account.move", "_post")
        written = self.writer._create_invoices([self.bill(), self.bill()])
        self.assertEqual(written.plain_count, 0)
        self.assertEqual(moves[0].ids, written.moves.ids)
        self.assertEqual(lines[0].move_id.ids, written.moves.ids)
        self.assertEqual(moves[0].mapped("amount_untaxed"), [100.0, 100.0])
        self.assertEqual(len(moves[0].invoice_line_ids), 2)
        self.writer._post_invoices(written.moves)
        self.assertEqual(posted[0].ids, written.moves.ids)
        self.assertEqual(set(posted[0].mapped("state")), {"posted"})

    def test_stored_computed_fields_of_other_modules(self):
        for model, source in (
            ("account.move", "amount_total"),
            ("account.move.line", "balance"),
        ):
            field = self.env["ir.model.fields"].create(
                {
                    "name": "x_twice",
                    "model_id": self.env["ir.model"]._get_id(model),
                    "ttype": "float",
                    "store": True,
                    "depends": source,
                    "compute": f"for record in self: "
                    f"record['x_twice'] = 2 * record['{source}']",
                }
            )
            self.addCleanup(field.unlink)
        written = self.writer._create_invoices([self.bill(self.line(100))])
        self.assertEqual(written.plain_count, 0)
        self.assertEqual(written.moves.x_twice, 2 * written.moves.amount_total)
        line = written.moves.invoice_line_ids
        self.assertEqual(line.x_twice, -200.0)
        self.assertBothWaysEqual(self.bill())

    def test_values_are_not_changed(self):
        bill = self.bill()
        before = repr(bill)
        self.writer._create_invoices([bill])
        self.assertEqual(repr(bill), before)

    def test_nothing_to_do(self):
        written = self.writer._create_invoices([])
        self.assertFalse(written.moves)
        self.assertFalse(self.writer._post_invoices(written.moves))

    def test_record_of_another_company_is_refused(self):
        tax = self.setup_other_company()["default_tax_sale"]
        bills = [self.bill(), self.bill(self.line(tax_ids=[Command.set(tax.ids)]))]
        for way in (self._plain_way, self.writer._create_invoices):
            with self.subTest(way=way.__name__), self.assertRaises(UserError):
                way([self._copied(bill) for bill in bills])
