from fractions import Fraction

from odoo import Command, fields
from odoo.tests import tagged

from .common import BillingCommon

#: chart of accounts, country, currency, smallest amount
COMPANIES = {
    "yen": ("generic_coa", "base.jp", "base.JPY", 1),
    "dinar": ("generic_coa", "base.bh", "base.BHD", Fraction(1, 1000)),
    "yuan": ("cn", "base.cn", "base.CNY", Fraction(1, 100)),
}
#: rate of the tax on rent
RATE = Fraction(6, 100)


def rounded(amount, step):
    """:returns: ``amount``, a fraction, to a multiple of ``step``, half away from 0"""
    units = abs(amount) / step
    whole = int(units + Fraction(1, 2))
    return whole * step * (1 if amount >= 0 else -1)


@tagged("post_install", "-at_install")
class TestCompanies(BillingCommon):
    """The same life of a contract in companies as different as they come."""

    @classmethod
    def _open_company(cls, name, chart, country, currency):
        """:returns: a company with a chart of accounts of its own"""
        currency = cls.env.ref(currency)
        currency.active = True
        company = cls.env["res.company"].create(
            {
                "name": name,
                "country_id": cls.env.ref(country).id,
                "currency_id": currency.id,
            }
        )
        cls.env.user.company_ids |= company
        cls.env["account.chart.template"].try_loading(
            chart, company=company, install_demo=False
        )
        # The chart may bring a currency of its own.
        company.currency_id = currency
        return company

    def _settle_in(self, company, included):
        """Work in a company from here on.

        :returns: dict of plans whose rent bears a tax of 6 %"""
        self.company = company
        self.currency = company.currency_id
        self.env = self.env(
            context={**self.env.context, "allowed_company_ids": company.ids}
        )
        locations = self.env["cowork.location"]
        number = locations.search_count([("company_id", "=", company.id)])
        self.quay = locations.create(
            {"name": "Quay", "code": f"Q{number}", "company_id": company.id}
        )
        tax = self.env["account.tax"].create(
            {
                "name": f"6 % {number}",
                "amount": 6,
                "type_tax_use": "sale",
                "price_include_override": included,
                "country_id": company.account_fiscal_country_id.id,
                "company_id": company.id,
            }
        )
        plans = {}
        for name, price in (("desk", 1801), ("office", 7507)):
            plans[name] = self.env["cowork.plan"].create(
                {
                    "name": name,
                    "code": f"{name}{number}",
                    "kind_id": self.env.ref("cowork_members.kind_office").id,
                    "list_price": price,
                    "company_id": company.id,
                    "setup_fee": 211,
                    "deposit_months": 2,
                }
            )
            plans[name].product_id.taxes_id = tax
        return plans

    def _live(self, plans):
        """From the first bill to the credit of the last days.

        :returns: the contract"""
        member = self.env["res.partner"].create(
            {"name": "Ada Ltd", "country_id": self.company.country_id.id}
        )
        contract = self.env["cowork.contract"].create(
            {
                "partner_id": member.id,
                "location_id": self.quay.id,
                "date_start": "2026-11-16",
                "line_ids": [Command.create({"plan_id": plans["desk"].id})],
            }
        )
        with self.on("2026-11-16"):
            contract.action_sign()
            contract.action_activate()
        places = {"location_ids": self.quay.ids}
        self.bill("2026-11-16", **places)
        self.bill("2026-12-01", **places)
        self.amend(contract, plans["office"], "2026-12-11", on="2026-12-05")
        self.bill("2026-12-11", **places)
        self.bill("2027-01-01", **places)
        with self.on("2027-01-05"):
            contract.action_suspend("2027-01-08", "2027-01-14")
        self.bill("2027-01-08", **places)
        with self.on("2027-01-20"):
            contract.action_terminate("2027-01-24")
        self.bill("2027-01-25", **places)
        return contract

    def _expect(self, step):
        """The billing rules by hand: kind, first day, amount as priced."""

        def part(price, days, of):
            return rounded(Fraction(price * days, of), step)

        return [
            ("membership", "2026-11-16", part(1801, 15, 30)),
            ("setup", "2026-11-16", Fraction(211)),
            ("deposit", "2026-11-16", Fraction(3602)),
            ("membership", "2026-12-01", Fraction(1801)),
            ("credit", "2026-12-11", -part(1801, 21, 31)),
            ("membership", "2026-12-11", part(7507, 21, 31)),
            ("deposit", "2026-12-11", Fraction(15014 - 3602)),
            ("membership", "2027-01-01", Fraction(7507)),
            ("credit", "2027-01-08", -part(7507, 7, 31)),
            ("credit", "2027-01-25", -part(7507, 7, 31)),
        ]

    def assertAmounts(self, contract, step):
        found = sorted(
            (
                fee.kind,
                fields.Date.to_string(fee.period_start),
                Fraction(str(self.currency.round(fee.amount))),
            )
            for fee in contract.fee_line_ids
        )
        # Each to its own smallest amount: floats of money have no more than 12 digits.
        rows = [(kind, day, rounded(amount, step)) for kind, day, amount in found]
        self.assertEqual(rows, sorted(self._expect(step)))

    def assertRevenuePerPeriod(self, contract, step, included):
        """What each month's invoices booked as revenue, less tax where prices have it.

        Rounded per document as the ERP does; a document differs from the sum of its
        lines by less than a smallest amount for each line."""
        for month in ("2026-11", "2026-12", "2027-01"):
            fees = contract.fee_line_ids.filtered(
                lambda fee, month=month: not fee._is_deposit()
                and str(fee.move_id.invoice_date).startswith(month)
            )
            booked = -sum(
                fees.move_id.line_ids.filtered(
                    lambda line: line.account_id.account_type == "income"
                    and not line.tax_line_id
                ).mapped("balance")
            )
            expected = sum(
                amount / (1 + RATE if included == "tax_included" else 1)
                for kind, day, amount in self._expect(step)
                if day.startswith(month) and not kind.startswith("deposit")
            )
            slack = float(step) * len(fees) * (included == "tax_included")
            self.assertAlmostEqual(booked, float(expected), delta=slack + 1e-6)

    def assertSameLife(self, name, step):
        for method in ("round_per_line", "round_globally"):
            self.company.tax_calculation_rounding_method = method
            for included in ("tax_excluded", "tax_included"):
                with self.subTest(company=name, method=method, included=included):
                    plans = self._settle_in(self.company, included)
                    contract = self._live(plans)
                    self.assertAmounts(contract, step)
                    self.assertRevenuePerPeriod(contract, step, included)
                    self.assertBalanced()
                    self.assertEqual(contract.deposit_charged, 15014)
                    lines = contract.fee_line_ids.move_line_id
                    self.assertEqual(len(lines), len(contract.fee_line_ids))

    def test_a_company_without_decimals(self):
        self.company = self._open_company("yen", *COMPANIES["yen"][:3])
        self.assertSameLife("yen", COMPANIES["yen"][3])

    def test_a_company_with_three_decimals(self):
        self.company = self._open_company("dinar", *COMPANIES["dinar"][:3])
        self.assertSameLife("dinar", COMPANIES["dinar"][3])

    def test_a_company_with_chinas_chart(self):
        self.company = self._open_company("yuan", *COMPANIES["yuan"][:3])
        self.assertEqual(self.company.chart_template, "cn")
        self.assertSameLife("yuan", COMPANIES["yuan"][3])

    def test_workers_bill_two_companies_side_by_side(self):
        here = self.contract(self.hot_desk, "2026-12-01")
        home = self.company
        there = self._open_company("yuan", *COMPANIES["yuan"][:3])
        plans = self._settle_in(there, "tax_excluded")
        abroad = self.contract(plans["office"], "2026-12-01", location_id=self.quay.id)
        runs = self.env["cowork.billing.run"].browse()
        with self.on("2026-12-01"):
            for company in (home, there):
                run = runs.with_company(company).create(
                    {"date": "2026-12-01", "company_id": company.id}
                )
                # sudo: begun, and left to the scheduler's jobs.
                run.sudo()._begin()
                runs |= run
            with self.enter_registry_test_mode():
                job = self.env.ref("cowork_billing.cron_billing_1")
                job.method_direct_trigger()
        runs = runs.with_context(allowed_company_ids=[home.id, there.id])
        runs.invalidate_recordset()
        self.assertEqual(runs.mapped("state"), ["done", "done"])
        for contract, company, run in ((here, home, runs[0]), (abroad, there, runs[1])):
            self.assertEqual(contract.fee_line_ids.run_id.ids, run.ids)
            self.assertEqual(contract.fee_line_ids.move_id.company_id, company)
