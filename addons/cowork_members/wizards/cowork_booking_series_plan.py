from datetime import datetime, timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine import booking_rule
from ..engine.booking_rule import Repetition
from ..engine.errors import EngineError
from ..engine.local_time import to_local
from ..models.cowork_booking import LIVE_STATES

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NTHS = [
    ("1", "First"),
    ("2", "Second"),
    ("3", "Third"),
    ("4", "Fourth"),
    ("-1", "Last"),
]


class CoworkBookingSeriesPlan(models.TransientModel):
    """Asks how a booking is repeated. What becomes of it, the check shows."""

    _name = "cowork.booking.series.plan"
    _description = "Book a Series"
    _inherit = ["cowork.protected.mixin"]

    booking_id = fields.Many2one(
        "cowork.booking",
        "Repeats",
        ondelete="cascade",
        readonly=True,
        help="It becomes part of the series where the rule meets it.",
    )
    space_id = fields.Many2one(
        "cowork.space",
        required=True,
        ondelete="cascade",
        domain="[('is_bookable', '=', True)]",
    )
    location_id = fields.Many2one(related="space_id.location_id")
    tz = fields.Selection(related="location_id.tz", string="Time Zone")
    partner_id = fields.Many2one(
        "res.partner", "Booked For", required=True, ondelete="cascade"
    )
    name = fields.Char("Subject")
    attendee_count = fields.Integer("People", required=True, default=1)
    first_day = fields.Date("From", required=True, default=fields.Date.context_today)
    hour = fields.Float("Start", required=True, default=9.0)
    duration = fields.Float("Hours", required=True, default=1.0)

    # The rule
    unit = fields.Selection(
        [
            (booking_rule.DAY, "Days"),
            (booking_rule.WEEK, "Weeks"),
            (booking_rule.MONTH, "Months"),
        ],
        required=True,
        default=booking_rule.WEEK,
    )
    interval = fields.Integer("Every", required=True, default=1)
    mon = fields.Boolean(compute="_compute_weekdays", store=True, readonly=False)
    tue = fields.Boolean(compute="_compute_weekdays", store=True, readonly=False)
    wed = fields.Boolean(compute="_compute_weekdays", store=True, readonly=False)
    thu = fields.Boolean(compute="_compute_weekdays", store=True, readonly=False)
    fri = fields.Boolean(compute="_compute_weekdays", store=True, readonly=False)
    sat = fields.Boolean(compute="_compute_weekdays", store=True, readonly=False)
    sun = fields.Boolean(compute="_compute_weekdays", store=True, readonly=False)
    month_by = fields.Selection(
        [("day", "Day of the month"), ("weekday", "Day of the week")],
        "Each Month On",
        required=True,
        default="day",
    )
    day = fields.Integer(compute="_compute_day", store=True, readonly=False)
    nth = fields.Selection(
        NTHS, "Which", compute="_compute_day", store=True, readonly=False
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
        compute="_compute_day",
        store=True,
        readonly=False,
    )
    end_type = fields.Selection(
        [("count", "After so many times"), ("until", "On a day")],
        "Ends",
        required=True,
        default="count",
    )
    count = fields.Integer("Times", default=10)
    until = fields.Date("Last Day")
    description = fields.Char("Series", compute="_compute_description")

    # The check
    state = fields.Selection(
        [("rule", "Rule"), ("check", "Check")], default="rule", readonly=True
    )
    message = fields.Char(readonly=True)
    line_ids = fields.One2many("cowork.booking.series.plan.line", "plan_id", "Dates")
    booked_count = fields.Integer(compute="_compute_counts")
    skipped_count = fields.Integer(compute="_compute_counts")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        booking = self.env["cowork.booking"].browse(values.get("booking_id"))
        if not booking:
            return values
        start = to_local(booking.start, booking.tz or "UTC")
        return {
            **values,
            "space_id": booking.space_id.id,
            "partner_id": booking.partner_id.id,
            "name": booking.name,
            "attendee_count": booking.attendee_count,
            "first_day": start.date(),
            "hour": start.hour + start.minute / 60,
            "duration": (booking.stop - booking.start).total_seconds() / 3600,
        }

    @api.depends("first_day")
    def _compute_weekdays(self):
        for plan in self:
            first = plan.first_day
            for number, name in enumerate(WEEKDAYS):
                plan[name] = bool(first) and first.weekday() == number

    @api.depends("first_day")
    def _compute_day(self):
        for plan in self:
            first = plan.first_day
            # The fifth one of a month is the last.
            nth = first and str((first.day - 1) // 7 + 1).replace("5", "-1")
            plan.day = first and first.day
            plan.nth = nth
            plan.weekday = first and str(first.weekday())

    @api.depends(
        "unit",
        "interval",
        *WEEKDAYS,
        "month_by",
        "day",
        "nth",
        "weekday",
        "end_type",
        "count",
        "until",
        "first_day",
        "hour",
        "duration",
    )
    @api.depends_context("lang")
    def _compute_description(self):
        series = self.env["cowork.booking.series"]
        for plan in self:
            try:
                plan.description = series._describe_rule(
                    plan._get_rule(), plan._get_start(), plan._get_minutes()
                )
            except (UserError, ValidationError) as error:
                plan.description = str(error)

    @api.depends("line_ids.action")
    def _compute_counts(self):
        for plan in self:
            skipped = plan.line_ids.filtered(lambda line: line.action == "skip")
            plan.skipped_count = len(skipped)
            plan.booked_count = len(plan.line_ids) - len(skipped)

    # What was filled in --------------------------------------------------------------

    def _get_rule(self):
        """:returns: RRULE of one plan
        :raises ValidationError: when the fields make none"""
        try:
            return booking_rule.compose(self._get_repetition())
        except EngineError as error:
            series = self.env["cowork.booking.series"]
            raise ValidationError(series._word_rule_error(error)) from None

    def _get_repetition(self):
        values = {"unit": self.unit, "interval": self.interval}
        if self.unit == booking_rule.WEEK:
            values["weekdays"] = tuple(n for n, d in enumerate(WEEKDAYS) if self[d])
        elif self.unit == booking_rule.MONTH and self.month_by == "day":
            values["day"] = self.day
        elif self.unit == booking_rule.MONTH:
            values["weekdays"] = (int(self.weekday),) if self.weekday else ()
            values["nth"] = int(self.nth or 0)
        if self.end_type == "count":
            values["count"] = self.count
        else:
            values["until"] = self.until or None
        return Repetition(**values)

    def _get_start(self):
        """:returns: naive local start of one plan
        :raises UserError: when it is none"""
        minutes = round(self.hour * 60)
        if not self.first_day or not 0 <= minutes < 1440:
            raise UserError(
                self.env._("Say from which day on, and a time from 0:00 to 23:59.")
            )
        midnight = datetime.combine(self.first_day, datetime.min.time())
        return midnight + timedelta(minutes=minutes)

    def _get_minutes(self):
        """:returns: length of each booking
        :raises UserError: when it is none"""
        minutes = round(self.duration * 60)
        if not 0 < minutes <= 44640:
            raise UserError(
                self.env._("Say how long each booking lasts: up to a month.")
            )
        return minutes

    # Steps ---------------------------------------------------------------------------

    def action_check(self):
        """List every date of the rule, with what is against it and what could be had
        instead.

        :returns: action that opens the dialog again
        :raises UserError: when a field makes no sense
        :raises ValidationError: when the rule makes no series, or too long a one
        """
        self.ensure_one()
        self._list_dates()
        return self._reopen()

    def action_back(self):
        """Change the rule.

        :returns: action that opens the dialog again
        """
        self.ensure_one()
        self.write({"state": "rule", "message": False, "line_ids": [Command.clear()]})
        return self._reopen()

    def action_book(self):
        """Book all dates that are not skipped, or none: what was taken meanwhile is
        listed again.

        :returns: action that opens the series; the dialog again where there is more to
            choose
        :raises UserError: when nothing is left to book, or a choice cannot be had
        """
        self.ensure_one()
        chosen = self.line_ids.filtered(lambda line: line.action != "skip")
        joined = chosen.filtered("joined_id")
        if not chosen - joined:
            raise UserError(
                self.env._("Every date is skipped: nothing is left to book.")
            )
        wanted = self._imagine(chosen - joined)
        if wanted._find_problems()[1]:
            return self._list_again()
        return self._open_series(self._book(wanted, joined.joined_id))

    def _book(self, wanted, joined):
        """:returns: the series"""
        values = self.env["cowork.booking.series"]._prepare(
            self._imagine(self.line_ids[:1], original=True),
            self._get_rule(),
            self._get_start(),
            self._get_minutes(),
        )
        bookings = self.env["cowork.booking"]
        made = bookings._make_series(
            values, wanted._get_values(), bookings._is_staff(), joined
        )
        return made.recurrence_id

    def _open_series(self, series):
        return {
            "type": "ir.actions.act_window",
            "res_model": series._name,
            "res_id": series.id,
            "views": [(False, "form")],
            "target": "current",
        }

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Book a Series"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
            "context": {"dialog_size": "extra-large"},
        }

    # The check -----------------------------------------------------------------------

    def _imagine(self, lines, original=False):
        """:param original: at the times of the rule, whatever was chosen
        :returns: new bookings, which are not saved, for some dates"""
        return self.env["cowork.booking"]._imagine(
            [line._get_times(original) for line in lines],
            partner_id=self.partner_id.id,
            attendee_count=self.attendee_count,
            name=self.name,
        )

    def _list_dates(self):
        """Write a line for each date."""
        # sudo: policies are no secret to whoever may book.
        found = self.env["cowork.booking.series"]._expand(
            self.space_id.sudo(),
            self._get_rule(),
            self._get_start(),
            self._get_minutes(),
        )
        lines = self.env["cowork.booking.series.plan.line"]
        self.write({"state": "check", "message": False, "line_ids": [Command.clear()]})
        lines = lines.create(
            [
                {
                    "plan_id": self.id,
                    "start": one.start,
                    "stop": one.stop,
                    "note": one.note,
                }
                for one in found
            ]
        )
        lines.filtered(self._is_booked).joined_id = self.booking_id
        self._judge(lines)

    def _is_booked(self, line):
        """:returns: whether a date is that of the booking which is repeated"""
        booking = self.booking_id
        return (
            booking.state in LIVE_STATES
            and not booking.recurrence_id
            and self.partner_id == booking.partner_id
            and self.space_id == booking.space_id
            and (line.start, line.stop) == (booking.start, booking.stop)
        )

    def _judge(self, lines):
        """Write on each line what is against it, and what could be had instead."""
        lines = lines.filtered(lambda line: not line.joined_id)
        if not lines:
            return
        wanted = self._imagine(lines, original=True)
        ground, problems = wanted._find_problems()
        ground.propose_spaces(wanted.browse().concat(*problems))
        for line, booking in zip(lines, wanted, strict=True):
            line._write_judgement(booking, problems.get(booking), ground)

    def _list_again(self):
        """Show what was taken meanwhile, and keep what was chosen and can still be."""
        chosen = {line: line.action for line in self.line_ids}
        before = {line: line._get_choice(line.action) for line in self.line_ids}
        self._judge(self.line_ids)
        for line, action in chosen.items():
            if action != "book" and line._get_choice(action) == before[line]:
                line.action = action
        self.message = self.env._(
            "Nothing is booked yet: some of it was taken meanwhile, or two of the dates"
            " you chose are in each other's way. Look at the list again."
        )
        return self._reopen()
