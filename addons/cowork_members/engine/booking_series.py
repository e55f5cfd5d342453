"""The dates of a booking that is repeated by a rule (RFC 5545, RRULE).

The rule is expanded on the wall clock of the place: 09:00 stays 09:00 when the clocks
change. How long each booking lasts is real time: one of 60 minutes is 60 minutes long
in every night, also where its end is then another hour on the clock.

Not every rule of the RFC makes a series of bookings; refused are

- rules without an end, and rules with both COUNT and UNTIL (the RFC has one of them);
- frequencies below a day, BYHOUR, BYMINUTE and BYSECOND: the start says the time;
- parts that the RFC does not allow with the frequency, or not with these values, which
  a lenient reader would leave out and so book other days than were meant.

The first date is the first one from the start on that meets the rule: it is not the
start itself when the rule leaves out that day.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.rrule import rrulestr

from .errors import EngineError
from .local_time import localize, to_local
from .terms import add_months

#: a rule that is longer was not made by a person
_MAX_LENGTH = 500
#: the days of the week as rules name them
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: no series has more dates, whatever a policy says
MAX_DATES = 1000
#: no series goes on for longer, whatever the limits say
_MAX_YEARS = 100
#: the years in which a series may start
_FIRST_YEAR, _LAST_YEAR = 2000, 2199
_MAX_YEAR = datetime.max.year
#: Gregorian calendars repeat after so many years, days of the week included
_CYCLE = 400
_UNTIL = re.compile(r"\d{8}(T\d{6}Z?)?", re.ASCII)
_NUMBER = re.compile(r"\d+", re.ASCII)
_SIGNED = re.compile(r"[+-]?\d+", re.ASCII)
_WEEKDAY = re.compile(rf"([+-]?\d+)?({'|'.join(WEEKDAYS)})", re.ASCII)
_FREQUENCIES = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
#: part → largest number, and the frequencies it goes with
_NUMBERED = {
    "BYMONTH": (12, _FREQUENCIES),
    "BYMONTHDAY": (31, ("DAILY", "MONTHLY", "YEARLY")),
    "BYYEARDAY": (366, ("YEARLY",)),
    "BYWEEKNO": (53, ("YEARLY",)),
    "BYSETPOS": (366, _FREQUENCIES),
}
#: the largest n of "the n-th Monday" of a month or year
_NTH = {"MONTHLY": 5, "YEARLY": 53}


class TooManyOccurrences(EngineError):
    """A series with more dates, or later ones, than it may have.

    ``code`` is ``series_count`` (``limit``: how many it may have; ``count``: how many
    it has, None where only known to be more than the limit) or ``series_until``
    (``limit``: last ``date`` it may have; ``count``: None).
    """

    def __init__(self, code, limit, count=None):
        super().__init__(code, limit=limit, count=count)
        self.limit = limit
        self.count = count


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a series.

    :param start: naive UTC
    :param stop: naive UTC
    :param local_start: what the clock of the place shows at the start
    :param note: None; ``gap`` when the rule's time does not exist on that day and the
        start was moved forward; ``fold`` when it exists twice and this is the first
    """

    start: datetime
    stop: datetime
    local_start: datetime
    note: str | None = None


def occurrences(
    rule: str,
    start_local: datetime,
    minutes: int,
    tz: str,
    until_limit: date | None,
    max_count: int,
) -> list[Occurrence]:
    """The dates of a series, in order.

    :param rule: RRULE of RFC 5545, with or without ``RRULE:``; ``UNTIL`` is inclusive
        and a date, a local time, or with a ``Z`` a moment in UTC
    :param start_local: naive local start of the series, in the years 2000 to 2199
    :param minutes: how long each booking lasts, in real minutes
    :param tz: name of the place's time zone
    :param until_limit: last local day on which a booking may start; None: any
    :param max_count: how many bookings there may be, at least 1
    :returns: list of :class:`Occurrence`, not empty
    :raises TooManyOccurrences: too many dates, or too late ones; no more than
        ``max_count`` + 1 of them are looked at
    :raises EngineError: ``rule_…``, ``time_zone``, ``moment``, ``positive``

    >>> series = occurrences(
    ...     "FREQ=WEEKLY;COUNT=2", datetime(2027, 3, 26, 9), 60, "Europe/Paris", None, 9
    ... )
    >>> [str(one.start) for one in series]  # 09:00 there, before and in summer time
    ['2027-03-26 08:00:00', '2027-04-02 07:00:00']
    """
    if not _FIRST_YEAR <= start_local.year <= _LAST_YEAR:
        raise EngineError("moment", moment=start_local)
    if minutes <= 0:
        raise EngineError("positive", name="minutes", value=minutes)
    parts = parse_rule(rule)
    last_day = _last_day(start_local.date(), until_limit)
    found = _expand(rule, parts, start_local, tz, last_day, max_count)
    length = timedelta(minutes=minutes)
    series = []
    for local in found:
        moment = localize(local, tz)
        shown = to_local(moment.utc, tz)
        series.append(Occurrence(moment.utc, moment.utc + length, shown, moment.note))
    return series


