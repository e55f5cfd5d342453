from babel.dates import get_day_names

from odoo import api, models
from odoo.fields import Domain
from odoo.tools.misc import babel_locale_parse, format_duration, get_lang

from odoo.addons.cowork_members.models.cowork_booking_rate import WEEKDAYS

#: more spaces of one price are counted, not named
NAMED = 6


class CoworkFeeSchedule(models.AbstractModel):
    """What bookings cost, and what is charged for those that do not take place."""

    _inherit = "cowork.fee.schedule"

    @api.model
    def _get_rooms(self, location):
        """:returns: a row for each price of each group of spaces priced alike"""
        spaces = self.env["cowork.space"].search(
            Domain("location_id", "=", location.id) & Domain("policy_id", "!=", False)
        )
        rows = []
        for (policy, rates, hourly), alike in spaces.grouped(self._get_pricing).items():
            product = alike.product_id | policy.usage_type_id.product_id
            fee_product = self._get_fee_product(policy)
            prices = list(self._get_room_prices(policy, rates, hourly, location))
            for number, (price, unit, notes) in enumerate(prices):
                if not number:
                    notes = [*notes, *self._get_policy_notes(policy, location)]
                rows.append(
                    {
                        "name": self._name_spaces(alike),
                        "price": price,
                        "unit": unit,
                        "tax": self._word_tax(product),
                        "notes": notes,
                        "products": product | fee_product,
                    }
                )
        return rows

    @api.model
    def _get_pricing(self, space):
        """:returns: what decides on the price of a space, as bookings look for it"""
        rates = space.rate_ids or space.policy_id.rate_ids
        return space.policy_id, rates, 0.0 if rates else space.hourly_price

    @api.model
    def _name_spaces(self, spaces):
        if len(spaces) <= NAMED:
            return ", ".join(spaces.mapped("name"))
        kinds = ", ".join(spaces.kind_id.mapped("name"))
        return self.env._("%(kinds)s (%(count)s)", kinds=kinds, count=len(spaces))

    @api.model
    def _get_room_prices(self, policy, rates, hourly, location):
        """:returns: generator of price, unit and sentences on when it holds"""
        units = {
            "hour": self.env._("per hour"),
            "half_day": self.env._("per half day"),
            "day": self.env._("per day"),
        }
        if not rates and not hourly:
            yield self.env._("Free of charge"), "", []
        elif not rates:
            yield self._format(hourly, location), units["hour"], []
        for rate in rates:
            notes = [note for note in self._get_rate_notes(rate) if note]
            yield self._format(rate.price, location), units[rate.unit], notes

    @api.model
    def _get_rate_notes(self, rate):
        if rate.audience == "plans":
            names = ", ".join(rate.plan_ids.mapped("name"))
            yield self.env._("Members with %s", names)
        elif rate.audience != "everybody":
            labels = dict(rate._fields["audience"]._description_selection(self.env))
            yield labels[rate.audience]
        days, hours = self._word_days(rate), ""
        if rate.hour_from or rate.hour_to != 24:
            hours = f"{format_duration(rate.hour_from)}–{format_duration(rate.hour_to)}"
        yield " ".join(part for part in (days, hours) if part)

    @api.model
    def _word_days(self, rate):
        """:returns: “Mon, Tue, Wed”; empty when the price holds every day"""
        chosen = [number for number, day in enumerate(WEEKDAYS) if rate[day]]
        if len(chosen) == len(WEEKDAYS):
            return ""
        locale = babel_locale_parse(get_lang(self.env).code)
        names = get_day_names("abbreviated", locale=locale)
        return ", ".join(names[number] for number in chosen)

    @api.model
    def _get_policy_notes(self, policy, location):
        """:returns: generator of sentences on limits and fees of a booking policy"""
        if policy.day_cap:
            cap = self._format(policy.day_cap, location)
            yield self.env._("At most %s a day", cap)
        late = self._word_fee(policy.late_fee_kind, policy.late_fee, location)
        if late:
            yield self.env._(
                "Cancelled less than %(hours)s hours before: %(fee)s",
                hours=policy.cancel_free_hours,
                fee=late,
            )
        no_show = self._word_fee(policy.no_show_fee_kind, policy.no_show_fee, location)
        if no_show:
            yield self.env._("Nobody comes: %s", no_show)
        if policy.usage_type_id.product_id:
            yield self.env._("After what your plan and your packs include")

    @api.model
    def _get_fee_product(self, policy):
        """:returns: the product of fees for bookings that do not take place"""
        kinds = {policy.late_fee_kind, policy.no_show_fee_kind}
        product = self._get_fee_type().product_id
        return product.browse() if kinds == {"none"} else product

    @api.model
    def _get_fee_type(self):
        """:returns: ``cowork.usage.type`` of fees, whose price the policy says"""
        return self.env.ref("cowork_members.usage_booking_fee")

    @api.model
    def _word_fee(self, kind, value, location):
        """:returns: a fee of a policy, or nothing where there is none"""
        if kind == "none" or not value:
            return ""
        if kind == "percent":
            return self.env._("%s %% of the price", f"{value:g}")
        return self._format(value, location)
