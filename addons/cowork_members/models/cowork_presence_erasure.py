from odoo import api, models
from odoo.fields import Domain


class CoworkPresence(models.Model):
    """Who was in the building is forgotten in time; that somebody was is kept."""

    _inherit = "cowork.presence"

    @api.model
    def _get_erasable_domain(self):
        """:returns: domain of the stays of which the person is known for long enough"""
        moments = self.env["cowork.location"]._get_forgetting_moments()
        # Of visitors there is nothing left to read once they are erased themselves.
        known = Domain("partner_id", "!=", False) | Domain("employee_id", "!=", False)
        return known & Domain.OR(
            Domain("location_id", "in", ids) & Domain("left_at", "<", moment)
            for moment, ids in moments.items()
        )

    def _forget_people(self):
        self._by_action().write({"partner_id": False, "employee_id": False})
