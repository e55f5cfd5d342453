from odoo import api, models
from odoo.exceptions import ValidationError

from .cowork_fee_schedule import GIVING_BACK


class CoworkFeeLine(models.Model):
    """No charge but for what is on the fee schedule."""

    _inherit = "cowork.fee.line"

    @api.constrains("product_id", "company_id", "kind")
    def _check_product_is_listed(self):
        """:raises ValidationError: naming the product that is not"""
        schedule = self.env["cowork.fee.schedule"]
        charges = self.filtered(lambda fee: fee.kind not in GIVING_BACK)
        for company, fees in charges.grouped("company_id").items():
            products = fees.product_id
            missing = set(products.ids) - schedule._get_offered_ids(company)
            if missing:
                missing -= schedule._get_listed_ids(company)
            if missing:
                product = products.filtered(lambda each, ids=missing: each.id in ids)
                raise ValidationError(schedule._explain_unlisted(product[:1]))
