from odoo import api, fields, models
from odoo.exceptions import UserError


class CoworkVisitor(models.Model):
    """Which house rules a visitor accepted, in which language and when."""

    _inherit = "cowork.visitor"

    rules_id = fields.Many2one(
        "cowork.visitor.rules",
        "House Rules Accepted",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="cowork_members.group_front_desk",
    )
    rules_accepted_at = fields.Datetime("Accepted On", readonly=True, copy=False)
    rules_lang = fields.Char(
        "Accepted In", readonly=True, copy=False, help="The language they read."
    )
    needs_rules = fields.Boolean(
        "House Rules to Accept", compute="_compute_needs_rules", compute_sudo=True
    )

    has_accepted = fields.Boolean(
        "Has Accepted the House Rules",
        compute="_compute_has_accepted",
        inverse="_inverse_has_accepted",
        groups="cowork_members.group_front_desk",
    )

    @api.depends("rules_id", "location_id")
    def _compute_has_accepted(self):
        for visitor in self:
            # sudo: whether they are the current ones, whoever reads it.
            current = visitor.location_id.sudo().visitor_rules_id
            visitor.has_accepted = bool(current) and visitor.rules_id.sudo() == current

    def _inverse_has_accepted(self):
        self.filtered("has_accepted")._accept_rules()

    @api.depends("rules_id", "location_id", "state")
    def _compute_needs_rules(self):
        for visitor in self:
            current = visitor.location_id.visitor_rules_id
            visitor.needs_rules = (
                visitor.state in ("expected", "missed")
                and bool(current)
                and visitor.rules_id != current
            )

    def _accept_rules(self, rules_id=None):
        """Note that visitors have accepted the rules that are in force.

        :param rules_id: id of the rules that they were shown
        :raises UserError: when others are in force by now
        """
        now = fields.Datetime.now()
        for location, visitors in self.grouped("location_id").items():
            # sudo: what visitors accept is kept, whoever notes it.
            current = location.sudo().visitor_rules_id
            if rules_id is not None and (current.id or 0) != rules_id:
                raise UserError(
                    self.env._("The house rules have changed. Please read them again.")
                )
            if not current:
                continue
            # sudo: see above.
            waiting = visitors.sudo().filtered(lambda v, c=current: v.rules_id != c)
            waiting._by_action().write(
                {
                    "rules_id": current.id,
                    "rules_accepted_at": now,
                    "rules_lang": self.env.lang or "en_US",
                }
            )
        self.invalidate_recordset(["needs_rules", "has_accepted"])

    def action_accept_rules(self):
        """Note at the desk that visitors have read and accepted the house rules.

        :returns: True
        :raises AccessError: when the user may not register visitors of the location
        """
        self.check_access("write")
        self._accept_rules()
        return True

    def _check_rules_accepted(self):
        """:raises UserError: when one of these visitors has not accepted the rules"""
        if waiting := self.filtered("needs_rules"):
            raise UserError(
                self.env._(
                    "%s has not accepted the house rules yet. Tick “Has Accepted the"
                    " House Rules” once they have read them.",
                    waiting[0].name,
                )
            )
