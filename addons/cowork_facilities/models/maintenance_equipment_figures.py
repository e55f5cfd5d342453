from odoo import fields, models

from odoo.addons.cowork_members.models.optional_float import OptionalFloat

from .maintenance_team_dashboard import STAFF


class MaintenanceEquipment(models.Model):
    """How reliable equipment is, in hours, and what it costs to keep it running."""

    _inherit = "maintenance.equipment"

    currency_id = fields.Many2one(related="company_id.currency_id")
    failure_count = fields.Integer(
        "Failures",
        compute="_compute_figures",
        groups=STAFF,
        help="Corrective orders ever reported.",
    )
    repeat_count = fields.Integer(
        "Repeats",
        compute="_compute_figures",
        groups=STAFF,
        help="Failures within 30 days of the last repair.",
    )
    repair_hours = OptionalFloat(
        "Mean Time to Repair (h)",
        compute="_compute_figures",
        groups=STAFF,
        help="Hours from the report to the completion, without those on hold ÷ failures"
        " repaired. By the clock, nights included.",
    )
    between_hours = OptionalFloat(
        "Mean Time Between Failures (h)",
        compute="_compute_figures",
        groups=STAFF,
        help="Hours from the completion of a repair to the next failure ÷ failures that"
        " followed a repair. Not measured before the second failure.",
    )
    maintenance_cost = fields.Monetary(
        compute="_compute_maintenance_cost",
        groups="cowork_facilities.group_manager",
        help="Labour, material and vendors of all its work orders.",
    )

    def _compute_figures(self):
        rows = self.env["cowork.work.report"]._read_group(
            [
                ("equipment_id", "in", self.ids),
                ("maintenance_type", "=", "corrective"),
            ],
            ["equipment_id"],
            ["__count", "repair_hours:avg", "between_hours:avg"],
        )
        repeats = dict(
            self.env["cowork.work.report"]._read_group(
                [("equipment_id", "in", self.ids), ("is_repeat", "=", True)],
                ["equipment_id"],
                ["__count"],
            )
        )
        figures = {equipment: found for equipment, *found in rows}
        for equipment in self:
            count, repair, between = figures.get(equipment, (0, None, None))
            equipment.failure_count = count
            equipment.repair_hours = repair
            equipment.between_hours = between
            equipment.repeat_count = repeats.get(equipment, 0)

    def _compute_maintenance_cost(self):
        costs = dict(
            self.env["cowork.work.cost"]._read_group(
                [("equipment_id", "in", self.ids)], ["equipment_id"], ["cost:sum"]
            )
        )
        for equipment in self:
            equipment.maintenance_cost = costs.get(equipment, 0)

    def action_view_figures(self):
        """Open the analysis of the work orders of this equipment.

        :returns: the window action
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_facilities.action_cowork_work_report"
        )
        action["domain"] = [("equipment_id", "=", self.id)]
        action["context"] = {}
        return action
