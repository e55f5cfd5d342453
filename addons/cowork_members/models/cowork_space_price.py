from odoo import fields, models

from ..engine.booking_charge import used_days, used_hours
from ..engine.booking_price import HOUR, Rate, Tariff
from .booking_prices import Order, price_orders


class CoworkSpace(models.Model):
    """What booking a space costs."""

    _inherit = "cowork.space"

    rate_ids = fields.One2many(
        "cowork.booking.rate",
        "space_id",
        "Own Prices",
        help="With prices of its own, those of the policy do not count for a space.",
    )

    def _get_tariff(self, plans, is_member):
        """:param plans: ``cowork.plan`` of whoever books
        :param is_member: whether they have a contract in force
        :returns: what one space (sudo) costs them, as the engine reads it; None where
            nothing has a price, so that booking it is free of charge"""
        policy = self.policy_id
        rates = self.rate_ids or policy.rate_ids
        if not rates and not self.hourly_price:
            return None
        # Where there are prices but none for them, no rate holds at any hour.
        found = [rate._to_engine() for rate in rates if rate._is_for(plans, is_member)]
        if not rates:
            found = [Rate(unit=HOUR, price=self.hourly_price)]
        return Tariff(
            rates=tuple(found),
            half_day_hours=policy.half_day_hours or 4,
            day_hours=policy.day_hours,
            cap=policy.day_cap or None,
        )

    def _get_seats(self, people):
        """:returns: how many seats of one space (sudo) so many people pay for"""
        return people if self.policy_id.allocation == "seats" else 1

    def _get_units(self, start, stop, seats):
        """:returns: units of its usage type that a booking of one space (sudo) uses:
        hours, or one for each seat and local day"""
        if self.policy_id.usage_type_id._is_in_hours():
            return used_hours(start, stop) * seats
        return used_days(start, stop, self.location_id.tz or "UTC") * seats

    def _get_prices(self, start, stop, people, partner):
        """:param start: first moment (UTC)
        :param stop: last moment (UTC)
        :param people: how many come
        :param partner: ``res.partner`` who books
        :returns: dict of space to ``price``, ``currency`` and ``price_text``, as
            ``search_available()`` promises them"""
        if not self:
            return {}
        # sudo: what something costs is no secret to whoever may book it.
        spaces = self.sudo()
        bookings = spaces.env["cowork.booking"]
        contract = bookings._find_contract(partner, spaces[0], start, stop)
        prices = price_orders(
            [
                Order(("new", space.id), space, contract, start, stop, people or 1)
                for space in spaces
            ]
        )
        return {
            space: {
                "price": None if price.missing else float(price.due),
                "currency": price.order.space.currency_id.name,
                "price_text": bookings._word_price(price),
            }
            for space, price in zip(self, prices.values(), strict=True)
        }
