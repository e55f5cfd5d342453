"""Days on which planned maintenance is due, counted from the first one."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, takewhile

from dateutil.relativedelta import relativedelta

#: years after which nothing is planned
LAST_YEAR = 2200


def due_days(first: date, number: int, unit: str) -> Iterator[date]:
    """:param first: the first day
    :param number: how many units lie between two days
    :param unit: ``day``, ``week``, ``month`` or ``year``
    :returns: iterator of the days; each is counted from the first, so that short months
        do not shift those after them

    >>> from itertools import islice
    >>> [str(day) for day in islice(due_days(date(2027, 1, 31), 1, "month"), 3)]
    ['2027-01-31', '2027-02-28', '2027-03-31']
    """
    days = (first + relativedelta(**{f"{unit}s": number * k}) for k in count())
    return takewhile(lambda day: day.year < LAST_YEAR, days)


def next_day(
    first: date, number: int, unit: str, last: date | None, done: date | None
) -> date | None:
    """:param last: last day of the plan, or None
    :param done: last day for which there is a work order, or None
    :returns: the first day after it; None after the end of the plan

    >>> str(next_day(date(2027, 1, 31), 1, "month", None, date(2027, 2, 28)))
    '2027-03-31'
    """
    days = due_days(first, number, unit)
    found = next((day for day in days if not done or day > done), None)
    return found if found and (not last or found <= last) else None


def missing_days(
    first: date,
    number: int,
    unit: str,
    today: date,
    ahead: int,
    last: date | None = None,
    done: date | None = None,
) -> list[date]:
    """The days for which work orders are still to be made.

    :param ahead: days ahead of today that are looked at
    :returns: all that come, and of those that are past the last one only: nobody finds
        a year of work orders after an outage

    >>> found = missing_days(date(2027, 1, 1), 1, "month", date(2027, 3, 10), 30)
    >>> [str(day) for day in found]
    ['2027-03-01', '2027-04-01']
    """
    until = today + timedelta(days=ahead)
    until = min(until, last) if last else until
    days = takewhile(lambda day: day <= until, due_days(first, number, unit))
    found = [day for day in days if not done or day > done]
    past = [day for day in found if day < today]
    return past[-1:] + found[len(past) :]
