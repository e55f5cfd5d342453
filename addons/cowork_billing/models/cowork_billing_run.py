from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.cowork_members.engine.errors import EngineError

from ..engine.charges import check_target


class CoworkBillingRun(models.Model):
    """Bill everything due on a date: fee lines, invoices, errors by contract."""

    _name = "cowork.billing.run"
    _description = "Billing Run"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    date = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="Everything due on or before this day is billed; the invoices carry it.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    location_ids = fields.Many2many(
        "cowork.location",
        string="Locations",
        check_company=True,
        help="Empty: all of the company.",
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("preview", "Previewed"),
            ("running", "Running"),
            ("done", "Done"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    contract_count = fields.Integer(
        "Contracts", readonly=True, copy=False, help="Contracts the run has to look at."
    )
    done_count = fields.Integer("Processed", compute="_compute_figures")
    progress = fields.Float("Progress (%)", compute="_compute_figures")
    fee_line_count = fields.Integer(compute="_compute_figures")
    invoice_count = fields.Integer(compute="_compute_figures")
    error_count = fields.Integer(compute="_compute_figures")
    notice_count = fields.Integer(compute="_compute_figures")
    amount_total = fields.Monetary(
        "Billed",
        compute="_compute_amount_total",
        help="Without tax, in the company's currency.",
    )
    preview_total = fields.Monetary("Preview", readonly=True, copy=False)
    preview_count = fields.Integer("Fee Lines Previewed", readonly=True, copy=False)
    preview_error_count = fields.Integer("Cannot Be Billed", readonly=True, copy=False)
    retry_contract_ids = fields.Many2many(
        "cowork.contract",
        "cowork_billing_run_retry_rel",
        "run_id",
        "contract_id",
        "Contracts to Retry",
        readonly=True,
        copy=False,
        help="While a run is made again for some contracts, it bills only these.",
    )
    fee_line_ids = fields.One2many("cowork.fee.line", "run_id", "Fee Lines")
    move_ids = fields.One2many("account.move", "cowork_run_id", "Invoices")
    error_ids = fields.One2many("cowork.billing.error", "run_id", "Errors")
    started_at = fields.Datetime(readonly=True, copy=False)
    finished_at = fields.Datetime(readonly=True, copy=False)
    duration = fields.Float(
        "Duration (s)", compute="_compute_duration", help="Seconds from start to end."
    )
    rate = fields.Float(
        "Invoices per Second", compute="_compute_rate", help="From start to end."
    )
    progress_ids = fields.One2many("cowork.billing.progress", "run_id", "Batches")
    plain_count = fields.Integer(
        "Slow Invoices",
        compute="_compute_figures",
        help="Invoices of an unusual shape, written the ERP's plain way.",
    )

    # Figures -------------------------------------------------------------------

    @api.depends("date", "location_ids")
    def _compute_name(self):
        for run in self:
            places = ", ".join(run.location_ids.mapped("name"))
            run.name = self.env._(
                "Billing %(day)s · %(places)s",
                day=format_date(self.env, run.date) if run.date else "",
                places=places or self.env._("all locations"),
            )

    @api.model
    def _search_display_name(self, operator, value):
        """Runs are found by their day (``2026-12-01``) and by location."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        domain = Domain("location_ids.name", operator, value)
        try:
            return domain | Domain("date", "=", fields.Date.to_date(value))
        except (TypeError, ValueError):
            return domain

    @api.depends("state", "contract_count")
    def _compute_figures(self):
        def count(model, field, *extra):
            domain = [(field, "in", self.ids), *extra]
            return dict(self.env[model]._read_group(domain, [field], ["__count"]))

        done = count("cowork.contract", "billing_run_id")
        fees = count("cowork.fee.line", "run_id")
        moves = count("account.move", "cowork_run_id")
        errors = count("cowork.billing.error", "run_id", ("kind", "=", "error"))
        notices = count("cowork.billing.error", "run_id", ("kind", "=", "notice"))
        plain = dict(
            self.env["cowork.billing.progress"]._read_group(
                [("run_id", "in", self.ids)], ["run_id"], ["plain_count:sum"]
            )
        )
        for run in self:
            is_over = run.state == "done"
            run.plain_count = plain.get(run, 0)
            run.done_count = run.contract_count if is_over else done.get(run, 0)
            run.fee_line_count = fees.get(run, 0)
            run.invoice_count = moves.get(run, 0)
            run.error_count = errors.get(run, 0)
            run.notice_count = notices.get(run, 0)
            run.progress = (
                100.0 * run.done_count / run.contract_count
                if run.contract_count
                else 100.0 * is_over
            )

    @api.depends("fee_line_ids.amount_untaxed", "fee_line_ids.state")
    def _compute_amount_total(self):
        groups = self.env["cowork.fee.line"]._read_group(
            [("run_id", "in", self.ids), ("state", "!=", "void")],
            ["run_id", "currency_id"],
            ["amount_untaxed:sum"],
        )
        self.amount_total = 0.0
        for run, currency, amount in groups:
            run.amount_total += currency._convert(
                amount, run.currency_id, run.company_id, run.date
            )

    def _sum_in_company_currency(self, vals_list):
        """:param vals_list: values of fee lines
        :returns: their untaxed sum in the company's currency"""
        self.ensure_one()
        sums = {}
        for vals in vals_list:
            currency_id = vals["currency_id"]
            sums[currency_id] = sums.get(currency_id, 0.0) + vals["amount_untaxed"]
        browse = self.env["res.currency"].browse
        return sum(
            browse(currency_id)._convert(
                amount, self.currency_id, self.company_id, self.date
            )
            for currency_id, amount in sums.items()
        )

    @api.depends("started_at", "finished_at")
    def _compute_duration(self):
        for run in self:
            end = run.finished_at or fields.Datetime.now()
            run.duration = (
                (end - run.started_at).total_seconds() if run.started_at else 0.0
            )

    @api.depends("duration", "invoice_count")
    def _compute_rate(self):
        for run in self:
            run.rate = run.invoice_count / run.duration if run.duration else 0.0

    # Actions -------------------------------------------------------------------

    def action_preview(self):
        """Show what the run would charge, without writing any of it.

        :returns: window action with the fee lines and errors to come
        :raises UserError: when the date is too far ahead or the run is over
        """
        self.ensure_one()
        self.check_access("write")
        self._check_ready(("draft", "preview"))
        return self.env["cowork.billing.preview"]._show(self)

    def preview_lines(self):
        """What the run would charge, for remote callers. Writes nothing.

        :returns: dict with ``fee_lines`` (list of dicts: key, kind, contract,
            partner, name, period_start, period_end, quantity, price_unit, discount,
            amount, explanation; dates as text, amounts in the contract's currency)
            and ``errors`` (list of dicts: contract, message)
        :raises UserError: when the date is too far ahead
        """
        self.ensure_one()
        self.check_access("read")
        self._check_ready(("draft", "preview", "running"))
        return self.env["cowork.billing.preview"]._to_dicts(self)

    def action_run(self):
        """Bill: small runs at once, larger ones in the background.

        :returns: True
        :raises UserError: when the date is too far ahead, the company has no sales
            journal, another run of the same company is at work, or this one is over
        """
        self.ensure_one()
        self.check_access("write")
        self._check_ready(("draft", "preview", "running"))
        self.company_id._get_cowork_journal()
        # sudo: the run writes the ledger and fee lines, which nobody may do by hand;
        # that the caller may bill was checked above.
        run = self.sudo()
        if run.state != "running":
            run._start()
        size = self._get_batch_size()
        if run.contract_count <= size:
            while run._process_batch(size):
                pass
            if not run._has_due():
                run._finish()
        elif run.is_stalled:
            # The scheduler may be dead: go on by hand, a batch each time.
            run._process_batch(size)
        if run.state == "running":
            run._trigger_workers()
        return True

    def _check_ready(self, states):
        if self.state not in states:
            raise UserError(
                self.env._("%s is over. Make a new run for another date.", self.name)
            )
        try:
            check_target(fields.Date.context_today(self), self.date)
        except EngineError as error:
            raise UserError(
                self.env._(
                    "%(day)s is more than %(months)s months ahead. Choose an earlier"
                    " date.",
                    day=format_date(self.env, self.date),
                    months=error.params["months"],
                )
            ) from None

    def _start(self):
        self._lock_company()
        self._check_no_other()
        domain = self._get_due_domain()
        self.write(
            {
                "state": "running",
                "started_at": fields.Datetime.now(),
                "contract_count": self.env["cowork.contract"].search_count(domain),
            }
        )

    def _check_no_other(self):
        """:raises UserError: naming the run that is at work on the same company"""
        others = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("state", "=", "running"),
                ("id", "!=", self.id),
            ],
        )
        places = self.location_ids
        other = others.filtered(
            lambda run: not places or not run.location_ids or run.location_ids & places
        )[:1]
        if other:
            raise UserError(
                self.env._(
                    "“%(run)s” has been running since %(start)s. Wait for it, or open"
                    " it and let it go on.",
                    run=other.name,
                    start=fields.Datetime.context_timestamp(
                        self, other.started_at
                    ).strftime("%Y-%m-%d %H:%M"),
                )
            )

    # Views of the result -------------------------------------------------------

    def _open(self, xmlid, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["domain"] = domain
        action["context"] = {"create": False}
        return action

    def action_view_fee_lines(self):
        """:returns: the window action with the fee lines of this run."""
        self.ensure_one()
        return self._open(
            "cowork_billing.action_cowork_fee_line", [("run_id", "=", self.id)]
        )

    def action_view_invoices(self):
        """:returns: the window action with the invoices of this run."""
        self.ensure_one()
        return self._open(
            "account.action_move_out_invoice_type", [("cowork_run_id", "=", self.id)]
        )

    def action_view_errors(self):
        """:returns: the window action with the contracts that were not billed."""
        self.ensure_one()
        return self._open(
            "cowork_billing.action_cowork_billing_error", [("run_id", "=", self.id)]
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        if self.filtered(lambda run: run.state not in ("draft", "preview")):
            raise UserError(
                self.env._("A run that has billed stays: its invoices refer to it.")
            )
