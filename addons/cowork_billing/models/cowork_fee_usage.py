from collections import defaultdict
from decimal import Decimal

from odoo import api, models

from odoo.addons.cowork_members.engine.periods import ONE_DAY
from odoo.addons.cowork_members.engine.proration import ZERO, currency_step

from ..engine.minimum import minimum_charge, minimums
from .cowork_contract_line import decimal

CENT = Decimal("0.01")
#: kinds of charges that stand by themselves: billed anew, they are as they were
REPEATED = ("usage", "one_off")


class CoworkFeeBuilder(models.AbstractModel):
    """Charges of what was used, charges billed anew, and what lacks to a minimum."""

    _inherit = "cowork.fee.builder"

    # Usage ---------------------------------------------------------------------

    @api.model
    def _prepare_usage(self, contract, fees):
        """:param fees: ``UsageFees`` of the contract
        :returns: list of values of the fee lines"""
        return [
            self._prepare_usage_fee(contract, charge, credited)
            for charge, credited in fees.charges
        ]

    @api.model
    def _prepare_usage_fee(self, contract, charge, credited):
        usage_type, place = charge.uses[0].kind, charge.uses[0].place
        computation = charge.computation(usage_type.name, usage_type.uom_id.name)
        if usage_type.rating == "cost_plus":
            computation["margin"] = f"{usage_type.margin_percent:g}"
        if credited:
            computation.update(kind="usage_back", charged=credited.key)
        vals = self._prepare_fee(
            contract,
            contract.line_ids.browse(),
            "credit" if credited else "usage",
            charge.key,
            charge.amount,
            computation,
            charge.days,
        )
        self._add_names(vals, lambda builder: usage_type.with_env(builder.env).name)
        self._add_names(
            vals,
            lambda builder: usage_type.with_env(builder.env).uom_id.name,
            one="unit",
            every="units",
        )
        product_id = usage_type.product_id.id or self._get_usage_product_id()
        vals.update(product_id=product_id, location_id=place.id)
        if credited:
            vals.update(
                quantity=-1.0,
                price_unit=-vals["amount"],
                credited_line_id=credited.id,
                product_id=credited.product_id.id,
            )
        elif self._is_plain_usage(contract, charge):
            vals.update(quantity=float(charge.quantity), price_unit=float(charge.price))
        return vals

    @api.model
    def _get_usage_product_id(self):
        # Not ``env.ref()``, which asks the database each time.
        data = self.env["ir.model.data"]
        return data._xmlid_to_res_id("cowork_billing.product_usage")

    @api.model
    def _is_plain_usage(self, contract, charge):
        """Whether an invoice line can say quantity × price, as the ERP rounds them."""
        step = max(decimal(contract.currency_id.rounding), CENT)
        exact = charge.quantity * charge.price
        return charge.amount and not charge.price % step and exact == charge.amount

    # Billed anew ---------------------------------------------------------------

    @api.model
    def _prepare_again(self, history):
        """:param history: fee lines of a contract so far
        :returns: list of values of charges that somebody asked to be billed again"""
        if not any(history.mapped("released")):
            return []
        own = history.filtered(lambda fee: self._is_repeated(fee))
        vals_list = []
        for key, some in own.grouped(lambda fee: fee.key.split("#")[0]).items():
            if all(some.mapped("released")):
                vals = some.sorted("id")[-1]._copy_charge()
                vals_list.append({**vals, "key": f"{key}#{len(some)}"})
        return vals_list

    @api.model
    def _is_repeated(self, fee):
        return fee.kind in REPEATED or (
            fee.kind == "credit" and not fee.contract_line_id
        )

    # What usage cost before ------------------------------------------------------

    @api.model
    def _get_charged_usage(self, contracts):
        """:returns: dict of contract to list of (day, amount) of usage that was
        charged, of those with a minimum"""
        found = defaultdict(list)
        least = contracts.filtered(
            lambda contract: any(contract.line_ids.mapped("minimum_charge"))
        )
        if not least:
            return found
        for contract, day, amount in self.env["cowork.usage"]._read_group(
            [("contract_id", "in", least.ids), ("fee_line_id", "!=", False)],
            ["contract_id", "date:day"],
            ["fee_amount:sum"],
        ):
            found[contract].append((day, decimal(amount)))
        return found

    # The minimum of a period ---------------------------------------------------

    @api.model
    def _prepare_minimum(self, contract, day, history, vals_list, used):
        """What the periods that are over lack to their minimum.

        :param history: fee lines of the contract so far
        :param vals_list: values of those that are made in this run
        :param used: list of (day, amount) of the contract's usage, this run's too
        :returns: list of values of fee lines, and the next day one may be due
        """
        lines = contract.line_ids.filtered(
            lambda line: line.minimum_charge and not line._is_empty()
        )
        if not lines or contract.state not in ("active", "suspended", "ended"):
            return [], None
        step = currency_step(decimal(contract.currency_id.rounding))
        terms = [line._to_minimum() for line in lines.sorted("date_start")]
        fees = self._get_period_fees(history, vals_list)
        past = history.filtered(lambda fee: fee.kind == "minimum")
        found, next_day = [], None
        for minimum in minimums(terms, day, step):
            if minimum.due > day:
                next_day = min(next_day or minimum.due, minimum.due)
                continue
            vals = self._prepare_minimum_fee(contract, minimum, fees, past, used)
            found += [vals] if vals else []
        return found, next_day

    @api.model
    def _prepare_minimum_fee(self, contract, minimum, fees, past, used):
        days = (minimum.start, minimum.stop - ONE_DAY)
        before = past.filtered(lambda fee: (fee.period_start, fee.period_end) == days)
        standing = before.filtered(lambda fee: not fee.released)
        charged = sum(
            (fees.get((each, *days), ZERO) for each in minimum.line_ids), ZERO
        )
        charged += sum((cost for day, cost in used if days[0] <= day <= days[1]), ZERO)
        money = minimum_charge(
            contract.id,
            minimum,
            charged,
            sum(map(decimal, standing.mapped("amount")), ZERO),
            len(before),
            self.env._("Minimum charge"),
        )
        if not money:
            return None
        key, amount, computation = money
        line = contract.line_ids.browse(minimum.line_ids[-1])
        vals = self._prepare_fee(
            contract, line, "minimum", key, amount, computation, days
        )
        if amount < 0:
            vals.update(quantity=-1.0, price_unit=-vals["amount"])
        self._add_names(vals, lambda builder: builder.env._("Minimum charge"))
        return vals

    @api.model
    def _get_period_fees(self, history, vals_list):
        """:returns: dict of line id, first and last day of a billing period to what
        the membership comes to in it"""
        made = [
            (fee.contract_line_id.id, fee.computation, fee.amount)
            for fee in history
            if fee.kind in ("membership", "credit") and not fee.released
        ]
        made += [
            (vals["contract_line_id"], vals["computation"], vals["amount"])
            for vals in vals_list
            if vals["kind"] in ("membership", "credit")
        ]
        fees = {}
        for line_id, computation, amount in made:
            if line_id:
                period = (computation["period_from"], computation["period_to"])
                key = (line_id, *map(self._to_day, period))
                fees[key] = fees.get(key, ZERO) + decimal(amount)
        return fees

    @api.model
    def _to_day(self, text):
        return self.env["cowork.fee.line"]._fields["period_start"].to_date(text)
