from decimal import Decimal

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.cowork_members.models.optional_float import known

from ..engine.deposit_ledger import deposit_interest, year_end_before
from .cowork_contract_line import decimal
from .cowork_deposit_booking import Movement

BATCH_SIZE = 200


class CoworkDeposit(models.Model):
    """Interest on deposits, credited once a year and when an account is settled."""

    _inherit = "cowork.deposit"

    def _get_interest_rate(self):
        """:returns: Decimal, percent per year: the location's, else the company's"""
        self.ensure_one()
        # sudo: a term of business, whoever may see settings.
        own = known(self.location_id.sudo().deposit_interest_rate)
        company = self.company_id.sudo()
        return decimal(company.cowork_deposit_interest_rate if own is None else own)

    def _get_interest(self, through):
        """What a deposit has earned and not been credited yet.

        :param through: last day that earns
        :returns: Decimal
        """
        self.ensure_one()
        rate = self._get_interest_rate()
        # sudo: as for the rate.
        first = self.company_id.sudo().cowork_deposit_interest_from
        if self.interest_through:
            first = max(first, fields.Date.add(self.interest_through, days=1))
        if not rate or not first or first > through:
            return Decimal(0)
        return deposit_interest(
            self._get_movements(),
            rate,
            first,
            through,
            decimal(self.currency_id.rounding),
        )

    def _post_interest(self, through):
        """Credit deposits of one company with what they have earned.

        :param through: last day that earns
        :returns: the posted ``account.move`` (sudo), empty when nothing was earned
        """
        earned = {deposit: deposit._get_interest(through) for deposit in self}
        earned = {deposit: amount for deposit, amount in earned.items() if amount}
        move = self.env["account.move"]
        if earned:
            text = self.env._(
                "Interest on deposits until %s", format_date(self.env, through)
            )
            # sudo: settings of the company, whoever lets interest be credited.
            company = self.company_id.sudo()
            account = company._get_cowork_result_account(
                "cowork_deposit_interest_account_id"
            )
            movements = [
                Movement(
                    deposit,
                    float(amount),
                    {
                        "account_id": account.id,
                        "analytic_distribution": deposit._get_distribution(),
                    },
                    {"key": f"interest:{deposit.id}:{through}", "reason": text},
                )
                for deposit, amount in earned.items()
            ]
            move = self._book("interest", movements, through, text)
        # sudo: kept by the system.
        self.sudo()._by_action().write({"interest_through": through})
        return move

    @api.model
    def _get_interest_domain(self, company, through):
        """:returns: domain of a company's deposits that may have earned something"""
        due = Domain("interest_through", "=", False) | Domain(
            "interest_through", "<", through
        )
        return (
            due
            & Domain("company_id", "=", company.id)
            & Domain("amount_in_hand", ">", 0)
        )

    @api.model
    def _cron_credit_interest(self):
        """Credit the interest of the last whole year, a batch per transaction."""
        cron = self.env["ir.cron"]
        through = year_end_before(fields.Date.context_today(self))
        for company in self._get_interest_companies():
            domain = self._get_interest_domain(company, through)
            left = cron._commit_progress(remaining=self.search_count(domain))
            while left:
                batch = self.search(domain, limit=BATCH_SIZE).try_lock_for_update(
                    allow_referencing=True
                )
                if not batch:
                    break
                batch._post_interest(through)
                left = cron._commit_progress(len(batch))

    @api.model
    def _get_interest_companies(self):
        """:returns: the companies where some deposit earns interest"""
        companies = self.env["res.company"].search(
            [("cowork_deposit_interest_account_id", "!=", False)]
        )
        locations = self.env["cowork.location"].search(
            [("company_id", "in", companies.ids), ("deposit_interest_rate", ">", 0)]
        )
        return companies.filtered("cowork_deposit_interest_rate") | locations.company_id
