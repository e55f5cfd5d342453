"""Wall-clock time of a place and the moments it stands for.

Moments are naive ``datetime`` in UTC, as the database keeps them; local times are naive
``datetime`` as the clock on the wall shows them. Where the clock is put forward, the
times it jumps over do not exist (a *gap*); where it is put back, an hour comes twice
(a *fold*).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .errors import EngineError

GAP, FOLD = "gap", "fold"
ONE_DAY = timedelta(days=1)
_ONE_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class LocalMoment:
    """The moment of a local time.

    :param utc: naive UTC
    :param note: None, ``gap`` (the time does not exist, it was moved forward) or
        ``fold`` (it exists twice, this is the first one)
    """

    utc: datetime
    note: str | None = None


class DayPart(NamedTuple):
    """What of ``[start, stop)`` is on one local day; naive UTC."""

    day: date
    start: datetime
    stop: datetime


class Span(NamedTuple):
    """``[start, stop)``, naive UTC, in which the clock runs on: local = UTC + offset"""

    start: datetime
    stop: datetime
    offset: timedelta


def time_zone(tz: str) -> ZoneInfo:
    """:param tz: name of a zone, ``Europe/Paris``
    :returns: the zone
    :raises EngineError: ``time_zone`` when there is none of that name"""
    try:
        return ZoneInfo(tz)
    except (ZoneInfoNotFoundError, OSError, TypeError, ValueError):
        raise EngineError("time_zone", tz=tz) from None


def localize(naive_local: datetime, tz: str) -> LocalMoment:
    """The moment at which the clock of a place shows a time.

    :param naive_local: local time; its ``fold`` is not looked at
    :param tz: name of the zone
    :returns: a time in a gap is moved forward by the gap, one that exists twice is the
        first one; the note says so
    :raises EngineError: ``time_zone``, or ``moment`` at the ends of the calendar

    >>> localize(datetime(2027, 3, 28, 2, 30), "Europe/Paris")  # 03:30 there
    LocalMoment(utc=datetime.datetime(2027, 3, 28, 1, 30), note='gap')
    """
    first = naive_local.replace(tzinfo=time_zone(tz), fold=0)
    try:
        utc = first.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        raise EngineError("moment", moment=naive_local) from None
    change = first.replace(fold=1).utcoffset() - first.utcoffset()
    if not change:
        return LocalMoment(utc)
    return LocalMoment(utc, GAP if change > timedelta(0) else FOLD)


def to_local(utc_naive: datetime, tz: str) -> datetime:
    """What the clock of a place shows at a moment.

    :param utc_naive: naive UTC
    :param tz: name of the zone
    :returns: naive local time
    :raises EngineError: ``time_zone``, or ``moment`` at the ends of the calendar

    >>> to_local(datetime(2027, 1, 4, 8), "Europe/Paris")
    datetime.datetime(2027, 1, 4, 9, 0)
    """
    try:
        local = utc_naive.replace(tzinfo=UTC).astimezone(time_zone(tz))
    except OverflowError:
        raise EngineError("moment", moment=utc_naive) from None
    return local.replace(tzinfo=None, fold=0)


def day_start(day: date, tz: str) -> datetime:
    """:returns: the first moment of a local day, naive UTC"""
    return localize(datetime.combine(day, time.min), tz).utc


def day_parts(start: datetime, stop: datetime, tz: str) -> Iterator[DayPart]:
    """Time cut at the midnights of a place.

    :param start: naive UTC
    :param stop: naive UTC, exclusive
    :param tz: name of the zone
    :returns: iterator of :class:`DayPart`, none of them empty
    """
    day = to_local(start, tz).date()
    while start < stop:
        end = min(stop, day_start(day + ONE_DAY, tz))
        # A zone that changes the date line leaves out a whole day.
        if start < end:
            yield DayPart(day, start, end)
            start = end
        day += ONE_DAY


def clock_spans(start: datetime, stop: datetime, tz: str) -> Iterator[Span]:
    """Time cut where the clock of a place is put forward or back.

    :param start: naive UTC
    :param stop: naive UTC, exclusive, so near that the clock changes once at most
    :param tz: name of the zone
    :returns: iterator of one or two :class:`Span`
    """
    zone = time_zone(tz)

    def offset(moment):
        return moment.replace(tzinfo=UTC).astimezone(zone).utcoffset()

    before, after = offset(start), offset(stop - _ONE_SECOND)
    if before == after:
        yield Span(start, stop, before)
        return
    low, high = 0, int((stop - start) / _ONE_SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if offset(start + middle * _ONE_SECOND) == before:
            low = middle
        else:
            high = middle
    change = start + high * _ONE_SECOND
    yield Span(start, change, before)
    yield Span(change, stop, after)
