"""How many visitors a membership may have, on a day and in a month."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple


class Excess(NamedTuple):
    """A limit that is passed: ``period`` is ``day`` or ``month``, ``start`` its first
    day."""

    period: str
    start: date
    count: int
    limit: int


def month_of(day: date) -> date:
    """:returns: the first day of the month"""
    return day.replace(day=1)


def limit_of(terms: list[tuple[float, int]]) -> int | None:
    """:param terms: of each plan in force: how many units, and visitors per unit
        (0: the plan says nothing of visitors)
    :returns: how many visitors all of them allow; None when none limits them

    >>> limit_of([(2, 5), (1, 0)])
    10
    """
    limits = [units * limit for units, limit in terms if limit]
    return int(sum(limits)) if limits else None


def first_excess(
    counts: Mapping[date, int],
    day_limits: Mapping[date, int | None],
    month_limits: Mapping[date, int | None],
) -> Excess | None:
    """The first limit that visitors pass.

    :param counts: visitors on each day, all days of the months looked at
    :param day_limits: of each day to look at; None: no limit
    :param month_limits: of each first day of a month to look at
    :returns: :class:`Excess` or None
    """
    for day, limit in sorted(day_limits.items()):
        if limit is not None and counts.get(day, 0) > limit:
            return Excess("day", day, counts[day], limit)
    months: dict[date, int] = {}
    for day, count in counts.items():
        months[month_of(day)] = months.get(month_of(day), 0) + count
    for month, limit in sorted(month_limits.items()):
        if limit is not None and months.get(month, 0) > limit:
            return Excess("month", month, months[month], limit)
    return None
