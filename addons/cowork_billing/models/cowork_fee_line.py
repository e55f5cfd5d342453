from odoo import api, fields, models
from odoo.exceptions import UserError

KINDS = [
    ("membership", "Membership"),
    ("usage", "Usage"),
    ("setup", "Set-up fee"),
    ("deposit", "Deposit"),
    ("deposit_refund", "Deposit refund"),
    ("credit", "Credit"),
    ("late_fee", "Late fee"),
    ("one_off", "One-off"),
    ("minimum", "Minimum charge"),
]
# What a charge that is billed anew has in common with the one before.
COPIED = (
    "kind",
    "contract_id",
    "contract_line_id",
    "partner_id",
    "company_id",
    "currency_id",
    "location_id",
    "space_id",
    "product_id",
    "name",
    "period_start",
    "period_end",
    "quantity",
    "price_unit",
    "discount",
    "amount",
    "computation",
    "credited_line_id",
)
# Money that is owed to the member: never taxed, never revenue.
DEPOSITS = ("deposit", "deposit_refund")


class CoworkFeeLine(models.Model):
    """One charge. Nothing reaches an invoice but through a fee line.

    Price, rule and day counts are stored with it when it is made, so a later change of
    the plan changes neither the amount nor its explanation. Only billing writes here:
    nobody has the right to create, change or delete fee lines by themselves.
    """

    _name = "cowork.fee.line"
    _description = "Fee Line"
    _inherit = ["cowork.complete.mixin"]
    _order = "period_start desc, contract_id, id"
    _check_company_auto = True

    key = fields.Char(
        required=True,
        readonly=True,
        help="Natural key of the charge; the database refuses a second one.",
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    state = fields.Selection(
        [
            ("preview", "Preview"),
            ("open", "To invoice"),
            ("invoiced", "Invoiced"),
            ("waived", "Nothing to pay"),
            ("credited", "Credited"),
            ("void", "Void"),
        ],
        required=True,
        default="open",
        readonly=True,
    )
    contract_id = fields.Many2one(
        "cowork.contract", required=True, index=True, ondelete="restrict", readonly=True
    )
    contract_line_id = fields.Many2one(
        "cowork.contract.line",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Member",
        required=True,
        index=True,
        ondelete="restrict",
        readonly=True,
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    location_id = fields.Many2one("cowork.location", ondelete="restrict", readonly=True)
    space_id = fields.Many2one("cowork.space", ondelete="restrict", readonly=True)
    product_id = fields.Many2one(
        "product.product", required=True, ondelete="restrict", readonly=True
    )
    name = fields.Char("What", required=True, readonly=True)
    period_start = fields.Date("From", required=True, readonly=True)
    period_end = fields.Date("To", required=True, readonly=True, help="Inclusive.")
    quantity = fields.Float(default=1.0, digits=(16, 2), readonly=True)
    price_unit = fields.Monetary("Unit Price", readonly=True)
    discount = fields.Float("Discount (%)", digits=(5, 2), readonly=True)
    tax_ids = fields.Many2many(
        "account.tax", string="Taxes", compute="_compute_tax_ids"
    )
    amount = fields.Monetary(
        readonly=True, help="As priced: with tax where the price includes it."
    )
    amount_untaxed = fields.Monetary(
        "Untaxed", readonly=True, help="The subtotal that stands on the invoice."
    )
    computation = fields.Json(
        readonly=True, help="Everything the amount was computed from."
    )
    explanation = fields.Text(compute="_compute_explanation")
    credited_line_id = fields.Many2one(
        "cowork.fee.line", "Credits", index="btree_not_null", readonly=True
    )
    credit_ids = fields.One2many("cowork.fee.line", "credited_line_id", "Credited By")
    usage_ids = fields.One2many(
        "cowork.usage",
        "fee_line_id",
        "Usage",
        readonly=True,
        groups="cowork_members.group_front_desk",
    )
    released = fields.Boolean(
        "Billed Anew",
        readonly=True,
        help="Somebody asked for these days to be billed again.",
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        "Invoice Line",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        index="btree_not_null",
        ondelete="set null",
        readonly=True,
    )
    run_id = fields.Many2one(
        "cowork.billing.run",
        "Billing Run",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
    )

    _key_uniq = models.UniqueIndex("(key)", "This charge exists already.")
    _amount_finite = models.Constraint(
        "CHECK (amount < 'Infinity' AND amount > '-Infinity'"
        " AND amount_untaxed < 'Infinity' AND amount_untaxed > '-Infinity'"
        " AND price_unit < 'Infinity' AND price_unit > '-Infinity'"
        " AND quantity < 'Infinity' AND quantity > '-Infinity')",
        "Amounts and quantities of a charge must be finite numbers.",
    )
    _dates_order = models.Constraint(
        "CHECK (period_end >= period_start)", "A charge cannot end before it begins."
    )
    # Few are open at any time; an index over all states would only cost a run time.
    _open_of_contract = models.Index("(contract_id) WHERE state = 'open'")

    @api.depends("computation", "currency_id")
    @api.depends_context("lang")
    def _compute_explanation(self):
        for currency, lines in self.grouped("currency_id").items():
            explain = self.env["cowork.fee.text"]._get_writer(currency)
            for line in lines:
                computed = line.computation
                line.explanation = explain(computed) if computed else line.name

    @api.depends("move_line_id.tax_ids", "product_id")
    def _compute_tax_ids(self):
        for line in self:
            # sudo: a member of staff may see which taxes a fee carries without being
            # allowed to read the ledger.
            taxes = line.sudo().move_line_id.tax_ids
            if not line.move_line_id and not line._is_deposit():
                taxes = line.sudo().product_id.taxes_id.filtered(
                    lambda tax, company=line.company_id: tax.company_id == company
                )
            line.tax_ids = taxes

    @api.depends("name", "period_start", "period_end")
    def _compute_display_name(self):
        for line in self:
            line.display_name = f"{line.name} · {line.period_start} – {line.period_end}"

    def action_bill_again(self):
        """Let the days of credited or voided charges be billed by the next run.

        :returns: True
        :raises UserError: when a charge is neither credited nor void
        :raises AccessError: for others than billing managers
        """
        self._check_manager()
        if self.filtered(lambda line: line.state not in ("credited", "void")):
            raise UserError(
                self.env._(
                    "Only charges that were credited or voided can be billed again."
                )
            )
        # sudo: fee lines are written by billing alone; who may ask was checked.
        self.sudo().released = True
        self.contract_id._bill_from_scratch()
        return True

    def action_void(self):
        """Take back charges that are not on any invoice yet.

        :returns: True
        :raises UserError: when a charge is invoiced
        :raises AccessError: for others than billing managers
        """
        self._check_manager()
        if self.filtered(lambda line: line.state not in ("open", "waived")):
            raise UserError(
                self.env._("Only charges that are not invoiced can be voided.")
            )
        # sudo: fee lines are written by billing alone; who may ask was checked.
        self.sudo().state = "void"
        return True

    def _check_manager(self):
        self.env["cowork.billing.run"].check_access("create")
        self.check_access("read")

    def _copy_charge(self):
        """:returns: values of a fee line that charges the same again"""
        self.ensure_one()
        vals = self._read_format(COPIED, load=None)[0]
        return {name: vals[name] for name in COPIED}

    def _is_deposit(self):
        self.ensure_one()
        return self.kind in DEPOSITS

    def action_open_invoice(self):
        """:returns: the window action that opens the invoice of this charge."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": self.move_id.id,
            "views": [(False, "form")],
        }
