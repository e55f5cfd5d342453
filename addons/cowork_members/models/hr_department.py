from odoo import api, fields, models

from .cowork_organisation import refuse_overseers


class HrDepartment(models.Model):
    _inherit = "hr.department"

    cowork_chart_code = fields.Char(
        "Chart Code",
        readonly=True,
        copy=False,
        help="Which department of the organisation chart this is, whatever its name.",
    )
    cowork_overseer_ids = fields.Many2many(
        "res.users",
        "hr_department_cowork_overseer_rel",
        "department_id",
        "user_id",
        string="Overseers",
        compute="_compute_cowork_overseer_ids",
        store=True,
        recursive=True,
        compute_sudo=True,
        help="Users of the department's manager and of everybody above.",
    )

    _cowork_chart_code_uniq = models.UniqueIndex(
        "(cowork_chart_code, company_id) WHERE cowork_chart_code IS NOT NULL",
        "This department of the organisation chart exists already.",
    )

    @api.depends(
        "manager_id.user_id",
        "manager_id.active",
        "manager_id.cowork_overseer_ids",
        "parent_id.cowork_overseer_ids",
    )
    def _compute_cowork_overseer_ids(self):
        managers = {department: department._get_managers() for department in self}
        everybody = self.env["hr.employee"].union(*managers.values())
        people = everybody._get_people_above()
        for department in self:
            bosses = managers[department].union(
                *(people[manager.id] for manager in managers[department])
            )
            department.cowork_overseer_ids = bosses.filtered("active").user_id

    @api.model_create_multi
    def create(self, vals_list):
        refuse_overseers(self, vals_list)
        return super().create(vals_list)

    def write(self, vals):
        refuse_overseers(self, [vals])
        return super().write(vals)

    def _get_managers(self):
        """:returns: the managers of this department and of those it belongs to"""
        managers, department = self.env["hr.employee"], self._origin
        seen = self.browse()
        while department and department not in seen:
            seen |= department
            managers |= department.manager_id
            department = department.parent_id
        return managers
