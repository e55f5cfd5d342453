"""How a booking's price becomes units of the usage ledger.

What a plan includes is counted in units (hours, day passes), money is not: a price is
spread over the units, so that those which nothing covers can be charged. A price per
unit has six decimals: units × price, rounded to the currency, is the price again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from .booking_price import Round
from .local_time import day_parts
from .proration import ZERO

#: the ledger keeps quantities with two decimals
_HUNDREDTH = Decimal("0.01")
_MILLIONTH = Decimal("0.000001")
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What one booking costs, by what covers it.

    :param total: full price, rounded to the currency
    :param units: what is used: hours, or seats and days
    :param included: units that the plan includes
    :param from_packs: units that were paid for in advance
    """

    total: Decimal
    units: Decimal
    included: Decimal = ZERO
    from_packs: Decimal = ZERO

    @property
    def unit_price(self):
        """Price of one unit, with six decimals."""
        return unit_price(self.total, self.units)

    @property
    def billable(self):
        """Units that nothing covers."""
        return self.units - self.included - self.from_packs

    def due(self, round_money: Round) -> Decimal:
        """:param round_money: function that rounds a Decimal to the currency
        :returns: what is to be paid"""
        return round_money(_CONTEXT.multiply(self.billable, self.unit_price))


def used_hours(start: datetime, stop: datetime) -> Decimal:
    """Hours as the ledger counts them.

    :param start: naive UTC
    :param stop: naive UTC
    :returns: Decimal with two decimals, at least 0.01

    >>> used_hours(datetime(2027, 1, 4, 9), datetime(2027, 1, 4, 10, 20))
    Decimal('1.33')
    """
    ticks = timedelta.resolution
    length, hour = (stop - start) // ticks, timedelta(hours=1) // ticks
    hundredths = round(Fraction(100 * length, hour))
    return max(hundredths, 1) * _HUNDREDTH


def used_days(start: datetime, stop: datetime, tz: str) -> Decimal:
    """Local days that are touched: a desk is had for the day.

    :param start: naive UTC
    :param stop: naive UTC
    :param tz: name of the place's time zone
    :returns: Decimal
    :raises EngineError: ``time_zone``

    >>> used_days(datetime(2027, 1, 4, 22), datetime(2027, 1, 5, 1), "Europe/Paris")
    Decimal('2')
    """
    return Decimal(sum(1 for _part in day_parts(start, stop, tz)))


def unit_price(total: Decimal, units: Decimal) -> Decimal:
    """The price of one unit: units × it, rounded to the currency, is the total.

    :param total: price of all units
    :param units: more than nothing
    :returns: Decimal with six decimals

    >>> unit_price(Decimal(100), Decimal(3))
    Decimal('33.333333')
    """
    return _CONTEXT.quantize(_CONTEXT.divide(total, units), _MILLIONTH)
