from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

BATCH = 200
#: a booking that ended longer ago was cleaned by somebody, or never
REACH = timedelta(days=2)


class CoworkRoundTemplate(models.Model):
    """Rounds that begin when a booking ends: the room is made ready for the next."""

    _inherit = "cowork.round.template"

    space_ids = fields.Many2many(
        "cowork.space",
        "cowork_round_template_space_rel",
        "template_id",
        "space_id",
        "After Bookings Of",
        check_company=True,
        domain="[('location_id', '=', location_id)]",
    )
    booking_minutes = fields.Integer(
        "Within (minutes)",
        required=True,
        default=60,
        help="How long after the booking's end the round is to be finished.",
    )

    _booking_minutes_sane = models.Constraint(
        "CHECK (booking_minutes BETWEEN 1 AND 10080)",
        "A round after a booking is finished within 1 minute to 7 days.",
    )

    @api.model
    def _cron_follow_bookings(self, limit=BATCH):
        """Plan a round for every booking that has ended, each once."""
        wanted = self._get_wanted_after_bookings()
        self.env["cowork.round"]._plan(wanted[:limit])
        self.env["ir.cron"]._commit_progress(
            len(wanted[:limit]), remaining=max(len(wanted) - limit, 0)
        )

    @api.model
    def _get_wanted_after_bookings(self):
        """:returns: list of values of the rounds after bookings that are not planned"""
        templates = self.search([("trigger", "=", "booking")])
        bookings = self.env["cowork.booking"].search(
            Domain("space_id", "in", templates.space_ids.ids)
            & Domain("state", "=", "done")
            & Domain("stop", ">=", fields.Datetime.now() - REACH),
            order="stop, id",
        )
        wanted = {
            template._get_booking_key(booking): (template, booking)
            for template in templates
            for booking in bookings
            if booking.space_id in template.space_ids
            and booking.location_id._day_of(booking.stop) >= template.date_start
        }
        rounds = self.env["cowork.round"]
        found = rounds.search_fetch([("key", "in", list(wanted))], ["key"])
        known = set(found.mapped("key"))
        return [
            template._prepare_round_after(booking)
            for key, (template, booking) in wanted.items()
            if key not in known
        ]

    def _get_booking_key(self, booking):
        return f"{self.id},booking,{booking.id}"

    def _prepare_round_after(self, booking):
        """:returns: values of the round of one template after a booking"""
        # Who leaves early gives the room back early.
        start = min(booking.checked_out_at or booking.stop, booking.stop)
        return {
            **self._prepare_any_round(),
            "key": self._get_booking_key(booking),
            "booking_id": booking.id,
            "space_id": booking.space_id.id,
            "date": booking.location_id._day_of(start),
            "start": start,
            "due": start + timedelta(minutes=self.booking_minutes),
        }
