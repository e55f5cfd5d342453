from odoo import Command, api, fields, models

from ..engine.allowances import Allowance, allowance_cycle
from ..engine.periods import make_cycle
from ..engine.proration import to_decimal
from .cowork_plan_allowance import allowance_values


class CoworkContractLine(models.Model):
    """What a line includes, copied from its plan like the other terms."""

    _inherit = "cowork.contract.line"

    allowance_ids = fields.One2many(
        "cowork.contract.line.allowance", "line_id", "Included", copy=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        # A form sends an empty list for what nobody filled in; an amendment means it.
        plain = [
            line.id
            for line, vals in zip(lines, vals_list, strict=True)
            if not vals.get("allowance_ids")
            and not (self._is_by_action() and "allowance_ids" in vals)
        ]
        lines.browse(plain)._copy_allowances()
        return lines

    def write(self, vals):
        if "plan_id" not in vals:
            return super().write(vals)
        changed = self.filtered(lambda line: line.plan_id.id != vals["plan_id"])
        result = super().write(vals)
        if "allowance_ids" not in vals and changed:
            changed.allowance_ids._by_action().unlink()
            changed._copy_allowances()
        return result

    def _copy_allowances(self):
        """Take over what the plans of these lines include at this moment."""
        vals_list = [
            {"line_id": line.id, **vals}
            for line in self
            for vals in allowance_values(line.plan_id.allowance_ids)
        ]
        if vals_list:
            self.env["cowork.contract.line.allowance"]._by_action().create(vals_list)

    def _prepare_same_terms(self, day):
        return super()._prepare_same_terms(day) | {
            "allowance_ids": [
                Command.create(vals) for vals in allowance_values(self.allowance_ids)
            ]
        }

    def _to_allowances(self, suspensions):
        """:param suspensions: ``(first, last or None)`` days of the contract's
            suspensions, inclusive
        :returns: dict of usage type to this line's allowances as plain values"""
        self.ensure_one()
        found = {}
        if not self.allowance_ids or self._is_empty():
            return found
        cycle = make_cycle(
            self.billing_unit,
            self.billing_interval,
            self.anchor,
            self.date_start,
            self.billing_day,
        )
        for allowance in self.allowance_ids:
            found.setdefault(allowance.usage_type_id, []).append(
                Allowance(
                    contract=self.contract_id.id,
                    kind=allowance.period,
                    cycle=allowance_cycle(allowance.period, cycle, self.date_start),
                    quantity=to_decimal(allowance.quantity) * to_decimal(self.quantity),
                    proration=self.proration,
                    rollover=allowance.rollover,
                    first_day=self.date_start,
                    last_day=self.date_stop or None,
                    suspensions=suspensions,
                )
            )
        return found
