"""Credits of the days that were billed and are not wanted, or at another rate.

A credit is a share of the full price stored on the fee line, never of an amount that
was prorated already: ``daily`` full × days ÷ days of the period; ``thirty`` full × the
days that count fewer than before ÷ (30 × months); ``none`` gives back all of a charge
or nothing. Crediting the last days of a charge gives back exactly what is left of it;
no credit gives back more.
"""

from odoo.addons.cowork_members.engine.proration import ZERO, part_amount

from .computation import credit_computation
from .schedule import Segment
from .values import FREE, HOLDING, REGULAR, Credit

_REASONS = {FREE: "free", HOLDING: "suspended", REGULAR: "resumed"}


def credits_of(terms, schedule, ledger, standing, until):
    """The credits of one standing charge; the days are taken off it."""
    kind = standing.charge.rate_kind
    start, stop = schedule.start, schedule.stop
    if (
        kind == REGULAR
        and not schedule.marks
        and not schedule.is_void
        and all(start <= first and last <= stop for first, last in standing.ranges)
    ):
        return
    unwanted = [
        segment
        for days in list(standing.ranges)
        for segment in schedule.segments(*days)
        if segment.kind != kind and segment.start <= until
    ]
    unwanted = _joined(unwanted)
    if standing.charge.proration == "none":
        # no part of a period is given back: all of the charge or nothing
        if sum((each.stop - each.start).days for each in unwanted) != standing.days:
            return
    for segment in unwanted:
        credit = _credit(terms, schedule, ledger, standing, segment)
        # days nothing is wanted on and no money is left on need no credit
        if credit.amount or segment.kind:
            standing.take(segment.start, segment.stop, -credit.amount)
            yield credit


def _joined(segments):
    """Neighbours credited for one reason are one credit, whatever the price steps."""
    found = []
    for start, stop, kind, price, reason in segments:
        reason = reason or _REASONS[kind]
        if found and found[-1].stop == start and found[-1].reason == reason:
            start = found.pop().start
        found.append(Segment(start, stop, kind, price, reason))
    return found


def _credit(terms, schedule, ledger, standing, segment):
    charge = standing.charge
    days = (segment.stop - segment.start).days
    before, after = standing.days, standing.days - days
    basis = standing.basis
    if charge.proration == "thirty":
        counted = max(0, standing.counted_of(before) - standing.counted_of(after))
    else:
        counted = days
    if after:
        exact = part_amount(charge.full_amount, counted, basis, schedule.step)
        amount = _capped(exact, standing.left)
    else:
        amount = _capped(standing.left, charge.amount)
    generation = ledger.generation(segment.start, charge.key)
    key = f"credit:{charge.key}:{segment.start.isoformat()}:{generation}"
    price = charge.full_amount if charge.price_unit is None else charge.price_unit
    values = {
        "key": key,
        "name": charge.name or terms.name,
        "period_start": charge.period_start,
        "period_stop": charge.period_stop,
        "start": segment.start,
        "stop": segment.stop,
        "rate_kind": charge.rate_kind,
        "proration": charge.proration,
        "counted_days": counted,
        "basis_days": basis,
        "price_unit": price,
        "quantity": charge.quantity,
        "discount": charge.discount,
        "full_amount": charge.full_amount,
        "amount": -amount if amount else amount,
        "credits": charge.key,
    }
    computation = credit_computation(values, charge, segment.reason, schedule.step)
    return Credit(**values, computation=computation, reason=segment.reason)


def _capped(amount, most):
    """An amount that is not more than another one and not of the other sign."""
    if most < 0:
        return min(max(amount, most), ZERO)
    return max(min(amount, most), ZERO)
