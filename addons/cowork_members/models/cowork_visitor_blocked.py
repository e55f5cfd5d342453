from odoo import api, fields, models
from odoo.exceptions import UserError


class CoworkVisitor(models.Model):
    """Visitors who are on the black-list."""

    _inherit = "cowork.visitor"

    block_ids = fields.Many2many(
        "cowork.visitor.block",
        compute="_compute_block_ids",
        compute_sudo=True,
        string="Black-listed As",
        groups="cowork_members.group_front_desk",
    )
    block_reason = fields.Text(
        compute="_compute_block_ids",
        compute_sudo=True,
        groups="cowork_members.group_front_desk",
    )
    cleared_by_id = fields.Many2one(
        "res.users",
        "Not the Same Person, Says",
        readonly=True,
        copy=False,
        groups="cowork_members.group_front_desk",
        help="Who looked at the black-list and at the visitor.",
    )

    @api.depends("name", "email", "phone", "location_id", "state")
    def _compute_block_ids(self):
        open_ones = self.filtered(
            lambda v: v.state in ("expected", "refused", "missed") and v.location_id
        )
        found = self.env["cowork.visitor.block"]._find_for(open_ones)
        for visitor in self:
            blocks = found.get(visitor, self.env["cowork.visitor.block"])
            visitor.block_ids = blocks
            visitor.block_reason = "\n".join(blocks.mapped("reason"))

    def _get_blocked(self):
        """:returns: those of these visitors (sudo) who are on the black-list, and of
        whom nobody has said that they are somebody else"""
        # sudo: members are refused without being shown the list.
        return self.sudo().filtered(lambda v: v.block_ids and not v.cleared_by_id)

    def _check_not_blocked(self):
        """:raises UserError: when one of these visitors is on the black-list; only the
        staff are told why"""
        blocked = self._get_blocked()[:1]
        if not blocked:
            return
        if self.env.su or self.env.user.share:
            raise UserError(
                self.env._(
                    "%s cannot be registered here. Please ask the front desk.",
                    blocked.name,
                )
            )
        raise UserError(
            self.env._(
                "%(visitor)s is on the black-list: %(reason)s\nIf this is somebody"
                " else, a site manager may press “Not the Same Person”.",
                visitor=blocked.display_name,
                reason=blocked.block_reason,
            )
        )

    def action_clear(self):
        """Note that visitors are not the people on the black-list of whom the name,
        address or number is the same.

        :returns: True
        :raises AccessError: unless the user makes contracts of the location
        :raises UserError: when a visitor is not on the black-list
        """
        self.check_access("write")
        self._check_is_user()
        if others := self.filtered(lambda v: not v.block_ids):
            raise UserError(
                self.env._("%s is not on the black-list.", others[0].display_name)
            )
        visitors = self._by_action()
        visitors.write({"cleared_by_id": self.env.uid})
        visitors.filtered(lambda v: v.state == "refused").write({"state": "expected"})
        self._log_for_all(self.env._("Not the person on the black-list."))
        return True
