from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResGroups(models.Model):
    _inherit = "res.groups"

    cowork_grantable = fields.Boolean(
        "Jobs May Grant It",
        copy=False,
        help="The HR department may give this permission with a job. Settings and"
        " access rights can never be given that way.",
    )

    @api.constrains("cowork_grantable")
    def _check_cowork_grantable(self):
        allowed = self.filtered("cowork_grantable")
        if refused := allowed - allowed._filter_grantable():
            raise ValidationError(
                self.env._(
                    "%s cannot be given with a job: it is a kind of user, or includes"
                    " the administration of access rights.",
                    ", ".join(refused.mapped("full_name")),
                )
            )

    def write(self, vals):
        result = super().write(vals)
        if {"cowork_grantable", "implied_ids", "user_ids"} & vals.keys():
            # sudo: what jobs may grant holds at once, for everybody.
            self.env["cowork.job.grant"].sudo()._sync()
        return result

    def _filter_grantable(self):
        """The groups a job may give: those the administrator allowed, but never,
        whatever was ticked, one that leads to the administration of rights."""
        # sudo: what a group includes is asked by whoever assigns a job.
        groups = self.sudo()
        rights = groups.env.ref("base.group_erp_manager")
        kinds = groups._get_user_type_groups()
        other_kinds = kinds - groups.env.ref("base.group_user")
        allowed = groups.filtered(
            lambda group: group.cowork_grantable
            and group not in kinds
            and not group.all_implied_ids & (rights | other_kinds)
        )
        return self.browse(allowed.ids)
