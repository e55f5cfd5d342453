"""What a booking costs by the hour, the half day and the day.

The booking is cut at the midnights of the place. Each day costs the cheapest of

hours
    each minute at the hourly rate whose window, a part of the week on the clock of the
    place, holds it; of several, the one of the lowest sequence. One line per rate. A
    minute that no hourly rate holds rules this out.
half days
    the half-day price for each half day begun, at the first rate, by sequence, whose
    window holds all of the part.
the day
    the day price at the first rate, by sequence, whose window holds all of the part:
    once for the day, or for each ``day_hours`` begun where the tariff has them.

At the same amount the one of fewer lines is taken, then the day before half days before
hours. Last, the day costs no more than the cap: its lines are reduced in proportion.

Hours are real ones: a night with 9 hours on the clock can have 8 or 10. Each line is
rounded once, by the function given; the total is the sum of the lines. The lines of a
day that is capped are differences of rounded running totals, which add up to the cap
whatever the rounding and never are negative.
"""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil

from .errors import EngineError
from .local_time import DayPart, clock_spans, day_parts
from .proration import ZERO, to_decimal

HOUR, HALF_DAY, DAY = "hour", "half_day", "day"
#: at the same amount and number of lines the first one is taken
_UNITS = (DAY, HALF_DAY, HOUR)
_TICK = timedelta.resolution
_TICKS = timedelta(hours=1) // _TICK
_HUNDRED = Decimal(100)
_MAX_DAYS = 366
# wide enough that the only rounding that shows is the currency's
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN)

Round = Callable[[Decimal], Decimal]


