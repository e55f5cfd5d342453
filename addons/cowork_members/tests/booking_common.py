"""What the tests of bookings build on: rooms, a hall in two parts, desks, a member."""

from datetime import datetime, timedelta

from freezegun import freeze_time

from odoo import fields

from .common import CoworkCommon

#: Monday, 2 March 2026, 08:00 at the location (Shanghai, UTC+8)
NOW = "2026-03-02 00:00:00"


class BookingMixin:
    """Set up with ``cls._setup_bookings()`` after ``cls._setup_cowork()``."""

    @classmethod
    def _setup_bookings(cls):
        cls.policy = cls.make_policy("Rooms")
        cls.seat_policy = cls.make_policy("Desks", allocation="seats")
        cls.room = cls.make_room("Boardroom", capacity=8)
        cls.room_2 = cls.make_room("Library", capacity=6)
        cls.hall_2 = cls.make_room("Hall", capacity=60)
        cls.part_a = cls.make_room("Hall A", capacity=30, parent=cls.hall_2)
        cls.part_b = cls.make_room("Hall B", capacity=30, parent=cls.hall_2)
        cls.desks = cls.make_room("Desks", "hot_desk", policy="seats", capacity=3)
        cls.contract = cls.make_contract(
            cls.plan_hot, start="2026-01-01", partner_id=cls.member.id
        )
        cls.other_contract = cls.make_contract(
            cls.plan_hot, start="2026-01-01", partner_id=cls.other_member.id
        )

    @classmethod
    def make_policy(cls, name, **vals):
        """:returns: a new ``cowork.booking.policy`` that forbids nothing but a minute's
        grain, unless told otherwise"""
        return cls.env["cowork.booking.policy"].create(
            {
                "name": name,
                "slot_minutes": 15,
                "min_minutes": 15,
                "max_minutes": 0,
                "max_advance_days": 0,
                "any_hour": True,
                **vals,
            }
        )

    @classmethod
    def make_room(cls, name, kind="meeting_small", parent=None, policy=None, **vals):
        """:param policy: ``seats`` for desks by number; a ``cowork.booking.policy``
        :returns: a new ``cowork.space`` that can be booked"""
        policy = cls.seat_policy if isinstance(policy, str) else policy or cls.policy
        return cls.make_space(name, kind, parent, booking_policy_id=policy.id, **vals)

    @classmethod
    def make_booking(cls, space=None, start="2026-03-03 01:00:00", hours=1.0, **vals):
        """:param start: UTC; 09:00 of the day after ``NOW`` when not given
        :returns: a new ``cowork.booking``, confirmed unless ``confirm=False``"""
        confirm = vals.pop("confirm", True)
        env = vals.pop("env", cls.env)
        start = fields.Datetime.to_datetime(start)
        booking = env["cowork.booking"].create(
            {
                "space_id": (space or cls.room).id,
                "partner_id": cls.member.id,
                "start": start,
                "stop": start + timedelta(hours=hours),
                **vals,
            }
        )
        if confirm:
            booking.action_confirm()
        return booking

    @staticmethod
    def at(hour, minute=0, day=3):
        """:returns: the moment (UTC) at which it is that time in March 2026 in
        Shanghai"""
        return datetime(2026, 3, day, hour, minute) - timedelta(hours=8)


class BookingCase(BookingMixin, CoworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(freeze_time(NOW))
        cls._setup_bookings()
