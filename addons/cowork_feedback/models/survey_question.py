from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.cowork_members.engine.form_values import read_number
from odoo.addons.cowork_members.models.cowork_protected_mixin import UNWRITABLE

# What people type on a phone is shorter; what a script posts is not.
LONGEST_TEXT = 5000


class SurveyQuestion(models.Model):
    """What a question measures, and what is no answer to it."""

    _inherit = "survey.question"

    cowork_measure = fields.Selection(
        [
            ("nps", "Recommendation (0–10)"),
            ("csat", "Satisfaction (1–5)"),
        ],
        "Measures",
        help="The figure of the answer this question gives.",
    )

    _measure_scale = models.Constraint(
        "CHECK (cowork_measure IS NULL OR (question_type = 'scale' AND"
        " (cowork_measure = 'nps' AND scale_min = 0 AND scale_max = 10"
        " OR cowork_measure = 'csat' AND scale_min = 1 AND scale_max = 5)))",
        "Recommendation is a scale from 0 to 10, satisfaction one from 1 to 5.",
    )
    _one_measure = models.UniqueIndex(
        "(survey_id, cowork_measure) WHERE cowork_measure IS NOT NULL",
        "A survey has one question for each measure.",
    )

    @api.constrains("save_as_email", "save_as_nickname", "survey_id")
    def _check_keeps_secret(self):
        for question in self.filtered("survey_id.anonymous"):
            if question.save_as_email or question.save_as_nickname:
                raise ValidationError(
                    self.env._(
                        "“%s” asks who answers, in an anonymous survey: remove it, or"
                        " do not keep its answer as name or e-mail.",
                        question.title,
                    )
                )

    # Answers ---------------------------------------------------------------------

    def validate_question(self, answer, comment=None):
        """Refuse what no answer to the question can be.

        :param answer: as core documents it, by type of the question
        :param comment: text beside a choice
        :returns: dict from the question's id to what is wrong, empty when nothing is
        """
        if self.survey_id.cowork_kind and (problem := self._get_nonsense(answer)):
            return {self.id: problem}
        if len(comment or "") > LONGEST_TEXT:
            return {self.id: self._get_too_long()}
        return super().validate_question(answer, comment)

    def _get_nonsense(self, answer):
        """:returns: what is wrong with an answer no screen of ours sends, or None"""
        if answer in (None, False, "", [], {}):
            return None
        if self.question_type in ("char_box", "text_box"):
            return self._get_wrong_text(answer)
        if self.question_type == "scale":
            return self._get_wrong_number(answer)
        if self.question_type in ("simple_choice", "multiple_choice"):
            return self._get_wrong_choice(answer)
        return None

    def _get_wrong_text(self, answer):
        if not isinstance(answer, str) or UNWRITABLE.search(answer):
            return self.env._("This is not a text.")
        return self._get_too_long() if len(answer) > LONGEST_TEXT else None

    def _get_too_long(self):
        return self.env._("Please write at most %s characters.", f"{LONGEST_TEXT:,}")

    def _get_wrong_number(self, answer):
        number = _to_int(answer)
        if number is None or not self.scale_min <= number <= self.scale_max:
            return self.env._(
                "Please choose a number from %(low)s to %(high)s.",
                low=self.scale_min,
                high=self.scale_max,
            )
        return None

    def _get_wrong_choice(self, answer):
        chosen = answer if isinstance(answer, list) else [answer]
        if not {_to_int(item) for item in chosen} <= set(self.suggested_answer_ids.ids):
            return self.env._("Please choose one of the answers shown.")
        return None


def _to_int(value):
    """:returns: the whole number a browser sent, as number or text, or None"""
    return read_number(str(value) if type(value) is int else value)
