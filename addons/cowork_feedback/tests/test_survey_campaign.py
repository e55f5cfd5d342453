from datetime import datetime

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import freeze_time, tagged

from .survey_common import SurveyCommon


@tagged("post_install", "-at_install")
class TestSurveyCampaign(SurveyCommon):
    """Who is asked when, once each, and reminded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.make_members(6)

    def asked(self, campaign):
        return self.invitations_of(campaign).partner_id

    def test_a_wave_asks_every_member_once(self):
        campaign = self.make_campaign("nps")
        tokens = self.ask(campaign)
        self.assertEqual(set(tokens), set(self.people.mapped("email")))
        self.assertEqual(self.asked(campaign), self.people)
        self.assertEqual(len({pair[1] for pair in tokens.values()}), 6)
        self.assertEqual(self.ask(campaign), {})
        self.assertEqual(len(self.invitations_of(campaign)), 6)
        self.assertTrue(campaign.last_run)
        self.assertFalse(campaign.problem)

    def test_people_are_asked_in_their_language_if_the_survey_has_it(self):
        languages = self.env["res.lang"]
        french = languages._activate_lang("fr_FR")
        german = languages._activate_lang("de_DE")
        campaign = self.make_campaign("nps")
        campaign.survey_id.lang_ids = languages._lang_get("en_US") | french
        self.people[0].lang = "fr_FR"
        self.people[1].lang = "de_DE"
        tokens = self.ask(campaign)
        asked_in = [
            self.sheet_of(tokens[person.email]).lang_id for person in self.people[:2]
        ]
        self.assertEqual(asked_in, [french, german.browse()])

    def test_an_answer_knows_member_contract_and_location(self):
        campaign = self.make_campaign("nps")
        tokens = self.ask(campaign)["person0@example.com"]
        answer = self.sheet_of(tokens)
        contract = self.env["cowork.contract"].search(
            [("partner_id", "=", self.people[0].id)]
        )
        self.assertRecordValues(
            answer,
            [
                {
                    "partner_id": self.people[0].id,
                    "contract_id": contract.id,
                    "location_id": self.location.id,
                    "plan_id": self.plan_hot.id,
                    "tenure": "year",
                    "is_anonymous": False,
                }
            ],
        )
        self.fill_in(answer, "nps", nps=9)
        self.assertRecordValues(
            answer,
            [
                {
                    "nps": 9.0,
                    "nps_points": 100.0,
                    "nps_group": "promoter",
                    "csat": False,
                    "answered_on": self.location._today(),
                }
            ],
        )
        invitation = self.invitations_of(campaign).filtered(
            lambda i: i.user_input_id == answer
        )
        self.assertEqual(invitation.state, "answered")
        self.assertEqual((campaign.asked_count, campaign.answered_count), (6, 1))

    def test_the_next_wave_asks_again(self):
        campaign = self.make_campaign("nps", recontact_days=0)
        self.ask(campaign)
        campaign.date_start = fields.Date.subtract(campaign.date_start, days=200)
        self.ask(campaign)
        self.assertEqual(len(self.invitations_of(campaign)), 12)

    def test_who_was_asked_recently_is_left_in_peace(self):
        self.ask(self.make_campaign("nps"))
        second = self.make_campaign("nps", name="Again")
        self.assertEqual(self.ask(second), {})
        third = self.make_campaign("nps", name="At once", recontact_days=0)
        self.assertEqual(len(self.ask(third)), 6)

    def test_some_are_never_asked(self):
        self.people[0].cowork_no_surveys = True
        self.people[1].email = False
        self.people[2].active = False
        campaign = self.make_campaign("nps")
        self.ask(campaign)
        self.assertEqual(self.asked(campaign), self.people[3:])

    def test_a_sample_is_asked(self):
        half = self.make_campaign("nps", sample_percent=50)
        self.assertEqual(len(self.ask(half)), 3)
        two = self.make_campaign("nps", recontact_days=0, sample_size=2)
        self.assertEqual(len(self.ask(two)), 2)

    def test_persons_named_in_a_contract_are_asked_instead_of_its_payer(self):
        self.person.email = "rafa@example.com"
        self.member.email = "office@example.com"
        self.make_contract(start=self.day(-9), member_ids=self.person.ids)
        campaign = self.make_campaign("nps")
        self.ask(campaign)
        self.assertIn(self.person, self.asked(campaign))
        self.assertNotIn(self.member, self.asked(campaign))

    def test_moving_in_is_asked_about_some_days_later(self):
        campaign = self.make_campaign("move_in", delay_days=14)
        fresh, late = self.env["res.partner"].create(
            [
                {"name": "Fresh", "email": "fresh@example.com"},
                {"name": "Late", "email": "late@example.com"},
            ]
        )
        self.make_contract(partner_id=fresh.id, start=self.day(-14))
        self.make_contract(partner_id=late.id, start=self.day(-13))
        self.ask(campaign)
        self.assertEqual(self.asked(campaign), fresh)
        self.assertEqual(self.ask(campaign), {})

    def test_leaving_is_asked_about(self):
        campaign = self.make_campaign("exit", recontact_days=0)
        gone = self.env["res.partner"].create(
            {"name": "Gone", "email": "gone@example.com"}
        )
        contract = self.make_contract(partner_id=gone.id, start=self.day(-90))
        contract.action_terminate(self.day(-1))
        contract._enter_state("ended")
        self.ask(campaign)
        self.assertEqual(self.asked(campaign), gone)

    def test_a_repair_is_asked_about_for_each_work_order(self):
        campaign = self.make_campaign("repair", recontact_days=0)
        stage = self.env["maintenance.stage"].search([("done", "=", True)], limit=1)
        requests = self.env["maintenance.request"].create(
            [
                {
                    "name": name,
                    "location_id": self.location.id,
                    "partner_id": self.people[0].id,
                    "company_id": self.company.id,
                }
                for name in ("Lamp", "Door")
            ]
        )
        self.assertEqual(self.ask(campaign), {})
        requests[0].stage_id = stage
        requests.flush_recordset()
        if not requests[0].resolved_at:
            requests[0]._by_action().write({"resolved_at": datetime.now()})
        self.ask(campaign)
        invitation = self.invitations_of(campaign)
        self.assertEqual(invitation.request_id, requests[0])
        self.assertEqual(invitation.user_input_id.request_id, requests[0])

    def test_who_did_not_answer_is_reminded_once(self):
        campaign = self.make_campaign("nps", reminder_days=7)
        tokens = self.ask(campaign)
        self.fill_in(self.sheet_of(tokens["person0@example.com"]), "nps", nps=9)
        invitations = self.invitations_of(campaign)
        invitations._by_action().write({"date": self.day(-8)})
        due = invitations._get_due_reminders()
        self.assertEqual(due.partner_id, self.people[1:])
        with self.mock_mail_gateway(mail_unlink_sent=True):
            due._remind_safely()
            self.env["mail.mail"].process_email_queue()
        self.assertEqual(len(self._mails), 5)
        self.assertIn(tokens["person1@example.com"][1], self._mails[0]["body"])
        self.assertEqual(set(due.mapped("reminder_count")), {1})
        with freeze_time(self.day(30)):
            self.assertFalse(invitations._get_due_reminders())

    def test_who_answers_while_others_are_reminded_is_left_in_peace(self):
        campaign = self.make_campaign("nps", reminder_days=7)
        tokens = self.ask(campaign)
        invitations = self.invitations_of(campaign)
        invitations._by_action().write({"date": self.day(-8)})
        found = invitations._get_due_reminders()
        self.fill_in(self.sheet_of(tokens["person0@example.com"]), "nps", nps=9)
        self.patch(
            type(invitations),
            "_get_due_reminders",
            lambda jobs: found.with_env(jobs.env),
        )
        with self.enter_registry_test_mode(), self.mock_mail_gateway():
            self.env.ref("cowork_feedback.cron_survey_remind").method_direct_trigger()
        self.env.invalidate_all()
        reminded = invitations.filtered("reminder_count")
        self.assertEqual(reminded.partner_id, self.people[1:])

    def test_asked_until_the_day_ends_at_the_location(self):
        self.location.tz = "America/Los_Angeles"
        campaign = self.make_campaign("nps")
        self.ask(campaign)
        invitations = self.invitations_of(campaign)
        invitations._by_action().write({"deadline": "2027-02-01"})
        for now, over in (
            ("2027-02-02 07:30:00", invitations.browse()),
            ("2027-02-02 08:30:00", invitations),
        ):
            with freeze_time(now):
                self.assertEqual(invitations._get_over() & invitations, over)

    def test_jobs_do_the_same(self):
        campaign = self.make_campaign("nps")
        with self.enter_registry_test_mode(), self.mock_mail_gateway():
            self.env.ref("cowork_feedback.cron_survey_ask").method_direct_trigger()
        invitations = self.invitations_of(campaign)
        self.assertEqual(set(invitations.mapped("state")), {"sent"})
        invitations._by_action().write({"deadline": self.day(-2)})
        with self.enter_registry_test_mode():
            self.env.ref("cowork_feedback.cron_survey_remind").method_direct_trigger()
        self.assertEqual(set(invitations.mapped("state")), {"closed"})

    def test_one_who_cannot_be_asked_stops_no_other(self):
        campaign = self.make_campaign("nps")
        campaign._plan_safely()
        invitations = self.invitations_of(campaign)
        broken = invitations[0]
        send = type(invitations)._send
        problem = "no such address"

        def send_all_but_one(records):
            if broken in records:
                raise UserError(problem)
            return send(records)

        self.patch(type(invitations), "_send", send_all_but_one)
        invitations._send_safely()
        self.assertEqual(broken.state, "failed")
        self.assertEqual(broken.reason, problem)
        self.assertEqual(set(invitations[1:].mapped("state")), {"sent"})

    def test_planning_takes_as_many_queries_for_many_as_for_few(self):
        def count():
            campaign = self.make_campaign("nps", recontact_days=0)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            campaign._plan_safely()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count()
        few = count()
        self.make_members(12)
        self.assertLessEqual(count(), few + 3)

    # What is refused ---------------------------------------------------------------

    def test_a_survey_of_members_is_answered_by_invitation_only(self):
        survey = self.surveys["nps"]
        with self.assertRefused(UserError, "invitation only"):
            survey._create_answer(partner=self.people[0])
        invite = self.env["survey.invite"].create(
            {"survey_id": survey.id, "partner_ids": self.people.ids}
        )
        with self.assertRefused(UserError, "by a campaign"):
            invite.action_invite()
        self.assertTrue(survey._create_answer(user=self.env.user, test_entry=True))

    def test_campaign_and_survey_ask_at_the_same_time(self):
        with self.assertRefused(ValidationError, "says when it asks"):
            self.make_campaign("nps", trigger="contract_started")
        with self.assertRefused(ValidationError, "says when it asks"):
            self.make_campaign("move_in", trigger="cadence")

    def test_a_campaign_without_questions_does_not_start(self):
        survey = self.env["survey.survey"].create(
            {"title": "Empty", "cowork_kind": "nps", "cadence": "yearly"}
        )
        campaign = self.env["cowork.survey.campaign"].create(
            {"name": "Empty", "survey_id": survey.id}
        )
        with self.assertRefused(UserError, "has no question"):
            campaign.action_start()
        with self.assertRefused(UserError, "start it first"):
            campaign.action_ask_now()
