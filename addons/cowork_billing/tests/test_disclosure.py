from datetime import date

from odoo import Command
from odoo.tests import tagged

from odoo.addons.cowork_billing.models.cowork_disclosure import Period

from .common import BillingCommon


class DisclosureCommon(BillingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rent = cls.env.ref("cowork_billing.disclosure_rent")
        cls.energy = cls.env.ref("cowork_billing.disclosure_energy")
        cls.fees = cls.env.ref("cowork_billing.disclosure_fees")
        cls.rent_account = cls.company_data["default_account_expense"].copy()
        cls.energy_account = cls.company_data["default_account_expense"].copy()
        cls.secret_account = cls.company_data["default_account_expense"].copy()
        cls.rent_account.cowork_category_id = cls.rent
        cls.energy_account.cowork_category_id = cls.energy
        cls.dock = cls._location("Dock", "D")
        cls.centre = cls.quay.analytic_account_id
        cls.far = cls.dock.analytic_account_id

    @classmethod
    def book(cls, account, amount, day, shares, post=True):
        """A bill of a vendor.

        :param shares: dict of analytic account to percent"""
        distribution = {str(each.id): percent for each, percent in shares.items()}
        move = cls.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": cls.partner_a.id,
                "invoice_date": day,
                "date": day,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Bill",
                            "quantity": 1,
                            "price_unit": amount,
                            "account_id": account.id,
                            "tax_ids": [Command.clear()],
                            "analytic_distribution": distribution,
                        }
                    )
                ],
            }
        )
        if post:
            move.action_post()
        return move

    def build(self, first="2026-01-01", last="2026-12-31", location=None):
        period = Period(date.fromisoformat(first), date.fromisoformat(last))
        return self.env["cowork.disclosure"]._build(location or self.quay, period)


@tagged("post_install", "-at_install")
class TestDisclosure(DisclosureCommon):
    """Figures of the page are those of the ledger."""

    def test_sums_by_category_are_the_ledgers(self):
        self.book(self.rent_account, 9000, "2026-10-05", {self.centre: 100})
        self.book(
            self.rent_account, 333.33, "2026-11-05", {self.centre: 60, self.far: 40}
        )
        self.book(self.energy_account, 700, "2026-11-20", {self.centre: 50})
        spent = self.build()["spent"]
        self.assertEqual(
            spent,
            {"rows": [(self.rent, 9200.0), (self.energy, 350.0)], "total": 9550.0},
        )
        far = self.build(location=self.dock)["spent"]
        self.assertEqual(far, {"rows": [(self.rent, 133.33)], "total": 133.33})
        # The same from the entries, one by one.
        lines = self.env["account.move.line"].search(
            [
                ("account_id", "in", (self.rent_account | self.energy_account).ids),
                ("parent_state", "=", "posted"),
            ]
        )
        key = str(self.centre.id)
        total = sum(
            line.balance * line.analytic_distribution.get(key, 0) / 100
            for line in lines
        )
        self.assertEqual(spent["total"], self.currency.round(total))

    def test_what_the_analytic_ledger_says_is_the_same(self):
        self.book(self.rent_account, 1234.56, "2026-10-05", {self.centre: 100})
        self.book(self.rent_account, 100, "2026-10-06", {self.centre: 25})
        booked = self.env["account.analytic.line"].search(
            [
                ("auto_account_id", "=", self.centre.id),
                ("general_account_id", "=", self.rent_account.id),
            ]
        )
        self.assertEqual(-sum(booked.mapped("amount")), 1259.56)
        self.assertEqual(self.build()["spent"]["total"], 1259.56)

    def test_a_space_with_a_cost_centre_of_its_own_belongs_to_its_location(self):
        space = self.env["cowork.space"].create(
            {
                "name": "Hall",
                "location_id": self.quay.id,
                "kind_id": self.office.kind_id.id,
            }
        )
        space.action_create_cost_centre()
        self.book(
            self.rent_account, 500, "2026-10-05", {space.analytic_account_id: 100}
        )
        self.assertEqual(self.build()["spent"]["total"], 500.0)
        space.active = False
        self.assertEqual(self.build()["spent"]["total"], 500.0)

    def test_drafts_other_days_and_accounts_that_are_not_published_do_not_count(self):
        self.book(self.rent_account, 1, "2026-10-05", {self.centre: 100}, post=False)
        self.book(self.rent_account, 2, "2026-09-30", {self.centre: 100})
        self.book(self.rent_account, 4, "2026-11-01", {self.centre: 100})
        self.book(self.secret_account, 8, "2026-10-05", {self.centre: 100})
        self.book(self.rent_account, 16, "2026-10-31", {self.centre: 100})
        cancelled = self.book(self.rent_account, 32, "2026-10-05", {self.centre: 100})
        cancelled.button_draft()
        cancelled.button_cancel()
        spent = self.build("2026-10-01", "2026-10-31")["spent"]
        self.assertEqual(spent["total"], 16.0)

    def test_a_credit_of_a_vendor_lowers_it(self):
        bill = self.book(self.rent_account, 900, "2026-10-05", {self.centre: 100})
        credit = bill._reverse_moves([{"invoice_date": "2026-10-06"}])
        credit.write({"date": "2026-10-06"})
        credit.invoice_line_ids.price_unit = 150
        credit.action_post()
        self.assertEqual(self.build()["spent"]["total"], 750.0)

    def test_fees_received_are_what_was_invoiced(self):
        self.company_data["default_account_revenue"].cowork_category_id = self.fees
        self.contract(self.desk, "2026-11-16")
        self.bill("2026-11-16")
        # Not the deposit, which is the member's, nor the tax.
        self.assertEqual(
            self.build()["received"], {"rows": [(self.fees, 1100.0)], "total": 1100.0}
        )
        self.assertEqual(self.build()["spent"]["rows"], [])

    def test_the_period_is_cut_to_what_is_published(self):
        disclosure = self.env["cowork.disclosure"]

        def get(*args):
            first, last = disclosure._get_period(self.quay, *args)
            return str(first), str(last)

        with self.on("2026-11-26"):
            self.assertEqual(get(), ("2025-11-01", "2026-10-31"))
            self.assertEqual(get("2026-02", "2026-03"), ("2026-02-01", "2026-03-31"))
            self.assertEqual(get("2026-02", "2027-03"), ("2026-02-01", "2026-10-31"))
            self.assertEqual(get("2020-01", "2026-10"), ("2023-11-01", "2026-10-31"))
            for nonsense in ("x", "2026-13", "9999-12", "0001-01", "", "2026-1-1' --"):
                self.assertEqual(get(nonsense, nonsense), ("2025-11-01", "2026-10-31"))
            self.quay.disclosure_until = "2026-06-15"
            self.assertEqual(get(), ("2025-06-01", "2026-05-31"))
            self.assertEqual(get("2026-06", "2026-10"), ("2025-06-01", "2026-05-31"))
            self.quay.disclosure_until = "2026-06-30"
            self.assertEqual(get("2026-06", "2026-10"), ("2026-06-01", "2026-06-30"))

    def test_many_entries_are_summed_up_by_the_database(self):
        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.build()
            return self.env.cr.sql_log_count - before

        self.book(self.rent_account, 1, "2026-10-05", {self.centre: 100})
        count()
        few = count()
        for day in range(1, 11):
            self.book(
                self.rent_account, 10, f"2026-10-{day:02}", {self.centre: 10 * day}
            )
        self.assertEqual(count(), few)
        self.assertEqual(self.build()["spent"]["total"], 56.0)
