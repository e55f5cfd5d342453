from odoo import api, fields, models

#: of more bookings at once, the board is told the days only
MOST_IDS = 100
NOTIFICATION = "cowork.booking/changed"
#: what the board shows of a booking
SHOWN_FIELDS = frozenset(
    {
        "space_id",
        "partner_id",
        "start",
        "stop",
        "state",
        "hold_until",
        "name",
        "attendee_count",
        "seat_no",
        "checked_out_at",
    }
)


class CoworkBooking(models.Model):
    """Bookings on the board: how they look, and who hears that they changed."""

    _inherit = "cowork.booking"

    def _describe_for_board(self):
        """:returns: dict of one block of the board"""
        stop = self.stop
        if self.checked_out_at and self.checked_out_at < stop:
            stop = max(self.checked_out_at, self.start)
        to_string = fields.Datetime.to_string
        return {
            "id": self.id,
            "space_id": self.space_id.id,
            "start": to_string(self.start),
            "stop": to_string(stop),
            "busy_stop": to_string(
                max(self.slot_ids.mapped("busy_stop"), default=stop)
            ),
            "state": self.state,
            "to_confirm": self.state == "tentative" and not self.hold_until,
            # sudo: who sees a booking sees whom it is for, as in its list.
            "partner": self.sudo().partner_id.display_name,
            "name": self.name or "",
            "people": self.attendee_count,
            "seats": self.seats,
        }

    # Telling the boards --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        bookings = super().create(vals_list)
        bookings._tell_boards()
        return bookings

    def write(self, vals):
        shown = SHOWN_FIELDS & vals.keys()
        if shown:
            self._tell_boards()
        result = super().write(vals)
        if shown:
            self._tell_boards()
        return result

    def unlink(self):
        self._tell_boards()
        return super().unlink()

    def _tell_boards(self):
        """Tell those who look at the locations' boards, after the commit and all
        bookings together, on which days something changed."""
        data = self.env.cr.precommit.data
        if "cowork.booking.board" not in data:
            data["cowork.booking.board"] = {}
            self.env.cr.precommit.add(self.env["cowork.booking"]._send_to_boards)
        changed = data["cowork.booking.board"]
        # sudo: the boards are told ids and days, whoever books.
        for booking in self.sudo():
            location = booking.location_id
            days = {location._day_of(booking.start), location._day_of(booking.stop)}
            known, ids = changed.setdefault(location.id, (set(), set()))
            known |= days
            ids.add(booking.id)

    @api.model
    def _send_to_boards(self):
        # sudo: who may listen was looked at when they subscribed.
        locations = self.env["cowork.location"].sudo()
        changed = self.env.cr.precommit.data.pop("cowork.booking.board", {})
        for location_id, (days, ids) in changed.items():
            message = {
                "location_id": location_id,
                "first_day": fields.Date.to_string(min(days)),
                "last_day": fields.Date.to_string(max(days)),
                "booking_ids": sorted(ids) if len(ids) <= MOST_IDS else [],
            }
            locations.browse(location_id)._bus_send(NOTIFICATION, message)
