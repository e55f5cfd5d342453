from odoo.tests import HttpCase, tagged

from .booking_common import BookingMixin
from .common import CoworkMixin
from .parcel_common import ParcelMixin


@tagged("post_install", "-at_install")
class TestFrontDeskTour(BookingMixin, ParcelMixin, CoworkMixin, HttpCase):
    """A receptionist's own hands on the front-desk screen, and what they leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_cowork()
        cls._setup_bookings()
        cls._setup_parcels()
        cls.receptionist = cls.make_user(
            "t_receptionist", "cowork_members.group_front_desk", [cls.location]
        )
        cls.step = cls.env["cowork.contract.step"].create(
            {
                "contract_id": cls.contract.id,
                "name": "Return the key",
                "deadline": cls.day(-1),
            }
        )
        cls.presence = cls.env["cowork.presence"]._enter(
            [{"location_id": cls.location.id, "partner_id": cls.freelancer.id}]
        )

    def test_receptionist_takes_in_and_hands_over(self):
        waiting = self.receive("Mara Lind", shelf="C1")
        code = waiting._get_pickup_code()
        self.start_tour(
            f"/odoo/front-desk?location={self.location.id}&code={code}",
            "cowork_front_desk",
            login=self.receptionist.login,
        )
        self.assertEqual(waiting.state, "handed_over")
        self.assertEqual(waiting.proof, "code")
        new = self.env["cowork.parcel"].search(
            [("location_id", "=", self.location.id), ("state", "=", "waiting")],
            order="id",
        )
        self.assertEqual(new.partner_id, self.person)
        self.assertEqual(new.mapped("tracking_number"), ["RR123456789CN", False])
        self.assertEqual(new.mapped("recipient_name"), ["rafa", "wolfgang"])
        self.assertEqual(new.mapped("shelf"), ["A1", "A1"])
        self.assertEqual(new.received_by, self.receptionist)
        self.assertTrue(self.step.done_on)
        self.assertTrue(self.presence.left_at)
