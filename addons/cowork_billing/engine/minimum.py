"""The least that is charged per billing period.

When a period is over, what its fee and its usage fall short of the minimum is charged.
A line that was in force on a part of the period only, or was suspended, has the same
share of its minimum as its fee has; lines of one contract whose periods are the same
days share one minimum. When usage of the period comes later, or is taken back, the
difference is mended: what was charged to reach the minimum is given back, or more.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from odoo.addons.cowork_members.engine.allowances import Allowance, share_of
from odoo.addons.cowork_members.engine.periods import LATEST, ONE_DAY
from odoo.addons.cowork_members.engine.proration import ZERO, round_amount

from .computation import plain


@dataclass(frozen=True, slots=True, kw_only=True)
class MinimumLine:
    """One line with a minimum.

    :param line_id: its identity
    :param terms: :class:`Allowance` whose ``quantity`` is the minimum of a whole period
    :param billed_through: periods that began by this day were billed elsewhere
    """

    line_id: int
    terms: Allowance
    billed_through: date | None = None

    @property
    def first_period(self):
        """The first one whose minimum is charged here."""
        terms, through = self.terms, self.billed_through
        period = terms.cycle.containing(terms.first_day)
        if through and through >= period.start:
            return terms.cycle.period(terms.cycle.index_of(through) + 1)
        return period


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum:
    """What a period must come to.

    :param start: of the period
    :param stop: day after it
    :param due: the first day on which it can be charged
    :param required: the minimum
    :param line_ids: lines whose fees count, the last one in force last
    """

    start: date
    stop: date
    due: date
    required: Decimal
    line_ids: tuple


def minimums(lines, day, step):
    """The minimums of a contract's periods that began by a day.

    :param lines: :class:`MinimumLine` of the contract, in order of their first day
    :param date day: the run's target date
    :param Decimal step: of the currency
    :return: list of :class:`Minimum`, in order of time
    """
    pools = defaultdict(list)
    for line in lines:
        terms = line.terms
        period = line.first_period
        while period.start <= min(day, terms.last_day or LATEST):
            pools[period.start, period.stop].append((line, share_of(terms, period)))
            period = terms.cycle.period(period.index + 1)
    return [_minimum(days, pools[days], step) for days in sorted(pools)]


def _minimum(days, parts, step):
    start, stop = days
    exact = sum(
        (Fraction(line.terms.quantity) * share for line, share in parts), Fraction(0)
    )
    ends = [line.terms.last_day for line, _share in parts]
    last = None if None in ends else max(ends)
    return Minimum(
        start=start,
        stop=stop,
        due=stop if last is None else min(stop, last + ONE_DAY),
        required=round_amount(
            Decimal(exact.numerator) / Decimal(exact.denominator), step
        ),
        line_ids=tuple(line.line_id for line, _share in parts),
    )


def minimum_charge(contract_id, minimum, charged, before, generation, name):
    """What is missing to the minimum of a period, or is too much of it by now.

    :param contract_id: identity of the contract, part of the key
    :param Minimum minimum: of the period
    :param Decimal charged: fees and usage of the period
    :param Decimal before: what was charged to reach the minimum so far
    :param int generation: fee lines of that kind for the period so far
    :param str name: what the charge is called on the bill
    :return: key, amount and computation; None when it is as it should be
    """
    wanted = max(minimum.required - max(charged, ZERO), ZERO)
    amount = wanted - before
    if not amount:
        return None
    start, stop = minimum.start.isoformat(), (minimum.stop - ONE_DAY).isoformat()
    computation = {
        "kind": "minimum",
        "name": name,
        "from": start,
        "to": stop,
        "required": plain(minimum.required),
        "charged": plain(charged),
        "before": plain(before),
        "price_unit": plain(abs(amount)),
        "amount": plain(amount),
    }
    key = f"minimum:{contract_id}:{start}:{stop}:{generation}"
    return key, amount, computation
