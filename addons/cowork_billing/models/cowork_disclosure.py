from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.cowork_members.engine.terms import add_months

from ..engine.shares import sum_shares

#: the longest period one page shows
MONTHS = 36
EXPENSES = ("expense", "expense_other", "expense_depreciation", "expense_direct_cost")
INCOME = ("income", "income_other")


class Period(NamedTuple):
    """Whole months: the first day of one, the last day of another."""

    first: fields.Date
    last: fields.Date


class CoworkDisclosure(models.AbstractModel):
    """What the fees of a location were spent on, from the books."""

    _name = "cowork.disclosure"
    _description = "Use of Fees"

    @api.model
    def _get_last_day(self, location):
        """:returns: last day of the last whole month that is published"""
        last_month = fields.Date.start_of(location._today(), "month")
        last_month = fields.Date.subtract(last_month, days=1)
        until = location.disclosure_until
        if not until:
            return last_month
        if until != fields.Date.end_of(until, "month"):
            until = fields.Date.subtract(fields.Date.start_of(until, "month"), days=1)
        return min(until, location._today())

    @api.model
    def _get_period(self, location, first=None, last=None):
        """The months somebody asks for, cut to what is published.

        :param location: ``cowork.location``
        :param first: text ``YYYY-MM``; what is none counts as not given
        :param last: text ``YYYY-MM``
        :returns: :class:`Period`; the last twelve months when none is given"""
        end = self._get_last_day(location)
        last = self._to_month(last)
        last = min(fields.Date.end_of(last, "month") if last else end, end)
        first = self._to_month(first)
        earliest = add_months(fields.Date.start_of(last, "month"), 1 - MONTHS)
        year = add_months(fields.Date.start_of(last, "month"), -11)
        if not first or first > last:
            return Period(year, last)
        return Period(max(first, earliest), last)

    @api.model
    def _to_month(self, text):
        """:returns: first day of the month, or None for what is no month"""
        try:
            day = fields.Date.to_date(f"{text}-01")
        except (TypeError, ValueError):
            return None
        return day if 1990 <= day.year <= 2200 else None

    @api.model
    def _build(self, location, period):
        """Posted amounts of published accounts that are booked on a location.

        :param location: ``cowork.location``
        :param period: :class:`Period`
        :returns: dict of ``spent`` and ``received``: each a dict of ``rows`` (pairs of
            category and amount, largest first) and ``total``
        """
        # sudo: sums are published; who may see the page is asked by the page.
        location = location.sudo()
        return {
            "spent": self._sum_up(location, period, EXPENSES, 1),
            "received": self._sum_up(location, period, INCOME, -1),
        }

    @api.model
    def _sum_up(self, location, period, account_types, sign):
        """:param sign: 1 for what raises such accounts in debit, else -1"""
        currency = location.company_id.currency_id
        sums = sum_shares(
            self._read_booked(location, period, account_types),
            self._get_cost_centres(location),
        )
        # sudo: names of published categories.
        categories = self.env["cowork.disclosure.category"].sudo().browse(sums)
        rows = [
            (category, currency.round(sign * float(sums[category.id])))
            for category in categories
        ]
        rows.sort(key=lambda row: -row[1])
        total = currency.round(sum(amount for _category, amount in rows))
        return {"rows": rows, "total": total}

    @api.model
    def _get_cost_centres(self, location):
        """:returns: set of ids of the analytic accounts of a location and its spaces"""
        spaces = self.env["cowork.space"].sudo()  # sudo: as the whole page.
        spaces = spaces.with_context(active_test=False).search(
            Domain("location_id", "=", location.id)
            & Domain("analytic_account_id", "!=", False)
        )
        return set((location.analytic_account_id | spaces.analytic_account_id).ids)

    @api.model
    def _read_booked(self, location, period, account_types):
        """:returns: list of category id, analytic distribution and balance, summed up

        The ORM cannot add up amounts by analytic distribution: it only counts."""
        # sudo: as the whole page.
        lines = self.env["account.move.line"].sudo()
        query = lines._search(
            Domain("parent_state", "=", "posted")
            & Domain("company_id", "=", location.company_id.id)
            & Domain("date", ">=", period.first)
            & Domain("date", "<=", period.last)
            & Domain("account_id.cowork_category_id", "!=", False)
            & Domain("account_id.account_type", "in", account_types)
            & Domain("analytic_distribution", "in", [*self._get_cost_centres(location)])
        )
        lines.flush_model(["balance", "account_id", "analytic_distribution"])
        self.env["account.account"].flush_model(["cowork_category_id"])
        return self.env.execute_query(
            SQL(
                "SELECT account.cowork_category_id, line.analytic_distribution,"
                " SUM(line.balance) FROM account_move_line line"
                " JOIN account_account account ON account.id = line.account_id"
                " WHERE line.id IN %s GROUP BY 1, 2",
                query.subselect(),
            )
        )
