"""The dates of a series of bookings."""

from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..engine.booking_series import Occurrence, TooManyOccurrences, occurrences
from ..engine.errors import EngineError
from ..engine.local_time import to_local
from .booking_engine_common import DAY, MINUTE, PROPERTY, at, moments, zones

PARIS = "Europe/Paris"
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def series(rule, start="2027-01-04 09:00", minutes=60, tz=PARIS, until=None, most=60):
    return occurrences(rule, at(start), minutes, tz, until, most)


def days(rule, start="2027-01-04 09:00", **values):
    """:returns: local days of the series, as text"""
    return [str(one.local_start.date()) for one in series(rule, start, **values)]


class TestDates(TestCase):
    def test_weekly_at_nine_stays_at_nine_in_summer_time(self):
        found = series("FREQ=WEEKLY;COUNT=3", "2027-03-22 09:00")
        self.assertEqual(
            found,
            [
                Occurrence(
                    at("2027-03-22 08:00"),
                    at("2027-03-22 09:00"),
                    at("2027-03-22 09:00"),
                ),
                Occurrence(
                    at("2027-03-29 07:00"),
                    at("2027-03-29 08:00"),
                    at("2027-03-29 09:00"),
                ),
                Occurrence(
                    at("2027-04-05 07:00"),
                    at("2027-04-05 08:00"),
                    at("2027-04-05 09:00"),
                ),
            ],
        )

    def test_a_time_that_does_not_exist_is_moved_and_said(self):
        found = series("RRULE:FREQ=DAILY;COUNT=3", "2027-03-27 02:30")
        self.assertEqual(
            [(one.local_start, one.note) for one in found],
            [
                (at("2027-03-27 02:30"), None),
                (at("2027-03-28 03:30"), "gap"),
                (at("2027-03-29 02:30"), None),
            ],
        )

    def test_a_time_that_exists_twice_is_the_first_and_said(self):
        found = series("FREQ=DAILY;COUNT=2", "2026-10-24 02:30")
        self.assertEqual([one.note for one in found], [None, "fold"])
        self.assertEqual(found[1].start, at("2026-10-25 00:30"))

    def test_the_length_is_real_time(self):
        [night] = series("FREQ=DAILY;COUNT=1", "2027-03-27 22:00", minutes=480)
        self.assertEqual(night.stop - night.start, timedelta(hours=8))
        self.assertEqual(to_local(night.stop, PARIS), at("2027-03-28 07:00"))

    def test_rules_as_people_make_them(self):
        for rule, expected in (
            ("FREQ=WEEKLY;BYDAY=TU,TH;COUNT=3", ["01-05", "01-07", "01-12"]),
            ("freq=monthly;byday=1mo;count=3", ["01-04", "02-01", "03-01"]),
            ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=2;", ["01-29", "02-26"]),
            (
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2",
                ["01-29", "02-26"],
            ),
            ("FREQ=WEEKLY;INTERVAL=2;COUNT=3", ["01-04", "01-18", "02-01"]),
            ("FREQ=DAILY;INTERVAL=10;UNTIL=20270124", ["01-04", "01-14", "01-24"]),
            ("FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1,8;COUNT=2", ["05-01", "05-08"]),
            ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1;COUNT=1", ["12-31"]),
            ("FREQ=MONTHLY;BYDAY=5MO;COUNT=2", ["03-29", "05-31"]),
        ):
            self.assertEqual(days(rule), [f"2027-{day}" for day in expected], rule)

    def test_a_day_that_a_month_does_not_have_is_left_out(self):
        self.assertEqual(
            days("FREQ=MONTHLY;COUNT=3", "2027-01-31 09:00"),
            ["2027-01-31", "2027-03-31", "2027-05-31"],
        )
        self.assertEqual(
            days("FREQ=YEARLY;COUNT=2", "2028-02-29 09:00"),
            ["2028-02-29", "2032-02-29"],
        )

    def test_every_other_week_depends_on_the_first_day_of_the_week(self):
        rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;COUNT=4"
        for part, expected in (
            ("", ["05", "10", "19", "24"]),
            (";WKST=MO", ["05", "10", "19", "24"]),
            (";WKST=SU", ["05", "17", "19", "31"]),
        ):
            self.assertEqual(days(rule + part), [f"2027-01-{day}" for day in expected])

    def test_the_first_and_the_last_year(self):
        self.assertEqual(days("FREQ=DAILY;COUNT=1", "2000-01-01 09:00"), ["2000-01-01"])
        self.assertEqual(
            days("FREQ=DAILY;COUNT=2", "2199-12-31 09:00"), ["2199-12-31", "2200-01-01"]
        )

    def test_until_is_inclusive(self):
        for until, count in (
            ("20270106", 3),
            ("20270106T090000", 3),
            ("20270106T085959", 2),
            # in UTC an hour earlier than on the clock
            ("20270106T080000Z", 3),
            ("20270106T075959Z", 2),
        ):
            self.assertEqual(len(series(f"FREQ=DAILY;UNTIL={until}")), count, until)


