from odoo import fields, models

from .maintenance_request_round import WALKERS


class CoworkSpace(models.Model):
    """Rounds that look at a space."""

    _inherit = "cowork.space"

    round_count = fields.Integer(
        "Rounds", compute="_compute_round_count", groups=WALKERS
    )

    def _compute_round_count(self):
        counts = dict(
            self.env["cowork.round.line"]._read_group(
                [("space_id", "in", self.ids)],
                ["space_id"],
                ["round_id:count_distinct"],
            )
        )
        for space in self:
            space.round_count = counts.get(space, 0)

    def action_view_rounds(self):
        """List the rounds with a point in this space.

        :returns: the window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_facilities.action_cowork_round"
        )
        action["domain"] = [("line_ids.space_id", "=", self.id)]
        action["context"] = {}
        return action
