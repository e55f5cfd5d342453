"""Whether a booking is one that the rules of a space allow, and when one would be.

A rule that is broken is a :class:`Violation`, a code with values; the caller has the
words for it. Moments are naive UTC; what depends on the clock of the place — the grid
of slots, days ahead, weeks — is worked out in its time zone. Lengths are real time.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from decimal import Decimal

from .errors import EngineError
from .local_time import GAP, ONE_DAY, localize, to_local
from .proration import to_decimal
from .sla import merge

#: longer bookings are contracts, or typing mistakes
MAX_DAYS = 31
#: no rule needs a larger number, whatever its unit
_LARGEST = 10**6
_ONE_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What a booking has to keep to; 0 is no limit everywhere.

    :param slot_minutes: it starts and stops every so many minutes from local midnight
    :param min_minutes: shortest booking
    :param max_minutes: longest booking
    :param min_lead_minutes: it is made so long before its start
    :param max_advance_days: it starts so many local days after today at the latest
    :param buffer_minutes: the space is taken for so long after it (cleaning)
    :param cooldown_minutes: between two bookings of one member, before and after
    :param max_per_week: bookings of one member that start in one ISO week
    :param max_hours_per_week: hours of these bookings, all of each
    :raises EngineError: ``not_a_number``, ``too_large``, ``negative``
    """

    slot_minutes: int = 0
    min_minutes: int = 0
    max_minutes: int = 0
    min_lead_minutes: int = 0
    max_advance_days: int = 0
    buffer_minutes: int = 0
    cooldown_minutes: int = 0
    max_per_week: int = 0
    max_hours_per_week: Decimal = Decimal(0)

    def __post_init__(self):
        for field in fields(self):
            value = getattr(self, field.name)
            if to_decimal(value) < 0:
                raise EngineError("negative", name=field.name, value=value)
            if value > _LARGEST:
                raise EngineError("too_large", value=value)


@dataclass(frozen=True, slots=True)
class Wanted:
    """One booking that somebody wants.

    :param start: naive UTC
    :param stop: naive UTC
    :param now: naive UTC
    :param tz: name of the place's time zone
    """

    start: datetime
    stop: datetime
    now: datetime
    tz: str

    @property
    def minutes(self):
        """How long it is, in whole minutes."""
        return (self.stop - self.start) // _ONE_MINUTE


@dataclass(init=False)
class Violation:
    """One rule that a booking breaks: its code, and what the rule and the booking are.

    =================  ==========================================================
    code               values
    =================  ==========================================================
    ``order``          ``start``, ``stop``
    ``too_long_ever``  ``max_days``
    ``grain``          ``slot_minutes``, ``edges`` (``start``, ``stop`` or both)
    ``min_length``     ``minutes``, ``min_minutes``
    ``max_length``     ``minutes``, ``max_minutes``
    ``past``           ``now``
    ``lead``           ``min_lead_minutes``, ``earliest``
    ``advance``        ``max_advance_days``, ``last_day`` (local ``date``)
    ``closed``         ``closes`` (end of the opening it starts in, or None), ``opens``
                       (next opening, or None)
    ``cooldown``       ``cooldown_minutes``, ``other_start``, ``other_stop``
    ``week_count``     ``max_per_week``, ``count`` (without the one wanted), ``monday``
    ``week_hours``     ``max_hours_per_week``, ``minutes`` (without the one wanted),
                       ``monday`` (local ``date``)
    =================  ==========================================================
    """

    code: str
    values: dict

    def __init__(self, code, **values):
        self.code = code
        self.values = values


