from odoo import models
from odoo.fields import Domain


class CoworkSpaceKind(models.Model):
    """What spaces of a kind are let at."""

    _inherit = "cowork.space.kind"

    def _get_list_plans(self, company):
        """:returns: dict of kind to the first plan that a company sells for it"""
        plans = self.env["cowork.plan"].search(
            Domain("kind_id", "in", self.ids) & Domain("company_id", "=", company.id)
        )
        found = {}
        for plan in plans:
            found.setdefault(plan.kind_id, plan)
        return found
