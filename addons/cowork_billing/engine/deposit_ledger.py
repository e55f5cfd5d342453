"""What of a deposit was paid in, what it earns, and what is given back of it.

Charging a deposit makes a debt to the member; that the money came in is another thing.
A payment pays the charges of an invoice first and its deposits last, in the order of
their lines: a deposit counts as received only as far as nothing else is owed any more.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.cowork_members.engine.errors import EngineError
from odoo.addons.cowork_members.engine.periods import ONE_DAY
from odoo.addons.cowork_members.engine.proration import (
    ZERO,
    currency_step,
    round_amount,
    to_decimal,
)

#: what a kind of entry does to the debt in the ledger
HELD_KINDS = frozenset(
    {
        "opening",
        "charged",
        "topped_up",
        "credited",
        "interest",
        "drawn",
        "refunded",
        "forfeited",
        "transferred",
    }
)
#: what a kind of entry does to the money that is in hand
HAND_KINDS = frozenset(
    {
        "opening",
        "received",
        "paid_out",
        "interest",
        "drawn",
        "forfeited",
        "transferred",
    }
)
_DAYS_OF_YEAR = 365


class GivenBack(NamedTuple):
    """How a deposit ends: ``drawn`` pays what is owed, ``refunded`` goes back."""

    drawn: Decimal
    refunded: Decimal


def paid_of(total, settled, deposits):
    """How much of each deposit on a document is paid.

    :param Decimal total: of the document, positive
    :param Decimal settled: how much of the total was paid, credited or refunded
    :param deposits: amounts of its deposit lines that wait for payment, in the order
        of the lines, each positive; credits on the document pay them as money does
    :return: list of Decimal, in the same order
    """
    wanted = sum(deposits, ZERO)
    left = min(max(settled - (total - wanted), ZERO), wanted)
    paid = []
    for deposit in deposits:
        part = min(deposit, left)
        paid.append(part)
        left -= part
    return paid


def deposit_interest(movements, rate, first, last, rounding=Decimal("0.01")):
    """Simple interest on what was in hand at the end of each day, by 365 days.

    :param movements: ``(day, amount)`` pairs, in any order; the amount of a day earns
        from the next day on
    :param Decimal rate: percent per year
    :param date first: first day that earns
    :param date last: last day that earns, inclusive
    :param rounding: smallest step of the currency
    :return: Decimal, rounded once; zero where nothing was in hand
    :raise EngineError: ``interest_rate`` for a rate that is not 0 to 100
    """
    rate = to_decimal(rate)
    if not 0 <= rate <= 100:
        raise EngineError("interest_rate", rate=rate)
    days = ZERO
    for start, stop, balance in _balances(movements, first, last + ONE_DAY):
        days += max(balance, ZERO) * (stop - start).days
    exact = days * rate / (100 * _DAYS_OF_YEAR)
    return round_amount(exact, currency_step(rounding))


def _balances(movements, start, stop):
    """``(from, to, balance)`` of the half open days ``[start, stop)``."""
    balance = ZERO
    for day, amount in sorted(movements):
        earns_from = min(max(day + ONE_DAY, start), stop)
        if earns_from > start:
            yield start, earns_from, balance
            start = earns_from
        balance += to_decimal(amount)
    if start < stop:
        yield start, stop, balance


def give_back(held, owed):
    """How a deposit is split at the end.

    :param Decimal held: what the ledger holds
    :param Decimal owed: what the member owes without it; negative when money goes to
        the member anyway
    :return: :class:`GivenBack`; both add up to ``held``
    """
    drawn = min(max(owed, ZERO), held)
    return GivenBack(drawn=drawn, refunded=held - drawn)


def year_end_before(day):
    """:return: the last 31 December before a day"""
    return date(day.year, 1, 1) - ONE_DAY
