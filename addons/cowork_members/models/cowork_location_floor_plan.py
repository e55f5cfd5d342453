from odoo import fields, models


class CoworkLocation(models.Model):
    """The floor plans of a location."""

    _inherit = "cowork.location"

    floor_plan_ids = fields.One2many("cowork.floor.plan", "location_id", "Floor Plans")
    floor_plan_count = fields.Integer(compute="_compute_floor_plan_count")

    def _compute_floor_plan_count(self):
        plans = self.env["cowork.floor.plan"]
        counts = {}
        if plans.has_access("read"):
            groups = plans._read_group(
                [("location_id", "in", self.ids)], ["location_id"], ["__count"]
            )
            counts = dict(groups)
        for location in self:
            location.floor_plan_count = counts.get(location, 0)

    def action_view_floor_plan(self):
        """:returns: the client action with the floor plans of this location"""
        self.ensure_one()
        return self.env["cowork.floor.plan"]._get_plan_action({"location": self.id})
