from odoo import fields, models


class ResPartner(models.Model):
    _inherit = "res.partner"

    cowork_parcel_count = fields.Integer(
        "Parcels Waiting",
        compute="_compute_cowork_parcel_count",
        groups="cowork_members.group_front_desk",
    )

    def _compute_cowork_parcel_count(self):
        counts = dict(
            self.env["cowork.parcel"]._read_group(
                [("state", "=", "waiting"), ("partner_id", "in", self.ids)],
                ["partner_id"],
                ["__count"],
            )
        )
        for partner in self:
            partner.cowork_parcel_count = counts.get(partner, 0)

    def action_view_cowork_parcels(self):
        """:returns: the window action with the parcels for this member"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_parcel"
        )
        action["domain"] = [("partner_id", "child_of", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action
