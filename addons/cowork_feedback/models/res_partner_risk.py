from odoo import api, fields, models

from odoo.addons.cowork_members.models.optional_float import OptionalFloat

from ..engine.member_risk import MemberFacts, risk_of_leaving
from .cowork_complaint import UNCOUNTED

LIVE_STATES = ("signed", "active", "suspended")
#: days in which complaints are recent
RECENT_DAYS = 183


class ResPartner(models.Model):
    """How satisfied a member is, and how likely to leave: a hint with its reasons."""

    _inherit = "res.partner"

    cowork_nps = OptionalFloat(
        "Recommendation",
        digits=(4, 1),
        compute="_compute_cowork_risk",
        groups="cowork_feedback.group_user",
        help="The latest answer, 0 to 10.",
    )
    cowork_csat = OptionalFloat(
        "Satisfaction",
        digits=(4, 1),
        compute="_compute_cowork_risk",
        groups="cowork_feedback.group_user",
        help="The latest answer, 1 to 5.",
    )
    cowork_answered_on = fields.Date(
        "Answered On",
        compute="_compute_cowork_risk",
        groups="cowork_feedback.group_user",
    )
    cowork_visited_on = fields.Date(
        "Last Visit",
        compute="_compute_cowork_risk",
        groups="cowork_feedback.group_user",
    )
    cowork_tenure_months = fields.Integer(
        "Member For (months)",
        compute="_compute_cowork_risk",
        groups="cowork_feedback.group_user",
    )
    cowork_risk = fields.Selection(
        [("low", "Low"), ("medium", "Medium"), ("high", "High")],
        "Risk of Leaving",
        compute="_compute_cowork_risk",
        groups="cowork_feedback.group_user",
        help="A hint from answers, complaints, visits and the contract. Talk to them.",
    )
    cowork_risk_reasons = fields.Char(
        "Because",
        compute="_compute_cowork_risk",
        groups="cowork_feedback.group_user",
    )

    def _compute_cowork_risk(self):
        members = self.commercial_partner_id
        contracts = members._get_running_contracts()
        answers = members._get_latest_scores()
        visits = members._get_latest_visits()
        complaints = members._count_complaints()
        today = fields.Date.context_today(self)
        texts = self._get_risk_texts()
        for partner in self:
            member = partner.commercial_partner_id
            running = contracts.get(member, self.env["cowork.contract"])
            answered_on, scores = answers.get(member, (False, {}))
            visited_on = visits.get(member)
            facts = MemberFacts(
                **scores,
                **complaints.get(member, {}),
                **self._describe_contracts(running, today),
                months_alone=visited_on and _months(visited_on, today),
            )
            level, reasons = risk_of_leaving(facts)
            partner.cowork_nps = facts.nps
            partner.cowork_csat = facts.csat
            partner.cowork_answered_on = answered_on
            partner.cowork_visited_on = visited_on
            partner.cowork_tenure_months = facts.tenure
            # Who has no contract cannot leave.
            partner.cowork_risk = level if running else False
            partner.cowork_risk_reasons = running and ", ".join(
                texts[reason] for reason in reasons
            )

    def _get_risk_texts(self):
        """:returns: {reason: what it is in the user's language}"""
        return {
            "notice": self.env._("has given notice"),
            "detractor": self.env._("would not recommend us"),
            "unsatisfied": self.env._("is not satisfied"),
            "complaint": self.env._("has an open complaint"),
            "complaints": self.env._("complained more than once in half a year"),
            "ending": self.env._("contract ends soon"),
            "new": self.env._("is new here"),
            "alone": self.env._("was not visited for half a year"),
        }

    def _get_running_contracts(self):
        """:returns: {member: its contracts in force that the user sees}"""
        contracts = self.env["cowork.contract"].search(
            [("partner_id", "child_of", self.ids), ("state", "in", LIVE_STATES)]
        )
        return contracts.grouped(lambda c: c.partner_id.commercial_partner_id)

    @api.model
    def _describe_contracts(self, contracts, today):
        """:returns: dict of what ``MemberFacts`` wants to know of contracts in force"""
        ends = contracts.mapped("date_end")
        first = min(contracts.mapped("date_start"), default=today)
        return {
            "tenure": _months(first, today),
            "months_left": _months(today, max(ends)) if ends and all(ends) else None,
            "has_given_notice": bool(contracts) and all(contracts.mapped("is_leaving")),
        }

    def _get_latest_scores(self):
        """:returns: {member: (day, dict of its latest recommendation, satisfaction)}"""
        answers = self.env["survey.user_input"].search_fetch(
            self._get_answers_domain(),
            ["partner_id", "answered_on", "nps", "csat"],
            order="answered_on desc, id desc",
        )
        found = {}
        for answer in answers:
            member = answer.partner_id.commercial_partner_id
            _day, scores = found.setdefault(member, (answer.answered_on, {}))
            for name in ("nps", "csat"):
                if answer[name] is not False:
                    scores.setdefault(name, answer[name])
        return found

    def _get_latest_visits(self):
        """:returns: {member: day of the last visit}"""
        days = {}
        for partner, location, start in self.env["cowork.visit"]._read_group(
            [("partner_id", "child_of", self.ids), ("state", "=", "done")],
            ["partner_id", "location_id"],
            ["start:max"],
        ):
            member = partner.commercial_partner_id
            day = location._day_of(start) if location else start.date()
            days[member] = max(days.get(member, day), day)
        return days

    def _count_complaints(self):
        """:returns: {member: dict of its open and recent complaints}"""
        recent = fields.Date.subtract(fields.Date.today(), days=RECENT_DAYS)
        counts = {}
        for name, domain in (
            ("open_complaints", [("closed_at", "=", False)]),
            ("recent_complaints", [("received_on", ">=", recent)]),
        ):
            for partner, count in self.env["cowork.complaint"]._read_group(
                [
                    *domain,
                    ("partner_id", "child_of", self.ids),
                    ("state", "not in", UNCOUNTED),
                ],
                ["partner_id"],
                ["__count"],
            ):
                found = counts.setdefault(partner.commercial_partner_id, {})
                found[name] = found.get(name, 0) + count
        return counts


def _months(first, last):
    """:returns: whole months from one day to another, 0 when it is earlier"""
    return max(0, (last - first).days * 12 // 365)
