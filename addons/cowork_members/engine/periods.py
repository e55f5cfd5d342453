"""Billing periods of a line.

A period is half open: ``[start, stop)``. Period *k* is computed from the anchor,
never from period *k − 1*, so that a month-end anchor does not drift:
31 Jan → 28 Feb → 31 Mar. Any period is found in one step, however old the line is.

Three anchors:

``calendar``
    months and years are cut at 1 January + *k* × interval (periods of several years:
    from 1 January of the line's first year); weeks at Monday, counted from the Monday
    of the line's first week.
``anniversary``
    period *k* starts at the first day + *k* × interval; a day the month does not have
    becomes its last day.
``billing_day``
    cut at the billing day of the line's first month + *k* × interval, *k* may be −1;
    a day the month does not have becomes its last day. This is the rule of Kill Bill's
    billing in advance, with one difference: the length of a period is counted between
    the cuts as they really fall.

Periods of days, and of weeks with another anchor than ``calendar``, are counted from
the line's first day.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from .errors import EngineError

ONE_DAY = timedelta(days=1)
#: days a period may start or stop on; outside it is a typing mistake
EARLIEST, LATEST = date(1900, 1, 1), date(2400, 1, 1)
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "year": 12}


class Period(NamedTuple):
    """One billing period, ``[start, stop)``; ``index`` 0 starts at the anchor."""

    index: int
    start: date
    stop: date

    @property
    def days(self):
        """Number of days of the period."""
        return (self.stop - self.start).days


def days_in_month(year, month):
    """Number of days of a month.

    :param int year: calendar year
    :param int month: 1 to 12
    :return: 28 to 31
    """
    if month == 2:
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return 29 if leap else 28
    return 30 if month in (4, 6, 9, 11) else 31


def month_day(month_index, day):
    """The day of a month, or the month's last day where it has no such day.

    :param int month_index: months since year 0 (year × 12 + month − 1)
    :param int day: 1 to 31
    :return: the date
    """
    year, month = divmod(month_index, 12)
    if day > 28:
        day = min(day, days_in_month(year, month + 1))
    return date(year, month + 1, day)


def add_months(day, months):
    """The same day some months later, clamped to the length of that month.

    :param date day: where to count from
    :param int months: how many, may be negative
    :return: the date
    """
    return month_day(day.year * 12 + day.month - 1 + months, day.day)


@dataclass(frozen=True, slots=True)
class Cycle:
    """The cuts of a line's time, made by :func:`make_cycle`.

    :param months: length of a period in months, 0 for periods of days
    :param days: length of a period in days, 0 for periods of months
    :param base: month index (periods of months) or ordinal day (periods of days) of
        cut 0
    :param day: day of the month of the cuts (periods of months)
    """

    months: int
    days: int
    base: int
    day: int

    def cut(self, index):
        """The day period ``index`` starts on."""
        if self.months:
            return month_day(self.base + index * self.months, self.day)
        return date.fromordinal(self.base + index * self.days)

    def index_of(self, day):
        """The index of the period that holds a day."""
        if not self.months:
            return (day.toordinal() - self.base) // self.days
        month = day.year * 12 + day.month - 1
        index, rest = divmod(month - self.base, self.months)
        # only in the month of the cut itself can the day still be before it
        if rest == 0 and day.day < self.day and day < self.cut(index):
            index -= 1
        return index

    def period(self, index):
        """Period number ``index``."""
        return Period(index, self.cut(index), self.cut(index + 1))

    def containing(self, day):
        """The period that holds a day.

        :raise EngineError: ``date_range`` for a day before 1900 or after 2399
        """
        if not EARLIEST <= day < LATEST:
            raise EngineError("date_range", date=day)
        return self.period(self.index_of(day))


def make_cycle(unit, interval, anchor, first_day, billing_day=0, anchor_date=None):
    """The cycle of a line.

    :param str unit: ``day``, ``week``, ``month`` or ``year``
    :param int interval: how many units a period has
    :param str anchor: ``calendar``, ``anniversary`` or ``billing_day``
    :param date first_day: the line's first day
    :param int billing_day: 1 to 31, for the anchor ``billing_day``
    :param date anchor_date: count from this day instead of ``first_day`` (a line that
        goes on in the periods of another one); the calendar's cuts do not move
    :return: :class:`Cycle`
    :raise EngineError: ``unit``, ``interval``, ``anchor``, ``billing_day`` or
        ``date_range``
    """
    origin = anchor_date or first_day
    if not EARLIEST <= origin < LATEST:
        raise EngineError("date_range", date=origin)
    if not isinstance(interval, int) or not 1 <= interval <= 1200:
        raise EngineError("interval", interval=interval)
    if anchor not in ("calendar", "anniversary", "billing_day"):
        raise EngineError("anchor", anchor=anchor)
    if unit in _DAYS:
        base = origin.toordinal()
        if unit == "week" and anchor == "calendar":
            base -= origin.weekday()
        return Cycle(0, interval * _DAYS[unit], base, 0)
    if unit not in _MONTHS:
        raise EngineError("unit", unit=unit)
    months = interval * _MONTHS[unit]
    if anchor == "calendar":
        return Cycle(months, 0, origin.year * 12, 1)
    base = origin.year * 12 + origin.month - 1
    if anchor == "anniversary":
        return Cycle(months, 0, base, origin.day)
    if not isinstance(billing_day, int) or not 1 <= billing_day <= 31:
        raise EngineError("billing_day", billing_day=billing_day)
    return Cycle(months, 0, base, billing_day)


def cycle_of(terms):
    """The cycle of a line from its terms.

    :param terms: anything with a line's ``unit``,
        ``interval``, ``anchor``, ``first_day``, ``billing_day`` and ``anchor_date``
    :return: :class:`Cycle`
    """
    return make_cycle(
        terms.unit,
        terms.interval,
        terms.anchor,
        terms.first_day,
        terms.billing_day,
        terms.anchor_date,
    )


def period_containing(terms, day):
    """The billing period of a line that holds a day.

    :param terms: as for :func:`cycle_of`
    :param date day: any day
    :return: :class:`Period`
    """
    return cycle_of(terms).containing(day)


def iter_periods(terms, from_day, to_day=None):
    """The billing periods of a line from the one that holds ``from_day`` on.

    :param terms: as for :func:`cycle_of`
    :param date from_day: a day of the first period wanted
    :param date to_day: a day of the last period wanted; None goes on to the year 2400
    :return: iterator of :class:`Period`, without gap or overlap
    """
    cycle = cycle_of(terms)
    period = cycle.containing(from_day)
    while period.start < LATEST and (to_day is None or period.start <= to_day):
        yield period
        period = cycle.period(period.index + 1)
