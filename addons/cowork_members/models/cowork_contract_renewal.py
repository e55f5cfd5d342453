from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..engine.terms import renewed_last_day

# What of a proposal may change until it is answered.
TERMS = {"months", "increase", "valid_until"}


class CoworkContractRenewal(models.Model):
    """A renewal proposed to a member ahead of the end of the term."""

    _name = "cowork.contract.renewal"
    _description = "Renewal Proposal"
    _inherit = ["cowork.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_end desc, id desc"
    _check_company_auto = True
    # x2many commands must not ride on a sudo'ed contract.
    _allow_sudo_commands = False
    _protected_fields = frozenset(
        {
            "state",
            "company_id",
            "location_id",
            "partner_id",
            "date_end",
            "answered_on",
            "answered_by_id",
        }
    )
    _owner_fields = frozenset({"contract_id"})

    contract_id = fields.Many2one(
        "cowork.contract", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(
        related="contract_id.company_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        related="contract_id.location_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="contract_id.partner_id", store=True, index=True
    )
    user_id = fields.Many2one(related="contract_id.user_id", string="Responsible")
    currency_id = fields.Many2one(related="contract_id.currency_id")
    date_end = fields.Date(
        "Term Ends On", required=True, readonly=True, help="The end it was made for."
    )
    months = fields.Integer("New Term (months)", required=True, tracking=True)
    increase = fields.Float("Increase (%)", digits=(5, 2), tracking=True)
    date_start = fields.Date("New Term From", compute="_compute_term", store=True)
    new_date_end = fields.Date("New Last Day", compute="_compute_term", store=True)
    valid_until = fields.Date(
        "Answer Until",
        required=True,
        tracking=True,
        help="Without an answer by then the proposal expires and the contract ends.",
    )
    state = fields.Selection(
        [
            ("open", "Open"),
            ("accepted", "Accepted"),
            ("declined", "Declined"),
            ("expired", "Expired"),
            ("cancelled", "Called Off"),
        ],
        default="open",
        required=True,
        readonly=True,
        index=True,
        tracking=True,
    )
    answered_on = fields.Date(readonly=True, copy=False)
    answered_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    line_ids = fields.One2many("cowork.contract.renewal.line", "renewal_id", "Prices")

    _once_per_end = models.UniqueIndex(
        "(contract_id, date_end) WHERE state <> 'cancelled'",
        "A renewal was proposed for this end of the contract already.",
    )
    _numbers_sane = models.Constraint(
        "CHECK (months BETWEEN 1 AND 1200 AND increase > -100 AND increase <= 1000)",
        "A renewal is for 1 to 1200 months, at an increase of at most 1000 %.",
    )
    _answer_in_time = models.Constraint(
        "CHECK (valid_until >= '1990-01-01' AND valid_until <= date_end)",
        "A proposal is answered before the term ends.",
    )

    @api.depends("contract_id.date_start", "date_end", "months")
    def _compute_term(self):
        for renewal in self:
            first, last = renewal.contract_id.date_start, renewal.date_end
            if renewal.state != "open" and renewal.new_date_end:
                continue
            if not first or not last or not 1 <= renewal.months <= 1200:
                renewal.date_start = renewal.new_date_end = False
                continue
            renewal.date_start = fields.Date.add(last, days=1)
            renewal.new_date_end = renewed_last_day(first, last, renewal.months)

    @api.depends("contract_id", "date_end")
    def _compute_display_name(self):
        # sudo: whoever may see the proposal may see which contract it is for.
        for renewal, known in zip(self, self.sudo(), strict=True):
            day = renewal.date_end and format_date(self.env, renewal.date_end)
            parts = [known.contract_id.name, day]
            renewal.display_name = " · ".join(part for part in parts if part)

    def write(self, vals):
        if TERMS & vals.keys():
            self._require_open()
        return super().write(vals)

    def _require_open(self):
        """:raises UserError: when a proposal was answered, or is over"""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for renewal in self:
            if renewal.state != "open":
                raise UserError(
                    self.env._(
                        "The renewal %(renewal)s is “%(state)s”: nothing can be changed"
                        " about it any more.",
                        renewal=renewal.display_name,
                        state=labels[renewal.state],
                    )
                )

    # Making them known -----------------------------------------------------------

    def _send(self):
        """Send the proposals to the members, each in their language."""
        template = self.env.ref(
            "cowork_members.mail_template_renewal", raise_if_not_found=False
        )
        if template and self:
            # sudo: the mail is part of the proposal, whoever had it made.
            template.sudo().send_mail_batch(
                self.ids, email_layout_xmlid="mail.mail_notification_light"
            )

    def _schedule(self):
        """Put each proposal into the to-do list of whoever looks after the contract."""
        todo = self.env.ref("mail.mail_activity_data_todo", raise_if_not_found=False)
        model = self.env["ir.model"]._get_id(self._name)
        # sudo: the to-do stands in a colleague's list.
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(
            [
                {
                    "res_model_id": model,
                    "res_id": renewal.id,
                    "activity_type_id": todo.id if todo else False,
                    "summary": self.env._(
                        "Renewal proposed to %s: get the answer",
                        renewal.partner_id.name,
                    ),
                    "date_deadline": renewal.valid_until,
                    "user_id": renewal.user_id.id,
                    "automated": True,
                }
                for renewal in self.filtered("user_id")
            ]
        )

    def action_send_again(self):
        """Send open proposals to their members once more, as they are now.

        :returns: True
        :raises UserError: when one was answered already
        """
        self.check_access("write")
        self._require_open()
        self._send()
        return True

    # The answer ------------------------------------------------------------------

    def action_accept(self):
        """Renew the contracts at the proposed term and prices. Staff may do so, and
        the member who pays.

        :returns: True
        :raises AccessError: for anybody else
        :raises UserError: when a proposal was answered already or is too old
        :raises ValidationError: when a space is let to another contract from then on
        """
        for renewal in self._get_answerable():
            renewal._require_in_time()
            renewal._close("accepted")
            renewal._apply()
        return True

    def action_decline(self, reason=None, note=None):
        """Do not renew: the contracts end with their term. Staff may do so, and the
        member who pays.

        :param reason: ``cowork.contract.end.reason`` record or its id
        :param note: text kept with the reason
        :returns: True
        :raises AccessError: for anybody else
        :raises UserError: when a proposal was answered already or is too old
        """
        renewals = self._get_answerable()
        # sudo: members do not read end reasons; only which one was meant is looked up.
        contracts = self.env["cowork.contract"].sudo()
        reason = contracts._to_record("cowork.contract.end.reason", reason)
        note = contracts._to_note(note)
        for renewal in renewals:
            renewal._require_in_time()
        renewals._close("declined")
        renewals.contract_id._end_unrenewed(reason, note)
        return True

    def _get_answerable(self):
        """:returns: the proposals, with the rights that answering them takes
        :raises AccessError: when they are neither the user's to run nor to pay"""
        self.check_access("read")
        # sudo: asks whether the user may; the rights are found out on the contracts.
        contracts = self.sudo().contract_id.with_env(self.env)
        return self.with_env(contracts._get_answerable().env)

    def _get_offer(self):
        """:returns: what is proposed, in a form that tells two offers apart"""
        self.ensure_one()
        prices = [f"{line.line_id.id}:{line.price_unit}" for line in self.line_ids]
        return " ".join([f"{self.id}", f"{self.new_date_end}", *prices])

    def _get_offer_sentences(self):
        """:returns: what is proposed, and what follows without an answer"""
        self.ensure_one()
        days = {
            "end": format_date(self.env, self.date_end),
            "start": format_date(self.env, self.date_start),
            "new_end": format_date(self.env, self.new_date_end),
            "answer": format_date(self.env, self.valid_until),
        }
        return (
            self.env._(
                "Your membership ends on %(end)s. We propose a new term from %(start)s"
                " to %(new_end)s.",
                **days,
            ),
            self.env._(
                "Prices are per billing period, before discount and tax. Please answer"
                " until %(answer)s; without an answer your membership ends on %(end)s.",
                **days,
            ),
        )

    def _require_in_time(self):
        self._require_open()
        contract = self.contract_id
        today = contract.location_id._today()
        if self.date_end != contract.date_end or self.valid_until < today:
            raise UserError(
                self.env._(
                    "The renewal %(renewal)s was to be answered until %(day)s.",
                    renewal=self.display_name,
                    day=format_date(self.env, self.valid_until),
                )
            )

    def _close(self, state):
        """Give proposals their last state, and clear the to-do lists."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for contracts_today, renewals in self.grouped(
            lambda renewal: renewal.contract_id.location_id._today()
        ).items():
            # sudo: the answer is recorded by whoever was allowed to give it.
            renewals.sudo()._by_action().write(
                {
                    "state": state,
                    "answered_on": contracts_today,
                    "answered_by_id": self.env.uid,
                }
            )
        # sudo: the to-do stands in a colleague's list.
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])
        self.contract_id._message_log_batch(
            bodies={
                renewal.contract_id.id: self.env._(
                    "Renewal until %(day)s: %(state)s.",
                    day=format_date(self.env, renewal.new_date_end),
                    state=labels[state],
                )
                for renewal in self
            }
        )

    def _apply(self):
        """Renew one contract as proposed."""
        self.ensure_one()
        contract = self.contract_id
        self.line_ids._apply_prices(self.date_start, contract.renewal_increase)
        if contract.renewal_months != self.months:
            contract.renewal_months = self.months
        contract.action_renew()

    # The calendar ----------------------------------------------------------------

    @api.model
    def _get_overdue(self):
        """:returns: open proposals whose last day to answer has passed"""
        today = fields.Date.context_today(self.with_context(tz="UTC"))
        # No time zone is more than a day away from UTC.
        found = self.search([("state", "=", "open"), ("valid_until", "<=", today)])
        days = {place: place._today() for place in found.location_id}
        return found.filtered(lambda r: r.valid_until < days[r.location_id])
