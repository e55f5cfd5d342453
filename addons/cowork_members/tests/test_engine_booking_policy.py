"""What a policy has against a booking, and when one would be free."""

from datetime import date
from decimal import Decimal
from itertools import islice
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..engine.booking_policy import (
    Policy,
    Violation,
    Wanted,
    busy_range,
    free_gaps,
    violations,
)
from ..engine.errors import EngineError
from ..engine.local_time import to_local
from .booking_engine_common import DAY, HOUR, MINUTE, PROPERTY, at, moments, zones

PARIS = "Europe/Paris"
MONDAY = "2027-01-04"
#: 09:00 to 12:00 and 13:00 to 18:00 in Paris, in winter
OPEN = (
    (at(f"{MONDAY} 08:00"), at(f"{MONDAY} 11:00")),
    (at(f"{MONDAY} 12:00"), at(f"{MONDAY} 17:00")),
)


def hours(start, stop):
    """:returns: ``(start, stop)`` on Monday, in UTC"""
    return at(f"{MONDAY} {start}"), at(f"{MONDAY} {stop}")


class TestViolations(TestCase):
    def _found(self, start, stop, opened=None, own=(), now="2027-01-01", **policy):
        tz = policy.pop("tz", PARIS)
        wanted = Wanted(at(start), at(stop), at(now), tz)
        return violations(Policy(**policy), wanted, opened, own)

    def _monday(self, start, stop, *args, **values):
        return self._found(f"{MONDAY} {start}", f"{MONDAY} {stop}", *args, **values)

    def test_a_policy_without_limits_has_nothing_against_it(self):
        self.assertEqual(self._monday("08:07", "09:58"), [])

    def test_an_end_that_is_not_after_the_start_is_all_that_is_said(self):
        for stop in ("09:00", "08:00"):
            found = self._monday("09:00", stop, min_minutes=30, now="2028-01-01")
            start, stop = hours("09:00", stop)
            self.assertEqual(found, [Violation("order", start=start, stop=stop)])

    def test_three_years(self):
        self.assertEqual(
            self._found(MONDAY, "2030-01-04", []),
            [Violation("too_long_ever", max_days=31)],
        )
        self.assertEqual(self._found(MONDAY, "2027-02-04"), [])

    def test_the_grid_is_that_of_the_clock_on_the_wall(self):
        self.assertEqual(self._monday("08:30", "09:15", slot_minutes=15), [])
        self.assertEqual(
            self._monday("08:10", "09:20", slot_minutes=15),
            [Violation("grain", slot_minutes=15, edges=("start", "stop"))],
        )
        # 08:15 UTC is 14:00 in Nepal
        self.assertEqual(
            self._monday("08:15", "09:30", slot_minutes=60, tz="Asia/Kathmandu"),
            [Violation("grain", slot_minutes=60, edges=("stop",))],
        )

    def test_the_grid_is_counted_from_midnight_on_the_clock(self):
        # 04:00 to 06:00 in summer time, three hours after midnight
        self.assertEqual(
            self._found("2027-03-28 02:00", "2027-03-28 04:00", slot_minutes=120), []
        )
        # 45 minutes do not make up a day: the last slot is cut by midnight.
        self.assertEqual(
            self._found("2027-01-04 22:15", "2027-01-04 23:00", slot_minutes=45), []
        )

    def test_a_time_of_the_grid_that_was_moved_forward(self):
        # There is no 02:00, it is 03:00 at once.
        self.assertEqual(
            self._found("2027-03-28 01:00", "2027-03-28 02:00", slot_minutes=120), []
        )
        found = self._found("2027-03-29 01:00", "2027-03-29 02:00", slot_minutes=120)
        self.assertEqual(found[0].values["edges"], ("start",))

    def test_too_short_and_too_long(self):
        self.assertEqual(
            self._monday("08:00", "08:30", min_minutes=60, max_minutes=120),
            [Violation("min_length", minutes=30, min_minutes=60)],
        )
        self.assertEqual(
            self._monday("08:00", "11:00", min_minutes=60, max_minutes=120),
            [Violation("max_length", minutes=180, max_minutes=120)],
        )
        self.assertEqual(self._monday("08:00", "09:00", min_minutes=60), [])
        self.assertEqual(self._monday("08:00", "10:00", max_minutes=120), [])

    def test_past_and_lead(self):
        values = {"min_lead_minutes": 120, "now": f"{MONDAY} 08:00"}
        self.assertEqual(
            self._monday("07:59", "09:00", **values),
            [Violation("past", now=at(f"{MONDAY} 08:00"))],
        )
        self.assertEqual(
            self._monday("09:59", "11:00", **values),
            [Violation("lead", min_lead_minutes=120, earliest=at(f"{MONDAY} 10:00"))],
        )
        self.assertEqual(self._monday("10:00", "11:00", **values), [])
        self.assertEqual(self._monday("08:00", "09:00", now=values["now"]), [])

    def test_advance_is_counted_in_days_of_the_place(self):
        # In Shanghai it is the 2nd already: the last day is the 4th.
        values = {
            "max_advance_days": 2,
            "now": "2027-01-01 16:30",
            "tz": "Asia/Shanghai",
        }
        self.assertEqual(self._monday("15:30", "17:00", **values), [])
        self.assertEqual(
            self._monday("16:00", "17:00", **values),
            [Violation("advance", max_advance_days=2, last_day=date(2027, 1, 4))],
        )

    def test_closed_says_when_it_closes_and_opens(self):
        self.assertEqual(self._monday("08:00", "11:00", OPEN), [])
        for start, stop, closes, opens in (
            ("07:00", "08:30", None, "08:00"),
            ("10:00", "12:30", "11:00", "12:00"),
            ("11:00", "11:30", None, "12:00"),
            ("16:00", "17:30", "17:00", None),
            ("17:00", "18:00", None, None),
        ):
            self.assertEqual(
                self._monday(start, stop, OPEN),
                [
                    Violation(
                        "closed",
                        closes=closes and at(f"{MONDAY} {closes}"),
                        opens=opens and at(f"{MONDAY} {opens}"),
                    )
                ],
            )
        [never] = self._monday("08:00", "09:00", [])
        self.assertEqual(never.values, {"closes": None, "opens": None})

    def test_adjacent_opening_hours_are_one(self):
        opened = [hours("12:00", "14:00"), hours("08:00", "12:00")]
        self.assertEqual(self._monday("10:00", "13:00", opened), [])

    def test_cooldown_before_and_after(self):
        own = [hours("14:00", "15:00"), hours("10:00", "11:00")]
        self.assertEqual(
            self._monday("12:00", "13:00", own=own, cooldown_minutes=60), []
        )
        for start, stop, other in (
            ("11:30", "12:30", own[1]),
            ("12:30", "13:30", own[0]),
            ("10:30", "10:45", own[1]),
        ):
            self.assertEqual(
                self._monday(start, stop, own=own, cooldown_minutes=60),
                [
                    Violation(
                        "cooldown",
                        cooldown_minutes=60,
                        other_start=other[0],
                        other_stop=other[1],
                    )
                ],
            )
        self.assertEqual(self._monday("11:00", "12:00", own=own), [])

    def test_bookings_and_hours_of_a_week(self):
        # The one of Sunday 23:30 UTC is of Monday in Paris.
        own = [
            (at("2027-01-03 23:30"), at("2027-01-04 01:00")),
            (at("2027-01-03 20:00"), at("2027-01-03 22:00")),
            hours("12:00", "13:00"),
        ]
        self.assertEqual(
            self._monday("08:00", "09:00", own=own, max_per_week=2),
            [Violation("week_count", max_per_week=2, count=2, monday=date(2027, 1, 4))],
        )
        self.assertEqual(self._monday("08:00", "09:00", own=own, max_per_week=3), [])
        limit = Decimal("3.5")
        self.assertEqual(
            self._monday("08:00", "09:30", own=own, max_hours_per_week=limit),
            [
                Violation(
                    "week_hours",
                    max_hours_per_week=limit,
                    minutes=150,
                    monday=date(2027, 1, 4),
                )
            ],
        )
        self.assertEqual(
            self._monday("08:00", "09:00", own=own, max_hours_per_week=limit), []
        )

    def test_everything_is_said_at_once(self):
        found = self._monday(
            "07:10",
            "07:30",
            OPEN,
            own=[hours("08:00", "09:00")],
            now="2027-01-04 07:00",
            slot_minutes=30,
            min_minutes=60,
            min_lead_minutes=60,
            cooldown_minutes=60,
            max_per_week=1,
            max_hours_per_week=1,
        )
        self.assertEqual(
            [violation.code for violation in found],
            [
                "grain",
                "min_length",
                "lead",
                "closed",
                "cooldown",
                "week_count",
                "week_hours",
            ],
        )

    def test_numbers_that_are_none(self):
        for code, value in (
            ("not_a_number", Decimal("NaN")),
            ("not_a_number", float("inf")),
            ("negative", -1),
            ("too_large", 2**31),
        ):
            for name in ("max_hours_per_week", "max_advance_days"):
                with self.assertRaises(EngineError) as caught:
                    Policy(**{name: value})
                self.assertEqual(caught.exception.code, code)


