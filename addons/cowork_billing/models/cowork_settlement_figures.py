from decimal import Decimal
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine.computation import plain
from ..engine.deposits import deposit_refund
from ..engine.settlement import Settled, settle
from .cowork_contract_line import decimal
from .cowork_fee_builder import ContractFees
from .fee_checks import FeeChecker
from .fee_taxes import FeeTaxes

#: kind of charge to the column it is added up in; others are ``amount_charges``
COLUMNS = {
    "credit": "amount_credits",
    "usage": "amount_usage",
    "one_off": "amount_damages",
}
#: what a settlement that cannot be reckoned does not say
AMOUNTS = (
    "amount_charges",
    *COLUMNS.values(),
    "amount_tax",
    "amount_unpaid",
    "amount_interest",
    "amount_held",
    "amount_drawn",
    "amount_final",
)
#: what is kept of a charge to show it
SHOWN = ["key", "kind", "name", "computation", "amount_untaxed"]


class Account(NamedTuple):
    """What settling an account comes to.

    ``built`` is what the builder gave, ``vals`` are values of fee lines to make,
    ``open_fees`` charges that wait for an invoice already, ``total`` is what both come
    to with tax, without the deposit.
    """

    built: list
    vals: list
    open_fees: models.Model
    refund: dict | None
    total: Decimal
    unpaid: list
    interest: Decimal
    held: Decimal
    settled: Settled


