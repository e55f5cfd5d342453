from odoo import Command
from odoo.tests import tagged

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestLedger(BillingCommon):
    """Bills tie out in the ERP's own ledger, whatever taxes and currencies do."""

    def make_history(self, **vals):
        """A contract with a bit of everything in it, billed over three months."""
        contract = self.contract(self.desk, "2026-11-16", **vals)
        self.bill("2026-11-16")
        self.bill("2026-12-01")
        self.amend(contract, self.office, "2026-12-11")
        self.bill("2026-12-11")
        with self.on("2027-01-05"):
            contract.action_suspend("2027-01-08", "2027-01-14")
        self.bill("2027-01-08")
        with self.on("2027-01-20"):
            contract.action_terminate("2027-01-24")
        run = self.bill("2027-01-25")
        self.assertErrors(run)
        return contract

    def get_balance(self, account):
        lines = self.env["account.move.line"].search(
            [("account_id", "=", account.id), ("parent_state", "=", "posted")]
        )
        return sum(lines.mapped("balance"))

    def assertTiesOut(self, contract):
        self.assertBalanced()
        self.assertEqual(set(contract.fee_line_ids.mapped("state")), {"invoiced"})
        lines = contract.fee_line_ids.move_line_id
        self.assertEqual(len(lines), len(contract.fee_line_ids))
        self.assertEqual(lines, contract.fee_line_ids.move_id.invoice_line_ids)

    def test_deposits_held_equal_the_balance_of_their_account(self):
        self.make_history()
        self.make_history()
        contracts = self.env["cowork.contract"].search(
            [("company_id", "=", self.company.id)]
        )
        account = self.company.cowork_deposit_account_id
        self.assertEqual(sum(contracts.mapped("deposit_charged")), 30000.0)
        self.assertEqual(self.get_balance(account), -30000.0)

    def test_revenue_and_tax_are_those_of_the_fee_lines(self):
        contract = self.make_history()
        fees = contract.fee_line_ids
        revenue = fees.filtered(lambda fee: fee.kind != "deposit")
        untaxed = sum(revenue.mapped("amount_untaxed"))
        lines = fees.move_id.line_ids
        self.assertAlmostEqual(
            -sum(
                lines.filtered(
                    lambda ln: ln.account_id.account_type == "income"
                ).mapped("balance")
            ),
            untaxed,
            2,
        )
        tax = lines.filtered("tax_line_id")
        by_document = sum(
            self.currency.round(
                0.15 * sum(fee.amount_untaxed for fee in revenue if fee.move_id == move)
            )
            for move in fees.move_id
        )
        self.assertAlmostEqual(-sum(tax.mapped("balance")), by_document, 2)
        self.assertTiesOut(contract)

    def test_both_rounding_methods_with_prices_with_and_without_tax(self):
        for method in ("round_per_line", "round_globally"):
            for included in ("tax_excluded", "tax_included"):
                with self.subTest(method=method, included=included):
                    self.company.tax_calculation_rounding_method = method
                    tax = self.company_data["default_tax_sale"].copy(
                        {
                            "name": f"{method} {included}",
                            "amount": 7.7,
                            "price_include_override": included,
                        }
                    )
                    products = self.desk.product_id | self.office.product_id
                    products.taxes_id = tax
                    contract = self.make_history()
                    self.assertTiesOut(contract)
                    first = contract.fee_line_ids.sorted("id")[0]
                    expected = 900 if included == "tax_excluded" else 835.65
                    self.assertEqual(
                        (first.amount, first.amount_untaxed), (900, expected)
                    )

    def test_credit_notes_by_hand_with_tax_included(self):
        """What went back is a share of the price, not of the price less tax."""
        tax = self.company_data["default_tax_sale"].copy(
            {"name": "incl", "price_include_override": "tax_included"}
        )
        self.hot_desk.product_id.taxes_id = tax
        contract = self.contract(self.hot_desk, "2026-12-01")
        invoice = self.bill("2026-12-01").move_ids
        note = self.get_credit_note(invoice)
        note.invoice_line_ids.price_unit = 450
        note.action_post()
        with self.on("2026-12-10"):
            contract.action_terminate("2026-12-01")
        fee = self.bill("2026-12-10").fee_line_ids
        self.assertEqual((fee.amount, fee.amount_untaxed), (-450, -391.3))
        self.assertBalanced()

    def test_currencies_of_no_two_and_three_decimals(self):
        for code, price, half in (("JPY", 18001, 9001), ("BHD", 180.001, 90.001)):
            with self.subTest(currency=code):
                currency = self.setup_other_currency(
                    code,
                    rates=[("2020-01-01", 150.0)],
                    rounding={"JPY": 1, "BHD": 0.001}[code],
                )
                contract = self.contract(
                    self.desk,
                    "2026-11-16",
                    currency_id=currency.id,
                    line={"price_unit": price, "setup_fee": 0, "deposit_months": 0},
                )
                run = self.bill("2026-11-16", location_ids=self.quay.ids)
                self.assertErrors(run)
                fee = contract.fee_line_ids
                self.assertEqual(fee.amount_untaxed, half)
                self.assertEqual(fee.move_id.currency_id, currency)
                self.assertTiesOut(contract)

    def test_foreign_currency_is_booked_at_the_days_rate(self):
        euro = self.setup_other_currency(
            "EUR", rates=[("2020-01-01", 2.0), ("2026-12-01", 4.0)]
        )
        contract = self.contract(
            self.hot_desk, "2026-12-01", currency_id=euro.id, line={"price_unit": 1000}
        )
        self.bill("2026-12-01")
        line = contract.fee_line_ids.move_line_id
        self.assertEqual((line.amount_currency, line.balance), (-1000, -250))
        self.assertTiesOut(contract)

    def test_fiscal_position_of_the_member_decides_on_taxes_and_accounts(self):
        product = self.hot_desk.product_id
        product.property_account_income_id = self.product_a.property_account_income_id
        product.taxes_id = self.tax_sale_a
        contract = self.contract(
            self.hot_desk, "2026-12-01", partner_id=self.partner_b.id
        )
        self.bill("2026-12-01")
        line = contract.fee_line_ids.move_line_id
        self.assertEqual(line.move_id.fiscal_position_id, self.fiscal_pos_a)
        self.assertEqual(line.tax_ids, self.tax_sale_b)
        self.assertEqual(line.account_id, self.product_b.property_account_income_id)
        self.assertEqual(contract.fee_line_ids.tax_ids, self.tax_sale_b)

    def test_payment_term_of_the_contract(self):
        contract = self.contract(
            self.hot_desk, "2026-12-01", payment_term_id=self.pay_terms_b.id
        )
        invoice = self.bill("2026-12-01").move_ids
        terms = invoice.line_ids.filtered(lambda ln: ln.display_type == "payment_term")
        self.assertEqual(sorted(terms.mapped("balance")), [310.5, 724.5])
        self.assertEqual(
            sorted(map(str, terms.mapped("date_maturity"))),
            ["2026-12-01", "2027-01-31"],
        )
        self.assertTiesOut(contract)

    def test_revenue_is_booked_on_the_spaces_cost_centre_else_the_locations(self):
        spaces = self.env["cowork.space"].create(
            [
                {
                    "name": name,
                    "location_id": self.quay.id,
                    "kind_id": self.env.ref("cowork_members.kind_office").id,
                }
                for name in ("O1", "O2")
            ]
        )
        spaces[0].action_create_cost_centre()
        for space in spaces:
            self.contract(self.office, "2026-12-01", line={"space_id": space.id})
        run = self.bill("2026-12-01")
        fees = run.fee_line_ids.filtered(lambda fee: fee.kind == "membership")
        found = {fee.space_id: fee.move_line_id.analytic_distribution for fee in fees}
        own, common = spaces[0].analytic_account_id, self.quay.analytic_account_id
        self.assertEqual(
            found, {spaces[0]: {str(own.id): 100}, spaces[1]: {str(common.id): 100}}
        )
        deposits = run.fee_line_ids - fees
        self.assertFalse(any(deposits.move_line_id.mapped("analytic_distribution")))
        booked = self.env["account.analytic.line"].search([("account_id", "=", own.id)])
        if not booked:
            plan = own.plan_id._column_name()
            booked = self.env["account.analytic.line"].search([(plan, "=", own.id)])
        self.assertEqual(sum(booked.mapped("amount")), 7500.0)

    def test_journal_of_the_location_comes_before_the_companys(self):
        journals = self.company_data["default_journal_sale"]
        dock_journal = journals.copy({"code": "DOCK", "name": "Dock"})
        company_journal = journals.copy({"code": "MEMB", "name": "Members"})
        self.company.cowork_sale_journal_id = company_journal
        dock = self._location("Dock", "D", journal_id=dock_journal.id)
        self.contract(self.hot_desk, "2026-12-01")
        self.contract(self.hot_desk, "2026-12-01", location_id=dock.id)
        run = self.bill("2026-12-01")
        by_location = {
            fee.location_id: fee.move_id.journal_id for fee in run.fee_line_ids
        }
        self.assertEqual(by_location, {self.quay: company_journal, dock: dock_journal})

    def test_price_with_more_decimals_than_the_currency_is_still_to_the_cent(self):
        """Three units at a third off: no rounding of the ERP differs from ours."""
        contract = self.contract(
            self.hot_desk,
            "2026-12-01",
            line={"quantity": 3.33, "price_unit": 33.33, "discount": 33.33},
        )
        run = self.bill("2026-12-01")
        self.assertErrors(run)
        self.assertEqual(contract.fee_line_ids.amount_untaxed, 74.0)
        self.assertTiesOut(contract)

    def test_many_odd_amounts_tie_out(self):
        for number in range(40):
            self.contract(
                self.hot_desk,
                f"2026-11-{1 + number % 30:02}",
                line={
                    "price_unit": 100 + number * 7.13,
                    "quantity": 1 + number % 4,
                    "discount": (number * 3.7) % 40,
                    "price_step_ids": [
                        Command.create(
                            {"date_start": "2026-12-11", "price_unit": 99.99}
                        )
                    ],
                },
            )
        run = self.bill("2026-12-01")
        self.assertErrors(run)
        self.assertEqual(run.invoice_count, 40)
        self.assertBalanced()
