"""When a member is visited again, and what days look like on a location's clock."""

from datetime import UTC, datetime, time

from .terms import add_months, months_between


def next_visit_day(first, months, day):
    """The next regular visit of a member, counted from the first day each time.

    :param first: first day of the contract
    :param months: months between two visits, at least 1
    :param day: the visit is on this day or later
    :returns: ``date``; never the first day itself

    >>> from datetime import date
    >>> next_visit_day(date(2027, 1, 31), 1, date(2027, 3, 1))
    datetime.date(2027, 3, 31)
    """
    count = max(1, months_between(first, day) // months)
    while add_months(first, count * months) < day:
        count += 1
    return add_months(first, count * months)


def at_local_hour(day, hour, zone):
    """:param zone: ``tzinfo`` of the location
    :returns: naive UTC ``datetime`` at which the location's clock shows ``hour``"""
    local = datetime.combine(day, time(hour), tzinfo=zone)
    return local.astimezone(UTC).replace(tzinfo=None)


def local_day(moment, zone):
    """:param moment: naive UTC ``datetime``
    :returns: the ``date`` on the location's clock at that moment"""
    return moment.replace(tzinfo=UTC).astimezone(zone).date()
