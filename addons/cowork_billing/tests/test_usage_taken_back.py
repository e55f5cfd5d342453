from odoo.tests import tagged

from .usage_common import HISTORY, UsageBillingCommon


@tagged("post_install", "-at_install")
class TestUsageTakenBack(UsageBillingCommon):
    """Reversals, undone invoices, and charges that are billed anew."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk_contract = cls.contract(cls, cls.hot_desk, "2026-11-01")
        cls.usages = cls.record(cls, cls.desk_contract, *HISTORY)
        cls.run_ = cls.bill(cls, "2026-12-01")
        cls.fee = cls.usages.fee_line_id

    def test_a_reversal_gives_back_what_it_cost_and_what_was_included(self):
        reversal = self.usages[2]._reverse("Room was locked")
        run = self.bill("2026-12-02")
        self.assertFees(run, ("credit", "2026-11-01", "2026-11-30", -120.0))
        credit = reversal.fee_line_id
        self.assertEqual(credit.credited_line_id, self.fee)
        self.assertEqual(credit.move_id.move_type, "out_refund")
        self.assertTrue(
            credit.explanation.startswith("Meeting room hours (taken back)"),
            credit.explanation,
        )
        late = self.record(self.desk_contract, ("2026-11-25", 1))
        self.bill("2026-12-03")
        self.assertEqual(self.parts(late), [(0.5, 0, 0.5, 40)])
        self.assertBalanced()

    def test_what_cost_nothing_is_taken_back_without_money(self):
        reversal = self.usages[0]._reverse("Not here")
        self.bill("2026-12-02")
        self.assertEqual(reversal.state, "rated")
        self.assertEqual(reversal.fee_line_id.state, "waived")

    def test_a_reversal_gives_back_no_more_than_a_credit_note_left(self):
        self.get_credit_note(self.fee.move_id).action_post()
        self.assertEqual(self.fee.state, "credited")
        reversal = self.usages[2]._reverse("Room was locked")
        self.bill("2026-12-02")
        self.assertEqual((reversal.state, reversal.fee_amount), ("rated", 0))

    def test_reversals_one_by_one_give_back_all_and_no_more(self):
        contract = self.contract(
            self._plan("Bare", "BARE", "hot_desk", 10), "2026-11-01"
        )
        usages = self.record(
            contract,
            *[("2026-11-05", 1)] * 3,
            price_unit=0.335,
        )
        self.bill("2026-12-01")
        self.assertEqual(usages.fee_line_id.amount, 1.01)
        for day, usage in enumerate(usages, 2):
            usage._reverse("One by one")
            self.bill(f"2026-12-0{day}")
        credits = contract.fee_line_ids.filtered(lambda fee: fee.kind == "credit")
        self.assertEqual(self.currency.round(sum(credits.mapped("amount"))), -1.01)

    def test_an_invoice_that_is_cancelled_is_billed_again_and_settled_once(self):
        move = self.fee.move_id
        move.button_draft()
        move.button_cancel()
        self.assertEqual((self.fee.state, self.usages[2].state), ("open", "rated"))
        run = self.bill("2026-12-02")
        self.assertEqual((self.fee.state, self.fee.run_id), ("invoiced", run))
        self.assertNotEqual(self.fee.move_id, move)
        self.assertEqual(self.used(self.desk_contract), [("2026-11-01", 120)])

    def test_a_charge_billed_anew_takes_its_usage_with_it(self):
        self.get_credit_note(self.fee.move_id).action_post()
        self.fee.action_bill_again()
        self.bill("2026-12-02")
        again = self.usages.fee_line_id
        self.assertEqual((again.key, again.amount), (f"{self.fee.key}#1", 120))
        self.assertEqual(
            (again.state, again.explanation), ("invoiced", self.fee.explanation)
        )
        self.assertFalse(self.bill("2026-12-03").fee_line_ids)
        reversal = self.usages[2]._reverse("Now it is right")
        self.bill("2026-12-04")
        self.assertEqual(reversal.fee_line_id.credited_line_id, again)
        self.assertEqual(reversal.fee_amount, -120)

    def test_nothing_stays_of_a_run_that_fails(self):
        usages = self.record(self.desk_contract, ("2026-12-05", 9))
        invoice_writer = type(self.env["cowork.invoice.writer"])

        def fail(*_args):
            raise ValueError("The disk is full")

        self.patch(invoice_writer, "_create_invoices", fail)
        with self.assertLogs("odoo.addons.cowork_billing", "WARNING"):
            run = self.bill("2026-12-06")
        self.assertErrors(run, (self.desk_contract, "The disk is full"))
        self.assertEqual((usages.state, usages.rated_on), ("open", False))
        self.assertFalse(usages.fee_line_id)
        self.assertEqual(len(self.used(self.desk_contract)), 1)

    # Bookings ----------------------------------------------------------------------

    def test_a_fee_for_cancelling_late_says_why(self):
        fee_type = self.env.ref("cowork_members.usage_booking_fee")
        usage = self.record(
            self.desk_contract,
            ("2026-12-05", 1),
            usage_type=fee_type,
            price_unit=40.0,
            key="cowork.booking,77,fee,1",
            origin_model="cowork.booking",
            origin_id=77,
            note="Cancelled late: 40.00, half of the price.",
        )
        self.bill("2026-12-06")
        self.assertEqual(usage.fee_line_id.amount, 40)
        self.assertEqual(
            usage.fee_line_id.explanation,
            "Booking fee · 1–31 Dec 2026 · 5 Dec 2026 Cancelled late: 40.00, half of"
            " the price. 1 Units · 1 Units × 40.00 = 40.00",
        )

    def test_who_used_it_is_named_when_it_was_somebody_else(self):
        bob = self.env["res.partner"].create(
            {"name": "Bob", "parent_id": self.member.id}
        )
        usage = self.record(self.desk_contract, ("2026-12-05", 1), partner_id=bob.id)
        self.bill("2026-12-06")
        self.assertIn("5 Dec 2026 Bob 1 Hours", usage.fee_line_id.explanation)


@tagged("post_install", "-at_install")
class TestUsageAtTheEnd(UsageBillingCommon):
    def test_open_usage_is_settled_after_the_contract_has_ended(self):
        contract = self.contract(self.hot_desk, "2026-11-01")
        self.bill("2026-11-01")
        reason = self.env["cowork.contract.end.reason"].search([], limit=1)
        with self.on("2026-11-10"):
            contract.action_terminate("2026-11-15", reason)
        usages = self.record(contract, ("2026-11-14", 5))
        with self.on("2026-11-16"):
            contract._enter_state("ended")
        run = self.bill("2026-11-16")
        self.assertFees(
            run,
            ("credit", "2026-11-16", "2026-11-30", -450.0),
            # Half a month includes half of the hours.
            ("usage", "2026-11-01", "2026-11-30", 80.0),
        )
        self.assertEqual(self.parts(usages), [(4, 0, 1, 80)])

    def test_suspended_days_cost_the_holding_fee_and_include_nothing(self):
        self.hot_desk.holding_percent = 20
        contract = self.contract(self.hot_desk, "2026-11-01")
        self.bill("2026-11-01")
        with self.on("2026-11-15"):
            contract.action_suspend("2026-11-16", "2026-11-30")
        usages = self.record(contract, ("2026-11-02", 5))
        run = self.bill("2026-11-16")
        self.assertFees(
            run,
            ("credit", "2026-11-16", "2026-11-30", -450.0),
            ("membership", "2026-11-16", "2026-11-30", 90.0),
            ("usage", "2026-11-01", "2026-11-30", 80.0),
        )
        self.assertEqual(self.parts(usages), [(4, 0, 1, 80)])


@tagged("post_install", "-at_install")
class TestMinimumCharge(UsageBillingCommon):
    """What lacks to the minimum is charged when the period is over."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls._plan("Flex", "FLEX", "hot_desk", 100, minimum_charge=500)
        cls.flex = cls.contract(cls, cls.plan, "2026-11-01")
        cls.bill(cls, "2026-11-01")

    def lacking(self):
        return self.used(self.flex, ("minimum",))

    def test_the_difference_is_charged_after_the_period(self):
        self.record(self.flex, ("2026-11-10", 2.5))
        self.bill("2026-11-30")
        self.assertEqual(self.lacking(), [])
        self.bill("2026-12-01")
        self.assertEqual(self.lacking(), [("2026-11-01", 200)])
        fee = self.flex.fee_line_ids.filtered(lambda each: each.kind == "minimum")
        self.assertEqual(
            fee.explanation,
            "Minimum charge · 1–30 Nov 2026 · minimum 500.00 − 300.00 charged = 200.00",
        )
        self.assertEqual(fee.move_line_id.product_id, self.plan.product_id)
        self.bill("2026-12-02")
        self.assertEqual(len(self.lacking()), 1)

    def test_who_used_enough_is_charged_nothing(self):
        self.record(self.flex, ("2026-11-10", 5))
        self.bill("2026-12-01")
        self.assertEqual(self.lacking(), [])

    def test_late_usage_and_reversals_mend_the_difference(self):
        usage = self.record(self.flex, ("2026-11-10", 2.5))
        self.bill("2026-12-01")
        self.record(self.flex, ("2026-11-11", 1))
        self.bill("2026-12-02")
        usage._reverse("Wrong room")
        self.bill("2026-12-03")
        self.assertEqual(
            self.lacking(),
            [("2026-11-01", 200), ("2026-11-01", -80), ("2026-11-01", 200)],
        )
        self.assertBalanced()

    def test_the_last_part_of_a_period_is_found_and_prorated(self):
        reason = self.env["cowork.contract.end.reason"].search([], limit=1)
        with self.on("2026-11-10"):
            self.flex.action_terminate("2026-11-15", reason)
        self.bill("2026-11-10")
        with self.on("2026-11-16"):
            self.flex._enter_state("ended")
        self.bill("2026-11-16")
        # 250.00 for half of it, and half of the fee.
        self.assertEqual(self.lacking(), [("2026-11-01", 200)])

    def test_a_plan_says_it_in_the_agreement_and_keeps_it_when_amended(self):
        line = self.flex.line_ids
        self.assertIn("500.00", " ".join(line._get_billing_sentences()))
        with self.on("2026-11-10"):
            self.flex.action_amend(line, self.plan, "2026-11-11")
        self.assertEqual(set(self.flex.line_ids.mapped("minimum_charge")), {500})
        self.bill("2026-12-01")
        self.assertEqual(self.lacking(), [("2026-11-01", 400)])
