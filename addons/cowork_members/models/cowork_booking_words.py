from odoo import api, models


class CoworkBooking(models.Model):
    """Bookings in the words of the members' pages and mails."""

    _inherit = "cowork.booking"

    def _describe_people(self):
        """:returns: how many come to one booking, and where they sit"""
        count = self.attendee_count
        people = (
            self.env._("1 person") if count == 1 else self.env._("%s people", count)
        )
        if not self.seats:
            return people
        return self.env._(
            "%(people)s, seats %(seats)s", people=people, seats=self.seats
        )

    def _describe_clock(self):
        """:returns: by which clock the times of one booking (sudo) are told"""
        return self.env._(
            "%(location)s, local time (%(zone)s)",
            location=self.location_id.name,
            zone=self.location_id.tz or "UTC",
        )

    def _describe_reason(self):
        """:returns: why one booking was cancelled"""
        return self.env._("Reason: %s", self.cancel_reason)

    def _describe_guests(self):
        """:returns: how many learn that one booking is cancelled"""
        count = len(self.guest_ids)
        if count == 1:
            return self.env._("Your guest is told by mail.")
        return self.env._("Your %s guests are told by mail.", count)

    def _greet(self):
        """:returns: the first line of a mail to the member of one booking"""
        return self.env._("Hello %s,", self.partner_id.name or "")

    def _tell_guest(self, guest, method):
        """:returns: list of the first two lines of a mail to a guest of one booking"""
        name, member = guest.name, self.partner_id.name
        hello = self.env._("Hello %s,", name) if name else self.env._("Hello,")
        if method == "CANCEL":
            return [hello, self.env._("%s has cancelled:", member)]
        if guest.sent_on:
            return [hello, self.env._("%s has changed:", member)]
        return [hello, self.env._("%s invites you:", member)]

    @api.model
    def _word_length(self, minutes):
        """:returns: a length of time, short"""
        if minutes < 60:
            return self.env._("%s min", minutes)
        return self.env._("%s h", f"{minutes / 60:.4g}")
