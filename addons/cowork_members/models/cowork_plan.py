from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools.misc import clean_context

from .billing_words import billing_cycle


class CoworkPlan(models.Model):
    """What a member can subscribe to: a template, copied to the contract line."""

    _name = "cowork.plan"
    _description = "Membership Plan"
    _inherit = ["cowork.protected.mixin", "mail.thread"]
    _order = "sequence, name, id"
    _check_company_auto = True
    _scope_fields = frozenset({"company_id"})

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    product_id = fields.Many2one(
        "product.product",
        required=True,
        ondelete="restrict",
        check_company=True,
        domain="[('type', '=', 'service')]",
        help="Carries the taxes and the income account. Created with the plan when"
        " left empty.",
    )
    kind_id = fields.Many2one(
        "cowork.space.kind",
        string="Space Kind",
        required=True,
        index=True,
        ondelete="restrict",
        help="Kind of space a contract line of this plan holds.",
    )
    usage = fields.Selection(related="kind_id.usage")
    list_price = fields.Monetary("Price", tracking=True, help="Per billing period.")
    billing_interval = fields.Integer("Bill every", default=1, required=True)
    billing_unit = fields.Selection(
        [("day", "Days"), ("week", "Weeks"), ("month", "Months"), ("year", "Years")],
        default="month",
        required=True,
    )
    billing_cycle = fields.Char("Billed Every", compute="_compute_billing_cycle")
    bill_in = fields.Selection(
        [("advance", "In advance"), ("arrears", "In arrears")],
        string="Billed",
        default="advance",
        required=True,
    )
    anchor = fields.Selection(
        [
            ("calendar", "Calendar periods"),
            ("anniversary", "From the first day"),
            ("billing_day", "Fixed day of the month"),
        ],
        string="Periods",
        default="calendar",
        required=True,
    )
    billing_day = fields.Integer(default=1, help="Day of the month, 1 to 31.")
    proration = fields.Selection(
        [
            ("daily", "By day of the period"),
            ("thirty", "By day of a 30-day month"),
            ("none", "No: part of a period costs a whole one"),
        ],
        string="Part Periods",
        default="daily",
        required=True,
    )
    lead_days = fields.Integer(help="Bill this many days before the period begins.")
    bill_before_move_in = fields.Boolean(
        "Bill on Signing",
        help="A signed contract is billed its deposit, set-up fee and first period"
        " before the member moves in.",
    )
    holding_percent = fields.Float(
        "Holding Fee (%)",
        digits=(5, 2),
        help="Share of the price charged for suspended days.",
    )
    allowance_ids = fields.One2many(
        "cowork.plan.allowance", "plan_id", string="Included", copy=True
    )
    discount_ids = fields.One2many(
        "cowork.plan.discount", "plan_id", string="Term Discounts", copy=True
    )
    deposit_months = fields.Float("Deposit (months)", digits=(5, 2))
    setup_fee = fields.Monetary("Set-up Fee")
    setup_product_id = fields.Many2one(
        "product.product",
        string="Set-up Product",
        check_company=True,
        domain="[('type', '=', 'service')]",
    )
    notice_days = fields.Integer("Notice (days)", default=30)
    min_term_months = fields.Integer("Minimum Term (months)")
    access_calendar_id = fields.Many2one(
        "resource.calendar", string="Access Hours", check_company=True
    )
    member_limit = fields.Integer(
        help="People who may use one unit of this plan. 0: no limit."
    )
    description = fields.Html(translate=True)
    line_count = fields.Integer(compute="_compute_line_count")

    _code_company_uniq = models.UniqueIndex(
        "(code, company_id)", "Another plan of this company has the same code."
    )
    _price_finite = models.Constraint(
        "CHECK (list_price >= 0 AND list_price < 1000000000000"
        " AND setup_fee >= 0 AND setup_fee < 1000000000000"
        " AND deposit_months >= 0 AND deposit_months <= 120"
        " AND holding_percent >= 0 AND holding_percent <= 100)",
        "Price, set-up fee, deposit and holding fee must be zero or positive numbers"
        " (a holding fee at most 100 %).",
    )
    _terms_range = models.Constraint(
        "CHECK (billing_interval BETWEEN 1 AND 366"
        " AND billing_day BETWEEN 1 AND 31"
        " AND lead_days BETWEEN 0 AND 366 AND notice_days BETWEEN 0 AND 3650"
        " AND min_term_months BETWEEN 0 AND 1200 AND member_limit >= 0)",
        "Check the billing interval (1–366), billing day (1–31), lead days (0–366),"
        " notice (0–3650 days) and minimum term (0–1200 months).",
    )
    _month_interval = models.Constraint(
        "CHECK (billing_unit <> 'month' OR billing_interval IN (1, 2, 3, 4, 6, 12)"
        " OR billing_interval % 12 = 0)",
        "Plans billed by the month bill every 1, 2, 3, 4, 6 or 12 months, or whole"
        " years.",
    )

    def _compute_line_count(self):
        counts = dict(
            self.env["cowork.contract.line"]._read_group(
                [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]
            )
        )
        for plan in self:
            plan.line_count = counts.get(plan, 0)

    @api.depends("name", "code")
    @api.depends_context("cowork_short_name")
    def _compute_display_name(self):
        short = self.env.context.get("cowork_short_name")
        for plan in self:
            with_code = plan.code and not short
            plan.display_name = f"[{plan.code}] {plan.name}" if with_code else plan.name

    @api.depends("billing_interval", "billing_unit")
    @api.depends_context("lang")
    def _compute_billing_cycle(self):
        for plan in self:
            plan.billing_cycle = plan.billing_unit and billing_cycle(
                self.env, plan.billing_interval, plan.billing_unit
            )

    @api.constrains("anchor", "billing_unit")
    def _check_anchor(self):
        for plan in self:
            if plan.anchor == "billing_day" and plan.billing_unit in ("day", "week"):
                raise ValidationError(
                    self.env._(
                        "%s: a fixed day of the month needs a plan billed by the month"
                        " or year.",
                        plan.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        without = [vals for vals in vals_list if not vals.get("product_id")]
        # sudo: whoever may define a plan may define what it is sold as, without
        # being a manager of every product of the company.
        model = self.env["product.product"].sudo()
        # Replaced, not added to: defaults meant for the plan are not the product's.
        context = clean_context(self.env.context)
        model = model.with_context(context)  # pylint: disable=context-overridden
        products = model.create([self._prepare_product(vals) for vals in without])
        for vals, product in zip(without, products, strict=True):
            vals["product_id"] = product.id
        return super().create(vals_list)

    @api.model
    def _prepare_product(self, vals):
        return {
            "name": vals.get("name"),
            "default_code": vals.get("code"),
            "type": "service",
            "list_price": vals.get("list_price") or 0.0,
            "company_id": vals.get("company_id") or self.env.company.id,
            "purchase_ok": False,
        }

    def write(self, vals):
        if "company_id" in vals:
            moved = self.filtered(lambda plan: plan.company_id.id != vals["company_id"])
            # sudo: lines the user cannot see would belong to two companies as well.
            lines = self.env["cowork.contract.line"].sudo()
            if lines.search_count([("plan_id", "in", moved.ids)], limit=1):
                raise UserError(
                    self.env._(
                        "Contracts use this plan, so it stays with its company. Make a"
                        " copy for the other company."
                    )
                )
        return super().write(vals)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for plan, vals in zip(self, vals_list, strict=True):
            if "code" not in (default or {}):
                vals["code"] = self.env._("%s (copy)", plan.code)
        return vals_list

    def _get_term_discount(self, months):
        """:param months: length of the commitment in whole months
        :returns: the discount in percent that this commitment earns."""
        self.ensure_one()
        earned = self.discount_ids.filtered(lambda d: d.min_months <= months)
        return max(earned.mapped("discount"), default=0.0)

    def _get_price(self, pricelist, currency, day):
        """Price of one unit for one billing period.

        :param pricelist: ``product.pricelist``, may be empty
        :param currency: ``res.currency`` the price is wanted in
        :param day: date for price rules and currency rates
        :returns: float in ``currency``
        """
        self.ensure_one()
        price, rule_id = 0.0, False
        if pricelist and self.product_id:
            price, rule_id = pricelist._get_product_price_rule(
                self.product_id, 1.0, currency=currency, date=day, cowork_plan=self
            )
        if rule_id:
            return price
        return self.currency_id._convert(
            self.list_price, currency, self.company_id, day
        )

    def action_view_contract_lines(self):
        """:returns: the window action with the contract lines on this plan."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_contract_line"
        )
        action["domain"] = [("plan_id", "=", self.id)]
        action["context"] = {"create": False}
        return action
