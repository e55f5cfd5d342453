from urllib.parse import urlencode

from odoo import fields, models


class ResPartner(models.Model):
    """The visitors of a member."""

    _inherit = "res.partner"

    cowork_visitor_ids = fields.One2many(
        "cowork.visitor",
        "partner_id",
        "Visitors",
        groups="cowork_members.group_front_desk",
    )
    cowork_visitor_count = fields.Integer(
        "Visitor Count",
        compute="_compute_cowork_visitor_count",
        groups="cowork_members.group_front_desk",
    )

    def _compute_cowork_visitor_count(self):
        counts = dict(
            self.env["cowork.visitor"]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner.cowork_visitor_count = counts.get(partner, 0)

    def action_view_cowork_visitors(self):
        """:returns: the window action that lists the visitors of a member."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_visitor"
        )
        action["domain"] = [("partner_id", "=", self.id)]
        action["context"] = {"default_partner_id": self.id}
        return action

    def _get_visitor_map_url(self):
        """:returns: address of a map of this address, None when it has no street"""
        if not self.street:
            return None
        address = self._display_address(without_company=True)
        place = ", ".join(line.strip() for line in address.splitlines() if line.strip())
        return f"https://www.openstreetmap.org/search?{urlencode({'query': place})}"
