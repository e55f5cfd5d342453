"""When somebody wants a space, as they say it on the clock of the place."""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from .errors import EngineError
from .form_values import read_number
from .local_time import localize, to_local

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(:\d{2}(\.\d+)?)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
#: the years people book in
_YEARS = range(2000, 2200)
#: no booking lasts longer
_MAX_MINUTES = 31 * 24 * 60


@dataclass(frozen=True, slots=True)
class Wish:
    """A time that was asked for.

    :param start: naive UTC
    :param stop: naive UTC
    :param notes: tuple of ``(note, asked, meant)``: ``gap`` or ``fold`` of
        ``local_time``, the local time that was asked for, and the one that is meant
    """

    start: datetime
    stop: datetime
    notes: tuple = ()

    @property
    def minutes(self):
        return round((self.stop - self.start).total_seconds() / 60)


def read_wish(
    day: str, begin: str, tz: str, until: str = "", minutes: str = ""
) -> Wish:
    """:param day: ``YYYY-MM-DD``
    :param begin: ``HH:MM`` on the clock of the place
    :param tz: name of the place's time zone
    :param until: ``HH:MM``; 00:00 is the midnight after the day
    :param minutes: how long, where ``until`` is not given
    :returns: :class:`Wish`
    :raises EngineError: ``wish_day``, ``wish_clock``, ``wish_length``, ``wish_order``

    >>> read_wish("2027-01-04", "09:00", "Europe/Paris", minutes="90").stop
    datetime.datetime(2027, 1, 4, 9, 30)
    """
    on = _read_day(day)
    first = datetime.combine(on, _read_clock(begin))
    start = localize(first, tz)
    notes = [*_note(start, first, tz)]
    if until:
        last = datetime.combine(on, _read_clock(until))
        if last.time() == time.min:
            last += timedelta(days=1)
        end = localize(last, tz)
        notes.extend(_note(end, last, tz))
        stop = end.utc
    else:
        stop = start.utc + timedelta(minutes=_read_minutes(minutes))
    if stop <= start.utc:
        raise EngineError("wish_order", begin=begin, until=until)
    return Wish(start.utc, stop, tuple(notes))


def _read_day(text):
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text or "") else None
    except ValueError:
        day = None
    if day and day.year in _YEARS:
        return day
    raise EngineError("wish_day", text=text)


def _read_clock(text):
    found = _CLOCK.fullmatch(text or "")
    try:
        return time(int(found[1]), int(found[2]))
    except (TypeError, ValueError):
        raise EngineError("wish_clock", text=text) from None


def _read_minutes(text):
    minutes = read_number(text) or 0
    if 0 < minutes <= _MAX_MINUTES:
        return minutes
    raise EngineError("wish_length", text=text)


def _note(moment, asked, tz):
    if moment.note:
        yield moment.note, asked, to_local(moment.utc, tz)
