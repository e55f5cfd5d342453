"""Rules of repetition, from the fields of a dialog and back, and cut in two."""

from datetime import date
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..engine.booking_rule import Repetition, compose, divide, read
from ..engine.booking_series import occurrences
from ..engine.errors import EngineError
from .booking_engine_common import PROPERTY, at

RULES = (
    ("FREQ=DAILY;COUNT=5", Repetition(unit="day", count=5)),
    (
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;COUNT=12",
        Repetition(unit="week", interval=2, weekdays=(0, 2), count=12),
    ),
    (
        "FREQ=WEEKLY;BYDAY=SU;UNTIL=20271231",
        Repetition(unit="week", weekdays=(6,), until=date(2027, 12, 31)),
    ),
    ("FREQ=MONTHLY;BYMONTHDAY=31;COUNT=4", Repetition(unit="month", day=31, count=4)),
    (
        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=4",
        Repetition(unit="month", weekdays=(4,), nth=-1, count=4),
    ),
    (
        "FREQ=MONTHLY;INTERVAL=3;BYDAY=2TU;COUNT=4",
        Repetition(unit="month", interval=3, weekdays=(1,), nth=2, count=4),
    ),
    ("FREQ=YEARLY;COUNT=2", Repetition(unit="year", count=2)),
)


class TestRules(TestCase):
    def test_from_fields_to_a_rule_and_back(self):
        for rule, repetition in RULES:
            self.assertEqual(compose(repetition), rule)
            self.assertEqual(read(rule), repetition)

    def test_a_rule_with_more_to_it_is_not_one_of_the_dialog(self):
        for rule in (
            "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2",
            "FREQ=MONTHLY;BYDAY=MO;COUNT=2",
            "FREQ=MONTHLY;BYDAY=1MO,3MO;COUNT=2",
            "FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=1FR;COUNT=2",
            "FREQ=MONTHLY;BYMONTHDAY=1,15;COUNT=2",
            "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=2",
            "FREQ=DAILY;BYMONTH=3;COUNT=2",
            "FREQ=WEEKLY;INTERVAL=2;WKST=SU;COUNT=2",
            "FREQ=DAILY;UNTIL=20270105T080000Z",
        ):
            self.assertIsNone(read(rule), rule)

    def test_fields_that_make_no_rule_are_refused(self):
        for values, code in (
            ({"unit": "hour", "count": 1}, "rule_frequency"),
            ({"unit": "day"}, "rule_endless"),
            ({"unit": "day", "interval": 0, "count": 1}, "rule_part"),
            ({"unit": "day", "count": -1}, "rule_part"),
            ({"unit": "month", "day": 32, "count": 1}, "rule_part"),
            ({"unit": "month", "weekdays": (0,), "nth": 6, "count": 1}, "rule_part"),
        ):
            with self.assertRaises(EngineError) as refused:
                compose(Repetition(**values))
            self.assertEqual(refused.exception.code, code, values)


class TestDivide(TestCase):
    def test_so_many_times_are_shared_out(self):
        for rule, day, expected in (
            (
                "FREQ=WEEKLY;COUNT=10",
                date(2027, 1, 18),
                ("FREQ=WEEKLY;COUNT=2", "FREQ=WEEKLY;COUNT=8", date(2027, 1, 18)),
            ),
            (
                "FREQ=WEEKLY;UNTIL=20270201",
                date(2027, 1, 12),
                (
                    "FREQ=WEEKLY;COUNT=2",
                    "FREQ=WEEKLY;UNTIL=20270201",
                    date(2027, 1, 18),
                ),
            ),
        ):
            self.assertEqual(
                divide(rule, at("2027-01-04 09:00"), "Europe/Paris", day), expected
            )

    def test_a_part_without_dates_is_no_part(self):
        for day in (date(2027, 1, 4), date(2027, 3, 1)):
            found = divide("FREQ=WEEKLY;COUNT=3", at("2027-01-04 09:00"), "UTC", day)
            self.assertIsNone(found)

    @PROPERTY
    @given(st.sampled_from([rule for rule, _repetition in RULES]), st.integers(0, 400))
    def test_both_parts_together_are_the_whole(self, rule, days):
        start = at("2027-01-29 09:00")
        day = date.fromordinal(start.toordinal() + days)
        whole = occurrences(rule, start, 60, "Europe/Paris", None, 1000)
        parts = divide(rule, start, "Europe/Paris", day)
        if parts is None:
            before = [one for one in whole if one.local_start.date() < day]
            self.assertIn(len(before), (0, len(whole)))
            return
        first, second, second_day = parts
        second_start = start.replace(
            year=second_day.year, month=second_day.month, day=second_day.day
        )
        self.assertEqual(
            occurrences(first, start, 60, "Europe/Paris", None, 1000)
            + occurrences(second, second_start, 60, "Europe/Paris", None, 1000),
            whole,
        )
