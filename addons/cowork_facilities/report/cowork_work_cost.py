from odoo import fields, models
from odoo.tools import SQL


class CoworkWorkCost(models.Model):
    """What maintenance costs per month, space and piece of equipment, and per m².

    A row is the cost of an order, in the month in which it was completed, or of its
    report while it is open; or the area of a space in a month, from the location's
    first cost on. Areas do not overlap: what is inside a smaller space counts there,
    and what no space holds is the location's.
    """

    _name = "cowork.work.cost"
    _description = "Maintenance Cost"
    _auto = False
    _order = "month desc, location_id, id"
    _rec_name = "request_id"
    # What the query reads: written out before it is asked.
    _depends = {
        "maintenance.request": [
            "archive",
            "category",
            "closed_at",
            "company_id",
            "cost",
            "equipment_id",
            "is_closed",
            "labour_cost",
            "location_id",
            "maintenance_team_id",
            "maintenance_type",
            "material_cost",
            "reported_at",
            "space_id",
            "vendor_cost",
        ],
        "cowork.location": ["area", "company_id", "tz"],
        "cowork.space": ["active", "area_total", "location_id", "parent_id"],
    }

    request_id = fields.Many2one("maintenance.request", "Work Order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    location_id = fields.Many2one("cowork.location", readonly=True)
    space_id = fields.Many2one("cowork.space", readonly=True)
    equipment_id = fields.Many2one("maintenance.equipment", readonly=True)
    maintenance_team_id = fields.Many2one("maintenance.team", "Team", readonly=True)
    category = fields.Many2one("cowork.work.category", "Kind of Work", readonly=True)
    maintenance_type = fields.Selection(
        [("corrective", "Corrective"), ("preventive", "Preventive")],
        "Planned or Not",
        readonly=True,
    )
    month = fields.Date(
        readonly=True,
        help="In which the order was completed, or reported while it is open.",
    )
    labour_cost = fields.Monetary("Labour", readonly=True)
    material_cost = fields.Monetary("Material", readonly=True)
    vendor_cost = fields.Monetary("Vendors", readonly=True)
    cost = fields.Monetary("Total Cost", readonly=True)
    area = fields.Float(
        "m² × Months",
        readonly=True,
        help="Square metres, once for every month since the first cost.",
    )
    cost_per_area = fields.Monetary(
        "Cost per m² and Month",
        readonly=True,
        aggregator="avg",
        help="Cost ÷ (square metres × months) of the same locations or spaces."
        " Equipment and kinds of work have no area, and no such figure.",
    )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "cost_per_area:avg":
            return super()._read_group_select(aggregate_spec, query)
        # Sums are divided by sums: a mean of quotients would mean nothing.
        return SQL(
            "SUM(%(cost)s) / NULLIF(SUM(%(area)s), 0)",
            cost=self._field_to_sql(self._table, "cost", query),
            area=self._field_to_sql(self._table, "area", query),
        )

    @property
    def _table_query(self):
        return SQL(
            """
            WITH cost AS (%(costs)s),
                 space AS (%(spaces)s)
            SELECT cost.*, 0::float AS area, NULL::numeric AS cost_per_area
              FROM cost
         UNION ALL
            SELECT row_number() OVER () * 2 + 1 AS id,
                   NULL AS request_id,
                   location.company_id,
                   company.currency_id,
                   location.id AS location_id,
                   space.id AS space_id,
                   NULL, NULL, NULL, NULL,
                   month.first::date AS month,
                   0, 0, 0, 0,
                   space.area,
                   NULL
              FROM (
                       SELECT location_id, MIN(month) AS first
                         FROM cost
                     GROUP BY location_id
                   ) span
              JOIN cowork_location location ON location.id = span.location_id
              JOIN res_company company ON company.id = location.company_id
              JOIN space ON space.location_id = location.id
        CROSS JOIN LATERAL generate_series(
                       span.first,
                       date_trunc('month', %(now)s::timestamp),
                       INTERVAL '1 month'
                   ) AS month(first)
             WHERE space.area > 0
            """,
            costs=self._get_costs(),
            spaces=self._get_spaces(),
            now=self.env.cr.now(),
        )

    def _get_costs(self):
        """:returns: query with the orders that cost anything"""
        return SQL(
            """
            SELECT request.id::bigint * 2 AS id,
                   request.id AS request_id,
                   request.company_id,
                   company.currency_id,
                   request.location_id,
                   request.space_id,
                   request.equipment_id,
                   request.maintenance_team_id,
                   request.category,
                   request.maintenance_type,
                   date_trunc('month',
                       CASE WHEN request.is_closed
                            THEN COALESCE(request.closed_at, request.reported_at)
                            ELSE request.reported_at END
                       AT TIME ZONE 'UTC' AT TIME ZONE COALESCE(location.tz, 'UTC')
                   )::date AS month,
                   COALESCE(request.labour_cost, 0) AS labour_cost,
                   COALESCE(request.material_cost, 0) AS material_cost,
                   COALESCE(request.vendor_cost, 0) AS vendor_cost,
                   request.cost
              FROM maintenance_request request
              JOIN res_company company ON company.id = request.company_id
         LEFT JOIN cowork_location location ON location.id = request.location_id
             WHERE request.archive IS NOT TRUE
               AND request.cost <> 0
            """
        )

    def _get_spaces(self):
        """:returns: query with the area of every space that is in no smaller one, and
        with that of each location that is in no space"""
        return SQL(
            """
            SELECT space.id,
                   space.location_id,
                   space.area_total - COALESCE(SUM(part.area_total), 0) AS area
              FROM cowork_space space
         LEFT JOIN cowork_space part ON part.parent_id = space.id AND part.active
             WHERE space.active
          GROUP BY space.id
         UNION ALL
            SELECT NULL,
                   location.id,
                   location.area - COALESCE(SUM(space.area_total), 0)
              FROM cowork_location location
         LEFT JOIN cowork_space space
                ON space.location_id = location.id
               AND space.parent_id IS NULL
               AND space.active
          GROUP BY location.id
            """
        )

    def action_open_record(self):
        """:returns: the window action with the work order of this row, or with the
        space whose area it is"""
        self.ensure_one()
        record = self.request_id or self.space_id or self.location_id
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "views": [(False, "form")],
            "res_id": record.id,
        }
