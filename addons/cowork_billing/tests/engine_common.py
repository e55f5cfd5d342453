"""Histories for the engine's tests: a line billed run by run, as a database would."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from ..engine.charges import Billed, LineTerms, reconcile

ONE_DAY = timedelta(days=1)
DATA = Path(__file__).parent / "data"


def d(text):
    """A date from its ISO text, None from None."""
    return text and date.fromisoformat(text)


def load(name):
    return json.loads((DATA / name).read_text(encoding="utf-8"))


def public_cases(*families):
    """The public cases of some families, by id."""
    cases = load("public_cases.json")["cases"]
    return {case["id"]: case for case in cases if case["family"] in families}


def terms(first_day, price="100.00", last_day=None, **values):
    """Terms of a line; dates as ISO text."""
    values.setdefault("line_id", 1)
    values.setdefault("name", "Fixed desk monthly")
    for name in ("billed_through", "anchor_date"):
        if isinstance(values.get(name), str):
            values[name] = d(values[name])
    for name in ("quantity", "discount", "holding_percent", "rounding"):
        if name in values:
            values[name] = Decimal(values[name])
    for name in ("free_periods", "suspensions"):
        if name in values:
            values[name] = tuple((d(a), d(b)) for a, b in values[name])
    if "price_steps" in values:
        values["price_steps"] = tuple(
            (d(day), Decimal(amount)) for day, amount in values["price_steps"]
        )
    return LineTerms(
        first_day=d(first_day), last_day=d(last_day), price=Decimal(price), **values
    )


def shown(piece):
    """A piece as a person reads it: first day, last day, amount."""
    last = piece.stop - ONE_DAY
    return (piece.start.isoformat(), last.isoformat(), str(piece.amount))


def money(amount):
    """An amount as a bill shows it."""
    return f"{amount:,.2f}".replace("-", "−")


def period(first, last):
    """Days as a bill shows them."""
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last:%-d %b %Y}"
    return f"{first:%-d %b %Y} – {last:%-d %b %Y}"


class History:
    """The fee lines of one line, kept from run to run."""

    def __init__(self, billed=()):
        self.billed = list(billed)

    def run(self, line, day, **options):
        """Bill the line; the pieces made now, as a person reads them."""
        return [shown(piece) for piece in self.pieces(line, day, **options)]

    def pieces(self, line, day, **options):
        return self.result(line, day, **options).pieces

    def result(self, line, day, **options):
        day = d(day) if isinstance(day, str) else day
        result = reconcile(line, self.billed, day, **options)
        self.billed.extend(map(Billed.of, result.pieces))
        return result

    @property
    def total(self):
        return sum((line.amount for line in self.billed), Decimal(0))

    def charged_days(self):
        """How often each day stands on a charge, less its credits (no zeros)."""
        counts = {}
        for line in self.billed:
            for offset in range((line.stop - line.start).days):
                day = line.start + offset * ONE_DAY
                counts[day] = counts.get(day, 0) + (-1 if line.credits else 1)
        return {day: count for day, count in counts.items() if count}


def billed(start, stop, amount, period=None, full=None, **values):
    """A fee line that exists already; half-open ISO dates."""
    period_start, period_stop = period or (start, stop)
    values.setdefault("key", f"old:{start}:{amount}")
    return Billed(
        period_start=d(period_start),
        period_stop=d(period_stop),
        start=d(start),
        stop=d(stop),
        amount=Decimal(amount),
        full_amount=Decimal(full or amount),
        **values,
    )
