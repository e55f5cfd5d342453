from odoo import fields, models


class CoworkSpace(models.Model):
    """Spaces carry labels, and equipment stands in them."""

    _name = "cowork.space"
    _inherit = ["cowork.fault.label.mixin", "cowork.space"]

    equipment_ids = fields.One2many("maintenance.equipment", "space_id")
    equipment_count = fields.Integer(compute="_compute_equipment_count")

    def _compute_equipment_count(self):
        counts = dict(
            self.env["maintenance.equipment"]._read_group(
                [("space_id", "in", self.ids)], ["space_id"], ["__count"]
            )
        )
        for space in self:
            space.equipment_count = counts.get(space, 0)

    def action_view_equipment(self):
        """:returns: the window action with the equipment of this space"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_facilities.action_cowork_equipment"
        )
        action["domain"] = [("space_id", "=", self.id)]
        action["context"] = {"default_space_id": self.id}
        return action

    def action_report_fault(self):
        """:returns: the dialog that reports a fault of this space"""
        self.ensure_one()
        return self.env["cowork.fault.report"]._open(
            default_location_id=self.location_id.id, default_space_id=self.id
        )

    def _get_label_place(self):
        self.ensure_one()
        return {"space_id": self.id, "location_id": self.location_id.id}
