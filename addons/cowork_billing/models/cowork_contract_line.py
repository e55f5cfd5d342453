from decimal import Decimal

from odoo import fields, models

from odoo.addons.cowork_members.engine.allowances import Allowance
from odoo.addons.cowork_members.engine.periods import make_cycle

from ..engine.deposits import DepositLine
from ..engine.minimum import MinimumLine
from ..engine.values import LineTerms, Promotion


def decimal(value):
    """A float of the ERP as the decimal number a person typed."""
    return Decimal(repr(value or 0.0))


class CoworkContractLine(models.Model):
    _inherit = "cowork.contract.line"

    fee_line_ids = fields.One2many("cowork.fee.line", "contract_line_id", "Fee Lines")

    def _to_terms(self, suspensions):
        """:param suspensions: ``(first, last or None)`` days of the contract's
            suspensions, inclusive
        :returns: this line as plain values for the engine"""
        self.ensure_one()
        return LineTerms(
            line_id=self.id,
            name=self.plan_id.name or self.name,
            first_day=self.date_start,
            last_day=self.date_stop or None,
            is_void=self.is_void
            or bool(self.date_stop and self.date_stop < self.date_start),
            unit=self.billing_unit,
            interval=self.billing_interval,
            bill_in=self.bill_in,
            anchor=self.anchor,
            billing_day=self.billing_day,
            proration=self.proration,
            lead_days=self.lead_days,
            price=decimal(self.price_unit),
            quantity=decimal(self.quantity),
            discount=decimal(self.discount),
            holding_percent=decimal(self.holding_percent),
            billed_through=self.billed_through or None,
            price_steps=tuple(
                (step.date_start, decimal(step.price_unit))
                for step in self.price_step_ids
            ),
            free_periods=tuple(
                (free.date_start, free.date_end) for free in self.free_period_ids
            ),
            suspensions=suspensions,
            promotions=self._to_promotions(),
            rounding=decimal(self.currency_id.rounding),
        )

    def _to_promotions(self):
        """:returns: tuple of what promotions give this line, as plain values"""
        steps = self.price_step_ids.sorted("date_start")
        following = [step.date_start for step in steps[1:]] + [None]
        reduced = tuple(
            Promotion(
                code=step.promotion_id.code,
                first_day=step.date_start,
                last_day=stop and fields.Date.subtract(stop, days=1),
                percent=decimal(step.percent),
                price=decimal(step.price_before),
            )
            for step, stop in zip(steps, following, strict=False)
            if step.percent
        )
        return reduced + tuple(
            Promotion(
                code=free.promotion_id.code,
                first_day=free.date_start,
                last_day=free.date_end,
            )
            for free in self.free_period_ids
            if free.promotion_id
        )

    def _to_deposit_line(self):
        """:returns: this line as plain values to compute the deposit from"""
        self.ensure_one()
        return DepositLine(
            name=self.plan_id.name or self.name,
            price=decimal(self.price_unit),
            first_day=self.date_start,
            last_day=self.date_stop or None,
            months=decimal(self.deposit_months),
            quantity=decimal(self.quantity),
            unit=self.billing_unit,
            interval=self.billing_interval,
            is_void=self.is_void,
        )

    def _to_minimum(self):
        """:returns: the least this line comes to per period, as plain values"""
        self.ensure_one()
        terms = Allowance(
            contract=self.contract_id.id,
            kind="billing",
            cycle=make_cycle(
                self.billing_unit,
                self.billing_interval,
                self.anchor,
                self.date_start,
                self.billing_day,
            ),
            quantity=decimal(self.minimum_charge),
            proration=self.proration,
            first_day=self.date_start,
            last_day=self.date_stop or None,
            suspensions=tuple(
                (pause.date_from, pause.date_to or None)
                for pause in self.contract_id.suspension_ids
            ),
        )
        return MinimumLine(
            line_id=self.id, terms=terms, billed_through=self.billed_through or None
        )
