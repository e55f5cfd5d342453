"""What bookings cost, and what of it is to be paid, for any number of them at once."""

from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from ..engine.booking_charge import Charge
from ..engine.booking_price import NoRate, Quote, price
from ..engine.proration import ZERO, currency_step, round_amount
from .booking_coverage import BookingCoverage, Planned


class Order(NamedTuple):
    """What is being booked, or might be.

    ``key`` is the id of a booking, or stands for a new one; ``space`` and ``contract``
    (of whoever pays, possibly empty) are read past the record rules.
    """

    key: object
    space: object
    contract: object
    start: datetime
    stop: datetime
    people: int


class Price(NamedTuple):
    """What an order costs: ``due`` is left of the charge's total when everything that
    covers it is used. Without a rate for all of the time, ``missing`` says for which.

    ``quote`` is None where nothing has a price.
    """

    order: Order
    quote: Quote | None
    seats: int
    charge: Charge | None
    due: Decimal
    missing: NoRate | None

    @property
    def total(self):
        """Full price, before anything covers it."""
        return self.charge.total if self.charge else ZERO


def get_rounding(currency):
    """:returns: function that rounds a Decimal to the currency, half up"""
    step = currency_step(currency.rounding)
    return lambda amount: round_amount(amount, step)


def price_orders(orders, together=False):
    """:param orders: list of :class:`Order`
    :param together: whether all of them are booked, or one of them
    :returns: dict of their keys to :class:`Price`"""
    tariffs, prices = {}, {}
    for order in orders:
        prices[order.key] = _price(order, _get_tariff(order, tariffs))
    planned = [_plan(found) for found in prices.values() if _draws(found)]
    if planned:
        contracts = orders[0].contract.union(*(order.contract for order in orders))
        coverage = BookingCoverage(contracts, planned)
        for key, cover in coverage.get_covers(together).items():
            prices[key] = _cover(prices[key], cover)
    return prices


def _get_tariff(order, tariffs):
    day = order.space.location_id._day_of(order.start)
    key = (order.space, order.contract, day)
    if key not in tariffs:
        plans = order.contract._get_plans_on(day)
        tariffs[key] = order.space._get_tariff(plans, bool(order.contract))
    return tariffs[key]


def _price(order, tariff):
    """:returns: :class:`Price` of which nothing is covered"""
    space = order.space
    seats = space._get_seats(order.people)
    if tariff is None:
        return Price(order, None, seats, None, ZERO, None)
    round_money = get_rounding(space.currency_id)
    tz = space.location_id.tz or "UTC"
    try:
        quote = price(tariff, order.start, order.stop, tz, round_money)
    except NoRate as missing:
        return Price(order, None, seats, None, ZERO, missing)
    total = quote.total * seats
    if not total:
        return Price(order, quote, seats, None, ZERO, None)
    units = space._get_units(order.start, order.stop, seats)
    charge = Charge(total=total, units=units)
    return Price(order, quote, seats, charge, charge.due(round_money), None)


def _draws(found):
    return found.charge and found.order.contract


def _plan(found):
    order = found.order
    return Planned(
        order.key,
        order.contract.id,
        order.space.policy_id.usage_type_id,
        order.space.location_id._day_of(order.start),
        order.start,
        found.charge.units,
    )


def _cover(found, cover):
    charge = Charge(
        total=found.charge.total,
        units=found.charge.units,
        included=cover.included,
        from_packs=cover.from_packs,
    )
    due = charge.due(get_rounding(found.order.space.currency_id))
    return found._replace(charge=charge, due=due)
