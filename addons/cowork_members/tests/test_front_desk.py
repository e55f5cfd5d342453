import json
from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .booking_common import BookingMixin
from .common import CoworkCommon
from .parcel_common import ParcelMixin
from .test_access_rpc import RpcCommon

# 11:00 in Shanghai, a Monday.
NOW = "2027-03-01 03:00:00"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestFrontDesk(BookingMixin, ParcelMixin, CoworkCommon):
    """What the front desk sees of its location today, and who hears of changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with freeze_time(NOW):
            cls._setup_bookings()
            cls._setup_roles()
            cls._setup_parcels()

    def desk(self, user=None, location=None):
        locations = self.env["cowork.location"].with_user(user or self.front_desk)
        return locations.get_front_desk(location)

    def rows(self, name, **kwargs):
        return self.desk(**kwargs)["lists"][name]["rows"]

    def make_soon(self, minutes, space=None, **vals):
        return self.make_booking(
            space,
            fields.Datetime.now() + timedelta(minutes=minutes),
            partner_id=self.person.id,
            is_exception=True,
            **vals,
        )

    def test_the_user_s_own_location_comes_by_itself(self):
        self.location.sequence = 90
        desk = self.desk()
        self.assertEqual(desk["location"]["id"], self.location.id)
        self.assertEqual(
            [place["id"] for place in desk["locations"]], self.location.ids
        )
        self.assertEqual(desk["day"], "Monday 1 March")
        found = self.desk(self.manager, self.location_2.id)
        self.assertEqual(found["location"]["id"], self.location_2.id)

    def test_who_serves_another_place_or_none_is_refused(self):
        with self.assertRaises(AccessError):
            self.desk(location=self.location_2.id)
        for user in (self.internal, self.portal_a):
            with self.assertRaises(AccessError):
                self.desk(user)
        for nonsense in ("abc", -1, 1.5, [1], True):
            with self.assertRaises(UserError):
                self.desk(location=nonsense)

    def test_who_is_expected_today_is_let_in(self):
        visitor = self.env["cowork.visitor"].create(
            {
                "name": "Ana Ruiz",
                "company_name": "Press",
                "location_id": self.location.id,
                "partner_id": self.person.id,
                "expected_at": "2027-03-01 02:30:00",
            }
        )
        visitor.copy({"expected_at": "2027-03-02 02:30:00"})
        (row,) = self.rows("visitors")
        self.assertEqual(row["ids"], visitor.ids)
        self.assertEqual(row["detail"], "Press · Rafa Silva")
        self.assertEqual((row["time"], row["tone"]), ("10:30", "warning"))
        self.assertEqual(row["acts"], ["arrive"])
        visitor.with_user(self.front_desk).action_arrive()
        self.assertEqual(self.rows("visitors"), [])
        (inside,) = self.rows("people")
        self.assertEqual(inside["title"], "Ana Ruiz")

    def test_bookings_about_to_begin_can_be_checked_in(self):
        self.policy.check_in_minutes = 15
        late, soon = self.make_soon(-10), self.make_soon(70, self.room_2)
        rows = self.rows("bookings")
        self.assertEqual([row["ids"] for row in rows], [late.ids])
        self.assertEqual(rows[0]["title"], "Boardroom · Quiet Ledger Ltd, Rafa Silva")
        self.assertEqual(rows[0]["time"], "10:50")
        self.assertEqual((rows[0]["acts"], rows[0]["tone"]), (["check_in"], "warning"))
        with freeze_time("2027-03-01 03:20:00"):
            rows = self.rows("bookings")
            self.assertEqual([row["ids"] for row in rows], [late.ids, soon.ids])
            self.assertEqual(rows[1]["acts"], [])
        late.action_check_in()
        self.assertEqual(self.rows("bookings"), [])

    def test_what_members_asked_for_can_be_confirmed(self):
        self.policy.needs_confirmation = True
        booking = self.make_soon(600, confirm=False)
        booking.with_user(self.portal_a).action_confirm()
        rows = self.rows("bookings")
        self.assertEqual([row["ids"] for row in rows], [booking.ids])
        self.assertEqual(rows[0]["acts"], ["confirm"])

    def test_parcels_are_shown_by_member(self):
        both = self.receive("Rafa Silva", shelf="B3") | self.receive("Rafa Silva")
        unknown = self.receive("Wolfgang Xerxes")
        self.make_rule("scan", partner_id=self.freelancer.id)
        letter = self.receive("Mara Lind", kind="letter")
        self.receive("Rafa Silva", location_id=self.location_2.id)
        parcels = self.desk()["lists"]["parcels"]
        self.assertEqual(parcels["count"], 2)
        (row,) = parcels["rows"]
        self.assertEqual(row["ids"], both.ids)
        self.assertEqual(row["title"], "Rafa Silva")
        self.assertEqual(row["detail"], "2 parcels · B3 · Quiet Ledger Ltd")
        self.assertEqual(row["acts"], ["hand_over"])
        wishes = {tuple(row["ids"]): row["acts"] for row in self.rows("wishes")}
        self.assertEqual(
            wishes, {tuple(unknown.ids): ["choose"], tuple(letter.ids): ["scan"]}
        )

    def test_moves_and_viewings_of_the_day(self):
        moving_in = self.make_contract(
            self.plan_desk, self.desk_2, start=self.day(), state="signed"
        )
        tomorrow = self.make_contract(start=self.day(1), state="signed")
        enquiry = self.make_contract(state="draft")
        viewing = self.env["cowork.visit"].create(
            {"contract_id": enquiry.id, "start": "2027-03-01 07:00:00"}
        )
        self.env["cowork.visit"].create(
            {"contract_id": enquiry.id, "start": "2027-03-01 17:00:00"}
        )
        self.contract.action_terminate(self.day())
        rows = {tuple(row["ids"]): row for row in self.rows("moves")}
        contracts = {
            tuple(row["ids"]): row["detail"]
            for row in rows.values()
            if row["model"] == "cowork.contract"
        }
        self.assertEqual(
            contracts,
            {
                tuple(moving_in.ids): "Moves in · Desk 2",
                tuple(self.contract.ids): "Moves out · Desk 1",
            },
        )
        self.assertNotIn(tuple(tomorrow.ids), contracts)
        visits = [row for row in rows.values() if row["model"] == "cowork.visit"]
        self.assertEqual([row["ids"] for row in visits], [viewing.ids])
        self.assertEqual(visits[0]["time"], "15:00")

    def test_late_steps_are_ticked(self):
        step = self.env["cowork.contract.step"].create(
            {
                "contract_id": self.contract.id,
                "name": "Key",
                "deadline": self.day(-2),
            }
        )
        self.env["cowork.contract.step"].create(
            {"contract_id": self.contract.id, "name": "Badge", "deadline": self.day()}
        )
        (row,) = self.rows("steps")
        self.assertEqual((row["title"], row["time"]), ("Key", "2 d"))
        self.assertEqual(row["acts"], ["done"])
        step.with_user(self.front_desk).action_done()
        self.assertEqual(self.rows("steps"), [])

    def test_who_is_in_is_signed_out(self):
        presence = self.env["cowork.presence"]._enter(
            [{"location_id": self.location.id, "partner_id": self.person.id}]
        )
        (row,) = self.rows("people")
        self.assertEqual(row["ids"], presence.ids)
        self.assertEqual((row["time"], row["acts"]), ("11:00", ["leave"]))
        presence.with_user(self.front_desk).action_leave()
        self.assertEqual(self.rows("people"), [])

    def test_a_busy_desk_asks_the_database_as_often_as_a_quiet_one(self):
        def ask():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.desk()
            return self.env.cr.sql_log_count - before

        def fill(count):
            people = self.env["res.partner"].create(
                [{"name": f"Person {number}"} for number in range(count)]
            )
            self.env["cowork.parcel"].create(
                [
                    {"location_id": self.location.id, "partner_id": person.id}
                    for person in people
                ]
            )
            self.env["cowork.presence"]._enter(
                [
                    {"location_id": self.location.id, "partner_id": person.id}
                    for person in people
                ]
            )
            self.env["cowork.contract.step"].create(
                [
                    {
                        "contract_id": self.contract.id,
                        "name": f"Step {number}",
                        "deadline": self.day(-1),
                    }
                    for number in range(count)
                ]
            )

        fill(2)
        ask()
        few = ask()
        fill(30)
        self.assertLessEqual(ask(), few + 2)

    # Telling the screens -------------------------------------------------------------

    def heard(self, call):
        """:returns: locations whose screens hear that something changed"""
        self.env.cr.precommit.run()
        bus = self.env["bus.bus"].sudo()
        last = bus.search([], order="id desc", limit=1).id or 0
        call()
        self.env.cr.precommit.run()
        messages = [
            (json.loads(row.channel)[1:], json.loads(row.message))
            for row in bus.search([("id", ">", last)])
        ]
        return [
            (channel, message["payload"])
            for channel, message in messages
            if message["type"] == "cowork.front_desk/changed"
        ]

    def test_changes_are_told_once_without_names(self):
        expected = [
            (
                ["cowork.location", self.location.id],
                {"location_id": self.location.id},
            )
        ]
        made = []
        told = self.heard(lambda: made.extend([self.receive(), self.receive()]))
        self.assertEqual(told, expected)
        self.assertEqual(self.heard(lambda: made[0].write({"shelf": "A1"})), expected)
        self.assertEqual(self.heard(made[1].unlink), expected)
        enter = [{"location_id": self.location.id, "partner_id": self.person.id}]
        self.assertEqual(
            self.heard(lambda: self.env["cowork.presence"]._enter(enter)), expected
        )
        self.assertEqual(self.heard(lambda: None), [])


@tagged("post_install", "-at_install")
class TestFrontDeskRpc(ParcelMixin, RpcCommon):
    """A whole parcel over the wire, as those do it who may."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Users of tests are named after their logins.
        cls.person.write({"name": "Rafa Silva", "email": "rafa@quiet.example.com"})
        cls.env.flush_all()

    def test_a_receptionist_takes_in_and_hands_over(self):
        desk = self.front_desk
        status, found = self._json2(
            desk,
            "cowork.location",
            "guess_recipients",
            ids=self.location.ids,
            names=["slva, rafa"],
        )
        self.assertEqual((status, found[0][0]["id"]), (200, self.person.id))
        status, ids = self._json2(
            desk,
            "cowork.parcel",
            "create",
            vals_list=[
                {"location_id": self.location.id, "recipient_name": "slva, rafa"}
            ],
        )
        self.assertEqual(status, 200)
        parcel = self.env["cowork.parcel"].browse(ids)
        self.assertEqual(parcel.partner_id, self.person)
        self.assertTrue(parcel.notified_at)

        def hand_over(code):
            return self._json2(
                desk, "cowork.parcel", "action_hand_over", ids=ids, code=code
            )

        # A wrong code is counted, although nothing else is done.
        self.assertFalse(hand_over("nonsense")[1]["done"])
        self.assertEqual(parcel.code_tries, 1)
        answer = hand_over(parcel._get_pickup_code())
        self.assertEqual(answer, (200, {"done": True, "problem": ""}))
        self.assertEqual(parcel.state, "handed_over")

    @mute_logger("odoo.http")
    def test_members_reach_their_own_and_nothing_else(self):
        own = self.receive("Rafa Silva")
        other = self.receive("Yuki", partner_id=self.portal_b.partner_id.id)
        self.env.flush_all()
        member = self.portal_a
        _status, rows = self._json2(
            member, "cowork.parcel", "search_read", domain=[], fields=["name"]
        )
        # One more is among the samples of the roles.
        mine = own | self.samples["cowork.parcel"]
        self.assertEqual({row["id"] for row in rows}, set(mine.ids))
        ask = {"instruction": "refuse"}
        calls = (
            ("cowork.parcel", "action_ask", {"ids": other.ids, **ask}),
            ("cowork.parcel", "write", {"ids": own.ids, "vals": ask}),
            ("cowork.parcel", "read", {"ids": own.ids, "fields": ["scan"]}),
            ("cowork.parcel", "action_hand_over", {"ids": own.ids, "code": "1"}),
            ("cowork.parcel.rule", "search_read", {"domain": []}),
            ("cowork.location", "get_front_desk", {}),
            (
                "cowork.location",
                "guess_recipients",
                {"ids": self.location.ids, "names": ["Yuki"]},
            ),
        )
        for model, method, body in calls:
            with self.subTest(model=model, method=method):
                status, _answer = self._json2(member, model, method, **body)
                self.assertEqual(status, 403)
        status, _answer = self._json2(
            member, "cowork.parcel", "action_ask", ids=own.ids, **ask
        )
        self.assertEqual((status, own.instruction), (200, "refuse"))
