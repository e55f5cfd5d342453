"""Lengths of commitments, counted in whole months."""

from calendar import monthrange
from datetime import date, timedelta


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


def earliest_leaving_day(notice_day, notice_days, term_start, min_months):
    """The first day on which a contract may end after notice is given.

    :param notice_day: day on which the notice arrives
    :param notice_days: length of the notice period in days
    :param term_start: first day of the contract
    :param min_months: minimum term in months, 0 for none
    :returns: ``date``: the later of the end of the notice and of the minimum term
    """
    after_notice = notice_day + timedelta(days=notice_days)
    if not min_months:
        return after_notice
    return max(after_notice, last_day_of_term(term_start, min_months))


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
