from odoo import fields, models


class ResPartner(models.Model):
    """Whether a person wants to be asked, and what they answered."""

    _inherit = "res.partner"

    cowork_no_surveys = fields.Boolean(
        "No Surveys", help="This person asked not to be asked: no campaign does."
    )
    cowork_answer_count = fields.Integer(
        "Answers",
        compute="_compute_cowork_answer_count",
        groups="cowork_feedback.group_user",
    )

    def _compute_cowork_answer_count(self):
        counts = dict(
            self.env["survey.user_input"]._read_group(
                self._get_answers_domain(), ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            # Persons answer; their company shows what all of them said.
            people = partner | partner.child_ids
            partner.cowork_answer_count = sum(counts.get(p, 0) for p in people)

    def _get_answers_domain(self):
        """:returns: domain of the answers these members and their people gave"""
        return [
            ("partner_id", "child_of", self.ids),
            ("answered_on", "!=", False),
        ]

    def action_view_cowork_answers(self):
        """:returns: the window action with what this member and its people answered
        :raises AccessError: when the user does not see the member"""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_feedback.action_survey_user_input"
        )
        action["domain"] = self._get_answers_domain()
        action["context"] = {}
        return action
