from odoo import fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    cowork_location_ids = fields.Many2many(
        "cowork.location",
        "cowork_location_employee_rel",
        "employee_id",
        "location_id",
        string="Locations Served",
        groups="hr.group_hr_user",
        help="The employee sees the spaces and contracts of these locations.",
    )
