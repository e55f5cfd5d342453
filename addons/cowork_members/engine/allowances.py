"""What of a member's usage is included, comes from a pack, or is to be charged.

An allowance gives a *lot* of units for each of its periods. Usage draws, in order of
time, first from the lots of its contract that hold its day (what lapses first goes
first), then from packs (earliest expiry first); the rest is billable. Everything drawn,
and the rest, add up to what was used.

Pooled
    lots of one kind of period with the same days are one lot, whatever line they come
    from.
Part of a period
    a line that was in force on some of a period's days only gives the share that its
    fee has for these days; shares are added up, then rounded to the usage type's step.
    Suspended days give nothing.
Rollover
    a lot lives on as long as one period follows another; when none does, it lapses.
Settled usage
    stays as it was settled, and has taken its part before anything else does: usage
    that comes late takes what is left of its own period.

Nothing here depends on the order in which usage was entered, only on its days.
"""

from bisect import insort
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import NamedTuple

from .periods import LATEST, ONE_DAY, Cycle, make_cycle
from .proration import ZERO, basis_days

#: quantities are kept with two decimals
CENT = Fraction(1, 100)
HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What one contract line includes of one kind of usage.

    :param contract: whose usage it covers
    :param kind: ``billing``, ``day``, ``week``, ``month`` or ``year``
    :param cycle: the periods it is given for, from :func:`allowance_cycle`
    :param quantity: units of a whole period, for the line's whole quantity
    :param proration: ``daily``, ``thirty`` or ``none``, as the line's fee
    :param rollover: what is left moves on to the next period
    :param first_day: the line's first day
    :param last_day: its last day, inclusive; None goes on
    :param suspensions: ``(from_day, to_day or None)`` pairs, inclusive, no day twice
    """

    contract: object
    kind: str
    cycle: Cycle
    quantity: Decimal
    first_day: date
    last_day: date | None = None
    proration: str = "daily"
    rollover: bool = False
    suspensions: tuple = ()


class Lot(NamedTuple):
    """Units included on the days ``[start, stop)``, to be used before ``lapse``."""

    contract: object
    kind: str
    start: date
    stop: date
    lapse: date
    rollover: bool
    quantity: Decimal


class Pack(NamedTuple):
    """Prepaid units: ``left`` of them may be used from one day to another, inclusive.

    ``date_to`` None: they do not expire. ``key`` orders packs that expire together.
    """

    key: object
    left: Decimal
    date_from: date
    date_to: date | None


class Used(NamedTuple):
    """Usage that is not settled yet; ``key`` is its identity."""

    key: object
    contract: object
    day: date
    quantity: Decimal


class Settled(NamedTuple):
    """Usage of a contract and day that is settled, reversals deducted."""

    contract: object
    day: date
    quantity: Decimal
    included: Decimal
    billable: Decimal


class Draw(NamedTuple):
    """``quantity`` taken on a day from a :class:`Lot` or a :class:`Pack`.

    ``key`` is that of the usage it is for; None when that was settled before.
    """

    day: date
    source: object
    quantity: Decimal
    key: object = None


class Cover(NamedTuple):
    """What covers one usage; ``packs`` are pairs of a pack's key and a quantity."""

    included: Decimal
    packs: tuple
    billable: Decimal

    @property
    def from_packs(self):
        """Units that come from packs."""
        return sum((quantity for _key, quantity in self.packs), ZERO)


class Balance(NamedTuple):
    """One period of a contract's allowances as of a day; ``stop`` is exclusive.

    ``rollover`` came from earlier periods, ``left`` holds what is left of it as well.
    """

    start: date
    stop: date
    included: Decimal
    rollover: Decimal
    used: Decimal
    left: Decimal
    billable: Decimal


def allowance_cycle(kind, line_cycle, first_day):
    """The periods an allowance is given for.

    :param str kind: ``billing``, ``day``, ``week``, ``month`` or ``year``
    :param Cycle line_cycle: the billing periods of the line
    :param date first_day: the line's first day
    :return: :class:`~.periods.Cycle`; days, weeks, months and years are the calendar's
    """
    if kind == "billing":
        return line_cycle
    return make_cycle(kind, 1, "calendar", first_day)


def round_to(value, step):
    """A quantity rounded half up.

    :param value: Fraction, not negative
    :param step: smallest quantity, Fraction or Decimal
    :return: Decimal with two decimals
    """
    step = Fraction(step)
    exact = floor(value / step + HALF) * step
    return Decimal(floor(exact / CENT + HALF)) / 100


