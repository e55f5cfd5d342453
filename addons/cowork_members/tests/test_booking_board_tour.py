from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .booking_common import BookingMixin
from .common import CoworkMixin


@tagged("post_install", "-at_install")
class TestBookingBoardTour(BookingMixin, CoworkMixin, HttpCase):
    """A receptionist's own hands on the board, and what they leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._setup_cowork()
        cls._setup_bookings()
        cls.receptionist = cls.make_user(
            "t_receptionist", "cowork_members.group_front_desk", [cls.location]
        )

    def test_receptionist_books_moves_and_meets_a_conflict(self):
        tomorrow = self.day(1)
        # 14:00 to 15:00 in Shanghai.
        other = self.make_booking(
            start=f"{tomorrow} 06:00:00", partner_id=self.other_member.id
        )
        # The refusal is part of the tour.
        with mute_logger("odoo.http"):
            self.start_tour(
                f"/odoo/booking-board?day={tomorrow}&location={self.location.id}",
                "cowork_booking_board",
                login=self.receptionist.login,
            )
        booking = self.env["cowork.booking"].search(
            [("partner_id", "=", self.member.id), ("name", "=", "Pitch")]
        )
        self.assertEqual(len(booking), 1)
        self.assertEqual(booking.state, "cancelled")
        # Moved by hand to the library at 11:00, by keyboard to 11:15, made longer.
        self.assertEqual(booking.space_id, self.room_2)
        self.assertEqual(str(booking.start), f"{tomorrow} 03:15:00")
        self.assertEqual(str(booking.stop), f"{tomorrow} 04:30:00")
        self.assertEqual(str(other.start), f"{tomorrow} 06:00:00")
