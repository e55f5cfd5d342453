from odoo import Command, api, fields, models

#: who sees rounds; the front desk sees work orders only
WALKERS = "cowork_facilities.group_user"


class MaintenanceRequest(models.Model):
    """A work order that a round has opened, and the points it is about."""

    _inherit = "maintenance.request"
    _protected_fields = frozenset({"round_line_id"})

    round_line_id = fields.Many2one(
        "cowork.round.line",
        "Failed Point",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups=WALKERS,
        help="The point on a round that opened this work order.",
    )
    round_id = fields.Many2one(
        related="round_line_id.round_id",
        store=True,
        index="btree_not_null",
        groups=WALKERS,
    )
    round_point_id = fields.Many2one(
        related="round_line_id.point_id",
        store=True,
        index="btree_not_null",
        groups=WALKERS,
    )
    round_line_ids = fields.One2many(
        "cowork.round.line",
        "request_id",
        "Found on Rounds",
        readonly=True,
        groups=WALKERS,
    )
    round_line_count = fields.Integer(
        compute="_compute_round_line_count", groups=WALKERS
    )

    _once_per_round_line = models.UniqueIndex(
        "(round_line_id) WHERE round_line_id IS NOT NULL",
        "This point has opened a work order already.",
    )

    @api.depends("round_line_ids")
    def _compute_round_line_count(self):
        for request in self:
            request.round_line_count = len(request.round_line_ids)

    def _note_failure(self, entry):
        """:param entry: answer (``cowork.round.entry``) that says that a point failed;
        its photo is kept with one work order"""
        photos = self.env["ir.attachment"]
        if entry.photo:
            vals = {
                "name": entry.line_id.name,
                "datas": entry.photo,
                "res_model": self._name,
                "res_id": self.id,
            }
            photos = photos.create(vals)
            self.photo_before_ids = [Command.link(photo.id) for photo in photos]
        self.message_post(
            body=entry._describe_failure(),
            author_id=entry.user_id.partner_id.id,
            attachment_ids=photos.ids,
            subtype_xmlid="mail.mt_note",
        )

    def action_view_round_lines(self):
        """Open the round that has opened this work order; when several rounds have
        found it, list what they found.

        :returns: the window action
        :raises AccessError: when the user sees no rounds
        """
        self.ensure_one()
        self.check_access("read")
        rounds = self.round_line_ids.round_id
        action = {
            "type": "ir.actions.act_window",
            "name": self.env._("Found on Rounds"),
            "res_model": "cowork.round.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [("request_id", "=", self.id)],
        }
        if len(rounds) == 1:
            action |= {
                "res_model": "cowork.round",
                "res_id": rounds.id,
                "views": [(False, "form")],
            }
        return action