def make_lots(allowances, step, since, until):
    """The lots of one contract and usage type.

    :param allowances: :class:`Allowance` of one contract and usage type
    :param Decimal step: what parts of a period are rounded to
    :param date since: first day that is asked for; rollover is followed from the first
        day of all
    :param date until: last day that is asked for
    :return: list of :class:`Lot`, in the order in which they are drawn
    """
    pools = defaultdict(lambda: [Fraction(0), Fraction(0)])
    contract = None
    for allowance in allowances:
        contract = allowance.contract
        for period, share in _shares(allowance, since, until):
            key = (allowance.kind, period.start, period.stop, allowance.rollover)
            # What is whole is given as agreed, only parts are rounded.
            pools[key][share < 1] += Fraction(allowance.quantity) * share
    quantities = {
        key: round_to(whole, CENT) + round_to(part, step)
        for key, (whole, part) in pools.items()
    }
    lapses = _lapses(quantities)
    lots = [
        Lot(contract, kind, start, stop, lapses[key], rollover, quantity)
        for key, quantity in quantities.items()
        for kind, start, stop, rollover in [key]
    ]
    return sorted(lots, key=lambda lot: (lot.lapse, lot.start, lot.rollover, lot.kind))


def _shares(allowance, since, until):
    """The periods of an allowance, and which part of each the line is in force."""
    first, last = allowance.first_day, allowance.last_day or until
    # Rollover is followed from the beginning.
    day = first if allowance.rollover else max(first, since)
    period = allowance.cycle.containing(day)
    while period.start <= min(until, last):
        yield period, share_of(allowance, period)
        period = allowance.cycle.period(period.index + 1)


def share_of(allowance, period):
    """Which part of a period a line gives, or costs: the same share as its fee has.

    :param Allowance allowance: with the line's days, suspensions and rule
    :param period: a period of the allowance's cycle
    :return: Fraction from 0 to 1
    """
    stop = LATEST if allowance.last_day is None else allowance.last_day + ONE_DAY
    days = _overlap(period, allowance.first_day, stop)
    for first, last in allowance.suspensions:
        start = max(first, allowance.first_day)
        days -= _overlap(period, start, min(stop, last + ONE_DAY if last else LATEST))
    if days <= 0:
        return Fraction(0)
    if days == period.days or allowance.proration == "none":
        return Fraction(1)
    basis = basis_days(allowance.proration, period.days, allowance.cycle.months)
    return Fraction(min(days, basis), basis)


def _overlap(period, start, stop):
    return max((min(period.stop, stop) - max(period.start, start)).days, 0)


def _lapses(keys):
    """:return: dict of each pool's key to the day from which nothing of it is left"""
    lapses, chains = {}, defaultdict(list)
    for key in sorted(keys, key=lambda key: key[1], reverse=True):
        kind, start, stop, rollover = key
        lapses[key] = stop
        if rollover:
            # The nearest period that goes on where this one stops.
            for begin, end, lapse in reversed(chains[kind]):
                if begin > stop:
                    break
                if stop < end:
                    lapses[key] = max(lapses[key], lapse)
                    break
            chains[kind].append((start, stop, lapses[key]))
    return lapses


def cover(usages, lots, packs, settled=()):
    """What covers usage, in order of time.

    :param usages: :class:`Used` of one usage type and member, in order of time: what
        happened on one day, in the order given
    :param lots: :class:`Lot` of their contracts, from :func:`make_lots`
    :param packs: :class:`Pack` of the member; what settled usage took is deducted
    :param settled: :class:`Settled`, what was included before
    :return: dict of each usage's key to its :class:`Cover`, and list of :class:`Draw`
    """
    left = {lot: lot.quantity for lot in lots}
    by_contract = defaultdict(list)
    for lot in lots:
        by_contract[lot.contract].append(lot)
    draws = []
    for fact in sorted(settled, key=lambda fact: fact.day):
        valid = _valid(by_contract[fact.contract], fact.day)
        taken, _rest = _take(fact.included, valid, left)
        draws += [Draw(fact.day, lot, quantity) for lot, quantity in taken]
    left.update((pack, pack.left) for pack in packs)
    shelf = sorted(packs, key=_pack_order)
    covers = {}
    for usage in sorted(usages, key=lambda usage: usage.day):
        valid = _valid(by_contract[usage.contract], usage.day)
        included, rest = _take(usage.quantity, valid, left)
        usable = [pack for pack in shelf if _is_usable(pack, usage.day)]
        prepaid, rest = _take(rest, usable, left)
        covers[usage.key] = Cover(
            sum((quantity for _lot, quantity in included), ZERO),
            tuple((pack.key, quantity) for pack, quantity in prepaid),
            rest,
        )
        draws += [Draw(usage.day, *taken, usage.key) for taken in (*included, *prepaid)]
    return covers, draws


