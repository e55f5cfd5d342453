"""What the tests of doors build on: cards, access points, hours."""

from odoo import Command

from .booking_common import BookingMixin
from .common import CoworkCommon

CARD, CARD_2, STAFF_CARD = "04E7A1B2C3", "04E7A1B2C4", "04E7A1B2D0"


class DoorMixin(BookingMixin):
    """Set up with ``cls._setup_doors()`` after ``cls._setup_cowork()``."""

    @classmethod
    def _setup_doors(cls):
        cls.main = cls.make_point("MAIN")
        cls.card = cls.issue(CARD)

    @classmethod
    def make_point(cls, code, space=None, location=None, **vals):
        """:returns: a new ``cowork.access.point``, the way into the building unless a
        space is behind it"""
        location = location or (space.location_id if space else cls.location)
        return cls.env["cowork.access.point"].create(
            {
                "name": code.title(),
                "code": code,
                "location_id": location.id,
                "space_id": space and space.id,
                **vals,
            }
        )

    @classmethod
    def issue(cls, value=None, kind="card", partner=None, **vals):
        """:returns: a new credential, of ``cls.person`` unless told otherwise"""
        return cls.issue_secret(value, kind, partner, **vals)[0]

    @classmethod
    def issue_secret(cls, value=None, kind="card", partner=None, **vals):
        """:returns: ``(credential, what opens the door)``"""
        if not vals.get("employee_id"):
            vals["partner_id"] = (partner or cls.person).id
        vals.setdefault("location_id", cls.location.id)
        vals.setdefault("any_location", kind != "pin")
        return cls.env["cowork.access.credential"]._issue({"kind": kind, **vals}, value)

    @classmethod
    def make_calendar(cls, hour_from, hour_to, **vals):
        """:returns: a new ``resource.calendar`` open at these hours of all days"""
        return cls.env["resource.calendar"].create(
            {
                "name": f"{hour_from}-{hour_to}",
                "company_id": cls.company.id,
                "attendance_ids": [
                    Command.clear(),
                    *(
                        Command.create(
                            {
                                "name": str(day),
                                "dayofweek": str(day),
                                "hour_from": hour_from,
                                "hour_to": hour_to,
                                "day_period": "full_day",
                            }
                        )
                        for day in range(7)
                    ),
                ],
                **vals,
            }
        )

    def ask(self, credential=CARD, at=None, point=None, location=None):
        """:returns: reason that the door gives; checks that the log says the same"""
        location = location or self.location
        answer = location.check_access(credential, at=at, access_point=point)
        event = self.env["cowork.access.event"].browse(answer["event"])
        self.assertEqual(event.granted, answer["granted"])
        self.assertEqual(event.reason, answer["reason"])
        self.assertEqual(event.location_id, location)
        self.assertTrue(answer["message"])
        return answer["reason"]

    def get_inside(self):
        """:returns: presences of who is in the building now"""
        ours = (self.location | self.location_2).ids
        return self.env["cowork.presence"].search(
            [("left_at", "=", False), ("location_id", "in", ours)]
        )


class DoorCommon(DoorMixin, CoworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_doors()
