from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.survey_scores import FEWEST_ANSWERS
from .cowork_survey_wave import ASKED


class CoworkKpi(models.Model):
    """How members judge us: recommendation, satisfaction, and how many answer."""

    _inherit = "cowork.kpi"

    category = fields.Selection(
        selection_add=[("feedback", "Feedback")], ondelete={"feedback": "cascade"}
    )
    unit = fields.Selection(
        selection_add=[("points", "Points")], ondelete={"points": "cascade"}
    )

    @api.model
    def _kpi_nps(self, facts, location, month):
        return self._count_scores(facts, location, month, "nps_points", 1)

    @api.model
    def _kpi_csat(self, facts, location, month):
        return self._count_scores(facts, location, month, "csat_points", 0.01)

    @api.model
    def _count_scores(self, facts, location, month, name, weight):
        """:returns: points of each answer of the month and 1 for each; nothing at all
        when there are too few to mean anything"""
        last = facts.period(location, month).last
        rows = facts.once(("scores", name), lambda: self._read_scores(facts, name))
        found = {
            row["id"]: row[name] * weight
            for row in rows[location.id]
            if month <= row["answered_on"] <= last
        }
        if len(found) < FEWEST_ANSWERS:
            return {}, {}
        return found, dict.fromkeys(found, 1)

    @api.model
    def _read_scores(self, facts, name):
        return facts._by(
            "location_id",
            facts._read(
                "survey.user_input",
                [
                    ("location_id", "in", facts.locations.ids),
                    ("answered_on", ">=", facts.first),
                    ("answered_on", "<=", facts.last),
                    ("is_ticket", "=", False),
                    ("test_entry", "=", False),
                    (name, "!=", False),
                ],
                ["location_id", "answered_on", name],
            ),
        )

    @api.model
    def _kpi_survey_response(self, facts, location, month):
        """Answers by wave, in the month in which the time to answer ended.

        In the month they are asked, most have not answered yet; and the figure of that
        month may be frozen when they do."""
        last = facts.period(location, month).last
        counts = facts.once("survey waves", lambda: self._read_waves(facts))
        found = {
            wave: count
            for wave, count in counts[location.id].items()
            if month <= count.until <= last
        }
        return (
            {wave: count.answered for wave, count in found.items()},
            {wave: count.asked for wave, count in found.items()},
        )

    @api.model
    def _read_waves(self, facts):
        """:returns: {id of a location: {id of a wave that is over: ``WaveCount``}}"""
        invited = (
            Domain("state", "in", ASKED)
            & Domain("deadline", ">=", facts.first)
            & Domain("deadline", "<=", facts.last)
        )
        waves = self.env["cowork.survey.wave"].search(
            Domain("location_id", "in", facts.locations.ids)
            & Domain("invitation_ids", "any", invited)
        )
        counts = waves._count_answers()
        found = {location.id: {} for location in facts.locations}
        for wave in waves:
            if counts[wave.id].is_over:
                found[wave.location_id.id][wave.id] = counts[wave.id]
        return found
