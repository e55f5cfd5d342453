from odoo import api, models


class HrVersion(models.Model):
    """A version holds the job from a day on: what the job grants follows it."""

    _inherit = "hr.version"

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        versions.employee_id._sync_job_grants()
        return versions

    def write(self, vals):
        if not {"job_id", "date_version", "active", "employee_id"} & vals.keys():
            return super().write(vals)
        employees = self.employee_id
        result = super().write(vals)
        (employees | self.employee_id)._sync_job_grants()
        return result

    def unlink(self):
        employees = self.employee_id
        result = super().unlink()
        employees.exists()._sync_job_grants()
        return result
