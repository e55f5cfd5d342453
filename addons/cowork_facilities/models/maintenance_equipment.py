from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..engine.fault_report import due_state

#: days before the end of a warranty from which it is told
WARRANTY_NOTICE = 30


class MaintenanceEquipment(models.Model):
    """Equipment stands in a space of the coworking operator, and belongs to one of the
    building's systems."""

    _name = "maintenance.equipment"
    _inherit = [
        "cowork.fault.label.mixin",
        "cowork.reminder.mixin",
        "maintenance.equipment",
    ]
    _parent_name = "parent_id"

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
    work_category_id = fields.Many2one(
        "cowork.work.category",
        "Building System",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Power, water, lift, network… Faults of it are of this kind.",
    )
    parent_id = fields.Many2one(
        "maintenance.equipment",
        "Part of",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    child_ids = fields.One2many("maintenance.equipment", "parent_id", "Parts")
    inspection_ids = fields.One2many(
        "cowork.equipment.inspection", "equipment_id", "Inspections"
    )
    next_inspection = fields.Date(
        compute="_compute_next_inspection",
        store=True,
        help="The first of the inspections that are due.",
    )
    warranty_state = fields.Selection(
        [
            ("none", "None"),
            ("later", "Under Warranty"),
            ("soon", "Ends Soon"),
            ("overdue", "Over"),
        ],
        "Warranty",
        compute="_compute_warranty_state",
    )
    document_count = fields.Integer("Documents", compute="_compute_document_count")

    _cost_finite = models.Constraint(
        "CHECK (cost >= 0 AND cost < 1000000000000)",
        "The cost must be zero or a positive number.",
    )

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("Equipment cannot be part of itself. Choose another whole.")
            )

    @api.depends("inspection_ids.next_date", "inspection_ids.active")
    def _compute_next_inspection(self):
        for equipment in self:
            days = equipment.inspection_ids.filtered("active").mapped("next_date")
            equipment.next_inspection = min(filter(None, days), default=False)

    @api.depends("warranty_date")
    def _compute_warranty_state(self):
        for equipment in self:
            equipment.warranty_state = due_state(
                equipment.warranty_date, equipment._today(), WARRANTY_NOTICE
            )

    @api.depends("warranty_date")
    def _compute_remind_on(self):
        for equipment in self:
            day = equipment.warranty_date
            # What ended before anybody kept it here is no news.
            is_news = day and day >= equipment._today()
            equipment.remind_on = is_news and fields.Date.subtract(
                day, days=WARRANTY_NOTICE
            )

    def _word_reminder(self):
        return self.env._("The warranty of %s ends", self.display_name)

    def _get_reminder_day(self):
        return self.warranty_date

    def _compute_document_count(self):
        counts = dict(
            self.env["ir.attachment"]._read_group(
                self._get_document_domain(), ["res_id"], ["__count"]
            )
        )
        for equipment in self:
            equipment.document_count = counts.get(equipment.id, 0)

    def _get_document_domain(self):
        return (
            Domain("res_model", "=", self._name)
            & Domain("res_id", "in", self.ids)
            & Domain("res_field", "=", False)
        )

    def _today(self):
        """:returns: the day it is where one piece of equipment stands"""
        # sudo: the time zone of the location, whoever looks at the equipment.
        location = self.sudo().location_id
        return location._today() if location else fields.Date.context_today(self)

    def _get_keepers(self):
        return self.technician_user_id, self.location_id.manager_id.user_id

    def _word_label(self):
        # Strangers read it: without the serial number.
        return " · ".join(filter(None, (self.name, self.space_id.display_name)))

    def _get_label_place(self):
        self.ensure_one()
        return {
            "equipment_id": self.id,
            "space_id": self.space_id.id,
            "location_id": self.location_id.id,
            "category": self.work_category_id.id,
        }

    def action_view_documents(self):
        """:returns: the window action with manuals, certificates and other files"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_facilities.action_equipment_document"
        )
        action["domain"] = list(self._get_document_domain())
        action["context"] = {
            "default_res_model": self._name,
            "default_res_id": self.id,
        }
        return action

    def action_view_inspections(self):
        """:returns: the window action with the inspections of this equipment"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_facilities.action_cowork_equipment_inspection"
        )
        action["domain"] = [("equipment_id", "=", self.id)]
        action["context"] = {"default_equipment_id": self.id}
        return action

    def action_report_fault(self):
        """:returns: the dialog that reports a fault of this equipment"""
        self.ensure_one()
        return self.env["cowork.fault.report"]._open(
            default_location_id=self.location_id.id,
            default_space_id=self.space_id.id,
            default_equipment_id=self.id,
        )
