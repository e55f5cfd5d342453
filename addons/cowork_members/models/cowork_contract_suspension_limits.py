from odoo import models

from ..engine.terms import strictest


class CoworkContract(models.Model):
    """What the plans of a contract allow of suspensions."""

    _inherit = "cowork.contract"

    def _get_suspension_limits(self, day):
        """:param day: first day of a suspension
        :returns: :class:`SuspensionLimits` that keeps those of every line in force"""
        self.ensure_one()
        return strictest(
            line._get_suspension_limits() for line in self._get_lines_on(day)
        )

    def _describe_suspension_limits(self, day):
        """:returns: the limits as a list in words; empty when there are none"""
        limits = self._get_suspension_limits(day)
        if not limits.allowed:
            return self.env._("no suspension")
        words = (
            (limits.min_days, self.env._("at least %s days", limits.min_days)),
            (limits.max_days, self.env._("at most %s days", limits.max_days)),
            (
                limits.year_days,
                self.env._("%s days per contract year", limits.year_days),
            ),
        )
        return ", ".join(text for days, text in words if days)

    def _explain_suspension_limit(self, broken, limits):
        """:param broken: name of the limit, see :func:`~..engine.terms.broken_limit`
        :returns: why the plan does not allow a suspension, in a sentence"""
        sentences = {
            "allowed": self.env._(
                "%(contract)s: its plan cannot be suspended.",
                contract=self.display_name,
            ),
            "open": self.env._(
                "%(contract)s: give the suspension a last day; the plan allows"
                " %(limits)s.",
                contract=self.display_name,
                limits=", ".join(
                    text
                    for days, text in (
                        (
                            limits.max_days,
                            self.env._("at most %s days", limits.max_days),
                        ),
                        (
                            limits.year_days,
                            self.env._("%s days per contract year", limits.year_days),
                        ),
                    )
                    if days
                ),
            ),
            "min_days": self.env._(
                "%(contract)s: a suspension lasts at least %(days)s days under its"
                " plan.",
                contract=self.display_name,
                days=limits.min_days,
            ),
            "max_days": self.env._(
                "%(contract)s: a suspension lasts at most %(days)s days under its"
                " plan.",
                contract=self.display_name,
                days=limits.max_days,
            ),
            "year_days": self.env._(
                "%(contract)s: more than %(days)s days of a contract year would be"
                " suspended, which its plan does not allow.",
                contract=self.display_name,
                days=limits.year_days,
            ),
        }
        return sentences[broken]
