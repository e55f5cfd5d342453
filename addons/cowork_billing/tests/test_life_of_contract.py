from odoo import Command
from odoo.tests import tagged

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestLifeOfContract(BillingCommon):
    """The table of the billing rules, line by line, through real runs."""

    def make_old_contract(self):
        """Desk from 16 November, office from 11 December, bigger one from the 21st."""
        contract = self.contract(self.desk, "2026-11-16")
        self.bill("2026-11-16")
        self.bill("2026-12-01")
        self.amend(contract, self.office, "2026-12-11", on="2026-12-05")
        self.bill("2026-12-11")
        self.amend(contract, self.big_office, "2026-12-21", on="2026-12-15")
        self.bill("2026-12-21")
        self.bill("2027-01-01")
        return contract

    def test_first_bill_has_part_of_month_set_up_fee_and_deposit(self):
        contract = self.contract(self.desk, "2026-11-16")
        run = self.bill("2026-11-16")
        self.assertFees(
            run,
            ("membership", "2026-11-16", "2026-11-30", 900.0),
            ("setup", "2026-11-16", "2026-11-16", 200.0),
            ("deposit", "2026-11-16", "2026-11-16", 3600.0),
        )
        invoice = run.move_ids
        self.assertEqual(invoice.state, "posted")
        self.assertEqual(invoice.amount_untaxed, 4700.0)
        self.assertEqual(invoice.amount_tax, 165.0)
        self.assertEqual(str(invoice.invoice_date), "2026-11-16")
        self.assertEqual(invoice.cowork_contract_id, contract)
        deposit = run.fee_line_ids.filtered(lambda fee: fee.kind == "deposit")
        account = deposit.move_line_id.account_id
        self.assertEqual(account, self.company.cowork_deposit_account_id)
        self.assertEqual(account.account_type, "liability_current")
        self.assertFalse(deposit.move_line_id.tax_ids)
        self.assertEqual(contract.deposit_charged, 3600.0)
        self.assertBalanced()

    def test_next_month_is_charged_in_full(self):
        self.contract(self.desk, "2026-11-16")
        self.bill("2026-11-16")
        self.assertFees(
            self.bill("2026-12-01"), ("membership", "2026-12-01", "2026-12-31", 1800.0)
        )

    def test_amendment_credits_the_old_plan_charges_the_new_and_tops_the_deposit_up(
        self,
    ):
        contract = self.contract(self.desk, "2026-11-16")
        self.bill("2026-11-16")
        self.bill("2026-12-01")
        self.amend(contract, self.office, "2026-12-11", on="2026-12-05")
        run = self.bill("2026-12-11")
        self.assertFees(
            run,
            ("credit", "2026-12-11", "2026-12-31", -1219.35),
            ("membership", "2026-12-11", "2026-12-31", 5080.65),
            ("deposit", "2026-12-11", "2026-12-11", 11400.0),
        )
        self.assertEqual(run.move_ids.move_type, "out_invoice")
        self.assertEqual(contract.deposit_charged, 15000.0)
        self.assertBalanced()

    def test_amendment_for_a_future_day_charges_nothing_before_it(self):
        contract = self.contract(self.desk, "2026-11-16")
        self.bill("2026-11-16")
        self.bill("2026-12-01")
        self.amend(contract, self.office, "2026-12-11", on="2026-12-05")
        self.assertFees(self.bill("2026-12-10"))
        self.assertEqual(str(contract.billing_next_date), "2026-12-11")

    def test_amended_a_second_time_in_the_month(self):
        contract = self.contract(self.desk, "2026-11-16")
        self.bill("2026-12-01")
        self.amend(contract, self.office, "2026-12-11")
        self.bill("2026-12-11")
        self.amend(contract, self.big_office, "2026-12-21")
        self.assertFees(
            self.bill("2026-12-21"),
            ("credit", "2026-12-21", "2026-12-31", -2661.29),
            ("membership", "2026-12-21", "2026-12-31", 3193.55),
            ("deposit", "2026-12-21", "2026-12-21", 3000.0),
        )
        self.assertFees(
            self.bill("2027-01-01"), ("membership", "2027-01-01", "2027-01-31", 9000.0)
        )

    def test_amended_on_the_first_day_before_the_first_bill(self):
        """Set-up fee once, whether the run came before the change or after it."""
        contract = self.contract(self.desk, "2026-12-01")
        self.amend(contract, self.office, "2026-12-01")
        self.assertFees(
            self.bill("2026-12-01"),
            ("membership", "2026-12-01", "2026-12-31", 7500.0),
            ("setup", "2026-12-01", "2026-12-01", 200.0),
            ("deposit", "2026-12-01", "2026-12-01", 15000.0),
        )

    def test_amended_on_the_first_day_after_the_first_bill(self):
        contract = self.contract(self.desk, "2026-12-01")
        self.bill("2026-12-01")
        self.amend(contract, self.office, "2026-12-01")
        self.assertFees(
            self.bill("2026-12-02"),
            ("credit", "2026-12-01", "2026-12-31", -1800.0),
            ("membership", "2026-12-01", "2026-12-31", 7500.0),
            ("deposit", "2026-12-02", "2026-12-02", 11400.0),
        )

    def test_suspended_days_are_credited(self):
        contract = self.make_old_contract()
        with self.on("2027-01-05"):
            contract.action_suspend("2027-01-08", "2027-01-14")
        run = self.bill("2027-01-08")
        self.assertFees(run, ("credit", "2027-01-08", "2027-01-14", -2032.26))
        self.assertEqual(run.move_ids.move_type, "out_refund")
        self.assertEqual(run.move_ids.amount_untaxed, 2032.26)
        self.assertBalanced()

    def test_termination_credits_the_days_not_used(self):
        contract = self.make_old_contract()
        with self.on("2027-01-05"):
            contract.action_suspend("2027-01-08", "2027-01-14")
        self.bill("2027-01-08")
        with self.on("2027-01-20"):
            contract.action_terminate("2027-01-24")
        self.assertFees(
            self.bill("2027-01-25"), ("credit", "2027-01-25", "2027-01-31", -2032.26)
        )
        self.assertFees(self.bill("2027-02-01"))
        self.assertFees(self.bill("2027-06-01"))
        self.assertBalanced()

    def test_termination_in_the_past_credits_every_month_after_it(self):
        contract = self.contract(self.office, "2026-11-01", line={"deposit_months": 0})
        self.bill("2027-01-01")
        with self.on("2027-01-10"):
            contract.action_terminate("2026-12-15")
        self.assertFees(
            self.bill("2027-01-10"),
            ("credit", "2026-12-16", "2026-12-31", -3870.97),
            ("credit", "2027-01-01", "2027-01-31", -7500.0),
        )

    def test_termination_in_the_future_bills_until_the_last_day(self):
        contract = self.contract(self.hot_desk, "2026-12-01")
        self.bill("2026-12-01")
        with self.on("2026-12-02"):
            contract.action_terminate("2027-01-10")
        self.assertFees(self.bill("2026-12-03"))
        self.assertFees(
            self.bill("2027-01-01"), ("membership", "2027-01-01", "2027-01-10", 290.32)
        )
        self.assertFees(self.bill("2027-02-01"))

    def test_downgrade_keeps_the_deposit(self):
        contract = self.contract(self.office, "2026-12-01")
        self.bill("2026-12-01")
        self.amend(contract, self.desk, "2027-01-01", on="2026-12-20")
        self.assertFees(
            self.bill("2027-01-01"), ("membership", "2027-01-01", "2027-01-31", 1800.0)
        )
        self.assertEqual(contract.deposit_charged, 15000.0)

    def test_rent_free_days_are_a_fee_line_of_nothing(self):
        free = Command.create({"date_start": "2027-03-01", "date_end": "2027-03-14"})
        self.contract(
            self.office,
            "2027-03-01",
            line={"free_period_ids": [free], "deposit_months": 0},
        )
        run = self.bill("2027-03-01")
        self.assertFees(
            run,
            ("membership", "2027-03-01", "2027-03-14", 0.0),
            ("membership", "2027-03-15", "2027-03-31", 4112.9),
        )
        self.assertIn(
            "free of charge", run.fee_line_ids.sorted("period_start")[0].explanation
        )
        self.assertEqual(len(run.move_ids.invoice_line_ids), 2)

    def test_nothing_but_rent_free_days_makes_no_invoice(self):
        free = Command.create({"date_start": "2027-03-01", "date_end": "2027-03-31"})
        self.contract(self.hot_desk, "2027-03-01", line={"free_period_ids": [free]})
        run = self.bill("2027-03-01")
        self.assertFees(run, ("membership", "2027-03-01", "2027-03-31", 0.0))
        self.assertEqual(run.fee_line_ids.state, "waived")
        self.assertFalse(run.move_ids)

    def test_price_step_cuts_the_month(self):
        step = Command.create({"date_start": "2027-05-15", "price_unit": 7875})
        self.contract(
            self.office,
            "2027-05-01",
            line={"price_step_ids": [step], "deposit_months": 0},
        )
        self.assertFees(
            self.bill("2027-05-01"),
            ("membership", "2027-05-01", "2027-05-14", 3387.1),
            ("membership", "2027-05-15", "2027-05-31", 4318.55),
        )

    def test_discount_and_quantity_stand_on_the_invoice(self):
        self.contract(self.hot_desk, "2026-12-01", line={"quantity": 3, "discount": 10})
        run = self.bill("2026-12-01")
        self.assertFees(run, ("membership", "2026-12-01", "2026-12-31", 2430.0))
        line = run.fee_line_ids.move_line_id
        self.assertEqual((line.quantity, line.price_unit, line.discount), (3, 900, 10))

    def test_week_and_day_plans(self):
        week = self._plan("Week", "WEEK", "hot_desk", 300, billing_unit="week")
        day = self._plan(
            "Ten days",
            "TEN",
            "hot_desk",
            200,
            billing_unit="day",
            billing_interval=10,
            anchor="anniversary",
        )
        self.contract(week, "2026-12-03")
        self.contract(day, "2026-12-03")
        self.assertFees(
            self.bill("2026-12-13"),
            ("membership", "2026-12-03", "2026-12-06", 171.43),
            ("membership", "2026-12-07", "2026-12-13", 300.0),
            ("membership", "2026-12-03", "2026-12-12", 200.0),
            ("membership", "2026-12-13", "2026-12-22", 200.0),
        )

    def test_arrears_are_due_the_day_after_the_period(self):
        plan = self._plan("Arrears", "ARR", "hot_desk", 900, bill_in="arrears")
        self.contract(plan, "2026-11-16")
        self.assertFees(self.bill("2026-11-30"))
        self.assertFees(
            self.bill("2026-12-01"), ("membership", "2026-11-16", "2026-11-30", 450.0)
        )

    def test_arrears_of_a_contract_that_ends_inside_the_period(self):
        plan = self._plan("Arrears", "ARR", "hot_desk", 900, bill_in="arrears")
        contract = self.contract(plan, "2026-12-01")
        with self.on("2026-12-05"):
            contract.action_terminate("2026-12-10")
        self.assertFees(self.bill("2026-12-10"))
        self.assertFees(
            self.bill("2026-12-11"), ("membership", "2026-12-01", "2026-12-10", 290.32)
        )

    def test_a_year_from_29_february(self):
        plan = self._plan(
            "Yearly",
            "YEAR",
            "hot_desk",
            9000,
            billing_unit="year",
            anchor="anniversary",
        )
        self.contract(plan, "2024-02-29")
        run = self.bill("2026-03-01")
        self.assertFees(
            run,
            ("membership", "2024-02-29", "2025-02-27", 9000.0),
            ("membership", "2025-02-28", "2026-02-27", 9000.0),
            ("membership", "2026-02-28", "2027-02-27", 9000.0),
        )
        self.assertFees(
            self.bill("2028-02-29"),
            ("membership", "2027-02-28", "2028-02-28", 9000.0),
            ("membership", "2028-02-29", "2029-02-27", 9000.0),
        )

    def test_billing_day_of_the_contract_comes_before_the_plans(self):
        plan = self._plan(
            "Day 5", "DAY5", "hot_desk", 900, anchor="billing_day", billing_day=5
        )
        self.contract(plan, "2026-11-16", billing_day=20)
        self.assertFees(
            self.bill("2026-11-20"),
            ("membership", "2026-11-16", "2026-11-19", 116.13),
            ("membership", "2026-11-20", "2026-12-19", 900.0),
        )

    def test_lead_days_bill_before_the_period(self):
        self.contract(self.hot_desk, "2026-12-01", line={"lead_days": 10})
        self.bill("2026-12-01")
        self.assertFees(self.bill("2026-12-21"))
        self.assertFees(
            self.bill("2026-12-22"), ("membership", "2027-01-01", "2027-01-31", 900.0)
        )

    # Before moving in ----------------------------------------------------------

    def test_signed_contract_is_billed_before_moving_in_if_its_plan_says_so(self):
        self.desk.bill_before_move_in = True
        with self.on("2026-12-01"):
            contract = self.contract(self.desk, "2027-02-10", state="draft")
            contract.action_sign()
        run = self.bill("2026-12-01")
        self.assertFees(
            run,
            ("membership", "2027-02-10", "2027-02-28", 1221.43),
            ("setup", "2027-02-10", "2027-02-10", 200.0),
            ("deposit", "2027-02-10", "2027-02-10", 3600.0),
        )
        self.assertFees(self.bill("2027-01-15"))
        with self.on("2027-02-10"):
            contract.action_activate()
        self.assertFees(self.bill("2027-02-10"))
        self.assertFees(
            self.bill("2027-03-01"), ("membership", "2027-03-01", "2027-03-31", 1800.0)
        )

    def test_signed_contract_is_not_billed_before_moving_in_otherwise(self):
        self.contract(self.desk, "2027-02-10", state="signed")
        self.assertFees(self.bill("2027-02-10"))

    def test_early_bill_leaves_out_lines_that_are_not_billed_early(self):
        self.hot_desk.write({"bill_before_move_in": True, "deposit_months": 1})
        contract = self.contract(self.hot_desk, "2027-02-01", state="draft")
        self.env["cowork.contract.line"].create(
            {"contract_id": contract.id, "plan_id": self.desk.id}
        )
        contract.action_sign()
        self.assertFees(
            self.bill("2026-12-01"),
            ("membership", "2027-02-01", "2027-02-28", 900.0),
            ("deposit", "2027-02-01", "2027-02-01", 900.0),
        )

    def test_plan_changed_between_early_bill_and_moving_in(self):
        """The member gets the money of the old plan back together with the new bill."""
        self.hot_desk.bill_before_move_in = True
        self.big_office.write({"bill_before_move_in": True, "deposit_months": 0})
        contract = self.contract(self.hot_desk, "2027-02-01", state="signed")
        self.bill("2026-12-01")
        self.amend(contract, self.big_office, "2027-02-01", on="2026-12-10")
        self.assertFees(
            self.bill("2026-12-10"),
            ("credit", "2027-02-01", "2027-02-28", -900.0),
            ("membership", "2027-02-01", "2027-02-28", 9000.0),
        )

    def test_called_off_after_an_early_bill_gives_the_first_period_back(self):
        self.hot_desk.bill_before_move_in = True
        contract = self.contract(self.hot_desk, "2027-02-01", state="signed")
        self.bill("2026-12-01")
        contract.action_cancel()
        self.assertFees(
            self.bill("2026-12-10"), ("credit", "2027-02-01", "2027-02-28", -900.0)
        )
        self.assertFees(self.bill("2027-02-01"))

    # Suspension ----------------------------------------------------------------

    def test_suspension_with_a_holding_fee(self):
        contract = self.contract(
            self.hot_desk, "2026-12-01", line={"holding_percent": 20}
        )
        self.bill("2026-12-01")
        with self.on("2026-12-10"):
            contract.action_suspend("2026-12-11", "2026-12-20")
        self.assertFees(
            self.bill("2026-12-11"),
            ("credit", "2026-12-11", "2026-12-20", -290.32),
            ("membership", "2026-12-11", "2026-12-20", 58.06),
        )

    def test_suspension_known_before_the_period_is_not_charged_at_all(self):
        contract = self.contract(self.hot_desk, "2026-12-01")
        self.bill("2026-12-01")
        with self.on("2026-12-10"):
            contract.action_suspend("2027-01-01", "2027-01-15")
        self.assertFees(
            self.bill("2027-01-01"), ("membership", "2027-01-16", "2027-01-31", 464.52)
        )

    def test_resumed_early_charges_the_days_that_were_credited(self):
        contract = self.contract(self.hot_desk, "2026-12-01")
        self.bill("2026-12-01")
        with self.on("2026-12-10"):
            contract.action_suspend("2026-12-11", "2026-12-31")
        self.assertFees(
            self.bill("2026-12-11"), ("credit", "2026-12-11", "2026-12-31", -609.68)
        )
        with self.on("2026-12-21"):
            contract.action_resume("2026-12-21")
        self.assertFees(
            self.bill("2026-12-21"), ("membership", "2026-12-21", "2026-12-31", 319.35)
        )

    # Migrated contracts --------------------------------------------------------

    def test_migrated_line_is_billed_from_its_cut_over(self):
        """No set-up fee, no deposit that is held already, no day paid elsewhere."""
        contract = self.contract(
            self.desk,
            "2026-06-01",
            line={"billed_through": "2026-12-15"},
            deposit_opening=3600,
        )
        self.assertFees(
            self.bill("2026-12-01"), ("membership", "2026-12-16", "2026-12-31", 929.03)
        )
        self.assertEqual(contract.deposit_charged, 3600.0)

    def test_migrated_deposit_is_topped_up_when_it_is_too_small(self):
        contract = self.contract(
            self.desk,
            "2026-06-01",
            line={"billed_through": "2026-12-31"},
            deposit_opening=1000,
        )
        self.assertFees(
            self.bill("2026-12-01"), ("deposit", "2026-12-01", "2026-12-01", 2600.0)
        )
        self.assertEqual(contract.deposit_charged, 3600.0)

    def test_contract_that_ends_before_a_later_line_begins_owes_nothing_for_it(self):
        contract = self.contract(self.hot_desk, "2026-12-01")
        self.env["cowork.contract.line"].create(
            {
                "contract_id": contract.id,
                "plan_id": self.desk.id,
                "date_start": "2027-02-01",
            }
        )
        with self.on("2026-12-05"):
            contract.action_terminate("2027-01-15")
        self.bill("2027-01-31")
        self.assertFees(self.bill("2027-02-01"))
        self.assertFalse(contract.fee_line_ids.filtered(lambda f: f.kind == "setup"))

    # Independent of when runs are made -------------------------------------------

    def test_a_change_without_a_run_in_between_comes_to_the_same_money(self):
        often, once = (
            self.contract(self.office, "2026-11-16", line={"deposit_months": 0})
            for _i in range(2)
        )
        self.bill("2026-12-01", location_ids=[])
        for contract in (often, once):
            self.amend(contract, self.hot_desk, "2026-12-11")
            if contract == often:
                self.bill("2026-12-11")
        self.bill("2027-01-01")
        self.assertEqual(
            sum(often.fee_line_ids.mapped("amount_untaxed")),
            sum(once.fee_line_ids.mapped("amount_untaxed")),
        )
        self.assertBalanced()
