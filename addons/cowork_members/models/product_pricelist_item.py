from odoo import models


class ProductPricelistItem(models.Model):
    _inherit = "product.pricelist.item"

    def _compute_base_price(self, product, quantity, uom, date, currency, **kwargs):
        """A rule on the sales price of a membership starts from the price of its plan:
        plans that share a product need not cost the same.

        :param cowork_plan: the ``cowork.plan`` that is priced, when it is one
        """
        plan = kwargs.get("cowork_plan")
        if plan and (self.base or "list_price") == "list_price":
            return plan.currency_id._convert(
                plan.list_price, currency, plan.company_id, date, round=False
            )
        return super()._compute_base_price(
            product, quantity, uom, date, currency, **kwargs
        )
