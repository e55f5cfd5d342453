from odoo import fields

from ..models.kpi_facts import KpiFacts
from .common import CoworkCommon


class KpiCommon(CoworkCommon):
    """Spaces with sizes: twelve desks on 110 m², and a shared hall of 90 m²."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The figures of a demo, or of an operator, are not looked at.
        cls.env["cowork.kpi.target"].search([]).unlink()
        cls.env["cowork.location"].search(
            [("id", "not in", (cls.location | cls.location_2).ids)]
        )._by_action().write({"kpi_date": "2200-01-01"})
        cls.kpis = {kpi.code: kpi for kpi in cls.env["cowork.kpi"].search([])}
        for space, area in (
            (cls.desk_1, 5.0),
            (cls.desk_2, 5.0),
            (cls.office, 40.0),
            (cls.office_2, 60.0),
            (cls.hall, 90.0),
        ):
            space.area = area
        cls.env.flush_all()

    def count(self, code, month, location=None):
        """:returns: what is counted, and what it is divided by"""
        location = location or self.location
        month = fields.Date.to_date(month)
        self.env.flush_all()
        kpi = self.kpis[code]
        counted = kpi._count(KpiFacts(location.sudo(), [month]))
        return counted.get((kpi.id, location.id, month))

    def values(self, code, location=None):
        """:returns: the figures kept, the first month first"""
        return (
            self.env["cowork.kpi.value"]
            .search(
                [
                    ("kpi_id.code", "=", code),
                    ("location_id", "=", (location or self.location).id),
                ]
            )
            .sorted("month")
        )
