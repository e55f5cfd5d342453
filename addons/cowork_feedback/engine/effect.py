"""Whether a figure is better after an improvement than before."""

from typing import NamedTuple

from odoo.addons.cowork_members.engine.terms import add_months

#: months before the first and after the last action that are compared
MONTHS = 3


class Point(NamedTuple):
    """A figure of a month; ``denominator`` None for a number that adds up."""

    month: object
    numerator: float
    denominator: float


def months_before(start):
    """:param start: day on which the improvement began
    :returns: the whole months before the one of ``start``, earliest first"""
    first = start.replace(day=1)
    return [add_months(first, -number) for number in range(MONTHS, 0, -1)]


def months_after(finish, check):
    """:param finish: day of the last action
    :param check: day of the check
    :returns: the months after the one of ``finish`` up to that of ``check``, at most
        ``MONTHS``; that of ``finish`` itself when there is no later one yet"""
    month, last = add_months(finish.replace(day=1), 1), check.replace(day=1)
    found = []
    while month <= last and len(found) < MONTHS:
        found.append(month)
        month = add_months(month, 1)
    return found or [finish.replace(day=1)]


def level(points, months, factor=1.0):
    """The figure over several months: sum by sum, or the mean of what adds up.

    :param points: iterable of ``Point``
    :param factor: 100 for percentages
    :returns: the figure; None without data

    >>> from datetime import date
    >>> level([Point(date(2027, 1, 1), 3, 10), Point(date(2027, 2, 1), 1, 10)],
    ...       [date(2027, 1, 1), date(2027, 2, 1)], 100.0)
    20.0
    """
    found = [point for point in points if point.month in months]
    if not found:
        return None
    total = sum(point.numerator for point in found)
    if found[0].denominator is None:
        return total / len(found)
    parts = sum(point.denominator for point in found)
    return total / parts * factor if parts else None


def judge(before, after, higher_is_better, expected):
    """:param expected: by how much the figure was to change, without sign
    :returns: ``no_data``, ``proven``, or ``none`` when it changed less than that"""
    if before is None or after is None:
        return "no_data"
    change = (after - before) * (1 if higher_is_better else -1)
    if change <= 1e-9:
        return "none"
    return "proven" if change > abs(expected) - 1e-9 else "none"
