from decimal import Decimal

from odoo.exceptions import UserError

from odoo.addons.cowork_members.engine.proration import ZERO

MILLIONTH = Decimal("0.000001")


def to_price(value):
    """:returns: a price per unit as a Decimal of six decimals, as the ledger has it"""
    return Decimal(f"{value or 0.0:.6f}")


class UsagePrices:
    """What one unit of usage costs, in the currency of its contract.

    One of them serves a batch and asks once per distinct question.
    """

    def __init__(self, env):
        self.env = env
        self._memo = {}

    def get_price(self, usage):
        """:param usage: a line of the usage ledger that is no reversal
        :returns: Decimal
        :raises UserError: when nothing says what it costs"""
        if usage.is_price_fixed:
            return to_price(usage.price_unit)
        usage_type = usage.usage_type_id
        if usage_type.rating == "none":
            return ZERO
        if usage_type.rating == "cost_plus":
            return self._get_cost_price(usage)
        price = self._get_list_price(usage)
        if not price:
            raise UserError(
                self.env._(
                    "“%(type)s” has no price for %(contract)s. Choose the product it is"
                    " charged as under Usage Types and give that a price; if it is"
                    " meant to be free, set it to “Not charged”.",
                    type=usage_type.name,
                    contract=usage.contract_id.name,
                )
            )
        return price

    def _get_cost_price(self, usage):
        if not usage.cost_unit:
            raise UserError(
                self.env._(
                    "“%s” is charged at its cost, but has none. Void it and enter it"
                    " again with what it cost.",
                    usage.display_name,
                )
            )
        margin = Decimal(f"{usage.usage_type_id.margin_percent:.2f}")
        price = to_price(usage.cost_unit) * (100 + margin) / 100
        return price.quantize(MILLIONTH)

    def _get_list_price(self, usage):
        contract, product = usage.contract_id, usage.usage_type_id.product_id
        listed = contract.pricelist_id
        key = (listed, product, contract.currency_id, contract.company_id, usage.date)
        if key not in self._memo:
            self._memo[key] = self._ask_price(usage, listed, product)
        return self._memo[key]

    def _ask_price(self, usage, listed, product):
        """What the price list says, or the product where there is none."""
        if not product:
            return ZERO
        contract, unit = usage.contract_id, usage.usage_type_id.uom_id
        product = product.with_company(contract.company_id)
        # A product that is counted in something else is priced as it is.
        unit = unit if product.uom_id._has_common_reference(unit) else product.uom_id
        if listed:
            price = listed._get_product_price(
                product,
                1.0,
                currency=contract.currency_id,
                uom=unit,
                date=usage.date,
            )
        else:
            price = product.currency_id._convert(
                product.uom_id._compute_price(product.lst_price, unit),
                contract.currency_id,
                contract.company_id,
                usage.date,
                round=False,
            )
        return to_price(price)