class TestRefused(TestCase):
    def _refuse(self, code, rule, **values):
        with self.assertRaises(EngineError) as caught:
            series(rule, **values)
        self.assertEqual(caught.exception.code, code, rule)
        return caught.exception

    def test_more_dates_than_allowed(self):
        error = self._refuse("series_count", "FREQ=DAILY;COUNT=10000", most=52)
        self.assertIsInstance(error, TooManyOccurrences)
        self.assertEqual((error.limit, error.count), (52, 10000))
        error = self._refuse("series_count", "FREQ=DAILY;UNTIL=20991231", most=52)
        self.assertEqual((error.limit, error.count), (52, None))
        self.assertEqual(len(series("FREQ=DAILY;COUNT=52", most=52)), 52)

    def test_later_dates_than_allowed(self):
        last = date(2027, 1, 18)
        rule = "FREQ=WEEKLY;COUNT="
        self.assertEqual(len(series(f"{rule}3", until=last)), 3)
        error = self._refuse("series_until", f"{rule}4", until=last)
        self.assertIsInstance(error, TooManyOccurrences)
        self.assertEqual((error.limit, error.count), (last, None))
        # It may say a later end, if no booking is later.
        self.assertEqual(len(series("FREQ=WEEKLY;UNTIL=20270124", until=last)), 3)

    def test_nothing_goes_on_for_more_than_a_hundred_years(self):
        for rule in (
            "FREQ=YEARLY;INTERVAL=60;COUNT=3",
            "FREQ=YEARLY;INTERVAL=300;COUNT=3",
            "FREQ=YEARLY;UNTIL=99991231",
            "FREQ=DAILY;INTERVAL=1000000000;COUNT=2",
        ):
            error = self._refuse("series_until", rule, most=10**6)
            self.assertEqual(error.limit, date(2127, 1, 4))

    def test_endless_or_contradictory(self):
        self._refuse("rule_endless", "FREQ=WEEKLY;BYDAY=MO")
        self._refuse("rule_count_until", "FREQ=DAILY;COUNT=3;UNTIL=20270201")

    def test_below_a_day(self):
        for freq in ("SECONDLY", "MINUTELY", "HOURLY"):
            self._refuse("rule_frequency", f"FREQ={freq};COUNT=3")
        for part in ("BYHOUR=9,10", "BYMINUTE=0,30", "BYSECOND=1"):
            self._refuse("rule_part", f"FREQ=DAILY;COUNT=3;{part}")

    def test_nonsense(self):
        for rule in ("FREQ=SOMETIMES;COUNT=3", "COUNT=3"):
            self._refuse("rule_frequency", rule)
        for rule in ("", None, "every Monday", "FREQ=DAILY;;COUNT=3", "FREQ=DAILY;X=1"):
            self._refuse("rule_part", rule)
        for part in (
            "COUNT=0",
            "COUNT=-1",
            "COUNT=3.5",
            "COUNT=1_0",
            "COUNT=٣",
            "COUNT=3;COUNT=4",
            "COUNT=3;INTERVAL=0",
            "COUNT=3;WKST=1MO",
            "COUNT=3;BYDAY=XX",
            "COUNT=3;BYMONTH=13",
            "COUNT=3;BYMONTH=-1",
            "COUNT=3;BYEASTER=0",
            "UNTIL=2027-02-01",
            "UNTIL=20270230",
            "UNTIL=20270201T250000",
            "COUNT=3\nDTSTART:20270101T000000",
            "COUNT=3;BYDAY=" + ",".join(["MO"] * 500),
        ):
            self._refuse("rule_part", f"FREQ=MONTHLY;{part}")

    def test_parts_that_would_be_left_out_without_a_word(self):
        for rule in (
            "FREQ=MONTHLY;BYMONTHDAY=0",
            "FREQ=WEEKLY;BYMONTHDAY=5",
            "FREQ=WEEKLY;BYDAY=2MO",
            "FREQ=MONTHLY;BYDAY=6MO",
            "FREQ=MONTHLY;BYDAY=0MO",
            "FREQ=MONTHLY;BYDAY=MO,2TU",
            "FREQ=MONTHLY;BYWEEKNO=3",
            "FREQ=DAILY;BYYEARDAY=3",
            "FREQ=YEARLY;BYWEEKNO=3;BYDAY=1MO",
            "FREQ=MONTHLY;BYSETPOS=1",
        ):
            self._refuse("rule_part", f"{rule};COUNT=3")

    def test_no_day_at_all(self):
        for rule in (
            "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3",
            "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3",
            "FREQ=DAILY;UNTIL=20270101",
        ):
            self._refuse("rule_empty", rule)

    def test_other_values(self):
        self._refuse("positive", "FREQ=DAILY;COUNT=3", minutes=0)
        self._refuse("time_zone", "FREQ=DAILY;COUNT=3", tz="Mars/Base")
        self._refuse("moment", "FREQ=DAILY;COUNT=3", start="1999-12-31 09:00")
        self._refuse("moment", "FREQ=DAILY;COUNT=3", start="2200-01-01 09:00")


