import json
from unittest.mock import patch

from odoo import models
from odoo.tests import tagged

from odoo.addons.bus.models import ir_websocket

from .booking_common import BookingCase

DAYS = ("first_day", "last_day")


@tagged("post_install", "-at_install")
class TestBookingBoardLive(BookingCase):
    """Boards hear of changes; nobody else does, and nobody hears names."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_roles()
        cls.listened = ("cowork.location", cls.location.id)

    def heard(self, call):
        """:returns: what the boards are told when the transaction of ``call`` ends:
        list of channel and payload, without repetitions"""
        self.env.cr.precommit.run()
        bus = self.env["bus.bus"].sudo()
        last = bus.search([], order="id desc", limit=1).id or 0
        call()
        self.env.cr.precommit.run()
        found = []
        for row in bus.search([("id", ">", last)], order="id"):
            message = json.loads(row.message)
            told = (json.loads(row.channel)[1:], message["payload"])
            if message["type"] == "cowork.booking/changed" and told not in found:
                found.append(told)
        return found

    def test_a_new_booking_is_told_once_with_days_and_ids(self):
        found = {}
        told = self.heard(lambda: found.update(booking=self.make_booking()))
        self.assertEqual(
            told,
            [
                (
                    ["cowork.location", self.location.id],
                    {
                        "location_id": self.location.id,
                        "first_day": "2026-03-03",
                        "last_day": "2026-03-03",
                        "booking_ids": found["booking"].ids,
                    },
                )
            ],
        )

    def test_a_move_is_told_to_where_it_was_and_where_it_goes(self):
        booking = self.make_booking()
        far = self.make_room("Far", location_id=self.location_2.id)
        move = {"start": self.at(9, day=5), "stop": self.at(10, day=5)}
        told = self.heard(lambda: booking.write(move))
        days = {payload[day] for _channel, payload in told for day in DAYS}
        self.assertEqual((min(days), max(days)), ("2026-03-03", "2026-03-05"))
        self.policy.audience = "everybody"
        told = self.heard(lambda: booking.write({"space_id": far.id}))
        self.assertEqual(
            {channel[1] for channel, _payload in told},
            {self.location.id, self.location_2.id},
        )

    def test_cancelling_and_deleting_are_told(self):
        booking = self.make_booking()
        self.assertEqual(len(self.heard(booking.action_cancel)), 1)
        self.assertEqual(len(self.heard(booking.unlink)), 1)

    def test_what_the_board_does_not_show_is_not_told(self):
        booking = self.make_booking()
        self.assertEqual(self.heard(lambda: booking.write({"notes": "Tea"})), [])

    def test_a_great_many_are_told_by_their_days(self):
        with patch(
            "odoo.addons.cowork_members.models.cowork_booking_board.MOST_IDS", 1
        ):
            both = self.make_booking() | self.make_booking(self.room_2)
            told = self.heard(lambda: both.write({"name": "Fair"}))
        self.assertEqual([payload["booking_ids"] for _channel, payload in told], [[]])

    # Who may listen ------------------------------------------------------------------

    def channels(self, user, *asked):
        class Request:
            session = type("Session", (), {"uid": user.id})

        socket = self.env["ir.websocket"].with_user(user)
        with patch.object(ir_websocket, "wsrequest", Request):
            channels = socket._build_bus_channel_list(list(asked))
        return [
            channel if isinstance(channel, str) else (channel._name, channel.id)
            for channel in channels
            if isinstance(channel, (str, models.Model))
        ]

    def test_those_who_see_a_location_may_listen_to_it(self):
        name = f"cowork.location_{self.location.id}"
        for user in (self.front_desk, self.user, self.manager):
            with self.subTest(user=user.login):
                self.assertIn(self.listened, self.channels(user, name))

    def test_nobody_else_may(self):
        name = f"cowork.location_{self.location.id}"
        away = self.make_user(
            "t_away", "cowork_members.group_front_desk", [self.location_2]
        )
        others = away | self.manager_b | self.internal | self.portal_a
        for user in others | self.env.ref("base.public_user"):
            with self.subTest(user=user.login):
                channels = self.channels(user, name)
                self.assertNotIn(self.listened, channels)
                self.assertNotIn(name, channels)

    def test_other_channels_are_left_as_they_are(self):
        channels = self.channels(
            self.front_desk, "discuss", "cowork.location_", "cowork.location_99999999"
        )
        self.assertEqual(channels[:2], ["discuss", "cowork.location_"])
        self.assertFalse([c for c in channels if c[0] == "cowork.location"])
