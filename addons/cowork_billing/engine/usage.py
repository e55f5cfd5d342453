"""What usage costs: one fee line for what a member would read as one.

Usage of one kind, period, place and price is one charge, which lists every use of it
with the running count of what is included. Uses that are covered stand on the same
charge as those that are not; a charge of nothing but covered uses comes to 0.00.

Each use has a share of the charge's amount, so that taking one back gives back exactly
what it cost; the shares add up to the amount.

>>> from datetime import date
>>> from decimal import Decimal
>>> november = (date(2026, 11, 1), date(2026, 12, 1))
>>> def use(key, day, hours, free):
...     return Use(key=key, kind="hours", period=november, day=date(2026, 11, day),
...                quantity=Decimal(hours), included=Decimal(free),
...                billable=Decimal(hours) - Decimal(free), price=Decimal(80))
>>> uses = [use(1, 3, "3", "3"), use(2, 12, "4.5", "4.5"), use(3, 20, "2", "0.5")]
>>> [charge] = usage_charges(uses, Decimal("0.01"))
>>> charge.key, charge.quantity, charge.amount
('usage:1', Decimal('1.5'), Decimal('120.00'))
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from odoo.addons.cowork_members.engine.periods import ONE_DAY
from odoo.addons.cowork_members.engine.proration import ZERO, round_amount

from .computation import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One line of the usage ledger, as it is to be charged.

    :param key: its identity
    :param kind: what was used
    :param period: ``(start, stop)`` of the period it is shown in
    :param day: when it was used
    :param place: what is charged apart: where it was used
    :param what: how a member knows it, text
    :param quantity: units used: ``included`` + ``from_packs`` + ``billable``
    :param price: of one unit, not rounded to the currency
    :param count: pair of units used up so far and units included; None if none are
    """

    key: int
    kind: object
    period: tuple
    day: date
    quantity: Decimal
    price: Decimal
    place: object = None
    what: str = ""
    included: Decimal = ZERO
    from_packs: Decimal = ZERO
    billable: Decimal = ZERO
    count: tuple | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageCharge:
    """One fee line of usage.

    :param uses: every :class:`Use` on it, in order of time
    :param quantity: units to pay
    :param price: of one unit
    :param shares: dict of each use's key to its part of ``amount``
    """

    key: str
    uses: tuple
    quantity: Decimal
    price: Decimal
    amount: Decimal
    shares: dict

    @property
    def days(self):
        """First and last day of the period, inclusive."""
        start, stop = self.uses[0].period
        return start, stop - ONE_DAY

    def computation(self, name, unit):
        """The record of how the amount came about.

        :param str name: what was used, as the bill calls it
        :param str unit: what it is counted in
        :return: dict that JSON can hold
        """
        first, last = self.days
        return {
            "kind": "usage",
            "name": name,
            "unit": unit,
            "from": first.isoformat(),
            "to": last.isoformat(),
            "items": [_item(use, self.shares[use.key]) for use in self.uses],
            "quantity": plain(self.quantity),
            "price_unit": plain(self.price.normalize()),
            "amount": plain(self.amount),
        }


def _item(use, amount):
    item = {
        "usage": use.key,
        "day": use.day.isoformat(),
        "what": use.what,
        "quantity": plain(use.quantity),
        "included": plain(use.included),
        "packs": plain(use.from_packs),
        "billable": plain(use.billable),
        "amount": plain(amount),
    }
    if use.count:
        item.update(count=plain(use.count[0]), of=plain(use.count[1]))
    return item


def usage_charges(uses, step):
    """The charges of one contract's usage.

    :param uses: :class:`Use`, in order of time
    :param Decimal step: of the currency, from :func:`~.proration.currency_step`
    :return: list of :class:`UsageCharge`, by kind in order of first use
    """
    groups = defaultdict(list)
    for use in uses:
        groups[use.kind, use.period, use.place].append(use)
    return [
        _charge(some, step) for group in groups.values() for some in _by_price(group)
    ]


def _by_price(uses):
    """Uses parted by price; what is covered costs nothing, whatever its price, and goes
    with the first that does not."""
    prices = dict.fromkeys(use.price for use in uses if use.billable)
    if len(prices) < 2:
        return [uses]
    first = next(iter(prices))
    groups = {price: [] for price in prices}
    for use in uses:
        groups[use.price if use.billable else first].append(use)
    return list(groups.values())


def _charge(uses, step):
    price = next((use.price for use in uses if use.billable), ZERO)
    quantity = sum((use.billable for use in uses), ZERO)
    amount = round_amount(quantity * price, step)
    exact = {use.key: use.billable * price for use in uses}
    return UsageCharge(
        key=f"usage:{min(exact)}",
        uses=tuple(uses),
        quantity=quantity,
        price=price,
        amount=amount,
        shares=share_out(amount, exact, step),
    )


def share_out(amount, exact, step):
    """Parts of an amount in whole steps that add up to it (largest remainder).

    :param Decimal amount: in whole steps, the rounded sum of ``exact``
    :param dict exact: of key to exact part, none negative
    :param Decimal step: smallest step of the currency
    :return: dict of key to part
    """
    parts = {key: part // step * step for key, part in exact.items()}
    missing = int((amount - sum(parts.values(), ZERO)) / step)
    by_rest = sorted(exact, key=lambda key: exact[key] - parts[key], reverse=True)
    for key in by_rest[:missing]:
        parts[key] += step
    return parts


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """A use that is taken back.

    :param use: the reversal as :class:`Use`, its quantities negative
    :param charged: what the original cost
    :param left: what of the charge it stood on was not given back otherwise
    """

    use: Use
    charged: Decimal
    left: Decimal


def usage_credit(backs, step):
    """The credit of uses that stood on one charge.

    No more is given back than is left of the charge.

    :param backs: :class:`TakenBack` of one charge, all with the same ``left``
    :param Decimal step: of the currency
    :return: :class:`UsageCharge` with negative amounts
    """
    left, shares = max(backs[0].left, ZERO), {}
    for back in backs:
        given = round_amount(min(back.charged, left), step)
        left -= given
        shares[back.use.key] = -given if given else given
    uses = tuple(back.use for back in backs)
    return UsageCharge(
        key=f"usage:{min(shares)}",
        uses=uses,
        quantity=sum((use.billable for use in uses), ZERO),
        price=uses[0].price,
        amount=sum(shares.values(), step * 0),
        shares=shares,
    )
