from datetime import date

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from odoo.addons.cowork_members.engine import booking_rule
from odoo.addons.cowork_members.engine.booking_rule import Repetition
from odoo.addons.cowork_members.engine.errors import EngineError

from ..engine.rounds import ANY, BEFORE, NEXT, SKIP, end_rule

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
#: a rule without an end is composed with this one, which is then left out
_LAST_DAY = date(2199, 12, 31)
#: what makes the rule
RULE_FIELDS = (
    "trigger",
    "unit",
    "interval",
    *WEEKDAYS,
    "month_by",
    "day",
    "nth",
    "weekday",
    "custom_rule",
)
#: what planned rounds follow from: changed, they are planned anew
PLAN_FIELDS = frozenset(
    {
        *RULE_FIELDS,
        "active",
        "location_id",
        "date_start",
        "date_end",
        "closed",
        "team_id",
        "employee_id",
        "kind",
        "name",
        "ahead_days",
    }
)


class CoworkRoundTemplate(models.Model):
    """How often a round is made: by a rule, after bookings, or when somebody asks."""

    _inherit = "cowork.round.template"

    trigger = fields.Selection(
        [
            ("schedule", "By a schedule"),
            ("booking", "When a booking ends"),
            ("hand", "When somebody plans it"),
        ],
        "Made",
        required=True,
        default="schedule",
        tracking=True,
    )
    date_start = fields.Date(
        "From",
        required=True,
        default=fields.Date.context_today,
        help="The rule is counted from this day.",
    )
    date_end = fields.Date("Until", help="The last day. Empty: for ever.")
    unit = fields.Selection(
        [
            ("day", "Days"),
            ("week", "Weeks"),
            ("month", "Months"),
            ("year", "Years"),
            ("custom", "By a rule of one's own"),
        ],
        required=True,
        default="day",
    )
    interval = fields.Integer("Every", required=True, default=1)
    mon = fields.Boolean()
    tue = fields.Boolean()
    wed = fields.Boolean()
    thu = fields.Boolean()
    fri = fields.Boolean()
    sat = fields.Boolean()
    sun = fields.Boolean()
    month_by = fields.Selection(
        [("day", "Day of the month"), ("weekday", "Day of the week")],
        "Each Month On",
        required=True,
        default="day",
    )
    day = fields.Integer(default=1)
    nth = fields.Selection(
        [
            ("1", "First"),
            ("2", "Second"),
            ("3", "Third"),
            ("4", "Fourth"),
            ("-1", "Last"),
        ],
        "Which",
        default="1",
    )
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
        default="0",
    )
    custom_rule = fields.Char(
        "Rule", help="RRULE of RFC 5545, such as FREQ=MONTHLY;BYDAY=1MO,3MO."
    )
    closed = fields.Selection(
        [
            (ANY, "All the same"),
            (SKIP, "It is left out"),
            (NEXT, "On the next working day"),
            (BEFORE, "On the working day before"),
        ],
        "When the Location is Closed",
        required=True,
        default=ANY,
        help="What becomes of a round on a day without opening hours, or on a holiday.",
    )
    shift_ids = fields.One2many(
        "cowork.round.shift",
        "template_id",
        "Shifts",
        copy=True,
        help="One round for each shift of a day. None: one round, all day.",
    )
    rule_text = fields.Char("Repeated", compute="_compute_rule_text")

    _date_order = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "The last day must not be before the first.",
    )
    _interval_sane = models.Constraint(
        "CHECK (interval BETWEEN 1 AND 1000)",
        "A round is repeated every 1 to 1000 days, weeks, months or years.",
    )

    @api.depends("date_end", *RULE_FIELDS)
    @api.depends_context("lang")
    def _compute_rule_text(self):
        for template in self:
            template.rule_text = template._describe_rule()

    def _describe_rule(self):
        """:returns: how often one round is made, in plain words"""
        if self.trigger != "schedule":
            labels = self._fields["trigger"]._description_selection(self.env)
            return dict(labels)[self.trigger] if self.trigger else ""
        if self.unit == "custom":
            return self.env._("By the rule %s", self.custom_rule or "")
        try:
            self._get_rule()
        except ValidationError as error:
            return str(error)
        # Repetitions are worded where bookings are.
        words = self.env["cowork.booking.series"]._word_days(self._get_repetition())
        if not self.date_end:
            return words
        until = format_date(self.env, self.date_end)
        return self.env._("%(every)s, until %(day)s", every=words, day=until)

    def _get_repetition(self):
        values = {"unit": self.unit, "interval": self.interval, "until": _LAST_DAY}
        if self.unit == booking_rule.WEEK:
            values["weekdays"] = tuple(n for n, d in enumerate(WEEKDAYS) if self[d])
        elif self.unit == booking_rule.MONTH and self.month_by == "day":
            values["day"] = self.day
        elif self.unit == booking_rule.MONTH:
            values["weekdays"] = (int(self.weekday),) if self.weekday else ()
            values["nth"] = int(self.nth or 0)
        return Repetition(**values)

    def _get_rule(self):
        """:returns: RRULE of one template, without an end
        :raises ValidationError: when the fields make none"""
        try:
            if self.unit == "custom":
                end_rule(self.custom_rule, _LAST_DAY)
                return self.custom_rule
            rule = booking_rule.compose(self._get_repetition())
        except EngineError as error:
            raise ValidationError(
                self.env._(
                    "%(template)s is not repeated by a rule that can be followed:"
                    " %(problem)s. Choose the days anew.",
                    template=self.name,
                    problem=error,
                )
            ) from None
        return rule.replace(f";UNTIL={_LAST_DAY:%Y%m%d}", "")

    @api.constrains(*RULE_FIELDS)
    def _check_rule(self):
        for template in self.filtered(lambda t: t.trigger == "schedule"):
            template._get_rule()
