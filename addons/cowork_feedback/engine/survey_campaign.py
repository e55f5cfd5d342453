"""When a campaign asks, and whom: on plain values."""

from datetime import timedelta
from hashlib import sha256
from math import ceil

from odoo.addons.cowork_members.engine.terms import add_months

#: months between two waves
CADENCES = {"monthly": 1, "quarterly": 3, "half_yearly": 6, "yearly": 12}
#: how many days back a campaign still asks about something that happened
LOOK_BACK = 30
#: fewer people than this at a location cannot hide among each other
FEWEST_ASKED = 5
#: so many are asked anonymously at a time, or all when there are fewer
CROWD = 50


def latest_wave(start, cadence, today):
    """:param start: day of the first wave
    :param cadence: key of ``CADENCES``
    :returns: the day of the latest wave up to ``today``, counted from the first one so
        that months never drift; None before the first

    >>> from datetime import date
    >>> latest_wave(date(2027, 1, 31), "monthly", date(2027, 3, 30))
    datetime.date(2027, 2, 28)
    """
    if start > today:
        return None
    step = CADENCES[cadence]
    months = (today.year - start.year) * 12 + today.month - start.month
    count = months // step
    while add_months(start, count * step) > today:
        count -= 1
    return add_months(start, count * step)


def event_days(start, delay, today):
    """:param start: first day of the campaign
    :param delay: days to wait after the event
    :returns: first and last day of the events that are asked about today"""
    last = today - timedelta(days=delay)
    return max(start, last - timedelta(days=LOOK_BACK)), last


def is_sampled(key, percent):
    """Whether somebody belongs to the sample, the same every time they are looked at.

    :param key: text that names who is asked about what
    :param percent: size of the sample, 0 to 100
    """
    return _rank(key) < percent / 100


def pick_sample(keys, percent, most=0):
    """:param keys: texts, each naming who is asked about what
    :param percent: share to be asked, rounded up
    :param most: most to be asked; 0 for no limit
    :returns: set of the keys to ask, the same for the same keys

    >>> len(pick_sample(map(str, range(11)), 50)), len(pick_sample("abc", 100, 2))
    (6, 2)
    """
    ranked = sorted(keys, key=_rank)
    count = ceil(len(ranked) * percent / 100)
    return set(ranked[: min(count, most or count)])


def _rank(key):
    digest = sha256(key.encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def split_crowds(people, size=CROWD):
    """:param people: list
    :returns: list of lists, none of fewer than ``size``; one list when there are fewer

    >>> [len(crowd) for crowd in split_crowds(list(range(120)))]
    [50, 70]
    >>> split_crowds("abc")
    ['abc']
    """
    last = max(len(people) // size - 1, 0) * size
    crowds = [people[start : start + size] for start in range(0, last, size)]
    return [*crowds, people[last:]]


def tenure(months):
    """:returns: key of how long somebody is a member

    >>> tenure(0), tenure(3), tenure(12), tenure(36)
    ('new', 'year', 'settled', 'veteran')
    """
    if months < 3:
        return "new"
    if months < 12:
        return "year"
    return "settled" if months < 36 else "veteran"
