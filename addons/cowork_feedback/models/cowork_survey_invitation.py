from odoo import api, fields, models
from odoo.fields import Domain


class CoworkSurveyInvitation(models.Model):
    """That somebody was asked; of an anonymous survey, nothing beyond that."""

    _name = "cowork.survey.invitation"
    _description = "Survey Invitation"
    _inherit = ["cowork.protected.mixin"]
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _protected_fields = frozenset(
        {
            "key",
            "campaign_id",
            "wave_id",
            "location_id",
            "partner_id",
            "contract_id",
            "request_id",
            "user_input_id",
            "is_anonymous",
            "state",
            "date",
            "deadline",
            "reminder_count",
            "reminded_on",
            "reason",
        }
    )

    key = fields.Char(
        required=True,
        readonly=True,
        help="Who is asked about what: nobody is asked twice.",
    )
    campaign_id = fields.Many2one(
        "cowork.survey.campaign",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    survey_id = fields.Many2one(
        related="campaign_id.survey_id", store=True, precompute=True, index=True
    )
    wave_id = fields.Many2one(
        "cowork.survey.wave",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        "cowork.location", required=True, readonly=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Person",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
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
    is_anonymous = fields.Boolean("Anonymous", readonly=True)
    user_input_id = fields.Many2one(
        "survey.user_input",
        "Answer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="cowork_feedback.group_user",
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("sent", "Asked"),
            ("answered", "Answered"),
            ("closed", "Closed"),
            ("failed", "Not Sent"),
        ],
        default="planned",
        required=True,
        readonly=True,
        index=True,
        help="Of an anonymous survey, nobody knows who answered: it stays “Asked” until"
        " it is closed.",
    )
    date = fields.Date("Asked On", required=True, readonly=True, index=True)
    deadline = fields.Date("Answer Until", readonly=True, help="Inclusive.")
    reminder_count = fields.Integer("Reminders", readonly=True)
    reminded_on = fields.Date("Last Reminder", readonly=True)
    reason = fields.Char(
        "Problem", readonly=True, help="Why the invitation was not sent."
    )

    _key_uniq = models.UniqueIndex("(key)", "This person was asked already.")
    _answer_uniq = models.UniqueIndex(
        "(user_input_id) WHERE user_input_id IS NOT NULL",
        "An answer belongs to one invitation.",
    )
    _anonymous_unknown = models.Constraint(
        "CHECK (is_anonymous IS NOT TRUE OR (user_input_id IS NULL"
        " AND contract_id IS NULL AND request_id IS NULL AND state <> 'answered'))",
        "Of an anonymous survey, an invitation knows only that somebody was asked.",
    )
    _recent_index = models.Index("(partner_id, date)")

    def _is_by_action(self):
        # Nobody is the superuser over the API: this is data that is loaded.
        return self.env.su or super()._is_by_action()

    @api.model
    def _get_recent_domain(self, partner_ids, company, since):
        """:returns: ``Domain`` of the invitations people had from ``since`` on"""
        return (
            Domain("partner_id", "in", partner_ids)
            & Domain("company_id", "=", company.id)
            & Domain("date", ">", since)
            & Domain("state", "!=", "failed")
        )

    def action_view_answer(self):
        """:returns: the window action that opens the answer
        :raises AccessError: when the user does not see the invitation"""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "survey.user_input",
            "res_id": self.user_input_id.id,
            "view_mode": "form",
        }
