from odoo import fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import format_date

from .fee_taxes import FeeTaxes


class CoworkSettlement(models.Model):
    """From the figures that were shown to the books: all of it, or nothing."""

    _inherit = "cowork.settlement"

    # Who agrees -----------------------------------------------------------------------

    def action_refresh(self):
        """Compute the figures anew.

        :returns: True
        :raises UserError: when the settlement is more than a draft
        """
        self.check_access("write")
        self._check_draft()
        self._refresh()
        return True

    def action_submit(self):
        """Hand a draft in for approval; where none is needed it is approved at once.

        :returns: True
        :raises UserError: when it is no draft, has no evidence of a damage, or the
            contract cannot be billed
        """
        self.check_access("write")
        self._check_draft()
        self._refresh()
        for settlement in self:
            settlement._check_complete()
            needed = settlement.needs_approval
            settlement._by_action().write(
                {
                    "state": "submitted" if needed else "approved",
                    "submitted_by": self.env.uid,
                    "approved_by": False,
                }
            )
        return True

    def _check_complete(self):
        """:raises UserError: when something is missing to settle the account"""
        self.ensure_one()
        # sudo: who prepares a settlement need not be able to read invoices.
        self = self.sudo()
        if self.error:
            raise UserError(self.error)
        bare = self.damage_ids.filtered(lambda damage: not damage.attachment_ids)
        if bare:
            raise UserError(
                self.env._(
                    "Attach what proves it to “%s”: a photo, a report, the work order.",
                    bare[0].name,
                )
            )
        barred = self.damage_ids.product_id.filtered(lambda p: not p.cowork_is_charge)
        if barred:
            raise UserError(
                self.env._(
                    "“%s” is not among what members are charged once. Choose another"
                    " product, or allow it there.",
                    barred[0].display_name,
                )
            )
        member = self.partner_id.commercial_partner_id
        for move in self.invoice_ids:
            if (
                move.state != "posted"
                or move.commercial_partner_id != member
                or move.currency_id != self.currency_id
                or move.move_type not in ("out_invoice", "out_refund")
            ):
                raise UserError(
                    self.env._(
                        "%s cannot be settled here: it is no posted invoice of the"
                        " member in the contract's currency. Take it off the list.",
                        move.display_name,
                    )
                )

    def action_approve(self):
        """Agree to what somebody else submitted.

        :returns: True
        :raises AccessError: for who submitted it, and others than billing managers
        :raises UserError: when it was not submitted
        """
        self._check_manager()
        for settlement in self:
            if settlement.state != "submitted":
                raise UserError(
                    self.env._("%s does not wait for approval.", settlement.name)
                )
            if settlement.submitted_by == self.env.user:
                raise AccessError(
                    self.env._(
                        "You submitted this yourself: somebody else has to approve it."
                    )
                )
            settlement._by_action().write(
                {"state": "approved", "approved_by": self.env.uid}
            )
        return True

    def action_draft(self):
        """Let something be changed; it is approved anew afterwards.

        :returns: True
        :raises UserError: when it is posted
        """
        self.check_access("write")
        if self.filtered(lambda s: s.state not in ("submitted", "approved")):
            raise UserError(self.env._("Only what is not posted yet can be changed."))
        self._by_action().write(
            {"state": "draft", "submitted_by": False, "approved_by": False}
        )
        self._refresh()
        return True

    def action_cancel(self):
        """Give a settlement up that is not posted.

        :returns: True
        :raises UserError: when it is posted
        """
        self.check_access("write")
        if self.filtered(lambda settlement: settlement.state == "posted"):
            raise UserError(
                self.env._(
                    "It is posted: cancel its last invoice under Accounting, which"
                    " reopens the account."
                )
            )
        self._by_action().write({"state": "cancelled"})
        return True

    def _check_manager(self):
        """:raises AccessError: for others than billing managers"""
        self.check_access("write")
        if not self.env.su and not self.env.user.has_group(
            "cowork_billing.group_manager"
        ):
            raise AccessError(
                self.env._("Only a manager of billing approves and posts settlements.")
            )

    # Posting -------------------------------------------------------------------------

    def action_post(self):
        """Make the last bill, set it off against the deposit and unpaid invoices, and
        prepare the payment of what goes back. A second call changes nothing.

        :returns: True
        :raises AccessError: for others than billing managers
        :raises UserError: when it is not approved, the last day is not here yet, or the
            figures are not those that were approved any more
        """
        self._check_manager()
        for settlement in self:
            settlement._lock()
            if settlement.state == "posted":
                continue
            if settlement.state == "draft" and not settlement.needs_approval:
                settlement.action_submit()
            settlement._check_ready()
            # sudo: billing writes the ledger and fee lines, which nobody may do by
            # hand; that the caller may post was checked above.
            settlement.sudo().with_company(settlement.company_id)._settle()
        return True

    def _lock(self):
        """One after the other, and not while a run bills the contract.

        :raises UserError: when somebody else is at work on it
        """
        self.ensure_one()
        try:
            # sudo: the rows are only locked; who may post was checked.
            self.sudo().lock_for_update(allow_referencing=True)
            self.contract_id.sudo().lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(
                self.env._(
                    "%s is being posted, or its contract billed, by somebody else right"
                    " now. Look again in a moment.",
                    self.name,
                )
            ) from None
        self.invalidate_recordset(["state"])

    def _check_ready(self):
        self.ensure_one()
        if self.state != "approved":
            raise UserError(
                self.env._("%s is not approved yet: submit it first.", self.name)
            )
        today = self.location_id._today()
        if min(today, self.date) < self.contract_id.date_end:
            raise UserError(
                self.env._(
                    "%(contract)s runs until %(day)s. Its account is settled on that"
                    " day or later.",
                    contract=self.contract_id.name,
                    day=format_date(self.env, self.contract_id.date_end),
                )
            )
        if self.date > today:
            raise UserError(
                self.env._(
                    "%(day)s has not come yet. Press “Back to Draft” and settle the"
                    " account on today's date, or wait until then.",
                    day=format_date(self.env, self.date),
                )
            )
        self._check_complete()

    def _settle(self):
        """Post what was approved, or raise: nothing of it stays then."""
        account = self._reckon()
        if self.figures != self._get_figures(account):
            raise UserError(
                self.env._(
                    "Something has happened since %s was shown: the figures would be"
                    " others now. Press “Back to Draft”, look at them and submit"
                    " again.",
                    self.name,
                )
            )
        contract = self.contract_id
        contract.deposit_ids._post_interest(self.date)
        # A deposit that waits for an invoice is not asked for any more.
        waiting = self._get_waiting_fees()
        waiting.filtered(lambda fee: fee._is_deposit()).state = "void"
        fees = account.open_fees | self._create_fees(account)
        move = self._bill(fees)
        self._set_off(move)
        self._by_action().write(
            {
                "state": "posted",
                "move_id": move.id,
                "posted_on": fields.Datetime.now(),
                "payment_id": self._prepare_payment(account, move).id,
            }
        )
        contract._by_action().write({"is_settled": True})

    def _create_fees(self, account):
        """:returns: the fee lines (sudo) of what is charged and given back"""
        run = self._get_run()
        vals_list = account.vals + ([account.refund] if account.refund else [])
        if not vals_list:
            return self.env["cowork.fee.line"]
        fees = run._create_fee_lines(vals_list)
        run._settle_usage(account.built, vals_list, fees)
        return fees

    def _get_run(self):
        """A run that is never saved: it lends its way of making invoices.

        A saved one would look like the location's daily run.
        """
        return self.env["cowork.billing.run"].new(
            {"date": self.date, "company_id": self.company_id.id}
        )

    def _bill(self, fees):
        """:returns: the posted document of the last bill; empty where there is nothing
        to put on one"""
        run = self._get_run()
        written = run._draft(fees)
        moves = self.env["cowork.invoice.writer"]._post_invoices(written.moves)
        fees.invalidate_recordset(["run_id"])
        moves.invalidate_recordset(["cowork_run_id"])
        self._check_posted(moves, fees)
        for move in moves.filtered(lambda each: each.date != self.date):
            self.message_post(
                body=self.env._(
                    "%(invoice)s was posted on %(date)s, because the books are locked"
                    " for the day of the settlement.",
                    invoice=move.name,
                    date=format_date(self.env, move.date),
                )
            )
        return moves

    def _check_posted(self, moves, fees):
        """:raises UserError: when the document does not say what was shown"""
        shown = FeeTaxes(self.env).get_total(fees)
        posted = sum(
            move.amount_total * (-1 if move.move_type == "out_refund" else 1)
            for move in moves
        )
        if self.currency_id.compare_amounts(posted, shown):
            raise UserError(
                self.env._(
                    "The last invoice would say %(posted)s where %(shown)s was shown."
                    " Check the taxes of its products.",
                    posted=posted,
                    shown=shown,
                )
            )

    def _set_off(self, move):
        """Match the last bill with the unpaid invoices."""
        due = (move | self.invoice_ids)._get_cowork_due_items()
        for items in due.grouped("account_id").values():
            items.reconcile()

    def _prepare_payment(self, account, move):
        """:returns: the draft of the payment that pays out what is left"""
        payments = self.env["account.payment"]
        if account.settled.final >= 0:
            return payments
        journal = self.payment_journal_id or self._get_payment_journal()
        if not journal:
            self.message_post(
                body=self.env._(
                    "There is no bank or cash journal to pay from: make the payment of"
                    " %s yourself.",
                    self.currency_id.format(self.amount_to_pay),
                )
            )
            return payments
        return payments.create(
            {
                "payment_type": "outbound",
                "partner_type": "customer",
                "partner_id": move.partner_id.id or self.partner_id.id,
                "amount": float(-account.settled.final),
                "currency_id": self.currency_id.id,
                "journal_id": journal.id,
                "date": self.date,
                "memo": self.name,
                "cowork_settlement_id": self.id,
            }
        )

    def _get_payment_journal(self):
        """:returns: the company's first journal that money can be paid from"""
        journals = self.env["account.journal"]
        return journals.search(
            [
                *journals._check_company_domain(self.company_id),
                ("type", "in", ("bank", "cash")),
                ("outbound_payment_method_line_ids", "!=", False),
            ],
            limit=1,
        )

    def _reopen(self):
        """The last invoice was cancelled: the account is open again."""
        for settlement in self:
            contract = settlement.contract_id
            refunds = contract.fee_line_ids.filtered(
                lambda fee: fee.kind == "deposit_refund" and fee.state == "open"
            )
            refunds.state = "void"
            settlement.payment_id.filtered(lambda p: p.state == "draft").unlink()
            settlement._by_action().state = "cancelled"
            contract._by_action().is_settled = False
            contract._bill_from_scratch()
