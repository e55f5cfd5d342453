"""What people type into cells, read as numbers, dates, times, codes and words.

Every reader takes a cell as :mod:`.workbook_reader` returns it and gives back a plain
value, ``None`` for a blank cell, or raises :class:`CellError`. What could be read in
two ways is refused with the way to write it: a wrong price is worse than none.
"""

import math
import re
import unicodedata
from datetime import date, datetime, time, timedelta

from .workbook_reader import BadCell, Percent

LARGEST = 1e12
SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f\u3000]+")
# Control characters, byte order marks and zero-width characters are typing accidents.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ud800-\udfff]"
)
CURRENCY = re.compile(
    r"^(?:nt\$|hk\$|us\$|rmb|cny|usd|eur|gbp|twd|hkd|sgd|jpy|[¥$€£₩])\s*"
    r"|\s*(?:rmb|cny|usd|eur|gbp|twd|hkd|sgd|jpy|元|圆|圓|円|[¥$€£₩])$",
    re.IGNORECASE,
)
# One address, no display name: letters of any script, but no separators.
EMAIL = re.compile(
    r"[^\s@<>()\[\],;:\"\\]{1,64}"
    r"@(?:[^\s@<>()\[\],;:\"\\.]{1,63}\.)+"
    r"[^\s@<>()\[\],;:\"\\.\d]{2,63}"
)


class CellError(Exception):
    """A cell that cannot be read: a stable code, the words are chosen elsewhere."""

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


def show(cell):
    """:returns: the cell as a person would recognise it, for reports"""
    if cell is None:
        return ""
    if isinstance(cell, BadCell):
        return cell.text
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Percent):
        return f"{cell * 100:.10g}%"
    if isinstance(cell, int | float):
        return f"{cell:.15g}"
    if isinstance(cell, datetime):
        return str(cell.date() if cell.time() == time() else cell)
    if isinstance(cell, date | time):
        return cell.isoformat()
    return clean(str(cell))[:200]


def clean(text):
    """:returns: text without stray spaces and invisible characters"""
    return SPACES.sub(" ", INVISIBLE.sub("", text)).strip()


def fold(text):
    """:returns: text in the form in which codes and words are compared: full-width
    characters narrow, no difference between capitals and small letters"""
    return clean(unicodedata.normalize("NFKC", text)).casefold()


def _typed(cell):
    """Refuse cells without a value; :returns: the cell, folded when it is text"""
    if isinstance(cell, BadCell):
        raise CellError(cell.code, text=cell.text)
    if isinstance(cell, str):
        return unicodedata.normalize("NFKC", clean(cell)) or None
    return cell


# Text and codes ----------------------------------------------------------------------


def read_text(cell):
    """:returns: the text of the cell, numbers as they are written, or None"""
    if isinstance(cell, str):
        # Names keep their characters as typed, full-width ones included.
        return clean(cell) or None
    return read_code(cell)


def read_code(cell):
    """:returns: a code; 1001.0 is "1001", as the number 1001 looks in Excel"""
    cell = _typed(cell)
    if cell is None or isinstance(cell, str):
        if cell and len(cell) > 64:
            raise CellError("code_too_long", limit=64)
        return cell
    if isinstance(cell, bool):
        raise CellError("not_a_code")
    if isinstance(cell, int | float):
        if not math.isfinite(cell) or abs(cell) >= 1e15:
            raise CellError("code_number_too_long")
        return f"{cell:.15g}"
    raise CellError("code_is_date")


def read_email(cell):
    """:returns: one e-mail address, or None"""
    cell = _typed(cell)
    if cell is None:
        return None
    text = str(cell).removeprefix("mailto:")
    if len(text) > 254 or not EMAIL.fullmatch(text) or ".." in text:
        raise CellError("not_an_email")
    return text


# Numbers -----------------------------------------------------------------------------


def read_number(cell, low=None, high=None):
    """Read a number that may have been typed as text.

    :param low: smallest value allowed, or None
    :param high: largest value allowed, or None
    :returns: float, or None for a blank cell
    """
    cell = _typed(cell)
    if cell is None:
        return None
    if isinstance(cell, str):
        value = _number_from_text(cell)
    elif isinstance(cell, bool) or not isinstance(cell, int | float):
        raise CellError("not_a_number")
    else:
        value = float(cell)
    return _within(value, low, high)


def _within(value, low, high):
    if not math.isfinite(value):
        raise CellError("not_a_number")
    if abs(value) > LARGEST:
        raise CellError("number_too_large")
    if low is not None and value < low or high is not None and value > high:
        if low == 0 and high is None:
            raise CellError("number_negative")
        raise CellError("number_out_of_range", low=_plain(low), high=_plain(high))
    return value + 0.0


def _plain(number):
    return "" if number is None else f"{number:g}"


