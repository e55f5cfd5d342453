"""Wall-clock time that does not exist, or exists twice."""

from datetime import date, timedelta
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..engine.errors import EngineError
from ..engine.local_time import (
    LocalMoment,
    clock_spans,
    day_parts,
    day_start,
    localize,
    to_local,
)
from .booking_engine_common import DAY, HOUR, MINUTE, PROPERTY, at, moments, zones

PARIS = "Europe/Paris"


class TestLocalize(TestCase):
    def test_an_ordinary_time(self):
        self.assertEqual(
            localize(at("2027-01-04 09:00"), PARIS), LocalMoment(at("2027-01-04 08:00"))
        )
        self.assertEqual(
            localize(at("2027-07-05 09:00"), PARIS), LocalMoment(at("2027-07-05 07:00"))
        )

    def test_a_time_that_does_not_exist_moves_forward(self):
        found = localize(at("2027-03-28 02:30"), PARIS)
        self.assertEqual(found, LocalMoment(at("2027-03-28 01:30"), "gap"))
        self.assertEqual(to_local(found.utc, PARIS), at("2027-03-28 03:30"))

    def test_a_time_that_exists_twice_is_the_first_one(self):
        found = localize(at("2026-10-25 02:30"), PARIS)
        self.assertEqual(found, LocalMoment(at("2026-10-25 00:30"), "fold"))
        for utc in ("2026-10-25 00:30", "2026-10-25 01:30"):
            self.assertEqual(to_local(at(utc), PARIS), at("2026-10-25 02:30"))

    def test_the_edges_of_a_gap_and_of_a_fold(self):
        for text, note in (
            ("2027-03-28 01:59", None),
            ("2027-03-28 02:00", "gap"),
            ("2027-03-28 03:00", None),
            ("2026-10-25 01:59", None),
            ("2026-10-25 02:00", "fold"),
            ("2026-10-25 03:00", None),
        ):
            self.assertEqual(localize(at(text), PARIS).note, note, text)

    def test_half_an_hour_of_summer_time(self):
        found = localize(at("2027-10-03 02:15"), "Australia/Lord_Howe")
        self.assertEqual(found.note, "gap")
        self.assertEqual(
            to_local(found.utc, "Australia/Lord_Howe"), at("2027-10-03 02:45")
        )

    def test_a_zone_that_does_not_exist(self):
        for tz in ("Mars/Base", "", None, False, "../etc/passwd", "Europe", "a\0b"):
            for function in (localize, to_local):
                with self.assertRaises(EngineError) as caught:
                    function(at("2027-01-04 09:00"), tz)
                self.assertEqual(caught.exception.code, "time_zone")

    def test_the_ends_of_the_calendar(self):
        with self.assertRaises(EngineError) as caught:
            localize(at("0001-01-01 00:00"), PARIS)
        self.assertEqual(caught.exception.code, "moment")
        with self.assertRaises(EngineError) as caught:
            to_local(at("9999-12-31 23:30"), PARIS)
        self.assertEqual(caught.exception.code, "moment")


class TestDays(TestCase):
    def test_a_midnight_that_does_not_exist(self):
        found = day_start(date(2027, 3, 14), "America/Havana")
        self.assertEqual(to_local(found, "America/Havana"), at("2027-03-14 01:00"))

    def test_days_of_23_and_25_hours(self):
        for text, hours in (("2027-03-28", 23), ("2027-10-31", 25)):
            day = at(text).date()
            length = day_start(day + DAY, PARIS) - day_start(day, PARIS)
            self.assertEqual(length, hours * HOUR)

    def test_a_day_that_a_zone_left_out(self):
        # Samoa changed the side of the date line.
        parts = day_parts(
            at("2011-12-30 09:00"), at("2011-12-30 11:00"), "Pacific/Apia"
        )
        self.assertEqual(
            [(part.day.isoformat(), part.stop - part.start) for part in parts],
            [("2011-12-29", HOUR), ("2011-12-31", HOUR)],
        )

    def test_the_clock_is_put_forward_in_the_middle(self):
        spans = clock_spans(at("2027-03-28 00:00"), at("2027-03-28 04:00"), PARIS)
        self.assertEqual(
            [tuple(span) for span in spans],
            [
                (at("2027-03-28 00:00"), at("2027-03-28 01:00"), HOUR),
                (at("2027-03-28 01:00"), at("2027-03-28 04:00"), 2 * HOUR),
            ],
        )

    def test_a_change_of_the_clock_at_the_end_is_not_within(self):
        night = at("2027-03-28 00:00"), at("2027-03-28 01:00")
        self.assertEqual(list(clock_spans(*night, PARIS)), [(*night, HOUR)])


class TestProperties(TestCase):
    @PROPERTY
    @given(moments, zones)
    def test_a_time_comes_back_unless_it_does_not_exist(self, local, tz):
        found = localize(local, tz)
        shown = to_local(found.utc, tz)
        if found.note == "gap":
            self.assertLessEqual(timedelta(0), shown - local)
            self.assertLessEqual(shown - local, HOUR)
        else:
            self.assertEqual(shown, local)
        earlier = [to_local(found.utc - gap * MINUTE, tz) for gap in (30, 60)]
        self.assertNotIn(local, earlier)

    @PROPERTY
    @given(moments, st.integers(1, 5 * 24 * 60), zones)
    def test_parts_of_days_make_up_the_whole(self, start, minutes, tz):
        stop = start + minutes * MINUTE
        parts = list(day_parts(start, stop, tz))
        edges = [part.start for part in parts] + [stop]
        self.assertEqual(edges, [start] + [part.stop for part in parts])
        for part in parts:
            self.assertEqual(to_local(part.start, tz).date(), part.day)
            self.assertEqual(to_local(part.stop - MINUTE, tz).date(), part.day)

    @PROPERTY
    @given(moments, st.integers(1, 24 * 60), zones)
    def test_within_a_span_the_clock_runs_on(self, start, minutes, tz):
        stop = start + minutes * MINUTE
        spans = list(clock_spans(start, stop, tz))
        edges = [span.start for span in spans] + [stop]
        self.assertEqual(edges, [start] + [span.stop for span in spans])
        for span in spans:
            for moment in (span.start, span.stop - MINUTE):
                self.assertEqual(to_local(moment, tz), moment + span.offset)
