from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..engine.line_of_command import line_of_command
from ..engine.sla import WorkingTime, WorkingTimes, merge

MINUTE = timedelta(minutes=1)
DAYS = 8


@st.composite
def calendars(draw):
    """Eight days around a change of the clocks or not, with nights, maybe working
    nights, lunch breaks, free days and holidays.

    :returns: first moment, list of working intervals, in UTC without zone"""
    zone = ZoneInfo(
        draw(st.sampled_from(["Europe/Lisbon", "Asia/Shanghai", "Australia/Melbourne"]))
    )
    first = draw(
        st.sampled_from([date(2027, 3, 25), date(2027, 10, 1), date(2027, 10, 28)])
    )
    hours = draw(
        st.lists(st.integers(0, 96), min_size=2, max_size=4, unique=True).map(sorted)
    )
    parts = list(zip(hours[::2], hours[1::2], strict=False))
    free = draw(st.sets(st.integers(0, DAYS - 1), max_size=4))

    def local(day, quarter):
        wall = datetime.combine(day, datetime.min.time()) + quarter * 15 * MINUTE
        return wall.replace(tzinfo=zone).astimezone(UTC).replace(tzinfo=None)

    intervals = [
        (local(day, begin), local(day, end))
        for number in range(DAYS)
        if number not in free
        for day in [first + timedelta(days=number)]
        for begin, end in parts
    ]
    return local(first, 0), intervals


@st.composite
def cases(draw):
    """:returns: first moment, intervals, start, minutes and pauses"""
    first, intervals = draw(calendars())
    minutes = st.integers(0, DAYS * 24 * 60)
    start = first + draw(minutes) * MINUTE
    pauses = [
        tuple(sorted((first + a * MINUTE, first + b * MINUTE)))
        for a, b in draw(st.lists(st.tuples(minutes, minutes), max_size=3))
    ]
    return first, intervals, start, draw(st.integers(1, 3000)), pauses


def works(moment, intervals):
    return any(begin <= moment < end for begin, end in intervals)


@tagged("post_install", "-at_install")
class TestEngineSla(BaseCase):
    """Deadlines against a reference that looks at every single minute."""

    @settings(max_examples=40, deadline=None)
    @given(cases())
    def test_a_deadline_is_the_minute_after_so_many_minutes_of_work(self, case):
        first, intervals, start, minutes, pauses = case
        left, moment, expected = minutes, start, None
        while moment < first + timedelta(days=DAYS + 1):
            if works(moment, intervals) and not works(moment, pauses):
                left -= 1
                if not left:
                    expected = moment + MINUTE
                    break
            moment += MINUTE
        found = WorkingTime(intervals).deadline(start, minutes * 60, pauses)
        self.assertEqual(found, expected)

    @settings(max_examples=25, deadline=None)
    @given(cases())
    def test_consumed_and_paused_time_are_counted_minutes(self, case):
        first, intervals, start, length, pauses = case
        stop = start + length * MINUTE
        work = WorkingTime(intervals)
        span = [start + number * MINUTE for number in range(length)]
        worked = sum(works(moment, intervals) for moment in span)
        self.assertEqual(work.between(start, stop), worked * 60)
        self.assertEqual(work.between(stop, start), 0)
        rest = int((first + timedelta(days=DAYS + 1) - start) / MINUTE)
        slept = sum(
            works(moment, intervals) and works(moment, pauses)
            for moment in (start + number * MINUTE for number in range(max(rest, 0)))
        )
        self.assertEqual(work.paused(start, pauses), slept * 60)

    @settings(max_examples=40, deadline=None)
    @given(cases())
    def test_a_deadline_and_the_time_until_it_agree(self, case):
        _first, intervals, start, minutes, pauses = case
        work = WorkingTime(intervals)
        found = work.deadline(start, minutes * 60, pauses)
        if found:
            before = [(max(a, start), min(b, found)) for a, b in pauses]
            worked = work.between(start, found) - work.paused(start, before)
            self.assertEqual(worked, minutes * 60)

    def test_intervals_are_merged(self):
        day = datetime(2027, 1, 4)
        hours = [day + timedelta(hours=number) for number in range(6)]
        given = [
            (hours[3], hours[4]),
            (hours[0], hours[2]),
            (hours[1], hours[3]),
            (hours[5], hours[5]),
        ]
        self.assertEqual(merge(given), [(hours[0], hours[4])])

    def test_without_working_time_there_is_no_deadline(self):
        asked = []

        def load(key, start, stop):
            asked.append((key, start, stop))
            return []

        times = WorkingTimes(load)
        self.assertIsNone(times.deadline("never", datetime(2027, 1, 4), 60))
        self.assertLess(len(asked), 8)

    def test_working_time_is_loaded_once_and_lengthened_when_needed(self):
        asked = []

        def load(key, start, stop):
            asked.append(key)
            days = (stop - start).days + 1
            begin = datetime.combine(start.date(), datetime.min.time())
            return [
                (
                    begin + timedelta(days=n, hours=9),
                    begin + timedelta(days=n, hours=10),
                )
                for n in range(days)
            ]

        times = WorkingTimes(load)
        start = datetime(2027, 1, 4, 8)
        for _number in range(50):
            found = times.deadline("one", start, 3600)
            self.assertEqual(found, datetime(2027, 1, 4, 10))
        self.assertEqual(len(asked), 1)
        found = times.deadline("one", start, 100 * 3600)
        self.assertEqual(found, datetime(2027, 4, 13, 10))
        self.assertEqual(len(asked), 3)
        times.deadline("one", start + timedelta(days=60), 3600)
        self.assertEqual(len(asked), 3)


@tagged("post_install", "-at_install")
class TestEngineLineOfCommand(BaseCase):
    def test_managers_come_first_then_heads_of_departments(self):
        managers = {"ann": "bob", "bob": "cleo"}
        heads = {"cleo": ["cleo", "dora", "emil"], "dora": ["dora", "emil"]}
        line = line_of_command("ann", managers.get, lambda p: heads.get(p, []))
        self.assertEqual(line, ["bob", "cleo", "dora", "emil"])

    def test_circles_end(self):
        managers = {"ann": "bob", "bob": "ann"}
        self.assertEqual(
            line_of_command("ann", managers.get, lambda p: ["ann", "bob"]), ["bob"]
        )

    @settings(max_examples=100, deadline=None)
    @given(
        st.dictionaries(st.integers(0, 8), st.integers(0, 8)),
        st.dictionaries(st.integers(0, 8), st.lists(st.integers(0, 8), max_size=3)),
    )
    def test_nobody_is_told_twice(self, managers, heads):
        line = line_of_command(9, managers.get, lambda p: heads.get(p, []))
        self.assertEqual(len(line), len(set(line)))
        self.assertNotIn(9, line)
