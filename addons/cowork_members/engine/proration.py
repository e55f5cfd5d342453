"""What a period costs, and what a part of it costs.

Full period
    price × quantity × (1 − discount), rounded to the currency, half up.
Part of a period
    ``daily``: full × days ÷ days of the whole period; ``thirty``: full × min(days,
    30 × months) ÷ (30 × months), for periods of months or years only — periods of days
    or weeks have no month and are shared out daily; ``none``: full.
Parts that make up a whole period at one and the same price
    add up to the full amount: the last one takes the remainder.

Everything is :class:`~decimal.Decimal`; a number of units of the currency's smallest
step, which need not be a power of ten (0.05).
"""

from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
from functools import lru_cache

from .errors import EngineError

# the caller's decimal context must not change what a member pays
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP)
_HUNDRED = Decimal(100)
_ONE = Decimal(1)
ZERO = Decimal(0)
#: amounts from here on are typing mistakes
TOO_LARGE = Decimal(10) ** 15


def to_decimal(value):
    """A number as a finite Decimal.

    Floats are taken as they are written (0.1 is 0.1), not as they are stored.

    :param value: int, float, str or Decimal
    :return: Decimal
    :raise EngineError: ``not_a_number`` (NaN and Infinity included) or ``too_large``
    """
    if not isinstance(value, Decimal):
        try:
            value = Decimal(repr(value) if isinstance(value, float) else value)
        except (InvalidOperation, TypeError, ValueError):
            raise EngineError("not_a_number", value=value) from None
    if not value.is_finite():
        raise EngineError("not_a_number", value=value)
    if abs(value) >= TOO_LARGE:
        raise EngineError("too_large", value=value)
    return value


@lru_cache(maxsize=64)
def currency_step(rounding):
    """The smallest step of a currency in plain notation.

    :param rounding: as the currency has it: 0.01, 1, 0.001, 0.05
    :return: Decimal whose exponent is the number of decimals (1, not 1.0)
    :raise EngineError: ``rounding`` unless it is positive
    """
    step = to_decimal(rounding)
    if step <= 0:
        raise EngineError("rounding", rounding=rounding)
    step = step.normalize(_CONTEXT)
    return step if step.as_tuple().exponent <= 0 else step.quantize(_ONE)


def round_amount(value, step):
    """An amount rounded to the currency, half up (away from zero).

    :param Decimal value: exact amount
    :param Decimal step: from :func:`currency_step`
    :return: Decimal, a whole number of steps
    """
    units = _CONTEXT.quantize(_CONTEXT.divide(value, step), _ONE)
    amount = _CONTEXT.multiply(units, step)
    return amount if amount else abs(amount)  # never -0.00 on a bill


def _share(amount, percent):
    return _CONTEXT.divide(_CONTEXT.multiply(amount, percent), _HUNDRED)


def full_amount(price, quantity, discount, step, percent=_HUNDRED):
    """What a whole period costs.

    :param Decimal price: price of one unit for one period
    :param Decimal quantity: how many units
    :param Decimal discount: in percent, 10 for 10 %
    :param Decimal step: the currency's, from :func:`currency_step`
    :param Decimal percent: share of the price that is charged (a holding fee)
    :return: Decimal rounded to the currency
    """
    exact = _CONTEXT.multiply(price, quantity)
    if discount:
        exact = _share(exact, _CONTEXT.subtract(_HUNDRED, discount))
    if percent != _HUNDRED:
        exact = _share(exact, percent)
    return round_amount(exact, step)


def part_amount(full, counted, basis, step):
    """What a part of a period costs.

    :param Decimal full: amount of the whole period
    :param int counted: days counted of the part
    :param int basis: days counted of the whole period
    :param Decimal step: from :func:`currency_step`
    :return: Decimal rounded to the currency
    """
    if counted == basis:
        return full
    return round_amount(_CONTEXT.divide(_CONTEXT.multiply(full, counted), basis), step)


def basis_days(proration, period_days, months):
    """What the days of a part are divided by.

    :param str proration: ``daily``, ``thirty`` or ``none``
    :param int period_days: days of the whole period
    :param int months: length of the period in months, 0 for periods of days or weeks
    :return: 30 × months for ``thirty``, else the days of the period
    """
    return 30 * months if proration == "thirty" and months else period_days


def split_amount(full, parts, basis, step):
    """A full amount shared out over parts that make it up.

    :param Decimal full: amount of the whole
    :param parts: days counted of each part, adding up to ``basis``
    :param int basis: days counted of the whole
    :param Decimal step: from :func:`currency_step`
    :return: list of Decimal whose sum is ``full``; the last one takes the remainder
    """
    amounts = [part_amount(full, counted, basis, step) for counted in parts]
    amounts[-1] += full - sum(amounts)
    return amounts
