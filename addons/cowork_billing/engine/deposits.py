"""Deposits and set-up fees.

A deposit is so many months of a line's price before discount, times its quantity; a
contract needs the sum over its current lines. What was charged already counts: an
upgrade is topped up, after a downgrade the deposit stays as it is, and what is held is
given back at the end. A set-up fee is charged once, on a line that continues no other.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.cowork_members.engine.errors import EngineError
from odoo.addons.cowork_members.engine.proration import (
    ZERO,
    currency_step,
    full_amount,
    round_amount,
    to_decimal,
)

from .computation import plain

#: periods of one unit that a month has: 52 weeks and 12 months are a year, and a month
#: of a plan by the day has 30 days
_PER_MONTH = {
    "day": (30, 1),
    "week": (52, 12),
    "month": (1, 1),
    "year": (1, 12),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositLine:
    """What a deposit is reckoned from.

    :param months: months of the price that are held
    :param price: price of one unit for one period, before discount
    :param first_day: the line's first day
    :param last_day: its last day, inclusive; None goes on
    """

    name: str
    price: Decimal
    first_day: date
    months: Decimal = Decimal(0)
    quantity: Decimal = Decimal(1)
    unit: str = "month"
    interval: int = 1
    last_day: date | None = None
    is_void: bool = False

    def is_current(self, day):
        """Whether the line runs on a day."""
        return (
            not self.is_void
            and self.first_day <= day
            and (self.last_day is None or self.last_day >= day)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A fee line without days: a deposit, its refund or a set-up fee.

    :param kind: ``deposit``, ``deposit_refund`` or ``setup``
    """

    key: str
    kind: str
    amount: Decimal
    computation: dict


def monthly_price(price, unit, interval):
    """What a plan costs a month, unrounded.

    A quarter is divided by 3, a year by 12; a week is taken 52 ÷ 12 times, a day 30
    times.

    :param Decimal price: price of one period
    :param str unit: ``day``, ``week``, ``month`` or ``year``
    :param int interval: units per period
    :return: Decimal
    :raise EngineError: ``unit``
    """
    if unit not in _PER_MONTH:
        raise EngineError("unit", unit=unit)
    times, parts = _PER_MONTH[unit]
    return to_decimal(price) * times / (parts * interval)


def deposit_of(line, step):
    """The deposit one line asks for.

    :param DepositLine line: the line
    :param Decimal step: from :func:`~.proration.currency_step`
    :return: Decimal rounded to the currency
    """
    monthly = monthly_price(line.price, line.unit, line.interval)
    exact = monthly * to_decimal(line.months) * to_decimal(line.quantity)
    return round_amount(exact, step)


def deposit_required(lines, day, rounding=Decimal("0.01")):
    """The deposit a contract needs on a day.

    :param lines: :class:`DepositLine` of the contract
    :param date day: the run's target date, or the move-in day if that is later and the
        deposit is billed before it
    :param rounding: smallest step of the currency
    :return: Decimal
    """
    step = currency_step(rounding)
    return sum(
        (deposit_of(line, step) for line in lines if line.is_current(day)), step * 0
    )


def deposit_charge(
    contract_id, lines, day, charged, generation=0, rounding=Decimal("0.01"), name=""
):
    """The deposit, or its top-up, to charge now.

    :param contract_id: identity of the contract, part of the key
    :param lines: :class:`DepositLine` of the contract
    :param date day: as for :func:`deposit_required`
    :param Decimal charged: deposit charged or held already, migrated ones included
    :param int generation: deposit fee lines of the contract so far, part of the key
    :param rounding: smallest step of the currency
    :param str name: what the charge is called on the bill
    :return: :class:`Money`, or None if what was charged is enough
    """
    step = currency_step(rounding)
    required = deposit_required(lines, day, rounding)
    charged = round_amount(to_decimal(charged), step)
    amount = required - charged
    if amount <= 0:
        return None
    parts = [
        {
            "name": line.name,
            "months": plain(to_decimal(line.months)),
            "price_month": plain(
                round_amount(monthly_price(line.price, line.unit, line.interval), step)
            ),
            "quantity": plain(to_decimal(line.quantity)),
            "amount": plain(deposit_of(line, step)),
        }
        for line in lines
        if line.is_current(day) and line.months
    ]
    computation = {
        "kind": "deposit",
        "name": name,
        "lines": parts,
        "required": plain(required),
        "charged": plain(charged),
        "amount": plain(amount),
    }
    key = f"deposit:{contract_id}:{generation}"
    return Money(key=key, kind="deposit", amount=amount, computation=computation)


def deposit_refund(contract_id, held, generation=0, rounding=Decimal("0.01"), name=""):
    """What is given back when the contract has ended.

    Deductions are charges of their own and not taken off here.

    :param contract_id: identity of the contract, part of the key
    :param Decimal held: what is held
    :param int generation: refunds of the contract so far, part of the key
    :param rounding: smallest step of the currency
    :param str name: what the refund is called on the bill
    :return: :class:`Money` with a negative amount, or None if nothing is held
    """
    held = round_amount(to_decimal(held), currency_step(rounding))
    if held <= 0:
        return None
    computation = {
        "kind": "deposit_refund",
        "name": name,
        "held": plain(held),
        "amount": plain(-held),
    }
    return Money(
        key=f"deposit_refund:{contract_id}:{generation}",
        kind="deposit_refund",
        amount=-held,
        computation=computation,
    )


def setup_charge(
    line_id, fee, continues=False, quantity=1, rounding=Decimal("0.01"), name=""
):
    """The set-up fee of a line, once.

    :param line_id: identity of the line, part of the key
    :param Decimal fee: fee for one unit
    :param bool continues: whether the line continues another one (an amendment): then
        there is no fee
    :param quantity: how many units; 1 if the fee is for the line as a whole
    :param rounding: smallest step of the currency
    :param str name: what the charge is called on the bill
    :return: :class:`Money`, or None if there is nothing to charge
    """
    fee, quantity = to_decimal(fee), to_decimal(quantity)
    amount = full_amount(fee, quantity, ZERO, currency_step(rounding))
    if continues or amount <= 0:
        return None
    computation = {
        "kind": "setup",
        "name": name,
        "price_unit": plain(fee),
        "quantity": plain(quantity),
        "amount": plain(amount),
    }
    return Money(
        key=f"setup:{line_id}", kind="setup", amount=amount, computation=computation
    )
