from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .cowork_contract import LIVE_STATES


class CoworkSpace(models.Model):
    """Any place inside a location: a floor, a zone, an office, a desk, a locker."""

    _name = "cowork.space"
    _description = "Coworking Space"
    _inherit = ["cowork.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _parent_store = True
    _parent_name = "parent_id"
    _order = "location_id, complete_name, id"
    _rec_name = "complete_name"
    _rec_names_search = ["complete_name", "code"]
    _check_company_auto = True
    _scope_fields = frozenset({"location_id", "parent_id"})
    _protected_fields = frozenset(
        {"company_id", "complete_name", "usage", "capacity_total", "area_total"}
    )

    name = fields.Char(required=True, tracking=True)
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True
    )
    code = fields.Char(help="Unique inside the location; on the door and in imports.")
    active = fields.Boolean(default=True)
    location_id = fields.Many2one(
        "cowork.location",
        required=True,
        index=True,
        ondelete="restrict",
        compute="_compute_location_id",
        store=True,
        recursive=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="location_id.currency_id")
    parent_id = fields.Many2one(
        "cowork.space",
        string="Part of",
        index=True,
        ondelete="restrict",
        domain="[('location_id', '=', location_id)]",
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("cowork.space", "parent_id", string="Contains")
    kind_id = fields.Many2one(
        "cowork.space.kind", required=True, index=True, ondelete="restrict"
    )
    usage = fields.Selection(related="kind_id.usage", store=True)
    capacity = fields.Integer("Capacity (people)", default=0)
    area = fields.Float("Area (m²)", digits=(16, 2))
    capacity_total = fields.Integer(
        "Total Capacity",
        compute="_compute_totals",
        store=True,
        recursive=True,
        help="Own capacity plus that of everything inside.",
    )
    area_total = fields.Float(
        "Total Area (m²)",
        digits=(16, 2),
        compute="_compute_totals",
        store=True,
        recursive=True,
        help="The measured area, or the sum of what is inside where none is given.",
    )
    product_id = fields.Many2one(
        "product.product",
        string="Rate",
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="Product that prices bookings of this space.",
    )
    hourly_price = fields.Monetary("Price per Hour")
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Own Opening Hours",
        check_company=True,
        help="Empty: the opening hours of the location.",
    )
    amenity_ids = fields.Many2many("cowork.space.amenity", string="Amenities")
    blocked = fields.Boolean(help="Out of use: cannot be let or booked.", tracking=True)
    blocked_reason = fields.Char()
    description = fields.Html()
    image_1920 = fields.Image("Picture", max_width=1920, max_height=1920)
    contract_line_ids = fields.One2many(
        "cowork.contract.line", "space_id", string="Contract Lines"
    )
    line_count = fields.Integer(compute="_compute_line_count")
    state = fields.Selection(
        [
            ("free", "Free"),
            ("occupied", "Let"),
            ("booked", "Booked"),
            ("blocked", "Blocked"),
        ],
        compute="_compute_state",
        search="_search_state",
    )
    current_contract_id = fields.Many2one(
        "cowork.contract", string="Let to", compute="_compute_state"
    )
    monthly_margin = fields.Monetary(
        "Margin",
        compute="_compute_monthly_margin",
        groups="cowork_members.group_user",
        help="Per month, as of today: what its contracts are worth less its share of"
        " the location's costs.",
    )

    _code_location_uniq = models.UniqueIndex(
        "(code, location_id) WHERE code IS NOT NULL",
        "Another space of this location has the same code.",
    )
    _size_finite = models.Constraint(
        "CHECK (capacity BETWEEN 0 AND 1000000 AND area >= 0 AND area < 1000000000"
        " AND hourly_price >= 0 AND hourly_price < 1000000000000)",
        "Capacity, area and price must be zero or positive numbers.",
    )

    @api.depends("name", "complete_name")
    @api.depends_context("cowork_short_name")
    def _compute_display_name(self):
        short = self.env.context.get("cowork_short_name")
        for space in self:
            space.display_name = space.name if short else space.complete_name

    def _compute_line_count(self):
        counts = dict(
            self.env["cowork.contract.line"]._read_group(
                [("space_id", "in", self.ids)], ["space_id"], ["__count"]
            )
        )
        for space in self:
            space.line_count = counts.get(space, 0)

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for space in self:
            parent = space.parent_id.complete_name
            space.complete_name = f"{parent} / {space.name}" if parent else space.name

    @api.depends("parent_id.location_id")
    def _compute_location_id(self):
        for space in self:
            space.location_id = space.parent_id.location_id or space.location_id

    @api.depends(
        "capacity",
        "area",
        "child_ids.capacity_total",
        "child_ids.area_total",
        "child_ids.active",
    )
    def _compute_totals(self):
        for space in self:
            inside = space.child_ids.filtered("active")
            space.capacity_total = space.capacity + sum(inside.mapped("capacity_total"))
            space.area_total = space.area or sum(inside.mapped("area_total"))

    @api.depends(
        "blocked",
        "contract_line_ids.holds_space",
        "contract_line_ids.date_start",
        "contract_line_ids.date_stop",
    )
    def _compute_state(self):
        lines = self.env["cowork.contract.line"]._get_lines_holding_today(self)
        holder = {line.space_id: line.contract_id for line in lines}
        for space in self:
            space.current_contract_id = holder.get(space)
            if space.blocked:
                space.state = "blocked"
            else:
                space.state = "occupied" if space in holder else "free"

    @api.depends("contract_line_ids.monthly_value", "area_total")
    def _compute_monthly_margin(self):
        margins = self.env["cowork.space.margin"].search([("space_id", "in", self.ids)])
        found = {row.space_id: row.margin for row in margins}
        for space in self:
            space.monthly_margin = found.get(space, 0.0)

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        held = self.env["cowork.contract.line"]._get_lines_holding_today().space_id
        is_held = Domain("id", "in", held.ids)
        is_blocked = Domain("blocked", "=", True)
        domains = {
            "blocked": is_blocked,
            "occupied": is_held & ~is_blocked,
            "free": ~is_held & ~is_blocked,
        }
        return Domain.OR(domains[state] for state in value if state in domains)

    @api.constrains("location_id", "kind_id")
    def _check_contract_lines(self):
        # sudo: contracts the user cannot see count as well.
        lines = self.env["cowork.contract.line"].sudo()
        used = lines.search(
            [("space_id", "in", self.ids), ("state", "in", LIVE_STATES)]
        )
        used._check_space()
        used._check_space_kind()

    @api.constrains("parent_id", "location_id")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(
                self.env._("A space cannot be inside itself: check “Part of”.")
            )
        for space in self:
            if space.parent_id and space.parent_id.location_id != space.location_id:
                raise ValidationError(
                    self.env._(
                        "%(space)s is at %(location)s, but %(parent)s, which it is part"
                        " of, is at %(other)s.",
                        space=space.name,
                        location=space.location_id.name,
                        parent=space.parent_id.name,
                        other=space.parent_id.location_id.name,
                    )
                )

    def write(self, vals):
        if vals.get("active") is False:
            self._check_not_let()
        return super().write(vals)

    def _check_not_let(self):
        """:raises UserError: when these spaces, or spaces in them, are let"""
        # sudo: contracts the user cannot see count as well.
        lines = self.env["cowork.contract.line"].sudo()
        running = lines.search(
            [("space_id", "child_of", self.ids), ("state", "in", LIVE_STATES)]
        )
        for line in running:
            if not line.date_stop or line.date_stop >= line.location_id._today():
                raise UserError(
                    self.env._(
                        "%(space)s belongs to contract %(contract)s: it cannot be"
                        " archived before the contract ends.",
                        space=line.space_id.complete_name,
                        contract=line.contract_id.name,
                    )
                )

    def action_view_contract_lines(self):
        """:returns: the window action with everything ever let of this space."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_contract_line"
        )
        action["domain"] = [("space_id", "child_of", self.id)]
        action["context"] = {"create": False}
        return action

    def action_view_margin(self):
        """:returns: the window action that compares the location's spaces."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_space_margin"
        )
        action["domain"] = [("location_id", "=", self.location_id.id)]
        return action
