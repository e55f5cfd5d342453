from odoo import fields, models
from odoo.exceptions import UserError

from .cowork_fee_builder import ContractFees
from .fee_checks import FeeChecker
from .fee_taxes import FeeTaxes

#: states in which a contract can be given something back
CREDITABLE = ("signed", "active", "suspended", "ended")


class CoworkContract(models.Model):
    """Credits after a complaint are charges like any other: finance sees them before
    they are invoiced, and may void them."""

    _inherit = "cowork.contract"

    def _give_credit(self, key, amount, reason):
        self.ensure_one()
        if self.state not in CREDITABLE:
            raise UserError(
                self.env._("%s is not in force: it cannot be credited.", self.name)
            )
        if self.currency_id.compare_amounts(amount, 0) <= 0:
            raise UserError(self.env._("A credit is a positive amount."))
        # sudo: nobody writes charges by hand; that it was approved is the caller's.
        contract = self.sudo()
        fee_lines = contract.env["cowork.fee.line"]
        vals = contract._prepare_credit(f"credit:{key}", amount, reason)
        if fee_lines.search_count([("key", "=", vals["key"])], limit=1):
            return
        fees = ContractFees(contract, [vals], None, [])
        FeeChecker(contract.env, vals["period_start"]).check(contract, fees)
        FeeTaxes(contract.env).add_untaxed([vals])
        fee_lines.create(vals)
        contract._bill_from_scratch()

    def _prepare_credit(self, key, amount, reason):
        """:returns: values of the fee line of one contract, without its tax"""
        product = self.env.ref("cowork_billing.product_goodwill")
        day, amount = self.location_id._today(), self.currency_id.round(amount)
        text = fields.Date.to_string(day)
        money = f"{-amount:.{self.currency_id.decimal_places}f}"
        computation = {
            "kind": "one_off",
            "name": product.name,
            "from": text,
            "to": text,
            "reason": reason,
            "price_unit": money,
            "quantity": "1",
            "amount": money,
        }
        builder = self.env["cowork.fee.builder"]
        vals = builder._prepare_fee(
            self,
            self.line_ids.browse(),
            "credit",
            key,
            -amount,
            computation,
            (day, day),
        )
        builder._add_names(vals, lambda each: product.with_env(each.env).name)
        vals.update(product_id=product.id, quantity=-1.0, price_unit=amount)
        return vals
