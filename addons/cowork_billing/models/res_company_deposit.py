from odoo import fields, models
from odoo.exceptions import UserError


class ResCompany(models.Model):
    """How a company keeps deposits and settles accounts."""

    _inherit = "res.company"

    cowork_deposit_interest_rate = fields.Float(
        "Interest on Deposits (% per year)",
        digits=(5, 3),
        help="0: deposits earn nothing. A location may have a rate of its own.",
    )
    cowork_deposit_interest_from = fields.Date(
        "Interest From",
        default=fields.Date.context_today,
        help="No interest is credited for days before.",
    )
    cowork_deposit_interest_account_id = fields.Many2one(
        "account.account",
        "Interest Account",
        domain=[("account_type", "in", ("expense", "expense_direct_cost"))],
        help="Expense account of the interest that members are credited.",
    )
    cowork_deposit_forfeit_account_id = fields.Many2one(
        "account.account",
        "Forfeiture Account",
        domain=[("account_type", "in", ("income", "income_other"))],
        help="Income account of deposits that members lose.",
    )
    cowork_settlement_approval = fields.Selection(
        [
            ("none", "Not needed"),
            ("amount", "From an amount on"),
            ("always", "Always"),
        ],
        "Second Person for Settlements",
        default="always",
        required=True,
    )
    cowork_settlement_approval_amount = fields.Monetary(
        "Amount",
        help="A settlement that pays out, asks for, or takes from the deposit this much"
        " or more is approved by a second person.",
    )

    _deposit_interest_rate_range = models.Constraint(
        "CHECK (cowork_deposit_interest_rate >= 0"
        " AND cowork_deposit_interest_rate <= 100)",
        "Interest is 0 to 100 percent per year.",
    )

    def _get_cowork_general_journal(self):
        """:returns: the journal that deposits are booked in when no invoice does it
        :raises UserError: when the company has none"""
        self.ensure_one()
        journal = self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(self),
                ("type", "=", "general"),
            ],
            limit=1,
        )
        if not journal:
            raise UserError(
                self.env._(
                    "%s has no journal for miscellaneous entries. Create one under"
                    " Accounting ▸ Configuration ▸ Journals.",
                    self.name,
                )
            )
        return journal

    def _get_cowork_result_account(self, name):
        """:param name: field of the company with the account
        :raises UserError: when it is not set"""
        self.ensure_one()
        account = self[name]
        if not account:
            raise UserError(
                self.env._(
                    "%(company)s has no “%(field)s”. Choose one under Coworking ▸"
                    " Configuration ▸ Settings.",
                    company=self.name,
                    field=self._fields[name]._description_string(self.env),
                )
            )
        return account
