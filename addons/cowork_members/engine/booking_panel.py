"""What can be booked at the door of a space, at this moment."""

from datetime import datetime, timedelta
from typing import NamedTuple

from .booking_policy import free_gaps
from .local_time import localize, to_local

_DAY = timedelta(days=1)


class DoorTime(NamedTuple):
    """A time that is offered at the door: for ``minutes`` from now on, in UTC."""

    minutes: int
    start: datetime
    stop: datetime


def door_times(now, lengths, slot_minutes, tz):
    """:param now: naive UTC
    :param lengths: how many minutes are offered, ascending
    :param slot_minutes: bookings start and stop on this grid from local midnight; 0:
        every minute
    :param tz: name of the place's time zone
    :returns: list of :class:`DoorTime` that begin with the slot that is running and end
        on the grid, as long as was asked for or a little longer; each end once

    >>> [str(one.stop.time()) for one in door_times(
    ...     datetime(2027, 1, 4, 8, 7), (15, 30), 15, "Europe/Paris")]
    ['08:30:00', '08:45:00']
    """
    start = _slot_start(now, slot_minutes or 1, tz)
    found = {}
    for minutes in lengths:
        stop = _on_grid(now + timedelta(minutes=minutes), slot_minutes, tz)
        found.setdefault(stop, DoorTime(minutes, start, stop))
    return list(found.values())


def later_stops(stop, lengths, slot_minutes, tz):
    """:param stop: when a booking ends, naive UTC
    :returns: list of ``(minutes, new end)``, each end once and on the grid; the minutes
        are those that it lasts longer then"""
    ends = dict.fromkeys(
        _on_grid(stop + timedelta(minutes=minutes), slot_minutes, tz)
        for minutes in lengths
    )
    return [((end - stop) // timedelta(minutes=1), end) for end in ends]


def _on_grid(moment, slot_minutes, tz):
    """:returns: the moment, or the next one on the grid"""
    moment = moment.replace(second=0, microsecond=0)
    gap = next(free_gaps(None, [], moment, moment + 2 * _DAY, 1, slot_minutes, tz))
    return gap[0]


def _slot_start(now, slot_minutes, tz):
    """:returns: when the slot began that is running"""
    local = to_local(now, tz)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    slots = (local - midnight) // timedelta(minutes=slot_minutes)
    start = localize(midnight + slots * timedelta(minutes=slot_minutes), tz).utc
    # In an hour that comes twice the first one may be long over.
    while start + _DAY / 24 <= now and slot_minutes <= 60:
        start += timedelta(hours=1)
    return start
