from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine.terms import add_months


class CoworkPromotion(models.Model):
    """An offer for new contracts, claimed by its code."""

    _name = "cowork.promotion"
    _description = "Promotion"
    _inherit = ["cowork.protected.mixin", "mail.thread"]
    _order = "date_to desc, name, id"
    _check_company_auto = True
    _protected_fields = frozenset({"use_count"})
    _scope_fields = frozenset({"company_id"})

    name = fields.Char(required=True, translate=True, tracking=True)
    code = fields.Char(
        required=True, copy=False, tracking=True, help="Upper and lower case are equal."
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        "Signed From",
        required=True,
        default=fields.Date.context_today,
        tracking=True,
    )
    date_to = fields.Date(
        "Signed Until", tracking=True, help="Inclusive. Empty: until it is archived."
    )
    kind = fields.Selection(
        [
            ("percent", "Percentage off"),
            ("free_days", "Free days"),
            ("free_months", "Free months"),
        ],
        default="percent",
        required=True,
        tracking=True,
    )
    percent = fields.Float("Off the Price (%)", digits=(5, 2), tracking=True)
    months = fields.Integer(
        "For (months)",
        tracking=True,
        help="From the first day of the contract; then the full price. 0: as long as it"
        " runs.",
    )
    free_days = fields.Integer(tracking=True)
    free_months = fields.Integer(tracking=True)
    plan_ids = fields.Many2many(
        "cowork.plan", string="Plans", check_company=True, help="Empty: all plans."
    )
    max_uses = fields.Integer("Contracts at Most", help="0: no limit.", tracking=True)
    use_count = fields.Integer("Used", readonly=True, copy=False)
    contract_ids = fields.One2many("cowork.contract", "promotion_id", "Contracts")
    description = fields.Text()

    _code_company_uniq = models.UniqueIndex(
        "(code, company_id)", "Another promotion of this company has the same code."
    )
    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A promotion cannot end before it begins.",
    )
    _dates_sane = models.Constraint(
        "CHECK (date_from >= '1990-01-01' AND date_to <= '2200-12-31')",
        "The dates of a promotion lie between 1990 and 2200.",
    )
    _uses_counted = models.Constraint(
        "CHECK (max_uses >= 0 AND use_count >= 0"
        " AND (max_uses = 0 OR use_count <= max_uses))",
        "The promotion is used up: no more contracts may claim it.",
    )
    _gives_something = models.Constraint(
        "CHECK (CASE kind"
        " WHEN 'percent' THEN percent > 0 AND percent <= 100"
        " AND months BETWEEN 0 AND 120"
        " WHEN 'free_days' THEN free_days BETWEEN 1 AND 366"
        " ELSE free_months BETWEEN 1 AND 36 END)",
        "Say what the promotion gives: up to 100 % for up to 120 months, 1 to 366 free"
        " days, or 1 to 36 free months.",
    )

    @api.depends("name", "code")
    def _compute_display_name(self):
        for promotion in self:
            parts = [promotion.name, promotion.code and f"({promotion.code})"]
            promotion.display_name = " ".join(part for part in parts if part)

    @api.model
    def _normalize(self, code):
        return code.strip().upper() if isinstance(code, str) else ""

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [
                {**vals, "code": self._normalize(vals["code"])}
                if vals.get("code")
                else vals
                for vals in vals_list
            ]
        )

    def write(self, vals):
        if vals.get("code"):
            vals = {**vals, "code": self._normalize(vals["code"])}
        return super().write(vals)

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for promotion, vals in zip(self, vals_list, strict=True):
            vals.setdefault("code", self.env._("%s (COPY)", promotion.code))
        return vals_list

    # What it gives ---------------------------------------------------------------

    def _get_window_stop(self, begin):
        """:param begin: first day of the contract
        :returns: the first day at the full price again, or None"""
        self.ensure_one()
        if self.kind == "free_days":
            return fields.Date.add(begin, days=self.free_days)
        months = self.months if self.kind == "percent" else self.free_months
        return add_months(begin, months) if months else None

    def _describe(self, begin):
        """:returns: what the promotion gives a contract from ``begin`` on, in words"""
        self.ensure_one()
        stop = self._get_window_stop(begin)
        last = stop and format_date(self.env, fields.Date.subtract(stop, days=1))
        values = {
            "promotion": self.display_name,
            "percent": f"{self.percent:g}",
            "last": last,
        }
        if self.kind != "percent":
            return self.env._("%(promotion)s: free of charge until %(last)s", **values)
        if last:
            return self.env._(
                "%(promotion)s: %(percent)s %% off the price until %(last)s", **values
            )
        return self.env._(
            "%(promotion)s: %(percent)s %% off the price as long as the contract runs",
            **values,
        )

    # Claiming it -----------------------------------------------------------------

    def _check_claim(self, day):
        """:param day: day of the signature
        :raises UserError: saying why a contract cannot claim the promotion then"""
        self.ensure_one()
        values = {
            "promotion": self.display_name,
            "day": format_date(self.env, day),
            "start": format_date(self.env, self.date_from),
            "end": self.date_to and format_date(self.env, self.date_to),
        }
        if not self.active:
            raise UserError(self.env._("%(promotion)s is over.", **values))
        if day < self.date_from:
            raise UserError(
                self.env._(
                    "%(promotion)s is for contracts signed from %(start)s on.", **values
                )
            )
        if self.date_to and day > self.date_to:
            raise UserError(
                self.env._(
                    "%(promotion)s was for contracts signed until %(end)s.", **values
                )
            )

    def _count_use(self, number):
        """Count a contract more or less. Two at once are told apart by the database:
        one waits for the other and is then tried again."""
        # sudo: uses are counted by the product, for whoever may claim them.
        for promotion in self.sudo()._by_action():
            if (
                number > 0
                and promotion.max_uses
                and promotion.use_count + number > promotion.max_uses
            ):
                raise UserError(
                    self.env._(
                        "%(promotion)s is used up: it was for %(count)s contracts.",
                        promotion=promotion.display_name,
                        count=promotion.max_uses,
                    )
                )
            promotion.use_count = max(promotion.use_count + number, 0)
            promotion.flush_recordset(["use_count"])

    def action_view_contracts(self):
        """:returns: the window action with the contracts that claimed the promotion"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_contract"
        )
        action["domain"] = [("promotion_id", "=", self.id)]
        action["context"] = {"create": False}
        return action
