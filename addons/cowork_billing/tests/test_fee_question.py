from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .portal_fees_common import PortalFeesCommon


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
        self.assertEqual(self.mine.fee_question_count, 1)
        for action in (
            self.fee.action_view_questions(),
            self.mine.action_view_fee_questions(),
        ):
            found = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(found, question)

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

    def test_words_are_added_only_so_long(self):
        self.sign_in(self.payer)
        for letter in "abcde":
            self.ask(letter * 2000)
        self.assertEqual(len(self.get_questions().question), 2000 * 4 + 2 * 3)
        response = self.ask("f" * 2000)
        self.assertIn("We have your question", response.text)

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

    def test_a_file_is_no_question(self):
        self.sign_in(self.payer)
        path = f"/my/cowork/{self.mine.id}/fees/{self.fee.id}/question"
        self.assertTakesNoFiles(path, question="Why 15 days?")
        self.assertFalse(self.get_questions())

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
        self.assertEqual(
            sorted(self.get_questions().mapped("state")), ["answered", "open"]
        )
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
