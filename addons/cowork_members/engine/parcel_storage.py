"""From which day on a parcel that nobody fetches costs something."""

from datetime import timedelta

#: no parcel is charged further back at once, however long nothing ran
MOST_DAYS = 366


def first_paid_day(received, free_days):
    """:param received: day on which the parcel came
    :param free_days: so many days after it are free
    :returns: the first day that is charged"""
    return received + timedelta(days=free_days + 1)


def paid_days(next_day, today):
    """Each day that has begun is charged, each once.

    :param next_day: the first day that is not charged yet
    :param today: the place's day
    :returns: list of days, the oldest first
    """
    count = min((today - next_day).days + 1, MOST_DAYS)
    return [next_day + timedelta(days=offset) for offset in range(count)]
