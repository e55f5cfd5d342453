from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cowork_members.engine.local_time import ONE_DAY, day_start

from ..engine.work_figures import DAY, age_days, counted, during, measured, open_at

#: what of a work order figures are counted from
READ = [
    "location_id",
    "equipment_id",
    "maintenance_type",
    "reported_at",
    "answered_at",
    "closed_at",
    "is_closed",
    "response_deadline",
    "resolution_deadline",
    "response_status",
    "resolution_status",
    "response_hours",
    "repair_hours",
    "between_hours",
    "is_repeat",
    "reopen_count",
    "cost",
]


class CoworkKpi(models.Model):
    """The figures of work orders. Their formulas in words are in the data."""

    _inherit = "cowork.kpi"

    category = fields.Selection(
        selection_add=[("facilities", "Facilities")],
        ondelete={"facilities": "cascade"},
    )

    # What they are counted from --------------------------------------------------

    @api.model
    def _get_work_orders(self, facts, location):
        """:returns: values of the orders of a location that were open on some day of
        these months, cancelled ones left out"""
        rows = facts.once("work orders", lambda: self._read_work_orders(facts))
        return rows[location.id]

    @api.model
    def _read_work_orders(self, facts):
        # No time zone is more than a day from UTC.
        first = fields.Datetime.to_datetime(facts.first) - DAY
        last = fields.Datetime.to_datetime(facts.last) + 2 * DAY
        # Closed before the moment was noted: nobody knows when.
        rows = facts._read(
            "maintenance.request",
            Domain("location_id", "in", facts.locations.ids)
            & Domain("archive", "=", False)
            & Domain("reported_at", "<", last)
            & (Domain("is_closed", "=", False) | Domain("closed_at", ">=", first)),
            READ,
        )
        for row in rows:
            row["done_at"] = row["is_closed"] and row["closed_at"]
        return facts._by("location_id", rows)

    @api.model
    def _get_moments(self, facts, location, month):
        """:returns: the first moment of the month at the location, and the first after
        the days that are counted; naive UTC"""
        period = facts.period(location, month)
        tz = location.tz or "UTC"
        return day_start(period.first, tz), day_start(period.last + ONE_DAY, tz)

    @api.model
    def _get_orders_during(self, facts, location, month, name):
        """:param name: field with a moment
        :returns: values of the orders for which that moment lies in the month"""
        moments = self._get_moments(facts, location, month)
        return during(self._get_work_orders(facts, location), name, *moments)

    @api.model
    def _get_failures_during(self, facts, location, month, name):
        """:returns: as ``_get_orders_during``, failures only"""
        return [
            row
            for row in self._get_orders_during(facts, location, month, name)
            if row["maintenance_type"] == "corrective"
        ]

    # Deadlines -------------------------------------------------------------------

    @api.model
    def _count_in_time(self, facts, location, month, target):
        """:returns: orders that met a deadline that lies in the month, and all whose
        result is known"""
        rows = self._get_orders_during(facts, location, month, f"{target}_deadline")
        status = f"{target}_status"
        decided = [row for row in rows if row[status] in ("met", "missed")]
        return counted(decided, lambda row: row[status] == "met")

    @api.model
    def _kpi_work_response_rate(self, facts, location, month):
        return self._count_in_time(facts, location, month, "response")

    @api.model
    def _kpi_work_resolution_rate(self, facts, location, month):
        return self._count_in_time(facts, location, month, "resolution")

    # Hours -----------------------------------------------------------------------

    @api.model
    def _kpi_work_response_hours(self, facts, location, month):
        rows = self._get_orders_during(facts, location, month, "answered_at")
        return measured(rows, "response_hours")

    @api.model
    def _kpi_work_repair_hours(self, facts, location, month):
        rows = self._get_failures_during(facts, location, month, "done_at")
        return measured(rows, "repair_hours")

    @api.model
    def _kpi_work_between_hours(self, facts, location, month):
        rows = self._get_failures_during(facts, location, month, "reported_at")
        return measured([r for r in rows if r["equipment_id"]], "between_hours")

    @api.model
    def _kpi_work_planned_share(self, facts, location, month):
        period = facts.period(location, month)
        hours, planned = {}, {}
        for row in facts.once("labour", lambda: self._read_labour(facts))[location.id]:
            if period.first <= row["date"] <= period.last:
                request = row["request_id"]
                hours[request] = hours.get(request, 0) + row["hours"]
                if row["is_planned"]:
                    planned[request] = hours[request]
        return planned, hours

    @api.model
    def _read_labour(self, facts):
        """:returns: {id of a location: values of the hours worked in these months}"""
        rows = facts._read(
            "cowork.work.labour",
            [
                ("request_id.location_id", "in", facts.locations.ids),
                ("date", ">=", facts.first),
                ("date", "<=", facts.last),
            ],
            ["request_id", "date", "hours"],
        )
        orders = {
            row["id"]: row
            for row in facts._read(
                "maintenance.request",
                [("id", "in", list({row["request_id"] for row in rows}))],
                ["location_id", "maintenance_type"],
            )
        }
        for row in rows:
            order = orders[row["request_id"]]
            row["location_id"] = order["location_id"]
            row["is_planned"] = order["maintenance_type"] == "preventive"
        return facts._by("location_id", rows)

    # Quality ---------------------------------------------------------------------

    @api.model
    def _kpi_work_first_time_fix(self, facts, location, month):
        rows = self._get_failures_during(facts, location, month, "done_at")
        return counted(rows, lambda row: not row["reopen_count"])

    @api.model
    def _kpi_work_repeat_failures(self, facts, location, month):
        rows = self._get_failures_during(facts, location, month, "reported_at")
        return counted(rows, lambda row: row["is_repeat"])

    # Backlog ---------------------------------------------------------------------

    @api.model
    def _get_backlog(self, facts, location, month):
        """:returns: values of the orders open at the end of the month, or now, and that
        moment"""
        _start, stop = self._get_moments(facts, location, month)
        moment = min(stop, fields.Datetime.now())
        return open_at(self._get_work_orders(facts, location), moment), moment

    @api.model
    def _kpi_work_backlog(self, facts, location, month):
        backlog, _moment = self._get_backlog(facts, location, month)
        return {row["id"]: 1 for row in backlog}, {location.id: 1}

    @api.model
    def _kpi_work_backlog_age(self, facts, location, month):
        backlog, moment = self._get_backlog(facts, location, month)
        return (
            {row["id"]: age_days(row["reported_at"], moment) for row in backlog},
            {row["id"]: 1 for row in backlog},
        )

    # Cost ------------------------------------------------------------------------

    @api.model
    def _kpi_work_cost_area(self, facts, location, month):
        rows = self._get_orders_during(facts, location, month, "done_at")
        return (
            {row["id"]: row["cost"] for row in rows if row["cost"]},
            {location.id: location.area} if location.area else {},
        )