class TestFreeTime(TestCase):
    def _free(self, busy, minutes=60, slot=30, opened=OPEN, **values):
        window = at(MONDAY), at(MONDAY) + DAY
        return [
            (f"{start:%H:%M}", f"{stop:%H:%M}")
            for start, stop in free_gaps(
                opened, busy, *window, minutes, slot, PARIS, **values
            )
        ]

    def test_the_buffer_follows_the_booking(self):
        start, stop = hours("09:00", "10:00")
        self.assertEqual(
            busy_range(Policy(buffer_minutes=15), start, stop),
            (start, at(f"{MONDAY} 10:15")),
        )

    def test_between_bookings_and_within_opening_hours(self):
        busy = [hours("09:15", "10:00"), hours("12:00", "15:30")]
        self.assertEqual(
            self._free(busy),
            [
                ("08:00", "09:00"),
                ("10:00", "11:00"),
                ("15:30", "16:30"),
                ("16:00", "17:00"),
            ],
        )

    def test_its_own_buffer_needs_to_be_free_but_not_open(self):
        busy = [hours("09:15", "10:00"), hours("12:00", "15:30")]
        self.assertEqual(
            self._free(busy, buffer_minutes=30),
            [("10:00", "11:00"), ("15:30", "16:30"), ("16:00", "17:00")],
        )

    def test_a_length_off_the_grid_is_lengthened(self):
        self.assertEqual(
            self._free([hours("09:00", "16:00")], minutes=50),
            [("08:00", "09:00"), ("16:00", "17:00")],
        )

    def test_nothing_is_free(self):
        self.assertEqual(self._free([hours("00:00", "23:00")]), [])
        self.assertEqual(self._free([], minutes=301), [])
        self.assertEqual(self._free([], opened=[]), [])

    def test_a_start_off_the_grid_is_the_next_one_on_it(self):
        [first] = islice(
            free_gaps(
                None, [], at("2027-01-04 08:07:30"), at("2028-01-04"), 60, 15, PARIS
            ),
            1,
        )
        self.assertEqual(first, hours("08:15", "09:15"))

    def test_a_length_of_nothing(self):
        with self.assertRaises(EngineError) as caught:
            self._free([], minutes=0)
        self.assertEqual(caught.exception.code, "positive")


