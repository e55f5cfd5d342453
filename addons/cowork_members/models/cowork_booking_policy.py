from odoo import api, fields, models

from ..engine.booking_policy import Policy

FEE_KINDS = [
    ("none", "Nothing"),
    ("fixed", "A fixed amount"),
    ("percent", "Part of the price"),
]


class CoworkBookingPolicy(models.Model):
    """The rules by which spaces are booked: given to a kind, or to a single space."""

    _name = "cowork.booking.policy"
    _description = "Booking Policy"
    _inherit = ["cowork.protected.mixin"]
    _order = "sequence, name, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind_ids = fields.One2many("cowork.space.kind", "booking_policy_id", "Space Kinds")
    space_ids = fields.One2many("cowork.space", "booking_policy_id", "Single Spaces")
    allocation = fields.Selection(
        [
            ("whole", "One booking at a time"),
            ("seats", "Several at once, by seat number"),
        ],
        required=True,
        default="whole",
        help="By seat: as many people at once as the space has capacity, each with a"
        " number of their own.",
    )

    # How long, and when
    slot_minutes = fields.Integer(
        "Grain (minutes)",
        help="Bookings begin and end on multiples of this, counted from midnight."
        " 0: the booking slot of the kind.",
    )
    min_minutes = fields.Integer("Shortest (minutes)", default=30)
    max_minutes = fields.Integer(
        "Longest (minutes)", default=480, help="0: up to a month."
    )
    buffer_minutes = fields.Integer(
        "Buffer After (minutes)",
        help="For cleaning: nobody can book this long after a booking.",
    )
    min_lead_minutes = fields.Integer(
        "Least Notice (minutes)", help="How long before the start one has to book."
    )
    max_advance_days = fields.Integer(
        "Furthest Ahead (days)", default=90, help="0: no limit."
    )
    any_hour = fields.Boolean(
        "Day and Night", help="Opening hours and holidays do not matter."
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        "Hours",
        help="When these spaces can be booked. Empty: the opening hours of the space,"
        " else of its location.",
    )

    # Who
    audience = fields.Selection(
        [
            ("everybody", "Everybody"),
            ("members", "Members"),
            ("locations", "Members of the location"),
            ("plans", "Members with certain plans"),
        ],
        required=True,
        default="members",
    )
    plan_ids = fields.Many2many("cowork.plan")
    needs_confirmation = fields.Boolean(
        help="A booking holds the space, but counts only once the front desk confirms."
    )
    show_booker = fields.Selection(
        [
            ("nobody", "That it is taken"),
            ("company", "Which company"),
            ("person", "Who"),
        ],
        "Others See",
        required=True,
        default="nobody",
        help="What members and the panel at the door are told of a booking.",
    )

    # How much of it
    hold_minutes = fields.Integer(
        "A Hold Lasts (minutes)",
        default=15,
        help="How long a space is held while a booking is being made.",
    )
    cooldown_minutes = fields.Integer(
        "Break Between (minutes)",
        help="How long the same member has to leave between two bookings.",
    )
    max_per_week = fields.Integer("Bookings per Week", help="0: no limit.")
    max_hours_per_week = fields.Integer("Hours per Week", help="0: no limit.")
    series_max_count = fields.Integer("Occurrences of a Series", default=52)
    series_max_months = fields.Integer("Months of a Series", default=12)

    # When it does not take place
    cancel_free_hours = fields.Integer(
        "Free Until (hours before)", default=24, help="Until when cancelling is free."
    )
    late_fee_kind = fields.Selection(
        FEE_KINDS, "Late Cancellation", required=True, default="none"
    )
    late_fee = fields.Float(digits=(16, 2))
    check_in_minutes = fields.Integer(
        "Check-in Opens (minutes before)", default=15, required=True
    )
    no_show_minutes = fields.Integer(
        "Released After (minutes)",
        help="Nobody checked in this long after the start: the space is free again."
        " 0: nobody has to check in.",
    )
    no_show_fee_kind = fields.Selection(
        FEE_KINDS, "No-show", required=True, default="none"
    )
    no_show_fee = fields.Float("No-show Fee", digits=(16, 2))
    fee_uses_allowance = fields.Boolean(
        "Fee Uses the Allowance",
        help="A fee that is part of the price takes these hours from what the member's"
        " plan includes, before anything is charged.",
    )

    _grain_sane = models.Constraint(
        "CHECK (slot_minutes BETWEEN 0 AND 1440)",
        "The grain is at most one day.",
    )
    _length_sane = models.Constraint(
        "CHECK (min_minutes BETWEEN 1 AND 44640 AND max_minutes BETWEEN 0 AND 44640"
        " AND (max_minutes = 0 OR max_minutes >= min_minutes))",
        "The longest booking lasts at least as long as the shortest, and a month at"
        " the most.",
    )
    _times_sane = models.Constraint(
        "CHECK (buffer_minutes BETWEEN 0 AND 1440"
        " AND min_lead_minutes BETWEEN 0 AND 525600"
        " AND max_advance_days BETWEEN 0 AND 3660"
        " AND hold_minutes BETWEEN 1 AND 10080"
        " AND cooldown_minutes BETWEEN 0 AND 525600"
        " AND cancel_free_hours BETWEEN 0 AND 8760"
        " AND check_in_minutes BETWEEN 0 AND 1440"
        " AND no_show_minutes BETWEEN 0 AND 1440)",
        "A time of this policy is negative or too long.",
    )
    _limits_sane = models.Constraint(
        "CHECK (max_per_week BETWEEN 0 AND 10000"
        " AND max_hours_per_week BETWEEN 0 AND 168"
        " AND series_max_count BETWEEN 1 AND 1000"
        " AND series_max_months BETWEEN 1 AND 60)",
        "A limit of this policy is negative or too large.",
    )
    _fees_finite = models.Constraint(
        "CHECK (late_fee >= 0 AND late_fee < 1000000000"
        " AND no_show_fee >= 0 AND no_show_fee < 1000000000"
        " AND (late_fee_kind <> 'percent' OR late_fee <= 100)"
        " AND (no_show_fee_kind <> 'percent' OR no_show_fee <= 100))",
        "A fee must be zero or a positive number, and up to 100 % of the price.",
    )

    @api.onchange("allocation")
    def _onchange_allocation(self):
        """A seat needs no cleaning crew, and nobody checks in at a desk's door."""
        if self.allocation == "seats":
            self.buffer_minutes = 0

    def _to_engine(self, kind):
        """:param kind: ``cowork.space.kind`` of the space
        :returns: the rules as the engine reads them (one record)"""
        self.ensure_one()
        return Policy(
            slot_minutes=self.slot_minutes or kind.default_slot_minutes,
            min_minutes=self.min_minutes,
            max_minutes=self.max_minutes,
            min_lead_minutes=self.min_lead_minutes,
            max_advance_days=self.max_advance_days,
            buffer_minutes=self.buffer_minutes,
            cooldown_minutes=self.cooldown_minutes,
            max_per_week=self.max_per_week,
            max_hours_per_week=self.max_hours_per_week,
        )

    def write(self, vals):
        result = super().write(vals)
        if "allocation" in vals:
            spaces = self.env["cowork.space"].sudo()  # sudo: all bookings count.
            spaces.search([("policy_id", "in", self.ids)])._reblock_bookings()
        return result
