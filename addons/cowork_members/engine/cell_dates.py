"""Dates as people type them; one that could be two days is refused."""

import math
import re
import unicodedata
from datetime import date, datetime, timedelta

from .cell_values import CellError, _typed

FIRST_DAY = date(1990, 1, 1)
LAST_DAY = date(2100, 12, 31)

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}

TIME_OF_DAY = r"(?:[T ]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?\s*(?:Z|UTC)?)?"
YEAR_FIRST = re.compile(
    r"([0-9]{4})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})" + TIME_OF_DAY
)
CHINESE = re.compile(
    r"(民國|民国)?\s*([0-9]{1,4})\s*年\s*([0-9]{1,2})\s*月\s*([0-9]{1,2})\s*[日号號]?"
)
COMPACT = re.compile(r"((?:19|20|21)[0-9]{2})([0-9]{2})([0-9]{2})")
DAY_NAME_YEAR = re.compile(
    r"([0-9]{1,2})(?:st|nd|rd|th)?[\s\-/.]*([a-z]+)\.?[\s\-/,]*([0-9]{4})"
)
NAME_DAY_YEAR = re.compile(
    r"([a-z]+)\.?\s*([0-9]{1,2})(?:st|nd|rd|th)?\s*,?\s+([0-9]{4})"
)
TWO_NUMBERS_YEAR = re.compile(
    r"([0-9]{1,2})\s*([-/.])\s*([0-9]{1,2})\s*\2\s*([0-9]{4})" + TIME_OF_DAY
)
SHORT_YEAR = re.compile(
    r"[0-9]{1,2}\s*[-/.]\s*(?:[0-9]{1,2}|[a-z]{3,9})\s*[-/.]\s*[0-9]{2}"
)


def read_date(cell, epoch_1904=False, first=FIRST_DAY, last=LAST_DAY):
    """Read a day.

    :param cell: as the workbook has it; text and plain serial numbers are understood
    :param epoch_1904: whether the workbook counts days from 1904
    :param first: earliest day allowed
    :param last: latest day allowed
    :returns: ``date``, or None for a blank cell
    :raises CellError: when it is no day, could be two, or is out of range
    """
    cell = _typed(cell)
    if cell is None:
        return None
    if isinstance(cell, datetime):
        day = cell.date()
    elif isinstance(cell, date):
        day = cell
    elif isinstance(cell, str):
        day = _date_from_text(cell)
    elif isinstance(cell, bool) or not isinstance(cell, int | float):
        raise CellError("not_a_date")
    else:
        day = _date_from_number(cell, epoch_1904)
    if not first <= day <= last:
        raise CellError(
            "date_out_of_range", first=first.isoformat(), last=last.isoformat()
        )
    return day


def _date_from_number(number, epoch_1904):
    """A serial number whose cell lost its date format, or 20260331."""
    if not math.isfinite(number) or number != int(number):
        raise CellError("not_a_date")
    if match := COMPACT.fullmatch(f"{int(number)}"):
        return _make(*match.groups())
    # Smaller ones are years or counts, larger ones no day before 2101.
    if not 10_000 <= number <= 73_415:
        raise CellError("not_a_date")
    return (date(1904, 1, 1) if epoch_1904 else date(1899, 12, 30)) + timedelta(
        days=int(number)
    )


def _date_from_text(text):
    text = unicodedata.normalize("NFKC", text).strip().lower()
    if len(text) > 64:
        raise CellError("not_a_date")
    if match := YEAR_FIRST.fullmatch(text.upper()):
        return _make(*match.groups())
    if match := COMPACT.fullmatch(text):
        return _make(*match.groups())
    if match := CHINESE.fullmatch(text):
        return _from_chinese(match)
    if match := DAY_NAME_YEAR.fullmatch(text):
        day, name, year = match.groups()
        return _make(year, _month(name), day)
    if match := NAME_DAY_YEAR.fullmatch(text):
        name, day, year = match.groups()
        return _make(year, _month(name), day)
    if match := TWO_NUMBERS_YEAR.fullmatch(text.upper()):
        return _from_two_numbers(int(match[1]), int(match[3]), match[4])
    if SHORT_YEAR.fullmatch(text):
        raise CellError("date_short_year")
    raise CellError("not_a_date")


def _from_chinese(match):
    era, year, month, day = match.groups()
    if era:
        # The Taiwanese calendar counts from 1912.
        year = int(year) + 1911
    elif len(year) != 4:
        raise CellError("date_short_year")
    return _make(year, month, day)


def _from_two_numbers(one, two, year):
    if one > 12 and two > 12:
        raise CellError("no_such_day")
    if one <= 12 and two <= 12 and one != two:
        raise CellError("date_ambiguous", **_both_readings(one, two, year))
    month, day = (two, one) if one > 12 else (one, two)
    return _make(year, month, day)


def _both_readings(one, two, year):
    return {
        "one": f"{year}-{two:02d}-{one:02d}",
        "other": f"{year}-{one:02d}-{two:02d}",
    }


def _month(name):
    if name not in MONTHS:
        raise CellError("not_a_date")
    return MONTHS[name]


def _make(year, month, day):
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        raise CellError("no_such_day") from None
