"""What somebody reports: their words made fit to be kept, and told from one another."""

import re
import unicodedata
from datetime import date

from dateutil.relativedelta import relativedelta

#: characters of a report, of its first line, and of a name or an address
MAX_TEXT = 4000
MAX_SUBJECT = 80
MAX_SHORT = 120
#: characters that say nothing, or turn the others around
_UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")


def clean_text(text: object, most: int = MAX_TEXT) -> str:
    """:returns: what can be read of a text, ``most`` characters of it

    >>> clean_text("  leaks\\x00\\u202e!\\r\\nagain ")
    'leaks!\\nagain'
    """
    if not isinstance(text, str):
        return ""
    lines = text[: 4 * most].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    kept = ("".join(filter(_is_seen, line.replace("\t", " "))) for line in lines)
    return "\n".join(kept).strip()[:most].strip()


def _is_seen(character):
    # Joins the parts of one emoji or letter.
    return character == "\u200d" or unicodedata.category(character) not in _UNSEEN


def clean_line(text: object, most: int = MAX_SHORT) -> str:
    """:returns: a text as one line

    >>> clean_line("Ana\\nRuiz")
    'Ana Ruiz'
    """
    return " ".join(clean_text(text, most).split())


def subject_of(text: str) -> str:
    """:param text: a report
    :returns: its first sentence, cut between words where it is long

    >>> subject_of("The tap drips. Since Monday.")
    'The tap drips'
    """
    line = text.strip().split("\n", 1)[0].strip()
    line = re.split(r"(?<=\S)[.!?](?=\s|$)|[。！？]", line, maxsplit=1)[0].strip()
    if len(line) <= MAX_SUBJECT:
        return line
    cut = line[: MAX_SUBJECT - 1]
    head, space, _tail = cut.rpartition(" ")
    return (head if space and len(head) > MAX_SUBJECT // 2 else cut).rstrip() + "…"


def is_same(first: str, second: str) -> bool:
    """:returns: whether two reports use the same words

    >>> is_same("The tap  drips!", "the tap drips")
    True
    """
    return _words(first) == _words(second)


def _words(text):
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text).casefold())


def next_due(last: date, number: int, unit: str) -> date:
    """:param last: day of the last inspection
    :param number: how many units later the next is due
    :param unit: ``month`` or ``year``
    :returns: the day; the last of the month where the month is shorter

    >>> next_due(date(2024, 2, 29), 1, "year")
    datetime.date(2025, 2, 28)
    """
    return last + relativedelta(**{f"{unit}s": number})


def due_state(due: date | None, today: date, notice: int) -> str:
    """:param due: day by which something is due, if there is one
    :param notice: days before it from which it is to be prepared
    :returns: ``none``, ``later``, ``soon`` or ``overdue``

    >>> due_state(date(2027, 3, 1), date(2027, 2, 20), 14)
    'soon'
    """
    if not due:
        return "none"
    if due < today:
        return "overdue"
    return "soon" if (due - today).days <= notice else "later"
