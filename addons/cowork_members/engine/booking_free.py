"""What of a space is free, as plain numbers and moments."""


def free_seats(capacity, busy, start, stop):
    """:param int capacity: seats are numbered from 1 to this
    :param busy: list of ``(first seat, last seat, from, to)``
    :param start: first moment
    :param stop: the moment after the last
    :returns: list of the numbers that nobody has at any time in between, ascending
    """
    taken = set()
    for first, last, begin, end in busy:
        if begin < stop and end > start:
            taken.update(range(max(first, 1), min(last, capacity) + 1))
    return [number for number in range(1, capacity + 1) if number not in taken]


def pick_seats(free, count, wanted=0):
    """Choose seats for people who come together: side by side where possible.

    :param free: ascending numbers of the free seats
    :param int count: how many are needed
    :param int wanted: number of the seat that was asked for, as the first of them
    :returns: list of numbers, or None when they are not free
    """
    if wanted:
        row = list(range(wanted, wanted + count))
        return row if set(row) <= set(free) else None
    for index in range(len(free) - count + 1):
        row = free[index : index + count]
        if row[-1] - row[0] == count - 1:
            return row
    return free[:count] if len(free) >= count else None


def covers(intervals, start, stop):
    """:param intervals: list of ``(from, to)``, in order; one may begin where another
        ends
    :returns: whether they hold all the time from ``start`` to ``stop``
    """
    for begin, end in intervals:
        if begin <= start < end:
            start = end
        if start >= stop:
            return True
    return False


def overlaps(intervals, start, stop):
    """:returns: whether one of the ``(from, to)`` has time in common"""
    return any(begin < stop and end > start for begin, end in intervals)
