from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from .optional_float import OptionalFloat, known


class CoworkKpiTarget(models.Model):
    """What a figure is to reach, at a location or everywhere, for a time."""

    _name = "cowork.kpi.target"
    _description = "KPI Target"
    _inherit = ["cowork.protected.mixin"]
    _order = "kpi_id, date_from desc, location_id, id"
    _check_company_auto = True
    _scope_fields = frozenset({"company_id", "location_id"})

    kpi_id = fields.Many2one(
        "cowork.kpi", "KPI", required=True, index=True, ondelete="cascade"
    )
    unit = fields.Selection(related="kpi_id.unit")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    location_id = fields.Many2one(
        "cowork.location",
        index=True,
        ondelete="cascade",
        check_company=True,
        help="Empty: every location of the company that has no target of its own.",
    )
    date_from = fields.Date(
        "From",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1),
        help="A month has the target that is in force on its first day.",
    )
    date_to = fields.Date("Until", help="Inclusive. Empty: until further notice.")
    target = fields.Float(required=True)
    warning = OptionalFloat(
        "Near Until",
        help="A figure that misses the target but not this is near. Empty: it has"
        " missed.",
    )

    _no_overlap = models.Constraint(
        "EXCLUDE USING gist (int4range(kpi_id, kpi_id, '[]') WITH =,"
        " int4range(company_id, company_id, '[]') WITH =,"
        " int4range(COALESCE(location_id, 0), COALESCE(location_id, 0), '[]') WITH =,"
        " daterange(date_from, date_to + 1, '[)') WITH &&)",
        "Another target is in force for this KPI and location on some of these days.",
    )
    _dates_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_to >= date_from)",
        "A target cannot end before it begins.",
    )
    _dates_sane = models.Constraint(
        "CHECK (date_from >= '1990-01-01' AND date_to <= '2200-12-31')",
        "The days of a target lie between 1990 and 2200.",
    )
    _numbers_finite = models.Constraint(
        "CHECK (target > -1000000000000 AND target < 1000000000000"
        " AND warning > -1000000000000 AND warning < 1000000000000)",
        "A target must be a sensible number.",
    )

    @api.constrains("kpi_id", "target", "warning")
    def _check_warning(self):
        for target in self:
            warning = known(target.warning)
            if warning is None:
                continue
            sign = 1 if target.kpi_id.direction == "up" else -1
            if sign * (target.target - warning) < 0:
                raise ValidationError(
                    self.env._(
                        "%(kpi)s: “Near Until” (%(warning)s) is better than the target"
                        " (%(target)s). It is the worst figure that is still near.",
                        kpi=target.kpi_id.name,
                        warning=warning,
                        target=target.target,
                    )
                )

    @api.depends("kpi_id", "location_id", "date_from")
    def _compute_display_name(self):
        for target in self:
            parts = [target.kpi_id.name, target.location_id.name]
            if target.date_from:
                parts.append(format_date(self.env, target.date_from))
            target.display_name = " · ".join(part for part in parts if part)

    # Which figures are judged by it --------------------------------------------------

    @api.model
    def _get_in_force(self, kpis, locations):
        """:returns: function of KPI, location and month that gives the target in force,
        possibly empty: the location's own before that of the company"""
        targets = self.search(
            Domain("kpi_id", "in", kpis.ids)
            & Domain("company_id", "in", locations.company_id.ids)
            & Domain("location_id", "in", [*locations.ids, False])
        )
        found = targets.grouped(lambda t: (t.kpi_id, t.company_id, t.location_id))

        def in_force(kpi, location, month):
            nowhere = location.browse()
            for place in (location, nowhere):
                for target in found.get((kpi, location.company_id, place), ()):
                    if target.date_from <= month <= (target.date_to or month):
                        return target
            return self.browse()

        return in_force

    def _get_judged(self):
        """:returns: the figures these targets may be in force for"""
        # sudo: figures are judged by the target, whoever sets it.
        values = self.env["cowork.kpi.value"].sudo()
        domains = [
            Domain("kpi_id", "=", target.kpi_id.id)
            & Domain("company_id", "=", target.company_id.id)
            & (
                Domain("location_id", "=", target.location_id.id)
                if target.location_id
                else Domain.TRUE
            )
            & Domain("month", ">=", target.date_from)
            & (Domain("month", "<=", target.date_to) if target.date_to else Domain.TRUE)
            for target in self
        ]
        return values.search(Domain.OR(domains)) if domains else values

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets._get_judged()._judge()
        return targets

    def write(self, vals):
        before = self._get_judged()
        result = super().write(vals)
        (before | self._get_judged())._judge()
        return result

    def unlink(self):
        judged = self._get_judged()
        result = super().unlink()
        judged._judge()
        return result
