"""Random lines for the engine's properties, and the plainest possible oracle.

The oracle looks at every single day on its own, with no interval arithmetic at all.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import settings
from hypothesis import strategies as st

from odoo.addons.cowork_members.engine.periods import period_containing
from odoo.addons.cowork_members.engine.proration import currency_step, full_amount

from ..engine.charges import LineTerms
from .engine_common import ONE_DAY

PROPERTY = settings(deadline=None, max_examples=120, derandomize=True)

LENGTHS = [
    ("day", 1),
    ("day", 10),
    ("week", 1),
    ("week", 2),
    ("month", 1),
    ("month", 2),
    ("month", 3),
    ("month", 6),
    ("year", 1),
    ("year", 2),
]
STEPS = [Decimal(text) for text in ("0.01", "1", "0.001", "0.05")]

#: month ends, leap years and anything else
first_days = st.one_of(
    st.sampled_from(
        [
            date(2024, 1, 31),
            date(2024, 2, 29),
            date(2023, 2, 28),
            date(2024, 12, 31),
            date(2023, 10, 30),
            date(2024, 1, 29),
            date(2023, 1, 28),
        ]
    ),
    st.dates(date(2023, 1, 1), date(2025, 12, 31)),
)
prices = st.decimals(
    min_value=0, max_value=20000, places=2, allow_nan=False, allow_infinity=False
)
lengths = st.sampled_from(LENGTHS)
anchors = st.sampled_from(["calendar", "anniversary", "billing_day"])
offsets = st.integers(0, 400)


def ranges(most=2, open_end=False):
    """A few inclusive ranges, as offsets from the first day."""
    last = st.integers(0, 60)
    if open_end:
        last = st.one_of(st.none(), last)
    return st.lists(st.tuples(offsets, last), max_size=most)


def at(first_day, pairs):
    """Ranges of offsets as dates."""
    found = []
    for offset, days in pairs:
        start = first_day + offset * ONE_DAY
        found.append((start, None if days is None else start + days * ONE_DAY))
    return tuple(found)


@st.composite
def lines(draw, prorations=("daily", "thirty", "none"), plain=False):
    """Terms of a line; ``plain`` ones have one price on all their days."""
    first_day = draw(first_days)
    unit, interval = draw(lengths)
    days = draw(st.one_of(st.none(), st.integers(0, 500)))
    values = {
        "line_id": 1,
        "name": "Desk",
        "first_day": first_day,
        "last_day": None if days is None else first_day + days * ONE_DAY,
        "price": draw(prices),
        "quantity": Decimal(draw(st.integers(1, 7))),
        "discount": draw(st.sampled_from([Decimal(0), Decimal("12.5")])),
        "unit": unit,
        "interval": interval,
        "anchor": draw(anchors),
        "billing_day": draw(st.sampled_from([1, 15, 28, 29, 30, 31])),
        "bill_in": draw(st.sampled_from(["advance", "arrears"])),
        "proration": draw(st.sampled_from(prorations)),
        "lead_days": draw(st.sampled_from([0, 0, 5])),
        "rounding": draw(st.sampled_from(STEPS)),
    }
    if not plain:
        values.update(
            holding_percent=draw(st.sampled_from([Decimal(0), Decimal(30)])),
            free_periods=at(first_day, draw(ranges())),
            suspensions=at(first_day, draw(ranges(open_end=True))),
            price_steps=tuple(
                (first_day + offset * ONE_DAY, price)
                for offset, price in draw(
                    st.lists(st.tuples(offsets, prices), max_size=2)
                )
            ),
        )
    return LineTerms(**values)


def wanted(line, day):
    """The rate a day is wanted at, None for nothing."""
    if line.is_void or day < line.first_day:
        return None
    if line.last_day is not None and day > line.last_day:
        return None
    if any(a <= day <= b for a, b in line.free_periods):
        return "free"
    if any(a <= day and (b is None or day <= b) for a, b in line.suspensions):
        return "holding" if line.holding_percent else None
    return "regular"


def due(line, day):
    """The day on which a day of the line falls due."""
    period = period_containing(line, day)
    if line.bill_in == "advance":
        return max(period.start, line.first_day) - line.lead_days * ONE_DAY
    if line.last_day is None:
        return period.stop
    return min(period.stop, line.last_day + ONE_DAY)


def standing(history):
    """The rate kind of each day that stands on a charge; a day twice is an error."""
    kinds = {}
    charges = {line.key: line for line in history.billed if not line.credits}
    for line in charges.values():
        taken = {
            day
            for credit in history.billed
            if credit.credits == line.key
            for day in days_of(credit)
        }
        for day in days_of(line):
            if day not in taken:
                assert day not in kinds, f"{day} is billed twice"
                kinds[day] = line.rate_kind
    return kinds


def days_of(piece):
    return [
        piece.start + offset * ONE_DAY
        for offset in range((piece.stop - piece.start).days)
    ]


def price_on(line, day):
    """The price on a day: the base price, or that of the last step up to it."""
    reached = [step for step in line.price_steps if step[0] <= day]
    return max(reached)[1] if reached else line.price


def exact_total(line, kinds):
    """What some days cost by daily proration, day by day, unrounded."""
    total = Fraction(0)
    step = currency_step(line.rounding)
    for day, kind in kinds.items():
        if kind != "free":
            percent = line.holding_percent if kind == "holding" else Decimal(100)
            price = price_on(line, day)
            full = full_amount(price, line.quantity, line.discount, step, percent)
            total += Fraction(full) / period_containing(line, day).days
    return total
