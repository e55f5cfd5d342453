"""Whether a door opens: credentials as values, and rights weighed against a moment.

Moments are naive ``datetime`` in UTC, as the database keeps them.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

#: what is typed at a keypad: a person's number, and a code that only they know
_PIN = re.compile(r"(\d{3,9})[#*](\d{6,12})")
#: what readers put between the bytes of a card's number
_SEPARATORS = re.compile(r"[\s:.\-]")
_CARD = re.compile(r"[0-9A-Z]{4,64}")
_QR = re.compile(r"CW-[A-Za-z0-9_-]{20,60}")

#: refusals of somebody's contracts, the most telling first
REFUSALS = (
    "blocked",
    "suspended",
    "no_pass",
    "outside_hours",
    "wrong_space",
    "booking_only",
    "other_location",
    "not_started",
    "ended",
    "no_contract",
)
_ONE_DAY = timedelta(days=1)


class Line(NamedTuple):
    """What one line of a contract in force gives at a door.

    :param mode: ``free`` (within the hours), ``pass`` (each day uses a day pass) or
        ``booking`` (only for bookings)
    :param hours: ``(start, stop)`` around the moment; None: at any time
    :param here: whether it is for the location of the door
    :param fits: whether the door leads to what the line is for
    """

    key: int
    mode: str
    hours: Sequence[tuple[datetime, datetime]] | None
    here: bool
    fits: bool


class Contract(NamedTuple):
    """What is known about a contract that names somebody.

    :param state: what it is on the day that is asked about
    :param last_day: inclusive; None: open end
    :param names_person: whether the person is in it on that day
    :param blocked: whether nobody of it may enter, for overdue invoices say
    """

    key: int
    state: str
    first_day: date
    last_day: date | None
    names_person: bool
    blocked: bool
    lines: Sequence[Line]


class Verdict(NamedTuple):
    """:param reason: ``contract``, or why not
    :param contract: key of the contract that grants or refuses
    :param line: key of the line that grants"""

    granted: bool
    reason: str
    contract: int | None = None
    line: int | None = None
    uses_pass: bool = False


def card_value(text: str) -> str | None:
    """:returns: a card's number however the reader writes it, or None when it is none

    >>> card_value("04:a2 2f-9c")
    '04A22F9C'
    """
    value = _SEPARATORS.sub("", text).upper()
    return value if _CARD.fullmatch(value) else None


def qr_value(text: str) -> str | None:
    """:returns: what one of our QR codes says, or None when it is none of ours"""
    value = text.strip()
    return value if _QR.fullmatch(value) else None


def pin_value(text: str) -> tuple[str, str] | None:
    """:returns: ``(number of the person, code)``, or None when it is no such entry

    >>> pin_value("1042*739215")
    ('1042', '739215')
    """
    found = _PIN.fullmatch(text.strip())
    return found.groups() if found else None


def keyed_hash(key: bytes, scope: str, value: str) -> str:
    """:param key: secret without which the hash of a short value cannot be guessed
    :param scope: where the value means something; the same value elsewhere has another
        hash
    :returns: 64 hexadecimal digits, always the same, so that they can be looked up"""
    return hmac.new(key, f"{scope}|{value}".encode(), hashlib.sha256).hexdigest()


def is_inside(intervals: Iterable[tuple[datetime, datetime]], moment: datetime) -> bool:
    """:returns: whether a moment is in one of the half-open ``(start, stop)``"""
    return any(start <= moment < stop for start, stop in intervals)


def leads_to(door: str, space: str) -> bool:
    """:param door: path of the space behind a door, ``"3/8/"``
    :param space: path of the space somebody may use
    :returns: whether one is in the other, or they are the same

    >>> leads_to("3/", "3/8/"), leads_to("3/8/9/", "3/8/"), leads_to("4/", "3/8/")
    (True, True, False)
    """
    return door.startswith(space) or space.startswith(door)


def days_between(
    first: date, last: date, pauses: Iterable[tuple[date, date | None]]
) -> list[tuple[date, date]]:
    """:param pauses: ``(first, last)`` days that do not count, inclusive and in order,
        the last one None while it is open
    :returns: what is left of ``first`` to ``last``, in the same form

    >>> days_between(date(2027, 1, 1), date(2027, 1, 9), [(date(2027, 1, 3), None)])
    [(datetime.date(2027, 1, 1), datetime.date(2027, 1, 2))]
    """
    found = []
    for begin, end in pauses:
        if begin > first:
            found.append((first, min(last, begin - _ONE_DAY)))
        if end is None:
            return [part for part in found if part[0] <= part[1]]
        first = max(first, end + _ONE_DAY)
    found.append((first, last))
    return [part for part in found if part[0] <= part[1]]


def weigh(contracts: Iterable[Contract], day: date, moment: datetime) -> Verdict:
    """:param contracts: of one person
    :param day: the location's day of the moment
    :returns: the verdict of the first contract that lets them in, without a pass if one
        does; else the most telling refusal"""
    verdicts = [_weigh_contract(contract, day, moment) for contract in contracts]
    granted = [verdict for verdict in verdicts if verdict.granted]
    if granted:
        return min(granted, key=lambda verdict: verdict.uses_pass)
    return most_telling(verdicts)


def most_telling(verdicts: Sequence[Verdict]) -> Verdict:
    """:returns: of refusals the one that helps most; ``no_contract`` of none"""
    if not verdicts:
        return Verdict(False, "no_contract")
    return min(verdicts, key=lambda verdict: REFUSALS.index(verdict.reason))


def _weigh_contract(contract: Contract, day: date, moment: datetime) -> Verdict:
    problem = _find_problem(contract, day)
    if problem:
        return Verdict(False, problem, contract.key)
    verdicts = [_weigh_line(contract.key, line, moment) for line in contract.lines]
    granted = [verdict for verdict in verdicts if verdict.granted]
    if granted:
        return min(granted, key=lambda verdict: verdict.uses_pass)
    return most_telling(verdicts)._replace(contract=contract.key)


def _find_problem(contract: Contract, day: date) -> str | None:
    if contract.state == "ended" or (contract.last_day and contract.last_day < day):
        return "ended"
    if contract.state == "signed" or contract.first_day > day:
        return "not_started"
    if not contract.names_person:
        return "ended"
    if contract.blocked:
        return "blocked"
    return "suspended" if contract.state == "suspended" else None


def _weigh_line(contract: int, line: Line, moment: datetime) -> Verdict:
    if not line.here:
        reason = "other_location"
    elif line.mode == "booking":
        reason = "booking_only"
    elif not line.fits:
        reason = "wrong_space"
    elif line.hours is not None and not is_inside(line.hours, moment):
        reason = "outside_hours"
    else:
        return Verdict(True, "contract", contract, line.key, line.mode == "pass")
    return Verdict(False, reason, contract, line.key)
