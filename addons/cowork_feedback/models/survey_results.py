from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.survey_scores import nps, response, share

DIMENSIONS = ("location_id", "plan_id", "tenure", "answered_on:month")
#: comments on the page; the list of all is a click away
VERBATIMS = 40


class SurveyResults(models.AbstractModel):
    """What the page and the PDF with the results of a survey say."""

    _name = "report.cowork_feedback.report_survey_results"
    _description = "Survey Results"

    @api.model
    def _get_report_values(self, docids, data=None):
        surveys = self.env["survey.survey"].browse(docids)
        surveys.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "survey.survey",
            "docs": surveys,
            "results": {survey.id: self._get_results(survey) for survey in surveys},
        }

    @api.model
    def _get_results(self, survey):
        """:returns: dict with ``total``, the figures of all answers the user sees,
        ``tables``, those by location, plan, tenure and month, ``response``, who
        was asked and who answered, and ``verbatims``"""
        domain = self._get_answers_domain(survey)
        total = self._count(survey, domain, None)
        return {
            "total": total[0] if total else self._make_row(survey, "", {}),
            "tables": [
                (title, rows)
                for title, spec in zip(self._get_titles(), DIMENSIONS, strict=True)
                if (rows := self._count(survey, domain, spec))
            ],
            "response": self._get_response(survey),
            "verbatims": self._get_verbatims(survey),
        }

    @api.model
    def _get_titles(self):
        return (
            self.env._("By Location"),
            self.env._("By Plan"),
            self.env._("By Time as a Member"),
            self.env._("By Month"),
        )

    @api.model
    def _get_answers_domain(self, survey):
        return (
            Domain("survey_id", "=", survey.id)
            & Domain("answered_on", "!=", False)
            & Domain("test_entry", "=", False)
            # sudo is no excuse: sealed sheets are nobody's to read.
            & Domain("is_ticket", "=", False)
        )

    @api.model
    def _count(self, survey, domain, spec):
        """:param spec: what the answers are grouped by, or None for all of them
        :returns: list of dict: ``label``, ``n``, ``nps`` and ``csat``, both ``Score``
        """
        if spec:
            domain &= Domain(spec.split(":")[0], "!=", False)
        groups = self.env["survey.user_input"]._read_group(
            domain,
            [*([spec] if spec else []), "nps_group"],
            ["__count", "csat:count", "csat_points:sum"],
        )
        rows = {}
        for *key, group, count, csat_count, points in groups:
            row = rows.setdefault(key[0] if key else None, {})
            row[group or "none"] = count
            row["csat_n"] = row.get("csat_n", 0) + csat_count
            row["csat_hits"] = row.get("csat_hits", 0) + (points or 0) / 100
        return [
            self._make_row(survey, self._label(spec, key), row)
            for key, row in rows.items()
        ]

    @api.model
    def _make_row(self, survey, label, row):
        up, down = row.get("promoter", 0), row.get("detractor", 0)
        passive, silent = row.get("passive", 0), row.get("none", 0)
        least = survey.min_answers
        return {
            "label": label,
            "n": up + passive + down + silent,
            "nps": nps(up, down, up + passive + down, least),
            "csat": share(row.get("csat_hits", 0), row.get("csat_n", 0), least),
            # The bar: only where the figure is shown, too.
            "parts": (up, passive, down) if up + passive + down >= least else None,
        }

    @api.model
    def _label(self, spec, key):
        if key is None:
            return self.env._("All")
        if spec == "tenure":
            field = self.env["survey.user_input"]._fields["tenure"]
            return dict(field._description_selection(self.env))[key]
        if spec == "answered_on:month":
            return format_date(self.env, key, date_format="LLLL yyyy")
        return key.display_name

    @api.model
    def _get_response(self, survey):
        """:returns: dict ``asked``, ``answered``, and ``rate``, a ``Score``, of waves
        that are over"""
        waves = self.env["cowork.survey.wave"].search([("survey_id", "=", survey.id)])
        asked, answered = response(waves._count_answers().values())
        return {
            "asked": asked,
            "answered": answered,
            "rate": share(answered, asked, survey.min_answers),
        }

    @api.model
    def _get_verbatims(self, survey):
        return self.env["survey.user_input.line"].search(
            Domain("survey_id", "=", survey.id)
            & Domain("verbatim", "!=", False)
            & Domain("answered_on", "!=", False)
            & Domain("user_input_id.is_ticket", "=", False),
            order="answered_on desc, id desc",
            limit=VERBATIMS,
        )
