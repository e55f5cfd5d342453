from odoo import api, fields, models
from odoo.fields import Domain


class CoworkLocation(models.Model):
    """Who is in the building now, floor by floor, for an evacuation."""

    _inherit = "cowork.location"

    @api.model
    def _get_served(self):
        """:returns: the locations (sudo) that the user serves in whatever post: a guard
        counts people as well, and reads nothing else of them"""
        # sudo: who is on the staff, whatever they may read.
        return self.sudo().search([("staff_user_ids", "in", self.env.uid)])

    @api.model
    def _get_counted(self):
        """:returns: the locations (sudo) of which the user may open the list: those
        they serve before others that they see"""
        seen = self.browse()
        if self.has_access("read"):
            seen = self.search([("active", "=", True)])
        return self._get_served() | seen.sudo()

    def _get_inside_by_floor(self):
        """:returns: list of dicts with ``floor`` (its name), ``people`` (dicts with
        ``id``, ``name``, ``kind``, ``detail`` and ``since``) and ``count``; who is
        on no known floor comes last (one location)"""
        self.ensure_one()
        if self not in self._get_served():
            self.check_access("read")
        # sudo: names of employees and members, whoever counts them outside.
        presences = self.env["cowork.presence"].sudo()
        inside = presences.search(
            Domain("location_id", "=", self.id) & Domain("left_at", "=", False)
        )
        floors = inside.floor_id.sorted("complete_name")
        groups = [
            (floor.name, inside.filtered(lambda p, f=floor: p.floor_id == f))
            for floor in floors
        ]
        unknown = inside.filtered(lambda presence: not presence.floor_id)
        if unknown:
            groups.append((self.env._("Floor not known"), unknown))
        return [
            {
                "floor": name,
                "count": len(people),
                "people": [one._describe_for_count(self) for one in people._by_name()],
            }
            for name, people in groups
        ]

    def _get_counted_at(self):
        """:returns: the moment at which the list was made, on the location's clock"""
        return self._format_moment(fields.Datetime.now(), "d MMM yyyy, HH:mm")

    def action_open_evacuation(self):
        """:returns: the action that opens the list for an evacuation on a telephone."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_url",
            "url": f"/cowork/evacuation/{self.id}",
            "target": "new",
        }
