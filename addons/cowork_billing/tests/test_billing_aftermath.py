from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import BillingCommon

SENDER = "account.ir_cron_account_move_send"


@tagged("post_install", "-at_install")
class TestBillingAftermath(BillingCommon):
    """What can be done with a run that is over."""

    # Undo ----------------------------------------------------------------------

    def test_drafts_are_undone_and_billed_anew_at_the_terms_of_then(self):
        self.company.cowork_auto_post = False
        contract = self.contract(self.desk, "2026-11-16")
        run = self.bill("2026-11-16")
        self.assertEqual(run.draft_count, 1)
        run.action_undo_drafts()
        self.assertFalse(run.move_ids)
        self.assertEqual(set(run.fee_line_ids.mapped("state")), {"void"})
        self.assertEqual(contract.deposit_charged, 0)
        contract.line_ids.setup_fee = 100
        again = self.bill("2026-11-16")
        self.assertFees(
            again,
            ("membership", "2026-11-16", "2026-11-30", 900.00),
            ("setup", "2026-11-16", "2026-11-16", 100.00),
            ("deposit", "2026-11-16", "2026-11-16", 3600.00),
        )
        self.assertEqual(again.move_ids.amount_untaxed, 4600.00)
        self.assertBalanced()

    def test_what_is_posted_is_not_undone(self):
        self.company.cowork_auto_post = False
        first = self.contract(self.hot_desk, "2026-11-01")
        self.contract(self.hot_desk, "2026-11-01")
        run = self.bill("2026-11-01")
        posted = run.move_ids.filtered(lambda m: m.cowork_contract_id == first)
        posted.action_post()
        run.action_undo_drafts()
        self.assertEqual(run.move_ids, posted)
        again = self.bill("2026-11-01")
        self.assertEqual(len(again.fee_line_ids), 1)
        self.assertNotEqual(again.fee_line_ids.contract_id, first)

    def test_nothing_to_undo_is_said(self):
        self.contract(self.hot_desk, "2026-11-01")
        run = self.bill("2026-11-01")
        with self.assertRaisesRegex(UserError, "has no drafts to undo"):
            run.action_undo_drafts()

    # Retry ---------------------------------------------------------------------

    def test_one_contract_is_retried_and_no_other(self):
        mended = self.contract(self.hot_desk, "2026-11-01", line={"price_unit": 0})
        other = self.contract(self.hot_desk, "2026-11-01", line={"price_unit": 0})
        run = self.bill("2026-11-01")
        self.assertEqual(run.error_count, 2)
        (mended | other).line_ids.price_unit = 500
        error = run.error_ids.filtered(lambda e: e.contract_id == mended)
        with self.on("2026-11-02"):
            error.action_retry()
        self.assertFees(run, ("membership", "2026-11-01", "2026-11-30", 500.00))
        self.assertEqual(run.error_ids.contract_id, other)
        self.assertEqual(run.state, "done")

    # Sending -------------------------------------------------------------------

    def send_invoices(self):
        """What the ERP's sending job does, and what it mails."""
        with self.enter_registry_test_mode():
            self.env.ref(SENDER).method_direct_trigger()

    def test_posted_invoices_are_left_to_the_sending_job(self):
        self.company.cowork_auto_send = True
        self.member.email = "ada@example.com"
        self.contract(self.hot_desk, "2026-11-01")
        run = self.bill("2026-11-01")
        self.assertEqual(
            run.move_ids.sending_data,
            {
                "author_user_id": self.env.uid,
                "author_partner_id": self.env.user.partner_id.id,
            },
        )
        self.assertEqual((run.sending_count, run.unsent_count), (1, 0))
        self.send_invoices()
        self.assertTrue(run.move_ids.is_move_sent)
        run.invalidate_recordset()
        self.assertEqual((run.sending_count, run.unsent_count), (0, 0))
        mail = self.env["mail.message"].search(
            [("model", "=", "account.move"), ("res_id", "=", run.move_ids.id)]
        )
        self.assertIn(self.member, mail.partner_ids)

    def test_drafts_are_not_sent(self):
        self.company.write({"cowork_auto_send": True, "cowork_auto_post": False})
        self.contract(self.hot_desk, "2026-11-01")
        run = self.bill("2026-11-01")
        self.assertFalse(run.move_ids.sending_data)
        self.assertEqual((run.sending_count, run.unsent_count), (0, 0))

    def test_who_has_no_mail_address_is_listed_and_sent_to_later(self):
        self.company.cowork_auto_send = True
        self.member.email = False
        self.contract(self.hot_desk, "2026-11-01")
        run = self.bill("2026-11-01")
        self.assertEqual((run.sending_count, run.unsent_count), (0, 1))
        with self.assertRaisesRegex(UserError, "has no mail address"):
            run.action_send()
        action = run.action_view_unsent()
        found = self.env["account.move"].search(action["domain"])
        self.assertEqual(found, run.move_ids)
        self.member.email = "ada@example.com"
        run.action_send()
        self.send_invoices()
        self.assertTrue(run.move_ids.is_move_sent)
        with self.assertRaisesRegex(UserError, "have been sent"):
            run.action_send()

    def test_without_the_sending_job_nothing_is_billed_unsent(self):
        self.company.cowork_auto_send = True
        self.member.email = "ada@example.com"
        contract = self.contract(self.hot_desk, "2026-11-01")
        self.env.ref(SENDER).active = False
        run = self.bill("2026-11-01")
        self.assertErrors(run, (contract, "is switched off"))

    # Figures -------------------------------------------------------------------

    def test_throughput(self):
        self.contract(self.hot_desk, "2026-11-01")
        run = self.bill("2026-11-01")
        # sudo: a run itself says how long it took.
        run.sudo().write(
            {
                "started_at": "2026-11-01 12:00:00",
                "finished_at": "2026-11-01 12:00:04",
            }
        )
        self.assertEqual(run.rate, 0.25)
