"""What differs between the terms a member accepted and those in force now.

Terms are plain values, as they are kept with a document::

    {
        "date_start": "2027-01-01",
        "date_end": "2027-12-31" or None,
        "renewal": ["automatic", 12, 3.0] or None,
        "note": "Two keys are handed out.",
        "lines": {"7": {"name": …, "from": …, "to": …, "previous": [5, 3], …}},
    }
"""

from collections import namedtuple
from datetime import date, timedelta

#: ``kind`` says what changes, ``day`` from when (``YYYY-MM-DD``, or None when it is no
#: matter of a day), ``line`` the line it is about, ``before`` and ``after`` the values
Change = namedtuple("Change", "kind day line before after")

# What a line is agreed at, besides its days.
LINE_VALUES = (
    "name",
    "price",
    "quantity",
    "discount",
    "cycle",
    "notice_days",
    "min_term_months",
)


def compare_terms(before, after):
    """:param before: terms that were accepted
    :param after: terms in force now
    :returns: list of ``Change``, the earliest first; empty when nothing differs

    >>> terms = {"date_start": "2027-01-01", "date_end": None, "renewal": None}
    >>> old = {**terms, "lines": {}}
    >>> [c.kind for c in compare_terms(old, {**old, "date_end": "2027-12-31"})]
    ['date_end']
    """
    changes = []
    for kind in ("date_start", "date_end", "renewal", "note"):
        if before.get(kind) != after.get(kind):
            changes.append(Change(kind, None, None, before.get(kind), after.get(kind)))
    replaced = set()
    for key, line in after["lines"].items():
        if key in before["lines"]:
            continue
        older = [str(i) for i in line["previous"] if str(i) in before["lines"]][:1]
        replaced.update(older)
        old = before["lines"][older[0]] if older else None
        changes.append(Change("line", line["from"], line, old, line))
    for key, old in before["lines"].items():
        if key not in after["lines"]:
            if key not in replaced:
                changes.append(Change("line", old["from"], old, old, None))
            continue
        changes += _compare_line(old, after["lines"][key], key in replaced)
    return sorted(changes, key=lambda change: change.day or "")


def _compare_line(old, new, is_replaced):
    """:param is_replaced: whether the day it ends is told by what replaces it"""
    changes = [
        Change(kind, None, new, old[kind], new[kind])
        for kind in LINE_VALUES
        if old[kind] != new[kind]
    ]
    if old["from"] != new["from"]:
        changes.append(Change("from", None, new, old["from"], new["from"]))
    if old["to"] != new["to"] and not is_replaced:
        if new["to"]:
            day = date.fromisoformat(new["to"]) + timedelta(days=1)
            changes.append(Change("line", day.isoformat(), new, new, None))
        else:
            changes.append(Change("to", None, new, old["to"], None))
    for kind in ("steps", "free"):
        changes += _compare_days(kind, old, new)
    return changes


def _compare_days(kind, old, new):
    """Compare lists of ``[first day, value]``."""
    before, after = dict(old[kind]), dict(new[kind])
    return [
        Change(kind, day, new, before.get(day), after.get(day))
        for day in sorted(before.keys() | after.keys())
        if before.get(day) != after.get(day)
    ]
