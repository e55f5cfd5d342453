from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.deposit_ledger import HAND_KINDS, HELD_KINDS

KINDS = [
    ("opening", "Brought in"),
    ("charged", "Charged"),
    ("topped_up", "Topped up"),
    ("credited", "Credited"),
    ("received", "Received"),
    ("interest", "Interest"),
    ("transferred", "Moved"),
    ("drawn", "Drawn"),
    ("forfeited", "Forfeited"),
    ("refunded", "Refunded"),
    ("paid_out", "Paid out"),
]


class CoworkDepositEntry(models.Model):
    """One movement of a deposit, tied to the journal item that posted it.

    Written by the product's own methods alone. An entry counts while its journal item
    is posted; what happened before the contract was kept here has none.
    """

    _name = "cowork.deposit.entry"
    _description = "Deposit Entry"
    _inherit = ["cowork.protected.mixin"]
    _order = "date, id"
    _check_company_auto = True
    _allow_sudo_commands = False

    key = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        help="What happened; the database refuses a second entry of it.",
    )
    deposit_id = fields.Many2one(
        "cowork.deposit", required=True, readonly=True, index=True, ondelete="restrict"
    )
    contract_id = fields.Many2one(
        related="deposit_id.contract_id", store=True, precompute=True, index=True
    )
    partner_id = fields.Many2one(
        related="deposit_id.partner_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="deposit_id.company_id", store=True, precompute=True, index=True
    )
    location_id = fields.Many2one(
        related="deposit_id.location_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(
        related="deposit_id.currency_id", store=True, precompute=True
    )
    kind = fields.Selection(KINDS, required=True, readonly=True)
    date = fields.Date("Day", required=True, readonly=True)
    amount = fields.Monetary(
        required=True,
        readonly=True,
        help="Negative: the member's deposit becomes less, or was paid out.",
    )
    move_line_id = fields.Many2one(
        "account.move.line",
        "Journal Item",
        readonly=True,
        index="btree_not_null",
        ondelete="cascade",
    )
    move_id = fields.Many2one(
        related="move_line_id.move_id", string="Document", store=True, readonly=True
    )
    account_id = fields.Many2one(
        related="move_line_id.account_id", store=True, readonly=True
    )
    is_posted = fields.Boolean(
        "Counts",
        compute="_compute_is_posted",
        store=True,
        precompute=True,
        help="Its journal item is posted.",
    )
    counterpart_id = fields.Many2one(
        "account.move",
        "Paid By",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The last payment, or other document, that settled it.",
    )
    to_top_up = fields.Boolean(
        "To Be Topped Up", readonly=True, help="The next run charges it again."
    )
    reason = fields.Text(readonly=True)
    attachment_ids = fields.Many2many(
        "ir.attachment",
        "cowork_deposit_entry_attachment_rel",
        "entry_id",
        "attachment_id",
        "Evidence",
        readonly=True,
    )
    origin_model = fields.Char(readonly=True)
    origin_id = fields.Many2oneReference(
        "Origin", model_field="origin_model", readonly=True
    )
    origin_name = fields.Char("Because Of", readonly=True)
    approved_by = fields.Many2one("res.users", readonly=True)

    _key_uniq = models.UniqueIndex("(key)", "This entry is in the ledger already.")
    _amount_finite = models.Constraint(
        "CHECK (amount > -1000000000000 AND amount < 1000000000000)",
        "An amount must be a finite number.",
    )
    _move_line_required = models.Constraint(
        "CHECK (kind = 'opening' OR move_line_id IS NOT NULL)",
        "An entry needs the journal item that posted it.",
    )
    _evidence_required = models.Constraint(
        "CHECK (kind NOT IN ('drawn', 'forfeited') OR COALESCE(reason, '') <> '')",
        "What is taken from a deposit needs a reason.",
    )

    @api.model
    def _get_protected_fields(self):
        # A ledger: nothing in it is written by hand.
        return super()._get_protected_fields() | self._fields.keys()

    @api.depends("move_line_id.parent_state")
    def _compute_is_posted(self):
        for entry in self:
            line = entry.move_line_id
            entry.is_posted = not line or line.parent_state == "posted"

    @api.depends("kind", "deposit_id")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            contract = entry.deposit_id.display_name
            entry.display_name = f"{labels.get(entry.kind, '')} · {contract}"

    def _is_in_hand(self):
        """Whether it changes the money that is in hand."""
        return self.kind in HAND_KINDS

    def _is_in_ledger(self):
        """Whether it changes what the ledger owes the member."""
        return self.kind in HELD_KINDS

    @api.model
    def _record(self, vals_list):
        """Write entries, each key once; an amount that became another is corrected
        as long as its document was a draft in between.

        :param vals_list: list of values with ``key``, ``deposit_id``, ``kind``,
            ``date``, ``amount`` and ``move_line_id``
        :returns: the entries, new ones and those that were there
        """
        # sudo: the ledger follows what was posted, whoever posted it.
        ledger = self.sudo()._by_action()
        keys = [vals["key"] for vals in vals_list]
        by_key = {entry.key: entry for entry in ledger.search([("key", "in", keys)])}
        for vals in vals_list:
            entry = by_key.get(vals["key"])
            if entry and entry.currency_id.compare_amounts(
                entry.amount, vals["amount"]
            ):
                entry.write({"amount": vals["amount"], "date": vals["date"]})
        new = [vals for vals in vals_list if vals["key"] not in by_key]
        return ledger.create(new) | ledger.union(*by_key.values())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise UserError(
            self.env._(
                "What happened to a deposit stays. Reverse its journal entry if it was"
                " wrong."
            )
        )

    def action_open_move(self):
        """:returns: the window action that opens the document behind this entry"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "res_id": (self.counterpart_id or self.move_id).id,
            "views": [(False, "form")],
        }

    def action_open_origin(self):
        """:returns: the window action that opens what the entry was made because of
        :raises UserError: when there is nothing, or it is gone
        """
        self.ensure_one()
        model = self.env.get(self.origin_model or "")
        origin = model.browse(self.origin_id).exists() if model is not None else None
        if not origin:
            raise UserError(self.env._("This entry refers to no other document."))
        return origin.get_formview_action()
