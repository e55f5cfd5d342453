from odoo import api, fields, models
from odoo.fields import Domain

SHOWN = 5


class MaintenanceRequest(models.Model):
    """What is reported already is shown before it is reported a second time."""

    _inherit = "maintenance.request"

    similar_ids = fields.Many2many(
        "maintenance.request",
        string="Open Here Already",
        compute="_compute_similar_ids",
        help="Open orders for the same space or equipment; where there are many, those"
        " of the same kind of work.",
    )

    @api.depends("space_id", "equipment_id", "category", "is_closed")
    def _compute_similar_ids(self):
        placed = self.filtered(
            lambda r: (r.space_id or r.equipment_id) and not r.is_closed
        )
        (self - placed).similar_ids = False
        found = self._search_open(placed.space_id, placed.equipment_id)
        for request in placed:
            request.similar_ids = request._filter_similar(found)

    @api.model
    def _search_open(self, spaces, equipment=None):
        """:returns: open orders for ``spaces`` or pieces of ``equipment`` that the user
        may see, the latest first"""
        place = Domain("space_id", "in", spaces.ids)
        if equipment:
            place |= Domain("equipment_id", "in", equipment.ids)
        return self.search(Domain("is_closed", "=", False) & place, order="id desc")

    def _filter_similar(self, found):
        """:returns: those of the open orders ``found`` that one order may repeat"""
        others = (found - self._origin).filtered(
            lambda other: (
                other.space_id == self.space_id
                if self.space_id
                else other.equipment_id == self.equipment_id
            )
        )
        same = others.filtered(lambda other: other.category == self.category)
        return (same | others)[:SHOWN] if self.category else others[:SHOWN]

    def action_view_similar(self):
        """List the open orders for the same equipment or space.

        :returns: the window action
        """
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Open Here Already"),
            "res_model": self._name,
            "view_mode": "list,form",
            "domain": [("id", "in", self.similar_ids.ids)],
            "context": {"create": False},
        }
