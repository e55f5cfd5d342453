from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

# Later than any day that is ever billed.
NEVER = fields.Date.to_date("2200-12-31")


class CoworkContract(models.Model):
    _inherit = "cowork.contract"

    payment_term_id = fields.Many2one(
        "account.payment.term",
        compute="_compute_payment_term_id",
        store=True,
        readonly=False,
        precompute=True,
        check_company=True,
    )
    fee_line_ids = fields.One2many("cowork.fee.line", "contract_id", "Fee Lines")
    billing_error_ids = fields.One2many(
        "cowork.billing.error", "contract_id", "Billing Errors"
    )
    billing_next_date = fields.Date(
        "Next Billing",
        compute="_compute_billing_next_date",
        store=True,
        precompute=True,
        index=True,
        help="First day on which a run has something to charge. Empty after every"
        " change that may matter: the next run looks again.",
    )
    billing_run_id = fields.Many2one(
        "cowork.billing.run",
        "Last Billing Run",
        index="btree_not_null",
        readonly=True,
        copy=False,
        ondelete="set null",
    )
    fee_line_count = fields.Integer(compute="_compute_billing_counts")
    invoice_count = fields.Integer(compute="_compute_billing_counts")
    billed_total = fields.Monetary(
        compute="_compute_billing_counts", help="Charged so far, without tax."
    )
    deposit_charged = fields.Monetary(
        "Deposit",
        compute="_compute_deposit_charged",
        help="Deposit charged, and held before the contract came here.",
    )

    @api.depends("partner_id", "location_id")
    def _compute_payment_term_id(self):
        for contract in self:
            partner = contract.partner_id.with_company(contract.company_id)
            contract.payment_term_id = partner.property_payment_term_id

    @api.depends(
        "state",
        "date_end",
        "deposit_opening",
        "partner_id",
        "currency_id",
        "suspension_ids.date_from",
        "suspension_ids.date_to",
        "line_ids.date_start",
        "line_ids.date_stop",
        "line_ids.is_void",
        "line_ids.plan_id",
        "line_ids.product_id",
        "line_ids.quantity",
        "line_ids.price_unit",
        "line_ids.discount",
        "line_ids.billed_through",
        "line_ids.billing_interval",
        "line_ids.billing_unit",
        "line_ids.bill_in",
        "line_ids.anchor",
        "line_ids.billing_day",
        "line_ids.proration",
        "line_ids.lead_days",
        "line_ids.bill_before_move_in",
        "line_ids.deposit_months",
        "line_ids.setup_fee",
        "line_ids.holding_percent",
        "line_ids.price_step_ids.date_start",
        "line_ids.price_step_ids.price_unit",
        "line_ids.free_period_ids.date_start",
        "line_ids.free_period_ids.date_end",
    )
    def _compute_billing_next_date(self):
        self.billing_next_date = False

    def _bill_from_scratch(self):
        """Let the next run look at these contracts, whatever was known before."""
        # sudo: a consequence of what the caller was allowed to do.
        self.sudo().billing_next_date = False

    @api.depends("fee_line_ids.state")
    def _compute_billing_counts(self):
        groups = self.env["cowork.fee.line"]._read_group(
            [("contract_id", "in", self.ids), ("state", "!=", "void")],
            ["contract_id"],
            ["__count", "move_id:count_distinct", "amount_untaxed:sum"],
        )
        figures = {contract: counts for contract, *counts in groups}
        for contract in self:
            count, moves, total = figures.get(contract, (0, 0, 0.0))
            contract.fee_line_count = count
            contract.invoice_count = moves
            contract.billed_total = total

    @api.depends("fee_line_ids.state", "deposit_opening")
    def _compute_deposit_charged(self):
        sums = dict(
            self.env["cowork.fee.line"]._read_group(
                self._get_deposit_domain(), ["contract_id"], ["amount:sum"]
            )
        )
        for contract in self:
            contract.deposit_charged = contract.deposit_opening + sums.get(contract, 0)

    def _get_deposit_domain(self):
        """:returns: domain of the fee lines whose sum is the deposit charged here"""
        return [
            ("contract_id", "in", self.ids),
            ("kind", "in", ("deposit", "deposit_refund")),
            ("state", "in", ("open", "invoiced")),
        ]

    @api.model
    def _get_billable_domain(self, company, day, locations=None):
        """:param company: ``res.company`` that bills
        :param day: the run's date
        :param locations: ``cowork.location``; all of the company when empty
        :returns: domain of contracts on which something may be due by ``day``"""
        domain = Domain("company_id", "=", company.id)
        if locations:
            domain &= Domain("location_id", "in", locations.ids)
        running = Domain("state", "in", ("active", "suspended", "ended"))
        early = Domain("state", "=", "signed") & Domain(
            "line_ids.bill_before_move_in", "=", True
        )
        # Called off after it was billed early: that is given back.
        off = Domain("state", "=", "cancelled") & Domain("billing_run_id", "!=", False)
        due = Domain("billing_next_date", "=", False) | Domain(
            "billing_next_date", "<=", day
        )
        used = running & self._get_used_domain(company, day)
        return domain & ((running | early | off) & due | used)

    @api.model
    def _get_used_domain(self, company, day):
        """:returns: domain of contracts with usage that a run on ``day`` bills"""

        def used_by(until):
            return Domain(
                "usage_ids", "any", [("state", "=", "open"), ("date", "<=", until)]
            )

        until = company._get_cowork_usage_day(day)
        if until == day:
            return used_by(day)
        return used_by(until) | Domain("state", "=", "ended") & used_by(day)

    def _get_family(self):
        """:returns: whose contracts may share an invoice with this one"""
        self.ensure_one()
        return self.partner_id.commercial_partner_id

    def _get_invoice_partner(self):
        """:returns: the address that invoices of this contract go to"""
        self.ensure_one()
        address = self.partner_id.address_get(["invoice"])["invoice"]
        return self.env["res.partner"].browse(address)

    # Only billing says what was billed -------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self._refuse_billing_fields({name for vals in vals_list for name in vals})
        contracts = super().create(vals_list)
        # Nor does a default from the context.
        forged = contracts.filtered(lambda c: c.billing_next_date or c.billing_run_id)
        # sudo: these fields are written by billing alone.
        forged.sudo().write({"billing_next_date": False, "billing_run_id": False})
        return contracts

    def write(self, vals):
        self._refuse_billing_fields(vals.keys())
        return super().write(vals)

    def _refuse_billing_fields(self, names):
        """:raises AccessError: when somebody writes what only a run may write"""
        if not self.env.su and names & {"billing_next_date", "billing_run_id"}:
            raise AccessError(
                self.env._("Only a billing run says when a contract is billed next.")
            )

    # Views ---------------------------------------------------------------------

    def action_view_fee_lines(self):
        """:returns: the window action with every charge of this contract."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_billing.action_cowork_fee_line"
        )
        action["domain"] = [("contract_id", "=", self.id)]
        action["context"] = {}
        return action

    def action_view_invoices(self):
        """:returns: the window action with the invoices of this contract."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_move_out_invoice_type"
        )
        action["domain"] = [
            ("line_ids.cowork_fee_line_id.contract_id", "=", self.id),
        ]
        action["context"] = {"create": False}
        return action
