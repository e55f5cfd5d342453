from odoo import api, models
from odoo.exceptions import UserError

#: what a running booking is not asked again: it has begun
BEGUN = frozenset({"past", "lead"})


class CoworkBooking(models.Model):
    """What is done with a booking while it runs."""

    _inherit = "cowork.booking"

    def _extend(self, stop):
        """Let a running booking end later, checked in if nobody has.

        :param stop: new end (UTC)
        :raises ValidationError: when a rule is against it, or somebody else comes
        """
        self._arrive()
        self._by_action().write({"stop": stop})

    def _leave(self):
        """End a running booking now, checked in if nobody has."""
        self._arrive()
        self._check_out()

    def _arrive(self):
        self._require_state("confirmed", "checked_in")
        self.filtered(lambda booking: booking.state == "confirmed")._check_in()

    def _check_may_move(self):
        # Only our own methods move what has begun.
        begun = self.filtered(
            lambda booking: booking.state == "checked_in" and self._is_by_action()
        )
        return super(CoworkBooking, self - begun)._check_may_move()

    def _get_violations(self, hours, others):
        found = super()._get_violations(hours, others)
        if self.state != "checked_in":
            return found
        return [violation for violation in found if violation.code not in BEGUN]

    @api.model
    def _get_gone_message(self):
        return self.env._("This booking is over or has changed. Look again.")

    def _check_is_at_door(self, space):
        """:raises UserError: when one booking is not one of this door"""
        if not self or self.space_id != space:
            raise UserError(self._get_gone_message())
