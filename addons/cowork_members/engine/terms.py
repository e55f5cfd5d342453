"""Lengths of commitments, counted in whole months."""

from calendar import monthrange
from datetime import date, timedelta
from typing import NamedTuple


def add_months(day, months):
    """Move a day by whole months, clamped to the length of the month.

    :param day: the day to start from
    :param months: how many months, may be negative
    :returns: ``date``; 31 January plus one month is the last day of February

    >>> add_months(date(2028, 1, 31), 1)
    datetime.date(2028, 2, 29)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(first, last):
    """Whole months of a term given by its inclusive days.

    :param first: first day, or None
    :param last: last day, inclusive, or None for an open end
    :returns: int; 0 for an open end, since nothing was committed to

    >>> months_between(date(2026, 1, 1), date(2026, 12, 31))
    12
    """
    if not first or not last or last < first:
        return 0
    stop = last + timedelta(days=1)
    months = (stop.year - first.year) * 12 + stop.month - first.month
    return months if add_months(first, months) <= stop else months - 1


def last_day_of_term(first, months):
    """:returns: last day (inclusive) of a term of ``months`` beginning on ``first``"""
    return add_months(first, months) - timedelta(days=1)


class Commitment(NamedTuple):
    """What one line binds its member to.

    ``notice_days`` is the length of the notice period, ``term_start`` the first day of
    the minimum term of ``min_months`` (0 for none).
    """

    notice_days: int
    term_start: date
    min_months: int


class Leaving(NamedTuple):
    """The earliest leaving day and what makes it so.

    ``rule`` is ``notice`` or ``term`` (the notice period or the minimum term ends
    last), ``begin`` (the contract begins even later) or ``agreed`` (it ends before all
    of that anyway). ``notice_days`` is the longest notice period and ``notice_end`` its
    last day; ``min_months`` and ``term_end`` are those of the minimum term that runs
    longest, 0 and None without one.
    """

    day: date
    rule: str
    notice_days: int
    notice_end: date
    min_months: int
    term_end: date | None


def earliest_leaving(notice_day, commitments, begin, agreed_end=None):
    """The first day on which a contract may end after notice is given, and why.

    :param notice_day: day on which the notice arrives
    :param commitments: iterable of :class:`Commitment`, one per line in force
    :param begin: first day of the contract
    :param agreed_end: last day agreed already, or None
    :returns: :class:`Leaving`

    >>> begin = date(2026, 10, 1)
    >>> earliest_leaving(date(2026, 11, 25), [Commitment(30, begin, 6)], begin).day
    datetime.date(2027, 3, 31)
    """
    commitments = list(commitments)
    notice_days = max((each.notice_days for each in commitments), default=0)
    notice_end = notice_day + timedelta(days=notice_days)
    terms = [
        (last_day_of_term(each.term_start, each.min_months), each.min_months)
        for each in commitments
        if each.min_months
    ]
    term_end, min_months = max(terms, default=(None, 0))
    day, rule = notice_end, "notice"
    if term_end and term_end > day:
        day, rule = term_end, "term"
    if begin > day:
        day, rule = begin, "begin"
    if agreed_end and agreed_end < day:
        day, rule = agreed_end, "agreed"
    return Leaving(day, rule, notice_days, notice_end, min_months, term_end)


class SuspensionLimits(NamedTuple):
    """What a plan allows of suspensions, in days; 0 is no limit."""

    allowed: bool = True
    min_days: int = 0
    max_days: int = 0
    year_days: int = 0


def strictest(limits):
    """:param limits: iterable of :class:`SuspensionLimits`
    :returns: :class:`SuspensionLimits` that keeps every one of them"""
    limits = list(limits)

    def lowest(values):
        return min((value for value in values if value), default=0)

    return SuspensionLimits(
        all(each.allowed for each in limits),
        max((each.min_days for each in limits), default=0),
        lowest(each.max_days for each in limits),
        lowest(each.year_days for each in limits),
    )


def days_by_contract_year(begin, periods):
    """Days per year of a contract, counted from its first day.

    :param begin: first day of the contract
    :param periods: pairs of first and last day, inclusive
    :returns: dict of the first day of a contract year to the days within it

    >>> days_by_contract_year(date(2026, 3, 1), [(date(2027, 2, 27), date(2027, 3, 2))])
    {datetime.date(2026, 3, 1): 2, datetime.date(2027, 3, 1): 2}
    """
    found = {}
    for first, last in periods:
        first = max(first, begin)
        index = months_between(begin, first) // 12
        while first <= last:
            year, after = (
                add_months(begin, 12 * index),
                add_months(begin, 12 * (index + 1)),
            )
            stop = min(last + timedelta(days=1), after)
            found[year] = found.get(year, 0) + (stop - first).days
            first, index = stop, index + 1
    return found


def broken_limit(limits, begin, period, others):
    """Which limit a suspension breaks.

    :param limits: :class:`SuspensionLimits`
    :param begin: first day of the contract
    :param period: first and last day of the suspension; None as last day is open
    :param others: pairs of first and last day of the contract's other suspensions
    :returns: None, or the name of the limit: ``allowed``, ``open`` (no last day, where
        a limit needs one), ``min_days``, ``max_days`` or ``year_days``
    """
    first, last = period
    if not limits.allowed:
        return "allowed"
    if last is None:
        return "open" if limits.max_days or limits.year_days else None
    length = (last - first).days + 1
    if length < limits.min_days:
        return "min_days"
    if limits.max_days and length > limits.max_days:
        return "max_days"
    if limits.year_days:
        own = days_by_contract_year(begin, [period])
        days = days_by_contract_year(begin, [period, *others])
        if any(days[year] > limits.year_days for year in own):
            return "year_days"
    return None


def renewed_last_day(first, last, months):
    """The last day after a renewal, counted from the first day of the contract.

    Counting from the first day each time keeps the end of the month: a contract that
    began on 31 January ends on 27 February, 30 March, 29 April.

    :param first: first day of the contract
    :param last: last day before the renewal, inclusive
    :param months: length of the renewal
    :returns: ``date``, the new last day, inclusive

    >>> renewed_last_day(date(2027, 1, 31), date(2027, 2, 27), 1)
    datetime.date(2027, 3, 30)
    """
    done = months_between(first, last)
    if done and last_day_of_term(first, done) == last:
        return last_day_of_term(first, done + months)
    return last_day_of_term(last + timedelta(days=1), months)


PER_MONTH = {"day": 365 / 12, "week": 365 / 84, "month": 1.0, "year": 1 / 12}


def monthly_amount(amount, interval, unit):
    """What an amount due every so many days, weeks, months or years is per month.

    >>> monthly_amount(1200.0, 1, "year")
    100.0
    """
    return amount * PER_MONTH[unit or "month"] / (interval or 1)
