from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestComplaintCredit(BillingCommon):
    """What a member is given back after a complaint: once, seen by finance, billed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk_contract = cls.contract(cls, cls.hot_desk, "2026-11-01")
        cls.bill(cls, "2026-11-01")

    def give(self, key="complaint_remedy:7", amount=120.0):
        with self.on("2026-11-10"):
            self.desk_contract._give_credit(key, amount, "Three loud days (CO26-1)")
        return self.desk_contract.fee_line_ids.filtered(
            lambda fee: fee.kind == "credit"
        )

    def test_it_waits_for_finance_and_is_there_once(self):
        fee = self.give()
        self.assertEqual(self.give(), fee)
        self.assertEqual((fee.state, fee.amount, fee.quantity), ("open", -120.0, -1.0))
        self.assertEqual(
            fee.explanation,
            fee.computation["name"]
            + (" · 10 Nov 2026 · Three loud days (CO26-1) · -120.00"),
        )

    def test_the_next_invoice_is_less_by_it(self):
        fee = self.give()
        run = self.bill("2026-12-01")
        self.assertEqual(fee.state, "invoiced")
        self.assertIn(fee.move_id, run.move_ids)
        self.assertEqual(fee.move_id.move_type, "out_invoice")
        self.assertEqual(fee.move_id.amount_untaxed, 780.0)
        self.assertBalanced()
        # Another run finds nothing to do, and the credit is not taken for days.
        self.assertFalse(self.bill("2026-12-01").fee_line_ids)

    def test_more_than_the_month_is_a_credit_note(self):
        fee = self.give(amount=1000.0)
        self.bill("2026-11-20")
        self.assertEqual(fee.move_id.move_type, "out_refund")
        self.assertEqual(fee.move_id.amount_untaxed, 1000.0)
        self.assertBalanced()

    def test_finance_voids_what_it_does_not_agree_with(self):
        fee = self.give()
        fee.action_void()
        self.assertEqual(self.give().mapped("state"), ["void"])
        self.bill("2026-12-01")
        self.assertFalse(fee.move_id)

    def test_nothing_without_a_contract_in_force_or_an_amount(self):
        with self.assertRaisesRegex(UserError, "A credit is a positive amount"):
            self.desk_contract._give_credit("x", 0.001, "Nothing")
        draft = self.contract(self.hot_desk, "2026-11-01", state="draft")
        with self.assertRaisesRegex(UserError, "is not in force"):
            draft._give_credit("x", 5, "Nothing")