def _number_from_text(text):
    text = CURRENCY.sub("", CURRENCY.sub("", text.strip())).strip()
    sign = 1.0
    if match := re.fullmatch(r"\((.+)\)", text):
        # Accountants write negative amounts in brackets.
        sign, text = -1.0, match[1].strip()
    if text[:1] in "+-−" and text:
        sign = sign if text[0] == "+" else -sign
        text = CURRENCY.sub("", text[1:].strip()).strip()
    # A space or an apostrophe separates groups of three digits, nothing else.
    if re.fullmatch(r"[0-9]{1,3}(?:[ '’][0-9]{3})+(?:[.,][0-9]+)?", text):
        text = re.sub(r"[ '’]", "", text)
        return sign * _to_float(text.replace(",", "."))
    for group, point in ((",", "."), (".", ",")):
        grouped = rf"[0-9]{{1,3}}(?:{re.escape(group)}[0-9]{{3}})+"
        both = re.fullmatch(rf"({grouped}){re.escape(point)}([0-9]+)", text)
        many = re.fullmatch(rf"{grouped}{re.escape(group)}[0-9]{{3}}", text)
        if both or many:
            text = text.replace(group, "").replace(point, ".")
            return sign * _to_float(text)
    return sign * _single_separator(text)


def _single_separator(text):
    """Numbers with at most one separator, where 1.200 may mean two things."""
    if re.fullmatch(r"[0-9]+", text):
        return _to_float(text)
    match = re.fullmatch(r"([0-9]*)([.,])([0-9]+)", text)
    if not match:
        raise CellError("not_a_number")
    whole, separator, digits = match.groups()
    could_be_group = len(digits) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"
    if could_be_group:
        if separator == ",":
            return _to_float(whole + digits)
        raise CellError(
            "number_ambiguous", one=f"{whole}{digits}", other=f"{whole}.{digits}0"
        )
    return _to_float(f"{whole or 0}.{digits}")


def _to_float(text):
    return float(text) if len(text) < 40 else math.inf


def read_whole(cell, low=None, high=None):
    """:returns: a whole number as int, or None"""
    value = read_number(cell, low, high)
    if value is not None and value != int(value):
        raise CellError("not_whole")
    return None if value is None else int(value)


def read_percent(cell):
    """:returns: 12.5 for "12.5%", for 12.5, and for 0.125 that Excel shows as 12.5%"""
    cell = _typed(cell)
    if isinstance(cell, Percent):
        cell = round(float(cell) * 100, 10)
    elif isinstance(cell, str):
        cell = cell.removesuffix("%").strip()
        if not cell:
            raise CellError("not_a_number")
    value = read_number(cell)
    if value is not None and not 0 <= value <= 100:
        raise CellError("percent_out_of_range")
    return value


# Times of the day --------------------------------------------------------------------

CLOCK = re.compile(
    r"(上午|下午|早上|晚上)?\s*([0-9]{1,2})\s*"
    r"(?:[:h点點時时]\s*([0-9]{1,2})?\s*(?::[0-9]{2}|分)?)?"
    r"\s*(am|pm|a\.m\.|p\.m\.)?",
    re.IGNORECASE,
)


def read_time(cell):
    """:returns: hours of the day as float, 8.5 for half past eight, or None"""
    cell = _typed(cell)
    if cell is None:
        return None
    if isinstance(cell, str):
        hours = _time_from_text(cell)
    elif isinstance(cell, datetime | time):
        hours = cell.hour + cell.minute / 60
    elif isinstance(cell, timedelta):
        hours = cell.total_seconds() / 3600
    elif isinstance(cell, bool) or not isinstance(cell, int | float):
        raise CellError("not_a_time")
    else:
        # Below one it is Excel's fraction of a day: nobody opens at half past midnight.
        hours = float(cell) * 24 if 0 < cell < 1 else float(cell)
    if not math.isfinite(hours) or not 0 <= hours <= 24:
        raise CellError("not_a_time")
    return round(hours * 60) / 60


def _time_from_text(text):
    match = CLOCK.fullmatch(text)
    if not match:
        if re.fullmatch(r"[0-9]{1,2}[.,](?:0|00|5|50|25|75)", text):
            return float(text.replace(",", "."))
        raise CellError("not_a_time")
    before, hour, minute, after = match.groups()
    hours, minutes = int(hour), int(minute or 0)
    if minutes > 59 or hours > 24 or (hours == 24 and minutes):
        raise CellError("not_a_time")
    half = (after or "").lower().replace(".", "")
    if before or half:
        if not 1 <= hours <= 12 and before is None:
            raise CellError("not_a_time")
        late = half == "pm" or before in ("下午", "晚上")
        if hours <= 12:
            hours = hours % 12 + (12 if late else 0)
    return hours + minutes / 60
