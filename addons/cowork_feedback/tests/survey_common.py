import re

from odoo.tests.common import HttpCase

from odoo.addons.cowork_members.tests.common import CoworkCommon, CoworkMixin
from odoo.addons.mail.tests.common import MockEmail

LINK = re.compile(r"/survey/start/([\w-]+)\?answer_token=([\w-]+)")


class SurveyMixin(CoworkMixin, MockEmail):
    """Members who can be asked, and the surveys every database begins with."""

    @classmethod
    def _setup_surveys(cls):
        cls._setup_cowork()
        # Campaigns of a demo, or of an operator, ask nobody here, and have no answers.
        cls.env["cowork.survey.campaign"].search([]).unlink()
        cls.company.email = "hello@example.com"
        cls.surveys = {
            kind: cls.env.ref(f"cowork_feedback.survey_{kind}")
            for kind in ("move_in", "quarterly", "nps", "repair", "exit")
        }

    @classmethod
    def make_members(cls, count, start=None, **vals):
        """:returns: so many persons with an e-mail, each with a contract of its own"""
        people = cls.env["res.partner"].create(
            [
                {"name": f"Person {n}", "email": f"person{n}@example.com"}
                for n in range(count)
            ]
        )
        for person in people:
            cls.make_contract(
                partner_id=person.id, start=start or cls.day(-100), **vals
            )
        return people

    @classmethod
    def make_campaign(cls, kind, **vals):
        """:returns: a running campaign of that kind of survey, at ``cls.location``"""
        survey = cls.surveys[kind]
        vals.setdefault(
            "trigger",
            {
                "move_in": "contract_started",
                "repair": "request_done",
                "exit": "contract_ended",
            }.get(kind, "cadence"),
        )
        campaign = cls.env["cowork.survey.campaign"].create(
            {
                "name": survey.title,
                "survey_id": survey.id,
                "company_id": cls.company.id,
                "location_ids": cls.location.ids,
                "date_start": cls.day(-40),
                "answer_days": 60,
                **vals,
            }
        )
        campaign.action_start()
        return campaign

    @classmethod
    def ask(cls, campaign):
        """Run a campaign as the job does.

        :returns: {e-mail address: (token of the survey, token of the answer)}
        """
        # Mails are sent once for all tests of a class: any case of it can catch them.
        catcher = cls("ask")
        with catcher.mock_mail_gateway(mail_unlink_sent=True):
            campaign.action_ask_now()
            cls.env["mail.mail"].process_email_queue()
        return {
            re.search(r"[\w.]+@[\w.]+", mail["email_to"][0])[0]: found.groups()
            for mail in catcher._mails
            if (found := LINK.search(mail["body"]))
        }

    @classmethod
    def invitations_of(cls, campaign):
        return cls.env["cowork.survey.invitation"].search(
            [("campaign_id", "=", campaign.id)], order="id"
        )

    @classmethod
    def question(cls, kind, key):
        return cls.env.ref(f"cowork_feedback.question_{kind}_{key}")

    def fill_in(self, answer, kind, nps=None, csat=None, text=None):
        """Answer as the form does, without a browser."""
        answer._mark_in_progress()
        for key, value in (("nps", nps), ("csat", csat), ("better", text)):
            if value is not None:
                answer._save_lines(self.question(kind, key), str(value))
        answer._mark_done()
        return answer

    def sheet_of(self, tokens):
        """:returns: the answer somebody opens with the tokens of a mail"""
        return self.env["survey.user_input"].search([("access_token", "=", tokens[1])])


class SurveyCommon(SurveyMixin, CoworkCommon):
    """Tests of surveys without a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_surveys()

    @classmethod
    def _setup_cowork(cls, company=None):
        if not hasattr(cls, "location"):
            super()._setup_cowork(company)


class SurveyHttpCommon(SurveyMixin, HttpCase):
    """Tests of surveys over the web."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_surveys()

    def submit(self, tokens, kind, **answers):
        """Open the link of a mail, begin, and post what the form would post.

        :returns: what the server says to the post
        """
        survey, answer = tokens
        page = self.url_open(f"/survey/start/{survey}?answer_token={answer}")
        self.assertEqual(page.status_code, 200)
        path = f"{survey}/{answer}"
        self.make_jsonrpc_request(f"/survey/begin/{path}", {"lang_code": "en_US"})
        return self.post(tokens, kind, **answers)

    def post(self, tokens, kind, **answers):
        params = {
            str(self.question(kind, key).id): value for key, value in answers.items()
        }
        path = "/survey/submit/{}/{}".format(*tokens)
        return self.make_jsonrpc_request(path, params)
