from odoo import api, models
from odoo.fields import Domain
from odoo.tools import consteq

from .res_users_calendar import TOKEN


class CoworkVisitor(models.Model):
    """The page behind the link in an invitation."""

    _inherit = "cowork.visitor"

    @api.model
    def _find_page(self, token):
        """:param token: from the address
        :returns: the visits (sudo) of the person whose page it opens that are not over,
            the next one first; possibly empty"""
        # sudo: who was invited is not signed in; the token stands for them.
        visitors = self.sudo()
        if not TOKEN.fullmatch(token):
            return visitors.browse()
        found = visitors.search(
            Domain("token", "=", token)
            & Domain("state", "in", ("expected", "inside", "cancelled")),
            order="day, id",
        )
        coming = found.filtered(
            lambda v: consteq(v.token, token) and v.day >= v.location_id._today()
        )
        # One that was called off is shown when there is no other.
        return coming.filtered(lambda v: v.state != "cancelled") or coming

    def _get_map_url(self):
        """:returns: address of a map of where one visit (sudo) is, or None"""
        partner = self.location_id.partner_id
        return partner and partner._get_visitor_map_url()