class CoworkSettlement(models.Model):
    """What a settlement comes to. Computed by what posts it, writing no charge."""

    _inherit = "cowork.settlement"

    def _reckon(self):
        """:returns: :class:`Account`
        :raises UserError: when the contract cannot be billed, saying why"""
        self.ensure_one()
        # sudo: figures are those of billing itself; who may ask was checked before.
        settlement = self.sudo().with_company(self.company_id)
        settlement._check_leaving()
        settlement._check_no_drafts()
        contract = settlement.contract_id
        built, vals = settlement._build_fees()
        open_fees = settlement._get_open_fees()
        taxes = FeeTaxes(settlement.env)
        taxes.add_untaxed(vals)
        fee_lines = settlement.env["cowork.fee.line"]
        drafts = [fee_lines.new(each) for each in vals]
        total = taxes.get_total(fee_lines.union(*drafts) | open_fees)
        unpaid = [
            (move, decimal(settlement._get_residual(move)))
            for move in settlement.invoice_ids.sorted("id")
        ]
        deposit = contract.deposit_ids
        interest = deposit._get_interest(settlement.date) if deposit else Decimal(0)
        held = max(decimal(deposit.amount_held) + interest, Decimal(0))
        settled = settle(decimal(total), [amount for _move, amount in unpaid], held)
        refund = settlement._prepare_refund(held, settled.drawn)
        return Account(
            built,
            vals,
            open_fees,
            refund,
            decimal(total),
            unpaid,
            interest,
            held,
            settled,
        )

    def _check_no_drafts(self):
        """:raises UserError: when a bill of the contract is still a draft: it would be
        asked for after the last one"""
        drafts = self.env["cowork.fee.line"].search(
            [
                ("contract_id", "=", self.contract_id.id),
                ("move_id.state", "=", "draft"),
            ],
            limit=1,
        )
        if drafts:
            raise UserError(
                self.env._(
                    "%s of this contract is a draft. Post it, or delete it, before the"
                    " account is settled.",
                    drafts.move_id.display_name,
                )
            )

    def _get_residual(self, move):
        """:returns: what is left of an invoice; negative for a credit note"""
        return move.amount_residual * (-1 if move.move_type == "out_refund" else 1)

    def _build_fees(self):
        """:returns: what the builder gives for the contract, and list of values of the
        charges to make, damages included"""
        contract = self.contract_id
        builder = self.env["cowork.fee.builder"]
        # What is paid in arrears is due on the day after the last.
        day = max(self.date, fields.Date.add(contract.date_end, days=1))
        built, errors = builder._build(contract, day)
        if errors:
            raise UserError(errors[contract])
        vals = [
            each for fees in built for each in fees.vals if each["kind"] != "deposit"
        ]
        damages = [self._prepare_damage(damage) for damage in self.damage_ids]
        fees = ContractFees(contract, damages, None, [])
        FeeChecker(self.env, self.date).check(contract, fees)
        return built, vals + damages

    def _prepare_damage(self, damage):
        """:returns: values of the charge of a damage"""
        product, day = damage.product_id, fields.Date.to_string(self.date)
        computation = {
            "kind": "one_off",
            "name": product.name,
            "from": day,
            "to": day,
            "reason": damage.name,
            "price_unit": plain(decimal(damage.price_unit)),
            "quantity": plain(decimal(damage.quantity)),
            "amount": plain(decimal(damage.amount)),
        }
        builder = self.env["cowork.fee.builder"]
        contract = self.contract_id
        vals = builder._prepare_fee(
            contract,
            contract.line_ids.browse(),
            "one_off",
            f"damage:{damage.id}",
            decimal(damage.amount),
            computation,
            (self.date, self.date),
        )
        builder._add_names(vals, lambda each: product.with_env(each.env).name)
        vals.update(
            product_id=product.id,
            quantity=damage.quantity,
            price_unit=damage.price_unit,
        )
        return vals

    def _get_open_fees(self):
        """:returns: charges that wait for an invoice, on whatever day it was meant to
        be: there is no later one. A deposit is not charged any more"""
        fees = self._get_waiting_fees()
        return fees.filtered(lambda fee: not fee._is_deposit())

    def _get_waiting_fees(self):
        return self.env["cowork.fee.line"].search(
            [
                ("contract_id", "=", self.contract_id.id),
                ("state", "=", "open"),
                ("released", "=", False),
            ]
        )

    def _prepare_refund(self, held, drawn):
        """:param held: what the ledger holds
        :param drawn: what of it pays the member's debts
        :returns: values of the charge that gives the deposit back, or None"""
        contract = self.contract_id
        fee_lines = self.env["cowork.fee.line"]
        before = fee_lines.search_count(
            [("contract_id", "=", contract.id), ("kind", "=", "deposit_refund")]
        )
        builder = self.env["cowork.fee.builder"]
        money = deposit_refund(
            contract.id,
            held,
            generation=before,
            rounding=decimal(contract.currency_id.rounding),
            name=builder.env._("Deposit refund"),
        )
        if not money:
            return None
        money.computation["drawn"] = plain(drawn)
        vals = builder._prepare_fee(
            contract,
            contract.line_ids.browse(),
            money.kind,
            money.key,
            money.amount,
            money.computation,
            (self.date, self.date),
        )
        builder._add_names(vals, lambda each: each.env._("Deposit refund"))
        data = self.env["ir.model.data"]
        vals.update(
            product_id=data._xmlid_to_res_id("cowork_billing.product_deposit"),
            quantity=-1.0,
            price_unit=-vals["amount"],
            amount_untaxed=vals["amount"],
        )
        return vals

    # What is shown --------------------------------------------------------------------

    def _refresh(self):
        """Compute the figures of drafts anew and keep them, to be looked at."""
        for settlement in self.filtered(lambda s: s.state == "draft"):
            # sudo: figures are kept by the system; who may write was checked.
            kept = settlement.sudo()._by_action()
            try:
                account = kept._reckon()
                values, shown = kept._prepare_figures(account), kept._get_shown(account)
            except UserError as error:
                nothing = dict.fromkeys(AMOUNTS, 0.0)
                values = {**nothing, "error": str(error), "figures": False}
                shown = []
            kept.line_ids.unlink()
            kept.write(values)
            # sudo: lines are what the settlement itself shows, nobody's to write.
            self.env["cowork.settlement.line"].sudo()._by_action().create(
                [{**vals, "settlement_id": settlement.id} for vals in shown]
            )

    def _get_shown(self, account):
        """:returns: list of values of the lines that show the last bill"""
        every = [*account.vals, *self._read_open(account.open_fees)]
        every += [account.refund] if account.refund else []
        return [{name: vals[name] for name in SHOWN} for vals in every]

    def _prepare_figures(self, account):
        """:param account: :class:`Account`
        :returns: values of the settlement that show it"""
        every = [*account.vals, *self._read_open(account.open_fees)]
        sums = dict.fromkeys(["amount_charges", *COLUMNS.values()], Decimal(0))
        for vals in every:
            column = COLUMNS.get(vals["kind"], "amount_charges")
            sums[column] += decimal(vals["amount_untaxed"])
        untaxed = sum(sums.values())
        return {
            **{name: float(amount) for name, amount in sums.items()},
            "error": False,
            "amount_tax": float(account.total - untaxed),
            "amount_unpaid": float(sum(amount for _move, amount in account.unpaid)),
            "amount_interest": float(account.interest),
            "amount_held": float(account.held),
            "amount_drawn": float(account.settled.drawn),
            "amount_final": float(account.settled.final),
            "figures": self._get_figures(account),
        }

    def _read_open(self, fee_lines):
        return fee_lines._read_format(SHOWN, load=None)

    def _get_figures(self, account):
        """:param account: :class:`Account`
        :returns: dict JSON can hold that is equal for equal accounts"""
        step = self.currency_id.round
        fees = [*account.vals, *self._read_open(account.open_fees)]
        return {
            "date": str(self.date),
            "fees": sorted([v["key"], str(step(v["amount_untaxed"]))] for v in fees),
            "total": plain(account.total),
            "unpaid": [[move.id, plain(amount)] for move, amount in account.unpaid],
            "held": plain(account.held),
            "final": plain(account.settled.final),
        }
