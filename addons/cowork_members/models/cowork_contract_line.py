from odoo import api, fields, models

from ..engine.terms import monthly_amount, months_between

TERM_FIELDS = (
    "billing_interval",
    "billing_unit",
    "bill_in",
    "anchor",
    "proration",
    "lead_days",
    "deposit_months",
    "holding_percent",
    "bill_before_move_in",
    "notice_days",
    "min_term_months",
    "suspension_allowed",
    "suspension_min_days",
    "suspension_max_days",
    "suspension_year_days",
)


class CoworkContractLine(models.Model):
    """One plan in a contract, from its first to its last day."""

    _name = "cowork.contract.line"
    _description = "Contract Line"
    _inherit = ["cowork.protected.mixin"]
    _order = "contract_id, sequence, date_start, id"
    _check_company_auto = True
    # x2many commands must not ride on a sudo'ed contract.
    _allow_sudo_commands = False
    _protected_fields = frozenset(
        {
            "company_id",
            "location_id",
            "partner_id",
            "price_subtotal",
            "monthly_value",
            "date_stop",
            "is_void",
            "previous_line_id",
            "holds_space",
        }
    )
    _owner_fields = frozenset({"contract_id"})

    contract_id = fields.Many2one(
        "cowork.contract", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        related="contract_id.location_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, index=True
    )
    currency_id = fields.Many2one(related="contract_id.currency_id")
    state = fields.Selection(related="contract_id.state")
    plan_id = fields.Many2one(
        "cowork.plan",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    product_id = fields.Many2one(
        "product.product",
        compute="_compute_product_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        ondelete="restrict",
        check_company=True,
    )
    name = fields.Char(
        "Description",
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    space_id = fields.Many2one(
        "cowork.space",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        domain="[('location_id', '=', location_id), ('usage', '!=', 'none')]",
    )
    quantity = fields.Float(default=1.0, required=True, digits=(16, 2))
    price_unit = fields.Monetary(
        "Price",
        compute="_compute_price_unit",
        store=True,
        readonly=False,
        precompute=True,
        help="Per unit and billing period, before discount and tax.",
    )
    discount = fields.Float(
        "Discount (%)",
        digits=(5, 2),
        compute="_compute_discount",
        store=True,
        readonly=False,
        precompute=True,
        help="Starts as what the plan grants for the length of the contract.",
    )
    price_subtotal = fields.Monetary(
        "Per Period", compute="_compute_price_subtotal", store=True
    )
    monthly_value = fields.Monetary(
        compute="_compute_price_subtotal",
        store=True,
        help="What the line is worth per month, whatever it is billed by.",
    )
    date_start = fields.Date(
        "First Day",
        compute="_compute_date_start",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        copy=False,
    )
    date_end = fields.Date(
        "Own Last Day",
        copy=False,
        help="Inclusive. Empty: as long as the contract runs.",
    )
    date_stop = fields.Date(
        "Last Day",
        compute="_compute_date_stop",
        store=True,
        precompute=True,
        help="The last day in force: the line's own or the contract's, whichever comes"
        " first.",
    )
    billed_through = fields.Date(
        copy=False,
        help="Days up to this one were billed before the contract came here; they are"
        " never charged again.",
    )
    is_void = fields.Boolean(
        "Superseded",
        readonly=True,
        copy=False,
        help="Replaced on its very first day, so it never took effect.",
    )
    previous_line_id = fields.Many2one(
        "cowork.contract.line", "Replaces", readonly=True, copy=False, index=True
    )
    holds_space = fields.Boolean(
        compute="_compute_holds_space", store=True, precompute=True
    )
    billing_interval = fields.Integer(
        "Bill every",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    billing_unit = fields.Selection(
        [("day", "Days"), ("week", "Weeks"), ("month", "Months"), ("year", "Years")],
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    bill_in = fields.Selection(
        [("advance", "In advance"), ("arrears", "In arrears")],
        "Billed",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    anchor = fields.Selection(
        [
            ("calendar", "Calendar periods"),
            ("anniversary", "From the first day"),
            ("billing_day", "Fixed day of the month"),
        ],
        "Periods",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    billing_day = fields.Integer(
        compute="_compute_billing_day", store=True, readonly=False, precompute=True
    )
    proration = fields.Selection(
        [
            ("daily", "By day of the period"),
            ("thirty", "By day of a 30-day month"),
            ("none", "No: part of a period costs a whole one"),
        ],
        "Part Periods",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    lead_days = fields.Integer(
        compute="_compute_terms", store=True, readonly=False, precompute=True
    )
    deposit_months = fields.Float(
        "Deposit (months)",
        digits=(5, 2),
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    holding_percent = fields.Float(
        "Holding Fee (%)",
        digits=(5, 2),
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    notice_days = fields.Integer(
        "Notice (days)",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    min_term_months = fields.Integer(
        "Minimum Term (months)",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    bill_before_move_in = fields.Boolean(
        "Bill on Signing",
        compute="_compute_terms",
        store=True,
        readonly=False,
        precompute=True,
    )
    setup_fee = fields.Monetary(
        "Set-up Fee",
        compute="_compute_setup_fee",
        store=True,
        readonly=False,
        precompute=True,
    )
    price_step_ids = fields.One2many(
        "cowork.contract.price.step", "line_id", "Price Steps", copy=False
    )
    free_period_ids = fields.One2many(
        "cowork.contract.free.period", "line_id", "Rent-free Periods", copy=False
    )

    _price_finite = models.Constraint(
        "CHECK (price_unit >= 0 AND price_unit < 1000000000000"
        " AND quantity > 0 AND quantity <= 1000000"
        " AND setup_fee >= 0 AND setup_fee < 1000000000000"
        " AND deposit_months >= 0 AND deposit_months <= 120)",
        "Quantity must be a positive number; price, set-up fee and deposit zero or"
        " positive.",
    )
    _discount_range = models.Constraint(
        "CHECK (discount >= 0 AND discount <= 100"
        " AND holding_percent >= 0 AND holding_percent <= 100)",
        "A discount or holding fee lies between 0 and 100 %.",
    )
    _terms_range = models.Constraint(
        "CHECK (billing_interval BETWEEN 1 AND 366 AND billing_day BETWEEN 1 AND 31"
        " AND lead_days BETWEEN 0 AND 366 AND notice_days BETWEEN 0 AND 3650"
        " AND min_term_months BETWEEN 0 AND 1200"
        " AND (anchor <> 'billing_day' OR billing_unit IN ('month', 'year'))"
        " AND (billing_unit <> 'month' OR billing_interval IN (1, 2, 3, 4, 6, 12)"
        " OR billing_interval % 12 = 0))",
        "Check the billing interval, billing day (1–31), lead days, notice and minimum"
        " term of the line. A fixed day of the month needs billing by month or year.",
    )
    _dates_sane = models.Constraint(
        "CHECK (date_start >= '1990-01-01' AND date_end <= '2200-12-31'"
        " AND billed_through BETWEEN '1990-01-01' AND '2200-12-31')",
        "The dates of a contract line lie between 1990 and 2200.",
    )
    # What the exclusion constraint takes for granted.
    _stop_order = models.Constraint(
        "CHECK (date_stop IS NULL OR date_stop >= date_start - 1)",
        "A contract line cannot end before it begins.",
    )

    # Terms copied from the plan ------------------------------------------------

    @api.depends("plan_id")
    def _compute_terms(self):
        for line in self.filtered("plan_id"):
            for name in TERM_FIELDS:
                line[name] = line.plan_id[name]

    def _keeps_terms(self):
        """:returns: whether the signature has fixed what the line was agreed at"""
        return self._origin and self.contract_id.state not in (False, "draft")

    @api.depends("plan_id", "contract_id.billing_day")
    def _compute_billing_day(self):
        for line in self:
            if line._keeps_terms() and line.billing_day:
                continue
            line.billing_day = (
                line.contract_id.billing_day or line.plan_id.billing_day or 1
            )

    @api.depends("plan_id", "contract_id.currency_id")
    def _compute_setup_fee(self):
        for line in self:
            if line._keeps_terms():
                continue
            plan = line.plan_id
            line.setup_fee = plan.currency_id._convert(
                plan.setup_fee,
                line.currency_id,
                line.company_id or plan.company_id,
                line.date_start or fields.Date.context_today(line),
            )

    @api.depends("plan_id")
    def _compute_product_id(self):
        for line in self:
            line.product_id = line.plan_id.product_id

    @api.depends("plan_id", "space_id")
    def _compute_name(self):
        for line in self:
            # The member reads it on invoices.
            line = line.with_context(lang=line.contract_id.partner_id.lang)
            parts = [line.plan_id.name, line.space_id.name]
            line.name = " · ".join(part for part in parts if part)

    @api.depends("contract_id.date_start")
    def _compute_date_start(self):
        for line in self:
            line.date_start = line.date_start or line._get_default_start()

    @api.depends("plan_id", "contract_id.pricelist_id", "contract_id.currency_id")
    def _compute_price_unit(self):
        for line in self:
            if line._keeps_terms():
                continue
            line.price_unit = line.plan_id and line.plan_id._get_price(
                line.contract_id.pricelist_id,
                line.currency_id,
                line.date_start or fields.Date.context_today(line),
            )

    @api.depends("plan_id", "contract_id.date_start", "contract_id.date_end")
    def _compute_discount(self):
        for line in self:
            if line._keeps_terms():
                continue
            contract = line.contract_id
            months = months_between(contract.date_start, contract.date_end)
            line.discount = (
                line.plan_id._get_term_discount(months) if line.plan_id else 0.0
            )

    # Derived -------------------------------------------------------------------

    @api.depends(
        "price_unit", "quantity", "discount", "billing_interval", "billing_unit"
    )
    def _compute_price_subtotal(self):
        for line in self:
            full = line.price_unit * line.quantity * (1 - line.discount / 100)
            line.price_subtotal = line.currency_id.round(full)
            line.monthly_value = line.currency_id.round(
                monthly_amount(full, line.billing_interval, line.billing_unit)
            )

    @api.depends("date_start", "date_end", "is_void", "contract_id.date_end")
    def _compute_date_stop(self):
        day_before = fields.Date.subtract
        for line in self:
            ends = [day for day in (line.date_end, line.contract_id.date_end) if day]
            if line.is_void and line.date_start:
                line.date_stop = day_before(line.date_start, days=1)
            elif ends and line.date_start:
                # A line that would begin after the contract's end is empty.
                line.date_stop = max(min(ends), day_before(line.date_start, days=1))
            else:
                line.date_stop = min(ends) if ends else False
