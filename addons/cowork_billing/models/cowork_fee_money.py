from decimal import Decimal

from odoo import api, models

from ..engine.deposits import deposit_charge, setup_charge
from .cowork_contract_line import decimal


class CoworkFeeBuilder(models.AbstractModel):
    """Charges without days: set-up fees and deposits."""

    _inherit = "cowork.fee.builder"

    @api.model
    def _prepare_setup(self, line, past, day, early, is_replaced):
        """:param past: fee lines of the line so far
        :param is_replaced: another line continues this one
        :returns: list with the set-up fee of a line that begins, or empty"""
        contract = line.contract_id
        is_due = early or line.date_start <= day
        # A migrated line paid its set-up fee where it came from.
        if not line.setup_fee or line.billed_through or not is_due:
            return []
        # Replaced on its first day, a line still was the member's entry.
        never_was = line.date_stop and line.date_stop < line.date_start
        if contract.state == "cancelled" or (never_was and not is_replaced):
            return []
        before = past.filtered(lambda fee: fee.kind == "setup")
        if not all(before.mapped("released")):
            return []
        money = setup_charge(
            line.id,
            decimal(line.setup_fee),
            continues=bool(line.previous_line_id),
            rounding=decimal(line.currency_id.rounding),
            name=self._get_setup_name(line),
        )
        if not money:
            return []
        # Billed anew, it needs a key of its own.
        key = f"{money.key}:{len(before)}" if before else money.key
        vals = self._prepare_fee(
            contract,
            line,
            "setup",
            key,
            money.amount,
            money.computation,
            (line.date_start, line.date_start),
        )
        self._add_names(vals, lambda builder: builder._get_setup_name(line))
        setup_product = line.plan_id.setup_product_id
        vals["product_id"] = (setup_product or line.product_id).id
        return [vals]

    @api.model
    def _get_setup_name(self, line):
        return self.env._("Set-up fee %s", line.with_env(self.env).plan_id.name)

    @api.model
    def _prepare_deposit(self, contract, history, day, early):
        """:param history: fee lines of the contract so far
        :returns: list with the deposit, or its top-up, that is due; or empty"""
        lines = contract.line_ids.filtered("deposit_months")
        if early:
            lines = lines.filtered("bill_before_move_in")
            day = max(day, contract.date_start)
        if not lines or contract.state in ("ended", "cancelled"):
            return []
        deposits = history.filtered(lambda fee: fee.kind == "deposit")
        # Credited or voided, it is charged anew only after somebody asks for it.
        standing = deposits.filtered(lambda fee: not fee.released)
        charged = sum(map(decimal, standing.mapped("amount")), Decimal(0))
        deposit_lines = {line: line._to_deposit_line() for line in lines}
        money = deposit_charge(
            contract.id,
            deposit_lines.values(),
            day,
            charged + decimal(contract._get_deposit_carried()),
            generation=len(deposits),
            rounding=decimal(contract.currency_id.rounding),
            name=self.env._("Deposit"),
        )
        if not money:
            return []
        current = [line for line, each in deposit_lines.items() if each.is_current(day)]
        day = max(day, contract.date_start)
        vals = self._prepare_fee(
            contract,
            current[-1],
            "deposit",
            money.key,
            money.amount,
            money.computation,
            (day, day),
        )
        self._add_names(vals, lambda builder: builder.env._("Deposit"))
        data = self.env["ir.model.data"]
        vals["product_id"] = data._xmlid_to_res_id("cowork_billing.product_deposit")
        return [vals]
