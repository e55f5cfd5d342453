from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

# Longer than any booking with its buffer: what began before is over.
LONGEST = timedelta(days=33)
# A booking of the whole space takes every seat there is, or will ever be.
ALL_SEATS = (1, 1000000)


def _taken_message(env, diag):
    """Message of the exclusion constraint: who has it until when, and what is free.

    :param diag: the database's diagnostics, whose detail ends with the existing key
    """
    return env["cowork.booking"]._get_taken_message(diag and diag.message_detail)


class CoworkBookingSlot(models.Model):
    """What a live booking takes: a row for each part of a room, or for each seat.

    Rows exist as long as the booking is live. That no two overlap is the database's
    promise that nothing is booked twice.
    """

    _name = "cowork.booking.slot"
    _description = "Booked Time"
    _order = "busy_start, id"
    _allow_sudo_commands = False

    booking_id = fields.Many2one(
        "cowork.booking", required=True, index=True, ondelete="cascade"
    )
    space_id = fields.Many2one("cowork.space", required=True, ondelete="restrict")
    seat_from = fields.Integer("First Seat", required=True)
    seat_to = fields.Integer("Last Seat", required=True)
    busy_start = fields.Datetime("From", required=True)
    busy_stop = fields.Datetime("Until", required=True, help="Buffer included.")

    _space_start_index = models.Index("(space_id, busy_start)")
    # int4range instead of the bare id: a gist index over an integer would need an
    # extension.
    _no_double_booking = models.Constraint(
        "EXCLUDE USING gist (int4range(space_id, space_id, '[]') WITH =,"
        " int4range(seat_from, seat_to, '[]') WITH &&,"
        " tsrange(busy_start, busy_stop, '[)') WITH &&)",
        _taken_message,
    )
    # An empty range overlaps nothing: the database would let it in.
    _stop_after_start = models.Constraint(
        "CHECK (busy_stop > busy_start)", "A booking ends after it begins."
    )
    _seats_sane = models.Constraint(
        "CHECK (seat_from >= 1 AND seat_to >= seat_from)",
        "Seats are numbered from 1.",
    )

    @api.model
    def _get_busy_domain(self, start, stop):
        """:returns: domain of the rows that take some of the time between two moments,
        with bounds on both sides so that years of bookings are not looked through"""
        return (
            Domain("busy_start", ">", start - LONGEST)
            & Domain("busy_start", "<", stop)
            & Domain("busy_stop", ">", start)
        )

    @api.depends("space_id", "seat_from", "seat_to")
    def _compute_display_name(self):
        for slot in self:
            seat = slot.seat_from if slot.seat_from == slot.seat_to else None
            name = slot.space_id.display_name
            slot.display_name = (
                self.env._("%(space)s, seat %(number)s", space=name, number=seat)
                if seat
                else name
            )
