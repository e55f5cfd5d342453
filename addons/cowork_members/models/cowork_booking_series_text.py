from datetime import timedelta

from babel.dates import get_day_names

from odoo import api, models
from odoo.tools import babel_locale_parse, format_date, format_list, format_time
from odoo.tools.misc import get_lang

from ..engine import booking_rule
from ..engine.errors import EngineError


class CoworkBookingSeries(models.Model):
    """Rules of repetition as people say them, and why one is none."""

    _inherit = "cowork.booking.series"

    # What a rule says ----------------------------------------------------------------

    @api.model
    def _describe_rule(self, rule, start, minutes):
        """:param rule: RRULE
        :param start: naive local start
        :param minutes: length of each booking
        :returns: the rule in plain words; the rule itself where it has no plain ones
        """
        try:
            repetition = booking_rule.read(rule)
        except EngineError as error:
            return self._word_rule_error(error)
        if not repetition:
            words = [
                self.env._("By the rule %s", rule),
                self._word_hours(start, minutes),
            ]
            return ", ".join(words)
        words = [
            self._word_days(repetition),
            self._word_hours(start, minutes),
            self._word_end(repetition),
        ]
        return ", ".join(words)

    def _word_days(self, repetition):
        every = self._word_interval(repetition.unit, repetition.interval)
        names = get_day_names(locale=babel_locale_parse(get_lang(self.env).code))
        if repetition.nth:
            return self.env._(
                "%(every)s on the %(nth)s %(day)s",
                every=every,
                nth=self._word_nth(repetition.nth),
                day=names[repetition.weekdays[0]],
            )
        if repetition.weekdays:
            days = [names[number] for number in repetition.weekdays]
            days = format_list(self.env, days)
            return self.env._("%(every)s on %(days)s", every=every, days=days)
        if repetition.day > 28:
            return self.env._(
                "%(every)s on day %(day)s (not in months without one)",
                every=every,
                day=repetition.day,
            )
        if repetition.day:
            return self.env._(
                "%(every)s on day %(day)s", every=every, day=repetition.day
            )
        return every

    def _word_interval(self, unit, interval):
        if interval == 1:
            return {
                booking_rule.DAY: self.env._("Every day"),
                booking_rule.WEEK: self.env._("Every week"),
                booking_rule.MONTH: self.env._("Every month"),
                booking_rule.YEAR: self.env._("Every year"),
            }[unit]
        return {
            booking_rule.DAY: self.env._("Every %s days", interval),
            booking_rule.WEEK: self.env._("Every %s weeks", interval),
            booking_rule.MONTH: self.env._("Every %s months", interval),
            booking_rule.YEAR: self.env._("Every %s years", interval),
        }[unit]

    def _word_nth(self, number):
        return {
            1: self.env._("first"),
            2: self.env._("second"),
            3: self.env._("third"),
            4: self.env._("fourth"),
            5: self.env._("fifth"),
            -1: self.env._("last"),
        }.get(number) or self.env._("last but %s", -number - 1)

    def _word_hours(self, start, minutes):
        stop = start + timedelta(minutes=minutes)
        first, last = (
            format_time(self.env, moment.time(), time_format="HH:mm")
            for moment in (start, stop)
        )
        if stop.date() == start.date():
            return f"{first}–{last}"
        return self.env._(
            "from %(start)s for %(length)s",
            start=first,
            length=self.env["cowork.booking"]._word_minutes(minutes),
        )

    def _word_end(self, repetition):
        if repetition.until:
            return self.env._("until %s", format_date(self.env, repetition.until))
        if repetition.count == 1:
            return self.env._("once")
        return self.env._("%s times", repetition.count)

    # Why it is none ------------------------------------------------------------------

    @api.model
    def _word_rule_error(self, error):
        """:param error: ``EngineError`` of a rule
        :returns: sentence: what is wrong with it and what to do"""
        params = error.params
        sentences = {
            "rule_endless": lambda: self.env._(
                "A series has an end: say how many times, or until which day."
            ),
            "rule_count_until": lambda: self.env._(
                "Say either how many times or until which day, not both."
            ),
            "rule_empty": lambda: self.env._(
                "No day meets this rule. Choose other days."
            ),
            "series_count": lambda: self.env._(
                "A series here has at most %s dates. Choose fewer, or make a second one"
                " later.",
                params["limit"],
            ),
            "series_until": lambda: self.env._(
                "A series here goes on until %s at the latest. Choose fewer dates, or"
                " make a second one later.",
                format_date(self.env, params["limit"]),
            ),
            "rule_frequency": lambda: self.env._(
                "A series repeats daily, weekly, monthly or yearly."
            ),
            "rule_part": lambda: self.env._(
                "“%s” is not part of a rule that can be booked. Choose the days anew.",
                params["part"],
            ),
            "moment": lambda: self.env._(
                "%s is not a moment that can be booked.", params["moment"]
            ),
            "positive": lambda: self.env._("Say how many minutes each booking lasts."),
        }
        word = sentences.get(error.code)
        return word() if word else str(error)
