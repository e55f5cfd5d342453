from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain

from ..engine.booking_board import peak_load, whole_hours

#: no booking is longer: the constraint of the model sees to it
LONGEST = timedelta(days=31)


class CoworkSpace(models.Model):
    """What is booked of the spaces of the board."""

    _inherit = "cowork.space"

    def _get_board_records(self, start, stop):
        """:param start: first moment (UTC)
        :param stop: last moment (UTC)
        :returns: the bookings of these spaces in between, buffers included, without
            those that were cancelled"""
        buffer = max(self.policy_id.mapped("buffer_minutes"), default=0)
        start -= timedelta(minutes=buffer)
        # The lower bound lets the index leave out all that is long over.
        return self.env["cowork.booking"].search(
            Domain("space_id", "in", self.ids)
            & Domain("start", "<", stop)
            & Domain("start", ">", start - LONGEST)
            & Domain("stop", ">", start)
            & Domain("state", "!=", "cancelled"),
            order="start, id",
        )

    def _describe_board_bookings(self, every, bookings, axes):
        """:param every: all spaces of the location, also those that are not shown
        :param bookings: those of ``every``
        :param axes: the days as ``get_board()`` describes them
        :returns: dict with ``bookings``, ``taken`` and ``loads`` of these spaces
        """
        shown = bookings.filtered(lambda booking: booking.space_id in self)
        return {
            "bookings": [booking._describe_for_board() for booking in shown],
            "taken": self._get_board_taken(every, bookings),
            "loads": self._get_board_loads(bookings, axes),
        }

    def _get_board_taken(self, every, bookings):
        """:returns: list of the times in which one of these spaces is taken by a
        booking of another: of the whole it is part of, or of a part of it"""
        parts = every._get_parts()
        wholes = {}
        for space in self:
            for part in parts[space]:
                wholes.setdefault(part.id, []).append(space)
        found = {}
        for slot in bookings.slot_ids:
            booking = slot.booking_id
            for space in wholes.get(slot.space_id.id, ()):
                if space != booking.space_id:
                    found[space.id, booking.id] = {
                        "space_id": space.id,
                        "booking_id": booking.id,
                        "by": booking.space_id.name,
                        "start": fields.Datetime.to_string(slot.busy_start),
                        "stop": fields.Datetime.to_string(slot.busy_stop),
                    }
        return list(found.values())

    def _get_board_loads(self, bookings, axes):
        """:returns: dict of each of these spaces that is booked by seat to a list of
        how many seats are taken in which hour, ``start``, ``stop``, ``taken``"""
        desks = self.filtered(lambda space: space.policy_id.allocation == "seats")
        rows = {space: [] for space in desks}
        for slot in bookings.slot_ids:
            if slot.space_id in rows:
                # A booking of the whole takes every seat there is.
                last = min(slot.seat_to, slot.space_id.capacity)
                seats = max(last - slot.seat_from + 1, 0)
                rows[slot.space_id].append((seats, slot.busy_start, slot.busy_stop))
        to_moment, to_string = fields.Datetime.to_datetime, fields.Datetime.to_string
        hours = [
            hour
            for axis in axes
            for hour in whole_hours(to_moment(axis["start"]), to_moment(axis["stop"]))
        ]
        return {
            space.id: [
                {
                    "start": to_string(start),
                    "stop": to_string(stop),
                    "taken": peak_load(rows[space], start, stop),
                }
                for start, stop in hours
            ]
            for space in desks
        }
