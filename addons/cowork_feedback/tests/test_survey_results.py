from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.cowork_members.models.kpi_facts import KpiFacts

from .survey_common import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveyResults(SurveyCommon):
    """What answers say: on the page, in the figures, on the member's page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.make_members(6)
        cls.mails = cls.ask(cls.make_campaign("nps"))
        cls.results = cls.env["report.cowork_feedback.report_survey_results"]

    def answer(self, scores):
        """:param scores: recommendations, of the first people
        :returns: the answers"""
        answers = self.env["survey.user_input"]
        for person, score in zip(self.people, scores, strict=False):
            sheet = self.sheet_of(self.mails[person.email])
            answers |= self.fill_in(sheet, "nps", score)
        return answers

    def once_over(self):
        """:returns: the day after the last on which people may answer"""
        return freeze_time(fields.Datetime.now() + timedelta(days=61))

    def get_wave(self):
        return self.env["cowork.survey.wave"].search(
            [("survey_id", "=", self.surveys["nps"].id)]
        )

    def test_the_page_counts_by_location_plan_and_time(self):
        self.answer([10, 9, 9, 8, 3])
        found = self.results._get_results(self.surveys["nps"])
        total = found["total"]
        self.assertEqual((total["n"], total["nps"].value), (5, 40.0))
        self.assertEqual(total["parts"], (3, 1, 1))
        self.assertEqual(total["csat"].n, 0)
        tables = dict(found["tables"])
        self.assertEqual(list(tables), list(self.results._get_titles()))
        row = tables["By Location"][0]
        self.assertEqual((row["label"], row["nps"].value), ("Riverside (T-RIV)", 40.0))
        self.assertEqual(tables["By Plan"][0]["label"], self.plan_hot.display_name)
        self.assertEqual(found["response"]["asked"], 0)
        self.assertFalse(found["response"]["rate"].is_known)
        with self.once_over():
            response = self.results._get_response(self.surveys["nps"])
        self.assertEqual((response["asked"], response["answered"]), (6, 5))
        self.assertEqual(round(response["rate"].value, 1), 83.3)

    def test_too_few_answers_are_not_shown(self):
        self.answer([10, 9, 9, 8])
        total = self.results._get_results(self.surveys["nps"])["total"]
        self.assertEqual(total["n"], 4)
        self.assertFalse(total["nps"].is_known)
        self.assertIsNone(total["parts"])

    def test_scores_open_the_page(self):
        survey = self.surveys["nps"]
        here = self.make_user("t_here", "cowork_feedback.group_user", [self.location])
        action = survey.with_user(here).action_view_scores()
        self.assertEqual(
            (action["type"], action["report_type"], action["report_name"]),
            (
                "ir.actions.report",
                "qweb-html",
                "cowork_feedback.report_survey_results",
            ),
        )
        self.assertEqual(action["context"]["active_ids"], survey.ids)

    def test_the_page_is_shown_and_printed(self):
        self.answer([10, 9, 9, 8, 3])
        survey = self.surveys["nps"]
        line = self.env["survey.user_input.line"].search(
            [("survey_id", "=", survey.id)], limit=1
        )
        line.write(
            {
                "question_id": self.question("nps", "why").id,
                "answer_type": "text_box",
                "value_text_box": "<script>alert(1)</script>",
            }
        )
        report = "cowork_feedback.report_survey_results"
        page = self.env["ir.actions.report"]._render_qweb_html(report, survey.ids)[0]
        text = page.decode()
        self.assertIn("+40", text)
        self.assertIn("&lt;script&gt;alert(1)", text)
        self.assertNotIn("<script>alert", text)

    def test_a_campaign_has_a_response_rate_once_the_time_to_answer_is_over(self):
        self.answer([10, 9, 9, 8, 3])
        wave = self.get_wave()
        campaign = wave.campaign_id
        self.assertEqual(wave.answer_until, self.day(60))
        for record in (wave, campaign):
            self.assertEqual((record.asked_count, record.answered_count), (6, 5))
            self.assertIs(record.response_rate, False)
        with self.once_over():
            self.env.invalidate_all()
            for record in (wave, campaign):
                self.assertEqual(round(record.response_rate, 1), 83.3)

    def test_kpis_count_recommendation_and_satisfaction(self):
        self.answer([10, 9, 9, 8, 3])
        month = self.day().replace(day=1)
        kpis = self.env["cowork.kpi"]
        facts = KpiFacts(self.location.sudo(), [month])
        points, weights = kpis._kpi_nps(facts, self.location, month)
        self.assertEqual((sum(points.values()), len(weights)), (200.0, 5))
        self.assertEqual(kpis._kpi_csat(facts, self.location, month), ({}, {}))

    def test_the_kpi_of_response_counts_waves_in_the_month_they_end(self):
        self.answer([10, 9, 9, 8, 3])
        wave = self.get_wave()
        kpis = self.env["cowork.kpi"]

        def count(day):
            month = day.replace(day=1)
            facts = KpiFacts(self.location.sudo(), [month])
            return kpis._kpi_survey_response(facts, self.location, month)

        self.assertEqual(count(wave.answer_until), ({}, {}))
        with self.once_over():
            self.assertEqual(count(wave.answer_until), ({wave.id: 5}, {wave.id: 6}))
            self.assertEqual(count(wave.date), ({}, {}))

    def test_four_answers_are_no_kpi(self):
        self.answer([10, 9, 9, 8])
        month = self.day().replace(day=1)
        facts = KpiFacts(self.location.sudo(), [month])
        kpis = self.env["cowork.kpi"]
        self.assertEqual(kpis._kpi_nps(facts, self.location, month), ({}, {}))

    def test_a_members_page_tells_why_it_may_leave(self):
        self.answer([2, 9])
        angry, happy = self.people[:2]
        self.assertEqual(angry.cowork_nps, 2.0)
        self.assertEqual(angry.cowork_answered_on, self.location._today())
        self.assertEqual(angry.cowork_risk, "high")
        self.assertEqual(
            angry.cowork_risk_reasons,
            "would not recommend us, has an open complaint",
        )
        self.assertEqual((happy.cowork_risk, happy.cowork_risk_reasons), ("low", ""))
        complaint = self.env["cowork.complaint"].search([("partner_id", "=", angry.id)])
        complaint.action_withdraw("A slip of the finger.")
        self.env.invalidate_all()
        self.assertEqual(angry.cowork_risk_reasons, "would not recommend us")
        self.assertEqual(happy.cowork_tenure_months, 3)
        self.assertFalse(self.member.cowork_risk)
        self.assertEqual(angry.cowork_answer_count, 1)
        action = angry.action_view_cowork_answers()
        found = self.env["survey.user_input"].search(action["domain"])
        self.assertEqual(found.partner_id, angry)

    def test_a_visit_shows_what_its_member_answered(self):
        self.answer([2])
        visit = self.env["cowork.visit"].create(
            {
                "partner_id": self.people[0].id,
                "contract_id": self.people[0].cowork_contract_ids.id,
                "kind": "follow_up",
                "start": fields.Datetime.now(),
            }
        )
        self.assertEqual((visit.cowork_nps, visit.cowork_risk), (2.0, "high"))

    def test_members_pages_take_as_many_queries_for_many_as_for_few(self):
        def count(people):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            people.mapped("cowork_risk")
            return self.env.cr.sql_log_count - before

        count(self.people)
        self.assertEqual(count(self.people), count(self.people[:1]))

    # Who sees what -------------------------------------------------------------------

    def test_staff_read_the_answers_of_the_locations_they_serve(self):
        answers = self.answer([10, 2])
        group = "cowork_feedback.group_user"
        here = self.make_user("t_here", group, [self.location])
        there = self.make_user("t_there", group, [self.location_2])
        desk = self.make_user(
            "t_desk", "cowork_members.group_front_desk", [self.location]
        )
        lines = answers.user_input_line_ids
        self.assertEqual(
            answers.with_user(here).search([("id", "in", answers.ids)]), answers
        )
        self.assertEqual(
            len(lines.with_user(here).search([("id", "in", lines.ids)])), len(lines)
        )
        for user in (there, desk):
            with self.assertRefused(AccessError, r"\w"):
                answers.with_user(user).read(["nps"])
            with self.assertRefused(AccessError, r"\w"):
                lines.with_user(user).read(["verbatim"])

    def test_staff_cannot_answer_for_members(self):
        answer = self.answer([10])
        here = self.make_user("t_here", "cowork_feedback.group_user", [self.location])
        mine = answer.with_user(here)
        for name in ("access_token", "invite_token"):
            with self.assertRefused(AccessError, r"\w"):
                mine.read([name])
            with self.assertRefused(AccessError, r"\w"):
                mine.search([(name, "=like", "a%")])
        with self.assertRefused(AccessError, r"\w"):
            mine.write({"state": "new"})

    def test_nobody_forges_figures(self):
        answer = self.answer([3])
        manager = self.make_user("t_boss", "cowork_feedback.group_manager")
        mine = answer.with_user(manager)
        for vals in ({"nps": 10}, {"answered_on": self.day(-90)}, {"is_ticket": True}):
            with self.assertRefused(AccessError, r"\w"):
                mine.write(vals)
        with self.assertRefused(AccessError, r"\w"):
            mine.create(
                {
                    "survey_id": self.surveys["nps"].id,
                    "nps": 10,
                    "location_id": self.location.id,
                }
            )
        invitations = self.env["cowork.survey.invitation"].with_user(manager)
        with self.assertRefused(AccessError, r"\w"):
            invitations.search([], limit=1).write({"state": "answered"})

    def test_companies_stay_apart(self):
        answers = self.answer([10, 2])
        company_b = self.env["res.company"].create({"name": "Other Operator"})
        manager_b = self.make_user(
            "t_boss_b",
            "cowork_feedback.group_manager",
            company_id=company_b.id,
            company_ids=[fields.Command.set(company_b.ids)],
        )
        for records in (
            answers,
            answers.user_input_line_ids,
            answers.wave_id,
            answers.wave_id.campaign_id,
            self.invitations_of(answers.wave_id.campaign_id),
        ):
            found = records.with_user(manager_b).search([("id", "in", records.ids)])
            self.assertFalse(found, records._name)
        with self.once_over():
            results = self.results.with_user(manager_b)._get_results(
                self.surveys["nps"]
            )
        self.assertEqual(results["total"]["n"], 0)
        self.assertEqual(results["response"]["asked"], 0)
