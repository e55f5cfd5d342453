from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from .cowork_deposit_booking import Movement

#: what whoever asks may write
ASKED = frozenset({"deposit_id", "amount", "reason", "attachment_ids"})


class CoworkDepositForfeiture(models.Model):
    """A request that a member loses a deposit, and what another manager said to it."""

    _name = "cowork.deposit.forfeiture"
    _description = "Deposit Forfeiture"
    _inherit = ["cowork.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_name = "deposit_id"
    _check_company_auto = True
    _allow_sudo_commands = False
    _protected_fields = frozenset(
        {"state", "requested_by", "decided_by", "decided_on", "entry_id"}
    )
    _owner_fields = frozenset({"deposit_id"})

    deposit_id = fields.Many2one(
        "cowork.deposit", required=True, index=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(related="deposit_id.contract_id", store=True)
    partner_id = fields.Many2one(related="deposit_id.partner_id", store=True)
    company_id = fields.Many2one(
        related="deposit_id.company_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        related="deposit_id.location_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="deposit_id.currency_id")
    in_hand = fields.Monetary(related="deposit_id.amount_in_hand")
    amount = fields.Monetary(required=True, tracking=True)
    reason = fields.Text(required=True, tracking=True)
    attachment_ids = fields.Many2many("ir.attachment", string="Evidence")
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("approved", "Approved"),
            ("refused", "Refused"),
        ],
        default="requested",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    requested_by = fields.Many2one(
        "res.users",
        default=lambda self: self.env.user,
        required=True,
        readonly=True,
        copy=False,
    )
    decided_by = fields.Many2one("res.users", readonly=True, copy=False)
    decided_on = fields.Datetime(readonly=True, copy=False)
    entry_id = fields.Many2one(
        "cowork.deposit.entry", readonly=True, copy=False, index="btree_not_null"
    )

    _amount_positive = models.Constraint(
        "CHECK (amount > 0 AND amount < 1000000000000)",
        "What is forfeited must be a positive amount.",
    )
    _open_uniq = models.UniqueIndex(
        "(deposit_id) WHERE state = 'requested'",
        "Somebody has asked for this deposit already: decide on that first.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        requests = super().create(vals_list)
        for request in requests:
            request.deposit_id._check_in_hand(request.amount)
        return requests

    def write(self, vals):
        if ASKED & vals.keys() and self.filtered(lambda r: r.state != "requested"):
            raise UserError(
                self.env._("This was decided already. Make a new request instead.")
            )
        result = super().write(vals)
        if ASKED & vals.keys():
            # Who changes a request asks for it: somebody else has to approve it.
            changed = self.filtered(lambda r: r.requested_by != self.env.user)
            changed._by_action().write({"requested_by": self.env.uid})
        if "amount" in vals:
            for request in self:
                request.deposit_id._check_in_hand(request.amount)
        return result

    def action_approve(self):
        """Let the member lose the deposit: it is booked as income.

        :returns: True
        :raises AccessError: for who asked, and for others than billing managers
        :raises UserError: when it was decided already or less is in hand by now
        """
        for request in self:
            request._decide("approved")
            request._by_action().entry_id = request._forfeit()
        return True

    def action_refuse(self):
        """Leave the deposit with the member.

        :returns: True
        :raises AccessError: for others than billing managers
        :raises UserError: when it was decided already
        """
        for request in self:
            request._decide("refused")
        return True

    def _decide(self, state):
        self.ensure_one()
        self.check_access("write")
        self.deposit_id._check_manager()
        # Two managers at once: the second one sees what the first decided.
        self.deposit_id._lock()
        self.invalidate_recordset(["state"])
        if state == "approved" and self.requested_by == self.env.user:
            raise AccessError(
                self.env._(
                    "You asked for this yourself: another manager has to approve it."
                )
            )
        if self.state != "requested":
            raise UserError(self.env._("This was decided already."))
        self._by_action().write(
            {
                "state": state,
                "decided_by": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )

    def _forfeit(self):
        """:returns: the entry (sudo) of what the member lost"""
        self.ensure_one()
        deposit = self.deposit_id
        deposit._check_in_hand(self.amount)
        # sudo: a setting of the company.
        account = deposit.company_id.sudo()._get_cowork_result_account(
            "cowork_deposit_forfeit_account_id"
        )
        move = deposit._book(
            "forfeited",
            [
                Movement(
                    deposit,
                    -self.amount,
                    {
                        "account_id": account.id,
                        "analytic_distribution": deposit._get_distribution(),
                        "tax_ids": [Command.clear()],
                    },
                    {
                        "reason": self.reason,
                        "attachment_ids": [
                            Command.set(deposit._keep_evidence(self.attachment_ids).ids)
                        ],
                        "approved_by": self.env.uid,
                        "origin_model": self._name,
                        "origin_id": self.id,
                        "origin_name": self.display_name,
                    },
                )
            ],
            deposit.location_id._today(),
            self.env._("Deposit of %s forfeited", deposit.contract_id.name),
        )
        # sudo: the ledger of deposits, read back for the link.
        return (
            self.env["cowork.deposit.entry"]
            .sudo()
            .search([("move_id", "=", move.id), ("deposit_id", "=", deposit.id)])
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_approved(self):
        if self.filtered(lambda request: request.state == "approved"):
            raise UserError(
                self.env._("What was approved stays: it is the reason of an entry.")
            )
