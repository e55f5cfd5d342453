"""Words and formats of explanations in a member's language."""

from functools import lru_cache

from babel.dates import format_interval, format_skeleton

from odoo import api, models
from odoo.tools.misc import babel_locale_parse, get_lang

from ..engine.explanation import explain


class CoworkFeeText(models.AbstractModel):
    """Puts the computation of a charge into a sentence."""

    _name = "cowork.fee.text"
    _description = "Fee Line Text"

    @api.model
    def _get_templates(self):
        """:returns: the engine's sentences, translated to the context's language"""
        return {
            "full": self.env._("%(name)s · %(period)s · %(price)s"),
            "full_sum": self.env._("%(name)s · %(period)s · %(price)s = %(amount)s"),
            "part": self.env._(
                "%(name)s · %(period)s · %(days)s of %(basis)s days × %(price)s"
                " = %(amount)s"
            ),
            "part_thirty": self.env._(
                "%(name)s · %(period)s · %(days)s of %(basis)s days, months of 30 days"
                " × %(price)s = %(amount)s"
            ),
            "part_none": self.env._(
                "%(name)s · %(period)s · charged in full · %(price)s = %(amount)s"
            ),
            "part_charged": self.env._(
                "%(name)s · %(period)s · charged already · %(amount)s"
            ),
            "part_rest": self.env._(
                "%(name)s · %(period)s · rest of %(price)s for the whole period"
                " = %(amount)s"
            ),
            "free": self.env._("%(name)s · %(period)s · free of charge · %(amount)s"),
            "free_promotion": self.env._(
                "%(name)s · %(period)s · free of charge, promotion %(code)s"
                " · %(amount)s"
            ),
            "credit_rest": self.env._(
                "%(name)s · %(period)s · rest of %(charged)s = %(amount)s"
            ),
            "setup": self.env._("%(name)s · once · %(price)s"),
            "setup_sum": self.env._("%(name)s · once · %(price)s = %(amount)s"),
            "deposit": self.env._("%(name)s · %(sum)s = %(amount)s"),
            "deposit_top_up": self.env._(
                "%(name)s · %(sum)s − %(charged)s charged before = %(amount)s"
            ),
            "deposit_part": self.env._("%(months)s months × %(price)s"),
            "deposit_refund": self.env._("%(name)s · %(held)s held = %(amount)s"),
            **self._get_usage_templates(),
            "name_holding": self.env._("%(name)s (on hold)"),
            "name_ended": self.env._("%(name)s (credit: ended)"),
            "name_void": self.env._("%(name)s (credit: not taken up)"),
            "name_suspended": self.env._("%(name)s (credit: on hold)"),
            "name_free": self.env._("%(name)s (credit: free of charge)"),
            "name_resumed": self.env._("%(name)s (credit: resumed)"),
            "price": "%(price)s",
            "price_quantity": self.env._("%(quantity)s × %(price)s"),
            "price_discount": self.env._("(%(price)s − %(discount)s %%)"),
            "price_both": self.env._("(%(quantity)s × %(price)s − %(discount)s %%)"),
            "price_promotion": self.env._(
                "(%(price)s − %(percent)s %% promotion %(code)s)"
            ),
            "price_holding": self.env._("%(percent)s %% of %(price)s"),
        }

    @api.model
    def _get_usage_templates(self):
        return {
            "usage": self.env._(
                "%(name)s · %(period)s · %(items)s · %(quantity)s %(unit)s × %(price)s"
                " = %(amount)s"
            ),
            "usage_cost": self.env._(
                "%(name)s · %(period)s · %(items)s · %(quantity)s %(unit)s × %(price)s"
                " (cost + %(margin)s %%) = %(amount)s"
            ),
            "usage_covered": self.env._(
                "%(name)s · %(period)s · %(items)s · nothing to pay · %(amount)s"
            ),
            "usage_back": self.env._(
                "%(name)s (taken back) · %(period)s · %(items)s · %(amount)s"
            ),
            "usage_item": self.env._("%(day)s %(what)s %(quantity)s %(unit)s"),
            "usage_parts": self.env._("%(item)s (%(parts)s)"),
            "usage_included": self.env._("%(count)s of %(of)s included"),
            "usage_prepaid": self.env._("%(quantity)s prepaid"),
            "usage_to_pay": self.env._("%(quantity)s to pay"),
            "one_off": self.env._("%(name)s · %(period)s · %(reason)s · %(price)s"),
            "one_off_sum": self.env._(
                "%(name)s · %(period)s · %(reason)s · %(price)s = %(amount)s"
            ),
            "minimum": self.env._(
                "%(name)s · %(period)s · minimum %(required)s − %(charged)s charged"
                " = %(amount)s"
            ),
            "minimum_again": self.env._(
                "%(name)s · %(period)s · minimum %(required)s − %(charged)s charged"
                " − %(before)s to reach it before = %(amount)s"
            ),
        }

    @api.model
    def _get_date_locale(self):
        """Days before months in every English, so that no date can be misread."""
        code = get_lang(self.env).code
        return babel_locale_parse("en_GB" if code.startswith("en") else code)

    @api.model
    def _get_writer(self, currency):
        """A function that explains computations in the context's language.

        :param currency: ``res.currency`` whose decimals amounts are shown with
        :returns: function of a computation (dict), gives its sentence; it remembers
            formatted dates and amounts, so keep it for a batch
        """
        # As the ERP's ``formatLang``, which looks the language up for each amount.
        lang = get_lang(self.env)
        numbers = self.env["res.lang"].browse(lang.id)
        digits = currency.decimal_places

        @lru_cache(maxsize=4096)
        def money(amount):
            rounded = float(round(amount, digits))
            return numbers.format(f"%.{digits}f", rounded, grouping=True)

        locale = self._get_date_locale()

        @lru_cache(maxsize=4096)
        def period(first, last):
            if first == last:
                return format_skeleton("yMMMd", first, locale=locale)
            text = format_interval(first, last, "yMMMd", locale=locale)
            # An ordinary space can be found, wrapped and printed by every font.
            return text.replace("\N{THIN SPACE}", " ")

        templates = self._get_templates()

        def write(computation):
            for one, every in (("name", "names"), ("unit", "units")):
                if word := computation.get(every, {}).get(lang.code):
                    computation = {**computation, one: word}
            return explain(computation, templates, money, period)

        return write

    @api.model
    def _explain_error(self, error):
        """:param error: ``EngineError``
        :returns: why, in the context's language, without a full stop"""
        sentences = {
            "billing_day": self.env._(
                "the billing day must be 1 to 31, not %(billing_day)s"
            ),
            "credit_overlap": self.env._(
                "%(first)s to %(last)s of the charge %(key)s were credited twice"
            ),
            "credit_unknown": self.env._(
                "the credit %(key)s is for the charge %(credits)s, which is not there"
            ),
            "date_range": self.env._("%(date)s is not a day that can be billed"),
            "discount": self.env._(
                "the discount must be 0 to 100 %%, not %(discount)s"
            ),
            "double_billed": self.env._(
                "%(first)s to %(last)s is billed twice, by %(key)s and by %(other)s"
            ),
            "end_before_start": self.env._(
                "the last day %(last_day)s is before the first %(first_day)s"
            ),
            "holding_percent": self.env._(
                "the holding fee must be 0 to 100 %%, not %(holding_percent)s"
            ),
            "interest_rate": self.env._("interest is 0 to 100 %%, not %(rate)s"),
            "interval": self.env._("a period cannot be %(interval)s units long"),
            "lead_days": self.env._(
                "a period is billed 0 to 366 days ahead, not %(lead_days)s"
            ),
            "not_a_number": self.env._("%(value)s is not a number"),
            "quantity": self.env._("the quantity must not be negative: %(quantity)s"),
            "range_order": self.env._("%(last)s is before %(first)s"),
            "too_large": self.env._("%(value)s is too large for an amount"),
        }
        sentence = sentences.get(error.code)
        return sentence % error.params if sentence else str(error)
