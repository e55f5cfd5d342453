from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.survey_scores import FEWEST_ANSWERS

KINDS = [
    ("move_in", "Move-in"),
    ("quarterly", "Satisfaction"),
    ("nps", "Recommendation"),
    ("repair", "After a Repair"),
    ("exit", "Exit"),
]
CADENCE = [
    ("none", "After an Event"),
    ("monthly", "Every Month"),
    ("quarterly", "Every Quarter"),
    ("half_yearly", "Every Half-Year"),
    ("yearly", "Every Year"),
]
# Core opens these two to everybody with the link: ours come by invitation only.
INVITED = {"access_mode": "token", "is_attempts_limited": True, "attempts_limit": 1}


class SurveySurvey(models.Model):
    """A survey of members: what kind it is, and whether it promises anonymity."""

    _inherit = "survey.survey"

    cowork_kind = fields.Selection(
        KINDS, "Kind of Survey", index="btree_not_null", help="Empty: not for members."
    )
    cadence = fields.Selection(
        CADENCE,
        "How Often",
        default="none",
        required=True,
        help="How often its campaigns ask. After an event: a contract begins or ends,"
        " a work order is done.",
    )
    anonymous = fields.Boolean(
        help="Answers keep location and kind only. Nobody can find out later who gave"
        " them, and they are shown from five answers of a location on.",
    )
    min_answers = fields.Integer(
        "Fewest Answers",
        default=FEWEST_ANSWERS,
        required=True,
        help="Figures made of fewer answers are not shown: they would mislead.",
    )
    low_nps = fields.Integer(
        "Low Recommendation",
        default=3,
        help="This or less opens a complaint.",
    )
    low_csat = fields.Integer(
        "Low Satisfaction",
        default=2,
        help="This or less opens a complaint. 0: none is opened.",
    )
    campaign_ids = fields.One2many("cowork.survey.campaign", "survey_id", "Campaigns")

    _anonymous_by_wave = models.Constraint(
        "CHECK (anonymous IS NOT TRUE OR (cowork_kind IS NOT NULL"
        " AND cadence <> 'none' AND min_answers >= 5))",
        "An anonymous survey asks many at once: choose its kind, how often it asks, and"
        " at least five answers.",
    )
    _min_answers_range = models.Constraint(
        "CHECK (min_answers BETWEEN 1 AND 1000)",
        "A figure needs 1 to 1,000 answers.",
    )
    _low_range = models.Constraint(
        "CHECK (low_nps BETWEEN -1 AND 10 AND low_csat BETWEEN 0 AND 5)",
        "A low recommendation is -1 (never) to 10, a low satisfaction 0 (never) to 5.",
    )
    _cowork_by_invitation = models.Constraint(
        "CHECK (cowork_kind IS NULL OR access_mode = 'token')",
        "Members come by invitation: set the access mode to “Invited people only”.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_invitation(vals) for vals in vals_list])

    def write(self, vals):
        if "anonymous" in vals:
            self._refuse_broken_promise(vals["anonymous"])
        return super().write(self._with_invitation(vals))

    @api.model
    def _with_invitation(self, vals):
        """:returns: the values, closed to people without an invitation"""
        return {**vals, **INVITED} if vals.get("cowork_kind") else vals

    def _refuse_broken_promise(self, anonymous):
        """:raises UserError: when somebody was already promised something else"""
        changed = self.filtered(lambda survey: survey.anonymous != anonymous)
        # sudo: anonymous answers are hidden from everybody until there are enough.
        answers = self.env["survey.user_input"].sudo()
        if changed and answers.search_count(
            [("survey_id", "in", changed.ids), ("test_entry", "=", False)], limit=1
        ):
            raise UserError(
                self.env._(
                    "Members were already asked under another promise. Duplicate the"
                    " survey, and change the copy."
                )
            )

    @api.constrains("anonymous", "question_and_page_ids")
    def _check_questions_keep_secret(self):
        self.filtered("anonymous").question_ids._check_keeps_secret()

    @api.constrains(
        "anonymous", "is_time_limited", "users_login_required", "questions_layout"
    )
    def _check_anonymous_settings(self):
        for survey in self.filtered("anonymous"):
            if (
                survey.users_login_required
                or survey.is_time_limited
                or survey.questions_layout != "one_page"
            ):
                raise ValidationError(
                    self.env._(
                        "“%s” is anonymous: it shows all questions on one page, asks"
                        " nobody to log in, and stops no time.",
                        survey.title,
                    )
                )

    def _check_answer_creation(
        self,
        user,
        partner,
        email,
        test_entry=False,
        check_attempts=True,
        invite_token=False,
    ):
        """Only campaigns ask members: nobody answers a second time or uninvited."""
        if self.cowork_kind and not test_entry:
            raise UserError(
                self.env._(
                    "“%s” is answered by invitation only: ask members by a campaign.",
                    self.title,
                )
            )
        return super()._check_answer_creation(
            user,
            partner,
            email,
            test_entry=test_entry,
            check_attempts=check_attempts,
            invite_token=invite_token,
        )

    def action_view_campaigns(self):
        """:returns: the window action with the campaigns of this survey"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_feedback.action_cowork_survey_campaign"
        )
        action["domain"] = [("survey_id", "=", self.id)]
        action["context"] = {"default_survey_id": self.id}
        return action

    def action_view_scores(self):
        """:returns: the action that opens the page with scores, charts and comments"""
        self.ensure_one()
        page = self.env.ref("cowork_feedback.action_report_survey_results_page")
        return page.report_action(self, config=False)
