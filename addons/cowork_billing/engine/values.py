"""What goes into the engine and what comes out: plain frozen values.

Dates are ``date``; the days of a *period* or a *piece* are half open
``[start, stop)``; dates a person typed (``first_day``, ``last_day``, free periods,
suspensions) are inclusive. Money, quantities and percents are ``Decimal``.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

REGULAR, FREE, HOLDING = "regular", "free", "holding"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """What a promotion gives a line, for the explanation; the price steps and free
    periods of the line have it already.

    :param code: what the member claimed it by
    :param first_day: its first day
    :param last_day: its last day, inclusive; None goes on
    :param percent: taken off the price; None: the days are free
    :param price: before the percentage is taken off
    """

    code: str
    first_day: date
    last_day: date | None = None
    percent: Decimal | None = None
    price: Decimal | None = None

    def explains(self, kind, start, stop):
        """Whether the days ``[start, stop)`` of a rate kind cost what they do by it."""
        is_free = self.percent is None
        if is_free != (kind == FREE):
            return False
        # The price of several days is that of the first.
        last = stop - timedelta(days=1) if is_free else start
        return self.first_day <= start and (
            self.last_day is None or last <= self.last_day
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTerms:
    """One contract line, as agreed.

    :param line_id: identity of the line, part of every key
    :param name: what the charge is called on the bill
    :param unit: ``day``, ``week``, ``month`` or ``year``
    :param interval: units per period
    :param bill_in: ``advance`` or ``arrears``
    :param anchor: ``calendar``, ``anniversary`` or ``billing_day``
    :param billing_day: 1 to 31, for the anchor ``billing_day``
    :param proration: ``daily``, ``thirty`` or ``none``
    :param lead_days: how many days before a period in advance is due
    :param price: price of one unit for one period
    :param quantity: how many units
    :param discount: in percent
    :param holding_percent: what suspended days cost, in percent of the price
    :param first_day: the line's first day
    :param last_day: its last day, inclusive; None goes on
    :param is_void: the line never took effect: all of it is given back
    :param billed_through: last day billed before it came here; None: nothing was
    :param anchor_date: count the periods from here, not from ``first_day``
    :param price_steps: ``(from_day, price)`` pairs, in any order
    :param free_periods: ``(from_day, to_day)`` pairs, inclusive, in any order
    :param suspensions: ``(from_day, to_day or None)`` pairs, inclusive, in any order
    :param promotions: every :class:`Promotion` of the line
    :param rounding: smallest step of the currency (0.01, 1, 0.05)
    """

    line_id: int | str
    first_day: date
    price: Decimal
    name: str = ""
    unit: str = "month"
    interval: int = 1
    bill_in: str = "advance"
    anchor: str = "calendar"
    billing_day: int = 0
    proration: str = "daily"
    lead_days: int = 0
    quantity: Decimal = Decimal(1)
    discount: Decimal = Decimal(0)
    holding_percent: Decimal = Decimal(0)
    last_day: date | None = None
    is_void: bool = False
    billed_through: date | None = None
    anchor_date: date | None = None
    price_steps: tuple = ()
    free_periods: tuple = ()
    suspensions: tuple = ()
    promotions: tuple = ()
    rounding: Decimal = Decimal("0.01")

    def changed(self, **values):
        """A copy with other values."""
        return replace(self, **values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """One fee line of a contract line that exists already.

    A charge has ``credits`` None. A credit names the charge it credits: with
    ``start < stop`` it took those days back, with ``start == stop`` it is an allowance
    of money only (the days stay billed), which limits what can still be credited.

    :param key: its key
    :param period_start: first day of the whole billing period
    :param period_stop: day after the last of the whole billing period
    :param start: first day of the piece
    :param stop: day after the last of the piece
    :param full_amount: what the whole period cost when the line was made
    :param amount: amount of the fee line, negative for a credit
    :param rate_kind: ``regular``, ``free`` or ``holding``
    :param proration: the rule it was made by
    :param counted_days: days counted of the piece by that rule; None: all of them
    :param basis_days: days counted of the whole period; None: all of them
    :param credits: key of the charge that is credited, None for a charge
    :param released: somebody let these days be billed anew (or the fee line is void):
        it covers nothing any more, but its key stays taken
    """

    key: str
    period_start: date
    period_stop: date
    start: date
    stop: date
    full_amount: Decimal
    amount: Decimal
    rate_kind: str = REGULAR
    proration: str = "daily"
    counted_days: int | None = None
    basis_days: int | None = None
    price_unit: Decimal | None = None
    quantity: Decimal = Decimal(1)
    discount: Decimal = Decimal(0)
    name: str = ""
    credits: str | None = None
    released: bool = False

    @classmethod
    def of(cls, piece, released=False):
        """The fee line that a :class:`Charge` or :class:`Credit` becomes."""
        return cls(
            key=piece.key,
            period_start=piece.period_start,
            period_stop=piece.period_stop,
            start=piece.start,
            stop=piece.stop,
            full_amount=piece.full_amount,
            amount=piece.amount,
            rate_kind=piece.rate_kind,
            proration=piece.proration,
            counted_days=piece.counted_days,
            basis_days=piece.basis_days,
            price_unit=piece.price_unit,
            quantity=piece.quantity,
            discount=piece.discount,
            name=piece.name,
            credits=piece.credits,
            released=released,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One fee line to make, the columns common to charges and credits.

    :param days: days of the piece
    :param period_days: days of the whole period
    :param counted_days: days counted by the rule
    :param basis_days: what they are divided by
    :param full_amount: what the whole period costs, rounded
    :param amount: what the fee line comes to, negative for a credit
    :param computation: JSON-able dict that explains the amount
        (see :func:`~.explanation.explain`)
    """

    key: str
    name: str
    period_start: date
    period_stop: date
    start: date
    stop: date
    rate_kind: str
    proration: str
    counted_days: int
    basis_days: int
    price_unit: Decimal
    quantity: Decimal
    discount: Decimal
    full_amount: Decimal
    amount: Decimal
    computation: dict
    credits: str | None = None

    @property
    def days(self):
        return (self.stop - self.start).days

    @property
    def period_days(self):
        return (self.period_stop - self.period_start).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge(Piece):
    """A membership fee line to make. ``due`` is the day it became due."""

    due: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit(Piece):
    """A credit of days of the charge whose key is ``credits``.

    ``reason`` is ``ended``, ``void``, ``suspended``, ``free`` or ``resumed`` (days
    that were free or on hold and are wanted at the price again).
    """

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something a person should read about a line. ``code`` is ``periods_left``:
    ``params`` says how many periods are due beyond those charged in this run."""

    code: str
    params: dict


@dataclass(frozen=True, slots=True)
class Result:
    """What :func:`~.charges.reconcile` found to be done."""

    credits: list = field(default_factory=list)
    charges: list = field(default_factory=list)
    notices: list = field(default_factory=list)

    @property
    def pieces(self):
        """Credits, then charges, each in the order of their days."""
        return [*self.credits, *self.charges]
