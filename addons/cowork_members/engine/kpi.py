"""Figures of a location and a month: what is counted, on plain values.

A period is a pair of inclusive days; the last one is None for an open end.
"""

from datetime import date, timedelta

from .terms import add_months, months_between


def month_of(day):
    """:returns: the first day of the month of ``day``"""
    return day.replace(day=1)


def next_month(month):
    """:returns: the first day of the month after ``month``"""
    return add_months(month, 1)


def last_day_of(month):
    """:returns: the last day of the month that begins on ``month``"""
    return next_month(month) - timedelta(days=1)


def months_from(first, last):
    """:returns: list of the months from that of ``first`` to that of ``last``"""
    months, month = [], month_of(first)
    while month <= last:
        months.append(month)
        month = next_month(month)
    return months


# Days ------------------------------------------------------------------------


def merge(periods):
    """The union of periods, sorted; periods that touch become one.

    :param periods: pairs of days; a last day before the first means no day at all
    :returns: list of pairs of days, open ends as ``date.max``

    >>> merge([(date(2028, 1, 5), None), (date(2028, 1, 1), date(2028, 1, 4))])
    [(datetime.date(2028, 1, 1), datetime.date(9999, 12, 31))]
    """
    merged = []
    for first, last in sorted((a, b or date.max) for a, b in periods):
        if last < first:
            continue
        if merged and (first - merged[-1][1]).days <= 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def days_within(merged, first, last):
    """:param merged: what ``merge`` returns
    :returns: how many of its days lie between ``first`` and ``last``, both included"""
    return sum(
        (min(b, last) - max(a, first)).days + 1
        for a, b in merged
        if a <= last and b >= first
    )


def covers(merged, day):
    """:returns: whether ``day`` is one of the days of ``merged``"""
    return any(first <= day <= last for first, last in merged)


def begins_between(merged, first, last):
    """:returns: whether a spell of ``merged`` begins between two days, both included"""
    return any(first <= begin <= last for begin, _end in merged)


def ends_between(merged, first, last):
    """:returns: whether a spell of ``merged`` ends between two days, both included"""
    return any(first <= end <= last for _begin, end in merged)


# Amounts ---------------------------------------------------------------------


def price_on(day, price, steps):
    """:param steps: pairs of first day and price, sorted by day
    :returns: the price in force on ``day``"""
    for first, new_price in steps:
        if first > day:
            break
        price = new_price
    return price


def term_months(first, last):
    """Length of an agreed term, part months by the days of the month they lie in.

    >>> term_months(date(2027, 1, 1), date(2028, 1, 15))
    12.483870967741936
    """
    whole = months_between(first, last)
    begin, end = add_months(first, whole), add_months(first, whole + 1)
    rest = (last - begin).days + 1
    return whole + rest / (end - begin).days if rest > 0 else float(whole)


def figure(numerator, denominator, of_hundred=False):
    """:returns: the quotient; None, which means no data, when nothing is divided by"""
    if not denominator:
        return None
    return numerator / denominator * (100.0 if of_hundred else 1.0)


# Judgement -------------------------------------------------------------------


def judge(value, target, warning, higher_is_better):
    """How a figure stands against its target.

    :param value: the figure, or None
    :param target: what is to be reached, or None
    :param warning: how far it may miss the target and still be near, or None
    :param higher_is_better: whether more is better
    :returns: ``no_data``, ``no_target``, ``reached``, ``near`` or ``missed``
    """
    if value is None:
        return "no_data"
    if target is None:
        return "no_target"
    sign = 1 if higher_is_better else -1
    # Figures are quotients: a hair below the target is the target.
    if sign * (value - target) > -1e-9:
        return "reached"
    if warning is not None and sign * (value - warning) > -1e-9:
        return "near"
    return "missed"


def trend(value, previous, higher_is_better):
    """:returns: ``better``, ``worse`` or ``same`` than a month ago; ``none`` when one
    of both figures is None"""
    if value is None or previous is None:
        return "none"
    change = (value - previous) * (1 if higher_is_better else -1)
    if abs(change) < 1e-9:
        return "same"
    return "better" if change > 0 else "worse"
