from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.cowork_members.models.optional_float import OptionalFloat

from ..engine.survey_scores import NOBODY, response_rate


class CoworkSurveyCampaign(models.Model):
    """Asks members by a survey: when, whom, and how often it reminds them."""

    _name = "cowork.survey.campaign"
    _description = "Survey Campaign"
    _inherit = ["mail.thread", "mail.activity.mixin", "cowork.protected.mixin"]
    _order = "state, name, id"
    _check_company_auto = True
    _protected_fields = frozenset({"state", "problem", "last_run"})
    _scope_fields = frozenset({"company_id"})

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    survey_id = fields.Many2one(
        "survey.survey",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("cowork_kind", "!=", False)],
        tracking=True,
    )
    cowork_kind = fields.Selection(related="survey_id.cowork_kind")
    cadence = fields.Selection(related="survey_id.cadence")
    is_anonymous = fields.Boolean(related="survey_id.anonymous", string="Anonymous")
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    location_ids = fields.Many2many(
        "cowork.location",
        string="Locations",
        check_company=True,
        help="Whose members are asked. Empty: those of all locations.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("running", "Running"), ("stopped", "Stopped")],
        default="draft",
        required=True,
        readonly=True,
        index=True,
        copy=False,
        tracking=True,
    )
    trigger = fields.Selection(
        [
            ("cadence", "By the Calendar"),
            ("contract_started", "Contract Began"),
            ("request_done", "Work Order Done"),
            ("contract_ended", "Contract Ended"),
        ],
        "Asks When",
        required=True,
        default="cadence",
        tracking=True,
    )
    date_start = fields.Date(
        "First Day",
        required=True,
        default=fields.Date.context_today,
        help="Day of the first wave. What happened before is not asked about.",
    )
    delay_days = fields.Integer("Days After", help="How long to wait after the event.")
    answer_days = fields.Integer(
        "Days to Answer", default=21, required=True, help="Afterwards it is closed."
    )
    recontact_days = fields.Integer(
        "Days Between Surveys",
        default=30,
        required=True,
        help="Who was asked by any campaign so many days ago is left in peace.",
    )
    reminder_days = fields.Integer("Remind After (days)", default=7, required=True)
    reminder_limit = fields.Integer("Reminders", default=1, required=True)
    sample_percent = fields.Float("Sample (%)", default=100.0, required=True)
    sample_size = fields.Integer(
        "At Most", help="How many are asked at a location in a wave. 0: no limit."
    )
    last_run = fields.Date(readonly=True, copy=False)
    problem = fields.Text(
        "Not Asked",
        readonly=True,
        copy=False,
        help="Who could not be asked at the last run, and why.",
    )
    wave_ids = fields.One2many("cowork.survey.wave", "campaign_id", "Waves")
    asked_count = fields.Integer("Asked", compute="_compute_counts")
    answered_count = fields.Integer("Answered", compute="_compute_counts")
    response_rate = OptionalFloat(
        "Response Rate (%)",
        digits=(16, 1),
        compute="_compute_counts",
        help="Of the waves whose time to answer is over.",
    )

    _days_range = models.Constraint(
        "CHECK (delay_days BETWEEN 0 AND 365 AND answer_days BETWEEN 1 AND 365"
        " AND recontact_days BETWEEN 0 AND 1000 AND reminder_days BETWEEN 1 AND 365"
        " AND reminder_limit BETWEEN 0 AND 5)",
        "Wait up to 365 days, give 1 to 365 days to answer, remind up to five times.",
    )
    _sample_range = models.Constraint(
        "CHECK (sample_percent > 0 AND sample_percent <= 100 AND sample_size >= 0)",
        "A sample is more than 0 and at most 100 percent, its size 0 or more.",
    )

    def _is_by_action(self):
        # Nobody is the superuser over the API: this is data that is loaded.
        return self.env.su or super()._is_by_action()

    @api.depends("wave_ids")
    def _compute_counts(self):
        counts = self.wave_ids._count_answers()
        for campaign in self:
            found = [counts.get(wave.id, NOBODY) for wave in campaign.wave_ids]
            campaign.asked_count = sum(count.asked for count in found)
            campaign.answered_count = sum(count.answered for count in found)
            campaign.response_rate = response_rate(found)

    @api.constrains("survey_id", "trigger")
    def _check_trigger(self):
        for campaign in self:
            survey = campaign.survey_id
            if (campaign.trigger == "cadence") != (survey.cadence != "none"):
                raise ValidationError(
                    self.env._(
                        "“%(campaign)s”: “%(survey)s” says when it asks. Choose a"
                        " survey that asks as the campaign does.",
                        campaign=campaign.name,
                        survey=survey.title,
                    )
                )
            if not survey.cowork_kind:
                raise ValidationError(
                    self.env._("“%s” is no survey of members.", survey.title)
                )

    def action_start(self):
        """Let the campaign ask from now on.

        :returns: True
        :raises UserError: when its survey asks nothing, or is closed
        """
        for campaign in self:
            survey = campaign.survey_id
            if not survey.active or not survey.question_ids:
                raise UserError(
                    self.env._(
                        "“%s” is closed or has no question: reopen it, or write one.",
                        survey.title,
                    )
                )
        self.check_access("write")
        self._by_action().write({"state": "running"})
        return True

    def action_stop(self):
        """Ask nobody any more; who was asked may still answer.

        :returns: True
        """
        self.check_access("write")
        self._by_action().write({"state": "stopped"})
        return True

    def action_ask_now(self):
        """Ask everybody who is due today, without waiting for the night. When many are
        asked anonymously, most of them are by the scheduled action, at once.

        :returns: True
        :raises UserError: when the campaign does not run
        """
        self.check_access("write")
        if idle := self.filtered(lambda campaign: campaign.state != "running"):
            raise UserError(
                self.env._("“%s” does not run: start it first.", idle[0].name)
            )
        # sudo: invitations and answers are made by the system only.
        campaigns = self.sudo()
        campaigns._plan_safely()
        batches = campaigns._get_batches()
        sealed = [batch for batch in batches if batch[0].is_anonymous]
        # These mails leave at once: each crowd is saved before the next is asked.
        later = sealed[1:]
        for batch in batches:
            if batch not in later:
                batch._send_safely()
        if later:
            # sudo: whoever may ask now may let the scheduled action ask the rest.
            self.env.ref("cowork_feedback.cron_survey_ask").sudo()._trigger()
        return True

    def action_view_invitations(self):
        """:returns: the window action with who was asked"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_feedback.action_cowork_survey_invitation"
        )
        action["domain"] = [("campaign_id", "=", self.id)]
        return action