class NoRate(EngineError):
    """Part of a day that no rate of the tariff covers.

    ``params``: ``day``, and naive local ``start`` and ``stop`` of the part.
    """


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """One price of a tariff, and the part of the week it is for.

    :param unit: ``hour``, ``half_day`` or ``day``
    :param price: of one unit
    :param weekdays: 0 (Monday) to 6; empty: every day
    :param hour_from: hour of the local day from which on it holds, 0 to 24
    :param hour_to: hour of the local day until which it holds
    :param sequence: the lowest of several that hold is taken, then the first
    :raises EngineError: ``rate_…``, ``negative``, ``not_a_number``, ``too_large``
    """

    unit: str
    price: Decimal
    weekdays: frozenset = frozenset()
    hour_from: Decimal = ZERO
    hour_to: Decimal = Decimal(24)
    sequence: int = 10

    def __post_init__(self):
        for name in ("price", "hour_from", "hour_to"):
            object.__setattr__(self, name, to_decimal(getattr(self, name)))
        if self.unit not in _UNITS:
            raise EngineError("rate_unit", unit=self.unit)
        _refuse_negative("price", self.price)
        if not 0 <= self.hour_from < self.hour_to <= 24:
            raise EngineError(
                "rate_window", hour_from=self.hour_from, hour_to=self.hour_to
            )
        object.__setattr__(self, "weekdays", frozenset(self.weekdays))
        if not self.weekdays <= frozenset(range(7)):
            raise EngineError("rate_weekdays", weekdays=sorted(self.weekdays))

    @property
    def window(self):
        """``(from, to)`` of a local day, since its midnight."""
        return tuple(
            _TICK * round(hour * _TICKS) for hour in (self.hour_from, self.hour_to)
        )

    def is_for(self, day):
        """Whether it holds on a day of the week.

        :param day: local ``date``
        :return: bool
        """
        return not self.weekdays or day.weekday() in self.weekdays


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """What a space costs.

    :param rates: :class:`Rate` in any order
    :param half_day_hours: hours of a half day
    :param day_hours: hours that one day price pays for; 0: the whole local day
    :param cap: most that a local day costs; None: no limit
    :raises EngineError: ``positive``, ``negative``, ``not_a_number``, ``too_large``
    """

    rates: tuple
    half_day_hours: Decimal = Decimal(4)
    day_hours: Decimal = ZERO
    cap: Decimal | None = None

    def __post_init__(self):
        by_sequence = sorted(self.rates, key=lambda rate: rate.sequence)
        object.__setattr__(self, "rates", tuple(by_sequence))
        for name in ("half_day_hours", "day_hours", "cap"):
            value = getattr(self, name)
            if value is not None:
                _refuse_negative(name, value := to_decimal(value))
                object.__setattr__(self, name, value)
        if not self.half_day_hours:
            raise EngineError(
                "positive", name="half_day_hours", value=self.half_day_hours
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteLine:
    """One line of a price: ``quantity`` × ``price`` is ``amount``, unless capped.

    :param unit: ``hour``, ``half_day`` or ``day``
    :param quantity: how many; hours have as many decimals as they need, at most 4
    :param price: of one
    :param amount: rounded
    :param day: local ``date``
    :param values: for its label: ``hours`` (real ones that it pays for), ``hour_from``
        and ``hour_to`` of its rate, ``uncapped`` (amount before the cap, or None)
    """

    unit: str
    quantity: Decimal
    price: Decimal
    amount: Decimal
    day: date
    values: dict = field(hash=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """What a booking costs.

    :param lines: :class:`QuoteLine`, in order of days
    :param total: the sum of their amounts
    :param capped: the cap lowered the price of a day
    """

    lines: tuple
    total: Decimal
    capped: bool


def price(
    tariff: Tariff, start: datetime, stop: datetime, tz: str, round_money: Round
) -> Quote:
    """What a booking costs.

    :param tariff: :class:`Tariff`
    :param start: naive UTC
    :param stop: naive UTC, at most 366 days later
    :param tz: name of the place's time zone
    :param round_money: function that rounds a Decimal to the currency; what is larger
        it must not make smaller
    :returns: :class:`Quote`
    :raises NoRate: when no rate covers a part of the booking
    :raises EngineError: ``booking_order``, ``booking_days``, ``time_zone``, ``moment``

    >>> tariff = Tariff(
    ...     rates=(Rate(unit="hour", price=30), Rate(unit="half_day", price=100))
    ... )
    >>> cents = lambda amount: amount.quantize(Decimal("0.01"))
    >>> nine, noon, two = (datetime(2027, 1, 4, hour) for hour in (9, 12, 14))
    >>> price(tariff, nine, noon, "UTC", cents).total  # 3 × 30 is less than 100
    Decimal('90.00')
    >>> price(tariff, nine, two, "UTC", cents).total  # 5 × 30 is less than 2 × 100
    Decimal('150.00')
    """
    if stop <= start:
        raise EngineError("booking_order", start=start, stop=stop)
    if stop - start > timedelta(days=_MAX_DAYS):
        raise EngineError("booking_days", days=(stop - start).days, limit=_MAX_DAYS)
    lines, capped = [], False
    for part in day_parts(start, stop, tz):
        of_day = _cheapest(tariff, _Part(part, tz), round_money)
        limited = _limit(of_day, tariff.cap, round_money)
        capped = capped or limited is not of_day
        lines += limited
    return Quote(lines=tuple(lines), total=_total(lines), capped=capped)


def late_fee(price: Decimal, kind: str, amount: Decimal, round_money: Round) -> Decimal:
    """What a late cancellation or a no-show costs.

    :param price: of the booking
    :param kind: ``none``, ``fixed`` (the amount, whatever the price) or ``percent``
    :param amount: money, or percent of the price, 0 to 100
    :param round_money: function that rounds a Decimal to the currency
    :returns: Decimal
    :raises EngineError: ``fee_kind``, ``fee_percent``, ``negative``, ``not_a_number``

    >>> late_fee(Decimal(90), "percent", Decimal(50), lambda amount: amount)
    Decimal('45')
    """
    price, amount = to_decimal(price), to_decimal(amount)
    _refuse_negative("price", price)
    _refuse_negative("amount", amount)
    if kind == "none":
        return round_money(ZERO)
    if kind == "fixed":
        return round_money(amount)
    if kind != "percent":
        raise EngineError("fee_kind", kind=kind)
    if amount > _HUNDRED:
        raise EngineError("fee_percent", percent=amount)
    return round_money(_CONTEXT.divide(_CONTEXT.multiply(price, amount), _HUNDRED))


class _Part:
    """What of a booking is on one local day, on the clock of the place.

    ``clock``: ``(from, to)`` since midnight, two of them when the clock changes.
    """

    def __init__(self, part: DayPart, tz: str):
        self.day = part.day
        self.length = part.stop - part.start
        midnight = datetime.combine(part.day, time.min)
        self.clock = [
            (span.start + span.offset - midnight, span.stop + span.offset - midnight)
            for span in clock_spans(part.start, part.stop, tz)
        ]

    def begun(self, hours):
        """:returns: how many times so many hours have begun"""
        return ceil(Fraction(self.length // _TICK) / (Fraction(hours) * _TICKS))

    def no_rate(self):
        midnight = datetime.combine(self.day, time.min)
        return NoRate(
            "no_rate",
            day=self.day,
            start=midnight + self.clock[0][0],
            stop=midnight + self.clock[-1][1],
        )


def _cheapest(tariff, part, round_money):
    """:returns: list of the lines of one day, before the cap"""
    found = (
        _whole(tariff.rates, part, DAY, tariff.day_hours, round_money),
        _whole(tariff.rates, part, HALF_DAY, tariff.half_day_hours, round_money),
        _hourly(tariff.rates, part, round_money),
    )
    offers = [lines for lines in found if lines]
    if not offers:
        raise part.no_rate()
    # min() takes the first of equals: they are in the order of _UNITS.
    return min(offers, key=lambda lines: (_total(lines), len(lines)))


def _whole(rates, part, unit, hours, round_money):
    """:returns: list of the line by the day or half day; None where no rate holds"""
    for rate in rates:
        if rate.unit == unit and _holds_all(rate, part):
            count = part.begun(hours) if hours else 1
            return [_line(rate, part.day, Decimal(count), part.length, round_money)]
    return None


def _holds_all(rate, part):
    first, last = rate.window
    return rate.is_for(part.day) and all(
        first <= begin and end <= last for begin, end in part.clock
    )


def _hourly(rates, part, round_money):
    """:returns: list of a line for each hourly rate that is used; None where a minute
    has none"""
    rates = [rate for rate in rates if rate.unit == HOUR and rate.is_for(part.day)]
    lengths = defaultdict(timedelta)
    for begin, end in part.clock:
        for start, stop in _pieces(rates, begin, end):
            rate = _first_holding(rates, start)
            if rate is None:
                return None
            lengths[rate] += stop - start
    return [
        _line(rate, part.day, _hours(length), length, round_money)
        for rate, length in lengths.items()
    ]


def _pieces(rates, begin, end):
    """:returns: iterator of ``(start, stop)``, cut where rates begin or end"""
    cuts = {edge for rate in rates for edge in rate.window if begin < edge < end}
    edges = sorted({begin, end, *cuts})
    return pairwise(edges)


def _first_holding(rates, moment):
    for rate in rates:
        first, last = rate.window
        if first <= moment < last:
            return rate
    return None


def _line(rate, day, quantity, length, round_money):
    exact = _CONTEXT.multiply(rate.price, quantity)
    if rate.unit == HOUR:
        # Not the quantity that is shown: 20 minutes are not 0.3333 hours.
        ticks = _CONTEXT.multiply(rate.price, length // _TICK)
        exact = _CONTEXT.divide(ticks, _TICKS)
    return QuoteLine(
        unit=rate.unit,
        quantity=quantity,
        price=rate.price,
        amount=round_money(exact),
        day=day,
        values={
            "hours": _hours(length),
            "hour_from": rate.hour_from,
            "hour_to": rate.hour_to,
            "uncapped": None,
        },
    )


def _limit(lines, cap, round_money):
    """:returns: the same lines, or reduced ones that add up to the cap"""
    total = _total(lines)
    limit = None if cap is None else round_money(cap)
    if limit is None or total <= limit:
        return lines
    limited, before, running = [], ZERO, ZERO
    for line in lines:
        running = _CONTEXT.add(running, line.amount)
        part = _CONTEXT.divide(_CONTEXT.multiply(limit, running), total)
        upto = limit if running == total else round_money(part)
        values = {**line.values, "uncapped": line.amount}
        amount = _CONTEXT.subtract(upto, before)
        limited.append(replace(line, amount=amount, values=values))
        before = upto
    return limited


def _total(lines):
    total = ZERO
    for line in lines:
        total = _CONTEXT.add(total, line.amount)
    return total


def _hours(length):
    """:returns: hours as they are shown, with at most four decimals"""
    shown = round(Fraction(10_000 * (length // _TICK), _TICKS))
    return _CONTEXT.divide(Decimal(shown), Decimal(10_000))


def _refuse_negative(name, value):
    if value < 0:
        raise EngineError("negative", name=name, value=value)
