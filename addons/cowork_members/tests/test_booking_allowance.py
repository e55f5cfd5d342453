from odoo.tests import tagged

from .booking_price_common import BookingPriceCase


@tagged("post_install", "-at_install")
class TestBookingAllowance(BookingPriceCase):
    """What is included comes first, in order of the meetings, then packs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_rate(80)
        cls.include(8)

    def test_eight_hours_are_included(self):
        self.use(3, "2026-03-01")
        self.use(4.5, "2026-03-02")
        booking = self.make_booking(hours=2, confirm=False)
        self.assertEqual(
            self.told(booking),
            (
                120.0,
                "2 h × 80.00 = 160.00; 0.5 h from the allowance, 1.5 h × 80.00 = 120.00"
                " to pay",
            ),
        )

    def test_then_the_pack(self):
        self.use(3, "2026-03-01")
        self.use(4.5, "2026-03-02")
        self.env["cowork.pack"].create(
            {
                "partner_id": self.member.id,
                "usage_type_id": self.hours.id,
                "quantity": 1,
                "date_from": "2026-03-01",
                "company_id": self.company.id,
            }
        )
        booking = self.make_booking(hours=2, confirm=False)
        self.assertEqual(
            self.told(booking),
            (
                40.0,
                "2 h × 80.00 = 160.00; 0.5 h from the allowance, 1 h from packs, 0.5 h"
                " × 80.00 = 40.00 to pay",
            ),
        )
        # Whoever comes before may have used it.
        self.use(1, "2026-03-02")
        self.assertEqual(self.told(booking)[0], 120.0)

    def test_all_of_it_is_included(self):
        booking = self.make_booking(hours=2, confirm=False)
        self.assertEqual(
            self.told(booking),
            (0.0, "2 h × 80.00 = 160.00; 2 h from the allowance, nothing to pay"),
        )

    def test_coming_bookings_draw_first_when_they_begin_first(self):
        self.make_booking(hours=7)
        later = self.make_booking(start=self.at(9, day=5), hours=2, confirm=False)
        self.assertEqual(later.price_preview, 80.0)
        before = self.make_booking(start=self.at(20, day=2), hours=2, confirm=False)
        self.assertEqual(before.price_preview, 0.0)
        # What is only held may never take place.
        self.make_booking(start=self.at(12, day=4), hours=3, confirm=False)
        self.assertEqual(self.told(later)[0], 80.0)

    def test_what_is_confirmed_together_draws_in_turn(self):
        bookings = self.env["cowork.booking"].union(
            *(
                self.make_booking(start=self.at(9, day=day), hours=5, confirm=False)
                for day in (3, 4, 5)
            )
        )
        bookings.action_confirm()
        self.assertEqual(bookings.mapped("price_due"), [0.0, 160.0, 400.0])

    def test_a_meeting_in_the_next_month_uses_the_next_months_hours(self):
        self.use(8, "2026-03-01")
        march = self.make_booking(confirm=False)
        self.assertEqual(march.price_preview, 80.0)
        april = self.make_booking(start="2026-04-01 01:00:00", confirm=False)
        self.assertEqual(april.price_preview, 0.0)
        # On the clock of the place it is April already.
        first = self.make_booking(start="2026-03-31 16:00:00", confirm=False)
        self.assertEqual(first.price_preview, 0.0)

    def test_a_desk_draws_day_passes(self):
        self.make_rate(25, "day", self.seat_policy)
        self.include(1, self.day_pass)
        booking = self.make_booking(self.desks, attendee_count=2, confirm=False)
        self.assertEqual(
            self.told(booking),
            (
                25.0,
                "2 seats × (1 day × 25.00) = 50.00; 1 × Day passes from the allowance,"
                " 1 × Day passes × 25.00 = 25.00 to pay",
            ),
        )

    def test_what_is_free_uses_up_nothing(self):
        booth = self.make_room("Booth", policy=self.make_policy("Booths"))
        self.make_booking(booth, hours=8)
        booking = self.make_booking(start=self.at(12), hours=8, confirm=False)
        self.assertEqual(booking.price_preview, 0.0)

    def test_a_guest_has_nothing_included(self):
        self.policy.audience = "everybody"
        booking = self.make_booking(partner_id=self.guest.id, confirm=False)
        self.assertEqual(self.told(booking), (80.0, "1 h × 80.00 = 80.00"))
