from odoo import api, models
from odoo.fields import Domain


class CoworkContractLine(models.Model):
    """Which lines hold the spaces of a floor plan."""

    _inherit = "cowork.contract.line"

    @api.model
    def _get_holding_domain(self, spaces):
        """:returns: domain of the lines that hold, or held, these exclusive spaces"""
        was = Domain("contract_id.state", "=", "ended") & Domain("is_void", "=", False)
        return (
            Domain("space_id", "in", spaces.ids)
            & Domain("space_id.usage", "=", "exclusive")
            & (Domain("holds_space", "=", True) | was)
        )

    @api.model
    def _get_lines_holding(self, spaces, first, last):
        """:param spaces: ``cowork.space`` of one location
        :param first: first day at the location
        :param last: last day, or None: for good
        :returns: lines that hold exclusive ones of these on some of the days, the
            earliest first"""
        domain = self._get_holding_domain(spaces)
        domain &= Domain("date_stop", "=", False) | Domain("date_stop", ">=", first)
        if last:
            domain &= Domain("date_start", "<=", last)
        # sudo: whether a space is let does not depend on who looks at it.
        return self.sudo().search(domain, order="date_start, id").with_env(self.env)

    def _describe_for_plan(self):
        """:returns: dict of what holds a space: who, and until when (one record)"""
        if not self.has_access("read"):
            return {"id": 0, "name": "", "partner": "", "date_stop": ""}
        contract = self.contract_id
        return {
            "id": contract.id,
            "name": contract.name,
            # sudo: who sees a contract sees whose it is, as in its list.
            "partner": self.sudo().partner_id.display_name,
            "date_stop": str(self.date_stop or ""),
        }
