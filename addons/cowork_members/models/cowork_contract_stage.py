from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("draft", "Draft"),
    ("signed", "Signed"),
    ("active", "Active"),
    ("suspended", "Suspended"),
    ("ended", "Ended"),
    ("cancelled", "Cancelled"),
]


class CoworkContractStage(models.Model):
    """A column of the contract pipeline; its state says what the column means."""

    _name = "cowork.contract.stage"
    _description = "Contract Stage"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    state = fields.Selection(STATES, required=True, default="draft")
    fold = fields.Boolean("Folded in Kanban")
    on_notice = fields.Boolean(
        "For Leaving Members",
        help="Active contracts wait here from the notice to their last day. Cards come"
        " and go by themselves.",
    )
    for_viewing = fields.Boolean(
        "For Viewings",
        help="Enquiries come here by themselves when a viewing is planned.",
    )
    description = fields.Char(translate=True)
    rotting_threshold_days = fields.Integer(
        "Too Long After (days)",
        help="Cards that stay longer than this are marked. 0: never.",
    )

    @api.model
    def _get_first(self, state):
        """:returns: the first stage that means ``state``.
        :raises UserError: when the pipeline has no such stage."""
        stage = self.search(
            [("state", "=", state)], order="on_notice, sequence, id", limit=1
        )
        if not stage:
            raise UserError(
                self.env._(
                    "The contract pipeline has no stage for “%s”. Add one under"
                    " Coworking ▸ Configuration ▸ Contract Stages.",
                    dict(self._fields["state"]._description_selection(self.env))[state],
                )
            )
        return stage

    @api.model
    def _get_notice(self):
        """:returns: the stage of active contracts whose member is leaving; empty when
        the pipeline has none"""
        return self.search(
            [("on_notice", "=", True), ("state", "=", "active")], limit=1
        )

    @api.model
    def _get_viewing(self):
        """:returns: the stage of enquiries whose viewing is planned; empty when the
        pipeline has none"""
        return self.search(
            [("for_viewing", "=", True), ("state", "=", "draft")], limit=1
        )

    def write(self, vals):
        if "state" in vals and self.filtered(lambda s: s.state != vals["state"]):
            # sudo: a contract the user cannot see would change its state as well.
            if (
                self.env["cowork.contract"]
                .sudo()
                .search_count([("stage_id", "in", self.ids)], limit=1)
            ):
                raise UserError(
                    self.env._(
                        "This stage holds contracts, so its meaning cannot change."
                        " Make a new stage and move them."
                    )
                )
        return super().write(vals)
