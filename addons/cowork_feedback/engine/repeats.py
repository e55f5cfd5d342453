"""Complaints about the same thing again within some days."""

from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple


class Case(NamedTuple):
    """A complaint, as far as repeats are concerned; ids, 0 or False for none."""

    id: int
    day: object
    location: int
    category: int
    space: int
    equipment: int


def things(case):
    """What a complaint is about, at its location: the equipment; the category in the
    space; the category alone when no space is named.

    :returns: list of keys; two complaints with a common key are about the same"""
    if not case.location:
        return []
    keys = []
    if case.equipment:
        keys.append((case.location, "equipment", case.equipment))
    if case.category and case.space:
        keys.append((case.location, "space", case.space, case.category))
    if case.category and not case.space and not case.equipment:
        keys.append((case.location, "category", case.category))
    return keys


def repeats(cases, wanted, days_of):
    """Find the earlier complaints about the same.

    :param cases: iterable of ``Case``, the ``wanted`` among them
    :param wanted: ids of those for which earlier ones are looked for
    :param days_of: function of a ``Case`` that returns within how many days
    :returns: dict from each id of ``wanted`` to the set of ids of earlier complaints

    >>> from datetime import date
    >>> first = Case(1, date(2027, 1, 1), 5, 7, 0, 0)
    >>> again = Case(2, date(2027, 1, 20), 5, 7, 0, 0)
    >>> repeats([first, again], {2}, lambda case: 30)
    {2: {1}}
    """
    about = defaultdict(list)
    for case in cases:
        for key in things(case):
            about[key].append(case)
    found = {number: set() for number in wanted}
    for same in about.values():
        same.sort(key=lambda case: (case.day, case.id))
        start = 0
        for position, case in enumerate(same):
            if case.id not in found:
                continue
            since = case.day - timedelta(days=days_of(case))
            # Windows of different lengths: never skip what a longer one may need.
            while start < position and same[start].day < since:
                if days_of(same[start]) != days_of(case):
                    break
                start += 1
            found[case.id].update(
                other.id for other in same[start:position] if other.day >= since
            )
    return found