some_weekdays = st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True)


def joined(values):
    return ",".join(map(str, values))


def numbers(largest, smallest=None):
    """:returns: comma separated numbers, without 0, negative ones as far as allowed"""
    one = st.integers(-largest if smallest is None else smallest, largest)
    return st.lists(one.filter(bool), min_size=1, max_size=3).map(joined)


@st.composite
def rules(draw):
    """:returns: a rule that most often makes a series"""
    freq = draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]))
    end = draw(
        st.sampled_from(["COUNT=1", "COUNT=7", "COUNT=40", "COUNT=41", "COUNT=1000000"])
        | st.sampled_from(["20270601", "20271231T120000Z", "99991231"]).map(
            "UNTIL=".__add__
        )
    )
    parts = {
        "INTERVAL": st.sampled_from([1, 2, 3, 50, 10**9]),
        "BYDAY": some_weekdays.map(joined),
        "BYMONTH": numbers(12, smallest=1),
        "BYMONTHDAY": numbers(31),
        "BYSETPOS": numbers(3),
    }
    names = draw(st.sets(st.sampled_from(sorted(parts)), max_size=2))
    return ";".join(
        [
            f"FREQ={freq}",
            *(f"{name}={draw(parts[name])}" for name in sorted(names)),
            end,
        ]
    )


class TestProperties(TestCase):
    @PROPERTY
    @given(rules(), moments, st.integers(1, 3000), zones)
    def test_any_rule_is_refused_or_makes_a_series(self, rule, start, minutes, tz):
        last = (start + 500 * DAY).date()
        try:
            found = occurrences(rule, start, minutes, tz, last, 40)
        except EngineError:
            return
        self.assertTrue(1 <= len(found) <= 40)
        starts = [one.start for one in found]
        self.assertEqual(starts, sorted(set(starts)))
        for one in found:
            self.assertEqual(one.stop - one.start, minutes * MINUTE)
            self.assertEqual(one.local_start, to_local(one.start, tz))
            self.assertTrue(start.date() <= one.local_start.date() <= last)
            if one.note != "gap":
                self.assertEqual(one.local_start.time(), start.time())

    @PROPERTY
    @given(moments, some_weekdays, st.integers(1, 4), st.integers(0, 200), zones)
    def test_weekly_is_every_day_that_is_looked_at(self, start, names, step, span, tz):
        until = start.date() + span * DAY
        rule = f"FREQ=WEEKLY;INTERVAL={step};BYDAY={joined(names)};UNTIL={until:%Y%m%d}"
        monday = start.date() - start.weekday() * DAY
        expected = [
            day
            for number in range(span + 1)
            for day in [start.date() + number * DAY]
            if WEEKDAYS[day.weekday()] in names and (day - monday).days // 7 % step == 0
        ]
        try:
            found = occurrences(rule, start, 60, tz, None, 250)
        except EngineError as error:
            self.assertEqual((error.code, expected), ("rule_empty", []))
            return
        # A midnight that does not exist is still of its day.
        self.assertEqual([one.local_start.date() for one in found], expected)

    @PROPERTY
    @given(st.text(max_size=60))
    def test_any_text_is_refused_or_makes_a_series(self, text):
        try:
            self.assertTrue(series(text))
        except EngineError as error:
            self.assertTrue(error.code.startswith(("rule_", "series_")))
