from odoo import api, fields, models
from odoo.exceptions import UserError

#: what a person decides about a settlement, as long as it is a draft
DECIDED = frozenset({"date", "invoice_ids", "damage_ids", "payment_journal_id", "note"})

#: states of a contract whose account may be settled
LEAVING = ("active", "suspended", "ended")


class CoworkSettlement(models.Model):
    """The last account of a contract: one screen, one posting, never twice.

    The figures are those of the code that posts them; what is posted is compared with
    what was shown, and refused when it became something else.
    """

    _name = "cowork.settlement"
    _description = "Settlement"
    _inherit = [
        "cowork.protected.mixin",
        "portal.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date desc, id desc"
    _check_company_auto = True
    _allow_sudo_commands = False
    _protected_fields = frozenset(
        {
            "state",
            "error",
            "figures",
            "line_ids",
            "amount_charges",
            "amount_credits",
            "amount_usage",
            "amount_damages",
            "amount_tax",
            "amount_unpaid",
            "amount_interest",
            "amount_held",
            "amount_drawn",
            "amount_final",
            "submitted_by",
            "approved_by",
            "posted_on",
            "move_id",
            "payment_id",
        }
    )
    _owner_fields = frozenset({"contract_id"})

    name = fields.Char(compute="_compute_name")
    contract_id = fields.Many2one(
        "cowork.contract", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        related="contract_id.location_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(
        related="contract_id.currency_id", store=True, precompute=True
    )
    date_end = fields.Date(related="contract_id.date_end", string="Last Day")
    date = fields.Date(
        "Settled On",
        required=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
        help="Day of the last bill.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "To Approve"),
            ("approved", "Approved"),
            ("posted", "Posted"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    line_ids = fields.One2many("cowork.settlement.line", "settlement_id", "Last Bill")
    damage_ids = fields.One2many(
        "cowork.settlement.damage", "settlement_id", "Damages", copy=False
    )
    invoice_ids = fields.Many2many(
        "account.move",
        string="Unpaid Invoices",
        compute="_compute_invoice_ids",
        store=True,
        readonly=False,
        check_company=True,
        help="Set off against the deposit and the last bill.",
    )
    payment_journal_id = fields.Many2one(
        "account.journal",
        "Pay Out From",
        check_company=True,
        domain="[('type', 'in', ('bank', 'cash'))]",
        help="Empty: the company's first bank or cash journal.",
    )
    note = fields.Text("Note to the Member")
    error = fields.Text(
        readonly=True, copy=False, help="Why the account cannot be settled yet."
    )
    figures = fields.Json(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="What was shown, to compare with what is posted.",
    )
    amount_charges = fields.Monetary("Charges", readonly=True, copy=False)
    amount_credits = fields.Monetary("Unused Days", readonly=True, copy=False)
    amount_usage = fields.Monetary("Usage", readonly=True, copy=False)
    amount_damages = fields.Monetary("Damages and One-off", readonly=True, copy=False)
    amount_tax = fields.Monetary("Tax", readonly=True, copy=False)
    amount_unpaid = fields.Monetary("Unpaid", readonly=True, copy=False)
    amount_interest = fields.Monetary("Interest", readonly=True, copy=False)
    amount_held = fields.Monetary(
        "Deposit", readonly=True, copy=False, help="Held, interest included."
    )
    amount_drawn = fields.Monetary(
        "Deposit Kept", readonly=True, copy=False, help="What of it pays the rest."
    )
    amount_final = fields.Monetary(
        "Final Amount",
        readonly=True,
        copy=False,
        tracking=True,
        help="To be paid by the member; negative: to the member.",
    )
    direction = fields.Selection(
        [("in", "The member pays"), ("out", "The member gets"), ("none", "Even")],
        compute="_compute_direction",
    )
    amount_to_pay = fields.Monetary(compute="_compute_direction")
    needs_approval = fields.Boolean(compute="_compute_needs_approval")
    submitted_by = fields.Many2one("res.users", readonly=True, copy=False)
    approved_by = fields.Many2one("res.users", readonly=True, copy=False)
    posted_on = fields.Datetime(readonly=True, copy=False)
    move_id = fields.Many2one(
        "account.move",
        "Last Invoice",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    payment_id = fields.Many2one(
        "account.payment",
        "Refund Payment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _contract_uniq = models.UniqueIndex(
        "(contract_id) WHERE state <> 'cancelled'",
        "This contract has a settlement already: open that one.",
    )

    @api.depends("contract_id")
    def _compute_name(self):
        for settlement in self:
            # sudo: the number of a contract, whoever may see its settlement.
            contract = settlement.contract_id.sudo()
            settlement.name = self.env._("Settlement %s", contract.name or "")

    @api.depends("name")
    def _compute_display_name(self):
        for settlement in self:
            settlement.display_name = settlement.name

    @api.depends("contract_id")
    def _compute_date(self):
        for settlement in self:
            contract = settlement.contract_id
            today = contract.location_id._today() if contract else False
            last = contract.date_end
            settlement.date = max(today, last) if today and last else today

    @api.depends("contract_id")
    def _compute_invoice_ids(self):
        for settlement in self:
            contract = settlement.contract_id
            settlement.invoice_ids = (
                contract._get_unpaid_invoices() if contract else False
            )

    @api.depends("amount_final", "currency_id")
    def _compute_direction(self):
        for settlement in self:
            sign = settlement.currency_id.compare_amounts(settlement.amount_final, 0)
            settlement.direction = {1: "in", -1: "out"}.get(sign, "none")
            settlement.amount_to_pay = abs(settlement.amount_final)

    @api.depends(
        "amount_final",
        "amount_drawn",
        "company_id.cowork_settlement_approval",
        "company_id.cowork_settlement_approval_amount",
    )
    def _compute_needs_approval(self):
        for settlement in self:
            # sudo: a setting, whoever prepares the settlement.
            company = settlement.company_id.sudo()
            limit = company.cowork_settlement_approval_amount
            # What a deposit has paid is money that changes hands, too.
            amount = settlement.currency_id._convert(
                max(abs(settlement.amount_final), settlement.amount_drawn),
                company.currency_id,
                company,
                settlement.date or fields.Date.context_today(self),
            )
            settlement.needs_approval = {
                "always": True,
                "amount": company.currency_id.compare_amounts(amount, limit) >= 0,
            }.get(company.cowork_settlement_approval, False)

    def _compute_access_url(self):
        result = super()._compute_access_url()
        for settlement in self:
            settlement.access_url = f"/my/cowork/settlements/{settlement.id}"
        return result

    # What may be written --------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        settlements = super().create(vals_list)
        settlements._check_leaving()
        settlements._refresh()
        return settlements

    def _check_leaving(self):
        """:raises UserError: for contracts that go on, or never began"""
        for contract in self.contract_id:
            if contract.date_end and contract.state in LEAVING:
                continue
            raise UserError(
                self.env._(
                    "%s has no last day yet. Terminate the contract, or record the"
                    " notice, before its account is settled.",
                    contract.name,
                )
            )

    def write(self, vals):
        decided = DECIDED & vals.keys()
        if decided and not self._is_by_action():
            self.check_access("write")
            self._check_draft()
        result = super().write(vals)
        if decided - {"note"} and not self._is_by_action():
            self._refresh()
        return result

    def _check_draft(self):
        """:raises UserError: for settlements that are more than a draft"""
        if self.filtered(lambda settlement: settlement.state != "draft"):
            raise UserError(
                self.env._(
                    "What was submitted does not change any more. Press “Back to Draft”"
                    " first: it is then approved again."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if self.filtered(lambda s: s.state not in ("draft", "cancelled") or s.move_id):
            raise UserError(
                self.env._("Only drafts can be deleted. Cancel the settlement instead.")
            )

    # For the member -------------------------------------------------------------------

    def _for_member(self):
        """:returns: the settlement (sudo) in the language of its reader, for the PDF:
        who prints it may see it, but need not see invoices"""
        self.ensure_one()
        # sudo: see above; the template shows what the member is told.
        return self.sudo().with_context(lang=self.partner_id.lang or self.env.lang)

    def _get_report_base_filename(self):
        self.ensure_one()
        return self.name

    def _get_unpaid_rows(self):
        """:returns: list of dicts of the unpaid invoices: name, amount as it was when
        the account was settled"""
        self.ensure_one()
        # sudo: the figures that were shown, whoever prints them.
        figures = self.sudo().figures or {}
        amounts = dict(figures.get("unpaid", []))
        return [
            {"name": move.name, "amount": float(amounts.get(move.id, 0))}
            for move in self.sudo().invoice_ids.sorted("id")
        ]

    # Screens --------------------------------------------------------------------------

    def action_view_contract(self):
        """:returns: the window action with the contract of this settlement"""
        self.ensure_one()
        return self.contract_id.get_formview_action()

    def action_view_move(self):
        """:returns: the window action with the last invoice or credit note"""
        self.ensure_one()
        return self.move_id.get_formview_action()

    def action_view_payment(self):
        """:returns: the window action with the payment that was prepared"""
        self.ensure_one()
        return self.payment_id.get_formview_action()