def _last_day(first_day, until_limit):
    last_day = add_months(first_day, 12 * _MAX_YEARS)
    return min(last_day, until_limit) if until_limit else last_day


def _expand(rule, parts, start, tz, last_day, max_count):
    """:returns: list of naive local starts, at least one"""
    count = int(parts["COUNT"]) if "COUNT" in parts else None
    if count and count > max_count:
        raise TooManyOccurrences("series_count", max_count, count)
    until = _until(parts["UNTIL"], start, tz) if count is None else None
    if until and until.year > start.year + _MAX_YEARS:
        raise TooManyOccurrences("series_until", last_day)
    found = list(islice(_iterate(parts, start, until, count), max_count + 1))
    if not found:
        raise EngineError("rule_empty", rule=rule)
    if len(found) > max_count:
        raise TooManyOccurrences("series_count", max_count)
    if found[-1].date() > last_day or (count and len(found) < count):
        raise TooManyOccurrences("series_until", last_day)
    return found


def _iterate(parts, start, until, count):
    # A rule that no day meets is followed to the end of the calendar. In the calendar's
    # last 400 years, which are as any others, this is a matter of milliseconds.
    cycles = (_MAX_YEAR - start.year) // _CYCLE
    shift = cycles * _CYCLE
    text = ";".join(
        f"{name}={value}"
        for name, value in {"WKST": "MO", **parts}.items()
        if name not in ("COUNT", "UNTIL")
    )
    late_start = start.replace(year=start.year + shift, microsecond=0)
    try:
        base = rrulestr(text, dtstart=late_start)
    except ValueError:
        raise EngineError("rule_part", part=text) from None
    late_until = until and until.replace(year=until.year + shift)
    late = base.replace(until=late_until, count=count)
    return (moment.replace(year=moment.year - shift) for moment in late)


def _until(text, start, tz):
    """:returns: naive local time, inclusive"""
    try:
        if len(text) == 8:
            return datetime.combine(datetime.strptime(text, "%Y%m%d"), time.max)
        moment = datetime.strptime(text.rstrip("Z"), "%Y%m%dT%H%M%S")
    except ValueError:
        raise EngineError("rule_part", part=f"UNTIL={text}") from None
    return to_local(moment, tz) if text.endswith("Z") else moment


def parse_rule(rule: str) -> dict[str, str]:
    """The parts of a rule, checked.

    :param rule: RRULE of RFC 5545, with or without ``RRULE:``
    :returns: dict of the names of the parts to their values, all in capitals
    :raises EngineError: ``rule_…``
    """
    text = (rule or "").strip().upper().removeprefix("RRULE:").removesuffix(";")
    if len(text) > _MAX_LENGTH:
        raise EngineError("rule_part", part=f"{text[:40]}…")
    parts = {}
    for part in text.split(";"):
        name, _equals, value = part.partition("=")
        if name in parts or not value:
            raise EngineError("rule_part", part=part)
        parts[name] = value
    freq = parts.get("FREQ")
    if freq not in _FREQUENCIES:
        raise EngineError("rule_frequency", freq=freq)
    for name, value in parts.items():
        if not _is_allowed(name, value, freq, parts):
            raise EngineError("rule_part", part=f"{name}={value}")
    if "COUNT" in parts and "UNTIL" in parts:
        raise EngineError("rule_count_until")
    if "COUNT" not in parts and "UNTIL" not in parts:
        raise EngineError("rule_endless")
    return parts


def _is_allowed(name, value, freq, parts):
    if name in ("INTERVAL", "COUNT"):
        return bool(_NUMBER.fullmatch(value)) and int(value) > 0
    if name == "UNTIL":
        return bool(_UNTIL.fullmatch(value))
    if name == "WKST":
        found = _WEEKDAY.fullmatch(value)
        return bool(found) and not found[1]
    if name == "BYDAY":
        return _are_weekdays(value.split(","), freq, parts)
    if name == "BYSETPOS" and not any(
        other.startswith("BY") and other != name for other in parts
    ):
        return False
    if name in _NUMBERED:
        largest, frequencies = _NUMBERED[name]
        return freq in frequencies and all(
            _is_number(text, largest, name) for text in value.split(",")
        )
    return name == "FREQ"


def _is_number(text, largest, name):
    if not _SIGNED.fullmatch(text):
        return False
    number = int(text)
    # The months are counted from the year's beginning only.
    return 0 < (number if name == "BYMONTH" else abs(number)) <= largest


def _are_weekdays(texts, freq, parts):
    found = [_WEEKDAY.fullmatch(text) for text in texts]
    if not all(found):
        return False
    nth = [int(match[1]) for match in found if match[1]]
    if not nth:
        return True
    # "MO,2TU" would be read as both at once by the library, so as no day at all.
    return (
        len(nth) == len(found)
        and freq in _NTH
        and "BYWEEKNO" not in parts
        and all(0 < abs(number) <= _NTH[freq] for number in nth)
    )
