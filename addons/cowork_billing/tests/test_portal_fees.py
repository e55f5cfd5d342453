from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .portal_fees_common import PortalFeesCommon


@tagged("post_install", "-at_install")
class TestPortalFees(PortalFeesCommon):
    """Members see what they pay, and why; nobody else does."""

    def test_who_pays_sees_charges_explanations_and_sources(self):
        self.sign_in(self.payer)
        _path, words = self.get(f"/my/cowork/{self.mine.id}")
        self.assertIn("Fees and Next Invoice", words)
        path, words = self.get(f"/my/cowork/{self.mine.id}/fees")
        self.assertEqual(path, f"/my/cowork/{self.mine.id}/fees")
        move = self.fee.move_id
        for phrase in (
            "Fixed desk monthly · 16–30 Nov 2026 · 15 of 30 days × 1,800.00 = 900.00",
            "Set-up fee Fixed desk monthly · once · 200.00",
            "Deposit · 2 months × 1,800.00 = 3,600.00",
            f"Invoice {move.name}",
            "4,865.00",
            f"{self.mine.name}: ",
            "To pay",
            "On Your Next Invoice",
        ):
            self.assertIn(phrase, words)

    def test_the_next_invoice_with_its_total(self):
        self.sign_in(self.payer)
        with self.on("2026-11-20"):
            _path, words = self.get(f"/my/cowork/{self.mine.id}/fees")
        self.assertIn("As of now, for 12/01/2026", words)
        self.assertIn("Fixed desk monthly · 1–31 Dec 2026 · 1,800.00", words)
        self.assertIn("2,070.00", words)

    def test_colleagues_named_in_it_and_other_members_see_no_amounts(self):
        for user in (self.colleague, self.other):
            self.sign_in(user)
            path, words = self.get(f"/my/cowork/{self.mine.id}/fees")
            self.assertEqual(path, "/my")
            self.assertNotIn("900.00", words)
            path, words = self.get(f"/my/cowork/{self.mine.id}")
            self.assertNotIn("Fees and Next Invoice", words)
            for model in ("cowork.fee.line", "account.move", "account.move.line"):
                records = self.env[model].with_user(user)
                found = records.search([("company_id", "=", self.company.id)])
                seen = self.theirs if user == self.other else self.mine.browse()
                self.assertEqual(
                    set(found.ids),
                    set(
                        {
                            "cowork.fee.line": seen.fee_line_ids,
                            "account.move": seen.fee_line_ids.move_id,
                            "account.move.line": seen.fee_line_ids.move_id.line_ids,
                        }[model].ids
                    ),
                    (user.login, model),
                )
            with self.assertRaises(AccessError):
                self.fee.with_user(user).read(["amount"])
            with self.assertRaises(AccessError):
                self.fee.move_id.with_user(user).read(["amount_total"])

    def test_billing_contacts_are_who_sees_them(self):
        self.mine.billing_contact_ids = self.colleague.partner_id
        self.env.flush_all()
        self.sign_in(self.colleague)
        path, words = self.get(f"/my/cowork/{self.mine.id}/fees")
        self.assertEqual(path, f"/my/cowork/{self.mine.id}/fees")
        self.assertIn("900.00", words)
        self.assertTrue(self.fee.move_id.with_user(self.colleague).has_access("read"))
        self.sign_in(self.payer)
        path, _words = self.get(f"/my/cowork/{self.mine.id}/fees")
        self.assertEqual(path, "/my")
        with self.assertRaises(AccessError):
            self.fee.with_user(self.payer).read(["amount"])
        self.assertFalse(self.fee.move_id.with_user(self.payer).has_access("read"))

    def test_one_invoice_for_two_contracts_is_hidden_if_one_of_them_is(self):
        self.company.cowork_invoice_grouping = "partner"
        second = self.contract(self.hot_desk, "2026-12-01")
        move = self.bill("2026-12-01").move_ids.filtered(
            lambda move: second in move.invoice_line_ids.cowork_fee_line_id.contract_id
        )
        self.assertEqual(
            move.invoice_line_ids.cowork_fee_line_id.contract_id, self.mine | second
        )
        self.assertTrue(move.with_user(self.payer).has_access("read"))
        self.assertFalse(move.with_user(self.colleague).has_access("read"))

    def test_billing_contacts_belong_to_the_member(self):
        with self.assertRaisesRegex(ValidationError, "does not belong to Ada Ltd"):
            self.mine.billing_contact_ids = self.other.partner_id

    def test_nobody_without_a_login(self):
        self.authenticate(None, None)
        path, words = self.get(f"/my/cowork/{self.mine.id}/fees")
        self.assertEqual(path, "/web/login")
        self.assertNotIn("900.00", words)

    def test_drafts_and_charges_without_invoice_are_not_shown(self):
        self.company.cowork_auto_post = False
        self.fee.move_id.button_draft()
        self.fee.move_id.button_cancel()
        self.sign_in(self.payer)
        _path, words = self.get(f"/my/cowork/{self.mine.id}/fees")
        self.assertIn("Nothing has been charged so far.", words)

    def test_more_charges_ask_no_more_questions(self):
        def count(fees):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            for _move, charges in fees._group_by_invoice():
                for fee in charges:
                    fee._get_sources()
                    fee.question_ids.mapped("state")
            return self.env.cr.sql_log_count - before

        self.bill("2028-11-01")
        fees = self.fee.with_user(self.payer).browse(self.mine.fee_line_ids.ids)
        self.assertGreater(len(fees), 20)
        # Asked once before, so that the ERP's own caches are warm.
        count(fees)
        self.assertLessEqual(count(fees), count(fees[:2]) + 2)


@tagged("post_install", "-at_install")
class TestPortalFeeTours(PortalFeesCommon):
    def test_a_member_asks_about_a_charge_and_reads_the_schedule(self):
        self.start_tour(
            f"/my/cowork/{self.mine.id}",
            "cowork_billing_portal_fees",
            login=self.payer.login,
        )
        question = self.fee.question_ids
        self.assertEqual(question.question, "Why 15 days?")

    def test_finance_answers(self):
        self.fee.with_user(self.payer)._portal_ask("Why 15 days?")
        self.start_tour(
            "/odoo/fee-questions",
            "cowork_billing_answer_question",
            login=self.finance.login,
        )
        question = self.fee.question_ids
        self.assertEqual(
            (question.state, question.answer), ("answered", "You came on the 16th.")
        )
