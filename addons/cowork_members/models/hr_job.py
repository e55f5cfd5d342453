from odoo import api, fields, models
from odoo.exceptions import ValidationError


class HrJob(models.Model):
    _inherit = "hr.job"

    cowork_chart_code = fields.Char(
        "Chart Code",
        readonly=True,
        copy=False,
        help="Which post of the organisation chart this is, whatever its name.",
    )
    cowork_group_ids = fields.Many2many(
        "res.groups",
        "hr_job_cowork_group_rel",
        "job_id",
        "group_id",
        string="Permissions",
        tracking=True,
        help="Whoever holds this job gets these permissions, and loses them with it."
        " An administrator decides which permissions jobs may grant.",
    )
    cowork_refused_groups = fields.Char(
        "Not Allowed", compute="_compute_cowork_refused_groups"
    )
    cowork_grant_count = fields.Integer(
        "Permissions Given",
        compute="_compute_cowork_grant_count",
        groups="hr.group_hr_user",
    )

    _cowork_chart_code_uniq = models.UniqueIndex(
        "(cowork_chart_code, company_id) WHERE cowork_chart_code IS NOT NULL",
        "This post of the organisation chart exists already.",
    )

    @api.depends("cowork_group_ids.cowork_grantable")
    def _compute_cowork_refused_groups(self):
        for job in self:
            refused = job.cowork_group_ids - job.cowork_group_ids._filter_grantable()
            job.cowork_refused_groups = ", ".join(refused.mapped("full_name"))

    def _compute_cowork_grant_count(self):
        counts = dict(
            self.env["cowork.job.grant"]._read_group(
                [("job_id", "in", self.ids), ("withdrawn_on", "=", False)],
                ["job_id"],
                ["__count"],
            )
        )
        for job in self:
            job.cowork_grant_count = counts.get(job, 0)

    @api.model_create_multi
    def create(self, vals_list):
        jobs = super().create(vals_list)
        jobs._check_named_groups(jobs.cowork_group_ids)
        return jobs

    def write(self, vals):
        named = {job: job.cowork_group_ids for job in self}
        result = super().write(vals)
        if "cowork_group_ids" in vals:
            for job, before in named.items():
                job._check_named_groups(job.cowork_group_ids - before)
        if {"cowork_group_ids", "active"} & vals.keys():
            # sudo: permissions follow from the job, whoever defines it.
            self.env["cowork.job.grant"].sudo()._sync(self._get_holders())
        return result

    def unlink(self):
        users = self._get_holders()
        result = super().unlink()
        # sudo: permissions go with the job, whoever may delete it.
        self.env["cowork.job.grant"].sudo()._sync(users)
        return result

    def _get_holders(self):
        """:returns: users who hold these jobs, or got a permission by one"""
        # sudo: staff files are closed to who defines jobs.
        versions = self.env["hr.version"].sudo().with_context(active_test=False)
        held = versions.search([("job_id", "in", self.ids)]).employee_id
        grants = self.env["cowork.job.grant"].sudo()
        open_grants = grants.search(
            [("job_id", "in", self.ids), ("withdrawn_on", "=", False)]
        )
        return held.user_id | open_grants.user_id

    def _check_named_groups(self, groups):
        """:raises ValidationError: when a group is not one the administrator allowed"""
        refused = groups - groups._filter_grantable()
        if refused and not self.env.su:
            raise ValidationError(
                self.env._(
                    "A job cannot grant %s: an administrator has to allow it first.",
                    ", ".join(refused.mapped("full_name")),
                )
            )

    def action_view_cowork_grants(self):
        """:returns: the window action with the permissions given by this job."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_job_grant"
        )
        action["domain"] = [("job_id", "=", self.id)]
        return action
