from odoo import fields, models

from ..engine.booking_board import natural_key
from ..engine.terms import monthly_amount


class CoworkFloorPlan(models.Model):
    """What could be let on a day, and what it would be worth."""

    _inherit = "cowork.floor.plan"

    def _describe_vacancies(self, inside, day, lines):
        """:param inside: spaces of the floor of one plan
        :param lines: ``cowork.contract.line`` that hold some of them on that day
        :returns: list of dicts: ``space`` (id), ``value`` per month, ``rate`` (where
            the value is from), ``since`` (day after the last one it was let) and
            ``next`` (day from which it is let again), the most valuable first"""
        lettable = inside.filtered(
            lambda s: s.usage == "exclusive"
            and not s.blocked
            and s._is_lettable_on(day)
        )
        vacant = lettable - lines.space_id
        past = vacant._get_last_lets(day)
        coming = vacant._get_next_lets(day)
        plans = vacant.kind_id._get_list_plans(self.company_id)
        rows = []
        for space in vacant.sorted(lambda s: natural_key(s.complete_name)):
            last = past.get(space)
            rows.append(
                {
                    "space": space.id,
                    **self._get_value(space, last, plans.get(space.kind_id)),
                    "since": last
                    and fields.Date.to_string(fields.Date.add(last.date_stop, days=1)),
                    "next": fields.Date.to_string(coming.get(space) or False),
                }
            )
        return sorted(rows, key=lambda row: -row["value"])

    def _get_value(self, space, last, plan):
        """:param last: line by which the space was let before, or None
        :param plan: ``cowork.plan`` for its kind, or None
        :returns: dict of what it is worth per month, in the location's currency"""
        currency = self.location_id.currency_id
        if last and last.currency_id == currency and last.monthly_value:
            return {
                "value": last.monthly_value,
                "rate": self.env._("as last let"),
                "currency_id": currency.id,
            }
        monthly = plan and monthly_amount(
            plan.list_price, plan.billing_interval, plan.billing_unit
        )
        return {
            "value": currency.round(monthly or 0.0),
            "rate": plan.name if plan else self.env._("no plan for its kind"),
            "currency_id": currency.id,
        }
