from odoo import api, fields, models
from odoo.exceptions import UserError


class CoworkVisitorRules(models.Model):
    """One version of the house rules that visitors of a location accept."""

    _name = "cowork.visitor.rules"
    _description = "House Rules for Visitors"
    _inherit = ["cowork.protected.mixin"]
    _order = "location_id, version desc, id desc"
    _check_company_auto = True
    _owner_fields = frozenset({"location_id"})
    _protected_fields = frozenset(
        {"company_id", "version", "state", "in_force_since", "in_force_until"}
    )

    location_id = fields.Many2one(
        "cowork.location", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, precompute=True, index=True
    )
    version = fields.Integer(readonly=True, copy=False)
    body = fields.Html("Text", translate=True, required=True)
    state = fields.Selection(
        [("draft", "Draft"), ("current", "In force"), ("old", "Replaced")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    in_force_since = fields.Datetime(readonly=True, copy=False)
    in_force_until = fields.Datetime(readonly=True, copy=False)
    accepted_count = fields.Integer("Accepted By", compute="_compute_accepted_count")

    _version_uniq = models.Constraint(
        "UNIQUE (location_id, version)", "There is such a version already."
    )
    _one_current = models.UniqueIndex(
        "(location_id) WHERE state = 'current'",
        "One version of the house rules is in force at a time.",
    )

    def _compute_accepted_count(self):
        # sudo: figures of all visitors, whoever reads the rules.
        counts = dict(
            self.env["cowork.visitor"]
            .sudo()
            ._read_group([("rules_id", "in", self.ids)], ["rules_id"], ["__count"])
        )
        for rules in self:
            rules.accepted_count = counts.get(rules, 0)

    @api.depends("version", "location_id.name")
    def _compute_display_name(self):
        for rules in self:
            rules.display_name = self.env._(
                "House rules of %(location)s, version %(version)s",
                location=rules.location_id.name or "",
                version=rules.version or 1,
            )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules._number()
        return rules

    def _number(self):
        """Give new rules the next numbers of their locations."""
        last = dict(
            self._read_group(
                [("location_id", "in", self.location_id.ids)],
                ["location_id"],
                ["version:max"],
            )
        )
        for rules in self.sorted("id"):
            location = rules.location_id
            last[location] = (last.get(location) or 0) + 1
            rules._by_action().version = last[location]

    def write(self, vals):
        if "body" in vals:
            self._check_may_change()
        return super().write(vals)

    def update_field_translations(self, field_name, translations, source_lang=""):
        if field_name == "body":
            self._check_may_change()
        return super().update_field_translations(field_name, translations, source_lang)

    def _check_may_change(self):
        """:raises UserError: when somebody has accepted the text as it is"""
        if accepted := self.filtered(
            lambda rules: rules.state == "old" or rules.accepted_count
        ):
            raise UserError(
                self.env._(
                    "%s was accepted by visitors, so its text stays as it is. Make a"
                    " new version.",
                    accepted[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_accepted(self):
        self._check_may_change()

    def action_publish(self):
        """Put a draft in force. The version before it is kept, with who accepted it.

        :returns: True
        :raises AccessError: when the user may not change the rules
        :raises UserError: when it is not a draft
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft":
            raise UserError(self.env._("Only a draft can be put in force."))
        now = fields.Datetime.now()
        before = self.location_id.visitor_rules_id
        before._by_action().write({"state": "old", "in_force_until": now})
        before.flush_recordset()
        self._by_action().write({"state": "current", "in_force_since": now})
        return True

    def action_new_version(self):
        """Copy the rules into a draft that can be changed.

        :returns: the window action with the draft
        :raises AccessError: when the user may not make rules
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "views": [(False, "form")],
            "res_id": self.copy().id,
        }
