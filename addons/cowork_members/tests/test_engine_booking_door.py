"""What members ask for, what is offered at the door, and what calendars are told."""

from datetime import datetime
from unittest import TestCase

from ..engine.booking_panel import door_times, later_stops
from ..engine.booking_wish import Wish, read_wish
from ..engine.errors import EngineError
from ..engine.icalendar import Event, calendar

PARIS = "Europe/Paris"


def at(text):
    return datetime.fromisoformat(text)


class TestWish(TestCase):
    def test_a_length_or_an_end(self):
        expected = Wish(at("2027-01-04 08:00"), at("2027-01-04 09:30"))
        self.assertEqual(
            read_wish("2027-01-04", "09:00", PARIS, minutes="90"), expected
        )
        self.assertEqual(
            read_wish("2027-01-04", "9:00", PARIS, until="10:30", minutes="15"),
            expected,
        )
        self.assertEqual(expected.minutes, 90)

    def test_until_midnight(self):
        wish = read_wish("2027-01-04", "22:00", PARIS, until="00:00")
        self.assertEqual(wish.stop, at("2027-01-04 23:00"))

    def test_a_time_that_does_not_exist_is_moved_and_said_so(self):
        wish = read_wish("2027-03-28", "02:30", PARIS, minutes="60")
        self.assertEqual(wish.start, at("2027-03-28 01:30"))
        self.assertEqual(
            wish.notes, (("gap", at("2027-03-28 02:30"), at("2027-03-28 03:30")),)
        )

    def test_a_time_that_comes_twice_is_the_first_and_said_so(self):
        wish = read_wish("2027-10-31", "01:00", PARIS, until="02:30")
        self.assertEqual(wish.stop, at("2027-10-31 00:30"))
        self.assertEqual([note[0] for note in wish.notes], ["fold"])

    def test_nonsense_is_refused(self):
        for code, day, begin, until, minutes in (
            ("wish_day", "2027-02-30", "09:00", "", "60"),
            ("wish_day", "04.01.2027", "09:00", "", "60"),
            ("wish_day", "9999-12-31", "09:00", "", "60"),
            ("wish_day", None, "09:00", "", "60"),
            ("wish_clock", "2027-01-04", "25:00", "", "60"),
            ("wish_clock", "2027-01-04", "", "", "60"),
            ("wish_clock", "2027-01-04", "09:00", "ten", "60"),
            ("wish_length", "2027-01-04", "09:00", "", "0"),
            ("wish_length", "2027-01-04", "09:00", "", "-60"),
            ("wish_length", "2027-01-04", "09:00", "", "99999"),
            ("wish_length", "2027-01-04", "09:00", "", "٦٠"),
            ("wish_order", "2027-01-04", "09:00", "09:00", ""),
            ("wish_order", "2027-01-04", "09:00", "08:00", ""),
        ):
            with self.assertRaises(EngineError) as caught:
                read_wish(day, begin, PARIS, until, minutes)
            self.assertEqual(caught.exception.code, code)


class TestDoor(TestCase):
    def test_the_running_slot_until_at_least_as_long_as_asked(self):
        times = door_times(at("2027-01-04 08:07"), (15, 30, 60), 15, PARIS)
        self.assertEqual({one.start for one in times}, {at("2027-01-04 08:00")})
        self.assertEqual(
            [(one.minutes, f"{one.stop:%H:%M}") for one in times],
            [(15, "08:30"), (30, "08:45"), (60, "09:15")],
        )

    def test_lengths_with_the_same_end_are_offered_once(self):
        times = door_times(at("2027-01-04 08:05"), (15, 30, 60), 60, PARIS)
        self.assertEqual(
            [(one.minutes, f"{one.stop:%H:%M}") for one in times],
            [(15, "09:00"), (60, "10:00")],
        )

    def test_in_the_hour_that_comes_twice_the_second_one_counts(self):
        # 02:20 for the second time.
        (time,) = door_times(at("2027-10-31 01:20"), (15,), 30, PARIS)
        self.assertEqual(time.start, at("2027-10-31 01:00"))

    def test_later_ends(self):
        self.assertEqual(
            later_stops(at("2027-01-04 09:00"), (15, 30), 15, PARIS),
            [(15, at("2027-01-04 09:15")), (30, at("2027-01-04 09:30"))],
        )
        self.assertEqual(
            later_stops(at("2027-01-04 09:00"), (15, 30), 30, PARIS),
            [(30, at("2027-01-04 09:30"))],
        )


class TestICalendar(TestCase):
    def event(self, **values):
        return Event(
            **{
                "uid": "1@x",
                "stamp": at("2027-01-01 00:00"),
                "start": at("2027-01-04 08:00"),
                "stop": at("2027-01-04 09:00"),
                "summary": "Meeting",
                **values,
            }
        )

    def unfold(self, content):
        return content.decode().replace("\r\n ", "").split("\r\n")

    def test_a_file_to_add(self):
        self.assertEqual(
            calendar([self.event()]).decode(),
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Cowork//Bookings//EN\r\n"
            "CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\nBEGIN:VEVENT\r\nUID:1@x\r\n"
            "DTSTAMP:20270101T000000Z\r\nDTSTART:20270104T080000Z\r\n"
            "DTEND:20270104T090000Z\r\nSEQUENCE:0\r\nSTATUS:CONFIRMED\r\n"
            "SUMMARY:Meeting\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        )

    def test_people(self):
        lines = self.unfold(
            calendar(
                [
                    self.event(
                        organizer=('Ann "A" Lee', "ann@x.example"),
                        attendees=(("", "bob@x.example"),),
                    )
                ],
                "REQUEST",
            )
        )
        self.assertIn("METHOD:REQUEST", lines)
        self.assertIn("ORGANIZER;CN=\"Ann 'A' Lee\":mailto:ann@x.example", lines)
        self.assertIn(
            "ATTENDEE;ROLE=REQ-PARTICIPANT;RSVP=TRUE;"
            'CN="bob@x.example":mailto:bob@x.example',
            lines,
        )

    def test_what_people_type_adds_no_lines(self):
        evil = "a\r\nATTENDEE:mailto:x@y\r\nEND:VEVENT"
        content = calendar(
            [self.event(summary=evil, location=evil, organizer=(evil, evil))]
        )
        lines = self.unfold(content)
        self.assertEqual(lines.count("END:VEVENT"), 1)
        self.assertFalse([line for line in lines if line.startswith("ATTENDEE")])
        self.assertIn(r"SUMMARY:a\nATTENDEE:mailto:x@y\nEND:VEVENT", lines)

    def test_separators_are_escaped(self):
        lines = self.unfold(calendar([self.event(summary="a;b,c\\d")]))
        self.assertIn(r"SUMMARY:a\;b\,c\\d", lines)

    def test_long_lines_are_cut_between_characters(self):
        summary = "会议室🎉" * 40
        content = calendar([self.event(summary=summary)])
        self.assertLessEqual(max(map(len, content.split(b"\r\n"))), 75)
        self.assertIn(f"SUMMARY:{summary}", self.unfold(content))
