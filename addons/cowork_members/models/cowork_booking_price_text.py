from odoo import api, models
from odoo.tools import format_date, formatLang

from ..engine.booking_price import DAY, HALF_DAY


class CoworkBooking(models.Model):
    """Prices as sentences."""

    _inherit = "cowork.booking"

    @api.model
    def _word_price(self, price):
        """:param price: ``Price``
        :returns: how it adds up, and what covers it"""
        if price.missing:
            return self._word_missing_rate(price)
        if not price.charge:
            return self.env._("Free of charge.")
        text = self.env._(
            "%(sum)s = %(total)s",
            sum=self._word_quote(price),
            total=self._word_amount(price, price.total),
        )
        covered = self._word_cover(price)
        return f"{text}; {covered}" if covered else text

    @api.model
    def _word_quote(self, price):
        """:returns: “2 h × 40.00 + 1 half day × 100.00”"""
        lines = {}
        for line in price.quote.lines:
            lines.setdefault((line.unit, line.price), []).append(line.quantity)
        text = " + ".join(
            self.env._(
                "%(quantity)s × %(price)s",
                quantity=self._word_unit(unit, sum(quantities)),
                price=self._word_amount(price, amount),
            )
            for (unit, amount), quantities in lines.items()
        )
        if price.quote.capped:
            cap = price.order.space.policy_id.day_cap
            text = self.env._(
                "%(sum)s, at most %(cap)s a day",
                sum=text,
                cap=self._word_amount(price, cap),
            )
        if price.seats > 1:
            return self.env._(
                "%(seats)s seats × (%(sum)s)", seats=price.seats, sum=text
            )
        return text

    @api.model
    def _word_unit(self, unit, quantity):
        """:returns: “2 h”, “1 half day”, “3 days”"""
        number = self._word_number(quantity)
        if unit == HALF_DAY:
            if quantity == 1:
                return self.env._("1 half day")
            return self.env._("%s half days", number)
        if unit == DAY:
            if quantity == 1:
                return self.env._("1 day")
            return self.env._("%s days", number)
        return self.env._("%s h", number)

    @api.model
    def _word_number(self, quantity):
        """:param quantity: Decimal
        :returns: it without zeros at the end"""
        number = f"{quantity:f}"
        return number.rstrip("0").rstrip(".") if "." in number else number

    @api.model
    def _word_cover(self, price):
        """:returns: “1.5 h from the allowance, 0.5 h × 40.00 = 20.00 to pay”; empty
        where nothing covers any of it"""
        charge = price.charge
        parts = []
        if charge.included:
            used = self._word_used(price, charge.included)
            parts.append(self.env._("%s from the allowance", used))
        if charge.from_packs:
            used = self._word_used(price, charge.from_packs)
            parts.append(self.env._("%s from packs", used))
        if not parts:
            return ""
        if not charge.billable:
            parts.append(self.env._("nothing to pay"))
        else:
            parts.append(
                self.env._(
                    "%(quantity)s × %(price)s = %(amount)s to pay",
                    quantity=self._word_used(price, charge.billable),
                    price=self._word_amount(price, charge.unit_price),
                    amount=self._word_amount(price, price.due),
                )
            )
        return ", ".join(parts)

    @api.model
    def _word_used(self, price, quantity):
        """:returns: units of the ledger: “1.5 h”, “1 day pass”"""
        usage_type = price.order.space.policy_id.usage_type_id
        if usage_type._is_in_hours():
            return self._word_unit("hour", quantity)
        return self.env._(
            "%(quantity)s × %(type)s",
            quantity=self._word_number(quantity),
            # The type is read past the rights, in whatever language the text is in.
            type=usage_type.with_context(lang=self.env.lang).name,
        )

    @api.model
    def _word_missing_rate(self, price):
        """:returns: for which time there is no price"""
        missing, space = price.missing.params, price.order.space
        return self.env._(
            "Nothing says what %(space)s costs on %(day)s, %(start)s – %(stop)s. Choose"
            " another time, or ask the front desk.",
            space=space.name,
            day=format_date(self.env, missing["day"]),
            start=missing["start"].strftime("%H:%M"),
            stop=missing["stop"].strftime("%H:%M"),
        )

    @api.model
    def _word_amount(self, price, amount):
        """:returns: an amount with the decimals of the currency, without its sign"""
        return self._format_amount(amount, price.order.space.currency_id)

    @api.model
    def _format_amount(self, amount, currency):
        return formatLang(self.env, float(amount), digits=currency.decimal_places)
