from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.errors import EngineError
from ..engine.local_time import localize, to_local
from ..models.cowork_booking_recurrence_change import SCOPES


class CoworkBookingSeriesChange(models.TransientModel):
    """Asks which bookings of a series are moved or cancelled; bookings do the rest."""

    _name = "cowork.booking.series.change"
    _description = "Change a Series"
    _inherit = ["cowork.protected.mixin"]

    booking_id = fields.Many2one("cowork.booking", required=True, ondelete="cascade")
    location_id = fields.Many2one(related="booking_id.location_id")
    description = fields.Char(related="booking_id.recurrence_id.description")
    local_time = fields.Char(related="booking_id.local_time")
    mode = fields.Selection(
        [("move", "Move"), ("cancel", "Cancel")], required=True, default="move"
    )
    scope = fields.Selection(SCOPES, "Which", required=True, default="this")
    count = fields.Integer("Bookings", compute="_compute_count")
    cost_text = fields.Text(
        "If They Are Cancelled", compute="_compute_cost_text", compute_sudo=True
    )
    reason = fields.Char()
    day = fields.Date(compute="_compute_time", store=True, readonly=False)
    hour = fields.Float("Start", compute="_compute_time", store=True, readonly=False)
    duration = fields.Float(
        "Hours", compute="_compute_time", store=True, readonly=False
    )
    space_id = fields.Many2one(
        "cowork.space",
        compute="_compute_time",
        store=True,
        readonly=False,
        domain="[('is_bookable', '=', True), ('location_id', '=', location_id)]",
    )

    @api.depends("booking_id")
    def _compute_time(self):
        for wizard in self:
            booking = wizard.booking_id
            start = booking.start and to_local(booking.start, booking.tz or "UTC")
            wizard.day = start and start.date()
            wizard.hour = start and start.hour + start.minute / 60
            wizard.duration = booking.duration
            wizard.space_id = booking.space_id

    @api.depends("booking_id", "scope")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard._get_chosen())

    @api.depends("booking_id", "scope")
    def _compute_cost_text(self):
        for wizard in self:
            wizard.cost_text = wizard._get_chosen()._word_cancel_costs()

    def _get_chosen(self):
        """:returns: the bookings that would be moved or cancelled, possibly none"""
        booking = self.booking_id
        return booking and booking._find_in_scope(self.scope)

    def action_apply(self):
        """Move or cancel the bookings that were chosen.

        :returns: action that closes the dialog
        :raises UserError: when there are none
        :raises ValidationError: when one cannot move, with a list of all conflicts
        """
        self.ensure_one()
        booking = self.booking_id
        if self.mode == "cancel":
            booking.action_cancel_series(self.scope, self.reason)
        else:
            start, stop = self._get_time()
            space = self.space_id if self.space_id != booking.space_id else None
            booking.action_move_series(self.scope, start, stop, space and space.id)
        return {"type": "ir.actions.act_window_close"}

    def _get_time(self):
        """:returns: ``(start, stop)`` in UTC of what was filled in
        :raises ValidationError: when it is no time"""
        minutes = round(self.hour * 60)
        if not 0 <= minutes < 1440 or not 0 < self.duration <= 744:
            raise ValidationError(
                self.env._("Give a time from 0:00 to 23:59, and how long it lasts.")
            )
        tz = self.booking_id.tz or "UTC"
        booked = to_local(self.booking_id.start, tz).date()
        day = (self.day or booked) if self.scope == "this" else booked
        local = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minutes)
        try:
            start = localize(local, tz).utc
        except EngineError as error:
            series = self.env["cowork.booking.series"]
            raise ValidationError(series._word_rule_error(error)) from None
        return start, start + timedelta(minutes=round(self.duration * 60))
