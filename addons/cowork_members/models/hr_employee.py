from odoo import api, fields, models

from ..engine.org_tree import above
from .cowork_job_grant import SYNC_LATER
from .cowork_organisation import refuse_overseers


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
    cowork_overseer_ids = fields.Many2many(
        "res.users",
        "hr_employee_cowork_overseer_rel",
        "employee_id",
        "user_id",
        string="People Above",
        compute="_compute_cowork_overseer_ids",
        store=True,
        recursive=True,
        compute_sudo=True,
        groups="hr.group_hr_user",
        help="Users of everybody above: managers, and the managers of the department"
        " and of those it belongs to. They see what this employee sees.",
    )
    cowork_grant_ids = fields.One2many(
        "cowork.job.grant",
        "employee_id",
        string="Permissions by Job",
        groups="hr.group_hr_user",
    )

    # The tree ----------------------------------------------------

    @api.depends(
        "parent_id.user_id",
        "parent_id.active",
        "parent_id.cowork_overseer_ids",
        "current_version_id.department_id.cowork_overseer_ids",
    )
    def _compute_cowork_overseer_ids(self):
        people = self._get_people_above()
        for employee in self:
            bosses = people[employee.id or employee._origin.id]
            employee.cowork_overseer_ids = bosses.filtered("active").user_id

    def _get_people_above(self):
        """:returns: dict from the id of each employee to the employees above, read
        level by level and safe against circles"""
        start = self._origin.with_context(active_test=False, version_id=False)
        bosses, level = {}, start
        while level:
            for employee in level:
                direct = employee.parent_id
                department = employee.current_version_id.department_id
                direct |= department._get_managers()
                bosses[employee.id] = direct.ids
            reached = {boss for employee in level for boss in bosses[employee.id]}
            level = start.browse(reached - bosses.keys())
        people = {e.id: start.browse(above(e.id, bosses)) for e in start}
        people[False] = start.browse()
        return people

    # What follows from the job ----------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        refuse_overseers(self, vals_list)
        # One look at the permissions for all of them.
        later = self.with_context(cowork_sync=SYNC_LATER)
        employees = super(HrEmployee, later).create(vals_list).with_env(self.env)
        employees._sync_job_grants()
        return employees

    def write(self, vals):
        refuse_overseers(self, [vals])
        if not {"user_id", "active", "current_version_id", "company_id"} & vals.keys():
            return super().write(vals)
        # sudo: whose permissions follow is no secret to whoever changes the post.
        users = self.sudo().user_id
        result = super().write(vals)
        self._sync_job_grants(users)
        return result

    def unlink(self):
        # sudo: their permissions go, whoever may delete them.
        users = self.sudo().user_id
        result = super().unlink()
        self.browse()._sync_job_grants(users)
        return result

    def _sync_job_grants(self, users=None):
        """Give the users of these employees, and ``users``, what their jobs grant."""
        # sudo: permissions follow from the job, not from the rights of who assigns it.
        everybody = self.sudo().with_context(active_test=False).user_id
        self.env["cowork.job.grant"].sudo()._sync(everybody | (users or everybody))

    def _sla_has_user(self):
        """:returns: whether this employee (at most one) can be told something"""
        return bool(self.active and self.user_id.active)
