"""The record of how an amount came about.

A computation is a dict that JSON can hold: numbers are strings in plain notation,
dates ISO, and ``from``/``to`` are inclusive, as a person reads them. It is stored on
the fee line; everything shown of a charge, and every credit of it, comes from there.
"""

from datetime import date
from decimal import Decimal

from odoo.addons.cowork_members.engine.periods import ONE_DAY
from odoo.addons.cowork_members.engine.proration import part_amount

from .values import HOLDING, Billed


def plain(number):
    """A number as a string without exponent."""
    return format(number, "f") if isinstance(number, Decimal) else str(number)


def _common(kind, values):
    period_start, period_stop = values["period_start"], values["period_stop"]
    start, stop = values["start"], values["stop"]
    return {
        "kind": kind,
        "name": values["name"],
        "rate": values["rate_kind"],
        "rule": values["proration"],
        "from": start.isoformat(),
        "to": (stop - ONE_DAY).isoformat(),
        "period_from": period_start.isoformat(),
        "period_to": (period_stop - ONE_DAY).isoformat(),
        "days": str((stop - start).days),
        "period_days": str((period_stop - period_start).days),
        "counted_days": str(values["counted_days"]),
        "basis_days": str(values["basis_days"]),
        "price_unit": plain(values["price_unit"]),
        "quantity": plain(values["quantity"]),
        "discount": plain(values["discount"]),
        "full_amount": plain(values["full_amount"]),
        "amount": plain(values["amount"]),
    }


def charge_computation(values, remainder, holding_percent, promotion=None):
    """The computation of a membership charge.

    :param dict values: the charge's columns
    :param Decimal remainder: rounding it took so that the parts of a period add up
    :param Decimal holding_percent: of the line; kept for days on hold
    :param Promotion promotion: by which the days cost what they do
    :return: dict
    """
    computation = _common("membership", values)
    if remainder:
        computation["remainder"] = plain(remainder)
    if values["rate_kind"] == HOLDING:
        computation["holding_percent"] = plain(holding_percent)
    if promotion:
        computation["promotion"] = {"code": promotion.code}
        if promotion.percent is not None:
            computation["promotion"].update(
                percent=plain(promotion.percent), price=plain(promotion.price)
            )
    return computation


def credit_computation(values, charge, reason, step):
    """The computation of a credit.

    ``by`` says whether the amount is the days' share of the full price (``days``) or
    what was left of the charge (``rest``).

    :param dict values: the credit's columns
    :param Billed charge: what is credited
    :param str reason: why
    :param Decimal step: the currency's smallest step
    :return: dict
    """
    computation = _common("credit", values)
    share = part_amount(
        values["full_amount"], values["counted_days"], values["basis_days"], step
    )
    by_days = charge.proration != "none" and values["amount"] == -share
    computation.update(
        credits=charge.key,
        charged=plain(charge.amount),
        reason=reason,
        by="days" if by_days else "rest",
    )
    return computation


def billed_from(key, computation, released=False):
    """A fee line read back from its computation.

    :param str key: the fee line's key
    :param dict computation: as made by this module, kind ``membership`` or ``credit``
    :param bool released: its days may be billed anew
    :return: :class:`~.values.Billed`
    """
    read = date.fromisoformat
    return Billed(
        key=key,
        name=computation["name"],
        period_start=read(computation["period_from"]),
        period_stop=read(computation["period_to"]) + ONE_DAY,
        start=read(computation["from"]),
        stop=read(computation["to"]) + ONE_DAY,
        rate_kind=computation["rate"],
        proration=computation["rule"],
        counted_days=int(computation["counted_days"]),
        basis_days=int(computation["basis_days"]),
        price_unit=Decimal(computation["price_unit"]),
        quantity=Decimal(computation["quantity"]),
        discount=Decimal(computation["discount"]),
        full_amount=Decimal(computation["full_amount"]),
        amount=Decimal(computation["amount"]),
        credits=computation.get("credits"),
        released=released,
    )
