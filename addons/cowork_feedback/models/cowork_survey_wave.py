from odoo import api, fields, models

from odoo.addons.cowork_members.models.optional_float import OptionalFloat

from ..engine.survey_scores import NOBODY, WaveCount, response_rate

ASKED = ("sent", "answered", "closed")


class CoworkSurveyWave(models.Model):
    """Who was asked together: one campaign, one location, one day or month."""

    _name = "cowork.survey.wave"
    _description = "Survey Wave"
    _inherit = ["cowork.protected.mixin"]
    _order = "date desc, campaign_id, location_id"
    _protected_fields = frozenset({"campaign_id", "location_id", "date"})

    campaign_id = fields.Many2one(
        "cowork.survey.campaign", required=True, index=True, ondelete="cascade"
    )
    survey_id = fields.Many2one(
        related="campaign_id.survey_id", store=True, precompute=True, index=True
    )
    is_anonymous = fields.Boolean(related="survey_id.anonymous")
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        "cowork.location", required=True, index=True, ondelete="cascade"
    )
    date = fields.Date(
        required=True,
        index=True,
        help="The day of the wave; for events, the first of the month.",
    )
    invitation_ids = fields.One2many("cowork.survey.invitation", "wave_id")
    asked_count = fields.Integer("Asked", compute="_compute_counts")
    answered_count = fields.Integer(
        "Answered",
        compute="_compute_counts",
        help="Of an anonymous survey, answers that were mixed with others already.",
    )
    answer_until = fields.Date(
        compute="_compute_counts", help="The last day on which one of them may answer."
    )
    response_rate = OptionalFloat(
        "Response Rate (%)",
        digits=(16, 1),
        compute="_compute_counts",
        help="Once the time to answer is over.",
    )

    _wave_uniq = models.UniqueIndex(
        "(campaign_id, location_id, date)", "This wave exists already."
    )

    def _is_by_action(self):
        # Nobody is the superuser over the API: this is data that is loaded.
        return self.env.su or super()._is_by_action()

    @api.depends("campaign_id.name", "location_id.code", "date")
    def _compute_display_name(self):
        for wave in self:
            wave.display_name = (
                f"{wave.campaign_id.name} {wave.location_id.code} {wave.date}"
            )

    def _compute_counts(self):
        counts = self._count_answers()
        for wave in self:
            count = counts.get(wave.id, NOBODY)
            wave.asked_count = count.asked
            wave.answered_count = count.answered
            wave.answer_until = count.until
            wave.response_rate = response_rate([count])

    def _count_answers(self):
        """:returns: {id of a wave in which somebody was asked: ``WaveCount``}"""
        # sudo: sealed sheets are hidden, and counted only once they are released.
        waves = self.sudo()
        asked, answered, until = {}, {}, {}
        invitations = waves.env["cowork.survey.invitation"]
        for wave, state, count, last in invitations._read_group(
            [("wave_id", "in", waves.ids), ("state", "in", ASKED)],
            ["wave_id", "state"],
            ["__count", "deadline:max"],
        ):
            asked[wave.id] = asked.get(wave.id, 0) + count
            until[wave.id] = max(filter(None, (until.get(wave.id), last)), default=None)
            if state == "answered":
                answered[wave.id] = count
        answered.update(
            (wave.id, count)
            for wave, count in waves.env["survey.user_input"]._read_group(
                [("wave_id", "in", waves.ids), ("is_released", "=", True)],
                ["wave_id"],
                ["__count"],
            )
        )
        return {
            wave.id: WaveCount(
                asked[wave.id],
                answered.get(wave.id, 0),
                until[wave.id],
                wave._is_past(until[wave.id]),
            )
            for wave in waves
            if wave.id in asked
        }

    def _is_past(self, day):
        return bool(day) and day < self.location_id._today()

    @api.model
    def _ensure(self, wanted):
        """:param wanted: set of (campaign, location, day)
        :returns: {(campaign, location, day): wave}, made where there is none"""
        campaigns = self.env["cowork.survey.campaign"].union(*(w[0] for w in wanted))
        found = {
            (wave.campaign_id, wave.location_id, wave.date): wave
            for wave in self.search([("campaign_id", "in", campaigns.ids)])
        }
        missing = [key for key in wanted if key not in found]
        made = self._by_action().create(
            [
                {"campaign_id": campaign.id, "location_id": location.id, "date": day}
                for campaign, location, day in missing
            ]
        )
        found.update(zip(missing, made.with_env(self.env), strict=True))
        return found
