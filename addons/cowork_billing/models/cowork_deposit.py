from decimal import Decimal

from odoo import api, fields, models

from ..engine.deposits import deposit_required
from .cowork_contract_line import decimal

#: column of the deposit to the kinds of entries it adds up, and the sign it shows them
SUMS = {
    "amount_opening": (("opening",), 1),
    "amount_charged": (("charged", "topped_up", "credited"), 1),
    "amount_received": (("received",), 1),
    "amount_interest": (("interest",), 1),
    "amount_transferred": (("transferred",), 1),
    "amount_drawn": (("drawn",), -1),
    "amount_forfeited": (("forfeited",), -1),
    "amount_refunded": (("refunded",), -1),
    "amount_paid_out": (("paid_out",), -1),
}


class CoworkDeposit(models.Model):
    """The deposit of one contract, as its entries add up.

    ``amount_held`` is what the ledger owes the member: everything charged and not given
    back, paid or not. ``amount_in_hand`` is the part that really came in.
    """

    _name = "cowork.deposit"
    _description = "Deposit"
    _inherit = ["cowork.protected.mixin"]
    _order = "contract_id desc, id desc"
    _rec_name = "contract_id"
    _check_company_auto = True
    _allow_sudo_commands = False

    contract_id = fields.Many2one(
        "cowork.contract",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
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
    contract_state = fields.Selection(
        related="contract_id.state", string="Contract State", store=True
    )
    entry_ids = fields.One2many("cowork.deposit.entry", "deposit_id", "Entries")
    forfeiture_ids = fields.One2many("cowork.deposit.forfeiture", "deposit_id")
    amount_due = fields.Monetary(
        "Required",
        compute="_compute_amount_due",
        help="What the plans in force ask for today.",
    )
    amount_opening = fields.Monetary(
        "Brought In",
        compute="_compute_amounts",
        store=True,
        help="Held before the contract was kept here.",
    )
    amount_charged = fields.Monetary(
        "Charged",
        compute="_compute_amounts",
        store=True,
        help="Invoiced, top-ups included, less what credit notes took back.",
    )
    amount_received = fields.Monetary(
        "Received",
        compute="_compute_amounts",
        store=True,
        help="What of it was paid. A payment pays the charges of an invoice first, its"
        " deposits last.",
    )
    amount_interest = fields.Monetary(
        "Interest", compute="_compute_amounts", store=True
    )
    amount_transferred = fields.Monetary(
        "Moved Here",
        compute="_compute_amounts",
        store=True,
        help="From other contracts of the member; negative: to them.",
    )
    amount_drawn = fields.Monetary("Drawn", compute="_compute_amounts", store=True)
    amount_forfeited = fields.Monetary(
        "Forfeited", compute="_compute_amounts", store=True
    )
    amount_refunded = fields.Monetary(
        "Refunded", compute="_compute_amounts", store=True
    )
    amount_paid_out = fields.Monetary(
        "Paid Out",
        compute="_compute_amounts",
        store=True,
        help="What of the refund has been paid.",
    )
    amount_held = fields.Monetary(
        "Held",
        compute="_compute_amounts",
        store=True,
        help="What the ledger owes the member: charged and not given back.",
    )
    amount_in_hand = fields.Monetary(
        "In Hand",
        compute="_compute_amounts",
        store=True,
        help="The part of it that was paid in.",
    )
    amount_unpaid = fields.Monetary(
        "Unpaid",
        compute="_compute_amounts",
        store=True,
        help="Charged, but not paid yet.",
    )
    amount_carried = fields.Monetary(
        compute="_compute_amounts",
        store=True,
        help="Counts as charged beside the charges of this contract: moved here, less"
        " what was drawn and is to be topped up again.",
    )
    state = fields.Selection(
        [
            ("unpaid", "To receive"),
            ("held", "Held"),
            ("refund", "To pay out"),
            ("closed", "Nothing held"),
        ],
        compute="_compute_amounts",
        store=True,
    )
    interest_through = fields.Date(
        readonly=True, help="Interest has been credited up to this day."
    )

    _contract_uniq = models.UniqueIndex(
        "(contract_id)", "A contract has one deposit only."
    )

    @api.model
    def _get_protected_fields(self):
        # A ledger: nothing in it is written by hand.
        return super()._get_protected_fields() | self._fields.keys()

    @api.depends("entry_ids.amount", "entry_ids.is_posted", "entry_ids.to_top_up")
    def _compute_amounts(self):
        sums = self._sum_entries()
        replaced = dict(
            self.env["cowork.deposit.entry"]._read_group(
                [
                    ("deposit_id", "in", self.ids),
                    ("is_posted", "=", True),
                    ("to_top_up", "=", True),
                ],
                ["deposit_id"],
                ["amount:sum"],
            )
        )
        for deposit in self:
            by_kind = sums.get(deposit.id, {})
            values = {
                name: sign * sum(by_kind.get(kind, 0.0) for kind in kinds)
                for name, (kinds, sign) in SUMS.items()
            }
            unpaid = values["amount_charged"] - values["amount_received"]
            paid_out, refunded = values["amount_paid_out"], values["amount_refunded"]
            common = (
                values["amount_opening"]
                + values["amount_interest"]
                + values["amount_transferred"]
                - values["amount_drawn"]
                - values["amount_forfeited"]
            )
            values.update(
                amount_unpaid=unpaid,
                amount_held=common + values["amount_charged"] - refunded,
                amount_in_hand=common + values["amount_received"] - paid_out,
                amount_carried=values["amount_transferred"] + replaced.get(deposit, 0),
            )
            rounded = {
                name: deposit.currency_id.round(amount)
                for name, amount in values.items()
            }
            deposit.update(
                {
                    **rounded,
                    "state": deposit._get_state(
                        rounded["amount_held"],
                        rounded["amount_unpaid"],
                        refunded - paid_out,
                    ),
                }
            )

    def _sum_entries(self):
        """:returns: dict of deposit id to dict of kind to the sum of what counts"""
        sums = {}
        for deposit, kind, amount in self.env["cowork.deposit.entry"]._read_group(
            [("deposit_id", "in", self.ids), ("is_posted", "=", True)],
            ["deposit_id", "kind"],
            ["amount:sum"],
        ):
            sums.setdefault(deposit.id, {})[kind] = amount
        return sums

    def _get_state(self, held, unpaid, to_pay):
        """:param held: what the ledger holds
        :param unpaid: what was charged and not received
        :param to_pay: what was refunded and not paid out"""
        sign = self.currency_id.compare_amounts
        if sign(to_pay, 0) > 0 or sign(unpaid, 0) < 0:
            return "refund"
        if sign(held, 0) <= 0:
            return "closed"
        return "unpaid" if sign(unpaid, 0) > 0 else "held"

    @api.depends(
        "contract_state",
        "contract_id.line_ids.price_unit",
        "contract_id.line_ids.quantity",
        "contract_id.line_ids.deposit_months",
        "contract_id.line_ids.date_start",
        "contract_id.line_ids.date_stop",
        "contract_id.line_ids.is_void",
    )
    def _compute_amount_due(self):
        for deposit in self:
            contract = deposit.contract_id
            if contract.state in ("ended", "cancelled"):
                deposit.amount_due = 0.0
                continue
            day = max(contract.location_id._today(), contract.date_start)
            lines = contract.line_ids.filtered("deposit_months")
            deposit.amount_due = deposit_required(
                [line._to_deposit_line() for line in lines],
                day,
                decimal(deposit.currency_id.rounding or 0.01),
            )

    @api.depends("contract_id")
    def _compute_display_name(self):
        for deposit in self:
            # sudo: the number of a contract, whoever may see its deposit.
            contract = deposit.contract_id.sudo()
            deposit.display_name = self.env._(
                "Deposit %(contract)s · %(member)s",
                contract=contract.name,
                member=contract.partner_id.name,
            )

    # Deposits of contracts ------------------------------------------------------------

    @api.model
    def _of(self, contracts):
        """The deposits of contracts, made where there are none yet.

        :param contracts: ``cowork.contract``
        :returns: dict of contract id to its deposit, as the system may write it
        """
        # sudo: a deposit comes into being with what is charged, whoever charges it.
        ledger = self.env["cowork.deposit"].sudo()._by_action()
        deposits = ledger.search([("contract_id", "in", contracts.ids)])
        missing = contracts - deposits.contract_id.with_env(contracts.env)
        deposits |= ledger.create([{"contract_id": each.id} for each in missing])
        return {deposit.contract_id.id: deposit for deposit in deposits}

    def _get_movements(self):
        """:returns: list of ``(day, Decimal)``: what changed the money in hand"""
        self.ensure_one()
        entries = self.entry_ids.filtered(lambda entry: entry.is_posted)
        return [
            (entry.date, decimal(entry.amount))
            for entry in entries
            if entry._is_in_hand()
        ]

    def _get_in_hand(self, day):
        """:param day: ``date``
        :returns: Decimal: what was in hand at the end of it"""
        return sum(
            (amount for moved, amount in self._get_movements() if moved <= day),
            Decimal(0),
        )

    # Screens --------------------------------------------------------------------------

    def action_view_contract(self):
        """:returns: the window action with the contract of this deposit"""
        self.ensure_one()
        return self.contract_id.get_formview_action()

    def action_view_journal_items(self):
        """:returns: the window action with the journal items behind this deposit"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Journal Items · %s", self.display_name),
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [("id", "in", self.entry_ids.move_line_id.ids)],
            "context": {"create": False},
        }

    def _open_dialog(self, model, name):
        self.ensure_one()
        self._check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": "form",
            "target": "new",
            "context": {"default_deposit_id": self.id},
        }

    def action_draw(self):
        """:returns: the dialog that pays invoices from this deposit
        :raises AccessError: for others than billing managers"""
        return self._open_dialog("cowork.deposit.draw", self.env._("Draw on Deposit"))

    def action_transfer(self):
        """:returns: the dialog that moves this deposit to another contract
        :raises AccessError: for others than billing managers"""
        return self._open_dialog("cowork.deposit.transfer", self.env._("Move Deposit"))
