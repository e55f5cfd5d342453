from psycopg2 import IntegrityError

from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from .cowork_contract import LIVE_STATES
from .cowork_contract_leaving import MOVE_OUT_NOTICE_DAYS

RUNNING = ("active", "suspended")


class CoworkContract(models.Model):
    """Contracts whose renewal is proposed ahead of the end of their term."""

    _inherit = "cowork.contract"

    renewal_proposal_days = fields.Integer(
        "Propose (days before the end)",
        compute="_compute_renewal_proposal_days",
        store=True,
        readonly=False,
    )
    renewal_ids = fields.One2many(
        "cowork.contract.renewal", "contract_id", "Renewal Proposals", copy=False
    )
    renewal_count = fields.Integer(
        compute="_compute_renewal_count", groups="base.group_user"
    )
    open_renewal_id = fields.Many2one(
        "cowork.contract.renewal", compute="_compute_open_renewal_id"
    )
    proposal_due = fields.Date(
        compute="_compute_proposal_due",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
        help="The day on which a renewal is to be proposed. Empty when there is none to"
        " propose, or one was for this end.",
    )
    proposal_error = fields.Char(
        "Proposal Problem",
        readonly=True,
        copy=False,
        groups="base.group_user",
        help="Why no renewal could be proposed.",
    )

    _proposal_days_sane = models.Constraint(
        "CHECK (renewal_proposal_days BETWEEN 0 AND 730)",
        "A renewal is proposed at most 730 days before the end.",
    )

    @api.depends("line_ids.plan_id")
    def _compute_renewal_proposal_days(self):
        for contract in self:
            if contract._origin.state not in (False, "draft"):
                contract.renewal_proposal_days = contract.renewal_proposal_days or 60
                continue
            days = contract.line_ids.plan_id.mapped("renewal_proposal_days")
            contract.renewal_proposal_days = max(days, default=60)

    @api.depends("renewal_ids")
    def _compute_renewal_count(self):
        for contract in self:
            contract.renewal_count = len(contract.renewal_ids)

    def action_view_renewals(self):
        """:returns: the window action with the renewals proposed for this contract"""
        self.ensure_one()
        return self._get_related_action(
            "cowork_members.action_cowork_contract_renewal", self.renewal_ids
        )

    @api.depends("renewal_ids.state")
    def _compute_open_renewal_id(self):
        for contract in self:
            contract.open_renewal_id = contract.renewal_ids.filtered(
                lambda renewal: renewal.state == "open"
            )[:1]

    @api.depends(
        "state",
        "date_end",
        "renewal_mode",
        "renewal_proposal_days",
        "is_leaving",
        "renewal_ids.state",
        "renewal_ids.date_end",
    )
    def _compute_proposal_due(self):
        for contract in self:
            end = contract.date_end
            wanted = (
                contract.state in RUNNING
                and contract.renewal_mode == "proposal"
                and not contract.is_leaving
                and end
                and not contract.renewal_ids.filtered(
                    lambda r, end=end: r.date_end == end and r.state != "cancelled"
                )
            )
            contract.proposal_due = wanted and fields.Date.subtract(
                end, days=contract.renewal_proposal_days
            )

    # Proposing -------------------------------------------------------------------

    def action_propose_renewal(self):
        """Propose the renewal now: prices and term can be changed until the member
        answers.

        :returns: True
        :raises UserError: when a contract does not renew by proposal, has no end, or
            one was proposed already
        """
        self.check_access("write")
        self._require_state(RUNNING, self.env._("Propose renewal"))
        for contract in self:
            # sudo: the day is kept from nobody who may write the contract.
            if not contract.sudo().proposal_due:
                raise UserError(
                    self.env._(
                        "%s: there is no renewal to propose. Its renewal must be “By"
                        " proposal” with a last day, nobody may have given notice, and"
                        " one proposal is made for each end.",
                        contract.display_name,
                    )
                )
        if not self._propose():
            raise UserError(
                self.env._("No plan goes on after the end: there is nothing to renew.")
            )
        return True

    def _propose(self):
        """Make the proposals, send them and put them into the to-do lists.

        :returns: ``cowork.contract.renewal``"""
        lines = self._get_renewed_lines().grouped("contract_id")
        # sudo: proposals are made by the product alone, for whoever may ask for them.
        renewals = (
            self.env["cowork.contract.renewal"]
            .sudo()
            ._by_action()
            .create(
                [
                    contract._prepare_renewal(lines[contract])
                    for contract in self
                    if contract in lines
                ]
            )
            .with_env(self.env)
        )
        renewals.sudo()._schedule()
        renewals._send()
        self._message_log_batch(
            bodies={
                renewal.contract_id.id: self.env._(
                    "Renewal until %(day)s proposed, to be answered until %(until)s.",
                    day=format_date(self.env, renewal.new_date_end),
                    until=format_date(self.env, renewal.valid_until),
                )
                for renewal in renewals.sudo()
            }
        )
        return renewals

    def _prepare_renewal(self, lines):
        """:param lines: the lines that go on
        :returns: values of the proposal for one contract"""
        self.ensure_one()
        end, today = self.date_end, self.location_id._today()
        day = fields.Date.add(end, days=1)
        # In time for the move-out to be prepared when the answer is no.
        until = fields.Date.subtract(end, days=MOVE_OUT_NOTICE_DAYS)
        prices = []
        for line in lines:
            price = line._get_price_on(day)
            vals = {"line_id": line.id, "price_before": price}
            if day in line.price_step_ids.mapped("date_start"):
                # What was agreed for that day stands.
                vals["price_unit"] = price
            prices.append(Command.create(vals))
        return {
            "contract_id": self.id,
            "date_end": end,
            "months": self.renewal_months,
            "increase": self.renewal_increase,
            "valid_until": until if until > today else end,
            "line_ids": prices,
        }

    # The cron --------------------------------------------------------------------

    @api.model
    def _cron_propose_renewals(self, limit=200):
        """Propose the renewals that are due, and close those nobody answered."""
        cron = self.env["ir.cron"]
        overdue = self.env["cowork.contract.renewal"]._get_overdue()
        today = fields.Date.context_today(self.with_context(tz="UTC"))
        # No time zone is more than a day away from UTC.
        due = self.search(
            Domain("state", "in", RUNNING)
            & Domain("proposal_due", "<=", fields.Date.add(today, days=1))
        )
        cron._commit_progress(remaining=len(overdue.contract_id) + len(due))
        late = overdue.contract_id
        for contracts, work in ((late, "_expire_renewals"), (due, "_propose_due")):
            for start in range(0, len(contracts), limit):
                batch = contracts[start : start + limit]
                batch.try_lock_for_update()._do_safely(work)
                if not cron._commit_progress(len(batch)):
                    return

    def _expire_renewals(self):
        """Close what nobody answered in time; the contracts end."""
        overdue = self.renewal_ids.filtered(
            lambda renewal: renewal.state == "open"
            and renewal.valid_until < renewal.contract_id.location_id._today()
        )
        overdue._close("expired")
        overdue.contract_id._end_unrenewed()

    def _propose_due(self):
        """Propose what is due by the calendar of each location."""
        self.filtered(
            lambda c: c.proposal_due
            and c.proposal_due <= c.location_id._today() <= c.date_end
        )._propose()

    def _do_safely(self, work):
        """Do something for all contracts; one that fails does not stop the others."""
        try:
            with self.env.cr.savepoint():
                getattr(self, work)()
        except (UserError, IntegrityError) as error:
            if len(self) > 1:
                for contract in self:
                    contract._do_safely(work)
                return
            message = (
                self._sql_error_to_message(error)
                if isinstance(error, IntegrityError)
                else str(error)
            )
            if message != self.proposal_error:
                self._by_action().write({"proposal_error": message})
                self._message_log(body=message)
            return
        self.filtered("proposal_error")._by_action().write({"proposal_error": False})

    # The answer ------------------------------------------------------------------

    def action_accept_renewal(self):
        """Accept the proposal that is open for this contract. Staff may do so, and the
        member who pays.

        :returns: True
        :raises AccessError: for anybody else
        :raises UserError: when none is open or it is too old
        :raises ValidationError: when a space is let to another contract from then on
        """
        return self._get_answered_renewal().action_accept()

    def action_decline_renewal(self, reason=None, note=None):
        """Decline the proposal that is open for this contract: it ends with its term.
        Staff may do so, and the member who pays.

        :param reason: ``cowork.contract.end.reason`` record or its id
        :param note: text kept with the reason
        :returns: True
        :raises AccessError: for anybody else
        :raises UserError: when none is open or it is too old
        """
        return self._get_answered_renewal().action_decline(reason, note)

    def _get_answered_renewal(self):
        self.ensure_one()
        contract = self._get_answerable()
        if not contract.open_renewal_id:
            raise UserError(
                self.env._("%s: no renewal is proposed.", contract.display_name)
            )
        return contract.open_renewal_id.with_env(self.env)

    def _get_answerable(self):
        """:returns: the contracts, with the rights that a renewal takes
        :raises AccessError: when the user neither runs them nor pays for them"""
        if not self.has_access("write") and self.env.user._is_portal():
            # sudo: a member renews what he or she pays, and nothing else.
            known = self.sudo()
            paid = known.filtered_domain(
                Domain("state", "in", LIVE_STATES)
                & Domain(
                    "partner_id",
                    "child_of",
                    self.env.user.commercial_partner_id.ids,
                )
            )
            if paid == known:
                return known
        self.check_access("write")
        return self

    def _end_unrenewed(self, reason=None, note=None):
        """Let contracts end with their term, as members who leave."""
        reason = reason or self.env.ref(
            "cowork_members.end_reason_not_renewed", raise_if_not_found=False
        )
        if reason:
            unexplained = self.filtered(lambda contract: not contract.end_reason_id)
            unexplained.write({"end_reason_id": reason.id})
        if note:
            self.write({"end_note": note})
        ending = self.filtered(lambda contract: contract.state in LIVE_STATES)
        ending._mark_leaving()
        ending._begin_leaving()

    # What makes a proposal pointless -----------------------------------------------

    def write(self, vals):
        result = super().write(vals)
        if {"date_end", "renewal_mode"} & vals.keys():
            self._drop_stale_renewals()
        return result

    def _drop_stale_renewals(self):
        """Call off open proposals for an end that is none any more."""
        # sudo: a consequence of what the user was allowed to do.
        opened = self.sudo().renewal_ids.filtered(lambda r: r.state == "open")
        stale = opened.filtered(
            lambda r: r.contract_id.date_end != r.date_end
            or r.contract_id.renewal_mode != "proposal"
        )
        if stale:
            stale._close("cancelled")

    def _stop_leaving(self):
        """Whoever stays after all is asked again about the renewal."""
        staying = self.filtered("is_leaving")
        result = super()._stop_leaving()
        # sudo: as above.
        staying.sudo().renewal_ids.filtered(
            lambda r: r.state in ("declined", "expired")
            and r.date_end == r.contract_id.date_end
        )._by_action().write({"state": "cancelled"})
        return result
