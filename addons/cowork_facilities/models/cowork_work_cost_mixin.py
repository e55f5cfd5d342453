from odoo import api, fields, models


class CoworkWorkCostMixin(models.AbstractModel):
    """Something that makes a work order cost: who changes it, posts it anew."""

    _name = "cowork.work.cost.mixin"
    _description = "Cost of a Work Order"
    _inherit = ["cowork.protected.mixin"]
    _check_company_auto = True
    _owner_fields = frozenset({"request_id"})

    request_id = fields.Many2one(
        "maintenance.request",
        "Work Order",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="request_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # Prices are those of this moment, not of when they are asked for.
        lines.flush_recordset()
        lines.request_id._post_costs()
        return lines

    def write(self, vals):
        result = super().write(vals)
        self.request_id._post_costs()
        return result

    def unlink(self):
        requests = self.request_id
        result = super().unlink()
        requests._post_costs()
        return result

    def _to_company_currency(self, amount, currency):
        """:returns: ``amount`` of ``currency`` in that of the company (one record)"""
        company = self.company_id or self.env.company
        today = fields.Date.context_today(self)
        return currency._convert(amount, company.currency_id, company, today)

    def _round_cost(self, amount):
        """:returns: ``amount`` rounded as money of the company (one record)"""
        return (self.currency_id or self.env.company.currency_id).round(amount)
