from datetime import timedelta

from odoo.tests import tagged

from .test_portal_booking import PortalBookingCase


@tagged("post_install", "-at_install")
class TestPortalSeries(PortalBookingCase):
    """Book the same time again and again."""

    def setUp(self):
        super().setUp()
        self.sign_in(self.portal_a)
        self.url = f"/my/cowork/book/{self.room.id}"

    def test_every_week(self):
        _path, text = self.get(f"{self.url}?{self.query()}")
        self.assertIn('name="repeat"', text)
        path, response = self.post(
            self.url, **self.form(repeat="weekly", times="3", name="Budget")
        )
        self.assertEqual(path, f"/my/cowork/bookings/{self.own()[0].id}")
        self.assertIn("It is yours", response.text)
        self.assertEqual(
            self.own().mapped("start"),
            [self.moment(9) + timedelta(weeks=week) for week in range(3)],
        )
        self.assertEqual(set(self.own().mapped("name")), {"Budget"})

    def test_a_taken_date_is_named_and_nothing_booked_or_it_is_left_out(self):
        self.make_booking(
            self.room,
            self.moment(9) + timedelta(weeks=1),
            partner_id=self.other_member.id,
        )
        self.env.flush_all()
        form = self.form(repeat="weekly", times="3")
        _path, response = self.post(self.url, **form)
        self.assertEqual(response.status_code, 409)
        self.assertIn('value="weekly" selected', response.text)
        self.assertFalse(self.own())
        _path, response = self.post(self.url, **form, skip="1")
        self.assertIn("Left out", response.text)
        self.assertEqual(len(self.own()), 2)

    def test_too_many_dates_are_refused(self):
        self.policy.series_max_count = 4
        self.env.flush_all()
        for times in ("5", "9999"):
            _path, response = self.post(
                self.url, **self.form(repeat="daily", times=times)
            )
            self.assertEqual(response.status_code, 409)
        self.assertFalse(self.own())

    def test_an_unknown_rhythm_books_once(self):
        self.post(self.url, **self.form(repeat="FREQ=SECONDLY", times="3"))
        self.assertEqual(len(self.own()), 1)

    def test_one_later_ones_or_all_of_a_series_are_cancelled(self):
        self.policy.write(
            {"cancel_free_hours": 48, "late_fee_kind": "fixed", "late_fee": 10}
        )
        self.env.flush_all()
        self.post(self.url, **self.form(repeat="weekly", times="4"))
        first, second, third, fourth = self.own()
        _path, text = self.get(f"/my/cowork/bookings/{second.id}")
        self.assertIn("09:00–10:00, 4 times", self.words(text))
        _path, text = self.get(f"/my/cowork/bookings/{first.id}/cancel")
        words = self.words(text)
        self.assertIn("This and all later ones 4", words)
        # Tomorrow's costs, those of the weeks after are free.
        self.assertEqual(words.count("now it costs"), 4)
        _path, text = self.get(f"/my/cowork/bookings/{second.id}/cancel")
        words = self.words(text)
        self.assertIn("This booking 1 Cancelling now is free.", words)
        self.assertIn("This and all later ones 3", words)
        self.assertIn("All that are still to come 4", words)
        self.post(f"/my/cowork/bookings/{second.id}/cancel")
        self.assertEqual(
            self.own().mapped("state"),
            ["confirmed", "cancelled", "confirmed", "confirmed"],
        )
        url = f"/my/cowork/bookings/{third.id}/cancel"
        path, response = self.post(url, scope="following", reason="Moving")
        self.assertIn("The booking is cancelled", response.text)
        self.assertEqual(first.state, "confirmed")
        self.assertEqual((third | fourth).mapped("cancel_reason"), ["Moving", "Moving"])

    def test_a_scope_that_does_not_exist_cancels_nothing(self):
        self.post(self.url, **self.form(repeat="weekly", times="2"))
        first = self.own()[0]
        self.post(f"/my/cowork/bookings/{first.id}/cancel", scope="everything")
        self.assertEqual(set(self.own().mapped("state")), {"confirmed"})
