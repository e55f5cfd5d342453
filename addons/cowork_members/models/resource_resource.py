from odoo import models


class ResourceResource(models.Model):
    """An employee's user and whether they are active are kept on their resource."""

    _inherit = "resource.resource"

    def write(self, vals):
        if not {"user_id", "active"} & vals.keys():
            return super().write(vals)
        # sudo: whose permissions follow is no secret to whoever changes the post.
        users = self.sudo().user_id
        result = super().write(vals)
        # sudo: permissions follow from the job, not from the rights of who assigns it.
        self.env["cowork.job.grant"].sudo()._sync(users | self.sudo().user_id)
        return result
