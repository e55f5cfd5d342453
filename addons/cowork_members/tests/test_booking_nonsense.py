from datetime import datetime, timedelta

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .booking_common import BookingMixin
from .test_access_rpc import RpcCommon

#: far enough ahead that no clock of a test machine comes near it; a Monday
DAY = datetime(2090, 3, 6, 1)
HOUR = timedelta(hours=1)
NAN, INFINITY = float("nan"), float("inf")

NO_MOMENTS = (None, False, "", "yesterday", "2090-13-45 09:00:00", 0, 7, NAN, [], {})
NO_MOMENTS += (True, "2090-03-06T09:00:00Z", "0001-01-01 00:00:00", [1, 2], {"a": 1})
NO_MOMENTS += ("9999-12-31 23:00:00", INFINITY, 1e308, "9" * 5000)
NO_IDS = (None, 0, -1, 10**12, 10**30, "", "abc", "1", 1.5, NAN, INFINITY, [], [1])
NO_IDS += ({}, {"id": 1}, True, 999999999)
NO_COUNTS = (-1, None, "", "abc", "three", 1.5, NAN, INFINITY, 1e308, 10**12, 10**30)
NO_COUNTS += ([], [1], {}, {"id": 1}, True)


@tagged("post_install", "-at_install")
class TestBookingNonsense(BookingMixin, RpcCommon):
    """Whatever a program sends: one sentence, never an error of the server, and nothing
    is written."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_bookings()
        cls.booking = cls.make_booking(start=DAY + timedelta(days=1), name="Review")
        cls.actors = (cls.portal_a, cls.front_desk, cls.manager)

    def setUp(self):
        super().setUp()
        self.keys = {}

    def _key(self, user):
        if user not in self.keys:
            self.keys[user] = super()._key(user)
        return self.keys[user]

    def _state_of_all(self):
        """:returns: what is stored of all bookings"""
        self.env.flush_all()
        rows = []
        for table in ("cowork_booking", "cowork_booking_slot"):
            self.env.cr.execute(f"SELECT * FROM {table} ORDER BY id")
            rows += self.env.cr.fetchall()
        return rows

    def _refused(self, user, method, model="cowork.booking", status=(422,), **body):
        """:returns: the sentence a user is refused with"""
        before = self._state_of_all()
        with mute_logger("odoo.http", "odoo.sql_db"):
            code, answer = self._json2(user, model, method, **body)
        said = f"{user.login}, {method}, {body}: {code} {answer}"
        self.assertIn(code, status, said)
        message = answer["message"]
        self.assertRegex(message, r"[.?!)]$", said)
        self.assertNotRegex(message, "psycopg|Error|Traceback|singleton|None", said)
        self.assertEqual(self._state_of_all(), before, said)
        return message

    def _body(self, **values):
        return {
            "space": self.room.id,
            "start": str(DAY),
            "stop": str(DAY + HOUR),
            **values,
        }

    # Booking by one call -------------------------------------------------------------

    def test_times_that_are_none_or_in_the_wrong_order(self):
        for user in self.actors:
            for value in NO_MOMENTS:
                for name in ("start", "stop"):
                    message = self._refused(user, "book", **self._body(**{name: value}))
                    self.assertRegex(message, "Give both times|ends after it begins")
            for length in (timedelta(0), -HOUR, timedelta(days=3 * 365)):
                message = self._refused(
                    user, "book", **self._body(stop=str(DAY + length))
                )
                self.assertIn("ends after it begins, within a month", message)

    def test_a_space_that_is_none_is_as_one_that_cannot_be_booked(self):
        archived = self.make_room("Attic", active=False)
        other = self.make_room(
            "Elsewhere", location_id=self.location_b.id, policy=self.policy
        )
        for user in self.actors:
            messages = {
                self._refused(user, "book", status=(403,), **self._body(space=value))
                for value in (*NO_IDS, archived.id, self.floor.id)
            }
            self.assertEqual(
                messages, {"There is no such space, or it cannot be booked."}
            )
            self._refused(user, "book", status=(403,), **self._body(space=other.id))
        self.assertEqual(
            self._refused(
                self.portal_a, "book", status=(403,), **self._body(space=other.id)
            ),
            "There is no such space, or it cannot be booked.",
        )

    def test_people_and_seats_that_are_no_numbers(self):
        for user in self.actors:
            for value in (0, *NO_COUNTS):
                message = self._refused(user, "book", **self._body(people=value))
                self.assertIn("People", message)
            for value in NO_COUNTS:
                message = self._refused(user, "book", **self._body(seat=value))
                self.assertIn("Seat", message)

    def test_for_somebody_there_is_not(self):
        gone = self.env["res.partner"].create({"name": "Gone", "active": False})
        theirs = self.env["res.partner"].create(
            {"name": "Theirs", "company_id": self.company_b.id}
        )
        nobody = [value for value in NO_IDS if value is not None]
        for value in (*nobody, gone.id, theirs.id, self.member.id):
            self._refused(
                self.portal_a, "book", status=(403,), **self._body(partner=value)
            )
        for value in (*nobody, theirs.id):
            self._refused(
                self.front_desk,
                "book",
                status=(403, 422),
                **self._body(partner=value),
            )

    def test_words_are_kept_as_text_whatever_they_are(self):
        for number, name in enumerate(
            ("<script>alert(1)</script>", "=HYPERLINK(1)", "א‮b", "x" * 5000, 12)
        ):
            start = DAY + timedelta(days=2 + number)
            status, answer = self._json2(
                self.portal_a,
                "cowork.booking",
                "book",
                **self._body(start=str(start), stop=str(start + HOUR), name=name),
            )
            self.assertEqual(status, 200, answer)
            booking = self.env["cowork.booking"].browse(answer["id"])
            self.assertEqual(booking.name, str(name))

    # By the rules --------------------------------------------------------------------

    def test_what_is_over_too_many_and_out_of_hours(self):
        calendar = self.env["resource.calendar"].create(
            {"name": "Office hours", "tz": "Asia/Shanghai", "company_id": False}
        )
        room = self.make_room("Salon", capacity=4, policy=self.make_policy("Daytime"))
        room.policy_id.write({"any_hour": False, "resource_calendar_id": calendar.id})
        past = {"start": "2020-03-06 01:00:00", "stop": "2020-03-06 02:00:00"}
        late = {"start": "2090-03-06 12:00:00", "stop": "2090-03-06 13:00:00"}
        for user in self.actors:
            partner = {"partner": self.member.id} if user != self.portal_a else {}
            wanted = {"space": room.id, **partner}
            self._refused(user, "book", **self._body(**wanted, **past))
            message = self._refused(user, "book", **self._body(**wanted, **late))
            self.assertIn(
                "Salon is closed during some of this time. The next free time is Tue 7"
                " Mar, 08:00 – 09:00.",
                message,
            )
            message = self._refused(user, "book", **self._body(**wanted, people=5))
            self.assertIn("room for 4 people, but 5 are to come", message)

    # Finding -------------------------------------------------------------------------

    def test_searches_for_nonsense(self):
        body = {
            "location": self.location.id,
            "start": str(DAY),
            "stop": str(DAY + HOUR),
        }
        nonsense = (
            *(("start", value) for value in NO_MOMENTS),
            *(("stop", value) for value in NO_MOMENTS),
            *(("location", value) for value in NO_IDS),
            *(("capacity", value) for value in (0, *NO_COUNTS)),
            *(("kind", value) for value in (1.5, NAN, [1], {"id": 1}, True)),
        )
        for name, value in nonsense:
            self._refused(
                self.front_desk,
                "search_available",
                "cowork.space",
                **{**body, name: value},
            )
        for kind in ("no such kind", 10**12, -1, "'; --"):
            status, answer = self._json2(
                self.front_desk, "cowork.space", "search_available", **body, kind=kind
            )
            self.assertEqual((status, answer), (200, []))

    # Writing -------------------------------------------------------------------------

    def test_staff_write_no_nonsense(self):
        nonsense = (
            *(("start", value) for value in NO_MOMENTS),
            *(("stop", value) for value in NO_MOMENTS),
            *(("space_id", value) for value in NO_IDS),
            *(("partner_id", value) for value in NO_IDS),
            *(("attendee_count", value) for value in (0, *NO_COUNTS)),
            *(("seat_no", value) for value in NO_COUNTS if value not in (None, "", [])),
        )
        values = {
            "space_id": self.room.id,
            "partner_id": self.member.id,
            "start": str(DAY),
            "stop": str(DAY + HOUR),
        }
        for name, value in nonsense:
            for method, body in (
                ("write", {"ids": self.booking.ids, "vals": {name: value}}),
                ("create", {"vals_list": [{**values, name: value}]}),
            ):
                if value in ([], {}, "", False, None) and name == "seat_no":
                    continue
                self._refused(self.front_desk, method, status=(403, 404, 422), **body)

    # Forging -------------------------------------------------------------------------

    def test_nobody_writes_what_the_system_keeps(self):
        values = {
            "space_id": self.room.id,
            "partner_id": self.person.id,
            "start": str(DAY),
            "stop": str(DAY + HOUR),
        }
        slot = self.booking.slot_ids
        forged = (
            ("state", "done"),
            ("location_id", self.location_2.id),
            ("company_id", self.company_b.id),
            ("hold_until", "2099-01-01 00:00:00"),
            ("checked_in_at", str(DAY)),
            ("checked_out_at", str(DAY)),
            ("cancelled_at", str(DAY)),
            ("cancel_reason", "Mine"),
            ("slot_ids", [[5, 0, 0]]),
            ("slot_ids", [[2, slot.id, 0]]),
            ("slot_ids", [[1, slot.id, {"busy_stop": str(DAY)}]]),
        )
        for user in self.actors:
            for name, value in forged:
                for method, body in (
                    ("write", {"ids": self.booking.ids, "vals": {name: value}}),
                    ("create", {"vals_list": [{**values, name: value}]}),
                ):
                    body["context"] = {"cowork_state_change": True}
                    self._refused(user, method, status=(403,), **body)
            for method, body in (
                ("create", {"vals_list": [{"booking_id": self.booking.id}]}),
                ("write", {"ids": slot.ids, "vals": {"seat_to": 1}}),
                ("unlink", {"ids": slot.ids}),
            ):
                self._refused(user, method, "cowork.booking.slot", (403,), **body)

    def test_defaults_in_the_context_forge_nothing(self):
        forged = {
            "default_state": "done",
            "default_hold_until": "2099-01-01 00:00:00",
            "default_cancel_reason": "Mine",
            "default_company_id": self.company_b.id,
            "default_is_exception": True,
            "default_slot_ids": [[0, 0, {"seat_from": 1}]],
            "default_contract_id": self.other_contract.id,
        }
        status, answer = self._json2(
            self.portal_a,
            "cowork.booking",
            "book",
            **self._body(confirm=False),
            context=forged,
        )
        self.assertEqual(status, 200, answer)
        booking = self.env["cowork.booking"].browse(answer["id"])
        self.assertEqual(booking.state, "tentative")
        self.assertLess(booking.hold_until, DAY)
        self.assertFalse(booking.cancel_reason)
        self.assertFalse(booking.is_exception)
        self.assertEqual(booking.company_id, self.company)
        self.assertEqual(len(booking.slot_ids), 1)
        self.assertIn(booking.contract_id, self.contract | self.env["cowork.contract"])

    def test_the_front_desk_sets_no_rule_aside_by_a_default(self):
        values = {
            "space_id": self.room.id,
            "partner_id": self.person.id,
            "start": str(DAY),
            "stop": str(DAY + HOUR),
        }
        message = self._refused(
            self.front_desk,
            "create",
            status=(403,),
            vals_list=[values],
            context={"default_is_exception": True},
        )
        self.assertIn("Only who makes contracts may book outside the rules", message)

    def test_nothing_rides_on_a_space(self):
        """A manager may change spaces; bookings in their list keep their own rules."""
        made = {
            "partner_id": self.member.id,
            "start": str(DAY),
            "stop": str(DAY + HOUR),
        }
        for command in (
            [0, 0, {**made, "state": "done"}],
            [1, self.booking.id, {"state": "done"}],
            [1, self.booking.id, {"hold_until": "2099-01-01 00:00:00"}],
            [2, self.booking.id, 0],
            [3, self.booking.id, 0],
            [5, 0, 0],
            [6, 0, []],
        ):
            self._refused(
                self.manager,
                "write",
                "cowork.space",
                (403, 422),
                ids=self.room.ids,
                vals={"booking_ids": [command]},
            )

    def test_a_member_is_nobody_s_front_desk(self):
        stranger = new_test_user(self.env, "t-stranger", groups="base.group_portal")
        for user in (stranger, self.portal_b):
            for method in (
                "action_confirm",
                "action_cancel",
                "action_reopen",
                "action_check_in",
                "action_check_out",
                "unlink",
            ):
                self._refused(user, method, status=(403,), ids=self.booking.ids)
