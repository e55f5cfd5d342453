from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .posting_batch import PostingBatch

# Account types that money held for others may stand on.
LIABILITIES = ("liability_current", "liability_non_current")


class ResCompany(models.Model):
    _inherit = "res.company"

    cowork_deposit_account_id = fields.Many2one(
        "account.account",
        "Deposit Account",
        domain=[("account_type", "in", LIABILITIES)],
        help="Liability account that holds the members' deposits.",
    )
    cowork_sale_journal_id = fields.Many2one(
        "account.journal",
        "Membership Journal",
        domain="[('type', '=', 'sale')]",
        help="Empty: the first sales journal of the company.",
    )
    cowork_invoice_grouping = fields.Selection(
        [("contract", "One per contract"), ("partner", "One per billing address")],
        "Membership Invoices",
        default="contract",
        required=True,
    )
    cowork_auto_post = fields.Boolean(
        "Post Membership Invoices",
        default=True,
        help="Invoices of a billing run are posted at once, not left as drafts.",
    )
    cowork_auto_send = fields.Boolean(
        "Send Membership Invoices",
        help="Invoices that a run has posted are sent in the background, the way each"
        " member prefers.",
    )
    cowork_finance_user_id = fields.Many2one(
        "res.users",
        "Questions About Charges",
        domain="[('share', '=', False)]",
        help="Who gets a to-do when a member asks about a charge. Empty: who looks"
        " after the contract, else a manager of billing.",
    )

    cowork_usage_billing = fields.Selection(
        [("run", "With every run"), ("month", "When its month is over")],
        "Usage Is Billed",
        default="run",
        required=True,
        help="Up to the day of the run, or only of months that are over. A contract"
        " that has ended is settled by the next run in either case.",
    )

    def _get_cowork_usage_day(self, day, is_over=False):
        """:param day: the run's date
        :param is_over: of a contract that has ended
        :returns: the last day whose usage a run bills"""
        self.ensure_one()
        if is_over or self.cowork_usage_billing == "run":
            return day
        return fields.Date.subtract(fields.Date.start_of(day, "month"), days=1)

    @api.constrains("cowork_deposit_account_id")
    def _check_cowork_deposit_account(self):
        for company in self:
            account = company.cowork_deposit_account_id
            if account and account.account_type not in LIABILITIES:
                raise ValidationError(
                    self.env._(
                        "Deposits are owed to the members: choose a liability account"
                        " for them, not %s.",
                        account.display_name,
                    )
                )

    def _get_cowork_finance_user(self, contract):
        """:param contract: ``cowork.contract`` whose member asks
        :returns: ``res.users`` who answers, possibly nobody"""
        self.ensure_one()
        user = self.cowork_finance_user_id or contract._get_responsible()
        if user.active and not user.share:
            return user
        managers = self.env.ref("cowork_billing.group_manager")
        return self.env["res.users"].search(
            [
                ("all_group_ids", "in", managers.ids),
                ("company_ids", "in", self.ids),
                ("share", "=", False),
            ],
            order="id",
            limit=1,
        )

    def _get_cowork_journal(self, location=None):
        """:param location: ``cowork.location`` whose own journal comes first
        :returns: the sales journal that membership invoices go to
        :raises UserError: when the company has none"""
        self.ensure_one()
        journal = location and location.journal_id or self.cowork_sale_journal_id
        journal = journal or self.env["account.journal"].search(
            [
                *self.env["account.journal"]._check_company_domain(self),
                ("type", "=", "sale"),
            ],
            limit=1,
        )
        if not journal:
            raise UserError(
                self.env._(
                    "%s has no sales journal. Create one under Accounting ▸"
                    " Configuration ▸ Journals, or install its chart of accounts.",
                    self.name,
                )
            )
        return journal

    def _get_cowork_open_day(self, day, journal, has_tax):
        """:param day: when something would be booked
        :param journal: ``account.journal`` it would be booked in
        :param has_tax: whether it may change a tax report
        :returns: the first day from then on that no lock date covers"""
        self.ensure_one()
        while locks := self._get_violated_lock_dates(day, has_tax, journal):
            day = fields.Date.add(locks[-1][0], days=1)
        return day

    def _get_cowork_deposit_account(self):
        """:returns: the liability account of deposits
        :raises UserError: when none is set"""
        self.ensure_one()
        account = self.cowork_deposit_account_id
        if not account:
            raise UserError(
                self.env._(
                    "%s has no deposit account. Choose a liability account under"
                    " Coworking ▸ Configuration ▸ Settings.",
                    self.name,
                )
            )
        return account

    def _get_lock_date_violations(self, accounting_date, *args, **kinds):
        """Ask once per posting: every invoice and item asks for its day again."""
        batch = PostingBatch.of(self)
        if not batch:
            return super()._get_lock_date_violations(accounting_date, *args, **kinds)
        key = self, self.env.uid, accounting_date, args, tuple(kinds.items())
        if key not in batch.locks:
            batch.locks[key] = super()._get_lock_date_violations(
                accounting_date, *args, **kinds
            )
        return list(batch.locks[key])

    @api.model
    def _create_missing_deposit_accounts(self):
        """Give companies with a chart of accounts a liability account for deposits."""
        for company in self.filtered(
            lambda c: c.chart_template and not c.cowork_deposit_account_id
        ):
            accounts = self.env["account.account"].with_company(company)
            company.cowork_deposit_account_id = accounts.create(
                {
                    "name": self.env._("Member Deposits"),
                    "code": accounts._search_new_account_code("218000"),
                    "account_type": "liability_current",
                    "company_ids": [(4, company.id)],
                }
            )
