from odoo import api, fields, models


class CoworkImprovement(models.Model):
    """The rounds on which somebody saw what is not good enough."""

    _inherit = "cowork.improvement"

    round_ids = fields.Many2many(
        "cowork.round",
        "cowork_improvement_round_rel",
        "improvement_id",
        "round_id",
        "Rounds",
        check_company=True,
        groups="cowork_facilities.group_user",
        help="Rounds that showed it, or that are part of it.",
    )
    round_count = fields.Integer(
        "Number of Rounds",
        compute="_compute_round_count",
        groups="cowork_facilities.group_user",
    )

    @api.depends("round_ids")
    def _compute_round_count(self):
        for improvement in self:
            improvement.round_count = len(improvement.round_ids)

    def action_view_rounds(self):
        """:returns: the window action with the rounds behind one improvement
        :raises AccessError: when the user sees no rounds"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rounds"),
            "res_model": "cowork.round",
            "view_mode": "list,form",
            "domain": [("id", "in", self.round_ids.ids)],
        }
