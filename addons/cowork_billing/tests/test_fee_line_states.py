from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestFeeLineStates(BillingCommon):
    """What accountants do to invoices, and what that means for the charges."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.december = ("membership", "2026-12-01", "2026-12-31", 900.0)
        cls.ada = cls.contract(cls, cls.hot_desk, "2026-12-01")

    def billed(self, auto_post=True):
        """:returns: the fee line of December and its invoice"""
        self.company.cowork_auto_post = auto_post
        run = self.bill("2026-12-01")
        self.company.cowork_auto_post = True
        return run.fee_line_ids, run.move_ids

    # Drafts --------------------------------------------------------------------

    def test_without_posting_the_invoice_stays_a_draft(self):
        fee, invoice = self.billed(auto_post=False)
        self.assertEqual((fee.state, invoice.state), ("invoiced", "draft"))
        self.assertFees(self.bill("2026-12-02"))

    def test_cancelling_the_draft_opens_the_charge_and_the_next_run_invoices_it(self):
        fee, invoice = self.billed(auto_post=False)
        invoice.button_cancel()
        self.assertEqual(fee.state, "open")
        self.assertFalse(fee.move_id | fee.move_line_id.move_id)
        run = self.bill("2026-12-02")
        self.assertEqual(self.ada.fee_line_ids, fee)
        self.assertEqual(fee.state, "invoiced")
        self.assertEqual(fee.move_id, run.move_ids)
        self.assertNotEqual(fee.move_id, invoice)
        self.assertFees(self.bill("2026-12-03"))
        self.assertBalanced()

    def test_preview_shows_the_charges_of_a_cancelled_draft(self):
        fee, invoice = self.billed(auto_post=False)
        invoice.button_cancel()
        run = self.env["cowork.billing.run"].create(
            {"date": "2026-12-02", "company_id": self.company.id}
        )
        lines = run.preview_lines()["fee_lines"]
        self.assertEqual([line["key"] for line in lines], [fee.key])
        self.assertEqual(lines[0]["explanation"], fee.explanation)

    def test_a_draft_with_another_product_than_the_charge_is_not_posted(self):
        fee, invoice = self.billed(auto_post=False)
        line = invoice.invoice_line_ids
        kept = {"price_unit": line.price_unit, "tax_ids": line.tax_ids.ids}
        line.write({"product_id": self.product_a.id, **kept})
        with self.assertRaisesRegex(UserError, "another product than the charge"):
            invoice.action_post()
        line.write({"product_id": fee.product_id.id, **kept})
        invoice.action_post()
        self.assertEqual(invoice.state, "posted")

    def test_deleting_the_draft_opens_the_charge(self):
        fee, invoice = self.billed(auto_post=False)
        invoice.unlink()
        self.assertEqual(fee.state, "open")
        self.bill("2026-12-02")
        self.assertEqual((self.ada.fee_line_ids, fee.state), (fee, "invoiced"))

    def test_deleting_the_line_of_a_draft_opens_the_charge(self):
        fee, invoice = self.billed(auto_post=False)
        invoice.invoice_line_ids.unlink()
        self.assertEqual(fee.state, "open")
        self.bill("2026-12-02")
        self.assertEqual((self.ada.fee_line_ids, fee.state), (fee, "invoiced"))

    def test_a_changed_draft_is_not_posted(self):
        """What stands on the invoice is the fee line."""
        _fee, invoice = self.billed(auto_post=False)
        invoice.invoice_line_ids.price_unit = 700
        with self.assertRaisesRegex(UserError, "700.*900"):
            invoice.action_post()
        invoice.invoice_line_ids.price_unit = 900
        invoice.action_post()
        self.assertBalanced()

    def test_lines_added_to_a_draft_by_hand_are_no_charges(self):
        _fee, invoice = self.billed(auto_post=False)
        invoice.invoice_line_ids = [
            (0, 0, {"name": "Coffee", "price_unit": 5, "quantity": 1})
        ]
        invoice.action_post()
        self.assertEqual(invoice.amount_untaxed, 905)
        self.assertBalanced()

    def test_cancelled_invoice_set_to_draft_again_takes_its_charges_back(self):
        fee, invoice = self.billed(auto_post=False)
        invoice.button_cancel()
        invoice.button_draft()
        self.assertEqual((fee.state, fee.move_id), ("invoiced", invoice))
        self.assertFees(self.bill("2026-12-02"))
        invoice.action_post()
        self.assertBalanced()

    def test_cancelled_invoice_cannot_come_back_once_its_charges_were_billed_again(
        self,
    ):
        _fee, invoice = self.billed(auto_post=False)
        invoice.button_cancel()
        again = self.bill("2026-12-02").move_ids
        with self.assertRaisesRegex(UserError, again.name):
            invoice.button_draft()

    def test_posted_invoice_set_to_draft_and_cancelled_opens_the_charge(self):
        fee, invoice = self.billed()
        invoice.button_draft()
        self.assertEqual(fee.state, "invoiced")
        self.assertFees(self.bill("2026-12-02"))
        invoice.button_cancel()
        self.assertEqual(fee.state, "open")

    # Credit notes --------------------------------------------------------------

    def test_credit_note_marks_the_charge_credited_and_it_is_not_billed_again(self):
        fee, invoice = self.billed()
        note = self.get_credit_note(invoice)
        self.assertEqual(fee.state, "invoiced")
        note.action_post()
        self.assertEqual(fee.state, "credited")
        self.assertEqual(note.invoice_line_ids.cowork_fee_line_id, fee)
        self.assertFees(self.bill("2026-12-02"))
        self.assertFees(
            self.bill("2027-01-01"), ("membership", "2027-01-01", "2027-01-31", 900.0)
        )

    def test_credit_note_set_to_draft_makes_the_charge_stand_again(self):
        fee, invoice = self.billed()
        note = self.get_credit_note(invoice)
        note.action_post()
        note.button_draft()
        self.assertEqual(fee.state, "invoiced")
        note.button_cancel()
        self.assertEqual(fee.state, "invoiced")
        with self.on("2026-12-10"):
            self.ada.action_terminate("2026-12-16")
        self.assertFees(
            self.bill("2026-12-17"), ("credit", "2026-12-17", "2026-12-31", -435.48)
        )

    def test_nothing_is_credited_twice_after_a_full_credit_note(self):
        _fee, invoice = self.billed()
        self.get_credit_note(invoice).action_post()
        with self.on("2026-12-10"):
            self.ada.action_terminate("2026-12-16")
        self.assertFees(self.bill("2026-12-17"))

    def test_partial_credit_note_limits_later_credits(self):
        fee, invoice = self.billed()
        note = self.get_credit_note(invoice)
        note.invoice_line_ids.price_unit = 600
        note.action_post()
        self.assertEqual(fee.state, "invoiced")
        with self.on("2026-12-10"):
            self.ada.action_terminate("2026-12-16")
        self.assertFees(
            self.bill("2026-12-17"), ("credit", "2026-12-17", "2026-12-31", -300.0)
        )
        self.assertBalanced()

    def test_two_partial_credit_notes_add_up_to_credited(self):
        fee, invoice = self.billed()
        for price in (600, 300):
            note = self.get_credit_note(invoice)
            note.invoice_line_ids.price_unit = price
            note.action_post()
        self.assertEqual(fee.state, "credited")

    def test_two_credit_notes_take_back_no_more_than_was_charged(self):
        fee, invoice = self.billed()
        first, second = self.get_credit_note(invoice), self.get_credit_note(invoice)
        (first | second).invoice_line_ids.price_unit = 600
        first.action_post()
        with self.assertRaisesRegex(UserError, "300.0 too much"):
            second.action_post()
        self.assertEqual(fee.state, "invoiced")

    def test_whole_invoice_with_a_credit_on_it_is_reversed(self):
        """Charges and credits on it are all taken back."""
        self.billed()
        self.amend(self.ada, self.office, "2026-12-11")
        run = self.bill("2026-12-11")
        self.get_credit_note(run.move_ids).action_post()
        self.assertEqual(set(run.fee_line_ids.mapped("state")), {"credited"})

    def test_bill_again_lets_the_next_run_charge_the_days(self):
        fee, invoice = self.billed()
        self.get_credit_note(invoice).action_post()
        fee.action_bill_again()
        run = self.bill("2026-12-02")
        self.assertFees(run, self.december)
        self.assertNotEqual(run.fee_line_ids, fee)
        self.assertNotEqual(run.fee_line_ids.key, fee.key)
        self.assertEqual(fee.state, "credited")
        self.assertFees(self.bill("2026-12-03"))
        self.assertBalanced()

    def test_bill_again_of_set_up_fee_and_deposit(self):
        contract = self.contract(self.desk, "2026-12-01", line={"deposit_months": 2})
        run = self.bill("2026-12-01")
        fees = contract.fee_line_ids
        invoice = fees.move_id
        self.get_credit_note(invoice).action_post()
        self.assertEqual(set(fees.mapped("state")), {"credited"})
        self.assertFees(self.bill("2026-12-02"))
        self.assertEqual(contract.deposit_charged, 0)
        fees.action_bill_again()
        run = self.bill("2026-12-03")
        self.assertFees(
            run,
            ("membership", "2026-12-01", "2026-12-31", 1800.0),
            ("setup", "2026-12-01", "2026-12-01", 200.0),
            ("deposit", "2026-12-03", "2026-12-03", 3600.0),
        )
        self.assertEqual(contract.deposit_charged, 3600.0)
        self.assertFees(self.bill("2026-12-04"))

    def test_bill_again_is_refused_for_a_charge_that_stands(self):
        fee, _invoice = self.billed()
        with self.assertRaises(UserError):
            fee.action_bill_again()

    def test_credit_note_of_days_billed_again_cannot_be_undone(self):
        """Else the member would pay for the same days twice."""
        fee, invoice = self.billed()
        note = self.get_credit_note(invoice)
        note.action_post()
        fee.action_bill_again()
        self.bill("2026-12-02")
        with self.assertRaisesRegex(UserError, "billed again"):
            note.button_draft()

    def test_reverse_and_create_invoice_stands_for_the_same_charge(self):
        fee, invoice = self.billed()
        corrected = self.get_credit_note(invoice, is_modify=True)
        self.assertEqual(
            (corrected.move_type, corrected.state), ("out_invoice", "draft")
        )
        self.assertEqual(fee.state, "credited")
        corrected.action_post()
        self.assertEqual((fee.state, fee.move_id), ("invoiced", corrected))
        self.assertEqual(fee.move_line_id, corrected.invoice_line_ids)
        self.assertFees(self.bill("2026-12-02"))
        with self.on("2026-12-10"):
            self.ada.action_terminate("2026-12-16")
        self.assertFees(
            self.bill("2026-12-17"), ("credit", "2026-12-17", "2026-12-31", -435.48)
        )

    def test_corrected_invoice_at_a_lower_price_limits_later_credits(self):
        fee, invoice = self.billed()
        corrected = self.get_credit_note(invoice, is_modify=True)
        corrected.invoice_line_ids.price_unit = 400
        corrected.action_post()
        self.assertEqual(fee.state, "invoiced")
        with self.on("2026-12-10"):
            self.ada.action_terminate("2026-12-01")
        self.assertFees(
            self.bill("2026-12-17"), ("credit", "2026-12-02", "2026-12-31", -400.0)
        )

    def test_corrected_invoice_that_is_cancelled_leaves_the_charge_credited(self):
        fee, invoice = self.billed()
        corrected = self.get_credit_note(invoice, is_modify=True)
        corrected.button_cancel()
        self.assertEqual(fee.state, "credited")
        self.assertFees(self.bill("2026-12-02"))

    def test_copy_of_an_invoice_carries_no_fee_line(self):
        fee, invoice = self.billed()
        copied = invoice.copy()
        self.assertFalse(copied.invoice_line_ids.cowork_fee_line_id)
        self.assertFalse(copied.cowork_contract_id | self.env["cowork.contract"])
        copied.action_post()
        self.assertEqual(fee.move_id, invoice)
        copied.button_draft()
        copied.button_cancel()
        self.assertEqual(fee.state, "invoiced")

    # Void ----------------------------------------------------------------------

    def test_voided_charge_is_not_billed_until_somebody_asks(self):
        fee, invoice = self.billed(auto_post=False)
        invoice.button_cancel()
        fee.action_void()
        self.assertEqual(fee.state, "void")
        self.assertFees(self.bill("2026-12-02"))
        fee.action_bill_again()
        self.assertFees(self.bill("2026-12-03"), self.december)
        self.assertEqual(fee.state, "void")

    def test_voided_charge_is_not_credited_at_the_end(self):
        fee, invoice = self.billed(auto_post=False)
        invoice.button_cancel()
        fee.action_void()
        with self.on("2026-12-10"):
            self.ada.action_terminate("2026-12-16")
        self.assertFees(self.bill("2026-12-17"))

    def test_invoiced_charge_cannot_be_voided(self):
        fee, _invoice = self.billed()
        with self.assertRaises(UserError):
            fee.action_void()

    def test_voided_deposit_is_not_charged_again(self):
        contract = self.contract(
            self.hot_desk, "2026-12-01", line={"deposit_months": 1}
        )
        self.company.cowork_auto_post = False
        self.bill("2026-12-01")
        contract.fee_line_ids.move_id.button_cancel()
        deposit = contract.fee_line_ids.filtered(lambda fee: fee.kind == "deposit")
        deposit.action_void()
        self.bill("2026-12-02")
        self.assertEqual(contract.deposit_charged, 0)
        self.assertEqual(len(contract.fee_line_ids), 2)

    # Zero totals ---------------------------------------------------------------

    def test_deposit_that_equals_a_credit_is_still_invoiced(self):
        """A total of zero is no reason to keep a deposit out of the ledger."""
        self.billed()
        plan = self._plan("Same", "SAME", "hot_desk", 900)
        with self.on("2026-12-05"):
            self.ada.action_suspend("2026-12-11", "2026-12-31")
        line = self.ada.line_ids
        line.write({"deposit_months": 0})
        self.env["cowork.contract.line"].create(
            {
                "contract_id": self.ada.id,
                "plan_id": plan.id,
                "date_start": "2026-12-11",
                "price_unit": 609.68,
                "deposit_months": 1,
            }
        )
        self.bill("2026-12-11")
        self.assertEqual(self.ada.deposit_charged, 609.68)
        deposit = self.ada.fee_line_ids.filtered(lambda fee: fee.kind == "deposit")
        self.assertEqual((deposit.state, len(deposit)), ("invoiced", 1))
        self.assertFees(self.bill("2026-12-12"))
        self.assertBalanced()

    def test_sign_of_the_document_is_that_of_its_total_with_tax(self):
        """Little less credited than charged, but the charge bears no tax."""
        self.billed()
        untaxed = self._plan("Untaxed", "NOTAX", "hot_desk", 1000)
        untaxed.product_id.taxes_id = False
        untaxed.product_id.property_account_income_id = self.copy_account(
            self.company_data["default_account_revenue"], {"tax_ids": False}
        )
        self.amend(self.ada, untaxed, "2026-12-11")
        run = self.bill("2026-12-11")
        self.assertErrors(run)
        self.assertEqual(run.move_ids.move_type, "out_refund")
        self.assertAlmostEqual(run.move_ids.amount_total, -(677.42 - 609.68 * 1.15), 2)
        self.assertBalanced()
