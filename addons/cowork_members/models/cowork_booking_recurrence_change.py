from datetime import datetime

from odoo import fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.errors import EngineError
from ..engine.local_time import localize, to_local

SCOPES = [
    ("this", "This booking"),
    ("following", "This and all later ones"),
    ("all", "All that are still to come"),
]


class CoworkBooking(models.Model):
    """Changing one booking of a series, those that follow, or all that are to come."""

    _inherit = "cowork.booking"

    def action_cancel_series(self, scope, reason=None):
        """Cancel this booking of a series, this and all later ones, or all that are
        still to come. What has begun stays. What late cancellation costs, the policy
        says for each of them.

        :param str scope: ``this``, ``following`` or ``all``
        :param str reason: why, for the front desk; may be left out
        :returns: True
        :raises AccessError: when a booking is not the user's to change
        :raises UserError: when there is nothing left to cancel
        """
        self._get_in_scope(scope)._cancel(reason)
        return True

    def action_move_series(self, scope, start, stop, space=None):
        """Move this booking of a series, this and all later ones, or all that are still
        to come: each to the same time of the clock on its own day. All are moved, or
        none. What has begun stays.

        :param str scope: ``this``, ``following`` or ``all``
        :param str start: new first moment of this booking in UTC,
            ``YYYY-MM-DD HH:MM:SS``; on its own day unless only this one is moved
        :param str stop: moment in UTC at which the space is given back
        :param int space: id of the ``cowork.space`` they move to; they stay where they
            are when not given
        :returns: True
        :raises AccessError: when a booking is not the user's to change, or the space
            cannot be booked
        :raises UserError: when a member moves one whose cancellation costs by now
        :raises ValidationError: when one cannot move, with a list of all conflicts
        """
        start, stop = self.env["cowork.space"]._check_times(start, stop)
        bookings = self._get_in_scope(scope)
        if not self._is_staff():
            bookings._check_free_to_move()
        vals = {}
        if space:
            vals = {"space_id": self._get_space_to_book(space).id, "seat_no": 0}
        if scope == "this":
            bookings.write({**vals, "start": start, "stop": stop})
            return True
        times = bookings._get_times(self, start, stop, vals)
        bookings._check_times_together(times)
        bookings._move(times)
        # sudo: a series is written by us alone, when its bookings are.
        self.sudo().recurrence_id._follow(bookings.sudo(), self.sudo())
        return True

    def _get_in_scope(self, scope):
        """:returns: the bookings that are meant, as whoever asks may change them
        :raises UserError: when there are none"""
        self.ensure_one()
        mine = self._for_actor()
        if str(scope) not in dict(SCOPES):
            raise UserError(
                self.env._(
                    "Say which ones: “this”, “following” or “all”, not “%s”.", scope
                )
            )
        if scope == "this":
            return mine._require_ahead(mine)
        domain = [
            ("recurrence_id", "=", mine.recurrence_id.id),
            ("recurrence_id", "!=", False),
            ("state", "in", ("tentative", "confirmed")),
            ("start", ">", fields.Datetime.now()),
        ]
        if scope == "following":
            domain.append(("start", ">=", mine.start))
        found = self.search(domain, order="start, id")
        return mine._require_ahead(found and found._for_actor())

    def _find_in_scope(self, scope):
        """:returns: the bookings that are meant, possibly none"""
        try:
            return self._get_in_scope(scope)
        except UserError:
            return self.browse()

    def _word_cancel_costs(self):
        """:returns: text: which of these bookings cost something if they are cancelled
        now, and what"""
        late = self.filtered(lambda b: b._is_late() and b._get_fee("late").amount)
        return "\n".join(
            f"{booking.local_time}: {booking.cancel_text}" for booking in late
        ) or self.env._("Cancelling now is free.")

    def _require_ahead(self, bookings):
        """:returns: these bookings
        :raises UserError: when none of them is still to come"""
        now = fields.Datetime.now()
        if not bookings or any(booking.start <= now for booking in bookings):
            raise UserError(
                self.env._(
                    "%s: what has begun or is over is not changed, and nothing else of"
                    " its series is still to come.",
                    self.display_name,
                )
            )
        return bookings

    def _get_times(self, booking, start, stop, vals):
        """:param booking: the one that was asked for
        :param start: when it is to begin
        :param stop: when it is to end
        :param vals: what else changes
        :returns: dict of each of these to its new values
        :raises UserError: when they would move to another day"""
        # sudo: members do not read locations.
        tz = booking.sudo().location_id.tz or "UTC"
        local = to_local(start, tz)
        if local.date() != to_local(booking.start, tz).date():
            raise UserError(
                self.env._(
                    "The bookings of a series stay on their days. Move this one alone,"
                    " or cancel the series and make a new one."
                )
            )
        times = {}
        for one in self:
            day = to_local(one.start, tz).date()
            try:
                begin = localize(datetime.combine(day, local.time()), tz).utc
            except EngineError as error:
                raise ValidationError(
                    self.env["cowork.booking.series"]._word_rule_error(error)
                ) from None
            times[one] = {**vals, "start": begin, "stop": begin + (stop - start)}
        return times

    def _check_times_together(self, times):
        """:param times: dict of each of these to its new values
        :raises ValidationError: listing what is against them"""
        wanted = self._imagine(
            [
                {
                    "space_id": booking.space_id.id,
                    "partner_id": booking.partner_id.id,
                    "attendee_count": booking.attendee_count,
                    "seat_no": booking.seat_no,
                    "is_exception": booking.is_exception,
                    **vals,
                }
                for booking, vals in times.items()
            ]
        )
        problems = wanted._find_problems(ignore=self)[1]
        if problems:
            reasons = {b: b._word_problem(problems[b])[1] for b in problems}
            raise ValidationError(wanted._word_conflicts(reasons))