def violations(
    policy: Policy,
    wanted: Wanted,
    open_intervals: Iterable | None,
    own_bookings: Iterable,
) -> list[Violation]:
    """What is against a booking, apart from other people's bookings.

    Without a sensible start and end nothing else is looked at.

    :param policy: :class:`Policy`
    :param wanted: :class:`Wanted`
    :param open_intervals: ``(start, stop)`` in which the place is open, in any order;
        None: always
    :param own_bookings: ``(start, stop)`` of the same member under the same policy,
        without the one that is wanted
    :returns: list of :class:`Violation`, empty when the booking is allowed
    :raises EngineError: ``time_zone``, ``moment``

    >>> wanted = Wanted(*(datetime(2027, 1, 4, h) for h in (9, 10, 8)), "Europe/Paris")
    >>> violations(Policy(min_minutes=90), wanted, None, [])
    [Violation(code='min_length', values={'minutes': 60, 'min_minutes': 90})]
    """
    if wanted.stop <= wanted.start:
        return [Violation("order", start=wanted.start, stop=wanted.stop)]
    if wanted.stop - wanted.start > MAX_DAYS * ONE_DAY:
        return [Violation("too_long_ever", max_days=MAX_DAYS)]
    own_bookings = sorted(own_bookings)
    return [
        *_check_grain(policy, wanted),
        *_check_length(policy, wanted),
        *_check_time_ahead(policy, wanted),
        *_check_opening(wanted, open_intervals),
        *_check_cooldown(policy, wanted, own_bookings),
        *_check_week(policy, wanted, own_bookings),
    ]


def _check_grain(policy, wanted):
    if policy.slot_minutes:
        grid = policy.slot_minutes * _ONE_MINUTE
        edges = tuple(
            name
            for name in ("start", "stop")
            if _off_grid(getattr(wanted, name), grid, wanted.tz)
        )
        if edges:
            yield Violation("grain", slot_minutes=policy.slot_minutes, edges=edges)


def _check_length(policy, wanted):
    length, minutes = wanted.stop - wanted.start, wanted.minutes
    if length < policy.min_minutes * _ONE_MINUTE:
        yield Violation("min_length", minutes=minutes, min_minutes=policy.min_minutes)
    if policy.max_minutes and length > policy.max_minutes * _ONE_MINUTE:
        yield Violation("max_length", minutes=minutes, max_minutes=policy.max_minutes)


def _check_time_ahead(policy, wanted):
    earliest = wanted.now + policy.min_lead_minutes * _ONE_MINUTE
    if wanted.start < wanted.now:
        yield Violation("past", now=wanted.now)
    elif wanted.start < earliest:
        yield Violation(
            "lead", min_lead_minutes=policy.min_lead_minutes, earliest=earliest
        )
    if policy.max_advance_days:
        today = to_local(wanted.now, wanted.tz).date()
        last_day = today + policy.max_advance_days * ONE_DAY
        if to_local(wanted.start, wanted.tz).date() > last_day:
            yield Violation(
                "advance", max_advance_days=policy.max_advance_days, last_day=last_day
            )


def _check_opening(wanted, open_intervals):
    if open_intervals is None:
        return
    closes = opens = None
    for begin, end in merge(open_intervals):
        if begin <= wanted.start < end:
            if wanted.stop <= end:
                return
            closes = end
        elif begin > wanted.start:
            opens = begin
            break
    yield Violation("closed", closes=closes, opens=opens)


def _check_cooldown(policy, wanted, own_bookings):
    pause = policy.cooldown_minutes * _ONE_MINUTE
    for start, stop in own_bookings if pause else ():
        if wanted.start < stop + pause and start < wanted.stop + pause:
            yield Violation(
                "cooldown",
                cooldown_minutes=policy.cooldown_minutes,
                other_start=start,
                other_stop=stop,
            )
            return


def _check_week(policy, wanted, own_bookings):
    if not (policy.max_per_week or policy.max_hours_per_week):
        return
    monday = _monday(wanted.start, wanted.tz)
    lengths = [
        stop - start
        for start, stop in own_bookings
        if _monday(start, wanted.tz) == monday
    ]
    if policy.max_per_week and len(lengths) >= policy.max_per_week:
        yield Violation(
            "week_count",
            max_per_week=policy.max_per_week,
            count=len(lengths),
            monday=monday,
        )
    before = sum(lengths, timedelta(0))
    limit = timedelta(hours=float(policy.max_hours_per_week))
    if limit and before + wanted.stop - wanted.start > limit:
        yield Violation(
            "week_hours",
            max_hours_per_week=policy.max_hours_per_week,
            minutes=before // _ONE_MINUTE,
            monday=monday,
        )


