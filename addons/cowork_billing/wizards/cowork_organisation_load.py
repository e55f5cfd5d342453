from odoo import api, models

#: posts of the organisation chart: the role of billing they have beside their own
BILLING_ROLES = {
    "accountant": "cowork_billing.group_manager",
    "cashier": "cowork_billing.group_user",
}


class CoworkOrganisationLoad(models.TransientModel):
    """Whoever is in charge of the money also gets a role in billing."""

    _inherit = "cowork.organisation.load"

    @api.model
    def _get_permission(self, code):
        permission = super()._get_permission(code)
        role = BILLING_ROLES.get(code)
        return permission | self.env.ref(role) if role else permission

    @api.model
    def _complete_permissions(self):
        """Name the roles of billing on posts of a chart that was loaded before billing
        was there. Posts whose permissions somebody changed stay as they are, and an
        administrator has to allow the roles before anybody gets them."""
        jobs = self.env["hr.job"].with_context(active_test=False)
        jobs = jobs.search([("cowork_chart_code", "in", list(BILLING_ROLES))])
        for code, posts in jobs.grouped("cowork_chart_code").items():
            wanted = self._get_permission(code)
            former = wanted - self.env.ref(BILLING_ROLES[code])
            unchanged = posts.filtered(
                lambda job, former=former: job.cowork_group_ids == former
            )
            unchanged.cowork_group_ids = wanted
