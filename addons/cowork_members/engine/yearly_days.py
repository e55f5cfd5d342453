"""Days that come back every year."""

from calendar import isleap
from datetime import date


def day_in_year(month, day, year):
    """The day of a year on which something that happened once is remembered.

    :param month: 1 to 12
    :param day: day of the month
    :returns: ``date``; what happened on 29 February is remembered on the 28th in common
        years

    >>> day_in_year(2, 29, 2027)
    datetime.date(2027, 2, 28)
    """
    if (month, day) == (2, 29) and not isleap(year):
        day = 28
    return date(year, month, day)


def original_days(day):
    """:returns: set of the ``(month, day)`` that are remembered on ``day``"""
    days = {(day.month, day.day)}
    if (day.month, day.day) == (2, 28) and not isleap(day.year):
        days.add((2, 29))
    return days
