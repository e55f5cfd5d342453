"""Deadlines counted in working time, with pauses, over intervals of any calendar.

Moments are ``datetime`` of one time zone, UTC; durations are seconds.
"""

from bisect import bisect_left, bisect_right
from datetime import timedelta
from itertools import accumulate

# How far ahead working time is looked for: a calendar without any has no deadlines.
HORIZON = timedelta(days=3 * 366)


def merge(intervals):
    """:param intervals: iterable of ``(start, stop)``, in any order
    :returns: list of the same time, sorted, without overlaps and empty intervals"""
    merged = []
    for start, stop in sorted(intervals):
        if stop <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], stop))
        else:
            merged.append((start, stop))
    return merged


class WorkingTime:
    """Working intervals, and how much of them has passed at a moment.

    :param intervals: iterable of ``(start, stop)``

    >>> from datetime import datetime
    >>> day = WorkingTime([(datetime(2027, 1, 4, 9), datetime(2027, 1, 4, 17))])
    >>> day.between(datetime(2027, 1, 4, 8), datetime(2027, 1, 4, 10)) / 3600
    1.0
    """

    def __init__(self, intervals):
        merged = merge(intervals)
        self._starts = [start for start, _stop in merged]
        self._stops = [stop for _start, stop in merged]
        lengths = ((stop - start).total_seconds() for start, stop in merged)
        self._before = [0, *accumulate(lengths)]

    def elapsed(self, moment):
        """:returns: working seconds before ``moment``"""
        number = bisect_right(self._starts, moment)
        if not number:
            return 0
        start, stop = self._starts[number - 1], self._stops[number - 1]
        inside = (min(moment, stop) - start).total_seconds()
        return self._before[number - 1] + inside

    def between(self, start, stop):
        """:returns: working seconds from ``start`` to ``stop``, never negative"""
        return max(0, self.elapsed(stop) - self.elapsed(start))

    def moment(self, elapsed):
        """:returns: the earliest moment before which so many seconds are worked; None
        when there are not so many"""
        if not self._starts or elapsed > self._before[-1]:
            return None
        number = bisect_left(self._before, elapsed)
        if not number:
            return self._starts[0]
        rest = elapsed - self._before[number - 1]
        return self._starts[number - 1] + timedelta(seconds=rest)

    def deadline(self, start, seconds, pauses=()):
        """:param seconds: working seconds that may pass from ``start`` on
        :param pauses: iterable of ``(start, stop)`` in which no time passes
        :returns: the moment at which they have passed; None when there are not so many
        """
        target = self.elapsed(start) + seconds
        for begin, stop in merge(pauses):
            if self.elapsed(max(begin, start)) >= target:
                break
            target += self.between(max(begin, start), stop)
        return self.moment(target)

    def paused(self, start, pauses):
        """:returns: working seconds of the ``pauses`` after ``start``"""
        return sum(
            self.between(max(begin, start), max(stop, start))
            for begin, stop in merge(pauses)
        )


class WorkingTimes:
    """The working time of many calendars, loaded once and lengthened when needed.

    :param load: function of a key, a first and a last moment that returns intervals
    """

    def __init__(self, load):
        self._load = load
        self._known = {}

    def get(self, key, start, stop):
        """:returns: ``WorkingTime`` that covers ``start`` to ``stop`` at least"""
        if key in self._known:
            first, last, known = self._known[key]
            if first <= start and stop <= last:
                return known
            # By half as much again: not once for every later moment that is asked for.
            more = (last - first) / 2
            start = first if first <= start else start - more
            stop = last if stop <= last else stop + more
        work = WorkingTime(self._load(key, start, stop))
        self._known[key] = (start, stop, work)
        return work

    def deadline(self, key, start, seconds, pauses=()):
        """:returns: as ``WorkingTime.deadline``, looking as far ahead as needed"""
        after = max([start, *(stop for _begin, stop in pauses)])
        span = timedelta(days=28)
        while True:
            work = self.get(key, start, after + span)
            found = work.deadline(start, seconds, pauses)
            if found or span > HORIZON:
                return found
            span *= 3

    def paused(self, key, start, pauses):
        """:returns: as ``WorkingTime.paused``"""
        if not pauses:
            return 0
        last = max(stop for _begin, stop in pauses)
        return self.get(key, start, max(start, last)).paused(start, pauses)
