from odoo import http
from odoo.http import request

from odoo.addons.survey.controllers.main import Survey


class CoworkSurvey(Survey):
    """Answering an anonymous survey: whoever is logged in answers as nobody."""

    def _fetch_from_access_token(self, survey_token, answer_token):
        survey, answer = super()._fetch_from_access_token(survey_token, answer_token)
        if answer.is_anonymous:
            # What is written carries who wrote it: nobody, from here on.
            request.update_env(user=request.env.ref("base.public_user").id)
            # sudo: as core does for whoever has the token.
            nobody = request.env(su=True)
            return survey.with_env(nobody), answer.with_env(nobody)
        return survey, answer

    @http.route()
    def survey_report(self, survey, answer_token=None, **post):
        """Core's page of results takes every answer there is, also for the link of
        a single person: of members, our own page shows what may be shown."""
        if survey.anonymous:
            survey.check_access("read")
            return request.redirect(
                f"/report/html/cowork_feedback.report_survey_results/{survey.id}"
            )
        return super().survey_report(survey, answer_token=answer_token, **post)
