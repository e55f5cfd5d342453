from odoo import api, fields, models

from ..models.cowork_complaint import OPEN


class CoworkComplaintMerge(models.TransientModel):
    """Asks which of several complaints about one thing goes on."""

    _name = "cowork.complaint.merge"
    _description = "Merge Complaints"

    complaint_ids = fields.Many2many(
        "cowork.complaint",
        "cowork_complaint_merge_rel",
        "wizard_id",
        "complaint_id",
        "Complaints",
        required=True,
        default=lambda self: self.env.context.get("active_ids"),
    )
    candidate_ids = fields.Many2many(
        "cowork.complaint",
        compute="_compute_candidate_ids",
        string="Can Go On",
    )
    target_id = fields.Many2one(
        "cowork.complaint",
        "Goes On",
        required=True,
        default=lambda self: self._default_target_id(),
        ondelete="cascade",
        domain="[('id', 'in', candidate_ids)]",
        help="The others are solved with it, and their members told what came of it.",
    )

    @api.depends("complaint_ids")
    def _compute_candidate_ids(self):
        for wizard in self:
            chosen = wizard.complaint_ids
            # One was chosen: what it may be a duplicate of is at the same place.
            if len(chosen) == 1:
                chosen |= chosen.search(
                    [
                        ("location_id", "=", chosen.location_id.id),
                        ("state", "in", OPEN),
                        ("id", "not in", chosen.ids),
                    ],
                    order="received_at desc",
                    limit=40,
                )
                chosen -= wizard.complaint_ids
            wizard.candidate_ids = chosen

    @api.model
    def _default_target_id(self):
        """:returns: the first that came of several, otherwise none"""
        chosen = self.env["cowork.complaint"].browse(
            self.env.context.get("active_ids") or []
        )
        return chosen.sorted("received_at")[:1] if len(chosen) > 1 else chosen[:0]

    def action_merge(self):
        """Let the other complaints be solved with the chosen one.

        :returns: action that opens the complaint that goes on
        :raises AccessError: when the user may not write one of them
        :raises UserError: when one of them is over already
        """
        self.ensure_one()
        self.complaint_ids._merge(self.target_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "cowork.complaint",
            "views": [(False, "form")],
            "res_id": self.target_id.id,
        }
