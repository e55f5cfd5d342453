from odoo import models
from odoo.tools import format_date


class CoworkContract(models.Model):
    """What the printed agreement says, in the language of its reader."""

    _inherit = "cowork.contract"

    def _get_agreement_lines(self):
        """:returns: the lines an agreement lists: what is over is left out, unless
        everything is"""
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: not line._is_empty())
        today = self.location_id._today()
        current = lines.filtered(
            lambda line: not line.date_stop or line.date_stop >= today
        )
        return current or lines

    def _get_agreement_steps(self, direction):
        """:param direction: ``in`` or ``out``
        :returns: list of what the member should know of the check-list"""
        self.ensure_one()
        templates = self.env["cowork.contract.step.template"].search(
            [
                ("company_id", "=", self.company_id.id),
                ("direction", "=", direction),
                ("member_text", "!=", False),
            ]
        )
        return templates._filter_for(self).mapped("member_text")

    def _get_agreement_terms(self):
        """:returns: list of sentences on term, notice and renewal"""
        self.ensure_one()
        sentences = [self._get_agreement_duration()]
        lines = self._get_agreement_lines()
        notice = max(lines.mapped("notice_days"), default=0)
        minimum = max(lines.mapped("min_term_months"), default=0)
        if minimum:
            sentences.append(
                self.env._("The minimum term is %s months.", minimum)
                if minimum > 1
                else self.env._("The minimum term is one month.")
            )
        sentences.append(
            self.env._("Either party may give notice of %s days.", notice)
            if notice
            else self.env._("Either party may end the membership on any day.")
        )
        if renewal := self._get_agreement_renewal():
            sentences.append(renewal)
        return sentences

    def _get_agreement_duration(self):
        start = format_date(self.env, self.date_start)
        if not self.date_end:
            return self.env._(
                "The membership begins on %s and runs until it is ended.", start
            )
        return self.env._(
            "The membership begins on %(start)s; its last day is %(end)s.",
            start=start,
            end=format_date(self.env, self.date_end),
        )

    def _get_agreement_renewal(self):
        if not self.date_end or self.renewal_mode == "none":
            return ""
        values = {
            "months": self.renewal_months,
            "percent": f"{self.renewal_increase:g}",
        }
        if self.renewal_mode == "proposal":
            if not self.renewal_increase:
                return self.env._(
                    "Before its end the operator proposes a renewal of %(months)s"
                    " months.",
                    **values,
                )
            return self.env._(
                "Before its end the operator proposes a renewal of %(months)s months,"
                " with prices changed by %(percent)s %%.",
                **values,
            )
        if not self.renewal_increase:
            return self.env._(
                "Unless notice is given it renews for %(months)s months at a time.",
                **values,
            )
        return self.env._(
            "Unless notice is given it renews for %(months)s months at a time, with"
            " prices changed by %(percent)s %%.",
            **values,
        )
