from odoo import fields, models


class CoworkBookingCancel(models.TransientModel):
    """Tells what cancelling a booking costs, before it is done."""

    _name = "cowork.booking.cancel"
    _description = "Cancel Booking"

    booking_id = fields.Many2one("cowork.booking", required=True, ondelete="cascade")
    cancel_text = fields.Char(related="booking_id.cancel_text")
    reason = fields.Char()

    def action_apply(self):
        """Give the space back, at what that costs.

        :returns: action that shows the screen behind the dialog anew
        """
        self.ensure_one()
        self.booking_id.action_cancel(self.reason)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
