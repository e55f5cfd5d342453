from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from .cowork_protected_mixin import STATE_CHANGE  # noqa: F401 - for other modules

LIVE_STATES = ("signed", "active", "suspended")


class CoworkContract(models.Model):
    """The agreement with a member: who, where, what, from when to when."""

    _name = "cowork.contract"
    _description = "Membership Contract"
    _inherit = [
        "cowork.protected.mixin",
        "mail.tracking.duration.mixin",
        "mail.activity.mixin",
    ]
    _order = "date_start desc, id desc"
    _check_company_auto = True
    # x2many commands must not ride on a sudo'ed contract.
    _allow_sudo_commands = False
    _protected_fields = frozenset(
        {
            "state",
            "company_id",
            "monthly_value",
            "next_change_date",
            "promotion_id",
            "proposal_due",
            "proposal_error",
            "calendar_error",
            "date_signed",
            "is_leaving",
            "end_before_notice",
            "renewal_before_notice",
            "date_first_viewing",
            "date_lost",
            "lost_reason_id",
            "lost_note",
            "visit_error",
        }
    )
    _scope_fields = frozenset({"location_id"})

    name = fields.Char(
        "Number", required=True, copy=False, readonly=True, default="/", index="trigram"
    )
    external_ref = fields.Char(
        "Old Number",
        copy=False,
        index=True,
        help="Number in the system this contract was migrated from.",
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        "cowork.location",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env["cowork.location"].search(
            [("company_id", "=", self.env.company.id)], limit=1
        ),
        tracking=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Member",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
        help="Who signs and pays.",
    )
    member_ids = fields.Many2many(
        "res.partner",
        "cowork_contract_member_rel",
        "contract_id",
        "partner_id",
        string="People",
        check_company=True,
        help="Persons who use the membership.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    stage_id = fields.Many2one(
        "cowork.contract.stage",
        required=True,
        index=True,
        ondelete="restrict",
        copy=False,
        default=lambda self: self.env["cowork.contract.stage"]._get_first("draft"),
        group_expand="_read_group_stage_ids",
        tracking=True,
    )
    state = fields.Selection(
        related="stage_id.state", store=True, precompute=True, index=True
    )
    kanban_state_color = fields.Integer("Color")
    date_start = fields.Date(
        "First Day",
        required=True,
        default=fields.Date.context_today,
        copy=False,
        tracking=True,
    )
    date_end = fields.Date(
        "Last Day", copy=False, tracking=True, help="Inclusive. Empty: open end."
    )
    date_signed = fields.Date(
        "Signed On",
        readonly=True,
        copy=False,
        help="The location's day on which the contract was signed.",
    )
    notice_date = fields.Date("Notice Given", tracking=True, copy=False)
    end_reason_id = fields.Many2one(
        "cowork.contract.end.reason", tracking=True, copy=False
    )
    end_note = fields.Text(
        "About the Reason",
        tracking=True,
        copy=False,
        groups="base.group_user",
        help="What the member said about leaving.",
    )
    renewal_mode = fields.Selection(
        [
            ("automatic", "Automatic"),
            ("proposal", "By proposal"),
            ("none", "No renewal"),
        ],
        string="Renewal",
        default="none",
        required=True,
        tracking=True,
    )
    renewal_months = fields.Integer("Renewal Term (months)", default=12, tracking=True)
    renewal_increase = fields.Float(
        "Increase at Renewal (%)",
        digits=(5, 2),
        tracking=True,
        help="Agreed increase of the prices.",
    )
    calendar_error = fields.Char(
        "Calendar Problem",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Why the contract could not be renewed or ended on its day.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist", check_company=True, tracking=True
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    billing_day = fields.Integer(
        tracking=True,
        help="Day of the month on which the periods begin. 0: as the plan says.",
    )
    deposit_opening = fields.Monetary(
        "Deposit Held Before",
        copy=False,
        groups="base.group_user",
        help="Deposit already held when the contract was migrated; it is not charged"
        " again.",
    )
    line_ids = fields.One2many(
        "cowork.contract.line", "contract_id", string="Plans", copy=True
    )
    suspension_ids = fields.One2many(
        "cowork.contract.suspension", "contract_id", string="Suspensions", copy=False
    )
    plan_names = fields.Char("Plan", compute="_compute_line_figures", compute_sudo=True)
    space_names = fields.Char(
        "Space", compute="_compute_line_figures", compute_sudo=True
    )
    monthly_value = fields.Monetary(
        compute="_compute_monthly_value",
        store=True,
        groups="base.group_user",
        help="What the lines in force today are worth per month, discount included.",
    )
    note = fields.Html("Terms")

    _dates_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "A contract cannot end before it begins.",
    )
    _dates_sane = models.Constraint(
        "CHECK (date_start >= '1990-01-01' AND date_end <= '2200-12-31')",
        "The dates of a contract lie between 1990 and 2200.",
    )
    _numbers_finite = models.Constraint(
        "CHECK (deposit_opening >= 0 AND deposit_opening < 1000000000000"
        " AND billing_day BETWEEN 0 AND 31 AND renewal_months BETWEEN 1 AND 1200"
        " AND renewal_increase > -100 AND renewal_increase <= 1000)",
        "Deposit, billing day (0–31), renewal term (1–1200 months) and increase must be"
        " sensible numbers.",
    )
    _external_ref_uniq = models.UniqueIndex(
        "(external_ref, company_id) WHERE external_ref IS NOT NULL",
        "Another contract was migrated from this old number.",
    )
    _name_company_uniq = models.UniqueIndex(
        "(name, company_id) WHERE name <> '/'",
        "Another contract of this company has the same number.",
    )

    # Computed ------------------------------------------------------------------

    @api.depends("pricelist_id", "location_id")
    def _compute_currency_id(self):
        for contract in self:
            # The amounts of a signed contract stay in the currency they were agreed in.
            if contract._origin.state not in (False, "draft"):
                continue
            contract.currency_id = (
                contract.pricelist_id.currency_id
                or contract.location_id.company_id.currency_id
                or self.env.company.currency_id
            )

    def _get_final_lines(self):
        """:returns: the lines that run to the end of their contract: neither
        superseded by an amendment nor over before"""
        lines = self.line_ids.filtered(lambda line: not line._is_empty())
        superseded, older = lines.browse(), lines.previous_line_id
        while older:
            superseded |= older
            older = older.previous_line_id
        # From the contracts, which are fetched together, to their lines.
        ends = {contract: contract.date_end for contract in self}
        return lines.filtered(
            lambda line: line not in superseded
            and line.date_stop == ends.get(line.contract_id, False)
        )

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        # sudo: a person named in a contract may know who signed it.
        for contract, partner in zip(self, self.sudo(), strict=True):
            parts = [contract.name, partner.partner_id.name]
            contract.display_name = " · ".join(part for part in parts if part)

    @api.model
    def _read_group_stage_ids(self, stages, domain):
        # Empty columns as well; there are a handful of stages.
        return stages.search([])  # pylint: disable=no-search-all

    # Constraints ---------------------------------------------------------------

    @api.constrains("date_start", "date_end")
    def _check_dates(self):
        for contract in self:
            if contract.date_end and contract.date_end < contract.date_start:
                raise ValidationError(
                    self.env._(
                        "%(contract)s: the last day (%(end)s) is before the first day"
                        " (%(start)s).",
                        contract=contract.name,
                        end=format_date(self.env, contract.date_end),
                        start=format_date(self.env, contract.date_start),
                    )
                )

    @api.constrains("date_start")
    def _check_line_starts(self):
        self.line_ids._check_dates()

    @api.constrains("location_id")
    def _check_line_spaces(self):
        # A location of another company takes everything in the contract there.
        self._check_company()
        self.line_ids._check_company()
        self.line_ids._check_space()

    def _get_lines_on(self, day):
        """:returns: the lines in force on ``day``"""
        return self.line_ids.filtered(
            lambda line: line.date_start
            and line.date_start <= day
            and (not line.date_stop or day <= line.date_stop)
        )
