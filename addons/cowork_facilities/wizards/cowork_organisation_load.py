from odoo import api, models

#: posts of the organisation chart: the role in facilities they have beside their own
FACILITY_ROLES = {
    "director": "cowork_facilities.group_manager",
    "site_manager": "cowork_facilities.group_user",
    "guard": "cowork_facilities.group_user",
    "cleaner": "cowork_facilities.group_user",
    "technician": "cowork_facilities.group_user",
}


class CoworkOrganisationLoad(models.TransientModel):
    """Whoever makes rounds and repairs, or answers for them, also gets a role here."""

    _inherit = "cowork.organisation.load"

    @api.model
    def _get_permission(self, code):
        permission = super()._get_permission(code)
        role = FACILITY_ROLES.get(code)
        return permission | self.env.ref(role) if role else permission

    @api.model
    def _complete_facility_permissions(self):
        """Name the roles of facilities on a chart that was loaded before they were
        there."""
        self._name_roles(FACILITY_ROLES)
