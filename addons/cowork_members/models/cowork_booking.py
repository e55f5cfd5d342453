from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import Domain

STATES = [
    ("tentative", "Tentative"),
    ("confirmed", "Confirmed"),
    ("checked_in", "Checked in"),
    ("done", "Done"),
    ("no_show", "No-show"),
    ("cancelled", "Cancelled"),
]
#: a booking in one of these may still take place
LIVE_STATES = ("tentative", "confirmed", "checked_in")
#: what a member may change of a booking that is not frozen
TIME_FIELDS = frozenset({"space_id", "start", "stop", "attendee_count", "seat_no"})
#: in the context: several move, and are looked at together when all have
MOVE_TOGETHER = object()


class CoworkBooking(models.Model):
    """A space for a time: a room for a meeting, a desk for a day."""

    _name = "cowork.booking"
    _description = "Booking"
    _inherit = ["cowork.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "start desc, id desc"
    _check_company_auto = True
    _allow_sudo_commands = False
    _protected_fields = frozenset(
        {
            "state",
            "location_id",
            "company_id",
            "hold_until",
            "checked_in_at",
            "checked_out_at",
            "cancelled_at",
            "cancel_reason",
            "slot_ids",
        }
    )

    name = fields.Char("Subject", help="What it is for; members see it, others do not.")
    space_id = fields.Many2one(
        "cowork.space",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_bookable', '=', True)]",
        check_company=True,
        tracking=True,
    )
    location_id = fields.Many2one(
        related="space_id.location_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="space_id.company_id", store=True, precompute=True, index=True
    )
    kind_id = fields.Many2one(related="space_id.kind_id", store=True, precompute=True)
    tz = fields.Selection(related="location_id.tz", string="Time Zone")
    partner_id = fields.Many2one(
        "res.partner",
        "Booked For",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    contract_id = fields.Many2one(
        "cowork.contract",
        "Charged To",
        compute="_compute_contract_id",
        store=True,
        precompute=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The membership that pays. Empty: nobody's; the price is a guest's.",
    )
    start = fields.Datetime(required=True, index=True, tracking=True)
    stop = fields.Datetime("End", required=True, tracking=True)
    duration = fields.Float(
        "Hours",
        compute="_compute_duration",
        store=True,
        precompute=True,
        digits=(16, 2),
    )
    local_time = fields.Char(
        "At the Location", compute="_compute_local_time", compute_sudo=True
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="tentative",
        copy=False,
        tracking=True,
        index=True,
    )
    hold_until = fields.Datetime(
        "Held Until",
        readonly=True,
        copy=False,
        help="A tentative booking takes its space until then. Empty: until the front"
        " desk has answered.",
    )
    attendee_count = fields.Integer(
        "People", required=True, default=1, help="How many come."
    )
    seat_no = fields.Integer(
        "Wanted Seat", help="Number of the first seat. 0: any that is free."
    )
    allocation = fields.Selection(related="space_id.policy_id.allocation")
    seats = fields.Char(compute="_compute_seats", compute_sudo=True)
    is_exception = fields.Boolean(
        "Exception to the Rules",
        copy=False,
        tracking=True,
        help="Length, notice, opening hours, limits and audience do not matter. That"
        " the space is free always does.",
    )
    checked_in_at = fields.Datetime(readonly=True, copy=False)
    checked_out_at = fields.Datetime("Left At", readonly=True, copy=False)
    cancelled_at = fields.Datetime(readonly=True, copy=False)
    cancel_reason = fields.Char(readonly=True, copy=False, tracking=True)
    notes = fields.Text(groups="cowork_members.group_front_desk")
    slot_ids = fields.One2many(
        "cowork.booking.slot",
        "booking_id",
        "Takes",
        readonly=True,
        copy=False,
        groups="cowork_members.group_front_desk",
    )

    _stop_after_start = models.Constraint(
        "CHECK (stop > start AND stop <= start + INTERVAL '31 days')",
        "A booking ends after it begins, and lasts a month at the most.",
    )
    _people_sane = models.Constraint(
        "CHECK (attendee_count BETWEEN 1 AND 100000 AND seat_no BETWEEN 0 AND 100000)",
        "At least one person comes to a booking, and seats are numbered from 1.",
    )
    _state_known = models.Constraint(
        "CHECK (state IN ('tentative', 'confirmed', 'checked_in', 'done', 'no_show',"
        " 'cancelled'))",
        "Unknown state.",
    )
    _space_start_index = models.Index("(space_id, start)")
    _live_start_index = models.Index(
        "(start) WHERE state IN ('tentative', 'confirmed', 'checked_in')"
    )

    # Computed ------------------------------------------------------------------------

    @api.model
    def _get_live_domain(self):
        """:returns: domain of the bookings that take their space"""
        return Domain("state", "in", LIVE_STATES)

    @api.depends("start", "stop")
    def _compute_duration(self):
        for booking in self:
            booking.duration = (
                (booking.stop - booking.start).total_seconds() / 3600
                if booking.start and booking.stop
                else 0.0
            )

    @api.depends("partner_id", "space_id", "start")
    def _compute_contract_id(self):
        found = self._find_contracts()
        for booking in self:
            booking.contract_id = found[booking]

    @api.depends("start", "stop", "location_id.tz")
    @api.depends_context("lang")
    def _compute_local_time(self):
        for booking in self:
            booking.local_time = (
                booking.start
                and booking.stop
                and booking.location_id
                and booking.location_id._format_range(booking.start, booking.stop)
            )

    @api.depends("slot_ids.seat_from", "slot_ids.seat_to", "space_id")
    def _compute_seats(self):
        for booking in self:
            numbers = sorted(
                slot.seat_from
                for slot in booking.slot_ids
                if slot.seat_from == slot.seat_to
            )
            booking.seats = ", ".join(map(str, numbers))

    @api.depends("space_id", "start", "stop", "name")
    @api.depends_context("tz", "lang")
    def _compute_display_name(self):
        for booking in self:
            # sudo: a member knows what they booked, but does not read spaces.
            space = booking.sudo().space_id
            booking.display_name = ", ".join(
                filter(None, (space.name, booking.local_time or booking.name))
            )

    # Writing -------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        default = self.default_get(["is_exception"]).get("is_exception")
        self._check_may_except(v.get("is_exception", default) for v in vals_list)
        for vals in vals_list:
            self._refuse_missing(vals)
        bookings = super().create(vals_list)
        bookings._hold()
        bookings._check_rules()
        bookings._block()
        return bookings

    def write(self, vals):
        self._check_may_except([vals.get("is_exception")])
        moves = TIME_FIELDS & vals.keys()
        self._refuse_missing(vals)
        if moves:
            self._check_may_move()
        result = super().write(vals)
        if self.env.context.get("cowork_move_together") is MOVE_TOGETHER:
            return result
        if moves or "partner_id" in vals:
            self._check_rules()
        if moves:
            self._block()
        return result

    def _move(self, times):
        """Move several bookings at once, so that one may come where another was.

        :param times: dict of booking to its new values
        :raises ValidationError: when one breaks a rule, or somebody has its space
        """
        for booking, vals in times.items():
            booking.with_context(cowork_move_together=MOVE_TOGETHER).write(vals)
        self._check_rules()
        self._block()

    def _refuse_missing(self, vals):
        """:raises ValidationError: when it would be no booking any more"""
        for name in ("space_id", "partner_id", "start", "stop"):
            if name in vals and not vals[name]:
                raise ValidationError(
                    self.env._(
                        "%s is missing: a booking is of a space, for somebody, from a"
                        " start to an end.",
                        self._fields[name]._description_string(self.env),
                    )
                )

    def _check_may_except(self, wanted):
        """:param wanted: whether, for each booking, the rules are to be set aside
        :raises AccessError: when somebody below a manager of the place asks for it"""
        if any(wanted) and not self.env.su:
            if not self.env.user.has_group("cowork_members.group_user"):
                raise AccessError(
                    self.env._(
                        "Only who makes contracts may book outside the rules. Ask them,"
                        " or choose another time."
                    )
                )

    def _check_may_move(self):
        for booking in self:
            if booking.state not in ("tentative", "confirmed"):
                raise ValidationError(
                    self.env._(
                        "%(booking)s is over, has begun or was cancelled: it cannot be"
                        " moved. Make a new booking.",
                        booking=booking.display_name,
                    )
                )

    @api.constrains("attendee_count", "space_id")
    def _check_capacity(self):
        for booking in self:
            # sudo: members do not read spaces.
            space = booking.sudo().space_id
            room = space.capacity or space.capacity_total
            if room and booking.attendee_count > room:
                raise ValidationError(
                    self.env._(
                        "%(space)s has room for %(capacity)s people, but"
                        " %(count)s are to come. Choose a larger one.",
                        space=space.name,
                        capacity=room,
                        count=booking.attendee_count,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        for booking in self:
            if booking.state not in ("tentative", "cancelled"):
                raise ValidationError(
                    self.env._(
                        "%(booking)s counts: cancel it instead of deleting it.",
                        booking=booking.display_name,
                    )
                )

    # Whom it is charged to -----------------------------------------------------------

    def _find_contracts(self):
        """:returns: dict of booking to the contract that covers the day it begins on:
        one of this location if there is, else of another; possibly empty"""
        # sudo: whether somebody is a member does not depend on who books.
        contracts = self.env["cowork.contract"].sudo()
        people = self.partner_id | self.partner_id.commercial_partner_id
        found = contracts.search(
            [
                ("state", "in", ("signed", "active", "suspended")),
                "|",
                ("partner_id", "in", people.ids),
                ("member_ids", "in", self.partner_id.ids),
            ],
            order="date_start, id",
        )
        return {
            booking: booking._choose_contract(found).with_env(self.env)
            for booking in self
        }

    def _choose_contract(self, contracts):
        """:param contracts: what may come into question, of anybody
        :returns: the contract this booking is charged to, possibly empty"""
        # sudo: members do not read spaces, and contracts are looked at as the system.
        partner, location = self.partner_id, self.sudo().space_id.location_id
        if not (partner and location and self.start):
            return contracts.browse()
        day = location._day_of(self.start)
        mine = contracts.filtered(
            lambda c: (
                partner.id in c.member_ids.ids
                or c.partner_id in (partner | partner.commercial_partner_id).sudo()
            )
            and c.company_id == location.company_id
            and c.date_start <= day
            and (not c.date_end or c.date_end >= day)
            and c._get_state_on(day) != "suspended"
        )
        here = mine.filtered(lambda c: c.location_id == location)
        return (here or mine)[:1]