def running_counts(usages, lots, draws):
    """How much of what is included was used up after each usage: 3 of 8, 7.5 of 8.

    :param usages: :class:`Used` of one contract and usage type
    :param lots: :class:`Lot` of the contract
    :param draws: :class:`Draw` of these lots, in the order they were made
    :return: dict of each usage's key to a pair: units used so far, units included;
        without those on whose day nothing is included
    """
    by_key, used = defaultdict(list), defaultdict(Decimal)
    for draw in draws:
        if draw.key is None:
            used[draw.source] += draw.quantity
        else:
            by_key[draw.key].append(draw)
    counts = {}
    for usage in sorted(usages, key=lambda usage: usage.day):
        for draw in by_key[usage.key]:
            used[draw.source] += draw.quantity
        valid = _valid(lots, usage.day)
        if included := _total(valid):
            counts[usage.key] = sum((used[lot] for lot in valid), ZERO), included
    return counts


def _valid(lots, day):
    return [lot for lot in lots if lot.start <= day < lot.lapse]


def _pack_order(pack):
    return (pack.date_to or LATEST, pack.date_from, pack.key)


def _is_usable(pack, day):
    return pack.date_from <= day and (pack.date_to is None or day <= pack.date_to)


def _take(wanted, sources, left):
    """Take from sources, in their order, what is left of them.

    :return: pairs of source and quantity, and what none of them had
    """
    taken = []
    for source in sources:
        if wanted <= 0:
            break
        quantity = min(wanted, left[source])
        if quantity > 0:
            left[source] -= quantity
            wanted -= quantity
            taken.append((source, quantity))
    return taken, max(wanted, ZERO)


def balances(day, lots, usages, covers, draws, settled=()):
    """Where one contract stands on a day, for each of the periods that hold it.

    :param date day: as of the end of this day
    :param lots: :class:`Lot` of the contract
    :param usages: :class:`Used` of the contract
    :param covers: dict of their keys to :class:`Cover`
    :param draws: :class:`Draw`, also those of other contracts
    :param settled: :class:`Settled` of the contract
    :return: list of :class:`Balance`, the shortest period first
    """
    drawn = defaultdict(list)
    for draw in draws:
        if draw.day <= day:
            drawn[draw.source].append(draw)
    periods = []
    for lot in lots:
        if lot.start <= day < lot.stop and (lot.start, lot.stop) not in periods:
            insort(periods, (lot.start, lot.stop), key=lambda days: days[1] - days[0])
    found = []
    for start, stop in periods:
        own = [lot for lot in lots if (lot.start, lot.stop) == (start, stop)]
        kinds = {lot.kind for lot in own if lot.rollover}
        older = [
            lot
            for lot in lots
            if lot.kind in kinds and lot.rollover and lot.stop <= day < lot.lapse
        ]
        before = [draw for lot in older for draw in drawn[lot] if draw.day < start]
        after = [draw for lot in (*own, *older) for draw in drawn[lot]]
        included, earlier = _total(own), _total(older)
        used, billable = usage_between(start, day, usages, covers, settled)
        found.append(
            Balance(
                start,
                stop,
                included,
                earlier - _total(before),
                used,
                included + earlier - _total(after),
                billable,
            )
        )
    return found


def _total(things):
    return sum((thing.quantity for thing in things), ZERO)


def usage_between(first, last, usages, covers, settled=()):
    """What was used on some days, and how much of it is to be charged.

    :param date first: first day
    :param date last: last day, inclusive
    :param usages: :class:`Used`
    :param covers: dict of their keys to :class:`Cover`
    :param settled: :class:`Settled`
    :return: two Decimals
    """
    facts = [fact for fact in settled if first <= fact.day <= last]
    fresh = [usage for usage in usages if first <= usage.day <= last]
    return (
        _total(facts) + _total(fresh),
        sum((fact.billable for fact in facts), ZERO)
        + sum((covers[usage.key].billable for usage in fresh), ZERO),
    )
