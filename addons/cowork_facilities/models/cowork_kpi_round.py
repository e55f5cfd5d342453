from odoo import api, models


class CoworkKpi(models.Model):
    """Figures of rounds. Their formulas in words are in the data."""

    _inherit = "cowork.kpi"

    @api.model
    def _kpi_round_coverage(self, facts, location, month):
        period = facts.period(location, month)
        rows = facts.once("rounds", lambda: self._read_rounds(facts))[location.id]
        due = [row for row in rows if period.first <= row["date"] <= period.last]
        return (
            {row["id"]: row["spaces_covered"] for row in due if row["spaces_covered"]},
            {row["id"]: row["spaces_due"] for row in due if row["spaces_due"]},
        )

    @api.model
    def _read_rounds(self, facts):
        """:returns: {id of a location: values of the rounds that were due in these
        months and by now; cancelled ones were not}"""
        rows = facts._read(
            "cowork.round",
            [
                ("location_id", "in", facts.locations.ids),
                ("date", ">=", facts.first),
                ("date", "<=", facts.last),
                ("state", "in", ("done", "missed")),
            ],
            ["location_id", "date", "spaces_due", "spaces_covered"],
        )
        return facts._by("location_id", rows)
