import re
from urllib.parse import urlsplit

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .common import BillingCommon

PASSWORD = "Cowork-tests-1"


class PortalFeesCommon(BillingCommon, HttpCase):
    """A company with three people: who answers for bills, who only has a desk, and one
    of neither; and somebody of another member."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.member.is_company = True
        cls.stranger = cls.env["res.partner"].create(
            {"name": "Blue Lab", "is_company": True}
        )
        cls.payer = cls.make_member("fee_payer", cls.member)
        cls.colleague = cls.make_member("fee_colleague", cls.member)
        cls.other = cls.make_member("fee_other", cls.stranger)
        cls.finance = new_test_user(
            cls.env,
            "fee_finance",
            groups="cowork_billing.group_user",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.company.cowork_finance_user_id = cls.finance

    @classmethod
    def make_member(cls, login, parent):
        user = new_test_user(
            cls.env,
            login,
            password=PASSWORD,
            groups="base.group_portal",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        user.partner_id.parent_id = parent
        return user

    def setUp(self):
        super().setUp()
        self.mine = self.contract(
            self.desk,
            "2026-11-16",
            member_ids=[Command.set(self.colleague.partner_id.ids)],
        )
        self.theirs = self.contract(
            self.hot_desk, "2026-11-16", partner_id=self.stranger.id
        )
        self.bill("2026-11-16")
        self.fee = self.mine.fee_line_ids.filtered(
            lambda fee: fee.kind == "membership"
        )
        self.env.flush_all()

    def sign_in(self, user):
        self.authenticate(user.login, PASSWORD)

    def get(self, path):
        """:returns: path of the page in the end, and its words"""
        response = self.url_open(path)
        self.env.invalidate_all()
        self.assertEqual(response.status_code, 200, path)
        words = " ".join(re.sub("<[^>]+>", " ", response.text).split())
        return urlsplit(response.url).path, words

    def ask(self, text, contract=None, fee=None, csrf=True):
        contract, fee = contract or self.mine, fee or self.fee
        data = {"question": text}
        if csrf:
            data["csrf_token"] = Request.csrf_token(self)
        response = self.url_open(
            f"/my/cowork/{contract.id}/fees/{fee.id}/question", data=data
        )
        self.env.invalidate_all()
        return response

    def get_questions(self):
        return self.env["cowork.fee.question"].search([])


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
        self.assertLessEqual(count(fees), count(fees[:2]) + 2)


@tagged("post_install", "-at_install")
class TestFeeQuestions(PortalFeesCommon):
    """A member asks about a line; finance answers; both see it."""

    def test_a_question_becomes_a_to_do_and_a_note_on_the_line(self):
        self.sign_in(self.payer)
        response = self.ask("Why 15 days?\nI came on the 20th.")
        self.assertIn("Your question is with us", response.text)
        self.assertIn("waiting for an answer", response.text)
        question = self.fee.question_ids
        self.assertEqual(
            (question.state, question.question, question.asked_by),
            ("open", "Why 15 days?\nI came on the 20th.", self.payer.partner_id),
        )
        activity = question.activity_ids
        self.assertEqual(activity.user_id, self.finance)
        self.assertIn("asks about a charge", activity.summary)
        self.assertIn("15 of 30 days", activity.note)
        self.assertIn("I came on the 20th.", activity.note)
        self.assertEqual(self.fee.question_count, 1)

    def test_the_answer_is_on_the_page_and_in_the_mail(self):
        self.payer.partner_id.email = "ada@example.com"
        self.sign_in(self.payer)
        self.ask("Why 15 days?")
        question = self.get_questions().with_user(self.finance)
        question.answer = "Because you were in from the 16th."
        question.action_answer()
        self.assertEqual(
            (question.state, question.answered_by), ("answered", self.finance)
        )
        self.assertFalse(question.activity_ids)
        message = question.message_ids.filtered(
            lambda m: self.payer.partner_id in m.notified_partner_ids
        )
        self.assertIn("Because you were in from the 16th.", message.body)
        _path, words = self.get(f"/my/cowork/{self.mine.id}/fees")
        self.assertIn("Question answered", words)
        self.assertIn("Because you were in from the 16th.", words)
        # The link in the mail leads there.
        link = question.sudo().with_user(self.payer)._get_access_action()
        self.assertEqual(link["url"], f"/my/cowork/{self.mine.id}/fees")

    def test_clicked_twice_it_is_asked_once_and_more_words_are_added(self):
        self.sign_in(self.payer)
        for _click in range(2):
            self.ask("Why 15 days?")
        question = self.get_questions()
        self.assertEqual((len(question), len(question.activity_ids)), (1, 1))
        self.ask("And why twice?")
        question = self.get_questions()
        self.assertEqual(question.question, "Why 15 days?\n\nAnd why twice?")

    @mute_logger("odoo.sql_db")
    def test_two_at_the_same_moment_the_database_lets_one_in(self):
        fee_lines = self.env["cowork.fee.question"].sudo()._by_action()
        vals = {
            "fee_line_id": self.fee.id,
            "asked_by": self.payer.partner_id.id,
            "question": "Why?",
        }
        fee_lines.create(vals)
        with self.assertRaisesRegex(Exception, "one_open"):
            with self.env.cr.savepoint():
                fee_lines.create(vals)

    def test_only_so_many_a_day(self):
        self.env["ir.config_parameter"].set_param(
            "cowork_billing.questions_per_day", "2"
        )
        fees = self.mine.fee_line_ids
        self.assertEqual(len(fees), 3)
        self.sign_in(self.payer)
        for fee in fees:
            response = self.ask("Why?", fee=fee)
        self.assertIn("You have asked 2 questions today", response.text)
        self.assertEqual(len(self.get_questions()), 2)

    def test_nothing_and_too_much_is_no_question(self):
        self.sign_in(self.payer)
        for text in ("", "   ", "x" * 2001):
            response = self.ask(text)
            self.assertIn("Please write your question", response.text)
        self.assertFalse(self.get_questions())

    @mute_logger("odoo.http")
    def test_nobody_else_asks_or_reads(self):
        for user in (self.colleague, self.other):
            self.sign_in(user)
            self.ask("Mine?")
            with self.assertRaises(AccessError):
                self.fee.with_user(user)._portal_ask("Mine?")
        # Not about a charge of another contract either.
        self.ask("Mine?", contract=self.theirs)
        self.sign_in(self.payer)
        self.assertEqual(self.ask("Mine?", csrf=False).status_code, 400)
        self.assertFalse(self.get_questions())
        self.ask("Why?")
        question = self.get_questions()
        for user in (self.colleague, self.other):
            with self.assertRaises(AccessError):
                question.with_user(user).read(["question"])
            self.assertFalse(question.with_user(user).search([]))
        self.assertEqual(question.with_user(self.payer).question, "Why?")

    def test_members_write_nothing_past_the_page(self):
        self.sign_in(self.payer)
        self.ask("Why?")
        question = self.get_questions().with_user(self.payer)
        for vals in ({"answer": "x"}, {"state": "answered"}, {"question": "x"}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                question.write(vals)
        with self.assertRaises(AccessError):
            question.action_answer()
        with self.assertRaises(AccessError):
            question.unlink()
        with self.assertRaises(AccessError):
            question.create({"fee_line_id": self.fee.id, "question": "x"})

    def test_staff_write_the_answer_and_nothing_else(self):
        self.sign_in(self.payer)
        self.ask("Why?")
        question = self.get_questions().with_user(self.finance)
        for vals in (
            {"state": "answered"},
            {"question": "x"},
            {"asked_by": self.other.partner_id.id},
            {"fee_line_id": self.theirs.fee_line_ids[:1].id},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                question.write(vals)
        with self.assertRaisesRegex(UserError, "Write the answer to"):
            question.action_answer()
        question.answer = "So."
        question.action_answer()
        with self.assertRaisesRegex(UserError, "Reopen the question"):
            question.answer = "Otherwise."
        question.action_reopen()
        question.answer = "Otherwise."
        question.action_answer()
        self.assertEqual((question.state, question.answer), ("answered", "Otherwise."))
        with self.assertRaisesRegex(UserError, "answered already"):
            question.action_answer()

    def test_asked_again_the_old_answer_stays(self):
        self.sign_in(self.payer)
        self.ask("Why?")
        question = self.get_questions().with_user(self.finance)
        question.answer = "So."
        question.action_answer()
        self.ask("Really?")
        self.assertEqual(sorted(self.get_questions().mapped("state")), ["answered", "open"])
        with self.assertRaisesRegex(UserError, "asked again"):
            question.action_reopen()

    def test_without_somebody_chosen_who_looks_after_the_contract_answers(self):
        self.company.cowork_finance_user_id = False
        get = self.company._get_cowork_finance_user
        self.mine.user_id = self.finance
        self.assertEqual(get(self.mine), self.finance)
        self.mine.user_id = False
        self.quay.manager_id = False
        manager = get(self.mine)
        self.assertTrue(manager.has_group("cowork_billing.group_manager"))
        self.assertIn(self.company, manager.company_ids)

    def test_staff_see_the_questions_of_the_locations_they_serve(self):
        self.sign_in(self.payer)
        self.ask("Why?")
        desk = new_test_user(
            self.env,
            "fee_desk",
            groups="cowork_members.group_front_desk",
            company_id=self.company.id,
            company_ids=[Command.set(self.company.ids)],
        )
        questions = self.env["cowork.fee.question"].with_user(desk)
        self.assertFalse(questions.search([]))
        self.quay.sudo().employee_ids = (
            self.env["hr.employee"].sudo().create({"name": "D", "user_id": desk.id})
        )
        self.env.flush_all()
        self.assertEqual(questions.search([]).question, "Why?")
        with self.assertRaises(AccessError):
            questions.search([]).answer = "x"


@tagged("post_install", "-at_install")
class TestPublishedPages(PortalFeesCommon):
    """Who sees the fee schedule and what fees were spent on."""

    def get_status(self, path):
        with mute_logger("odoo.http"):
            return self.url_open(path).status_code

    def test_who_sees_them_is_the_locations_setting(self):
        for page, setting in (
            ("fees", "schedule_access"),
            ("spending", "disclosure_access"),
        ):
            path = f"/cowork/{page}/{self.quay.id}"
            for access, expected in (
                ("none", {None: 404, self.other: 404}),
                ("members", {None: 404, self.other: 200}),
                ("public", {None: 200, self.other: 200}),
            ):
                self.quay[setting] = access
                self.env.flush_all()
                for user, status in expected.items():
                    self.authenticate(user and user.login, user and PASSWORD)
                    with self.subTest(page=page, access=access, user=user):
                        self.assertEqual(self.get_status(path), status)

    def test_members_of_another_location_are_no_members_here(self):
        dock = self._location("Dock", "D")
        self.sign_in(self.payer)
        self.assertEqual(self.get_status(f"/cowork/fees/{dock.id}"), 404)
        dock.schedule_access = "public"
        self.env.flush_all()
        self.assertEqual(self.get_status(f"/cowork/fees/{dock.id}"), 200)
        dock.active = False
        self.env.flush_all()
        self.assertEqual(self.get_status(f"/cowork/fees/{dock.id}"), 404)
        self.assertEqual(self.get_status("/cowork/fees/2147483646"), 404)

    def test_what_the_schedule_says(self):
        self.quay.schedule_access = "public"
        self.env.flush_all()
        self.authenticate(None, None)
        _path, words = self.get(f"/cowork/fees/{self.quay.id}")
        for phrase in (
            "Fee Schedule Quay",
            "Fixed desk monthly",
            "1,800.00",
            "every month · plus 15%",
            "Set-up fee, once:",
        ):
            self.assertIn(phrase, words)
        self.assertNotIn("Ada Ltd", words)

    def test_what_the_page_of_spending_says(self):
        account = self.company_data["default_account_expense"]
        account.cowork_category_id = self.env.ref("cowork_billing.disclosure_rent")
        centre = self.quay.analytic_account_id
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.partner_a.id,
                "invoice_date": "2026-10-05",
                "date": "2026-10-05",
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Landlord's secret",
                            "price_unit": 1234.56,
                            "account_id": account.id,
                            "tax_ids": [Command.clear()],
                            "analytic_distribution": {str(centre.id): 100},
                        }
                    )
                ],
            }
        )
        bill.action_post()
        self.quay.write(
            {"disclosure_access": "public", "disclosure_until": "2026-10-31"}
        )
        self.env.flush_all()
        self.authenticate(None, None)
        path = f"/cowork/spending/{self.quay.id}"
        _path, words = self.get(f"{path}?first=2026-10&last=2026-10")
        self.assertIn("Rent and service charge", words)
        self.assertIn("1,234.56", words)
        self.assertNotIn("secret", words)
        self.assertNotIn(self.partner_a.name, words)
        for query in ("first=x&last=2026-99", "first=9999-12", "last=%00"):
            self.assertEqual(self.get_status(f"{path}?{query}"), 200, query)
        _path, words = self.get(f"{path}?first=2026-09&last=2026-09")
        self.assertIn("Nothing was booked in these months", words)

    def test_the_schedule_as_a_pdf(self):
        report = self.env["ir.actions.report"]
        page, _kind = report._render_qweb_html(
            "cowork_billing.report_fee_schedule", self.quay.ids
        )
        self.assertIn("Fixed desk monthly", page.decode())

    def test_staff_open_them_from_the_location(self):
        self.assertEqual(
            self.quay.action_open_schedule()["url"], f"/cowork/fees/{self.quay.id}"
        )
        self.assertEqual(
            self.quay.action_open_disclosure()["url"],
            f"/cowork/spending/{self.quay.id}",
        )


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
