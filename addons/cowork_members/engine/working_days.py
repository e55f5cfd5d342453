"""Days counted in working days, given a way to ask whether a day is one."""

from datetime import timedelta

# A place that is closed for longer than this has no working days to count.
SEARCH_LIMIT_DAYS = 400


def shift_working_days(day, offset, works):
    """The day so many working days before or after another.

    :param day: ``date`` to count from; it is not counted itself
    :param offset: working days, negative for days before; 0 is the day itself, or the
        last working day before it
    :param works: function that tells whether a ``date`` is a working day
    :returns: ``date``; counted in calendar days where there are not enough working days

    >>> from datetime import date
    >>> weekday = lambda day: day.weekday() < 5
    >>> shift_working_days(date(2027, 1, 11), -1, weekday)  # Monday → Friday
    datetime.date(2027, 1, 8)
    """
    step = timedelta(days=1 if offset > 0 else -1)
    if offset == 0:
        found = _next_working_day(day, step, works)
        return found or day
    current = day
    for _number in range(abs(offset)):
        current = _next_working_day(current + step, step, works)
        if not current:
            return day + offset * timedelta(days=1)
    return current


def _next_working_day(day, step, works):
    """:returns: ``day``, or the first working day from it on in the direction of
    ``step``; None when there is none"""
    for _number in range(SEARCH_LIMIT_DAYS):
        if works(day):
            return day
        day += step
    return None
