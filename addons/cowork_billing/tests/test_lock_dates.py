from odoo.tests import tagged

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestLockDates(BillingCommon):
    """Books closed until 31 December: bills of December go to the first open day."""

    def assertMoved(self, to_day, **locks):
        contract = self.contract(self.hot_desk, "2026-12-01")
        self.company.write(locks)
        run = self.bill("2026-12-01")
        self.assertErrors(run)
        invoice = run.move_ids
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(str(invoice.invoice_date), "2026-12-01")
        self.assertEqual(str(invoice.date), to_day)
        if to_day == "2026-12-01":
            self.assertErrors(run, kind="notice")
        else:
            self.assertErrors(run, (contract, invoice.name), kind="notice")
            self.assertIn("locked", run.error_ids.message)
        self.assertBalanced()

    def test_fiscal_year_lock(self):
        self.assertMoved("2027-01-01", fiscalyear_lock_date="2026-12-31")

    def test_sales_lock(self):
        self.assertMoved("2027-01-01", sale_lock_date="2026-12-31")

    def test_tax_lock(self):
        self.assertMoved("2027-01-01", tax_lock_date="2026-12-31")

    def test_hard_lock(self):
        self.assertMoved("2027-01-01", hard_lock_date="2026-12-31")

    def test_lock_before_the_day_changes_nothing(self):
        self.assertMoved("2026-12-01", fiscalyear_lock_date="2026-11-30")

    def test_credit_of_a_locked_period_is_booked_in_the_open_one(self):
        contract = self.contract(self.hot_desk, "2026-12-01")
        self.bill("2026-12-01")
        self.company.fiscalyear_lock_date = "2026-12-31"
        with self.on("2027-01-05"):
            contract.action_terminate("2026-12-10")
        note = self.bill("2027-01-05").move_ids
        self.assertEqual((note.move_type, str(note.date)), ("out_refund", "2027-01-05"))
