from odoo import api, models

NOTIFICATION = "cowork.front_desk/changed"


class CoworkDeskMixin(models.AbstractModel):
    """Records with a ``location_id`` that the front-desk screen shows: whoever looks at
    it hears of every change."""

    _name = "cowork.desk.mixin"
    _description = "Shown at the Front Desk"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._tell_desks()
        return records

    def write(self, vals):
        self._tell_desks()
        result = super().write(vals)
        self._tell_desks()
        return result

    def unlink(self):
        self._tell_desks()
        return super().unlink()

    def _tell_desks(self):
        """Tell the screens of the records' locations, after the commit and once, that
        something is not as it was. What it is they ask themselves, by their rights."""
        data = self.env.cr.precommit.data
        if "cowork.front_desk" not in data:
            data["cowork.front_desk"] = set()
            self.env.cr.precommit.add(self.env["cowork.desk.mixin"]._send_to_desks)
        # sudo: desks are told that something changed, whoever changed it.
        data["cowork.front_desk"].update(self.sudo().location_id.ids)

    @api.model
    def _send_to_desks(self):
        # sudo: who may listen was looked at when they subscribed.
        locations = self.env["cowork.location"].sudo()
        changed = self.env.cr.precommit.data.pop("cowork.front_desk", set())
        for location in locations.browse(sorted(changed)).exists():
            location._bus_send(NOTIFICATION, {"location_id": location.id})
