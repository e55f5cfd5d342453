from odoo import fields, models


class MaintenanceRequest(models.Model):
    """Work orders that were planned: by a plan, or for an inspection. A day has one."""

    _inherit = "maintenance.request"
    _protected_fields = frozenset({"plan_id", "inspection_id", "plan_date"})

    plan_id = fields.Many2one(
        "cowork.maintenance.plan",
        "Maintenance Plan",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    inspection_id = fields.Many2one(
        "cowork.equipment.inspection",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The inspection that this work order prepares.",
    )
    plan_date = fields.Date("Planned Day", copy=False)

    _plan_day_uniq = models.UniqueIndex(
        "(plan_id, plan_date) WHERE plan_id IS NOT NULL",
        "This plan has a work order for that day already.",
    )
    _inspection_day_uniq = models.UniqueIndex(
        "(inspection_id, plan_date) WHERE inspection_id IS NOT NULL",
        "This inspection has a work order for that day already.",
    )