def _monday(moment, tz):
    day = to_local(moment, tz).date()
    return day - day.weekday() * ONE_DAY


def busy_range(
    policy: Policy, start: datetime, stop: datetime
) -> tuple[datetime, datetime]:
    """From when until when a booking takes its space.

    :param policy: :class:`Policy`
    :param start: of the booking
    :param stop: of the booking
    :returns: ``(busy_start, busy_stop)``, the buffer after it included
    """
    return start, stop + policy.buffer_minutes * _ONE_MINUTE


def free_gaps(
    open_intervals: Iterable | None,
    busy_intervals: Iterable,
    start: datetime,
    stop: datetime,
    minutes: int,
    slot_minutes: int,
    tz: str,
    buffer_minutes: int = 0,
) -> Iterator[tuple[datetime, datetime]]:
    """Bookings that would be free, in order of time.

    Each start on the grid is tried, so they overlap; a length that does not end on the
    grid is lengthened up to it. What they break of other rules is not looked at.

    :param open_intervals: ``(start, stop)`` in which the place is open; None: always
    :param busy_intervals: ``(busy_start, busy_stop)`` of what is booked
    :param start: naive UTC from which to look
    :param stop: naive UTC until which the booking has to be over
    :param minutes: how long it is
    :param slot_minutes: grid from local midnight; 0: every minute
    :param tz: name of the place's time zone
    :param buffer_minutes: what has to be free after it as well, closed or not
    :returns: iterator of ``(start, stop)``, worked out while it is asked for
    :raises EngineError: ``positive``, ``time_zone``, ``moment``
    """
    if minutes <= 0:
        raise EngineError("positive", name="minutes", value=minutes)
    grid = (slot_minutes or 1) * _ONE_MINUTE
    length, buffer = minutes * _ONE_MINUTE, buffer_minutes * _ONE_MINUTE
    # As if each began earlier by the buffer: so it fits between this one and the next.
    blocked = [(begin - buffer, end) for begin, end in busy_intervals if begin < end]
    opened = [(start, stop)] if open_intervals is None else open_intervals
    for begin, end in _without(merge(opened), merge(blocked)):
        begin, end = max(begin, start), min(end, stop)
        while begin + length <= end:
            begin = _next_on_grid(begin, grid, tz)
            until = _next_on_grid(begin + length, grid, tz)
            if until > end:
                break
            yield begin, until
            begin += _ONE_MINUTE


def _without(intervals, blocked):
    """:returns: iterator of what of sorted intervals is in none of the sorted others"""
    blocked = iter(blocked)
    block = next(blocked, None)
    for begin, end in intervals:
        while block and block[1] <= begin:
            block = next(blocked, None)
        while block and block[0] < end:
            if begin < block[0]:
                yield begin, block[0]
            begin = block[1]
            if begin >= end:
                break
            block = next(blocked, None)
        if begin < end:
            yield begin, end


def _next_on_grid(moment, grid, tz):
    """:returns: ``moment``, or the first one after it that is on the grid"""
    while over := _off_grid(moment, grid, tz):
        local = to_local(moment, tz)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0) + ONE_DAY
        # When the clock changes meanwhile this is not there yet: hence the loop.
        moment += min(grid - over, midnight - local)
    return moment


def _off_grid(moment, grid, tz):
    """:returns: how long ago on the clock the last time of the grid was, counted from
    local midnight; nothing when it is now"""
    local = to_local(moment, tz)
    since_midnight = local - local.replace(hour=0, minute=0, second=0, microsecond=0)
    over = since_midnight % grid
    if over:
        last = localize(local - over, tz)
        # A time of the grid that does not exist on this day was moved forward.
        if last.note == GAP and last.utc == moment:
            return timedelta(0)
    return over
