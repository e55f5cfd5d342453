from datetime import date, timedelta

from odoo.tests import tagged

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestChangedTerms(BillingCommon):
    """What terms that change are charged as: to the day and the cent."""

    def _promote(self, contract, **vals):
        promotion = self.env["cowork.promotion"].create(
            {
                "name": "Winter offer",
                "code": "WINTER",
                "company_id": self.company.id,
                "date_from": "2026-01-01",
                **vals,
            }
        )
        contract.action_apply_promotion("winter")
        contract.action_sign()
        contract.action_activate()
        return promotion

    def test_a_planned_amendment_called_off_before_it_was_billed(self):
        contract = self.contract(self.desk, "2026-11-16")
        self.bill("2026-12-01")
        self.amend(contract, self.office, "2026-12-11", on="2026-12-05")
        with self.on("2026-12-08"):
            contract.planned_line_ids.action_call_off()
        self.assertFees(self.bill("2026-12-11"))
        self.assertFees(
            self.bill("2027-01-01"), ("membership", "2027-01-01", "2027-01-31", 1800.0)
        )
        self.assertBalanced()

    def test_a_planned_amendment_called_off_after_it_was_billed_ahead(self):
        self.desk.lead_days = self.office.lead_days = 10
        contract = self.contract(self.desk, "2026-12-01")
        self.bill("2026-12-01")
        self.amend(contract, self.office, "2027-01-01", on="2026-12-05")
        self.assertFees(
            self.bill("2026-12-22"), ("membership", "2027-01-01", "2027-01-31", 7500.0)
        )
        with self.on("2026-12-28"):
            contract.planned_line_ids.action_call_off()
        self.assertFees(
            self.bill("2026-12-28"),
            ("credit", "2027-01-01", "2027-01-31", -7500.0),
            ("membership", "2027-01-01", "2027-01-31", 1800.0),
        )
        self.assertEqual(contract.deposit_charged, 3600.0)
        self.assertBalanced()

    def test_a_percentage_for_a_month_and_a_half_of_calendar_months(self):
        contract = self.contract(self.hot_desk, "2026-11-16", state="draft")
        with self.on("2026-11-16"):
            self._promote(contract, percent=20, months=1)
        # 15 of 30 days of 720, then 15 of 31 of 720 and 16 of 31 of 900.
        self.assertFees(
            self.bill("2026-12-01"),
            ("membership", "2026-11-16", "2026-11-30", 360.0),
            ("membership", "2026-12-01", "2026-12-15", 348.39),
            ("membership", "2026-12-16", "2026-12-31", 464.52),
        )
        self.assertFees(
            self.bill("2027-01-01"), ("membership", "2027-01-01", "2027-01-31", 900.0)
        )

    def test_the_deposit_is_of_the_full_price(self):
        contract = self.contract(self.desk, "2026-12-01", state="draft")
        with self.on("2026-12-01"):
            self._promote(contract, percent=50, months=2)
        self.assertFees(
            self.bill("2026-12-01"),
            ("membership", "2026-12-01", "2026-12-31", 900.0),
            ("setup", "2026-12-01", "2026-12-01", 200.0),
            ("deposit", "2026-12-01", "2026-12-01", 3600.0),
        )
        # A move within the plan keeps the rest of the promotion, and the deposit.
        self.amend(contract, self.desk, "2027-01-15")
        self.assertFees(
            self.bill("2027-01-15"),
            ("membership", "2027-01-01", "2027-01-14", 406.45),
            ("membership", "2027-01-15", "2027-01-31", 493.55),
        )
        self.assertFees(
            self.bill("2027-02-01"), ("membership", "2027-02-01", "2027-02-28", 1800.0)
        )
        self.assertEqual(contract.deposit_charged, 3600.0)

    def test_free_days_of_a_promotion(self):
        contract = self.contract(self.hot_desk, "2026-12-01", state="draft")
        with self.on("2026-12-01"):
            self._promote(contract, kind="free_days", free_days=10)
        run = self.bill("2026-12-01")
        self.assertFees(
            run,
            ("membership", "2026-12-01", "2026-12-10", 0.0),
            ("membership", "2026-12-11", "2026-12-31", 609.68),
        )
        free = run.fee_line_ids.filtered(lambda fee: not fee.amount_untaxed)
        self.assertIn("free of charge", free.explanation)

    def test_an_accepted_renewal_is_charged_at_its_price(self):
        contract = self.contract(
            self.hot_desk,
            "2026-02-01",
            date_end="2027-01-31",
            renewal_mode="proposal",
            renewal_increase=10,
        )
        self.bill("2027-01-01")
        with self.on("2027-01-05"):
            contract.action_propose_renewal()
            contract.open_renewal_id.line_ids.price_unit = 950
            contract.action_accept_renewal()
        self.assertFees(
            self.bill("2027-02-01"), ("membership", "2027-02-01", "2027-02-28", 950.0)
        )
        self.assertFees(
            self.bill("2028-01-01"),
            *[
                ("membership", f"{start:%Y-%m-%d}", f"{stop:%Y-%m-%d}", 950.0)
                for start, stop in self._months(2027, 3, 11)
            ],
        )
        self.assertFees(self.bill("2028-03-01"))

    def _months(self, year, month, count):
        """:returns: pairs of first and last day of ``count`` months"""
        firsts = [
            date(year + (month - 1 + n) // 12, (month - 1 + n) % 12 + 1, 1)
            for n in range(count + 1)
        ]
        return [
            (first, after - timedelta(days=1))
            for first, after in zip(firsts, firsts[1:], strict=False)
        ]

    def test_a_declined_renewal_is_charged_to_the_end(self):
        contract = self.contract(
            self.hot_desk, "2026-02-01", date_end="2027-01-20", renewal_mode="proposal"
        )
        with self.on("2027-01-05"):
            contract.action_propose_renewal()
            contract.action_decline_renewal()
        last = self.bill("2027-02-01").fee_line_ids.sorted("period_start")[-1:]
        # 20 of 31 days.
        self.assertFees(last, ("membership", "2027-01-01", "2027-01-20", 580.65))
