"""What a run charges and credits now: the difference between what a line wants and
what was billed.

Every day of a line has a desired rate — none, regular, free or holding — and either
stands on a fee line or does not. A day that is billed at another rate than desired is
credited, from the full price stored on its fee line; a day that is desired, due and
not billed is charged. A later change of price, plan or discount changes nothing that
was billed. So a run says the same whenever and however often it is made, and runs that
were missed are made up for.

Due
    in advance: on the period's first day, or the line's if that is later, less the
    lead days; in arrears: the day after the period ends, or after the line ends inside
    it. (Kill Bill's in-advance rule, with the last day of a line inclusive.)
Credits
    the same share of the full price as charges have: ``daily`` full × days ÷ days of
    the period; ``thirty`` by the days it counts fewer than before; ``none`` gives
    nothing back for a part. Whoever credits the last days of a fee line gives back
    exactly what is left of it, and never more.
No proration
    a period is charged once, in full, at the price of its first regular day.

>>> from datetime import date
>>> from decimal import Decimal
>>> desk = LineTerms(line_id=7, name="Fixed desk monthly", price=Decimal(1800),
...                  first_day=date(2026, 11, 16))
>>> first = reconcile(desk, [], date(2026, 11, 16))
>>> [(charge.key, charge.amount) for charge in first.charges]
[('membership:7:2026-11-16:regular:0', Decimal('900.00'))]
>>> billed = [Billed.of(piece) for piece in first.pieces]
>>> reconcile(desk, billed, date(2026, 11, 30)).pieces
[]
>>> next_due(desk, billed, date(2026, 11, 30))
datetime.date(2026, 12, 1)
>>> ended = desk.changed(last_day=date(2026, 11, 20))
>>> [credit.amount for credit in reconcile(ended, billed, date(2026, 11, 20)).credits]
[Decimal('-600.00')]
"""

from odoo.addons.cowork_members.engine.errors import EngineError
from odoo.addons.cowork_members.engine.periods import (
    EARLIEST,
    LATEST,
    ONE_DAY,
    add_months,
)
from odoo.addons.cowork_members.engine.proration import (
    ZERO,
    basis_days,
    full_amount,
    part_amount,
)

from .computation import charge_computation
from .credits import credits_of
from .ledger import Ledger, subtract
from .schedule import Segment, make_schedule
from .values import (
    FREE,
    HOLDING,
    REGULAR,
    Billed,
    Charge,
    Credit,
    LineTerms,
    Notice,
    Result,
)

__all__ = [
    "Billed",
    "Charge",
    "Credit",
    "LineTerms",
    "Notice",
    "Result",
    "check_target",
    "next_due",
    "reconcile",
]

#: periods of one line that one run charges at most
MAX_PERIODS = 36
#: how far ahead of today a run may be made for
MAX_MONTHS_AHEAD = 36


def check_target(today, target):
    """Refuse a target date that is too far ahead.

    :param date today: the location's day
    :param date target: the day to bill for
    :raise EngineError: ``target_too_far`` if it is more than 36 months ahead
    """
    if target > add_months(today, MAX_MONTHS_AHEAD):
        raise EngineError(
            "target_too_far", target=target, today=today, months=MAX_MONTHS_AHEAD
        )


def reconcile(terms, billed, day, *, credit_ahead=True, max_periods=MAX_PERIODS):
    """What is to be charged and credited for a line on a day.

    :param LineTerms terms: the line as it is now
    :param billed: every :class:`Billed` of the line so far, in any order
    :param date day: the run's target date, in the location's time zone
    :param bool credit_ahead: credit days as soon as it is known that they will not be
        used; False waits until they begin (less the lead days), so that the credit
        of a plan change comes on one bill with the charge of the new plan
    :param int max_periods: how many periods are charged at most, oldest first
    :return: :class:`Result`; nothing in it once everything due was billed
    :raise EngineError: for terms that cannot be billed, or a history that contradicts
        itself
    """
    if not EARLIEST <= day < LATEST:
        raise EngineError("date_range", date=day)
    schedule = make_schedule(terms)
    ledger = Ledger(billed)
    result = Result()
    credit_until = LATEST if credit_ahead else day + terms.lead_days * ONE_DAY
    for standing in ledger.standing:
        result.credits.extend(
            credits_of(terms, schedule, ledger, standing, credit_until)
        )
    wanted = _wanted(schedule, ledger, _horizon(terms, schedule, day))
    periods = 0
    for period, segments in _by_period(terms, schedule, ledger, wanted):
        if periods == max_periods:
            left = _count_periods(schedule, wanted, period.start)
            result.notices.append(Notice(code="periods_left", params={"count": left}))
            break
        periods += 1
        for segment in segments:
            charge = _charge(terms, schedule, ledger, period, segment)
            ledger.add(charge)
            result.charges.append(charge)
    return result


def next_due(terms, billed, day, *, credit_ahead=True):
    """The first day on which a run has something to do for a line.

    :param LineTerms terms: the line as it is now
    :param billed: every :class:`Billed` of the line so far
    :param date day: today; what could be credited at once is due on this day
    :param bool credit_ahead: as for :func:`reconcile`
    :return: date, in the past if something was missed; None if nothing is left to do
    :raise EngineError: as :func:`reconcile`
    """
    schedule = make_schedule(terms)
    ledger = Ledger(billed)
    lead = terms.lead_days * ONE_DAY
    found = []
    for standing in ledger.standing:
        for credit in credits_of(terms, schedule, ledger, standing, LATEST):
            found.append(day if credit_ahead else credit.start - lead)
    wanted = _wanted(schedule, ledger, schedule.stop)
    for period, _segments in _by_period(terms, schedule, ledger, wanted):
        found.append(_due(terms, schedule, period))
        break
    return min(found, default=None)


