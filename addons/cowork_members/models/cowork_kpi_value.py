import json

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, format_date, formatLang

from ..engine.kpi import trend
from ..engine.terms import add_months
from .cowork_kpi import HUNDREDS
from .optional_float import OptionalFloat, known

# How many months the small graph on a card shows.
SPARK_MONTHS = 12


class CoworkKpiValue(models.Model):
    """A figure of a location in a month, with the two sums it comes from.

    Rows are written by the snapshot only. Aggregates divide sums by sums: the average
    of averages would be another figure.
    """

    _name = "cowork.kpi.value"
    _description = "KPI Figure"
    _inherit = ["cowork.protected.mixin"]
    _order = "month desc, location_id, kpi_id"
    _check_company_auto = True
    _allow_sudo_commands = False

    kpi_id = fields.Many2one(
        "cowork.kpi", "KPI", required=True, index=True, ondelete="cascade"
    )
    category = fields.Selection(related="kpi_id.category", store=True, precompute=True)
    unit = fields.Selection(related="kpi_id.unit", store=True, precompute=True)
    is_total = fields.Boolean(related="kpi_id.is_total", store=True, precompute=True)
    formula = fields.Text(related="kpi_id.formula")
    source = fields.Text(related="kpi_id.source")
    location_id = fields.Many2one(
        "cowork.location", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(
        related="company_id.currency_id", store=True, precompute=True
    )
    month = fields.Date(required=True, index=True, help="Its first day.")
    numerator = OptionalFloat("Counted")
    denominator = OptionalFloat("Divided by")
    value = OptionalFloat(
        "Figure",
        aggregator="avg",
        help="Of several: the sum of what was counted divided by the sum of what it is"
        " divided by. Figures of different KPIs have no sum.",
    )
    target = OptionalFloat(aggregator=None)
    warning = OptionalFloat("Near Until", aggregator=None)
    status = fields.Selection(
        [
            ("reached", "Reached"),
            ("near", "Near"),
            ("missed", "Missed"),
            ("no_target", "No target"),
            ("no_data", "No data"),
        ],
        required=True,
        default="no_data",
        index=True,
    )
    computed_on = fields.Date(
        "As Of",
        help="The location's day on which it was counted. During the month, the figure"
        " is as of that day.",
    )
    is_latest = fields.Boolean(
        "Latest Month", compute="_compute_is_latest", search="_search_is_latest"
    )
    previous_value = OptionalFloat("Month Before", compute="_compute_history")
    change = OptionalFloat(compute="_compute_history")
    trend = fields.Selection(
        [
            ("better", "Better"),
            ("same", "Unchanged"),
            ("worse", "Worse"),
            ("none", "Nothing to compare with"),
        ],
        compute="_compute_history",
    )
    spark = fields.Text("Last Months", compute="_compute_history")
    month_text = fields.Char("Month in Words", compute="_compute_texts")
    value_text = fields.Char("Figure in Words", compute="_compute_texts")
    target_text = fields.Char("Target in Words", compute="_compute_texts")
    change_text = fields.Char("Change in Words", compute="_compute_texts")

    _once = models.UniqueIndex(
        "(kpi_id, location_id, month)",
        "There is a figure of this KPI, location and month already.",
    )
    _month_begins = models.Constraint(
        "CHECK (EXTRACT(DAY FROM month) = 1"
        " AND month BETWEEN '1990-01-01' AND '2200-12-01')",
        "A month is kept by its first day.",
    )
    _numbers_finite = models.Constraint(
        "CHECK (abs(numerator) < 1000000000000000"
        " AND denominator >= 0 AND denominator < 1000000000000000"
        " AND abs(value) < 1000000000000000)",
        "Figures are finite numbers.",
    )
    _no_data_is_empty = models.Constraint(
        "CHECK ((value IS NULL) = (status = 'no_data'))",
        "A figure that is unknown is “no data”, and the other way round.",
    )

    @api.model
    def _get_protected_fields(self):
        # A ledger: nothing in it is written by hand.
        return super()._get_protected_fields() | self._fields.keys()

    # Figures in words --------------------------------------------------------------

    @api.depends("kpi_id", "location_id", "month")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for value in self:
            value.display_name = " · ".join(
                (
                    value.kpi_id.name or "",
                    value.location_id.name or "",
                    value._format_month(),
                )
            )

    def _format_month(self):
        return format_date(self.env, self.month, date_format="MMMM y")

    @api.depends("month", "value", "target", "change", "unit", "currency_id")
    @api.depends_context("lang")
    def _compute_texts(self):
        for value in self:
            value.month_text = value.month and value._format_month()
            value.value_text = value._format(known(value.value))
            value.target_text = value._format(known(value.target))
            change = known(value.change)
            sign = "+" if change and change > 0 else ""
            value.change_text = (
                "" if change is None else sign + value._format(change, is_change=True)
            )

    def _format(self, number, is_change=False):
        """:returns: the number with its unit, as people write it; a dash for None"""
        if number is None:
            return "–"
        text = formatLang(
            self.env,
            number,
            digits=0 if self.unit == "count" else 1,
            currency_obj=self.currency_id if self.unit == "money_area" else None,
        )
        texts = {
            # Percentages differ by points.
            "percent": (
                self.env._("%s points", text)
                if is_change
                else self.env._("%s %%", text)
            ),
            "months": self.env._("%s months", text),
            "days": self.env._("%s days", text),
            "hours": self.env._("%s hours", text),
            "money_area": self.env._("%s / m²", text),
        }
        return texts.get(self.unit, text)

    # Compared with other months ------------------------------------------------------

    @api.depends("value", "month", "kpi_id", "location_id")
    def _compute_history(self):
        known_values = self._read_history()
        for value in self:
            history = known_values.get((value.kpi_id.id, value.location_id.id), {})
            number = known(value.value)
            before = history.get(value.month and add_months(value.month, -1))
            value.previous_value = before
            value.change = None if number is None or before is None else number - before
            value.trend = trend(number, before, value.kpi_id.direction == "up")
            value.spark = value._make_spark(history)

    def _read_history(self):
        """:returns: {(id of the KPI, id of the location): {month: figure}}, of the
        months shown with these"""
        months = [value.month for value in self if value.month]
        if not months:
            return {}
        found = {}
        for value in self.search_fetch(
            [
                ("kpi_id", "in", self.kpi_id.ids),
                ("location_id", "in", self.location_id.ids),
                ("month", ">", add_months(min(months), -SPARK_MONTHS)),
                ("month", "<=", max(months)),
            ],
            ["kpi_id", "location_id", "month", "value"],
        ):
            key = value.kpi_id.id, value.location_id.id
            found.setdefault(key, {})[value.month] = known(value.value)
        return found

    def _make_spark(self, history):
        """:returns: what the small graph on a card draws, as JSON"""
        months = (
            [add_months(self.month, -n) for n in reversed(range(SPARK_MONTHS))]
            if self.month
            else []
        )
        points = [
            {
                "x": format_date(self.env, month, date_format="MMM y"),
                "y": history.get(month),
            }
            for month in months
        ]
        return json.dumps([{"values": points, "key": self.kpi_id.name or ""}])

    @api.depends("month", "location_id")
    def _compute_is_latest(self):
        latest = self._get_latest_months(self.location_id)
        for value in self:
            value.is_latest = value.month and value.month == latest.get(
                value.location_id
            )

    @api.model
    def _search_is_latest(self, operator, value):
        if operator != "in":
            return NotImplemented
        latest = self._get_latest_months()
        months = {}
        for location, month in latest.items():
            months.setdefault(month, []).append(location.id)
        is_latest = Domain.OR(
            Domain("month", "=", month) & Domain("location_id", "in", ids)
            for month, ids in months.items()
        )
        return is_latest if True in value else ~is_latest

    @api.model
    def _get_latest_months(self, locations=None):
        """:returns: {location: the last month it has figures of}"""
        domain = [] if locations is None else [("location_id", "in", locations.ids)]
        return dict(self._read_group(domain, ["location_id"], ["month:max"]))

    # Aggregates ----------------------------------------------------------------------

    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        if name == "value" and function in ("avg", "sum"):
            return self._get_ratio_sql(query)
        if name in ("numerator", "denominator") and function in ("avg", "sum"):
            plain = super()._read_group_select(aggregate_spec, query)
            return SQL("CASE WHEN %s THEN NULL ELSE %s END", self._mixed(query), plain)
        return super()._read_group_select(aggregate_spec, query)

    def _get_ratio_sql(self, query):
        """:returns: the figure of all rows of a group together"""

        def column(name):
            return self._field_to_sql(self._table, name, query)

        return SQL(
            "CASE WHEN %(mixed)s THEN NULL"
            " WHEN bool_and(%(is_total)s) THEN SUM(%(numerator)s)"
            " ELSE SUM(%(numerator)s) FILTER (WHERE %(denominator)s > 0)"
            " / NULLIF(SUM(%(denominator)s), 0)"
            " * CASE WHEN MIN(%(unit)s) IN %(hundreds)s THEN 100.0 ELSE 1.0 END END",
            mixed=self._mixed(query),
            is_total=column("is_total"),
            numerator=column("numerator"),
            denominator=column("denominator"),
            unit=column("unit"),
            hundreds=HUNDREDS,
        )

    def _mixed(self, query):
        """:returns: whether the rows of a group have no common figure"""
        kpi, unit, currency = (
            self._field_to_sql(self._table, name, query)
            for name in ("kpi_id", "unit", "currency_id")
        )
        return SQL(
            "(MIN(%(kpi)s) <> MAX(%(kpi)s) OR (MIN(%(unit)s) = 'money_area'"
            " AND MIN(%(currency)s) <> MAX(%(currency)s)))",
            kpi=kpi,
            unit=unit,
            currency=currency,
        )

    # What people do with them ------------------------------------------------------

    def action_recompute(self):
        """Count these figures again, frozen ones too, from what the contracts and
        spaces say now. For managers.

        :returns: True
        :raises AccessError: for other users, or figures they do not see
        """
        self.check_access("read")
        if not self.env.user.has_group("cowork_members.group_manager"):
            raise AccessError(
                self.env._(
                    "Only a manager has figures counted again: they may be closed."
                )
            )
        keys = {(v.kpi_id.id, v.location_id.id, v.month) for v in self}
        if keys:
            self.location_id._count_kpis(
                {value.month for value in self}, self.kpi_id, recount=True, only=keys
            )
        return True

    def action_view_numerator(self):
        """:returns: the window action with the records counted, as they are now"""
        return self._open_records(0, self.env._("Counted"))

    def action_view_denominator(self):
        """:returns: the window action with the records divided by, as they are now"""
        return self._open_records(1, self.env._("Divided by"))

    def _open_records(self, part, title):
        self.ensure_one()
        self.check_access("read")
        kpi = self.kpi_id
        model = (kpi.numerator_model, kpi.denominator_model)[
            part
        ] or kpi.numerator_model
        # sudo: the figure counts every record; the list shows what its user may see.
        ids = kpi.sudo()._get_records(self.sudo().location_id, self.month)[part]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(kpi)s, %(month)s: %(title)s",
                kpi=kpi.name,
                month=self._format_month(),
                title=title,
            ),
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", ids)],
            "context": {"create": False, "active_test": False},
        }
