"""What is wrong with a history that cannot be billed on, and what would mend it.

The judge is the engine itself: what it cannot read, what says something else than the
invoice does, and what contradicts itself.
"""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.cowork_members.engine.errors import EngineError
from odoo.addons.cowork_members.engine.proration import part_amount, round_amount

from .computation import billed_from, charge_computation, credit_computation
from .ledger import Ledger, Standing
from .values import FREE, REGULAR, Billed, Credit

#: what reading a damaged computation can raise
UNREADABLE = (ArithmeticError, LookupError, TypeError, ValueError)


class Row(NamedTuple):
    """A membership charge or its credit as the columns of its fee line have it.

    :param key: of the fee line
    :param start: first day
    :param stop: day after the last
    :param amount: Decimal
    :param computation: what it says it was computed from, possibly damaged
    :param released: its days may be billed anew
    :param credits: key of the charge it credits, empty if that is gone; None for a
        charge
    """

    key: str
    start: date
    stop: date
    amount: Decimal
    computation: object
    released: bool = False
    credits: str | None = None


class Finding(NamedTuple):
    """Something wrong with one fee line.

    ``code`` is ``unreadable``, ``different`` (from the invoice), ``double_billed``,
    ``credit_overlap`` or ``credit_unknown``; ``remedy`` is ``rebuild`` (the computation
    from what the invoice says), ``give_back`` (what it charged once too often) or
    ``drop`` (the credit, and charge what it gave back once too often).
    """

    key: str
    code: str
    remedy: str
    params: dict


def find_damage(rows):
    """What is wrong with the history of one line.

    :param rows: every :class:`Row` of the line, oldest first
    :return: list of :class:`Finding`; what contradicts itself is found once all of it
        can be read
    """
    found, read = [], []
    for row in rows:
        if row.credits == "":
            if not row.released:
                params = {"key": row.key, "credits": "?"}
                found.append(Finding(row.key, "credit_unknown", "drop", params))
            continue
        try:
            billed = billed_from(row.key, row.computation, released=row.released)
        except UNREADABLE:
            found.append(Finding(row.key, "unreadable", "rebuild", {}))
            continue
        read.append(billed)
        if _says(billed) != row[1:4] + (row.credits,):
            found.append(Finding(row.key, "different", "rebuild", {}))
    return found or _find_contradictions(read)


def _says(billed):
    return billed.start, billed.stop, billed.amount, billed.credits


def _find_contradictions(billed):
    found, billed = [], list(billed)
    while True:
        try:
            Ledger(billed)
        except EngineError as error:
            is_double = error.code == "double_billed"
            key = error.params["other" if is_double else "key"]
            if error.code == "credit_overlap":
                # It names the charge; the last of its credits is one too many.
                key = [each.key for each in billed if each.credits == key][-1]
            remedy = "give_back" if is_double else "drop"
            found.append(Finding(key, error.code, remedy, error.params))
            billed = [
                each for each in billed if each.key != key and each.credits != key
            ]
        else:
            return found


class Invoiced(NamedTuple):
    """What stands on the invoice line of a charge, and what its period would cost."""

    name: str
    price: Decimal
    quantity: Decimal
    discount: Decimal
    full: Decimal


def rebuild(row, invoiced, period, proration, step):
    """A computation from what the invoice says, for a charge that has lost its own.

    What the whole period cost is what it costs by the line's terms, if its share for
    these days is what was charged; else it is reckoned from the days.

    :param Row row: the fee line
    :param Invoiced invoiced: what stands on the invoice
    :param Period period: billing period that holds its days
    :param str proration: the line's rule
    :param Decimal step: smallest step of the currency
    :return: dict
    """
    days, period_days = (row.stop - row.start).days, period.days
    is_part = days < period_days and proration != "none"
    full = abs(row.amount)
    if is_part:
        likely = part_amount(invoiced.full, days, period_days, step)
        reckoned = round_amount(full * period_days / days, step)
        full = invoiced.full if likely == full else reckoned
    values = {
        "key": row.key,
        "name": invoiced.name,
        "period_start": period.start,
        "period_stop": period.stop,
        "start": row.start,
        "stop": row.stop,
        "rate_kind": REGULAR if row.amount else FREE,
        "proration": "none" if proration == "none" else "daily",
        "counted_days": days,
        "basis_days": period_days,
        "price_unit": full if is_part else invoiced.price,
        "quantity": Decimal(1) if is_part else invoiced.quantity,
        "discount": Decimal(0) if is_part else invoiced.discount,
        "full_amount": full,
        "amount": row.amount,
    }
    if row.credits is None:
        return charge_computation(values, Decimal(0), Decimal(0))
    charge = Billed(
        key=row.credits,
        period_start=period.start,
        period_stop=period.stop,
        start=row.start,
        stop=row.stop,
        full_amount=full,
        amount=full,
    )
    return credit_computation(values, charge, "ended", step)


def give_back(charge, credited, generation, step):
    """The credits of all that is left of a charge that was made once too often.

    :param Billed charge: the charge
    :param credited: every :class:`Billed` credit of it
    :param int generation: how many credits there are, for the keys
    :param Decimal step: smallest step of the currency
    :return: list of :class:`Credit`, one for each run of days; the first has the money
    """
    standing = Standing(charge)
    for each in credited:
        standing.take(each.start, each.stop, -each.amount)
    found, left = [], standing.left
    for start, stop in standing.ranges:
        found.append(_credit_of(charge, start, stop, left, generation, step))
        left = step * 0
    return found


def _credit_of(charge, start, stop, amount, generation, step):
    period_days = (charge.period_stop - charge.period_start).days
    full = charge.full_amount
    values = {
        "key": f"credit:{charge.key}:{start.isoformat()}:{generation}",
        "name": charge.name,
        "period_start": charge.period_start,
        "period_stop": charge.period_stop,
        "start": start,
        "stop": stop,
        "rate_kind": charge.rate_kind,
        "proration": charge.proration,
        "counted_days": (stop - start).days,
        "basis_days": charge.basis_days or period_days,
        "price_unit": full if charge.price_unit is None else charge.price_unit,
        "quantity": charge.quantity,
        "discount": charge.discount,
        "full_amount": full,
        "amount": -amount,
        "credits": charge.key,
    }
    computation = credit_computation(values, charge, "void", step)
    return Credit(**values, computation=computation | {"by": "rest"}, reason="void")