def _due(terms, schedule, period):
    if terms.bill_in == "arrears":
        return min(period.stop, schedule.stop)
    return max(period.start, schedule.start) - terms.lead_days * ONE_DAY


def _horizon(terms, schedule, day):
    """The day up to which (exclusive) periods are due on ``day``."""
    if terms.bill_in == "arrears":
        if schedule.stop <= day:
            return schedule.stop
        return schedule.cycle.containing(day).start
    reach = day + terms.lead_days * ONE_DAY
    if reach < schedule.start:
        return schedule.start
    return min(schedule.cycle.containing(reach).stop, schedule.stop)


def _wanted(schedule, ledger, horizon):
    """The segments to charge before ``horizon`` that stand on no charge yet."""
    start, stop = schedule.unbilled_from, min(horizon, schedule.stop)
    if start >= stop:
        return []
    return [
        segment
        for gap in subtract([(start, stop)], ledger.covered())
        for segment in schedule.segments(*gap)
        if segment.kind
    ]


def _by_period(terms, schedule, ledger, wanted):
    """What is to be charged, period by period: ``(period, segments)``, oldest first."""
    for period, segments in _cut(schedule.cycle, wanted):
        merged = _merged(terms, schedule, ledger, period, segments)
        if merged:
            yield period, merged


def _cut(cycle, segments):
    """Segments cut at the periods: ``(period, segments)``, oldest first."""
    period, found = None, []
    for segment in segments:
        start = segment.start
        while start < segment.stop:
            if period is None or start >= period.stop:
                if found:
                    yield period, found
                period, found = cycle.containing(start), []
            stop = min(segment.stop, period.stop)
            found.append(segment._replace(start=start, stop=stop))
            start = stop
    if found:
        yield period, found


def _merged(terms, schedule, ledger, period, segments):
    """Segments of a period as they are charged: one for all regular days (else all
    days on hold) where the plan does not prorate."""
    if terms.proration != "none" or not schedule.marks:
        return segments
    start = max(period.start, schedule.unbilled_from)
    every = schedule.segments(start, min(period.stop, schedule.stop))
    for kind in (REGULAR, HOLDING):
        hull = [segment for segment in every if segment.kind == kind]
        if hull:
            break
    else:
        return segments
    first, last = hull[0], hull[-1]
    days = subtract([(first.start, last.stop)], ledger.covered())
    found = [Segment(*each, first.kind, first.price) for each in days]
    for segment in segments:
        if segment.kind == FREE:
            rest = subtract([segment[:2]], [(first.start, last.stop)])
            found.extend(segment._replace(start=a, stop=b) for a, b in rest)
    return sorted(found)


def _count_periods(schedule, wanted, from_day):
    """In how many periods there is something to charge from a day on."""
    count, last = 0, None
    for segment in wanted:
        if segment.stop <= from_day:
            continue
        first = schedule.cycle.index_of(max(segment.start, from_day))
        if first == last:
            first += 1
        last = schedule.cycle.index_of(segment.stop - ONE_DAY)
        count += last - first + 1
    return count


def _charge(terms, schedule, ledger, period, segment):
    start, stop, kind, price, _reason = segment
    days, period_days = (stop - start).days, period.days
    basis = basis_days(terms.proration, period_days, schedule.cycle.months)
    percent = {"percent": schedule.holding_percent} if kind == HOLDING else {}
    full = full_amount(
        price, schedule.quantity, schedule.discount, schedule.step, **percent
    )
    remainder = ZERO
    if kind == FREE:
        counted, amount = 0, schedule.step * 0
    elif days == period_days:
        counted, amount = basis, full
    else:
        counted, amount, remainder = _part(
            terms, ledger, period, segment, full, basis, schedule.step
        )
    generation = ledger.generation(start)
    key = f"membership:{terms.line_id}:{start.isoformat()}:{kind}:{generation}"
    values = {
        "key": key,
        "name": terms.name,
        "period_start": period.start,
        "period_stop": period.stop,
        "start": start,
        "stop": stop,
        "rate_kind": kind,
        "proration": terms.proration,
        "counted_days": counted,
        "basis_days": basis,
        "price_unit": price,
        "quantity": schedule.quantity,
        "discount": schedule.discount,
        "full_amount": full,
        "amount": amount,
    }
    promotion = next(
        (each for each in terms.promotions if each.explains(kind, start, stop)), None
    )
    computation = charge_computation(
        values, remainder, schedule.holding_percent, promotion
    )
    due = _due(terms, schedule, period)
    return Charge(**values, computation=computation, due=due)


def _part(terms, ledger, period, segment, full, basis, step):
    """Days counted, amount and rounding remainder of a part of a period."""
    days = (segment.stop - segment.start).days
    siblings = [
        each
        for each in ledger.in_period(period.start, period.stop)
        if each.charge.rate_kind == segment.kind
    ]
    if terms.proration == "none":
        if siblings:
            return 0, step * 0, ZERO
        return basis, full, ZERO
    completes = days + sum(each.days for each in siblings) == period.days
    counted = days
    if basis != period.days or terms.proration == "thirty":
        rest = max(0, basis - sum(each.counted for each in siblings))
        counted = rest if completes else min(days, rest)
    amount = part_amount(full, counted, basis, step)
    same = [each for each in siblings if each.charge.full_amount == full]
    if days + sum(each.days for each in same) == period.days:
        whole = full - sum(each.earned for each in same)
        return counted, whole, whole - amount
    return counted, amount, ZERO
