from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestBillingErrors(BillingCommon):
    """One bad contract: one error somebody can act on, and everybody else is billed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good_plan = cls._plan("Good", "GOOD", "hot_desk", 100)
        cls.good = cls.contract(cls, cls.good_plan, "2026-12-01")

    def assertParked(self, bad, *parts, day="2026-12-01"):
        """The run bills the good contract and leaves one error for the bad one.

        :returns: the run"""
        fees, moves = bad.fee_line_ids, self.env["account.move"].search_count([])
        run = self.bill(day)
        self.assertEqual(run.state, "done")
        errors = run.error_ids
        self.assertEqual(errors.contract_id, bad, errors.mapped("message"))
        self.assertEqual(len(errors), 1, errors.mapped("message"))
        for part in parts:
            self.assertIn(part, errors.message)
        self.assertEqual(bad.fee_line_ids, fees)
        self.assertEqual(set(self.good.fee_line_ids.mapped("state")), {"invoiced"})
        self.assertEqual(self.env["account.move"].search_count([]), moves + 1)
        self.assertEqual(run.error_count, 1)
        return run

    def assertMended(self, run, bad, *expected):
        """A retry bills the mended contract and nobody else."""
        before = self.good.fee_line_ids
        later = self.contract(self.good_plan, "2026-12-01")
        with self.on("2026-12-02"):
            run.action_retry()
        self.assertEqual(
            (run.state, run.error_count), ("done", 0), run.error_ids.mapped("message")
        )
        self.assertFees(bad, *expected)
        self.assertEqual(self.good.fee_line_ids, before)
        self.assertFalse(later.fee_line_ids)
        self.assertEqual(run.done_count, run.contract_count)
        self.assertBalanced()

    MONTH = ("membership", "2026-12-01", "2026-12-31", 900.0)

    def test_line_without_a_price(self):
        bad = self.contract(self.hot_desk, "2026-12-01", line={"price_unit": 0})
        run = self.assertParked(bad, "Hot desk", "no price")
        bad.line_ids.price_unit = 900
        self.assertMended(run, bad, self.MONTH)

    def test_line_meant_to_be_free_is_no_error(self):
        self.contract(self.hot_desk, "2026-12-01", line={"discount": 100})
        run = self.bill("2026-12-01")
        self.assertErrors(run)
        self.assertEqual(
            sorted(run.fee_line_ids.mapped("state")), ["invoiced", "waived"]
        )

    def test_archived_product(self):
        bad = self.contract(self.hot_desk, "2026-12-01")
        bad.line_ids.product_id.active = False
        run = self.assertParked(bad, "Hot desk", "archived")
        bad.line_ids.product_id.active = True
        self.assertMended(run, bad, self.MONTH)

    def test_product_without_an_income_account(self):
        bad = self.contract(self.hot_desk, "2026-12-01")
        category = self.env["product.category"].create({"name": "No accounts"})
        category.property_account_income_categ_id = False
        product = bad.line_ids.product_id
        product.write({"categ_id": category.id, "property_account_income_id": False})
        good = self.good.line_ids.product_id
        account = self.company_data["default_account_revenue"]
        good.property_account_income_id = account
        self.company.income_account_id = False
        self.company_data["default_journal_sale"].default_account_id = False
        run = self.assertParked(bad, "no income account")
        product.property_account_income_id = account
        self.assertMended(run, bad, self.MONTH)

    def test_no_deposit_account(self):
        self.company.cowork_deposit_account_id = False
        bad = self.contract(self.hot_desk, "2026-12-01", line={"deposit_months": 1})
        run = self.assertParked(
            bad, "no deposit account", self.company.name, "Settings"
        )
        self.company._create_missing_deposit_accounts()
        self.assertMended(
            run, bad, self.MONTH, ("deposit", "2026-12-01", "2026-12-01", 900.0)
        )

    def test_deposit_account_that_is_revenue(self):
        """Deposits are a liability, whatever somebody chose in the settings."""
        with self.assertRaisesRegex(ValidationError, "liability"):
            self.company.cowork_deposit_account_id = self.company_data[
                "default_account_revenue"
            ]

    def test_no_sales_journal_stops_the_run_before_it_starts(self):
        journals = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "sale")]
        )
        journals.active = False
        run = self.env["cowork.billing.run"].create(
            {"date": "2026-12-01", "company_id": self.company.id}
        )
        with self.on("2026-12-01"), self.assertRaises(UserError) as caught:
            run.action_run()
        self.assertIn(self.company.name, str(caught.exception))
        self.assertIn("Journals", str(caught.exception))
        self.assertEqual(run.state, "draft")
        self.assertFalse(self.good.fee_line_ids)

    def test_currency_other_than_the_price_lists(self):
        euro = self.setup_other_currency("EUR")
        listed = self.env["product.pricelist"].create(
            {"name": "Euros", "currency_id": euro.id, "company_id": self.company.id}
        )
        bad = self.contract(self.hot_desk, "2026-12-01", state="draft")
        bad.pricelist_id = listed
        bad.currency_id = self.currency
        bad.action_sign()
        bad.action_activate()
        self.assertParked(bad, "EUR", self.currency.name, "price list")

    def test_archived_currency(self):
        euro = self.setup_other_currency("EUR")
        bad = self.contract(self.hot_desk, "2026-12-01", currency_id=euro.id)
        euro.active = False
        run = self.assertParked(bad, "EUR", "archived")
        euro.active = True
        self.assertMended(
            run,
            bad,
            ("membership", "2026-12-01", "2026-12-31", bad.line_ids.price_unit),
        )

    def test_no_exchange_rate(self):
        euro = self.setup_other_currency("EUR", rates=[("2027-01-01", 2.0)])
        bad = self.contract(self.hot_desk, "2026-12-01", currency_id=euro.id)
        run = self.assertParked(bad, "EUR", "exchange rate")
        euro.rate_ids.name = "2026-11-01"
        self.assertMended(
            run,
            bad,
            ("membership", "2026-12-01", "2026-12-31", bad.line_ids.price_unit),
        )

    def test_member_without_a_country_where_taxes_depend_on_it(self):
        self.env["account.fiscal.position"].create(
            {
                "name": "Abroad",
                "company_id": self.company.id,
                "auto_apply": True,
                "country_id": self.env.ref("base.fr").id,
            }
        )
        country = self.env.ref("base.us")
        self.member.country_id = country
        homeless = self.env["res.partner"].create({"name": "Nowhere Ltd"})
        bad = self.contract(self.hot_desk, "2026-12-01", partner_id=homeless.id)
        run = self.assertParked(bad, "Nowhere Ltd", "no country")
        homeless.country_id = country
        self.assertMended(run, bad, self.MONTH)

    def test_archived_member_is_billed_with_a_notice(self):
        gone = self.env["res.partner"].create({"name": "Gone Ltd"})
        contract = self.contract(self.hot_desk, "2026-12-01", partner_id=gone.id)
        gone.active = False
        run = self.bill("2026-12-01")
        self.assertErrors(run)
        self.assertErrors(run, (contract, "archived"), kind="notice")
        self.assertFees(contract, self.MONTH)

    def test_amount_no_ledger_can_hold(self):
        bad = self.contract(self.hot_desk, "2026-12-01")
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE cowork_contract_line DROP CONSTRAINT"
            " cowork_contract_line_price_finite"
        )
        self.env.cr.execute(
            "UPDATE cowork_contract_line SET price_unit = 1e300 WHERE id = %s",
            [bad.line_ids.id],
        )
        self.env.invalidate_all()
        self.assertParked(bad, bad.name)

    def test_price_that_is_no_number(self):
        bad = self.contract(self.hot_desk, "2026-12-01")
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE cowork_contract_line DROP CONSTRAINT"
            " cowork_contract_line_price_finite"
        )
        self.env.cr.execute(
            "UPDATE cowork_contract_line SET price_unit = 'NaN' WHERE id = %s",
            [bad.line_ids.id],
        )
        self.env.invalidate_all()
        self.assertParked(bad, bad.name)

    def test_damaged_history_parks_the_contract(self):
        bad = self.contract(self.hot_desk, "2026-11-01")
        self.bill("2026-11-01")
        for damage in (
            False,
            {"kind": "membership"},
            {**bad.fee_line_ids.computation, "from": "yesterday"},
            {**bad.fee_line_ids.computation, "amount": "a lot"},
        ):
            with self.subTest(damage=damage):
                bad.fee_line_ids.sudo().computation = damage
                bad._bill_from_scratch()
                savepoint = self.env.cr.savepoint()
                self.assertParked(bad, bad.name, bad.fee_line_ids.key)
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_days_billed_twice_park_the_contract(self):
        bad = self.contract(self.hot_desk, "2026-11-01")
        self.bill("2026-11-01")
        fee = bad.fee_line_ids.sudo()
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE cowork_fee_line DROP CONSTRAINT cowork_fee_line_no_day_twice"
        )
        fee.copy({"key": "membership:forged", "computation": fee.computation})
        bad._bill_from_scratch()
        run = self.bill("2026-12-01")
        self.assertErrors(run, (bad, "billed twice"))
        self.assertIn("2026-11-01", run.error_ids.message)

    def test_terms_the_engine_refuses(self):
        bad = self.contract(self.hot_desk, "2026-12-01")
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE cowork_contract_line DROP CONSTRAINT"
            " cowork_contract_line_discount_range"
        )
        bad.line_ids.discount = 120
        self.assertParked(bad, "discount", "120")

    def test_errors_are_parked_and_seen_again_by_the_next_run(self):
        bad = self.contract(self.hot_desk, "2026-12-01", line={"price_unit": 0})
        self.assertParked(bad, "no price")
        self.assertParked(bad, "no price", day="2027-01-01")

    def test_several_errors_do_not_hide_each_other(self):
        bad = [
            self.contract(self.hot_desk, "2026-12-01", line={"price_unit": 0})
            for _i in range(3)
        ]
        run = self.bill("2026-12-01")
        self.assertEqual(
            run.error_ids.contract_id, self.env["cowork.contract"].union(*bad)
        )
        self.assertEqual(len(run.error_ids), 3)
        self.assertEqual(self.good.fee_line_ids.state, "invoiced")

    def test_retry_of_a_run_that_did_not_end_is_refused(self):
        run = self.env["cowork.billing.run"].create(
            {"date": "2026-12-01", "company_id": self.company.id}
        )
        with self.assertRaises(UserError):
            run.action_retry()
        self.assertEqual(run.state, "draft")

    def test_preview_shows_the_error_the_run_would_leave(self):
        bad = self.contract(self.hot_desk, "2026-12-01", line={"price_unit": 0})
        run = self.env["cowork.billing.run"].create(
            {"date": "2026-12-01", "company_id": self.company.id}
        )
        errors = run.preview_lines()["errors"]
        self.assertEqual([error["contract"] for error in errors], [bad.name])
        with self.on("2026-12-01"):
            run.action_run()
        self.assertEqual(
            [error["message"] for error in errors], run.error_ids.mapped("message")
        )
