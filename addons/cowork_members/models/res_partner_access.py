from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    cowork_credential_count = fields.Integer(
        "Credentials",
        compute="_compute_cowork_credential_count",
        groups="cowork_members.group_front_desk",
    )

    def _compute_cowork_credential_count(self):
        counts = dict(
            self.env["cowork.access.credential"]._read_group(
                [("partner_id", "child_of", self.ids), ("state", "=", "active")],
                ["partner_id"],
                ["__count"],
            )
        )
        self.cowork_credential_count = 0
        for partner, count in counts.items():
            while partner:
                if partner in self:
                    partner.cowork_credential_count += count
                partner = partner.parent_id

    def action_view_cowork_credentials(self):
        """:returns: the window action with the credentials of a member's people"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_access_credential"
        )
        action["domain"] = [("partner_id", "child_of", self.id)]
        person = False if self.is_company else self.id
        action["context"] = {"default_partner_id": person, "search_default_valid": 1}
        return action
