"""What is published about complaints: counts that tell nothing about anybody."""

from statistics import median

#: fewer complaints than this are not counted out loud
LEAST = 5


def published(rows):
    """:param rows: iterable of dict with ``category``, ``solved_days`` (None while it
        is open), ``in_time`` (True, False or None) and ``reopened``
    :returns: dict of figures; with ``too_few`` alone when there are fewer than
        ``LEAST`` complaints

    >>> published([])
    {'too_few': True}
    """
    rows = list(rows)
    if len(rows) < LEAST:
        return {"too_few": True}
    days = [row["solved_days"] for row in rows if row["solved_days"] is not None]
    again = sum(row["reopened"] for row in rows)
    # One that is open again was solved once.
    ever = sum(row["reopened"] or row["solved_days"] is not None for row in rows)
    timed = [row["in_time"] for row in rows if row["in_time"] is not None]
    return {
        "too_few": False,
        "received": len(rows),
        "solved": len(days),
        "median_days": median(days) if len(days) >= LEAST else None,
        "in_time": share(sum(timed), len(timed)),
        "reopened": share(again, ever),
        "categories": categories(rows),
    }


def share(part, whole):
    """:returns: per cent, rounded to whole ones; None below ``LEAST``"""
    return round(100 * part / whole) if whole >= LEAST else None


def categories(rows):
    """:returns: list of ``(category, count)``, most first; those with too few are
    together under None, and left out when even together they are too few"""
    counts = {}
    for row in rows:
        counts[row["category"]] = counts.get(row["category"], 0) + 1
    named = {c: n for c, n in counts.items() if c is not None and n >= LEAST}
    rest = len(rows) - sum(named.values())
    if 0 < rest < LEAST and named:
        # One hidden count could be told from the total: the least one hides with it.
        least = min(named, key=lambda category: named[category])
        rest += named.pop(least)
    found = sorted(named.items(), key=lambda item: -item[1])
    return [*found, (None, rest)] if rest >= LEAST else found
