from datetime import datetime, time

from odoo import api, fields, models

from odoo.addons.cowork_members.models.optional_float import OptionalFloat

from ..engine.survey_campaign import tenure
from ..engine.survey_scores import csat_points, nps_points

TENURES = [
    ("new", "Less Than 3 Months"),
    ("year", "3 to 12 Months"),
    ("settled", "1 to 3 Years"),
    ("veteran", "More Than 3 Years"),
]
#: what an answer knows of who gave it; an anonymous one knows the location only
KNOWN_OF_MEMBER = ("contract_id", "request_id", "plan_id", "tenure", "wave_id")


class SurveyUserInput(models.Model):
    """An answer of a member: what it is about, and the figures it gives."""

    _name = "survey.user_input"
    _inherit = ["cowork.protected.mixin", "survey.user_input"]
    _protected_fields = frozenset(
        {
            "is_anonymous",
            "is_ticket",
            "is_released",
            "location_id",
            "answered_on",
            "nps",
            "nps_group",
            "nps_points",
            "csat",
            "csat_points",
            *KNOWN_OF_MEMBER,
        }
    )

    # Who holds a token may answer in somebody's name: staff who read results do not.
    access_token = fields.Char(groups="survey.group_survey_user")
    invite_token = fields.Char(groups="survey.group_survey_user")

    cowork_kind = fields.Selection(related="survey_id.cowork_kind", store=True)
    is_anonymous = fields.Boolean(
        "Anonymous",
        compute="_compute_is_anonymous",
        store=True,
        precompute=True,
        help="Keeps location and kind only.",
    )
    is_ticket = fields.Boolean(
        "Sealed",
        readonly=True,
        index="btree_not_null",
        help="A sheet handed out for an anonymous answer. Nobody sees what is on it.",
    )
    is_released = fields.Boolean(
        "Released",
        readonly=True,
        help="What was on the sheet was mixed with others, and left it empty.",
    )
    wave_id = fields.Many2one(
        "cowork.survey.wave", readonly=True, index="btree_not_null", ondelete="cascade"
    )
    location_id = fields.Many2one(
        "cowork.location", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    contract_id = fields.Many2one(
        "cowork.contract", readonly=True, index="btree_not_null", ondelete="set null"
    )
    request_id = fields.Many2one(
        "maintenance.request",
        "Work Order",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    plan_id = fields.Many2one("cowork.plan", readonly=True, ondelete="set null")
    tenure = fields.Selection(TENURES, "Member For", readonly=True)
    answered_on = fields.Date(
        readonly=True,
        index="btree_not_null",
        help="The location's day. Of an anonymous answer, the day it was mixed with"
        " others.",
    )
    nps = OptionalFloat(
        "Recommendation",
        digits=(4, 1),
        readonly=True,
        aggregator="avg",
        help="0 to 10: how likely they recommend us.",
    )
    nps_group = fields.Selection(
        [
            ("promoter", "Promoter"),
            ("passive", "Passive"),
            ("detractor", "Detractor"),
        ],
        "Recommends",
        readonly=True,
    )
    nps_points = OptionalFloat(
        "NPS",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="100 for a promoter (9, 10), -100 for a detractor (0 to 6): the average is"
        " the net promoter score.",
    )
    csat = OptionalFloat(
        "Satisfaction",
        digits=(4, 1),
        readonly=True,
        aggregator="avg",
        help="1 to 5: how satisfied they are.",
    )
    csat_points = OptionalFloat(
        "CSAT %",
        digits=(5, 1),
        readonly=True,
        aggregator="avg",
        help="100 when satisfied (4, 5): the average is the share of those.",
    )

    # The promise is kept by the database, not by whoever writes.
    _anonymous_is_nobody = models.Constraint(
        "CHECK (is_anonymous IS NOT TRUE OR (partner_id IS NULL AND email IS NULL"
        " AND nickname IS NULL AND contract_id IS NULL AND request_id IS NULL"
        " AND plan_id IS NULL AND tenure IS NULL AND (is_ticket OR wave_id IS NULL)))",
        "An anonymous answer keeps location and kind only.",
    )
    _scores_range = models.Constraint(
        "CHECK ((nps IS NULL OR nps BETWEEN 0 AND 10)"
        " AND (csat IS NULL OR csat BETWEEN 1 AND 5))",
        "A recommendation is 0 to 10, a satisfaction 1 to 5.",
    )
    _scores_index = models.Index(
        "(location_id, answered_on) WHERE answered_on IS NOT NULL"
    )

    @api.depends("survey_id", "test_entry")
    def _compute_is_anonymous(self):
        for answer in self:
            answer.is_anonymous = answer.survey_id.anonymous and not answer.test_entry

    def _is_by_action(self):
        # Nobody is the superuser over the API: this is data that is loaded.
        return self.env.su or super()._is_by_action()

    def _save_lines(self, question, answer, comment=None, overwrite_existing=True):
        # Core keeps the good fields of a refused page, and then refuses them again.
        overwrite_existing |= bool(self.survey_id.cowork_kind)
        return super()._save_lines(question, answer, comment, overwrite_existing)

    # Answered ------------------------------------------------------------------------

    def _mark_done(self):
        """Keep the figures of members' answers, and forget who gave the anonymous."""
        result = super()._mark_done()
        members = self.filtered(lambda x: x.survey_id.cowork_kind and not x.test_entry)
        named = members.filtered(lambda x: not x.is_anonymous)
        named._keep_scores()
        named._settle_invitations()
        named._open_complaints()
        (members - named)._forget()
        return result

    def _notify_new_participation_subscribers(self):
        # A note on an anonymous answer would tell the moment it was given.
        named = self.filtered(lambda answer: not answer.is_anonymous)
        return super(SurveyUserInput, named)._notify_new_participation_subscribers()

    def _keep_scores(self):
        """Keep what the questions that measure something were answered with."""
        for answer in self:
            location = answer.location_id
            answer._by_action().write(
                {
                    "answered_on": (
                        location._today()
                        if location
                        else fields.Date.context_today(answer)
                    ),
                    **answer._get_scores(),
                }
            )

    def _get_scores(self):
        """:returns: dict of the figures of one answer"""
        found = {
            line.question_id.cowork_measure: line.value_scale
            for line in self.user_input_line_ids
            if line.question_id.cowork_measure and not line.skipped
        }
        nps, csat = found.get("nps"), found.get("csat")
        points = None if nps is None else nps_points(nps)
        groups = {100: "promoter", 0: "passive", -100: "detractor"}
        return {
            "nps": nps,
            "nps_points": points,
            "nps_group": groups.get(points, False),
            "csat": csat,
            "csat_points": None if csat is None else csat_points(csat),
        }

    def _settle_invitations(self):
        invitations = self.env["cowork.survey.invitation"].search(
            [("user_input_id", "in", self.ids)]
        )
        invitations._by_action().write({"state": "answered"})

    # Low answers ---------------------------------------------------------------------

    def _open_complaints(self):
        """Open a complaint for every answer that says something went wrong."""
        low = self.filtered(lambda answer: answer._is_low())
        if low:
            self.env["cowork.complaint"]._open_from(
                [answer._prepare_complaint() for answer in low]
            )

    def _is_low(self):
        survey = self.survey_id
        return (self.nps_group and self.nps <= survey.low_nps) or (
            self.csat is not False and self.csat <= survey.low_csat
        )

    def _prepare_complaint(self):
        self.ensure_one()
        texts = self.user_input_line_ids.filtered(lambda x: x._is_verbatim())
        return {
            "origin_model": self._name,
            "origin_id": self.id,
            "source": "survey",
            "subject": self.env._("Low answer: %s", self.survey_id.title),
            "description": "\n\n".join(texts.mapped("verbatim")) or False,
            "partner_id": self.partner_id.id,
            "contract_id": self.contract_id.id,
            "location_id": self.location_id.id,
            "space_id": self.request_id.space_id.id,
            "equipment_id": self.request_id.equipment_id.id,
        }

    # What an invitation brings along -------------------------------------------------

    @api.model
    def _prepare_of_member(self, contract, day):
        """:returns: dict of what an answer keeps of a contract, as it is on ``day``"""
        months = max(0, (day - contract.date_start).days * 12 // 365) if contract else 0
        return {
            "contract_id": contract.id,
            "plan_id": contract.line_ids[:1].plan_id.id,
            "tenure": contract and tenure(months),
        }

    @api.model
    def _midnight(self, day):
        return datetime.combine(day, time())
