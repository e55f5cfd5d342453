from odoo.tests import tagged

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestPromotionFees(BillingCommon):
    """What a promotion gives, on the bill: exact amounts, and its name."""

    def promoted(self, code, line=None, **vals):
        """:returns: a running contract from 16 November that claimed a promotion"""
        with self.on("2026-11-16"):
            promotion = self.env["cowork.promotion"].create(
                {"name": "Offer", "code": code, "company_id": self.company.id, **vals}
            )
        contract = self.contract(self.hot_desk, "2026-11-16", line, state="draft")
        with self.on("2026-11-16"):
            contract.action_apply_promotion(code)
            contract.action_sign()
            contract.action_activate()
        self.assertEqual(contract.promotion_id, promotion)
        return contract

    def explained(self, run):
        """:returns: sentences of the run's charges, in the order of their days"""
        fees = run.fee_line_ids.sorted(lambda fee: (fee.kind, fee.period_start))
        return fees.mapped("explanation")

    def test_a_percentage_for_a_month(self):
        self.promoted("spring", percent=20, months=1)
        run = self.bill("2026-12-01")
        self.assertFees(
            run,
            ("membership", "2026-11-16", "2026-11-30", 360.0),
            ("membership", "2026-12-01", "2026-12-15", 348.39),
            ("membership", "2026-12-16", "2026-12-31", 464.52),
        )
        self.assertEqual(
            self.explained(run),
            [
                "Hot desk · 16–30 Nov 2026 · 15 of 30 days"
                " × (900.00 − 20 % promotion SPRING) = 360.00",
                "Hot desk · 1–15 Dec 2026 · 15 of 31 days"
                " × (900.00 − 20 % promotion SPRING) = 348.39",
                "Hot desk · 16–31 Dec 2026 · 16 of 31 days × 900.00 = 464.52",
            ],
        )
        names = run.move_ids.invoice_line_ids.mapped("name")
        self.assertTrue(any("20 % promotion SPRING" in name for name in names), names)
        self.assertBalanced()

    def test_free_days(self):
        self.promoted("week", kind="free_days", free_days=7)
        run = self.bill("2026-11-16")
        self.assertFees(
            run,
            ("membership", "2026-11-16", "2026-11-22", 0.0),
            ("membership", "2026-11-23", "2026-11-30", 240.0),
        )
        self.assertEqual(
            self.explained(run),
            [
                "Hot desk · 16–22 Nov 2026 · free of charge, promotion WEEK · 0.00",
                "Hot desk · 23–30 Nov 2026 · 8 of 30 days × 900.00 = 240.00",
            ],
        )

    def test_free_months(self):
        self.promoted("two", kind="free_months", free_months=2)
        self.assertFees(
            self.bill("2027-01-01"),
            ("membership", "2026-11-16", "2026-11-30", 0.0),
            ("membership", "2026-12-01", "2026-12-31", 0.0),
            ("membership", "2027-01-01", "2027-01-15", 0.0),
            ("membership", "2027-01-16", "2027-01-31", 464.52),
        )

    def test_quantity_and_discount_come_on_top(self):
        self.promoted(
            "long", {"quantity": 2, "discount": 10, "price_unit": 900}, percent=20
        )
        run = self.bill("2026-11-16")
        # 15/30 of 2 × 720 less a tenth
        self.assertFees(run, ("membership", "2026-11-16", "2026-11-30", 648.0))
        self.assertEqual(
            self.explained(run),
            [
                "Hot desk · 16–30 Nov 2026 · 15 of 30 days"
                " × (2 × (900.00 − 20 % promotion LONG) − 10 %) = 648.00"
            ],
        )

    def test_a_promotion_may_take_everything_off(self):
        self.promoted("gift", percent=100, months=1)
        run = self.bill("2026-11-16")
        self.assertErrors(run)
        self.assertFees(run, ("membership", "2026-11-16", "2026-11-30", 0.0))

    def test_what_was_agreed_is_told_whatever_becomes_of_promotion_and_price(self):
        contract = self.promoted("spring", percent=20)
        with self.on("2026-11-20"):
            contract.promotion_id.percent = 50
            contract.line_ids.price_unit = 1000
        run = self.bill("2026-12-01")
        self.assertFees(
            run,
            ("membership", "2026-11-16", "2026-11-30", 360.0),
            ("membership", "2026-12-01", "2026-12-31", 720.0),
        )
        self.assertEqual(
            self.explained(run)[1],
            "Hot desk · 1–31 Dec 2026 · (900.00 − 20 % promotion SPRING) = 720.00",
        )

    def test_credits_name_it_as_well(self):
        contract = self.promoted("spring", percent=20)
        self.bill("2026-12-01")
        with self.on("2026-12-02"):
            contract.action_terminate("2026-12-10")
        run = self.bill("2026-12-11")
        self.assertFees(run, ("credit", "2026-12-11", "2026-12-31", -487.74))
        self.assertEqual(
            self.explained(run),
            [
                "Hot desk (credit: ended) · 11–31 Dec 2026 · 21 of 31 days"
                " × (900.00 − 20 % promotion SPRING) = -487.74"
            ],
        )
