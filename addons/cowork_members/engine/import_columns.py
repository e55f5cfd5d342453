"""The columns of the five tables: how each is read, which must be there and which must
be filled in every row."""

from dataclasses import dataclass
from datetime import date

from . import import_words as words
from .cell_dates import FIRST_DAY, LAST_DAY, read_date
from .cell_values import (
    CellError,
    fold,
    read_code,
    read_email,
    read_number,
    read_percent,
    read_text,
    read_time,
    read_whole,
)

OLDEST_BIRTHDAY = date(1900, 1, 1)


@dataclass
class Context:
    """What reading depends on besides the workbook.

    :param today: last day allowed for a birthday
    :param kinds: what a word means as code of a space kind
    :param zones: valid time zones by their lower-case name
    """

    today: date
    kinds: dict
    zones: dict
    epoch_1904: bool = False


@dataclass(frozen=True)
class Column:
    """How a column is read; ``column``/``value``: whether it must be there/filled."""

    read: object
    column: bool = False
    value: bool = False


def _kind(cell, context):
    text = read_text(cell)
    if text is None:
        return None
    code = context.kinds.get(words.key(text))
    if not code:
        raise CellError("unknown_kind")
    return code


def _word(table, code):
    def read(cell, context):
        text = read_text(cell)
        if text is None:
            return None
        if words.key(text) not in table:
            raise CellError(code)
        return table[words.key(text)]

    return read


def _zone(cell, context):
    text = read_code(cell)
    if text is None:
        return None
    zone = context.zones.get(fold(text).replace(" ", "_"))
    if not zone:
        raise CellError("unknown_zone")
    return zone


def _day(cell, context):
    return read_date(cell, context.epoch_1904, FIRST_DAY, LAST_DAY)


def _birthday(cell, context):
    return read_date(cell, context.epoch_1904, OLDEST_BIRTHDAY, context.today)


def _discount(cell, context):
    return read_percent(cell)


def _quantity(cell, context):
    value = read_whole(cell)
    if value is not None and value <= 0:
        raise CellError("quantity_not_positive")
    return value


def _number(low=0, high=None):
    return lambda cell, context: read_number(cell, low, high)


def _whole(low=0, high=None):
    return lambda cell, context: read_whole(cell, low, high)


def _simple(read):
    return lambda cell, context: read(cell)


TEXT, CODE = _simple(read_text), _simple(read_code)

COLUMNS = {
    "locations": {
        "code": Column(CODE, True, True),
        "name": Column(TEXT, True, True),
        "street": Column(TEXT),
        "city": Column(TEXT),
        "tz": Column(_zone),
        "area": Column(_number()),
        "opens": Column(_simple(read_time)),
        "closes": Column(_simple(read_time)),
    },
    "spaces": {
        "location": Column(CODE, True, True),
        "code": Column(CODE, True, True),
        "name": Column(TEXT, True, True),
        "parent": Column(CODE),
        "kind": Column(_kind, True, True),
        "capacity": Column(_whole(0, 100_000)),
        "area": Column(_number()),
        "hourly_price": Column(_number()),
    },
    "plans": {
        "code": Column(CODE, True, True),
        "name": Column(TEXT, True, True),
        "kind": Column(_kind, True, True),
        "period": Column(_word(words.PERIODS, "unknown_period"), True, True),
        "bill_in": Column(_word(words.BILL_IN, "unknown_bill_in")),
        "price": Column(_number(), True, True),
        "meeting_hours": Column(_number()),
        "deposit_months": Column(_number(0, 120)),
        "notice_days": Column(_whole(0, 3650)),
        "min_term_months": Column(_whole(0, 1200)),
    },
    "members": {
        "code": Column(CODE, True, True),
        "company": Column(TEXT),
        "contact": Column(TEXT),
        "email": Column(_simple(read_email)),
        "phone": Column(TEXT),
        "vat": Column(CODE),
        "birthday": Column(_birthday),
        "lang": Column(CODE),
    },
    "contracts": {
        "number": Column(CODE, True, True),
        "member": Column(CODE, True, True),
        "location": Column(CODE, True, True),
        "plan": Column(CODE, True, True),
        "space": Column(CODE),
        "start": Column(_day, True, True),
        "end": Column(_day),
        "quantity": Column(_quantity),
        "price": Column(_number(), False, True),
        "discount": Column(_discount),
        "deposit": Column(_number()),
        "billed_through": Column(_day),
    },
}
HEADINGS = {
    "locations": words.LOCATION_COLUMNS,
    "spaces": words.SPACE_COLUMNS,
    "plans": words.PLAN_COLUMNS,
    "members": words.MEMBER_COLUMNS,
    "contracts": words.CONTRACT_COLUMNS,
}
# How the columns are called where a heading is missing and has to be named.
TITLES = {
    "code": "Code",
    "name": "Name",
    "location": "Location",
    "kind": "Kind",
    "period": "Billing period",
    "price": "Price",
    "number": "Number",
    "member": "Member",
    "plan": "Plan",
    "start": "Start",
    "company": "Company",
    "contact": "Contact",
}
