from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine.booking_price import Rate

UNITS = [("hour", "Hour"), ("half_day", "Half day"), ("day", "Day")]
AUDIENCES = [
    ("everybody", "Everybody"),
    ("members", "Members"),
    ("non_members", "Who is no member"),
    ("plans", "Members with certain plans"),
]
#: in the order of ``date.weekday()``
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class CoworkBookingRate(models.Model):
    """One price for booking: of a policy, or of a single space."""

    _name = "cowork.booking.rate"
    _description = "Booking Rate"
    _inherit = ["cowork.protected.mixin"]
    _order = "sequence, id"
    _owner_fields = frozenset({"policy_id", "space_id"})

    sequence = fields.Integer(
        default=10, help="Where several prices hold, the first one is taken."
    )
    policy_id = fields.Many2one(
        "cowork.booking.policy", index="btree_not_null", ondelete="cascade"
    )
    space_id = fields.Many2one(
        "cowork.space", index="btree_not_null", ondelete="cascade"
    )
    audience = fields.Selection(
        AUDIENCES, "For Whom", required=True, default="everybody"
    )
    plan_ids = fields.Many2many("cowork.plan", string="Plans")
    unit = fields.Selection(UNITS, "Per", required=True, default="hour")
    price = fields.Float(
        required=True,
        digits="Product Price",
        help="Of one unit, in the currency of the location.",
    )
    mon = fields.Boolean(default=True)
    tue = fields.Boolean(default=True)
    wed = fields.Boolean(default=True)
    thu = fields.Boolean(default=True)
    fri = fields.Boolean(default=True)
    sat = fields.Boolean(default=True)
    sun = fields.Boolean(default=True)
    hour_from = fields.Float("From", help="On the clock of the location.")
    hour_to = fields.Float("Until", default=24.0)

    _belongs_to_one = models.Constraint(
        "CHECK ((policy_id IS NULL) <> (space_id IS NULL))",
        "A price belongs to a policy or to a space, to one of them.",
    )
    _price_finite = models.Constraint(
        "CHECK (price >= 0 AND price < 1000000000000)",
        "A price must be zero or a positive number.",
    )
    _hours_sane = models.Constraint(
        "CHECK (hour_from >= 0 AND hour_from < hour_to AND hour_to <= 24)",
        "A price holds from one hour of the day until a later one, 0:00 to 24:00.",
    )
    _some_day = models.Constraint(
        "CHECK (mon OR tue OR wed OR thu OR fri OR sat OR sun)",
        "A price holds on one day of the week at least.",
    )

    @api.constrains("audience", "plan_ids")
    def _check_plans(self):
        for rate in self:
            if rate.audience == "plans" and not rate.plan_ids:
                raise ValidationError(
                    self.env._("Choose the plans whose members have this price.")
                )

    def _is_for(self, plans, is_member):
        """:param plans: ``cowork.plan`` of whoever books
        :param is_member: whether they have a contract in force
        :returns: whether one rate is for them"""
        if self.audience == "plans":
            return bool(self.plan_ids & plans)
        if self.audience == "everybody":
            return True
        return is_member == (self.audience == "members")

    def _to_engine(self):
        """:returns: one rate as plain values"""
        days = {number for number, day in enumerate(WEEKDAYS) if self[day]}
        return Rate(
            unit=self.unit,
            price=self.price,
            weekdays=days,
            hour_from=self.hour_from,
            hour_to=self.hour_to,
            sequence=self.sequence,
        )
