"""Rules of repetition as people fill them in, and what becomes of them later.

:func:`compose` and :func:`read` go from the fields of a dialog to an RRULE and back;
:func:`divide` cuts a rule in two where a series changes from a day on.
"""

from dataclasses import dataclass
from datetime import date, datetime

from .booking_series import MAX_DATES, WEEKDAYS, occurrences, parse_rule
from .errors import EngineError

DAY, WEEK, MONTH, YEAR = "day", "week", "month", "year"
_FREQUENCIES = {DAY: "DAILY", WEEK: "WEEKLY", MONTH: "MONTHLY", YEAR: "YEARLY"}
_UNITS = {freq: unit for unit, freq in _FREQUENCIES.items()}
#: what besides the frequency :func:`read` understands
_PLAIN = {
    DAY: set(),
    WEEK: {"BYDAY"},
    MONTH: {"BYDAY", "BYMONTHDAY"},
    YEAR: set(),
}
_ENDS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Repetition:
    """How something is repeated.

    :param unit: ``day``, ``week``, ``month`` or ``year``
    :param interval: every so many of them
    :param weekdays: days of the week, 0 for Monday; with ``nth`` exactly one
    :param nth: of the month: 1 to 5, or -1 for the last one; 0: not by weekday
    :param day: of the month, 1 to 31; 0: not by day
    :param count: how many times; 0: until a day
    :param until: last local day; None: so many times
    """

    unit: str
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    nth: int = 0
    day: int = 0
    count: int = 0
    until: date | None = None


def compose(repetition: Repetition) -> str:
    """The rule of a repetition.

    :param repetition: :class:`Repetition`
    :returns: RRULE of RFC 5545
    :raises EngineError: ``rule_…`` when the fields make no rule

    >>> compose(Repetition(unit="week", interval=2, weekdays=(0, 2), count=12))
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=12'
    """
    parts = {"FREQ": _FREQUENCIES.get(repetition.unit, repetition.unit)}
    if repetition.interval != 1:
        parts["INTERVAL"] = repetition.interval
    if repetition.weekdays:
        parts["BYDAY"] = ",".join(
            f"{repetition.nth or ''}{WEEKDAYS[number]}"
            for number in sorted(repetition.weekdays)
        )
    if repetition.day:
        parts["BYMONTHDAY"] = repetition.day
    if repetition.until:
        parts["UNTIL"] = f"{repetition.until:%Y%m%d}"
    elif repetition.count:
        parts["COUNT"] = repetition.count
    rule = _join(parts)
    parse_rule(rule)
    return rule


def read(rule: str) -> Repetition | None:
    """The repetition that a rule is, where a person could have filled it in.

    :param rule: RRULE
    :returns: :class:`Repetition`, or None for a rule with more to it
    :raises EngineError: ``rule_…``
    """
    parts = parse_rule(rule)
    unit = _UNITS[parts["FREQ"]]
    interval = int(parts.get("INTERVAL", 1))
    days = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    # They are all of one number, or of none.
    nth = int(days[0][:-2] or 0) if days else 0
    plain = parts.keys() - _ENDS <= _PLAIN[unit]
    starts_anywhere = interval == 1 or parts.get("WKST", "MO") == "MO"
    by_day = parts.get("BYMONTHDAY", "0")
    ends_on_a_day = len(parts.get("UNTIL", "")) in (0, 8)
    if not (plain and starts_anywhere and ends_on_a_day and by_day.isdigit()):
        return None
    if unit == MONTH and days and (len(days) > 1 or not nth or by_day != "0"):
        return None
    return Repetition(
        unit=unit,
        interval=interval,
        weekdays=tuple(sorted({WEEKDAYS.index(day[-2:]) for day in days})),
        nth=nth,
        day=int(by_day),
        count=int(parts.get("COUNT", 0)),
        until=_day(parts["UNTIL"]) if "UNTIL" in parts else None,
    )


def divide(
    rule: str, start_local: datetime, tz: str, day: date
) -> tuple[str, str, date] | None:
    """A rule cut in two where the second part begins on or after a day.

    :param rule: RRULE
    :param start_local: naive local start of the series
    :param tz: name of the place's time zone
    :param day: local day from which on the second part is
    :returns: rule of the first part, of the second, and the first day of the second;
        None when one of the two would have no date
    :raises EngineError: as :func:`~.booking_series.occurrences`

    >>> divide("FREQ=DAILY;COUNT=5", datetime(2027, 1, 4, 9), "UTC", date(2027, 1, 6))
    ('FREQ=DAILY;COUNT=2', 'FREQ=DAILY;COUNT=3', datetime.date(2027, 1, 6))
    """
    found = occurrences(rule, start_local, 1, tz, None, MAX_DATES)
    before = sum(one.local_start.date() < day for one in found)
    if not 0 < before < len(found):
        return None
    parts = parse_rule(rule)
    ends = {"COUNT": before}, {"COUNT": len(found) - before}
    if "UNTIL" in parts:
        ends = ends[0], {"UNTIL": parts["UNTIL"]}
    rest = {n: v for n, v in parts.items() if n not in ("COUNT", "UNTIL")}
    first, second = (_join({**rest, **end}) for end in ends)
    return first, second, found[before].local_start.date()


def _join(parts):
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _day(text):
    """:returns: the date of a value of UNTIL"""
    try:
        return datetime.strptime(text[:8], "%Y%m%d").date()
    except ValueError:
        raise EngineError("rule_part", part=f"UNTIL={text}") from None
