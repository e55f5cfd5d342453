from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    cowork_grant_ids = fields.One2many(
        "cowork.job.grant",
        "user_id",
        string="Permissions by Job",
        groups="base.group_erp_manager,hr.group_hr_user",
    )

    def write(self, vals):
        result = super().write(vals)
        if {"group_ids", "active", "company_ids"} & vals.keys():
            # sudo: what was taken away by hand is noted, whoever did it.
            self.env["cowork.job.grant"].sudo()._sync(self)
        return result
