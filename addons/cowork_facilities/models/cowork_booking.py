from odoo import models


class CoworkBooking(models.Model):
    """The end of a booking calls the cleaners."""

    _inherit = "cowork.booking"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") == "done":
            self._call_cleaners()
        return result

    def _call_cleaners(self):
        """Let the job plan the rounds after these bookings soon."""
        # sudo: whoever leaves a room need not know who cleans it.
        waiting = self.env["cowork.round.template"].sudo()
        spaces = self.sudo().space_id
        if waiting.search_count(
            [("trigger", "=", "booking"), ("space_ids", "in", spaces.ids)], limit=1
        ):
            cron = self.env.ref("cowork_facilities.cron_rounds_after_bookings")
            # sudo: whoever leaves a room calls the job, and needs no right to jobs.
            cron.sudo()._trigger()
