from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestBillingRepair(BillingCommon):
    """A damaged history is parked; an accountant sees what is wrong and mends it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.bad = cls.contract(cls, cls.hot_desk, "2026-11-16")
        cls.bill(cls, "2026-11-16")
        cls.fee = cls.bad.fee_line_ids.sudo()
        cls.env.flush_all()
        cls.env.cr.execute(
            "ALTER TABLE cowork_fee_line DROP CONSTRAINT cowork_fee_line_no_day_twice"
        )

    def park(self, day="2026-12-01"):
        """:returns: the error a run leaves"""
        self.bad._bill_from_scratch()
        self.run_ = self.bill(day)
        error = self.run_.error_ids
        self.assertEqual((error.contract_id, error.kind), (self.bad, "error"))
        return error

    def look(self, error):
        action = error.action_repair()
        return self.env[action["res_model"]].browse(action["res_id"])

    def mend(self, error, *findings):
        """:param findings: pairs of fee line and parts of problem and proposal"""
        repair = self.look(error)
        found = [(each.fee_line_id, each) for each in repair.line_ids]
        self.assertEqual([fee for fee, _each in found], [fee for fee, *_ in findings])
        for (_fee, each), (_same, problem, proposal) in zip(
            found, findings, strict=True
        ):
            self.assertIn(problem, each.problem)
            self.assertIn(proposal, each.proposal)
        repair.action_repair()
        self.assertIn("repaired", self.bad.message_ids[:1].body)
        with self.on("2026-12-02"):
            self.run_.action_retry()
        self.assertErrors(self.run_)

    DECEMBER = ("membership", "2026-12-01", "2026-12-31", 900.0)

    def test_a_charge_that_lost_its_computation_is_computed_anew(self):
        before = dict(self.fee.computation)
        for damage in (False, {"kind": "membership"}, {**before, "amount": "a lot"}):
            with self.subTest(damage=damage):
                savepoint = self.env.cr.savepoint()
                self.fee.computation = damage
                self.mend(self.park(), (self.fee, "lost what it was", "invoice says"))
                for name in ("from", "to", "period_from", "period_to", "amount"):
                    self.assertEqual(self.fee.computation[name], before[name])
                self.assertEqual(self.fee.computation["full_amount"], "900.00")
                self.assertFees(self.run_, self.DECEMBER)
                # Credits come out as if nothing had happened.
                with self.on("2026-11-20"):
                    reason = self.env["cowork.contract.end.reason"].search([], limit=1)
                    self.bad.action_terminate("2026-11-24", reason)
                self.bill("2026-12-02")
                credits = self.bad.fee_line_ids.filtered("credited_line_id")
                self.assertEqual(sorted(credits.mapped("amount")), [-900, -180])
                savepoint.close(rollback=True)
                self.env.invalidate_all()

    def test_a_charge_that_says_something_else_than_the_invoice(self):
        self.fee.computation = {**self.fee.computation, "amount": "1.00"}
        repair = self.env["cowork.billing.repair"]
        [(fee, finding)] = repair._find(self.bad)
        self.assertEqual((fee, finding.code), (self.fee, "different"))

    def test_days_billed_twice_are_given_back(self):
        twice = self.fee.copy(
            {
                "key": "membership:forged",
                "computation": self.fee.computation,
                "state": "invoiced",
            }
        )
        self.mend(self.park(), (twice, "is billed twice", "Give it back"))
        self.assertFees(
            self.bad.fee_line_ids - self.fee - twice,
            ("credit", "2026-11-16", "2026-11-30", -450.0),
            self.DECEMBER,
        )
        self.assertEqual(twice.covered, "{}")

    def test_days_billed_twice_on_no_invoice_are_voided(self):
        twice = self.fee.copy(
            {
                "key": "membership:forged",
                "computation": self.fee.computation,
                "state": "open",
            }
        )
        self.mend(self.park(), (twice, "is billed twice", "Void it"))
        self.assertEqual((twice.state, twice.released), ("void", True))
        self.assertFees(self.run_, self.DECEMBER)

    def credit(self):
        with self.on("2026-11-20"):
            self.bad.action_suspend("2026-11-21", "2026-11-25")
        self.bill("2026-11-21")
        return self.bad.fee_line_ids.filtered(lambda fee: fee.kind == "credit").sudo()

    def test_days_credited_twice_are_charged_back(self):
        credit = self.credit()
        twice = credit.copy(
            {
                "key": "credit:forged",
                "computation": credit.computation,
                "credited_line_id": self.fee.id,
                "state": "invoiced",
            }
        )
        self.mend(self.park(), (twice, "credited twice", "Charge it back"))
        self.assertTrue(twice.released)
        self.assertEqual(
            self.bad.fee_line_ids.filtered(lambda f: f.kind == "one_off").amount, 150
        )

    def test_a_credit_of_what_is_not_there_counts_no_more(self):
        credit = self.credit()
        lost = credit.copy(
            {
                "key": "credit:lost",
                "computation": {**credit.computation, "credits": "gone"},
                "state": "invoiced",
            }
        )
        lost.credited_line_id = False
        self.mend(self.park(), (lost, "which is not there", "Leave the money"))
        self.assertTrue(lost.released)

    def test_nothing_to_repair_is_said(self):
        self.bad.line_ids.price_unit = 0
        error = self.park()
        with self.assertRaisesRegex(UserError, "do not contradict each other"):
            error.action_repair()

    def test_what_is_not_ticked_stays(self):
        self.fee.computation = False
        error = self.park()
        repair = self.look(error)
        repair.line_ids.is_chosen = False
        with self.assertRaisesRegex(UserError, "Tick what"):
            repair.action_repair()
        self.assertFalse(self.fee.computation)

    def test_only_billing_managers_repair(self):
        self.fee.computation = False
        error = self.park()
        user = new_test_user(
            self.env,
            "repair_user",
            groups="cowork_billing.group_user",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        with self.assertRaises(AccessError):
            error.with_user(user).action_repair()
        other = new_test_user(
            self.env,
            "repair_manager",
            groups="cowork_billing.group_manager",
            company_id=self.company.id,
            company_ids=[(6, 0, self.company.ids)],
        )
        repair = self.look(error)
        with self.assertRaises(AccessError):
            repair.with_user(other).action_repair()
