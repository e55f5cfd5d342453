import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.visitor_identity import new_code
from .cowork_contract import LIVE_STATES

#: who comes, or came
COUNTED_STATES = ("expected", "inside", "left")
MAX_LENGTH = 120
#: what of a visitor is personal; all of it is erased in time
PERSONAL = ("name", "email", "phone", "company_name", "purpose", "badge", "photo")


class CoworkVisitor(models.Model):
    """One visit of one person to a member, or to us: announced, inside, gone."""

    _name = "cowork.visitor"
    _description = "Visitor"
    _inherit = ["cowork.protected.mixin", "cowork.desk.mixin", "mail.thread"]
    _order = "expected_at desc, id desc"
    _check_company_auto = True
    _protected_fields = frozenset(
        {
            "company_id",
            "contract_id",
            "state",
            "day",
            "arrived_at",
            "left_at",
            "source",
            "token",
            "code",
            "series_key",
            "invited_at",
            "host_told_at",
            "rules_id",
            "rules_accepted_at",
            "rules_lang",
            "cleared_by_id",
            "erased_on",
        }
    )

    name = fields.Char(required=True)
    email = fields.Char()
    phone = fields.Char()
    company_name = fields.Char("From", help="The company they come from.")
    purpose = fields.Char(help="What the visit is for.")
    location_id = fields.Many2one(
        "cowork.location",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self._get_default_location(),
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Host",
        index=True,
        ondelete="restrict",
        check_company=True,
        help="Whom they visit. Told as soon as the visitor is here.",
    )
    contract_id = fields.Many2one(
        "cowork.contract",
        compute="_compute_contract_id",
        store=True,
        precompute=True,
        compute_sudo=True,
        index="btree_not_null",
        ondelete="set null",
        groups="cowork_members.group_front_desk",
        help="The host's membership, of which the plans limit the visitors.",
    )
    booking_id = fields.Many2one(
        "cowork.booking",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('location_id', '=', location_id)]",
        help="The meeting or event they come for.",
    )
    expected_at = fields.Datetime(
        "Expected", required=True, index=True, default=fields.Datetime.now
    )
    day = fields.Date(
        compute="_compute_day",
        store=True,
        precompute=True,
        index=True,
        help="On the location's clock.",
    )
    local_time = fields.Char(
        "At the Location", compute="_compute_local_time", compute_sudo=True
    )
    state = fields.Selection(
        [
            ("expected", "Expected"),
            ("inside", "In the building"),
            ("left", "Left"),
            ("missed", "Did not come"),
            ("cancelled", "Cancelled"),
            ("refused", "Not let in"),
        ],
        required=True,
        readonly=True,
        default="expected",
        copy=False,
        index=True,
    )
    arrived_at = fields.Datetime("Arrived", readonly=True, copy=False)
    left_at = fields.Datetime("Left", readonly=True, copy=False)
    source = fields.Selection(
        [("desk", "Front desk"), ("portal", "Member"), ("kiosk", "Kiosk")],
        "Registered By",
        required=True,
        readonly=True,
        default="desk",
        copy=False,
    )
    is_exception = fields.Boolean(
        "Beyond the Limit",
        copy=False,
        groups="cowork_members.group_front_desk",
        help="Registered although the plan of the host allows no more visitors.",
    )
    token = fields.Char(
        default=lambda self: secrets.token_urlsafe(24),
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups="cowork_members.group_front_desk",
    )
    code = fields.Char(
        default=lambda self: new_code(),
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="Typed at the kiosk by who has no QR code at hand.",
    )
    series_key = fields.Char(
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="The same for all visits that were registered with one repetition.",
    )
    badge = fields.Char("Badge No.", copy=False)
    photo = fields.Image(
        max_width=512,
        max_height=512,
        copy=False,
        groups="cowork_members.group_front_desk",
    )
    invited_at = fields.Datetime("Invited", readonly=True, copy=False)
    host_told_at = fields.Datetime("Host Told", readonly=True, copy=False)
    presence_ids = fields.One2many(
        "cowork.presence",
        "visitor_id",
        "In the Building",
        groups="cowork_members.group_front_desk",
    )
    erased_on = fields.Date(
        readonly=True,
        copy=False,
        help="The day on which all that is personal was erased.",
    )

    _code_day_uniq = models.UniqueIndex(
        "(code, location_id, day) WHERE code IS NOT NULL",
        "Another visitor of that day has the same code. Save again.",
    )
    _state_known = models.Constraint(
        "CHECK (state IN"
        " ('expected', 'inside', 'left', 'missed', 'cancelled', 'refused'))",
        "A visitor is expected, inside, gone, missed, cancelled or refused.",
    )
    _leaves_after_arriving = models.Constraint(
        "CHECK (left_at IS NULL OR left_at >= arrived_at)",
        "Nobody leaves before arriving.",
    )

    # Computed ------------------------------------------------------------------------

    @api.model
    def _get_default_location(self):
        """:returns: the first location that the user serves"""
        return self.env["cowork.location"].search(
            [("staff_user_ids", "in", self.env.uid)], limit=1
        )

    @api.depends("name", "company_name")
    def _compute_display_name(self):
        for visitor in self:
            parts = (visitor.name, visitor.company_name)
            visitor.display_name = ", ".join(part for part in parts if part)

    @api.depends("expected_at", "location_id.tz")
    def _compute_day(self):
        for visitor in self:
            place, moment = visitor.location_id, visitor.expected_at
            visitor.day = place and moment and place._day_of(moment)

    @api.depends("expected_at", "location_id.tz")
    @api.depends_context("lang")
    def _compute_local_time(self):
        for visitor in self:
            place, moment = visitor.location_id, visitor.expected_at
            visitor.local_time = place and moment and place._format_moment(moment)

    @api.depends("partner_id", "location_id")
    def _compute_contract_id(self):
        contracts = self.env["cowork.contract"].search(
            Domain("location_id", "in", self.location_id.ids)
            & Domain("state", "in", LIVE_STATES)
            & (
                Domain("member_ids", "in", self.partner_id.ids)
                | Domain("partner_id", "in", self.partner_id.ids)
                | Domain("partner_id", "in", self.partner_id.commercial_partner_id.ids)
            ),
            order="date_start, id",
        )
        for visitor in self:
            visitor.contract_id = visitor._choose_contract(contracts)

    def _choose_contract(self, contracts):
        """:returns: that of the contracts under which the host of one visitor is here:
        one that names them before one that their company pays"""
        host = self.partner_id
        here = contracts.filtered(lambda c: c.location_id == self.location_id)
        for owner in (
            lambda c: host in c.member_ids,
            lambda c: host == c.partner_id,
            lambda c: host.commercial_partner_id == c.partner_id,
        ):
            if host and (found := here.filtered(owner)):
                return found[0]
        return contracts.browse()

    # What is written -----------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        visitors = super().create([self._clean(vals) for vals in vals_list])
        visitors._check_limits()
        return visitors

    def write(self, vals):
        if not self._is_by_action():
            self._check_may_change(vals)
        result = super().write(self._clean(vals))
        if {"location_id", "expected_at", "partner_id", "is_exception"} & vals.keys():
            self.filtered(lambda v: v.state == "expected")._check_limits()
        return result

    @api.model
    def _clean(self, vals):
        """:returns: values with texts as long as a person writes them"""
        return {
            name: " ".join(value.split())[:MAX_LENGTH]
            if name in PERSONAL and name != "photo" and isinstance(value, str)
            else value
            for name, value in vals.items()
        }

    def _check_may_change(self, vals):
        """:raises UserError: when visitors are erased, or their time is over"""
        if erased := self.filtered("erased_on"):
            raise UserError(
                self.env._(
                    "What was personal of this visitor was erased on %s: nothing of it"
                    " can be written again.",
                    erased[0].erased_on,
                )
            )
        if {"location_id", "expected_at", "partner_id"} & vals.keys():
            if settled := self.filtered(lambda v: v.state != "expected"):
                raise UserError(
                    self.env._(
                        "%(visitor)s is “%(state)s”: when, where and whom they visit is"
                        " settled. Register another visit.",
                        visitor=settled[0].display_name,
                        state=settled[0]._word_state(),
                    )
                )

    def _word_state(self):
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels[self.state]

    @api.constrains("booking_id", "location_id")
    def _check_booking(self):
        for visitor in self:
            # sudo: only whether it is elsewhere.
            booking = visitor.sudo().booking_id
            if booking and booking.location_id != visitor.location_id:
                raise UserError(
                    self.env._(
                        "The booking %s is at another location.", booking.display_name
                    )
                )

    @api.constrains("expected_at")
    def _check_expected_at(self):
        latest = fields.Datetime.now() + timedelta(days=366)
        for visitor in self:
            if visitor.expected_at > latest:
                raise UserError(
                    self.env._("Visitors are registered for a year ahead at most.")
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_came(self):
        if came := self.filtered(lambda v: v.state in ("inside", "left", "refused")):
            raise UserError(
                self.env._(
                    "%s was here: the log keeps that. Personal data is erased when its"
                    " time is over, or by “Erase Now”.",
                    came[0].display_name,
                )
            )
