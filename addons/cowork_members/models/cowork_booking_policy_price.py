from odoo import api, fields, models


class CoworkBookingPolicy(models.Model):
    """What bookings by a policy cost, and what they use up."""

    _inherit = "cowork.booking.policy"

    rate_ids = fields.One2many("cowork.booking.rate", "policy_id", "Prices")
    half_day_hours = fields.Float(
        "Hours of a Half Day",
        required=True,
        default=4.0,
        help="Each half day that has begun is charged.",
    )
    day_hours = fields.Float(
        "Hours of a Day",
        help="The price of a day is charged for each so many hours that have begun."
        " 0: once for the whole day.",
    )
    day_cap = fields.Float(
        "At Most per Day",
        digits="Product Price",
        help="What a day costs at the most, in the currency of the location, for each"
        " seat. 0: no limit.",
    )
    usage_type_id = fields.Many2one(
        "cowork.usage.type",
        "Counts As",
        required=True,
        default=lambda self: self._default_usage_type(),
        ondelete="restrict",
        help="What of a plan or a pack a booking uses up. Counted in hours: the hours"
        " that are booked; otherwise one for each seat and day. What is free of charge"
        " uses up nothing.",
    )

    _prices_finite = models.Constraint(
        "CHECK (half_day_hours >= 0.25 AND half_day_hours <= 24"
        " AND day_hours >= 0 AND day_hours <= 24"
        " AND day_cap >= 0 AND day_cap < 1000000000000)",
        "A half day and a day have up to 24 hours, and the most that a day costs is"
        " zero or a positive number.",
    )

    @api.model
    def _default_usage_type(self):
        return self.env.ref("cowork_members.usage_meeting_hours", False)

    @api.onchange("allocation")
    def _onchange_allocation(self):
        """Seats are had for the day, rooms by the hour."""
        super()._onchange_allocation()
        code = "day_pass" if self.allocation == "seats" else "meeting_hours"
        usage_type = self.env.ref(f"cowork_members.usage_{code}", False)
        self.usage_type_id = usage_type or self.usage_type_id
