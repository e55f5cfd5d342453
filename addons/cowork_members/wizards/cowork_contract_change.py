from odoo import api, fields, models


class CoworkContractAmend(models.TransientModel):
    """Asks what changes from when; the contract does the rest."""

    _name = "cowork.contract.amend"
    _description = "Amend Contract"

    contract_id = fields.Many2one("cowork.contract", required=True, ondelete="cascade")
    company_id = fields.Many2one(related="contract_id.company_id")
    location_id = fields.Many2one(related="contract_id.location_id")
    line_id = fields.Many2one(
        "cowork.contract.line",
        required=True,
        ondelete="cascade",
        domain="[('contract_id', '=', contract_id), ('is_void', '=', False)]",
        compute="_compute_line_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    plan_id = fields.Many2one(
        "cowork.plan",
        "New Plan",
        required=True,
        ondelete="cascade",
        domain="[('company_id', '=', company_id)]",
    )
    kind_id = fields.Many2one(related="plan_id.kind_id")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    price_before = fields.Monetary("Price Now", related="line_id.price_unit")
    price_after = fields.Monetary("New Price", compute="_compute_price_after")
    billing_cycle = fields.Char(related="plan_id.billing_cycle")
    space_id = fields.Many2one(
        "cowork.space",
        "New Space",
        domain="[('location_id', '=', location_id), ('usage', '!=', 'none')]",
        help="Empty: the old space stays when the new plan is for the same kind.",
    )
    date = fields.Date(
        "From",
        required=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("contract_id")
    def _compute_date(self):
        for wizard in self:
            contract = wizard.contract_id
            wizard.date = wizard.date or (
                contract and max(contract.location_id._today(), contract.date_start)
            )

    @api.depends("plan_id", "date")
    def _compute_price_after(self):
        for wizard in self:
            contract = wizard.contract_id
            wizard.price_after = (
                wizard.plan_id
                and wizard.date
                and wizard.plan_id._get_price(
                    contract.pricelist_id, contract.currency_id, wizard.date
                )
            )

    @api.depends("contract_id")
    def _compute_line_id(self):
        for wizard in self:
            wizard.line_id = wizard.contract_id._get_final_lines()[-1:]

    def action_apply(self):
        """Amend the contract.

        :returns: action that closes the dialog
        """
        self.ensure_one()
        self.contract_id.action_amend(
            self.line_id, self.plan_id, self.date, space=self.space_id
        )
        return {"type": "ir.actions.act_window_close"}


class CoworkContractSuspend(models.TransientModel):
    _name = "cowork.contract.suspend"
    _description = "Suspend Contract"

    contract_id = fields.Many2one("cowork.contract", required=True, ondelete="cascade")
    date_from = fields.Date(
        "First Day",
        required=True,
        compute="_compute_date_from",
        store=True,
        readonly=False,
        precompute=True,
    )
    date_to = fields.Date("Last Day", help="Inclusive. Empty: until resumed.")
    reason = fields.Char()
    limits = fields.Char("The Plan Allows", compute="_compute_limits")
    beyond_limits = fields.Boolean(
        "Beyond the Limits", groups="cowork_members.group_manager"
    )

    @api.depends("contract_id", "date_from")
    @api.depends_context("lang")
    def _compute_limits(self):
        for wizard in self:
            contract = wizard.contract_id
            day = wizard.date_from
            wizard.limits = (
                contract and day and contract._describe_suspension_limits(day)
            )

    @api.depends("contract_id")
    def _compute_date_from(self):
        for wizard in self:
            location = wizard.contract_id.location_id
            wizard.date_from = wizard.date_from or (location and location._today())

    def action_apply(self):
        """Suspend the contract.

        :returns: action that closes the dialog
        """
        self.ensure_one()
        # Who is no manager has no such field, and goes beyond nothing.
        manager = self.env.user.has_group("cowork_members.group_manager")
        self.contract_id.action_suspend(
            self.date_from,
            self.date_to,
            self.reason,
            beyond_limits=manager and self.beyond_limits,
        )
        return {"type": "ir.actions.act_window_close"}


class CoworkContractTerminate(models.TransientModel):
    _name = "cowork.contract.terminate"
    _description = "Terminate Contract"

    contract_id = fields.Many2one("cowork.contract", required=True, ondelete="cascade")
    earliest_end = fields.Date(related="contract_id.earliest_end")
    earliest_end_explanation = fields.Char(
        related="contract_id.earliest_end_explanation"
    )
    date = fields.Date(
        "Last Day",
        required=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
    )
    reason_id = fields.Many2one("cowork.contract.end.reason", required=True)
    note = fields.Text("What They Said")

    @api.depends("contract_id")
    def _compute_date(self):
        for wizard in self:
            contract = wizard.contract_id
            days = [day for day in (contract.earliest_end, contract.date_end) if day]
            wizard.date = min(days, default=False)

    def action_apply(self):
        """Terminate the contract.

        :returns: action that closes the dialog
        """
        self.ensure_one()
        self.contract_id.action_terminate(self.date, self.reason_id, self.note)
        return {"type": "ir.actions.act_window_close"}


class CoworkContractNotice(models.TransientModel):
    """Asks when the notice arrived, and shows what follows from it."""

    _name = "cowork.contract.notice"
    _description = "Notice Received"

    contract_id = fields.Many2one("cowork.contract", required=True, ondelete="cascade")
    date = fields.Date(
        "Notice Arrived On",
        required=True,
        compute="_compute_date",
        store=True,
        readonly=False,
        precompute=True,
    )
    last_day = fields.Date(compute="_compute_last_day")
    explanation = fields.Char(compute="_compute_last_day")
    reason_id = fields.Many2one("cowork.contract.end.reason", required=True)
    note = fields.Text("What They Said")

    @api.depends("contract_id")
    def _compute_date(self):
        for wizard in self:
            location = wizard.contract_id.location_id
            wizard.date = wizard.date or (location and location._today())

    @api.depends("contract_id", "date")
    @api.depends_context("lang")
    def _compute_last_day(self):
        for wizard in self:
            contract = wizard.contract_id
            if not contract or not wizard.date:
                wizard.last_day = wizard.explanation = False
                continue
            leaving = contract._get_leaving(wizard.date, contract.date_end)
            wizard.last_day = leaving.day
            wizard.explanation = contract._explain_leaving(leaving, wizard.date)

    def action_apply(self):
        """Record the notice.

        :returns: action that closes the dialog
        """
        self.ensure_one()
        self.contract_id.action_give_notice(self.date, self.reason_id, self.note)
        return {"type": "ir.actions.act_window_close"}
