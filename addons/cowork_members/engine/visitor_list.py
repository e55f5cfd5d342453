"""Visitors as people type them: one in a line."""

import re
from typing import NamedTuple

from .errors import EngineError

_EMAIL = re.compile(r"[^\s@,;<>()]+@[^\s@,;<>()]+\.[^\s@,;<>()]+")
_PHONE = re.compile(r"\+?[\d\s()./-]{6,}")
_MARKS = " \t,;<>()|-–"
MAX_LENGTH = 120


class Person(NamedTuple):
    """Somebody who is to come; what was not given is empty."""

    name: str
    email: str = ""
    phone: str = ""
    company: str = ""


def read_people(text: str) -> list[Person]:
    """The visitors in a text, a line for each: a name, and behind it in any order an
    e-mail address, a telephone number and the company, separated by commas.

    :param text: what somebody typed
    :returns: list of :class:`Person`, none of them twice
    :raises EngineError: ``no_name`` (``line``) where a line holds no name

    >>> read_people("Ana Ruiz, ana@example.com, Blue Lab\\nBo Li +86 138 0013 8000")
    ... # doctest: +NORMALIZE_WHITESPACE
    [Person(name='Ana Ruiz', email='ana@example.com', phone='', company='Blue Lab'),
     Person(name='Bo Li', email='', phone='+86 138 0013 8000', company='')]
    """
    found = {}
    for line in text.splitlines():
        if line.strip(_MARKS):
            found.setdefault(_read_person(line), None)
    return list(found)


def _read_person(line):
    rest, email = _take(_EMAIL, line)
    rest, phone = _take(_PHONE, rest)
    parts = [part.strip(_MARKS) for part in re.split("[,;\t<>]", rest)]
    words = [part for part in parts if part]
    if not words:
        raise EngineError("no_name", line=line.strip()[:MAX_LENGTH])
    return Person(
        words[0][:MAX_LENGTH],
        email.lower(),
        phone.strip(_MARKS),
        " ".join(words[1:])[:MAX_LENGTH],
    )


def _take(pattern, line):
    """:returns: the line without the first match, and the match"""
    found = pattern.search(line)
    if not found:
        return line, ""
    return f"{line[: found.start()]},{line[found.end() :]}", found[0]
