from odoo import api, fields, models
from odoo.tools import SQL

from ..engine.deposit_ledger import HELD_KINDS


class CoworkDepositReconciliation(models.Model):
    """What contracts hold beside what the ledger says, by company, account, currency.

    Asked anew every time it is looked at: it proves the ledger, so it keeps nothing.
    """

    _name = "cowork.deposit.reconciliation"
    _description = "Deposits and Ledger"
    _auto = False
    _order = "is_equal, company_id, account_id, id"
    _rec_name = "account_id"
    # What the query reads: written out before it is asked.
    _depends = {
        "cowork.deposit.entry": [
            "account_id",
            "amount",
            "company_id",
            "currency_id",
            "is_posted",
            "kind",
            "move_line_id",
        ],
        "account.move.line": [
            "account_id",
            "amount_currency",
            "company_id",
            "currency_id",
            "parent_state",
        ],
        "res.company": ["cowork_deposit_account_id"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    account_id = fields.Many2one("account.account", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    held = fields.Monetary(
        "Held by Contracts", readonly=True, help="What all deposits add up to."
    )
    opening = fields.Monetary(
        "Of It Brought In",
        readonly=True,
        help="Held before contracts were kept here: the accountant's opening entry"
        " stands for it in the ledger.",
    )
    ledger = fields.Monetary(
        readonly=True, help="Balance of the account: what it owes members."
    )
    difference = fields.Monetary(
        readonly=True, help="Ledger less contracts: 0 as long as all is well."
    )
    is_equal = fields.Boolean("Equal", readonly=True)
    stray_count = fields.Integer(
        "Stray Items",
        readonly=True,
        help="Posted journal items of the account that belong to no deposit.",
    )
    advice = fields.Char("What to Do", compute="_compute_advice")

    @api.depends("difference", "opening", "stray_count", "is_equal")
    def _compute_advice(self):
        for row in self:
            row.advice = "" if row.is_equal else row._get_advice()

    def _get_advice(self):
        """:returns: what most likely explains the difference, and mends it"""
        missing = self.currency_id.format(-self.difference)
        if not self.currency_id.compare_amounts(self.opening, -self.difference):
            return self.env._(
                "Deposits of %s were brought in without an entry in the ledger: post"
                " the accountant's opening entry on this account.",
                missing,
            )
        if self.stray_count:
            return self.env._(
                "Journal items that belong to no deposit: %s. Open the stray items, and"
                " move them to the account they were meant for.",
                self.stray_count,
            )
        return self.env._(
            "%s of deposits have no journal item: compare the entries with the journal"
            " items.",
            missing,
        )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row_number() OVER (
                       ORDER BY company_id, account_id, both_.currency_id
                   ) AS id,
                   company_id, account_id, both_.currency_id,
                   SUM(held) AS held,
                   SUM(opening) AS opening,
                   SUM(ledger) AS ledger,
                   ROUND(SUM(ledger) - SUM(held), currency.decimal_places)
                       AS difference,
                   ROUND(SUM(ledger) - SUM(held), currency.decimal_places) = 0
                       AS is_equal,
                   SUM(stray)::int AS stray_count
              FROM (%(held)s UNION ALL %(ledger)s) AS both_
              JOIN res_currency currency ON currency.id = both_.currency_id
          GROUP BY company_id, account_id, both_.currency_id, currency.decimal_places
            """,
            held=self._get_held_query(),
            ledger=self._get_ledger_query(),
        )

    @api.model
    def _get_held_query(self):
        """:returns: query with the sum of the deposits by account; what was brought in
        stands on the account that the company has now"""
        return SQL(
            """
            SELECT entry.company_id,
                   COALESCE(entry.account_id, company.cowork_deposit_account_id)
                       AS account_id,
                   entry.currency_id,
                   SUM(entry.amount)::numeric AS held,
                   SUM(entry.amount) FILTER (WHERE entry.kind = 'opening')::numeric
                       AS opening,
                   0::numeric AS ledger,
                   0 AS stray
              FROM cowork_deposit_entry entry
              JOIN res_company company ON company.id = entry.company_id
             WHERE entry.is_posted AND entry.kind IN %(kinds)s
          GROUP BY 1, 2, 3
            """,
            kinds=tuple(sorted(HELD_KINDS)),
        )

    @api.model
    def _get_ledger_query(self):
        """:returns: query with the balance of every account deposits stand on"""
        return SQL(
            """
            SELECT item.company_id, item.account_id, item.currency_id,
                   0::numeric AS held, 0::numeric AS opening,
                   -SUM(item.amount_currency)::numeric AS ledger,
                   COUNT(*) FILTER (WHERE NOT EXISTS (
                       SELECT FROM cowork_deposit_entry entry
                        WHERE entry.move_line_id = item.id
                   ))::int AS stray
              FROM account_move_line item
              JOIN (
                       SELECT id AS company_id, cowork_deposit_account_id AS account_id
                         FROM res_company
                        WHERE cowork_deposit_account_id IS NOT NULL
                        UNION
                       SELECT company_id, account_id
                         FROM cowork_deposit_entry
                        WHERE account_id IS NOT NULL
                   ) AS used
                ON used.company_id = item.company_id
               AND used.account_id = item.account_id
             WHERE item.parent_state = 'posted'
          GROUP BY item.company_id, item.account_id, item.currency_id
            """
        )

    def _open_items(self, name, domain):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "account.move.line",
            "view_mode": "list,form",
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("account_id", "=", self.account_id.id),
                ("currency_id", "=", self.currency_id.id),
                ("parent_state", "=", "posted"),
                *domain,
            ],
            "context": {"create": False},
        }

    def action_view_items(self):
        """:returns: the window action with all journal items of the account"""
        return self._open_items(self.env._("Journal Items"), [])

    def action_view_strays(self):
        """Show what explains a difference.

        :returns: the window action with the journal items that belong to no deposit
        """
        name = self.env._("Journal Items of No Deposit")
        return self._open_items(name, [("cowork_entry_ids", "=", False)])

    def action_view_entries(self):
        """:returns: the window action with the entries of the deposits"""
        self.ensure_one()
        name = self.env._("Deposit Entries")
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "cowork.deposit.entry",
            "view_mode": "list,form",
            "domain": [
                ("company_id", "=", self.company_id.id),
                ("account_id", "in", [self.account_id.id, False]),
                ("currency_id", "=", self.currency_id.id),
                ("is_posted", "=", True),
                ("kind", "in", sorted(HELD_KINDS)),
            ],
        }
