"""What the booking board shows, as plain numbers and moments."""

import re
from datetime import datetime, time, timedelta

from .local_time import localize, to_local

#: shown where nobody opens, and where it is open day and night
USUAL_HOURS = (8, 20)
ONE_DAY = timedelta(days=1)


def shown_hours(intervals, tz, usual=USUAL_HOURS):
    """The whole hours of a day between which all of these times lie.

    :param intervals: list of ``(from, to)``, naive UTC
    :param tz: name of the zone
    :param usual: answer when there are none
    :returns: ``(first hour, hour after the last)``, of 0 to 24

    >>> from datetime import datetime as dt
    >>> shown_hours([(dt(2026, 3, 3, 8, 30), dt(2026, 3, 3, 17, 15))], "Europe/Paris")
    (9, 19)
    """
    first, last = 24, 0
    for start, stop in intervals:
        begin, end = to_local(start, tz), to_local(stop, tz)
        first = min(first, begin.hour)
        last = max(last, end.hour + bool(end.minute or end.second))
        if end.date() > begin.date():
            # Until midnight or beyond it: both days are shown where they touch.
            last = 24
            if end.time() > time.min:
                first = 0
    return (first, last) if first < last else usual


def day_axis(day, hours, tz):
    """:param day: a local day
    :param hours: ``(first hour, hour after the last)``
    :param tz: name of the zone
    :returns: ``(from, to)``, naive UTC, of these hours on that day
    """
    midnight = datetime.combine(day, time.min)
    return tuple(localize(midnight + timedelta(hours=hour), tz).utc for hour in hours)


def whole_hours(start, stop):
    """:returns: list of ``(from, to)``: the hours counted from ``start``, the last one
    cut off at ``stop``"""
    hour = timedelta(hours=1)
    found = []
    while start < stop:
        found.append((start, min(start + hour, stop)))
        start += hour
    return found


def peak_load(rows, start, stop):
    """:param rows: list of ``(seats, from, to)``
    :returns: how many seats are taken at the busiest moment in between"""
    changes = []
    for seats, begin, end in rows:
        if begin < stop and end > start:
            changes += [(max(begin, start), seats), (end, -seats)]
    peak = load = 0
    # Who leaves makes room before the next one sits down.
    for _moment, seats in sorted(changes):
        load += seats
        peak = max(peak, load)
    return peak


def natural_key(name):
    """:returns: key that puts “Room 2” before “Room 10”"""
    return [
        (0, int(part), "") if part.isdecimal() else (1, 0, part)
        for part in re.split(r"(\d+)", (name or "").casefold())
        if part
    ]
