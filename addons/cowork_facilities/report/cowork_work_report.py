from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.cowork_members.models.cowork_sla_mixin import SLA_STATUSES
from odoo.addons.cowork_members.models.optional_float import OptionalFloat

from ..models.maintenance_request import SOURCES


class CoworkWorkReport(models.Model):
    """Work orders as figures: how soon, how well, how many are open.

    A measure is empty where nothing was measured, and means leave it out. Cancelled
    orders are left out altogether.
    """

    _name = "cowork.work.report"
    _description = "Analysis of Work Orders"
    _auto = False
    _order = "reported_at desc, id desc"
    _rec_name = "request_id"
    # What the query reads: written out before it is asked.
    _depends = {
        "maintenance.request": [
            "answered_at",
            "archive",
            "between_hours",
            "category",
            "closed_at",
            "company_id",
            "cost",
            "equipment_id",
            "is_closed",
            "is_repeat",
            "labour_hours",
            "location_id",
            "maintenance_team_id",
            "maintenance_type",
            "priority",
            "reopen_count",
            "repair_hours",
            "reported_at",
            "resolution_status",
            "response_hours",
            "response_status",
            "source",
            "space_id",
            "stage_id",
            "user_id",
        ],
        "cowork.location": ["tz"],
    }

    request_id = fields.Many2one("maintenance.request", "Work Order", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    currency_id = fields.Many2one("res.currency", readonly=True)
    location_id = fields.Many2one("cowork.location", readonly=True)
    space_id = fields.Many2one("cowork.space", readonly=True)
    equipment_id = fields.Many2one("maintenance.equipment", readonly=True)
    maintenance_team_id = fields.Many2one("maintenance.team", "Team", readonly=True)
    user_id = fields.Many2one("res.users", "Technician", readonly=True)
    category = fields.Many2one("cowork.work.category", "Kind of Work", readonly=True)
    stage_id = fields.Many2one("maintenance.stage", readonly=True)
    source = fields.Selection(SOURCES, readonly=True)
    maintenance_type = fields.Selection(
        [("corrective", "Corrective"), ("preventive", "Preventive")],
        "Planned or Not",
        readonly=True,
    )
    priority = fields.Selection(
        [("0", "Very Low"), ("1", "Low"), ("2", "Normal"), ("3", "High")], readonly=True
    )
    reported_at = fields.Datetime("Moment of the Report", readonly=True)
    closed_at = fields.Datetime("Moment of Completion", readonly=True)
    reported_on = fields.Date("Reported", readonly=True, help="At the location.")
    done_on = fields.Date(
        "Completed", readonly=True, help="At the location. Empty while it is open."
    )
    response_status = fields.Selection(SLA_STATUSES, "Answer", readonly=True)
    resolution_status = fields.Selection(SLA_STATUSES, "Completion", readonly=True)
    is_repeat = fields.Boolean("Is a Repeat", readonly=True)
    open_count = fields.Integer("Open Orders", readonly=True)
    done_count = fields.Integer("Completed Orders", readonly=True)
    response_rate = OptionalFloat(
        "Answered in Time (%)",
        readonly=True,
        aggregator="avg",
        help="Orders answered within their deadline ÷ orders whose answer was due.",
    )
    resolution_rate = OptionalFloat(
        "Done in Time (%)",
        readonly=True,
        aggregator="avg",
        help="Orders completed within their deadline ÷ orders that were due.",
    )
    response_hours = OptionalFloat(
        "Mean Time to Respond (h)",
        readonly=True,
        aggregator="avg",
        help="Hours from the report to the first answer ÷ orders answered.",
    )
    repair_hours = OptionalFloat(
        "Mean Time to Repair (h)",
        readonly=True,
        aggregator="avg",
        help="Hours from the report to the completion, without those on hold ÷ failures"
        " repaired.",
    )
    between_hours = OptionalFloat(
        "Mean Time Between Failures (h)",
        readonly=True,
        aggregator="avg",
        help="Hours from the completion of the last repair to the next failure of the"
        " same equipment ÷ failures that followed a repair.",
    )
    first_time_fix = OptionalFloat(
        "First-Time Fix (%)",
        readonly=True,
        aggregator="avg",
        help="Failures repaired and never reopened ÷ failures repaired.",
    )
    repeat_rate = OptionalFloat(
        "Repeat Failures (%)",
        readonly=True,
        aggregator="avg",
        help="Failures within 30 days of the last repair of the same ÷ failures.",
    )
    age_days = OptionalFloat(
        "Age of Open Orders (days)",
        readonly=True,
        aggregator="avg",
        help="Days since the report ÷ open orders.",
    )
    labour_hours = fields.Float("Hours Worked", readonly=True)
    planned_hours = fields.Float("Hours Worked as Planned", readonly=True)
    planned_share = OptionalFloat(
        "Planned Share in Hours (%)",
        readonly=True,
        aggregator="avg",
        help="Hours worked on preventive orders ÷ all hours worked.",
    )
    cost = fields.Monetary(
        "Total Cost",
        readonly=True,
        groups="cowork_facilities.group_manager",
        help="Labour, material and vendors.",
    )

    def _read_group_select(self, aggregate_spec, query):
        if aggregate_spec != "planned_share:avg":
            return super()._read_group_select(aggregate_spec, query)
        # Sums are divided by sums: a mean of percentages would mean nothing.
        return SQL(
            "100 * SUM(%(planned)s) / NULLIF(SUM(%(all)s), 0)",
            planned=self._field_to_sql(self._table, "planned_hours", query),
            all=self._field_to_sql(self._table, "labour_hours", query),
        )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT request.id,
                   request.id AS request_id,
                   request.company_id,
                   company.currency_id,
                   request.location_id,
                   request.space_id,
                   request.equipment_id,
                   request.maintenance_team_id,
                   request.user_id,
                   request.category,
                   request.stage_id,
                   request.source,
                   request.maintenance_type,
                   request.priority,
                   request.reported_at,
                   done.at AS closed_at,
                   (request.reported_at AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date
                       AS reported_on,
                   (done.at AT TIME ZONE 'UTC' AT TIME ZONE zone.tz)::date AS done_on,
                   request.response_status,
                   request.resolution_status,
                   request.is_repeat,
                   (request.is_closed IS NOT TRUE)::int AS open_count,
                   (request.is_closed IS TRUE)::int AS done_count,
                   %(response_rate)s AS response_rate,
                   %(resolution_rate)s AS resolution_rate,
                   request.response_hours,
                   CASE WHEN failed.yes THEN request.repair_hours END AS repair_hours,
                   CASE WHEN failed.yes AND request.equipment_id IS NOT NULL
                        THEN request.between_hours END AS between_hours,
                   CASE WHEN failed.yes AND request.is_closed
                        THEN 100.0 * (COALESCE(request.reopen_count, 0) = 0)::int
                   END AS first_time_fix,
                   CASE WHEN failed.yes
                        THEN 100.0 * (request.is_repeat IS TRUE)::int
                   END AS repeat_rate,
                   CASE WHEN request.is_closed IS NOT TRUE
                        THEN EXTRACT(
                                 EPOCH FROM %(now)s::timestamp - request.reported_at
                             )::float / 86400
                   END AS age_days,
                   COALESCE(request.labour_hours, 0)::float AS labour_hours,
                   planned.hours AS planned_hours,
                   100 * planned.hours / NULLIF(request.labour_hours, 0)::float
                       AS planned_share,
                   COALESCE(request.cost, 0) AS cost
              FROM maintenance_request request
              JOIN res_company company ON company.id = request.company_id
         LEFT JOIN cowork_location location ON location.id = request.location_id
        CROSS JOIN LATERAL (SELECT COALESCE(location.tz, 'UTC') AS tz) zone
        CROSS JOIN LATERAL (
                       SELECT CASE WHEN request.is_closed THEN request.closed_at END
                              AS at
                   ) done
        CROSS JOIN LATERAL (
                       SELECT request.maintenance_type = 'corrective' AS yes
                   ) failed
        CROSS JOIN LATERAL (
                       SELECT CASE WHEN request.maintenance_type = 'preventive'
                              THEN COALESCE(request.labour_hours, 0) ELSE 0 END::float
                              AS hours
                   ) planned
             WHERE request.archive IS NOT TRUE
            """,
            now=self.env.cr.now(),
            response_rate=self._get_rate("response_status"),
            resolution_rate=self._get_rate("resolution_status"),
        )

    def _get_rate(self, column):
        """:returns: a hundred when a deadline was met, 0 when it was missed, otherwise
        nothing"""
        return SQL(
            "CASE %s WHEN 'met' THEN 100.0 WHEN 'missed' THEN 0.0 END",
            SQL.identifier("request", column),
        )

    def action_open_request(self):
        """:returns: the window action with the work order of this row"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "maintenance.request",
            "views": [(False, "form")],
            "res_id": self.request_id.id,
        }
