"""Figures of work orders, on plain values.

Moments are ``datetime`` of one time zone, hours are those of the clock, nights and
weekends included. None stands for: nothing was measured. That is never 0, which is a
figure.
"""

from datetime import timedelta

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
#: A failure so many days after the last repair of the same thing is a repeat.
REPEAT_DAYS = 30


# Of one work order -----------------------------------------------------------


def hours_between(start, stop, waits=()):
    """Hours from one moment to another, less those in which the work had to wait.

    :param start: moment, or None
    :param stop: moment, or None
    :param waits: iterable of ``(begin, end)``, in any order, maybe overlapping
    :returns: hours, never negative; None unless both moments are known

    >>> from datetime import datetime
    >>> monday = datetime(2027, 1, 4)
    >>> hours_between(monday, monday + 6 * HOUR, [(monday + HOUR, monday + 3 * HOUR)])
    4.0
    """
    if not start or not stop:
        return None
    counted, at = timedelta(0), start
    for begin, end in sorted(wait for wait in waits if wait[0] < wait[1]):
        counted += max(min(begin, stop) - at, timedelta(0))
        at = max(at, end)
    counted += max(stop - at, timedelta(0))
    return counted / HOUR


def last_repair(reported, repairs):
    """The repair that a failure follows.

    :param reported: moment at which the failure was reported
    :param repairs: iterable of ``(moment it was completed, anything)``
    :returns: the last one completed before the failure; None without any
    """
    before = [repair for repair in repairs if repair[0] <= reported]
    return max(before, key=lambda repair: repair[0], default=None)


def is_repeat(hours):
    """:param hours: hours since the last repair of the same thing, or None
    :returns: whether a failure comes so soon that the repair did not last"""
    return hours is not None and hours <= REPEAT_DAYS * DAY / HOUR


def age_days(reported, now):
    """:returns: days an open order is old at a moment"""
    return max(now - reported, timedelta(0)) / DAY


# Of many ---------------------------------------------------------------------


def percent(part, whole):
    """:returns: how much of a hundred ``part`` is of ``whole``; None of nothing"""
    return 100.0 * part / whole if whole else None


def during(rows, name, start, stop):
    """:param rows: iterable of dicts
    :param name: key of a moment in each of them, maybe None
    :returns: list of the rows whose moment lies in ``[start, stop)``"""
    return [row for row in rows if row[name] and start <= row[name] < stop]


def open_at(rows, moment):
    """:param rows: iterable of dicts with the moments ``reported_at`` and ``done_at``
    :returns: list of the rows reported before a moment and not done by then"""
    return [
        row
        for row in rows
        if row["reported_at"] < moment
        and (not row["done_at"] or row["done_at"] >= moment)
    ]


def measured(rows, name):
    """A mean as a figure keeps it: what is added up, and what it is divided by.

    :param rows: iterable of dicts with an ``id``
    :param name: key of a number in each of them, None or False where it was not
        measured
    :returns: {id: number}, {id: 1}, of the rows in which it was measured
    """
    numbers = {
        row["id"]: row[name]
        for row in rows
        if row[name] is not None and row[name] is not False
    }
    return numbers, dict.fromkeys(numbers, 1)


def counted(rows, is_counted):
    """A share as a figure keeps it.

    :param rows: iterable of dicts with an ``id``
    :param is_counted: function of a row
    :returns: {id: 1} of the rows that are counted, {id: 1} of all
    """
    rows = list(rows)
    return {row["id"]: 1 for row in rows if is_counted(row)}, {
        row["id"]: 1 for row in rows
    }
