from odoo import api, models
from odoo.fields import Domain


class CoworkBookingGuest(models.Model):
    """Whom members invited is forgotten in time, as other visitors are."""

    _inherit = "cowork.booking.guest"

    @api.model
    def _get_erasable_domain(self):
        """:returns: domain of the guests of bookings that are over for long enough"""
        moments = self.env["cowork.location"]._get_forgetting_moments()
        return Domain.OR(
            Domain("booking_id.location_id", "in", ids)
            & Domain("booking_id.stop", "<", moment)
            for moment, ids in moments.items()
        )
