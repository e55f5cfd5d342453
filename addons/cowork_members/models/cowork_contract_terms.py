from odoo import api, fields, models
from odoo.tools import format_date

from ..engine.terms import Commitment, earliest_leaving


class CoworkContract(models.Model):
    """The day a member may leave at the earliest, and the sentence that says why."""

    _inherit = "cowork.contract"

    earliest_end = fields.Date(
        "Earliest Leaving Day",
        compute="_compute_earliest_end",
        # sudo: members may know it, but not read locations.
        compute_sudo=True,
        help="If notice were given today: the end of the longest notice period and of"
        " the minimum term.",
    )
    earliest_end_explanation = fields.Char(
        "Why Then",
        compute="_compute_earliest_end",
        # sudo: as above.
        compute_sudo=True,
        help="Which of notice period and minimum term decides, in a sentence.",
    )

    @api.depends(
        "date_start",
        "date_end",
        "notice_date",
        "is_leaving",
        "end_before_notice",
        "line_ids.date_start",
        "line_ids.date_stop",
        "line_ids.notice_days",
        "line_ids.min_term_months",
    )
    @api.depends_context("lang")
    def _compute_earliest_end(self):
        for contract in self:
            if not contract.location_id or not contract.date_start:
                contract.earliest_end = contract.earliest_end_explanation = False
                continue
            given = bool(contract.notice_date)
            day = contract.notice_date or contract.location_id._today()
            # The last day that a notice set is its outcome, not what was agreed before.
            outcome = given and contract.is_leaving
            agreed = contract.end_before_notice if outcome else contract.date_end
            leaving = contract._get_leaving(day, agreed)
            contract.earliest_end = leaving.day
            contract.earliest_end_explanation = contract._explain_leaving(
                leaving, day, given
            )

    def _get_leaving(self, notice_day, agreed_end):
        """:param notice_day: day on which notice is given
        :param agreed_end: last day agreed already, or False
        :returns: :class:`~..engine.terms.Leaving` of one contract"""
        self.ensure_one()
        lines = self.line_ids.filtered(
            lambda line: line.date_start
            and not line._is_empty()
            and (not line.date_stop or line.date_stop >= notice_day)
        )
        commitments = [
            Commitment(line.notice_days, line._get_term_start(), line.min_term_months)
            for line in lines
        ]
        return earliest_leaving(
            notice_day, commitments, self.date_start, agreed_end or None
        )

    def _explain_leaving(self, leaving, notice_day, given=False):
        """The earliest leaving day in a sentence, in the language of the reader.

        :param leaving: :class:`~..engine.terms.Leaving`
        :param notice_day: day on which notice is given
        :param given: whether notice was given, or this is about what would be
        """
        return self.env._(
            "%(notice)s; %(decision)s.",
            notice=self._explain_notice(leaving, notice_day, given),
            decision=self._explain_leaving_rule(leaving),
        )

    def _explain_notice(self, leaving, notice_day, given):
        values = {
            "day": format_date(self.env, notice_day),
            "days": leaving.notice_days,
            "end": format_date(self.env, leaving.notice_end),
        }
        today = not given and notice_day == self.location_id._today()
        if not leaving.notice_days:
            if today:
                return self.env._(
                    "There is no notice period: notice given today, %(day)s, counts at"
                    " once",
                    **values,
                )
            return self.env._(
                "There is no notice period: notice given on %(day)s counts at once",
                **values,
            )
        if today:
            return self.env._(
                "Notice given today, %(day)s, with %(days)s days' notice ends on"
                " %(end)s",
                **values,
            )
        return self.env._(
            "Notice given on %(day)s, with %(days)s days' notice ends on %(end)s",
            **values,
        )

    def _explain_leaving_rule(self, leaving):
        values = {
            "day": format_date(self.env, leaving.day),
            "months": leaving.min_months,
            "end": leaving.term_end and format_date(self.env, leaving.term_end),
        }
        if leaving.rule == "agreed":
            return self.env._(
                "the agreed term ends before that, so the last day is %(day)s", **values
            )
        if leaving.rule == "begin":
            return self.env._(
                "the contract begins later, so the earliest leaving day is its first,"
                " %(day)s",
                **values,
            )
        if not leaving.min_months:
            return self.env._(
                "there is no minimum term, so the earliest leaving day is %(day)s",
                **values,
            )
        if leaving.rule == "term":
            if leaving.min_months == 1:
                return self.env._(
                    "the minimum term of one month runs until %(end)s, so the earliest"
                    " leaving day is %(day)s",
                    **values,
                )
            return self.env._(
                "the minimum term of %(months)s months runs until %(end)s, so the"
                " earliest leaving day is %(day)s",
                **values,
            )
        return self.env._(
            "the minimum term is over by then (%(end)s), so the earliest leaving day is"
            " %(day)s",
            **values,
        )
