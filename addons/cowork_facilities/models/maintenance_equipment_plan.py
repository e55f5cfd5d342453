from datetime import datetime, time

from odoo import fields, models

from odoo.addons.cowork_members.engine.local_time import localize

MORNING = time(9)


class MaintenanceEquipment(models.Model):
    """Equipment that is maintained before it fails."""

    _inherit = "maintenance.equipment"

    plan_ids = fields.One2many(
        "cowork.maintenance.plan", "equipment_id", "Maintenance Plans"
    )
    plan_count = fields.Integer("Plans", compute="_compute_plan_count")

    def _compute_plan_count(self):
        counts = dict(
            self.env["cowork.maintenance.plan"]._read_group(
                [("equipment_id", "in", self.ids)], ["equipment_id"], ["__count"]
            )
        )
        for equipment in self:
            equipment.plan_count = counts.get(equipment, 0)

    def _get_morning(self, day):
        """:returns: the moment at which planned work on one piece of equipment begins
        on a day: nine in the morning where it stands"""
        # sudo: the time zone of the location, whoever plans.
        tz = self.sudo().location_id.tz or self.env.user.tz or "UTC"
        return localize(datetime.combine(day, MORNING), tz).utc

    def action_view_plans(self):
        """List the maintenance plans of this equipment.

        :returns: the window action
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_facilities.action_cowork_maintenance_plan"
        )
        return {
            **action,
            "domain": [("equipment_id", "=", self.id)],
            "context": {"default_equipment_id": self.id},
        }
