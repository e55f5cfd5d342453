"""Bookings as calendar programs read them (RFC 5545), and invitations (RFC 5546).

Moments are written in UTC, so no description of time zones is needed. Written here, as
what the ERP ships leaves line breaks in the names of people: a name could add lines of
its own.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

#: octets of a line without its break
_LINE = 75
_CONTROL = dict.fromkeys([*range(32), 127])
_ESCAPES = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One entry of a calendar.

    :param uid: the same for the same booking, for ever
    :param sequence: higher each time that a new invitation says something else
    :param stamp: naive UTC, when this was written
    :param start: naive UTC
    :param stop: naive UTC, exclusive
    :param status: ``CONFIRMED``, ``TENTATIVE`` or ``CANCELLED``
    :param organizer: ``(name, e-mail)`` of who invites, or None
    :param attendees: of who are invited
    """

    uid: str
    stamp: datetime
    start: datetime
    stop: datetime
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""
    sequence: int = 0
    status: str = "CONFIRMED"
    organizer: tuple[str, str] | None = None
    attendees: tuple[tuple[str, str], ...] = ()


def calendar(events: Iterable[Event], method: str = "PUBLISH", name: str = "") -> bytes:
    """:param method: ``PUBLISH`` for a file or feed, ``REQUEST`` to invite, ``CANCEL``
        to take an invitation back
    :param name: of a feed
    :returns: the file's content

    >>> calendar([]).decode().split()[:2]
    ['BEGIN:VCALENDAR', 'VERSION:2.0']
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Cowork//Bookings//EN",
        "CALSCALE:GREGORIAN",
        f"METHOD:{method}",
    ]
    if name:
        lines.append(f"X-WR-CALNAME:{_text(name)}")
    for event in events:
        lines.extend(_event_lines(event))
    lines.append("END:VCALENDAR")
    return b"".join(_fold(line) for line in lines)


def _event_lines(event):
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(event.uid)}"
    yield f"DTSTAMP:{_moment(event.stamp)}"
    yield f"DTSTART:{_moment(event.start)}"
    yield f"DTEND:{_moment(event.stop)}"
    yield f"SEQUENCE:{event.sequence:d}"
    yield f"STATUS:{event.status}"
    yield f"SUMMARY:{_text(event.summary)}"
    for name, value in (
        ("LOCATION", event.location),
        ("DESCRIPTION", event.description),
    ):
        if value:
            yield f"{name}:{_text(value)}"
    if event.url:
        yield f"URL:{_plain(event.url)}"
    if event.organizer:
        yield _person("ORGANIZER", *event.organizer)
    for name, email in event.attendees:
        yield _person("ATTENDEE;ROLE=REQ-PARTICIPANT;RSVP=TRUE", name, email)
    yield "END:VEVENT"


def _person(what, name, email):
    # A quoted value holds anything but quotes and control characters.
    shown = _plain(name or email).replace('"', "'")
    return f'{what};CN="{shown}":mailto:{_plain(email)}'


def _moment(moment):
    return f"{moment:%Y%m%dT%H%M%SZ}"


def _text(value):
    lines = value.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(map(_plain, lines)).translate(_ESCAPES)


def _plain(value):
    return value.translate(_CONTROL)


def _fold(line):
    """:returns: the line in UTF-8, cut where it is too long, not within a character"""
    parts, part, room = [], b"", _LINE
    for char in line:
        octets = char.encode("utf-8", "replace")
        if len(part) + len(octets) > room:
            parts.append(part)
            # The space that begins the next line counts.
            part, room = b"", _LINE - 1
        part += octets
    parts.append(part)
    return b"\r\n ".join(parts) + b"\r\n"
