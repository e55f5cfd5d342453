from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.cowork_members.tests.common import PASSWORD

from .survey_attack import Attack
from .survey_common import SurveyHttpCommon


@tagged("post_install", "-at_install")
class TestSurveyAnswers(Attack, SurveyHttpCommon):
    """Answering by the link of the mail, and what a script may try with it."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.make_members(5)
        cls.mails = cls.ask(cls.make_campaign("nps"))
        cls.tokens = cls.mails["person0@example.com"]
        cls.user = new_test_user(
            cls.env,
            "t_member",
            groups="base.group_portal",
            password=PASSWORD,
            partner_id=cls.people[0].id,
        )
        cls.people[0].email = "person0@example.com"
        # The mails of an anonymous survey lead to sheets without a name.
        cls.sheets = cls.ask(cls.make_campaign("quarterly", recontact_days=0))

    def answer(self):
        self.env.invalidate_all()
        return self.sheet_of(self.tokens)

    def test_a_member_answers_without_logging_in(self):
        said = self.submit(self.tokens, "nps", nps="10", why="Great <b>people</b>")
        self.assertNotIn("error", said[1])
        answer = self.answer()
        self.assertEqual((answer.state, answer.nps), ("done", 10.0))
        self.assertEqual(
            answer.user_input_line_ids.filtered("verbatim").verbatim,
            "Great <b>people</b>",
        )
        self.assertIn("Thank you", said[1]["survey_content"])

    def test_a_member_answers_on_a_phone(self):
        self.start_tour(
            "/survey/start/{}?answer_token={}".format(*self.tokens),
            "cowork_survey_answered",
            login=None,
        )
        answer = self.answer()
        self.assertEqual((answer.state, answer.nps), ("done", 9.0))
        self.assertEqual(
            answer.user_input_line_ids.filtered("verbatim").verbatim,
            "Quiet rooms, kind people.",
        )

    def test_a_second_answer_is_refused(self):
        self.submit(self.tokens, "nps", nps="10")
        again = self.post(self.tokens, "nps", nps="0")
        self.assertEqual(again[1], {"error": "unauthorized"})
        page = self.url_open("/survey/start/{}?answer_token={}".format(*self.tokens))
        self.assertIn("Thank you", page.text)
        self.assertEqual(self.answer().nps, 10.0)

    def test_trying_again_makes_no_new_answer(self):
        self.submit(self.tokens, "nps", nps="10")
        count = self.env["survey.user_input"].search_count([])
        page = self.url_open("/survey/retry/{}/{}".format(*self.tokens))
        self.assertNotIn("/survey/", page.url)
        self.assertEqual(self.env["survey.user_input"].search_count([]), count)

    def test_without_a_token_nobody_answers(self):
        count = self.env["survey.user_input"].search_count([])
        page = self.url_open(f"/survey/start/{self.tokens[0]}")
        self.assertNotIn("/survey/", page.url)
        self.assertEqual(self.env["survey.user_input"].search_count([]), count)

    def test_the_token_of_another_survey_opens_nothing(self):
        other = self.surveys["exit"].access_token
        page = self.url_open(f"/survey/start/{other}?answer_token={self.tokens[1]}")
        self.assertNotIn("Person 0", page.text)
        said = self.post((other, self.tokens[1]), "nps", nps="0")
        self.assertEqual(said[1], {"error": "token_wrong"})

    def test_an_expired_token_is_told_so(self):
        answer = self.answer()
        answer.deadline = fields.Datetime.now() - timedelta(minutes=1)
        said = self.post(self.tokens, "nps", nps="0")
        self.assertEqual(said[1], {"error": "answer_deadline"})
        page = self.url_open("/survey/start/{}?answer_token={}".format(*self.tokens))
        self.assertIn("closed", page.text)

    def test_nonsense_is_refused_field_by_field(self):
        for value in ("11", "-1", "3.5", "many", "1e3", ["1", "2"], {"a": 1}, "٣" * 11):
            said = self.submit(self.tokens, "nps", nps=value, why="kept")
            nps = str(self.question("nps", "nps").id)
            self.assertEqual(said[1]["error"], "validation", value)
            self.assertEqual(
                said[1]["fields"],
                {nps: "Please choose a number from 0 to 10."},
                value,
            )
        said = self.post(self.tokens, "nps", nps="7", why="x" * 100_000)
        why = str(self.question("nps", "why").id)
        self.assertEqual(
            said[1]["fields"], {why: "Please write at most 5,000 characters."}
        )
        for text in ("a\x00b", "\ud800", {"a": 1}, 7):
            said = self.post(self.tokens, "nps", nps="7", why=text)
            self.assertEqual(said[1]["fields"], {why: "This is not a text."})
        said = self.post(self.tokens, "nps", why="no number")
        self.assertIn(nps, said[1]["fields"])
        # The good field of a refused page was kept, the answer is not done.
        answer = self.answer()
        self.assertEqual(answer.state, "in_progress")
        self.assertEqual(
            answer.user_input_line_ids.filtered("verbatim").verbatim, "no number"
        )

    def test_choices_of_another_question_are_refused(self):
        answer = (
            self.env["survey.user_input"]
            ._by_action()
            .create(
                {"survey_id": self.surveys["exit"].id, "partner_id": self.people[0].id}
            )
        )
        tokens = self.surveys["exit"].access_token, answer.access_token
        other = self.env.ref("cowork_feedback.choice_repair_solved_1")
        said = self.submit(tokens, "exit", nps="5", reason=str(other.id))
        reason = str(self.question("exit", "reason").id)
        self.assertEqual(
            said[1]["fields"], {reason: "Please choose one of the answers shown."}
        )
        mine = self.env.ref("cowork_feedback.choice_exit_reason_2")
        said = self.post(tokens, "exit", nps="5", reason=str(mine.id))
        self.assertNotIn("error", said[1])

    def test_a_low_answer_opens_one_complaint(self):
        self.submit(self.tokens, "nps", nps="2", why="Nobody answers the phone")
        complaint = self.env["cowork.complaint"].search(
            [
                ("origin_model", "=", "survey.user_input"),
                ("origin_id", "=", self.answer().id),
            ]
        )
        self.assertRecordValues(
            complaint,
            [
                {
                    "partner_id": self.people[0].id,
                    "location_id": self.location.id,
                    "source": "survey",
                }
            ],
        )
        self.assertIn("Nobody answers the phone", complaint.description)
        self.submit(self.mails["person1@example.com"], "nps", nps="5")
        self.assertEqual(
            self.env["cowork.complaint"].search_count([("source", "=", "survey")]),
            len(complaint),
        )

    # Anonymously ---------------------------------------------------------------------

    def test_a_member_who_is_logged_in_leaves_no_name(self):
        tokens = self.sheets["person0@example.com"]
        self.authenticate("t_member", PASSWORD)
        before = self.written()
        said = self.submit(tokens, "quarterly", nps="2", csat="1", better="Too loud")
        self.assertNotIn("error", said[1])
        now = self.written()
        self.env.invalidate_all()
        sheet = self.sheet_of(tokens)
        self.assertEqual(sheet.state, "done")
        ids = {"survey_user_input": "id", "survey_user_input_line": "user_input_id"}
        for table, column in ids.items():
            for row in self._rows(
                "SELECT * FROM %s WHERE %s = %s",
                SQL.identifier(table),
                SQL.identifier(column),
                sheet.id,
            ):
                self.assertEqual((row["create_uid"], row["write_uid"]), (1, 1))
                self.assertEqual(str(row["write_date"].time()), "00:00:00")
                self.assertFalse(row.get("lang_id") or row.get("partner_id"))
        touched = {name for name in now if now[name] != before.get(name, 0)}
        self.assertLessEqual(
            touched - {"res_device_log"},
            {*ids, "survey_question_survey_user_input_rel"},
        )

    def test_a_sheet_is_filled_in_once(self):
        tokens = self.sheets["person1@example.com"]
        self.submit(tokens, "quarterly", nps="9", csat="5")
        again = self.post(tokens, "quarterly", nps="0", csat="1")
        self.assertEqual(again[1], {"error": "unauthorized"})
        retry = self.url_open("/survey/retry/{}/{}".format(*tokens))
        self.assertNotIn("answer_token", retry.url)
        self.env.invalidate_all()
        sheet = self.sheet_of(tokens)
        lines = sheet.user_input_line_ids
        self.assertEqual(lines.filtered("value_scale").mapped("value_scale"), [5, 9])
        self.assertEqual(
            self.env["survey.user_input"].search_count(
                [("survey_id", "=", sheet.survey_id.id), ("wave_id", "!=", False)]
            ),
            5,
        )

    def test_after_the_release_a_link_shows_nothing(self):
        for tokens in self.sheets.values():
            self.submit(tokens, "quarterly", nps="3", csat="2", better="My words")
        survey = self.surveys["quarterly"]
        self.env["survey.user_input"]._release(survey, self.location)
        tokens = self.sheets["person0@example.com"]
        for path in ("/survey/{}/{}", "/survey/print/{}?answer_token={}"):
            page = self.url_open(path.format(*tokens))
            self.assertNotIn("My words", page.text)
