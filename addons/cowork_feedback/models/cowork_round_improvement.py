from odoo import api, fields, models


class CoworkRound(models.Model):
    """What a round led to beside work orders: a plan to make it better for good."""

    _inherit = "cowork.round"

    improvement_ids = fields.Many2many(
        "cowork.improvement",
        "cowork_improvement_round_rel",
        "round_id",
        "improvement_id",
        "Improvements",
        copy=False,
        groups="cowork_feedback.group_user",
    )
    improvement_count = fields.Integer(
        "Number of Improvements",
        compute="_compute_improvement_count",
        groups="cowork_feedback.group_user",
    )

    @api.depends("improvement_ids")
    def _compute_improvement_count(self):
        for one in self:
            one.improvement_count = len(one.improvement_ids)

    def action_view_improvements(self):
        """Open the improvements that came from this round; when there are none, a new
        one.

        :returns: the window action
        :raises AccessError: when the user sees no improvements
        """
        self.ensure_one()
        views = [(False, "list"), (False, "form")]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Improvements"),
            "res_model": "cowork.improvement",
            "views": views if self.improvement_ids else views[1:],
            "domain": [("round_ids", "in", self.ids)],
            "context": {
                "default_origin": "round",
                "default_location_id": self.location_id.id,
                "default_round_ids": self.ids,
            },
        }
