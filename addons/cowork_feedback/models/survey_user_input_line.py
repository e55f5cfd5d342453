from odoo import api, fields, models

from odoo.addons.cowork_members.models.optional_float import OptionalFloat

# What a line says; everything else of it is when and on which sheet.
SAID = (
    "skipped",
    "answer_type",
    "value_char_box",
    "value_numerical_box",
    "value_scale",
    "value_date",
    "value_datetime",
    "value_text_box",
)
SAID_BY_CHOICE = ("question_id", "suggested_answer_id", "matrix_row_id")


class SurveyUserInputLine(models.Model):
    """What members wrote in their own words, to be searched."""

    _inherit = "survey.user_input.line"

    verbatim = fields.Text(
        "Comment",
        compute="_compute_verbatim",
        store=True,
        precompute=True,
        help="What was written in one's own words.",
    )
    cowork_kind = fields.Selection(related="user_input_id.cowork_kind")
    location_id = fields.Many2one(
        related="user_input_id.location_id", store=True, index="btree_not_null"
    )
    answered_on = fields.Date(related="user_input_id.answered_on", store=True)
    partner_id = fields.Many2one(related="user_input_id.partner_id")
    nps_group = fields.Selection(related="user_input_id.nps_group")
    csat = OptionalFloat("Satisfaction", related="user_input_id.csat")

    _verbatim_index = models.Index(
        "(location_id, answered_on) WHERE verbatim IS NOT NULL"
    )

    @api.depends("value_text_box", "value_char_box", "answer_type")
    def _compute_verbatim(self):
        for line in self:
            line.verbatim = line.value_text_box or line.value_char_box or False

    def _is_verbatim(self):
        return bool(self.verbatim)

    def _prepare_said(self):
        """:returns: dict of what one line says, and nothing of when or on what"""
        return {name: self[name] for name in SAID} | {
            name: self[name].id for name in SAID_BY_CHOICE
        }

    def action_view_answer(self):
        """:returns: the window action that opens the whole answer"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "survey.user_input",
            "res_id": self.user_input_id.id,
            "view_mode": "form",
        }
