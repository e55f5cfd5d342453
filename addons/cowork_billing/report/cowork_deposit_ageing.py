from odoo import api, fields, models
from odoo.tools import SQL


class CoworkDepositAgeing(models.Model):
    """How long deposits have been waiting: for payment, or to be given back.

    One row per charge that is not paid, by its due date; one per contract that has
    ended and still holds something, by its last day; one per deposit in hand, by the
    day the contract began.
    """

    _name = "cowork.deposit.ageing"
    _description = "Ageing of Deposits"
    _auto = False
    _order = "situation, date, id"
    _rec_name = "deposit_id"
    _depends = {
        "cowork.deposit": [
            "amount_in_hand",
            "company_id",
            "contract_id",
            "currency_id",
            "location_id",
            "partner_id",
        ],
        "cowork.deposit.entry": ["amount", "is_posted", "kind", "move_line_id"],
        "cowork.contract": ["date_end", "date_start", "state"],
        "account.move": ["invoice_date_due"],
    }

    deposit_id = fields.Many2one("cowork.deposit", readonly=True)
    contract_id = fields.Many2one("cowork.contract", readonly=True)
    partner_id = fields.Many2one("res.partner", "Member", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    location_id = fields.Many2one("cowork.location", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", readonly=True)
    situation = fields.Selection(
        [
            ("1_unpaid", "Not received"),
            ("2_ended", "To give back"),
            ("3_held", "In hand"),
        ],
        readonly=True,
    )
    date = fields.Date("Since", readonly=True)
    days = fields.Integer(readonly=True, aggregator="max")
    bucket = fields.Selection(
        [
            ("0_current", "Not due"),
            ("1_30", "1–30 days"),
            ("2_60", "31–60 days"),
            ("3_90", "61–90 days"),
            ("4_older", "Over 90 days"),
        ],
        "Age",
        readonly=True,
    )
    amount = fields.Monetary(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT row_number() OVER (ORDER BY part.situation, part.deposit_id, move_id)
                       AS id,
                   part.*,
                   deposit.contract_id, deposit.partner_id, deposit.company_id,
                   deposit.location_id, deposit.currency_id,
                   CASE WHEN part.days <= 0 THEN '0_current'
                        WHEN part.days <= 30 THEN '1_30'
                        WHEN part.days <= 60 THEN '2_60'
                        WHEN part.days <= 90 THEN '3_90'
                        ELSE '4_older' END AS bucket
              FROM (%(unpaid)s UNION ALL %(in_hand)s) AS part
              JOIN cowork_deposit deposit ON deposit.id = part.deposit_id
            """,
            unpaid=self._get_unpaid_query(),
            in_hand=self._get_in_hand_query(),
        )

    @api.model
    def _get_unpaid_query(self):
        """:returns: query with what is not paid of every charge"""
        return SQL(
            """
            SELECT entry.deposit_id,
                   move.id AS move_id,
                   '1_unpaid' AS situation,
                   move.invoice_date_due AS date,
                   %(today)s::date - move.invoice_date_due AS days,
                   SUM(
                       entry.amount * CASE entry.kind WHEN 'received' THEN -1 ELSE 1 END
                   ) AS amount
              FROM cowork_deposit_entry entry
              JOIN account_move_line item ON item.id = entry.move_line_id
              JOIN account_move move ON move.id = item.move_id
             WHERE entry.is_posted
               AND move.move_type = 'out_invoice'
               AND entry.kind IN ('charged', 'topped_up', 'received')
          GROUP BY entry.deposit_id, move.id
            HAVING ABS(SUM(
                       entry.amount * CASE entry.kind WHEN 'received' THEN -1 ELSE 1 END
                   )) > 0.00001
            """,
            today=fields.Date.context_today(self),
        )

    @api.model
    def _get_in_hand_query(self):
        """:returns: query with what is in hand, of contracts that run or have ended"""
        return SQL(
            """
            SELECT deposit.id AS deposit_id,
                   NULL::int AS move_id,
                   CASE WHEN contract.state IN ('ended', 'cancelled')
                        THEN '2_ended' ELSE '3_held' END AS situation,
                   day.since AS date,
                   %(today)s::date - day.since AS days,
                   deposit.amount_in_hand AS amount
              FROM cowork_deposit deposit
              JOIN cowork_contract contract ON contract.id = deposit.contract_id
        CROSS JOIN LATERAL (
                       SELECT CASE WHEN contract.state IN ('ended', 'cancelled')
                                   THEN COALESCE(contract.date_end, contract.date_start)
                                   ELSE contract.date_start END AS since
                   ) AS day
             WHERE deposit.amount_in_hand > 0
            """,
            today=fields.Date.context_today(self),
        )

    def action_open_deposit(self):
        """:returns: the window action with the deposit of this row"""
        self.ensure_one()
        return self.deposit_id.get_formview_action()
