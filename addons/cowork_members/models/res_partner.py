from odoo import api, fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    cowork_contract_ids = fields.One2many(
        "cowork.contract",
        "partner_id",
        string="Coworking Contracts",
        # Others cannot read contracts, so reading a partner must not try to.
        groups="cowork_members.group_front_desk",
    )
    cowork_membership_ids = fields.Many2many(
        "cowork.contract",
        "cowork_contract_member_rel",
        "partner_id",
        "contract_id",
        string="Memberships",
        groups="cowork_members.group_front_desk",
        help="Contracts that name this person as a user.",
    )
    is_cowork_member = fields.Boolean(
        "Coworking Member",
        compute="_compute_is_cowork_member",
        store=True,
        compute_sudo=True,
        help="Holds, or is named in, a signed, active or suspended contract.",
    )
    cowork_birthday = fields.Date("Birthday", groups="base.group_user")
    cowork_contract_count = fields.Integer(compute="_compute_cowork_contract_count")
    cowork_usage_count = fields.Integer(
        compute="_compute_cowork_usage_count", groups="cowork_members.group_front_desk"
    )

    @api.depends("cowork_contract_ids.state", "cowork_membership_ids.state")
    def _compute_is_cowork_member(self):
        live = {"signed", "active", "suspended"}
        for partner in self:
            contracts = partner.cowork_contract_ids | partner.cowork_membership_ids
            partner.is_cowork_member = bool(live & set(contracts.mapped("state")))

    def _compute_cowork_contract_count(self):
        self.cowork_contract_count = 0
        if not self.env["cowork.contract"].has_access("read"):
            return
        partners = self.env["res.partner"].with_context(active_test=False)
        family = partners.search_fetch([("id", "child_of", self.ids)], ["parent_id"])
        counts = dict(
            self.env["cowork.contract"]._read_group(
                [("partner_id", "in", family.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner, count in counts.items():
            while partner:
                if partner in self:
                    partner.cowork_contract_count += count
                partner = partner.parent_id

    def _compute_cowork_usage_count(self):
        counts = dict(
            self.env["cowork.usage"]._read_group(
                [("state", "!=", "void"), ("partner_id", "child_of", self.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        self.cowork_usage_count = 0
        for partner, count in counts.items():
            while partner:
                if partner in self:
                    partner.cowork_usage_count += count
                partner = partner.parent_id

    def action_view_cowork_usage(self):
        """:returns: the window action with what this member used."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_usage"
        )
        action["domain"] = [("partner_id", "child_of", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    def action_view_cowork_contracts(self):
        """:returns: the window action with the contracts of this member."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_contract"
        )
        action["domain"] = [
            "|",
            ("partner_id", "child_of", self.id),
            ("member_ids", "child_of", self.id),
        ]
        action["context"] = {"default_partner_id": self.id}
        return action
