"""What a line wants charged on each of its days.

Every day is of one rate kind: none at all (outside the line, void, suspended without
a holding fee), ``regular``, ``free`` (0.00) or ``holding``. A free day stays free when
the line is suspended. Only the days on which something changes are looked at, never
day by day.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from odoo.addons.cowork_members.engine.errors import EngineError
from odoo.addons.cowork_members.engine.periods import (
    EARLIEST,
    LATEST,
    ONE_DAY,
    Cycle,
    cycle_of,
)
from odoo.addons.cowork_members.engine.proration import currency_step, to_decimal

from .values import FREE, HOLDING, REGULAR


class Segment(NamedTuple):
    """Days ``[start, stop)`` of one rate kind and price.

    ``kind`` is None where nothing is wanted, and ``reason`` then says why.
    """

    start: date
    stop: date
    kind: str | None
    price: Decimal
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """A line's terms, checked and prepared; made by :func:`make_schedule`.

    ``start`` and ``stop`` are the line's days ``[start, stop)``; ``unbilled_from`` is
    its first day that was not billed elsewhere; ``marks`` are the days on which the
    price or rate may change.
    """

    cycle: Cycle
    start: date
    stop: date
    unbilled_from: date
    is_void: bool
    price: Decimal
    quantity: Decimal
    discount: Decimal
    holding_percent: Decimal
    step: Decimal
    steps: tuple
    free: tuple
    suspended: tuple
    marks: tuple

    def segments(self, start, stop):
        """What is wanted on the days ``[start, stop)``, cut where it changes.

        :return: list of :class:`Segment` that covers the days without gap
        """
        if self.is_void:
            return [Segment(start, stop, None, self.price, "void")]
        if not self.marks:
            if self.start <= start and stop <= self.stop:
                return [Segment(start, stop, REGULAR, self.price)]
        cuts = {start, stop}
        cuts.update(
            day for day in (self.start, self.stop, *self.marks) if start < day < stop
        )
        days = sorted(cuts)
        found = []
        for left, right in zip(days, days[1:], strict=False):
            kind, price, reason = self._at(left)
            if found and found[-1][2:] == (kind, price, reason):
                left = found.pop().start
            found.append(Segment(left, right, kind, price, reason))
        return found

    def _at(self, day):
        if not self.start <= day < self.stop:
            return None, self.price, "ended"
        price = self.price
        for from_day, step_price in self.steps:
            if from_day > day:
                break
            price = step_price
        if _inside(self.free, day):
            return FREE, price, None
        if _inside(self.suspended, day):
            if self.holding_percent:
                return HOLDING, price, None
            return None, price, "suspended"
        return REGULAR, price, None


def _inside(ranges, day):
    return any(start <= day < stop for start, stop in ranges)


def _half_open(ranges):
    """Inclusive ranges, open ended with None, as half open ones."""
    found = []
    for first, last in ranges:
        if last is not None and last < first:
            raise EngineError("range_order", first=first, last=last)
        found.append((first, LATEST if last is None else _day_after(last)))
    return tuple(found)


def _day_after(day):
    return day + ONE_DAY if day < LATEST else LATEST


def _checked_percent(terms, name):
    value = to_decimal(getattr(terms, name))
    if not 0 <= value <= 100:
        raise EngineError(name, **{name: value})
    return value


def make_schedule(terms):
    """Check a line's terms and prepare them.

    :param terms: :class:`~.values.LineTerms`
    :return: :class:`Schedule`
    :raise EngineError: for terms that cannot be billed; a line whose last day is the
        day before its first is empty, not wrong
    """
    if terms.bill_in not in ("advance", "arrears"):
        raise EngineError("bill_in", bill_in=terms.bill_in)
    if terms.proration not in ("daily", "thirty", "none"):
        raise EngineError("proration", proration=terms.proration)
    if not 0 <= terms.lead_days <= 366:
        raise EngineError("lead_days", lead_days=terms.lead_days)
    first_day, last_day = terms.first_day, terms.last_day
    cycle = cycle_of(terms)
    if not EARLIEST <= first_day < LATEST:
        raise EngineError("date_range", date=first_day)
    stop = LATEST if last_day is None else _day_after(last_day)
    if stop < first_day and not terms.is_void:
        raise EngineError("end_before_start", first_day=first_day, last_day=last_day)
    quantity = to_decimal(terms.quantity)
    if quantity < 0:
        raise EngineError("quantity", quantity=quantity)
    unbilled_from = first_day
    if terms.billed_through and terms.billed_through >= first_day:
        unbilled_from = _day_after(terms.billed_through)
        if terms.proration == "none":
            # a period that was begun elsewhere was charged in full there
            period = cycle.containing(unbilled_from)
            if period.start < unbilled_from:
                unbilled_from = period.stop
    steps = tuple(sorted((day, to_decimal(price)) for day, price in terms.price_steps))
    free = _half_open(terms.free_periods)
    suspended = _half_open(terms.suspensions)
    marks = {day for day, _price in steps}
    marks.update(day for days in (*free, *suspended) for day in days)
    return Schedule(
        cycle=cycle,
        start=first_day,
        stop=stop,
        unbilled_from=unbilled_from,
        is_void=terms.is_void,
        price=to_decimal(terms.price),
        quantity=quantity,
        discount=_checked_percent(terms, "discount"),
        holding_percent=_checked_percent(terms, "holding_percent"),
        step=currency_step(terms.rounding),
        steps=steps,
        free=free,
        suspended=suspended,
        marks=tuple(sorted(marks)),
    )
