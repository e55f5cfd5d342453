from odoo import api, fields, models

from ..engine.fault_report import due_state, next_due


class CoworkEquipmentInspection(models.Model):
    """What the law, an insurer or a maker wants inspected again and again."""

    _name = "cowork.equipment.inspection"
    _description = "Equipment Inspection"
    _inherit = ["cowork.reminder.mixin"]
    _order = "next_date, id"
    _check_company_auto = True
    _owner_fields = frozenset({"equipment_id"})
    _protected_fields = frozenset({"next_date", "company_id"})

    name = fields.Char("Inspection", required=True, tracking=True)
    active = fields.Boolean(default=True)
    equipment_id = fields.Many2one(
        "maintenance.equipment",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="equipment_id.company_id", store=True, precompute=True
    )
    location_id = fields.Many2one(
        "cowork.location",
        related="equipment_id.location_id",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    basis = fields.Char("Law or Standard", help="Why it has to be inspected.")
    interval_number = fields.Integer("Every", required=True, default=1)
    interval_unit = fields.Selection(
        [("month", "Months"), ("year", "Years")], "Unit", required=True, default="year"
    )
    first_date = fields.Date(
        "First Due", required=True, default=fields.Date.context_today
    )
    notice_days = fields.Integer(
        "Notice (days)",
        required=True,
        default=30,
        help="So many days before it is due somebody is told to arrange it.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Inspector",
        check_company=True,
        help="Who inspects: an authority, a surveyor, the maker.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        domain=[("share", "=", False)],
        tracking=True,
        help="Who is told. Empty: the technician of the equipment, else the manager of"
        " the location.",
    )
    result_ids = fields.One2many(
        "cowork.equipment.inspection.result", "inspection_id", "Results"
    )
    last_date = fields.Date(
        "Last Inspected", compute="_compute_next_date", store=True, compute_sudo=True
    )
    last_outcome = fields.Selection(
        "_get_outcomes", compute="_compute_next_date", store=True, compute_sudo=True
    )
    next_date = fields.Date(
        "Next Due",
        compute="_compute_next_date",
        store=True,
        compute_sudo=True,
        index="btree_not_null",
        tracking=True,
    )
    due_state = fields.Selection(
        [
            ("none", "Not Planned"),
            ("later", "In Order"),
            ("soon", "Due Soon"),
            ("overdue", "Overdue"),
        ],
        "Due",
        compute="_compute_due_state",
    )

    _interval_range = models.Constraint(
        "CHECK (interval_number BETWEEN 1 AND 240)",
        "Inspections are repeated every 1 to 240 months or years.",
    )
    _notice_range = models.Constraint(
        "CHECK (notice_days BETWEEN 0 AND 366)",
        "The notice is 0 to 366 days.",
    )

    @api.model
    def _get_outcomes(self):
        result = self.env["cowork.equipment.inspection.result"]
        return result._fields["outcome"]._description_selection(self.env)

    @api.depends(
        "first_date",
        "interval_number",
        "interval_unit",
        "result_ids.date",
        "result_ids.outcome",
        "result_ids.retest_by",
    )
    def _compute_next_date(self):
        for inspection in self:
            last = inspection.result_ids.sorted("date")[-1:]
            inspection.last_date = last.date
            inspection.last_outcome = last.outcome
            inspection.next_date = inspection._get_next_date(last)

    def _get_next_date(self, last):
        """:param last: the last result, possibly empty
        :returns: the day by which one inspection is due"""
        if not last.date:
            return self.first_date
        if last.outcome == "failed":
            return last.retest_by or last.date
        return next_due(last.date, self.interval_number, self.interval_unit)

    @api.depends("next_date", "notice_days")
    def _compute_due_state(self):
        for inspection in self:
            inspection.due_state = due_state(
                inspection.next_date,
                inspection.equipment_id._today(),
                inspection.notice_days,
            )

    @api.depends("next_date", "notice_days", "active", "equipment_id.active")
    def _compute_remind_on(self):
        for inspection in self:
            is_used = inspection.active and inspection.equipment_id.active
            day = is_used and inspection.next_date
            inspection.remind_on = day and fields.Date.subtract(
                day, days=inspection.notice_days
            )

    @api.depends("name", "equipment_id.display_name")
    def _compute_display_name(self):
        for inspection in self:
            parts = inspection.name, inspection.equipment_id.display_name
            inspection.display_name = " · ".join(filter(None, parts))

    def _get_reminder_day(self):
        return self.next_date

    def _word_reminder(self):
        return self.env._(
            "%(inspection)s of %(equipment)s is due",
            inspection=self.name,
            equipment=self.equipment_id.display_name,
        )

    def _get_keepers(self):
        return self.user_id, *self.equipment_id._get_keepers()

    def action_open_equipment(self):
        """:returns: the window action with the equipment that is inspected"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "maintenance.equipment",
            "res_id": self.equipment_id.id,
            "views": [(False, "form")],
        }

    def action_record_result(self):
        """:returns: the dialog that notes what an inspection found"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Result"),
            "res_model": "cowork.equipment.inspection.result",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_inspection_id": self.id,
                "default_partner_id": self.partner_id.id,
                "default_date": self.equipment_id._today(),
            },
        }
