from odoo import api, fields, models


class CoworkBookingGuest(models.Model):
    """Somebody whom a member invited to what they booked."""

    _name = "cowork.booking.guest"
    _description = "Guest of a Booking"
    _inherit = ["cowork.protected.mixin"]
    _order = "booking_id, id"
    _allow_sudo_commands = False
    _protected_fields = frozenset({"booking_id", "email", "name", "sent_on"})

    booking_id = fields.Many2one(
        "cowork.booking", required=True, readonly=True, index=True, ondelete="cascade"
    )
    email = fields.Char(required=True, readonly=True)
    name = fields.Char(readonly=True)
    sent_on = fields.Datetime(
        "Last Mail", readonly=True, index=True, help="When they were last written to."
    )

    _booking_email_uniq = models.Constraint(
        "UNIQUE (booking_id, email)", "This address was invited already."
    )

    @api.depends("name", "email")
    def _compute_display_name(self):
        for guest in self:
            guest.display_name = guest.name or guest.email
