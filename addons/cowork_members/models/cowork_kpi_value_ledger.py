from odoo import api, models

from ..engine.kpi import figure, judge, last_day_of
from .cowork_kpi import HUNDREDS
from .optional_float import known

# What a count may change; the key of a row never does.
COUNTED = ["numerator", "denominator", "value", "target", "warning", "status"]


class CoworkKpiValue(models.Model):
    """How figures are written and judged: by the snapshot only, each once."""

    _inherit = "cowork.kpi.value"

    @api.model
    def _store(self, counted, kpis, locations, recount=False):
        """Write figures, each once: rows that exist are changed, not made again.

        :param counted: what ``cowork.kpi._count`` returns
        :param recount: whether frozen figures are counted again"""
        # sudo: nobody writes figures by hand, and every location has its own.
        rows = self.sudo()._by_action()
        kept = rows._read_kept(kpis, locations, counted)
        in_force = rows.env["cowork.kpi.target"]._get_in_force(kpis, locations)
        today = {location: location._today() for location in locations}
        kpi_by_id = {kpi.id: kpi for kpi in kpis}
        location_by_id = {location.id: location for location in locations}
        new = []
        for (kpi_id, location_id, month), (numerator, denominator) in counted.items():
            kpi, location = kpi_by_id[kpi_id], location_by_id[location_id]
            row = kept.get((kpi_id, location_id, month))
            if row and not recount and row._is_frozen(kpi, today[location]):
                continue
            vals = self._prepare_figure(kpi, numerator, denominator)
            vals |= self._prepare_judgement(
                kpi, vals["value"], in_force(kpi, location, month)
            )
            vals["computed_on"] = today[location]
            if not row:
                key = {"kpi_id": kpi_id, "location_id": location_id, "month": month}
                new.append({**key, **vals})
            elif changed := row._get_changed(vals):
                row.write(changed)
        rows.create(new)

    @api.model
    def _read_kept(self, kpis, locations, counted):
        """:returns: {key as in ``counted``: the row that is kept for it}"""
        months = {month for _kpi, _location, month in counted}
        rows = self.search_fetch(
            [
                ("kpi_id", "in", kpis.ids),
                ("location_id", "in", locations.ids),
                ("month", "in", list(months)),
            ],
            ["kpi_id", "location_id", "month", "computed_on", *COUNTED],
        )
        return {(row.kpi_id.id, row.location_id.id, row.month): row for row in rows}

    def _get_changed(self, vals):
        """:returns: those of ``vals`` that are not in the row yet"""
        return {
            name: value
            for name, value in vals.items()
            if (known(self[name]) if self._fields[name].type == "float" else self[name])
            != value
        }

    def _is_frozen(self, kpi, today):
        """:returns: whether the figure stays as it is: counted after its month was
        over, and that is long enough ago"""
        last = last_day_of(self.month)
        days_since = (today - last).days
        return (
            bool(self.computed_on)
            and self.computed_on > last
            and days_since > kpi.freeze_days
        )

    @api.model
    def _prepare_figure(self, kpi, numerator, denominator):
        value = (
            numerator
            if kpi.is_total
            else figure(numerator, denominator, kpi.unit in HUNDREDS)
        )
        return {"numerator": numerator, "denominator": denominator, "value": value}

    @api.model
    def _prepare_judgement(self, kpi, value, target):
        goal = target.target if target else None
        warning = known(target.warning) if target else None
        return {
            "target": goal,
            "warning": warning,
            "status": judge(value, goal, warning, kpi.direction == "up"),
        }

    def _judge(self):
        """Judge figures anew: their targets may have changed."""
        if not self:
            return
        kpis, locations = self.kpi_id, self.location_id
        in_force = self.env["cowork.kpi.target"]._get_in_force(kpis, locations)
        for row in self._by_action():
            target = in_force(row.kpi_id, row.location_id, row.month)
            vals = self._prepare_judgement(row.kpi_id, known(row.value), target)
            if changed := row._get_changed(vals):
                row.write(changed)
