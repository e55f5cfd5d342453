import re
from datetime import date, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .booking_common import BookingMixin
from .document_common import SIGNATURE
from .test_portal import PortalCase


class PortalBookingCase(BookingMixin, PortalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_bookings()
        cls.env["cowork.space"].search(
            [("location_id", "=", cls.location.id), ("is_bookable", "=", True)]
        ).filtered(lambda s: s.name == "Open Area").blocked = True
        cls.tomorrow = cls.day(1)
        cls.env.flush_all()

    def moment(self, hour, minute=0):
        """:returns: that time of tomorrow at the location, in UTC"""
        return fields.Datetime.to_datetime(self.tomorrow) + timedelta(
            hours=hour - 8, minutes=minute
        )

    def query(self, begin="09:00", minutes=60, people=2, **more):
        data = {
            "date": str(self.tomorrow),
            "begin": begin,
            "minutes": str(minutes),
            "people": str(people),
            **more,
        }
        return "&".join(f"{key}={value}" for key, value in data.items())

    def form(self, **more):
        return {
            "date": str(self.tomorrow),
            "begin": "09:00",
            "minutes": "60",
            "people": "2",
            **more,
        }

    def words(self, text):
        main = text.split("<main", 1)[-1]
        return " ".join(re.sub("<[^>]+>", " ", main).split())

    def book(self, partner=None, space=None, hour=9, **vals):
        booking = self.make_booking(
            space,
            self.moment(hour),
            partner_id=(partner or self.person).id,
            **vals,
        )
        self.env.flush_all()
        return booking

    def own(self):
        return self.env["cowork.booking"].search(
            [("partner_id", "=", self.person.id)], order="id"
        )


@tagged("post_install", "-at_install")
class TestPortalBook(PortalBookingCase):
    """Find a space and book it."""

    def setUp(self):
        super().setUp()
        self.sign_in(self.portal_a)

    def test_what_is_free_is_found(self):
        self.room.amenity_ids = self.env["cowork.space.amenity"].create(
            {"name": "T-Whiteboard"}
        )
        self.book(self.other_member, self.room_2)
        _path, text = self.get(f"/my/cowork/book?{self.query()}")
        words = self.words(text)
        self.assertIn("Boardroom", words)
        self.assertIn("up to 8 people", words)
        self.assertIn("T-Whiteboard", words)
        self.assertIn("3 seats free", words)
        self.assertNotIn("Library", words)
        amenity = self.room.amenity_ids.id
        _path, text = self.get(f"/my/cowork/book?{self.query(amenity=amenity)}")
        self.assertEqual(text.count("o_cowork_offer"), 1)
        kind = self.kinds["hot_desk"].id
        _path, text = self.get(f"/my/cowork/book?{self.query(kind=kind)}")
        self.assertNotIn(">Boardroom<", text)

    def test_ones_own_location_comes_first(self):
        self.make_room("Sala", location_id=self.location_2.id, capacity=4)
        self.location_2.sequence = 1
        self.location.sequence = 20
        self.env.flush_all()
        _path, text = self.get("/my/cowork/book")
        options = re.findall(r"<option[^>]*>\s*(Riverside|Alameda)", text)
        self.assertEqual(options, ["Riverside", "Alameda"])

    def test_files_are_no_texts_of_forms(self):
        self.assertTakesNoFiles(
            f"/my/cowork/book/{self.room.id}",
            **self.form(name="Budget", seat="1", repeat="weekly", times="2", until=""),
        )

    def test_files_are_no_texts_of_addresses(self):
        for path in ("/my/cowork/book", f"/my/cowork/book/{self.room.id}"):
            for name in self.form():
                with self.assertNoLogs("odoo", "ERROR"):
                    response = self.url_open(
                        f"{path}?{self.query()}", files={name: b"no text"}, method="GET"
                    )
                self.assertEqual(response.status_code, 200)

    def test_what_is_not_for_the_member_is_not_offered(self):
        self.room.booking_policy_id = self.make_policy(
            "Office people", audience="plans", plan_ids=self.plan_office.ids
        )
        self.env.flush_all()
        _path, text = self.get(f"/my/cowork/book?{self.query()}")
        self.assertNotIn("Boardroom", text)
        _path, text = self.get(f"/my/cowork/book/{self.room.id}?{self.query()}")
        self.assertIn("comes with Office", text)
        _path, response = self.post(f"/my/cowork/book/{self.room.id}", **self.form())
        self.assertEqual(response.status_code, 409)
        self.assertFalse(self.own())

    def test_a_broken_rule_is_said_before_booking(self):
        self.policy.max_minutes = 120
        self.env.flush_all()
        _path, text = self.get(f"/my/cowork/book?{self.query(minutes=180)}")
        self.assertIn("Free as well, but not like this", text)
        self.assertIn("for at most 2 hours", text)

    def test_nothing_is_free_and_when_there_is(self):
        rooms = self.room | self.room_2 | self.hall_2 | self.part_a | self.part_b
        for room in rooms - self.part_a - self.part_b:
            self.book(self.other_member, room)
        kind = self.kinds["meeting_small"].id
        _path, text = self.get(f"/my/cowork/book?{self.query(kind=kind)}")
        self.assertIn("Nothing is free", text)
        self.assertIn("begin=10%3A00", text)
        links = re.findall(r'href="(/my/cowork/book/\d+\?[^"]+)"', text)
        self.assertEqual(len(links), 4)
        _path, text = self.get(links[0].replace("&amp;", "&"))
        self.assertIn("10:00 – 11:00", text)

    def test_without_a_membership_it_is_said_why_nothing_is_free(self):
        self.sign_in(self.make_user("t_stranger", "base.group_portal"))
        self.env.flush_all()
        _path, text = self.get(f"/my/cowork/book?{self.query()}")
        words = self.words(text)
        self.assertIn("There is nothing you can book for that time", words)
        self.assertIn(
            "Library, Boardroom, Hall A, Hall B, Hall: for members only. You have no"
            " membership in force on that day; the front desk can tell you how to get"
            " one.",
            words,
        )
        self.assertIn("Desks: for members only.", words)
        self.assertNotIn("Choose another day", words)

    def test_what_is_for_other_plans_or_locations_is_said_so(self):
        self.policy.write({"audience": "plans", "plan_ids": self.plan_office.ids})
        kind = self.kinds["meeting_small"].id
        self.env.flush_all()
        _path, text = self.get(f"/my/cowork/book?{self.query(kind=kind)}")
        self.assertIn(
            "Boardroom, Hall A, Hall B, Hall: only with Office, which you do not have;"
            " the front desk can change your plan.",
            self.words(text),
        )
        self.policy.audience = "locations"
        self.make_room("Sala", location_id=self.location_2.id, capacity=4)
        self.env.flush_all()
        query = self.query(location=self.location_2.id)
        _path, text = self.get(f"/my/cowork/book?{query}")
        self.assertIn(
            "Sala: for members of Alameda only. You belong to Riverside.",
            self.words(text),
        )

    def test_what_is_taken_and_what_is_not_for_the_member_are_told_apart(self):
        self.room.booking_policy_id = self.make_policy(
            "Office people", audience="plans", plan_ids=self.plan_office.ids
        )
        for room in (self.room_2, self.hall_2):
            self.book(self.other_member, room)
        kind = self.kinds["meeting_small"].id
        _path, text = self.get(f"/my/cowork/book?{self.query(kind=kind)}")
        words = self.words(text)
        self.assertIn("Nothing is free for you at that time. This is, next", words)
        self.assertIn("Not for you: Boardroom: only with Office", words)

    def test_many_spaces_are_explained_in_as_many_queries_as_few(self):
        self.policy.write({"audience": "plans", "plan_ids": self.plan_office.ids})
        bookings = self.env["cowork.booking"].with_user(self.portal_a)

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            causes = bookings._explain_nothing(
                self.location, self.moment(9), self.moment(10), 1, None, ()
            )
            return self.env.cr.sql_log_count - before, causes

        count()
        few, causes = count()
        self.assertEqual(len(causes), 1)
        for number in range(20):
            self.make_room(f"Cell {number}", capacity=2)
        many, causes = count()
        self.assertIn(" and 20 more: only with Office", causes[0])
        self.assertLessEqual(many, few)

    def test_that_no_space_is_like_that_is_said_so(self):
        _path, text = self.get(f"/my/cowork/book?{self.query(people=500)}")
        self.assertIn("There is no such space here.", self.words(text))

    def test_the_rules_are_shown_and_the_booking_is_made(self):
        self.policy.write(
            {
                "cancel_free_hours": 1,
                "late_fee_kind": "percent",
                "late_fee": 50,
                "no_show_minutes": 15,
            }
        )
        self.env.flush_all()
        url = f"/my/cowork/book/{self.room.id}"
        _path, text = self.get(f"{url}?{self.query()}")
        words = self.words(text)
        self.assertIn("09:00 – 10:00", words)
        self.assertIn("Later it costs 50 % of the price.", words)
        self.assertIn("Check in within 15 minutes", words)
        self.assertFalse(self.own())
        path, response = self.post(url, **self.form(name="Budget"))
        booking = self.own()
        self.assertEqual(path, f"/my/cowork/bookings/{booking.id}")
        self.assertIn("It is yours", response.text)
        self.assertEqual(
            (booking.state, booking.start, booking.name, booking.attendee_count),
            ("confirmed", self.moment(9), "Budget", 2),
        )

    def test_a_seat_can_be_chosen(self):
        url = f"/my/cowork/book/{self.desks.id}"
        _path, text = self.get(f"{url}?{self.query(people=1)}")
        self.assertIn('name="seat"', text)
        self.post(url, **self.form(people="1", seat="3"))
        self.assertEqual(self.own().seats, "3")

    def test_taken_between_looking_and_sending(self):
        url = f"/my/cowork/book/{self.room.id}"
        self.get(f"{url}?{self.query()}")
        other = self.book(self.other_member)
        path, response = self.post(url, **self.form(name="Budget"))
        self.assertEqual((path, response.status_code), (url, 409))
        self.assertIn("Boardroom is taken", response.text)
        self.assertIn('value="Budget"', response.text)
        self.assertIn("begin=10%3A00", response.text)
        self.assertIn(f"/my/cowork/book/{self.room_2.id}?", response.text)
        self.assertFalse(self.own())
        self.assertEqual(other.state, "confirmed")
        _path, text = self.get(f"{url}?{self.query()}")
        self.assertIn("was just taken", text)

    @mute_logger("odoo.sql_db")
    def test_taken_by_what_this_request_cannot_see(self):
        self.book(self.other_member)
        bookings = self.env.registry["cowork.booking"]
        url = f"/my/cowork/book/{self.room.id}"
        with patch.object(bookings, "book", side_effect=IntegrityError):
            _path, response = self.post(url, **self.form(name="Budget"))
        self.assertEqual(response.status_code, 200)
        self.assertIn("was just taken", response.text)
        self.assertIn('value="Budget"', response.text)

    def test_the_form_sent_twice_books_once(self):
        url = f"/my/cowork/book/{self.room.id}"
        paths = {self.post(url, **self.form())[0] for _time in range(2)}
        self.assertEqual(paths, {f"/my/cowork/bookings/{self.own().id}"})

    def test_times_that_do_not_exist_are_said_so(self):
        room = self.make_room("Sala", location_id=self.location_2.id, capacity=4)
        self.env.flush_all()
        last = date(self.tomorrow.year + 1, 3, 31)
        sunday = last - timedelta(days=(last.weekday() + 1) % 7)
        _path, text = self.get(
            f"/my/cowork/book/{room.id}?date={sunday}&begin=01:30&minutes=60"
        )
        self.assertIn("01:30 does not exist on that day", text)
        self.assertIn("02:30 – 03:30", text)

    def test_nonsense_is_answered_with_a_sentence(self):
        for more, sentence in (
            ({"date": "2027-02-30"}, "Choose the day"),
            ({"begin": "25:00"}, "hours and minutes"),
            ({"minutes": "-5"}, "how long"),
            ({"until": "08:00"}, "after the beginning"),
        ):
            data = "&".join(f"{k}={v}" for k, v in self.form(**more).items())
            _path, text = self.get(f"/my/cowork/book?{data}&location=99999999999")
            self.assertIn(sentence, text)
            path, _text = self.get(f"/my/cowork/book/{self.room.id}?{data}")
            self.assertEqual(path, "/my/cowork/book")
        for more, sentence in (
            ({"people": "9"}, "room for 8 people"),
            ({"date": "2020-01-01"}, "no membership in force"),
        ):
            _path, response = self.post(
                f"/my/cowork/book/{self.room.id}", **self.form(**more)
            )
            self.assertEqual(response.status_code, 409)
            self.assertIn(sentence, response.text)

    def test_nothing_but_the_form_is_read(self):
        self.post(
            f"/my/cowork/book/{self.room.id}",
            **self.form(
                state="done",
                partner_id=self.other_member.id,
                partner=self.other_member.id,
                company_id=self.company_b.id,
                is_exception="1",
                price_preview="0",
                contract_id=self.other_contract.id,
            ),
        )
        booking = self.own()
        self.assertEqual(booking.state, "confirmed")
        self.assertEqual(booking.company_id, self.company)
        self.assertFalse(booking.is_exception)
        self.assertNotEqual(booking.contract_id, self.other_contract)

    @mute_logger("odoo.http")
    def test_unknown_archived_and_foreign_spaces_look_alike(self):
        archived = self.make_room("Old Room", capacity=4)
        archived.action_archive()
        policy = self.make_policy("B")
        foreign = self.make_room(
            "Foreign", location_id=self.location_b.id, capacity=4, policy=policy
        )
        self.env.flush_all()
        missing = foreign.id + 100_000
        texts = set()
        for number in (archived.id, foreign.id, self.office.id, missing):
            for suffix in ("/picture", ""):
                response = self.url_open(
                    f"/my/cowork/book/{number}{suffix}?{self.query()}"
                )
                self.assertEqual(response.status_code, 404)
            texts.add(self.words(response.text))
            _path, response = self.post(f"/my/cowork/book/{number}", **self.form())
            self.assertEqual(response.status_code, 404)
        self.assertEqual(len(texts), 1)
        self.assertFalse(self.own())

    def test_pictures_are_shown(self):
        self.assertEqual(
            self.url_open(f"/my/cowork/book/{self.room.id}/picture").status_code, 404
        )
        self.room.image_1920 = SIGNATURE
        self.env.flush_all()
        response = self.url_open(f"/my/cowork/book/{self.room.id}/picture")
        self.assertEqual(response.headers["Content-Type"], "image/png")

    @mute_logger("odoo.http")
    def test_forms_of_other_pages_are_refused(self):
        booking = self.book()
        for path, data in (
            (f"/my/cowork/book/{self.room.id}", self.form(begin="14:00")),
            (f"/my/cowork/bookings/{booking.id}/cancel", {"reason": "x"}),
            (f"/my/cowork/bookings/{booking.id}/check-in", {"at": "x"}),
            (f"/my/cowork/bookings/{booking.id}/invite", {"emails": "a@b.example"}),
            ("/my/cowork/bookings/feed", {"at": "x"}),
        ):
            _path, response = self.post(path, csrf=False, **data)
            self.assertEqual(response.status_code, 400, path)
        self.assertEqual(self.own().mapped("state"), ["confirmed"])
        self.assertFalse(booking.guest_ids)
        self.assertFalse(self.portal_a.sudo()._get_cowork_calendar_path())


@tagged("post_install", "-at_install")
class TestPortalBookings(PortalBookingCase):
    """See, cancel and share what was booked."""

    def test_coming_and_past(self):
        self.book(name="Budget")
        self.book(hour=14, name="Called off").action_cancel()
        self.book(self.other_member, hour=16, name="Theirs")
        self.sign_in(self.portal_a)
        _path, text = self.get("/my/cowork/bookings")
        self.assertIn("Budget", text)
        self.assertNotIn("Called off", text)
        _path, text = self.get("/my/cowork/bookings?past=1")
        self.assertIn("Called off", text)
        for path in ("", "?past=1", "/page/9", "/page/9?past=x"):
            self.assertNotIn("Theirs", self.get(f"/my/cowork/bookings{path}")[1])

    def test_many_are_paged(self):
        for number in range(85):
            self.make_booking(
                self.room,
                self.moment(9) + timedelta(hours=number),
                partner_id=self.person.id,
            )
        self.env.flush_all()
        self.sign_in(self.portal_a)
        counts = [
            self.get(f"/my/cowork/bookings/page/{page}")[1].count(
                'href="/my/cowork/bookings/'
            )
            for page in (1, 2)
        ]
        self.assertGreater(counts[0], 75)
        self.assertLess(counts[1], 15)

    def test_the_home_page_counts_what_is_to_come(self):
        self.book()
        self.book(hour=14).action_cancel()
        self.env.flush_all()
        self.sign_in(self.portal_a)
        answer = self.url_open(
            "/my/counters",
            json={"params": {"counters": ["cowork_booking_count"]}},
        ).json()["result"]
        self.assertEqual(answer["cowork_booking_count"], 1)

    def test_cancelling_is_asked_shown_and_done_once(self):
        self.policy.write(
            {"cancel_free_hours": 48, "late_fee_kind": "percent", "late_fee": 50}
        )
        self.env["cowork.booking.rate"].create(
            {"policy_id": self.policy.id, "price": 40}
        )
        booking = self.book()
        self.sign_in(self.portal_a)
        url = f"/my/cowork/bookings/{booking.id}"
        _path, text = self.get(url)
        self.assertIn("1 h × 40.00 = 40.00", self.words(text))
        _path, text = self.get(f"{url}/cancel")
        self.assertIn("now it costs 20.00, half of the price", self.words(text))
        self.assertEqual(booking.state, "confirmed")
        for _time in range(2):
            path, response = self.post(f"{url}/cancel", reason="Ill")
            self.assertEqual(path, url)
            self.assertIn("The booking is cancelled", response.text)
        self.assertEqual((booking.state, booking.cancel_reason), ("cancelled", "Ill"))
        # There is nothing left to cancel.
        path, _text = self.get(f"{url}/cancel")
        self.assertEqual(path, url)

    def test_check_in_when_it_is_time(self):
        now = fields.Datetime.now()
        soon = now.replace(minute=now.minute // 15 * 15, second=0)
        booking = self.make_booking(
            self.room, soon + timedelta(minutes=30), partner_id=self.person.id
        )
        later = self.book(hour=23)
        self.policy.check_in_minutes = 60
        self.env.flush_all()
        self.sign_in(self.portal_a)
        url = f"/my/cowork/bookings/{booking.id}"
        self.assertIn("Check In", self.words(self.get(url)[1]))
        self.post(f"{url}/check-in")
        self.assertEqual(booking.state, "checked_in")
        _path, response = self.post(f"/my/cowork/bookings/{later.id}/check-in")
        self.assertIn("check-in opens 60 minutes before", response.text)
        self.assertEqual(later.state, "confirmed")

    def test_people_are_invited(self):
        booking = self.book(name="Budget")
        self.sign_in(self.portal_a)
        url = f"/my/cowork/bookings/{booking.id}"
        _path, response = self.post(f"{url}/invite", emails="nobody <b>")
        self.assertIn("is not an e-mail address", response.text)
        self.assertIn("nobody &lt;b&gt;", response.text)
        path, response = self.post(f"{url}/invite", emails="ana@guest.example.com")
        self.assertEqual(path, url)
        self.assertIn("ana@guest.example.com", response.text)
        self.assertEqual(booking.guest_ids.email, "ana@guest.example.com")

    def test_files_are_no_texts_of_forms(self):
        booking = self.book(name="Budget")
        self.sign_in(self.portal_a)
        url = f"/my/cowork/bookings/{booking.id}"
        self.assertTakesNoFiles(f"{url}/invite", emails="ana@guest.example.com")
        self.assertFalse(booking.guest_ids)
        self.assertTakesNoFiles(f"{url}/cancel", reason="Ill", scope="this")

    def test_a_file_for_the_calendar(self):
        booking = self.book(name="Budget")
        self.sign_in(self.portal_a)
        response = self.url_open(f"/my/cowork/bookings/{booking.id}/booking.ics")
        self.assertIn("text/calendar", response.headers["Content-Type"])
        self.assertIn("SUMMARY:Budget", response.text)
        self.assertIn(f"DTSTART:{self.moment(9):%Y%m%dT%H%M%SZ}", response.text)

    @mute_logger("odoo.http")
    def test_the_bookings_of_others_look_like_none(self):
        booking = self.book(name="Secret")
        foreign = self.env["cowork.booking"].create(
            {
                "space_id": self.make_room(
                    "Foreign", location_id=self.location_b.id, capacity=4
                ).id,
                "partner_id": self.other_member.id,
                "start": self.moment(9),
                "stop": self.moment(10),
            }
        )
        self.env.flush_all()
        numbers = (booking.id, foreign.id, foreign.id + 100_000)
        for user in (self.portal_b, self.internal, self.named):
            self.sign_in(user)
            texts = set()
            for number in numbers:
                url = f"/my/cowork/bookings/{number}"
                for suffix in ("", "/cancel", "/booking.ics"):
                    response = self.url_open(f"{url}{suffix}")
                    self.assertEqual(response.status_code, 404, user.login)
                    self.assertNotIn("Secret", response.text)
                texts.add(self.words(response.text))
                for suffix in ("cancel", "check-in", "invite"):
                    _path, response = self.post(
                        f"{url}/{suffix}", emails="x@guest.example.com"
                    )
                    self.assertEqual(response.status_code, 404)
            self.assertEqual(len(texts), 1)
        self.assertEqual(booking.state, "confirmed")
        self.assertFalse(booking.guest_ids)
        self.sign_in(None)
        path, _text = self.get(f"/my/cowork/bookings/{booking.id}")
        self.assertEqual(path, "/web/login")

    def test_looking_changes_nothing(self):
        booking = self.book()
        self.portal_a._renew_cowork_calendar()
        self.env.flush_all()
        self.sign_in(self.portal_a)
        before = booking.read()[0]
        count = self.env["cowork.booking"].search_count([])
        for path in (
            f"/my/cowork/book?{self.query()}",
            f"/my/cowork/book/{self.room_2.id}?{self.query()}",
            "/my/cowork/bookings",
            f"/my/cowork/bookings/{booking.id}",
            f"/my/cowork/bookings/{booking.id}/cancel",
            f"/my/cowork/bookings/{booking.id}/booking.ics",
            self.portal_a._get_cowork_calendar_path(),
        ):
            self.get(path)
        self.assertEqual(booking.read()[0], before)
        self.assertEqual(self.env["cowork.booking"].search_count([]), count)

    # The feed ------------------------------------------------------------------------

    @mute_logger("odoo.http")
    def test_the_feed_opens_with_its_token_only(self):
        self.book(name="Budget")
        self.book(hour=12, name="Called off").action_cancel()
        self.book(self.other_member, hour=14, name="Theirs")
        self.sign_in(self.portal_a)
        _path, text = self.get("/my/cowork/bookings")
        self.assertNotIn("/cowork/calendar/", text)
        _path, response = self.post("/my/cowork/bookings/feed")
        feed = re.search(r"/cowork/calendar/[^\"]+\.ics", response.text)[0]
        self.sign_in(None)
        response = self.url_open(feed)
        self.assertIn("text/calendar", response.headers["Content-Type"])
        self.assertIn("SUMMARY:Budget", response.text)
        self.assertNotIn("Called off", response.text)
        self.assertNotIn("Theirs", response.text)
        for token in ("x", feed[17:-5], "%00", "False", "../x"):
            response = self.url_open(f"/cowork/calendar/{token}.ics")
            self.assertEqual(response.status_code, 404, token)
        self.sign_in(self.portal_a)
        self.post("/my/cowork/bookings/feed")
        self.assertEqual(self.url_open(feed).status_code, 404)
        new = self.portal_a._get_cowork_calendar_path()
        self.assertEqual(self.url_open(new).status_code, 200)
        self.portal_a.action_archive()
        self.env.flush_all()
        self.assertEqual(self.url_open(new).status_code, 404)

    def test_nobody_reads_the_token(self):
        self.portal_a._renew_cowork_calendar()
        for user in (self.portal_a, self.portal_b, self.manager):
            users = self.env["res.users"].with_user(user)
            self.assertNotIn("cowork_calendar_token", users.fields_get())


@tagged("post_install", "-at_install")
class TestPortalBookingTour(BookingMixin, PortalCase):
    """A member with a phone finds, books and cancels."""

    browser_size = "390x844"
    touch_enabled = True

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_bookings()
        cls.env.flush_all()

    def test_find_book_and_cancel(self):
        self.start_tour("/my/cowork", "cowork_portal_book", login="t_portal_a")
        booking = self.env["cowork.booking"].search(
            [("partner_id", "=", self.person.id)]
        )
        self.assertEqual((booking.space_id, booking.state), (self.room, "cancelled"))
        self.assertEqual(booking.guest_ids.email, "ana@guest.example.com")
