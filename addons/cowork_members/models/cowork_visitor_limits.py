from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.visitor_limits import first_excess, month_of
from .cowork_visitor import COUNTED_STATES


class CoworkVisitor(models.Model):
    """No more visitors than the plans of the hosts allow."""

    _inherit = "cowork.visitor"

    def _check_limits(self):
        """:raises UserError: when one of these visitors is beyond what the
        membership of the host allows on that day or in that month"""
        # sudo: the visitors of colleagues count, and members read no plans.
        visitors = self.sudo().filtered(
            lambda v: v.contract_id and not v.is_exception and v.state == "expected"
        )
        counts = visitors._count_around()
        for contract, some in visitors.grouped("contract_id").items():
            contract = contract.with_env(visitors.env)
            days = set(some.mapped("day"))
            limits = {day: contract._get_visitor_limit(day, "day") for day in days}
            months = {
                month_of(day): contract._get_visitor_limit(day, "month") for day in days
            }
            if set(limits.values()) | set(months.values()) == {None}:
                continue
            contract._by_action().visitors_registered += len(some)
            excess = first_excess(counts[contract.id], limits, months)
            if excess:
                raise UserError(self._word_excess(contract, excess))

    def _count_around(self):
        """:returns: dict of id of contract to dict of day to number of visitors, for
        all of the months in which these visitors come"""
        if not self:
            return {}
        first = month_of(min(self.mapped("day")))
        last = month_of(max(self.mapped("day"))) + relativedelta(months=1)
        counts = {}
        groups = self._read_group(
            Domain("contract_id", "in", self.contract_id.ids)
            & Domain("state", "in", COUNTED_STATES)
            & Domain("day", ">=", first)
            & Domain("day", "<", last),
            ["contract_id", "day:day"],
            ["__count"],
        )
        for contract, day, count in groups:
            counts.setdefault(contract.id, {})[day] = count
        return counts

    def _word_excess(self, contract, excess):
        if self.env.user._is_public():
            # What a member has agreed is not for strangers to read.
            return self.env._("Please ask the front desk.")
        when = (
            format_date(self.env, excess.start)
            if excess.period == "day"
            else format_date(self.env, excess.start, date_format="MMMM yyyy")
        )
        values = {
            "member": contract.partner_id.name,
            "limit": excess.limit,
            "count": excess.count,
            "when": when,
        }
        message = self.env._(
            "The membership of %(member)s allows %(limit)s visitors in %(when)s, and"
            " this would make %(count)s.",
            **values,
        )
        if excess.period == "day":
            message = self.env._(
                "The membership of %(member)s allows %(limit)s visitors a day, and this"
                " would make %(count)s on %(when)s.",
                **values,
            )
        if self.env.user.share:
            return f"{message} {self.env._('Ask the front desk if you need more.')}"
        hint = self.env._("Tick “Beyond the Limit” to register them all the same.")
        return f"{message} {hint}"
