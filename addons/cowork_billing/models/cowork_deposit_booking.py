from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.fields import Command

from odoo.addons.cowork_members.models.cowork_contract import LIVE_STATES


class Movement(NamedTuple):
    """One deposit to book: ``amount`` is what its debt grows by, ``other`` are values
    of the journal item on the other side, None where another movement is that."""

    deposit: models.Model
    amount: float
    other: dict | None
    entry: dict


class CoworkDeposit(models.Model):
    """Journal entries of deposits that no invoice makes."""

    _inherit = "cowork.deposit"

    def _check_manager(self):
        """:raises AccessError: for others than billing managers"""
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(
            "cowork_billing.group_manager"
        ):
            raise AccessError(
                self.env._("Only a manager of billing moves what members have paid in.")
            )

    def _lock(self):
        """Take from a deposit one after the other: each sees what is left.

        :raises UserError: when somebody else is at work on it
        """
        self.ensure_one()
        try:
            # sudo: the row is only locked; who may take from it was checked.
            self.sudo().lock_for_update(allow_referencing=True)
        except LockError:
            raise UserError(
                self.env._(
                    "Somebody else is booking on %s right now. Look again in a moment.",
                    self.display_name,
                )
            ) from None
        self.invalidate_recordset(["amount_in_hand"])

    def _check_in_hand(self, amount):
        """:raises UserError: when there is less in hand than is to be taken"""
        self.ensure_one()
        compare = self.currency_id.compare_amounts
        if compare(amount, 0) <= 0 or compare(amount, self.amount_in_hand) > 0:
            raise UserError(
                self.env._(
                    "%(deposit)s has %(in_hand)s in hand: enter an amount above 0 and"
                    " not above that.",
                    deposit=self.display_name,
                    in_hand=self.currency_id.format(self.amount_in_hand),
                )
            )

    def _keep_evidence(self, attachments):
        """:param attachments: ``ir.attachment`` the user may read
        :returns: copies (sudo) that belong to this deposit: nobody takes back later
            what proved something"""
        self.ensure_one()
        attachments.check_access("read")
        # sudo: nobody may write a deposit; that the user may read these was checked.
        kept = attachments.sudo().browse()
        for attachment in attachments.sudo():
            owner = {"res_model": self._name, "res_id": self.id, "res_field": False}
            kept |= attachment.copy(owner)
        return kept

    def _get_account(self):
        """:returns: the account that this deposit stands on"""
        self.ensure_one()
        posted = self.entry_ids.filtered(
            lambda entry: entry.is_posted and entry._is_in_ledger() and entry.account_id
        )
        return posted[-1:].account_id or (self.company_id._get_cowork_deposit_account())

    @api.model
    def _book(self, kind, movements, day, text):
        """Post one journal entry over any number of deposits of one company, and enter
        it into them.

        :param kind: kind of the entries
        :param movements: list of :class:`Movement`
        :param day: when it happened; booked on the first day from then on that is open
        :param text: what the journal entry says
        :returns: the posted ``account.move`` (sudo)
        """
        company = movements[0].deposit.company_id
        # sudo: who may do this was checked by the caller; it is booked as decided.
        moves = self.env["account.move"].sudo().with_company(company)
        journal = company.sudo()._get_cowork_general_journal()
        day = company.sudo()._get_cowork_open_day(day, journal, False)
        items, positions = [], []
        for movement in movements:
            positions.append(len(items))
            items += movement.deposit._prepare_items(movement, day, text)
        move = moves.create(
            {
                "journal_id": journal.id,
                "date": day,
                "ref": text,
                "line_ids": [Command.create(item) for item in items],
            }
        )
        lines = move.line_ids.sorted("id")
        move._post(soft=False)
        self.env["cowork.deposit.entry"]._record(
            [
                self._prepare_entry(
                    movement.deposit, lines[at], kind, movement.amount, **movement.entry
                )
                for movement, at in zip(movements, positions, strict=True)
            ]
        )
        return move

    def _prepare_items(self, movement, day, text):
        """:returns: list of values of journal items, the deposit's own first"""
        self.ensure_one()
        company = self.company_id
        balance = self.currency_id._convert(
            movement.amount, company.currency_id, company, day
        )
        common = {
            "partner_id": self.partner_id.commercial_partner_id.id,
            "currency_id": self.currency_id.id,
            "name": text,
        }
        own = {
            **common,
            "account_id": self._get_account().id,
            "amount_currency": -movement.amount,
            "balance": -balance,
            "cowork_deposit_id": self.id,
        }
        if movement.other is None:
            return [own]
        other = {
            **common,
            "amount_currency": movement.amount,
            "balance": balance,
            **movement.other,
        }
        return [own, other]

    def _get_distribution(self):
        """:returns: analytic distribution to the deposit's location"""
        # sudo: staff need not be allowed to keep analytic accounts.
        account = self.location_id.sudo().analytic_account_id
        return {str(account.id): 100} if account else False

    # Drawing --------------------------------------------------------------------------

    def _draw(self, amount, invoices, reason, evidence, **origin):
        """Pay open invoices of the member from the deposit.

        :param amount: in the deposit's currency
        :param invoices: ``account.move``, posted and not paid
        :param reason: text
        :param evidence: ``ir.attachment``, at least one
        :param origin: ``origin_model``, ``origin_id``, ``origin_name``, ``to_top_up``
        :returns: the posted ``account.move`` (sudo)
        """
        self.ensure_one()
        self._check_in_hand(amount)
        # sudo: who may draw was checked; the ledger is matched as decided.
        due = invoices.sudo()._get_cowork_due_items()
        if len(due.account_id) != 1:
            raise UserError(
                self.env._(
                    "Choose invoices that are not paid yet and stand on one receivable"
                    " account."
                )
            )
        move = self._book(
            "drawn",
            [
                Movement(
                    self,
                    -amount,
                    {"account_id": due.account_id.id},
                    {
                        "reason": reason,
                        "attachment_ids": [
                            Command.set(self._keep_evidence(evidence).ids)
                        ],
                        **origin,
                    },
                )
            ],
            self.location_id._today(),
            self.env._("Drawn on the deposit of %s", self.contract_id.name),
        )
        paid = move.line_ids.filtered(lambda line: line.account_id == due.account_id)
        (paid | due).reconcile()
        if origin.get("to_top_up"):
            self.contract_id._bill_from_scratch()
        return move

    # To another contract --------------------------------------------------------------

    def _transfer(self, contract, amount):
        """Move a deposit to another contract of the same member.

        :param contract: ``cowork.contract``
        :param amount: in the currency of both
        :returns: the posted ``account.move`` (sudo)
        """
        self.ensure_one()
        self._check_in_hand(amount)
        if (
            contract == self.contract_id
            or contract.company_id != self.company_id
            or contract.currency_id != self.currency_id
            or contract.partner_id.commercial_partner_id
            != self.partner_id.commercial_partner_id
            or contract.state not in LIVE_STATES
        ):
            raise UserError(
                self.env._(
                    "A deposit can be moved to another running contract of the same"
                    " member, company and currency only."
                )
            )
        target = self._of(contract)[contract.id]
        text = self.env._(
            "Deposit moved from %(old)s to %(new)s",
            old=self.contract_id.name,
            new=contract.name,
        )
        move = self._book(
            "transferred",
            [
                Movement(self, -amount, None, {"reason": text}),
                Movement(target, amount, None, {"reason": text}),
            ],
            self.location_id._today(),
            text,
        )
        (self.contract_id | contract)._bill_from_scratch()
        return move
