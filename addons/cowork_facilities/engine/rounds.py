"""When rounds are due, and how much of them was done, on plain values."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from dateutil.rrule import rrulestr

from odoo.addons.cowork_members.engine.booking_series import parse_rule
from odoo.addons.cowork_members.engine.errors import EngineError
from odoo.addons.cowork_members.engine.local_time import localize

#: what becomes of a day of the rule on which the location does not work
ANY, SKIP, NEXT, BEFORE = "any", "skip", "next", "before"
#: no location is closed for longer
_SEARCH_DAYS = 60
_ONE_DAY = timedelta(days=1)
_MINUTES = 24 * 60


class Shift(NamedTuple):
    """When on a day a round is due, in hours of the place's clock.

    ``stop`` at or before ``start`` is on the next day.
    """

    start: float
    stop: float


@dataclass(frozen=True, slots=True)
class Limits:
    """The values that are in order; None: no limit."""

    least: float | None = None
    most: float | None = None


def end_rule(rule: str, last: date) -> str:
    """A rule that goes on for ever, cut where it is no longer looked at.

    :param rule: RRULE, with or without an end of its own
    :param last: day
    :returns: RRULE with an end
    :raises EngineError: ``rule_…`` when it is none

    >>> end_rule("FREQ=DAILY", date(2027, 1, 31))
    'FREQ=DAILY;UNTIL=20270131'
    """
    text = (rule or "").strip().upper().removeprefix("RRULE:").removesuffix(";")
    if "COUNT=" not in text and "UNTIL=" not in text:
        text = f"{text};UNTIL={last:%Y%m%d}"
    parse_rule(text)
    return text


def round_days(rule, anchor, first, last, closed=ANY, works=None) -> list[date]:
    """The days of a rule, each counted from its anchor.

    :param rule: RRULE
    :param anchor: first ``date`` of the rule
    :param first: first ``date`` that is looked at
    :param last: last ``date`` that is looked at
    :param closed: what becomes of a day on which the location does not work: ``any``,
        ``skip``, ``next`` or ``before``
    :param works: function that tells whether a ``date`` is a working day
    :returns: list of days from ``first`` to ``last``, each once
    :raises EngineError: ``rule_…``

    >>> round_days("FREQ=MONTHLY;BYMONTHDAY=31", date(2027, 1, 31), date(2027, 2, 1),
    ...            date(2027, 3, 31))
    [datetime.date(2027, 3, 31)]
    """
    if first > last:
        return []
    reach = _ONE_DAY * (_SEARCH_DAYS if closed in (NEXT, BEFORE) else 0)
    text = end_rule(rule, last + reach)
    parts = parse_rule(text)
    start = datetime.combine(anchor, time.min)
    try:
        dates = rrulestr(
            ";".join(f"{name}={value}" for name, value in parts.items()), dtstart=start
        )
    except ValueError:
        raise EngineError("rule_part", part=text) from None
    begin = datetime.combine(max(anchor, first - reach), time.min)
    end = datetime.combine(last + reach, time.min)
    days = [moment.date() for moment in dates.between(begin, end, inc=True)]
    moved = {_move(day, closed, works) for day in days}
    return sorted(day for day in moved if day and first <= day <= last)


def _move(day, closed, works):
    """:returns: the working day on which what is due on ``day`` is done, or None"""
    if closed == ANY or works is None or works(day):
        return day
    if closed == SKIP:
        return None
    step = _ONE_DAY if closed == NEXT else -_ONE_DAY
    for number in range(1, _SEARCH_DAYS):
        if works(day + number * step):
            return day + number * step
    return None


def shift_times(day: date, shift: Shift, tz: str) -> tuple[datetime, datetime]:
    """From when to when a round of a day is due.

    :param day: local day
    :param shift: :class:`Shift`
    :param tz: name of the place's time zone
    :returns: naive UTC, start before the end

    >>> shift_times(date(2027, 1, 4), Shift(22, 6), "UTC")
    (datetime.datetime(2027, 1, 4, 22, 0), datetime.datetime(2027, 1, 5, 6, 0))
    """
    begin, end = (round(hour * 60) for hour in shift)
    if end <= begin:
        end += _MINUTES
    midnight = datetime.combine(day, time.min)
    start, stop = (
        localize(midnight + timedelta(minutes=minutes), tz).utc
        for minutes in (begin, end)
    )
    # Where the clock is put forward the whole shift may not exist.
    return start, max(stop, start + timedelta(minutes=1))


def value_in_order(value: float, limits: Limits) -> bool:
    """:returns: whether a measured value is within its limits, both of them included"""
    return (limits.least is None or value >= limits.least) and (
        limits.most is None or value <= limits.most
    )


def covered_spaces(points, due):
    """The spaces of a round, and which of them were covered on schedule: every point of
    theirs was looked at by the time the round was due.

    :param points: list of ``(space, moment it was looked at or None)``; skipped points
        were not looked at
    :param due: moment
    :returns: set of the spaces due, set of those covered

    >>> covered_spaces([("a", 1), ("a", None), ("b", 2)], 3) == ({"a", "b"}, {"b"})
    True
    """
    spaces = {space for space, _moment in points if space}
    open_ones = {space for space, moment in points if moment is None or moment > due}
    return spaces, spaces - open_ones


def coverage_rate(covered: int, due: int) -> float | None:
    """:returns: spaces covered of a hundred due; None where nothing was due"""
    return 100.0 * covered / due if due else None
