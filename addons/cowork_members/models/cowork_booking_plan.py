from odoo import models


class CoworkBooking(models.Model):
    """Bookings on the floor plan."""

    _inherit = "cowork.booking"

    def _get_taken_times(self):
        """:returns: from when to when one booking takes its space, cleaning included"""
        stop = self.stop
        if self.checked_out_at and self.checked_out_at < stop:
            stop = max(self.checked_out_at, self.start)
        return self.start, max(self.slot_ids.mapped("busy_stop"), default=stop)
