from odoo import fields, models


class MaintenanceEquipment(models.Model):
    """Equipment stands in a space of the coworking operator."""

    _inherit = "maintenance.equipment"

    space_id = fields.Many2one(
        "cowork.space",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    location_id = fields.Many2one(
        "cowork.location",
        related="space_id.location_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
