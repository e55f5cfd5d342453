"""How often something may be done from outside, counted in windows of time."""

from datetime import timedelta


def take(start, count, now, most, length=timedelta(hours=1)):
    """One more use of what may be used ``most`` times in a window.

    :param start: ``datetime`` at which the last window began, or False
    :param count: uses in it
    :param now: ``datetime``
    :returns: ``(start, count)`` with this use; None when there were too many

    >>> from datetime import datetime
    >>> noon = datetime(2027, 1, 4, 12)
    >>> take(False, 0, noon, 2) == (noon, 1)
    True
    >>> take(noon, 2, noon + timedelta(minutes=59), 2) is None
    True
    """
    if not start or now - start >= length or now < start:
        return now, 1
    return None if count >= most else (start, count + 1)
