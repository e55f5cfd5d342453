from odoo import fields, models


class CoworkSpaceKind(models.Model):
    """By which rules spaces of a kind are booked."""

    _inherit = "cowork.space.kind"

    booking_policy_id = fields.Many2one(
        "cowork.booking.policy",
        "Booking Policy",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: spaces of this kind cannot be booked.",
    )
