from datetime import UTC
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.base.models.res_partner import _tz_get


class CoworkLocation(models.Model):
    """A site: one address, one time zone, one team, many spaces."""

    _name = "cowork.location"
    _description = "Coworking Location"
    _inherit = [
        "cowork.protected.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "hr.mixin",
    ]
    _order = "sequence, name, id"
    _check_company_auto = True
    _scope_fields = frozenset({"company_id"})
    # Whom the record rules let in follows from the staff; figures from what is counted.
    _protected_fields = frozenset({"staff_user_ids", "kpi_date", "kpi_error"})

    name = fields.Char(required=True, tracking=True)
    code = fields.Char(
        required=True, help="Short code on contracts, door signs and spreadsheets."
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        tracking=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(
        "res.partner",
        string="Address",
        check_company=True,
        help="The contact that holds the street address printed on agreements.",
    )
    tz = fields.Selection(
        _tz_get,
        string="Time Zone",
        required=True,
        default=lambda self: self.env.user.tz or "UTC",
        help="Days and hours of this location are counted in this time zone.",
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar", string="Opening Hours", check_company=True
    )
    manager_id = fields.Many2one(
        "hr.employee", string="Site Manager", check_company=True, tracking=True
    )
    employee_ids = fields.Many2many(
        "hr.employee",
        "cowork_location_employee_rel",
        "location_id",
        "employee_id",
        string="Staff",
        check_company=True,
        help="Employees who serve this location: they see its spaces and contracts.",
    )
    staff_user_ids = fields.Many2many(
        "res.users",
        "cowork_location_staff_user_rel",
        "location_id",
        "user_id",
        string="Staff Users",
        compute="_compute_staff_user_ids",
        store=True,
        compute_sudo=True,
    )
    area = fields.Float("Area (m²)", digits=(16, 2))
    monthly_cost = fields.Monetary(
        "Costs per Month",
        groups="cowork_members.group_user",
        help="Rent, service charge, energy, cleaning, staff. Shared out over the spaces"
        " by area, it gives the margin of each.",
    )
    house_rules = fields.Html(translate=True, help="Printed on every agreement.")
    space_ids = fields.One2many("cowork.space", "location_id", string="Spaces")
    space_count = fields.Integer(compute="_compute_space_figures")
    let_count = fields.Integer(
        "Let",
        compute="_compute_space_figures",
        help="Exclusive spaces held by a contract today.",
    )
    lettable_count = fields.Integer("Lettable", compute="_compute_space_figures")
    occupancy = fields.Float("Occupancy (%)", compute="_compute_space_figures")
    contract_count = fields.Integer(compute="_compute_contract_count")

    _code_company_uniq = models.UniqueIndex(
        "(code, company_id)", "Another location of this company has the same code."
    )
    _area_finite = models.Constraint(
        "CHECK (area >= 0 AND area < 1000000000)",
        "The area must be zero or a positive number of square metres.",
    )
    _monthly_cost_finite = models.Constraint(
        "CHECK (monthly_cost >= 0 AND monthly_cost < 1000000000000)",
        "The costs per month must be zero or a positive number.",
    )

    @api.depends(
        "employee_ids.user_id",
        "employee_ids.active",
        "employee_ids.cowork_overseer_ids",
        "manager_id.user_id",
        "manager_id.active",
        "manager_id.cowork_overseer_ids",
    )
    def _compute_staff_user_ids(self):
        for location in self:
            # Who has left the company sees nothing any more.
            staff = (location.employee_ids | location.manager_id).filtered("active")
            # Whoever is above them sees what they see.
            location.staff_user_ids = staff.user_id | staff.cowork_overseer_ids

    @api.depends("space_ids.state")
    def _compute_space_figures(self):
        counts = dict(
            self.env["cowork.space"]._read_group(
                [("location_id", "in", self.ids)], ["location_id"], ["__count"]
            )
        )
        lettable = dict(
            self.env["cowork.space"]._read_group(
                [("location_id", "in", self.ids), ("usage", "=", "exclusive")],
                ["location_id"],
                ["id:recordset"],
            )
        )
        every = self.env["cowork.space"].union(*lettable.values())
        lines = self.env["cowork.contract.line"]
        # A let space counts, also while it is blocked.
        let = lines._get_lines_holding_today(every).space_id
        for location in self:
            spaces = lettable.get(location, self.env["cowork.space"])
            location.space_count = counts.get(location, 0)
            location.lettable_count = len(spaces)
            location.let_count = len(spaces & let)
            location.occupancy = (
                100.0 * location.let_count / len(spaces) if spaces else 0.0
            )

    def _compute_contract_count(self):
        counts = dict(
            self.env["cowork.contract"]._read_group(
                [("location_id", "in", self.ids)], ["location_id"], ["__count"]
            )
        )
        for location in self:
            location.contract_count = counts.get(location, 0)

    @api.depends("name", "code")
    @api.depends_context("cowork_short_name")
    def _compute_display_name(self):
        short = self.env.context.get("cowork_short_name")
        for location in self:
            location.display_name = (
                f"{location.name} ({location.code})"
                if location.code and not short
                else location.name
            )

    def write(self, vals):
        if "company_id" in vals:
            self._check_not_used(
                lambda location: location.company_id.id != vals["company_id"],
                [],
                self.env._("It has contracts: it stays with its company."),
            )
        if vals.get("active") is False:
            self._check_not_used(
                lambda location: location.active,
                [("state", "in", ("signed", "active", "suspended"))],
                self.env._("It has running contracts: it cannot be archived yet."),
            )
        return super().write(vals)

    def _check_not_used(self, concerns, domain, reason):
        """:raises UserError: when locations that ``concerns`` picks have contracts"""
        locations = self.filtered(concerns)
        # sudo: contracts the user cannot see count as well.
        contract = (
            self.env["cowork.contract"]
            .sudo()
            .search([("location_id", "in", locations.ids), *domain], limit=1)
        )
        if contract:
            name = contract.location_id.display_name
            raise UserError(
                self.env._("%(location)s: %(reason)s", location=name, reason=reason)
            )

    def _today(self):
        """:returns: the current day in this location's time zone (one record)."""
        self.ensure_one()
        return fields.Date.context_today(self.with_context(tz=self.tz or "UTC"))

    def _day_of(self, moment):
        """:param moment: datetime in UTC
        :returns: the day it is at this location at that moment (one record)"""
        self.ensure_one()
        moment = fields.Datetime.to_datetime(moment).replace(tzinfo=UTC)
        return moment.astimezone(ZoneInfo(self.tz or "UTC")).date()

    @api.model
    def _get_day_domain(self, domain_of):
        """:param domain_of: function of a day that returns a domain
        :returns: ``Domain`` of records with a ``location_id``, as of its own day"""
        # sudo: the time zones of all locations, whoever asks.
        locations = self.sudo().with_context(active_test=False)
        zones = locations._read_group([], ["tz"], ["id:recordset"])
        return Domain.OR(
            Domain("location_id", "in", places.ids)
            & Domain(domain_of(places[0]._today()))
            for _zone, places in zones
        )

    def action_view_spaces(self):
        """:returns: the window action that lists this location's spaces."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_space"
        )
        action["domain"] = [("location_id", "=", self.id)]
        action["context"] = {"default_location_id": self.id}
        return action

    def action_view_contracts(self):
        """:returns: the window action that lists this location's contracts."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_contract"
        )
        action["domain"] = [("location_id", "=", self.id)]
        action["context"] = {"default_location_id": self.id}
        return action
