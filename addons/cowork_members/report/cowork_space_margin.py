from odoo import api, fields, models
from odoo.tools import SQL

from ..models.cowork_contract import LIVE_STATES


class CoworkSpaceMargin(models.Model):
    """What every lettable space earns and costs per month, as of today.

    Revenue is what the contract lines in force are worth per month, in the company's
    currency. Costs are the location's monthly costs, shared out by area: the shares of
    all lettable spaces add up to the whole.
    """

    _name = "cowork.space.margin"
    _description = "Margin per Space"
    _auto = False
    _order = "margin, id"
    _rec_name = "space_id"
    # What the query reads: written out before it is asked.
    _depends = {
        "cowork.location": ["monthly_cost", "tz"],
        "cowork.space": ["active", "area_total", "company_id", "kind_id", "usage"],
        "cowork.contract": ["company_id", "currency_id", "state"],
        "cowork.contract.line": [
            "date_start",
            "date_stop",
            "is_void",
            "location_id",
            "monthly_value",
            "space_id",
        ],
    }

    space_id = fields.Many2one("cowork.space", readonly=True)
    location_id = fields.Many2one("cowork.location", readonly=True)
    kind_id = fields.Many2one("cowork.space.kind", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    is_let = fields.Boolean("Let", readonly=True, help="Has a contract line today.")
    area = fields.Float("Area (m²)", readonly=True)
    revenue = fields.Monetary("Revenue per Month", readonly=True)
    cost = fields.Monetary(
        "Cost per Month",
        readonly=True,
        help="The location's monthly costs, shared out by area.",
    )
    margin = fields.Monetary(
        "Margin per Month", readonly=True, help="Revenue less cost."
    )
    revenue_per_area = fields.Monetary("Revenue per m²", readonly=True, aggregator=None)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT space.id,
                   space.id AS space_id,
                   space.location_id,
                   space.kind_id,
                   space.company_id,
                   company.currency_id,
                   line.revenue IS NOT NULL AS is_let,
                   space.area_total AS area,
                   COALESCE(line.revenue, 0) AS revenue,
                   share.cost,
                   COALESCE(line.revenue, 0) - share.cost AS margin,
                   line.revenue / NULLIF(space.area_total, 0) AS revenue_per_area
              FROM cowork_space space
              JOIN res_company company ON company.id = space.company_id
              JOIN (%(shares)s) share ON share.space_id = space.id
         LEFT JOIN (%(revenues)s) line ON line.space_id = space.id
            """,
            shares=self._get_cost_shares(),
            revenues=self._get_revenues(),
        )

    @api.model
    def _get_cost_shares(self):
        """:returns: query with the monthly cost of every lettable space"""
        return SQL(
            """
            SELECT space.id AS space_id,
                   COALESCE(location.monthly_cost * space.area_total / NULLIF(
                       SUM(space.area_total) OVER (PARTITION BY space.location_id), 0
                   ), 0) AS cost
              FROM cowork_space space
              JOIN cowork_location location ON location.id = space.location_id
             WHERE space.active AND space.usage <> 'none'
            """
        )

    @api.model
    def _get_revenues(self):
        """:returns: query with the monthly value of the lines in force on their
        location's today, by space and in the company's currency"""
        return SQL(
            """
            SELECT line.space_id, SUM(line.monthly_value * rate.rate) AS revenue
              FROM cowork_contract_line line
              JOIN cowork_contract contract ON contract.id = line.contract_id
              JOIN unnest(%(locations)s::int[], %(days)s::date[])
                   AS day(location_id, today)
                ON day.location_id = line.location_id
              JOIN unnest(
                       %(companies)s::int[], %(currencies)s::int[], %(rates)s::float[]
                   ) AS rate(company_id, currency_id, rate)
                ON rate.company_id = contract.company_id
               AND rate.currency_id = contract.currency_id
             WHERE line.is_void IS NOT TRUE
               AND contract.state IN %(states)s
               AND day.today >= line.date_start
               AND day.today <= COALESCE(line.date_stop, day.today)
          GROUP BY line.space_id
            """,
            states=LIVE_STATES,
            **self._get_days(),
            **self._get_rates(),
        )

    @api.model
    def _get_days(self):
        """:returns: two lists: locations, and today's day at each"""
        # sudo: what a space earns does not depend on who looks at it.
        locations = self.env["cowork.location"].sudo()
        zones = locations._read_group([], ["tz"], ["id:recordset"])
        days = {
            location.id: day
            for _zone, places in zones
            for day in [places[0]._today()]
            for location in places
        }
        return {"locations": list(days), "days": list(days.values())}

    @api.model
    def _get_rates(self):
        """:returns: three lists: companies, currencies of their contracts, rates"""
        # sudo: what a space earns does not depend on who looks at it.
        contracts = self.env["cowork.contract"].sudo()
        pairs = contracts._read_group(
            [("state", "in", LIVE_STATES)], ["company_id", "currency_id"]
        )
        day = fields.Date.context_today(self)
        return {
            "companies": [company.id for company, _currency in pairs],
            "currencies": [currency.id for _company, currency in pairs],
            "rates": [
                currency._get_conversion_rate(
                    currency, company.currency_id, company, day
                )
                for company, currency in pairs
            ],
        }

    def action_open_space(self):
        """:returns: the window action with the space of this row"""
        self.ensure_one()
        return self.space_id.get_formview_action()
