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
        """Name the roles of billing on a chart that was loaded before it was there."""
        self._name_roles(BILLING_ROLES)
