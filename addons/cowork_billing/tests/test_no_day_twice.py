import psycopg2

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import BillingCommon


@tagged("post_install", "-at_install")
class TestNoDayTwice(BillingCommon):
    """The database lets no day of a contract line stand on two charges."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.desk_contract = cls.contract(cls, cls.hot_desk, "2026-11-01")
        cls.bill(cls, "2026-11-01")
        cls.fee = cls.desk_contract.fee_line_ids.sudo()

    def charge_again(self, start="2026-11-01", stop="2026-11-30", **vals):
        return self.fee.copy(
            {
                "key": f"forged:{start}",
                "computation": self.fee.computation,
                "period_start": start,
                "period_end": stop,
                **vals,
            }
        )

    def assertRefused(self, *args, **vals):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error) as caught:
            with self.env.cr.savepoint():
                self.charge_again(*args, **vals)
        self.assertIsInstance(caught.exception, psycopg2.errors.ExclusionViolation)

    def test_the_constraint_is_there(self):
        self.env.cr.execute(
            "SELECT contype, condeferrable FROM pg_constraint"
            " WHERE conname = 'cowork_fee_line_no_day_twice'"
        )
        self.assertEqual(self.env.cr.fetchall(), [("x", False)])

    def test_days_on_a_charge_are_refused_to_another(self):
        self.assertEqual(self.fee.covered, "{[2026-11-01,2026-12-01)}")
        self.assertRefused()
        self.assertRefused("2026-11-30", "2026-12-31")
        self.assertTrue(self.charge_again("2026-12-01", "2026-12-31"))

    def test_sql_is_refused_as_well(self):
        self.env.flush_all()
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "INSERT INTO cowork_fee_line (key, kind, state, contract_id,"
                    " contract_line_id, partner_id, company_id, currency_id,"
                    " product_id, name, period_start, period_end, covered)"
                    " SELECT 'sql', kind, state, contract_id, contract_line_id,"
                    " partner_id, company_id, currency_id, product_id, name,"
                    " period_start, period_end, covered FROM cowork_fee_line"
                    " WHERE id = %s",
                    [self.fee.id],
                )
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error):
            with self.env.cr.savepoint():
                self.env.cr.execute(
                    "UPDATE cowork_fee_line SET covered = NULL WHERE id = %s",
                    [self.fee.id],
                )

    def test_days_that_were_credited_can_be_charged_anew(self):
        self.hot_desk.holding_percent = 20
        self.desk_contract.line_ids.holding_percent = 20
        with self.on("2026-11-09"):
            self.desk_contract.action_suspend("2026-11-10", "2026-11-12")
        self.bill("2026-11-10")
        self.assertEqual(
            self.fee.covered, "{[2026-11-01,2026-11-10),[2026-11-13,2026-12-01)}"
        )
        held = self.desk_contract.fee_line_ids.filtered(
            lambda fee: fee.period_start.day == 10 and fee.kind == "membership"
        )
        self.assertEqual(held.covered, "{[2026-11-10,2026-11-13)}")
        self.assertRefused("2026-11-12", "2026-11-12")
        self.assertRefused("2026-11-13", "2026-11-13")

    def test_void_days_stay_billed_until_somebody_asks_for_them(self):
        self.get_credit_note(self.fee.move_id).action_post()
        self.assertRefused()
        self.fee.action_bill_again()
        self.bill("2026-11-02")
        again = self.desk_contract.fee_line_ids - self.fee
        self.assertEqual(again.covered, self.fee.covered)
        self.assertRefused(released=False)

    def test_a_second_charge_parks_the_contract_and_nobody_else(self):
        """As if another server had billed the next month already."""
        good = self.contract(self.hot_desk, "2026-12-01")
        forged = self.charge_again("2026-12-05", "2026-12-05")
        # The engine reads its days from the computation.
        self.assertEqual(forged.computation["from"], "2026-11-01")
        forged.computation = {
            **self.fee.computation,
            **dict.fromkeys(("from", "to"), "2027-05-05"),
            "period_from": "2027-05-01",
            "period_to": "2027-05-31",
        }
        self.desk_contract._bill_from_scratch()
        with (
            mute_logger("odoo.sql_db"),
            self.assertLogs("odoo.addons.cowork_billing", "WARNING"),
        ):
            run = self.bill("2026-12-01")
        self.assertErrors(run, (self.desk_contract, "charged already"))
        self.assertEqual(good.fee_line_ids.state, "invoiced")
        self.assertEqual(len(self.desk_contract.fee_line_ids), 2)


@tagged("post_install", "-at_install")
class TestNoMoreThanWasBilled(BillingCommon):
    """Whoever credits: a run, an accountant, or both."""

    def setUp(self):
        super().setUp()
        self.desk_contract = self.contract(self.hot_desk, "2026-11-01")
        self.bill("2026-11-01")
        self.fee = self.desk_contract.fee_line_ids

    def end(self):
        reason = self.env["cowork.contract.end.reason"].search([], limit=1)
        with self.on("2026-11-10"):
            self.desk_contract.action_terminate("2026-11-15", reason)
        self.bill("2026-11-10")

    def given_back(self):
        credits = self.desk_contract.fee_line_ids - self.fee
        by_hand = self.fee._get_given_back().get(self.fee, 0.0)
        return by_hand - sum(credits.mapped("amount"))

    def assertTooMuch(self, note, amount):
        # Not assertRaisesRegex: the ERP's rolls back what was done until then.
        with self.assertRaises(UserError) as caught:
            note.action_post()
        self.assertIn(f"{amount} too much", str(caught.exception))

    def test_a_credit_note_after_a_run_has_credited_days(self):
        self.end()
        note = self.get_credit_note(self.fee.move_id)
        self.assertTooMuch(note, 450.0)
        note.invoice_line_ids.price_unit = 450
        note.action_post()
        self.assertEqual(self.given_back(), 900)

    def test_two_credit_notes_by_hand(self):
        first, second = (self.get_credit_note(self.fee.move_id) for _n in range(2))
        first.action_post()
        self.assertTooMuch(second, 900.0)

    def test_a_run_after_a_credit_note(self):
        note = self.get_credit_note(self.fee.move_id)
        note.invoice_line_ids.price_unit = 600
        note.action_post()
        self.end()
        self.assertEqual(self.given_back(), 900)
