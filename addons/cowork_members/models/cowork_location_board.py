from datetime import timedelta

from odoo import fields, models

from ..engine.booking_board import day_axis, shown_hours
from ..engine.local_time import day_start


class CoworkLocation(models.Model):
    """The days and hours of a location's booking board, and who hears of changes."""

    _name = "cowork.location"
    _inherit = ["cowork.location", "bus.listener.mixin"]

    def action_view_board(self):
        """:returns: the client action with the booking board of this location"""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "cowork_members.action_cowork_booking_board"
        )
        action["params"] = {"location": self.id}
        return action

    def _describe_for_board(self):
        return {"id": self.id, "name": self.name, "tz": self.tz or "UTC"}

    def _get_board_period(self, day, days):
        """:returns: first moment of a day at one location, and of the day after the
        last one (UTC)"""
        zone = self.tz or "UTC"
        return day_start(day, zone), day_start(day + timedelta(days=days), zone)

    def _get_board_axes(self, day, days, hours, bookings, all_hours):
        """:param hours: dict of space to its open times, None where it is always open
        :param bookings: what is booked in these days
        :returns: list of the days of one location, each with the times between which
            the board shows it: those in which anything is open or booked"""
        zone = self.tz or "UTC"
        start, stop = self._get_board_period(day, days)
        times = {tuple(times) for times in hours.values() if times is not None}
        opened = [interval for intervals in times for interval in intervals]
        booked = [
            (max(booking.start, start), min(booking.stop, stop))
            for booking in bookings
            if booking.start < stop and booking.stop > start
        ]
        usual = shown_hours(opened, zone)
        shown = (0, 24)
        if not all_hours:
            first, last = shown_hours(booked, zone, usual)
            shown = (min(first, usual[0]), max(last, usual[1]))
        axes = []
        for offset in range(days):
            date = day + timedelta(days=offset)
            begin, end = day_axis(date, shown, zone)
            axes.append(
                {
                    "date": fields.Date.to_string(date),
                    "start": fields.Datetime.to_string(begin),
                    "stop": fields.Datetime.to_string(end),
                }
            )
        return axes
