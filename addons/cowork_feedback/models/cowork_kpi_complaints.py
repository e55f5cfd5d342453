from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.cowork_members.engine.kpi import covers

from .cowork_complaint import UNCOUNTED


class CoworkKpi(models.Model):
    """How many complaints there are, how fast they are solved, and what improves."""

    _inherit = "cowork.kpi"

    category = fields.Selection(
        selection_add=[("feedback", "Feedback")], ondelete={"feedback": "cascade"}
    )

    @api.model
    def _kpi_complaints_rate(self, facts, location, month):
        last = facts.period(location, month).last
        members = {
            member: 1
            for member, spells in facts.members(location).items()
            if covers(spells, month) or covers(spells, last)
        }
        return dict.fromkeys(
            [row["id"] for row in self._get_complaints(facts, location, month)], 1
        ), members

    @api.model
    def _kpi_complaints_answered(self, facts, location, month):
        return self._get_in_time(facts, location, month, "answer_status")

    @api.model
    def _kpi_complaints_solved(self, facts, location, month):
        return self._get_in_time(facts, location, month, "resolution_status")

    @api.model
    def _get_in_time(self, facts, location, month, name):
        """:returns: complaints of the month whose deadline ``name`` was met, and all
        whose was met or missed"""
        rows = self._get_complaints(facts, location, month)
        return (
            {row["id"]: 1 for row in rows if row[name] == "met"},
            {row["id"]: 1 for row in rows if row[name] in ("met", "missed")},
        )

    @api.model
    def _kpi_complaints_reopened(self, facts, location, month):
        rows = self._get_complaints(facts, location, month)
        return (
            {row["id"]: 1 for row in rows if row["reopen_count"]},
            {row["id"]: 1 for row in rows if row["solved_at"] or row["reopen_count"]},
        )

    @api.model
    def _kpi_improvements_proven(self, facts, location, month):
        last = facts.period(location, month).last
        rows = facts.once("improvements", lambda: self._read_improvements(facts))
        checked = [
            row for row in rows[location.id] if month <= row["checked_on"] <= last
        ]
        return (
            {row["id"]: 1 for row in checked if row["effect"] == "proven"},
            {row["id"]: 1 for row in checked},
        )

    # Read once ----------------------------------------------------------------------

    @api.model
    def _get_complaints(self, facts, location, month):
        """:returns: values of the complaints received in the month"""
        last = facts.period(location, month).last
        rows = facts.once("complaints", lambda: self._read_complaints(facts))
        return [row for row in rows[location.id] if month <= row["received_on"] <= last]

    @api.model
    def _read_complaints(self, facts):
        """:returns: {id of a location: values of its complaints of these months}"""
        return facts._by(
            "location_id",
            facts._read(
                "cowork.complaint",
                Domain("location_id", "in", facts.locations.ids)
                & Domain("received_on", ">=", facts.first)
                & Domain("received_on", "<=", facts.last)
                & Domain("state", "not in", UNCOUNTED),
                [
                    "location_id",
                    "received_on",
                    "answer_status",
                    "resolution_status",
                    "solved_at",
                    "reopen_count",
                ],
            ),
        )

    @api.model
    def _read_improvements(self, facts):
        """:returns: {id of a location: values of what was checked in these months}"""
        return facts._by(
            "location_id",
            facts._read(
                "cowork.improvement",
                Domain("location_id", "in", facts.locations.ids)
                & Domain("checked_on", ">=", facts.first)
                & Domain("checked_on", "<=", facts.last)
                & Domain("effect", "in", ("proven", "none")),
                ["location_id", "checked_on", "effect"],
            ),
        )