@st.composite
def intervals(draw, first):
    """:returns: list of intervals from ``first`` on, by minutes"""
    pairs = draw(
        st.lists(st.tuples(st.integers(0, 1500), st.integers(0, 500)), max_size=4)
    )
    return [
        (first + start * MINUTE, first + (start + length) * MINUTE)
        for start, length in pairs
    ]


@st.composite
def days(draw):
    """:returns: start, opening hours, busy times, minutes and slot of a search"""
    start = draw(moments)
    opened = draw(st.none() | intervals(start))
    minutes = draw(st.sampled_from([15, 20, 60, 90, 240]))
    slot = draw(st.sampled_from([0, 15, 20, 30, 45, 60, 120]))
    return start, opened, draw(intervals(start)), minutes, slot


class TestProperties(TestCase):
    @PROPERTY
    @given(days(), st.sampled_from([0, 10, 45]), zones)
    def test_what_is_free_is_allowed_and_nothing_is_missed(self, day, buffer, tz):
        start, opened, busy, minutes, slot = day
        stop = start + 26 * HOUR
        found = list(free_gaps(opened, busy, start, stop, minutes, slot, tz, buffer))
        policy = Policy(slot_minutes=slot or 1, buffer_minutes=buffer)

        def is_free(begin, end):
            wanted = Wanted(begin, end, start, tz)
            taken = busy_range(policy, begin, end)
            return (
                start <= begin
                and end <= stop
                and not any(a < taken[1] and taken[0] < b for a, b in busy if a < b)
                and not violations(policy, wanted, opened, [])
            )

        for begin, end in found:
            self.assertTrue(is_free(begin, end))
            self.assertGreaterEqual(end - begin, minutes * MINUTE)
        self.assertEqual(found, sorted(set(found)))
        # Every other minute of the window, at the length that is asked for.
        starts = {begin for begin, _end in found}
        for number in range(26 * 60):
            begin = start + number * MINUTE
            if begin not in starts:
                self.assertFalse(is_free(begin, begin + minutes * MINUTE))

    @PROPERTY
    @given(moments, st.integers(1, 3000), moments, zones, st.integers(1, 90))
    def test_the_grid_is_that_of_the_minutes_shown(self, start, length, now, tz, slot):
        stop = start + length * MINUTE
        found = violations(
            Policy(slot_minutes=slot), Wanted(start, stop, now, tz), None, []
        )
        edges = [v.values["edges"] for v in found if v.code == "grain"]
        for edge, moment in (("start", start), ("stop", stop)):
            local = to_local(moment, tz)
            if (local.hour * 60 + local.minute) % slot == 0:
                self.assertFalse(edges and edge in edges[0])
            elif to_local(moment - MINUTE, tz) == local - MINUTE:
                # not the first minute after a gap
                self.assertIn(edge, edges[0])
        self.assertEqual("past" in [v.code for v in found], start < now)
