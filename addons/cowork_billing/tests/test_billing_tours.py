from odoo.tests import HttpCase, new_test_user, tagged

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestBillingTours(BillingCommon, HttpCase):
    """An accountant's own clicks, and what they leave in the ledger."""

    def test_accountant_previews_bills_and_looks_at_the_result(self):
        accountant = new_test_user(
            self.env,
            login="tour_accountant",
            groups="cowork_billing.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        good = self.contract(self.desk, "2026-11-16")
        bad = self.contract(self.hot_desk, "2026-11-16", line={"price_unit": 0})
        self.env["ir.default"].set("cowork.billing.run", "date", "2026-12-01")
        self.start_tour(
            "/odoo/cowork-billing", "cowork_billing_run", login=accountant.login
        )
        run = self.env["cowork.billing.run"].search(
            [("company_id", "=", self.company.id)]
        )
        self.assertEqual((run.state, str(run.date)), ("done", "2026-12-01"))
        self.assertFees(
            good,
            ("membership", "2026-11-16", "2026-11-30", 900.0),
            ("membership", "2026-12-01", "2026-12-31", 1800.0),
            ("setup", "2026-11-16", "2026-11-16", 200.0),
            ("deposit", "2026-12-01", "2026-12-01", 3600.0),
        )
        self.assertErrors(run, (bad, "no price"))
        self.assertEqual(run.move_ids.state, "posted")
        self.assertBalanced()
