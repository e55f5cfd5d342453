from datetime import datetime, timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..engine import booking_rule
from ..engine.booking_series import occurrences
from ..engine.errors import EngineError
from ..engine.local_time import to_local
from ..engine.terms import add_months


class CoworkBookingSeries(models.Model):
    """What was booked at once by a rule: every week, on the first Monday of a month.

    Kept by the methods of bookings; people change the bookings, one or several of them.
    """

    _name = "cowork.booking.series"
    _description = "Booking Series"
    _order = "first_day desc, id desc"
    _check_company_auto = True
    _allow_sudo_commands = False

    name = fields.Char("Subject")
    space_id = fields.Many2one(
        "cowork.space", required=True, index=True, ondelete="restrict"
    )
    location_id = fields.Many2one(
        related="space_id.location_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="space_id.company_id", store=True, precompute=True, index=True
    )
    tz = fields.Selection(related="location_id.tz", string="Time Zone")
    partner_id = fields.Many2one(
        "res.partner", "Booked For", required=True, index=True, ondelete="restrict"
    )
    attendee_count = fields.Integer("People", required=True, default=1)
    rule = fields.Char(required=True, help="RRULE of RFC 5545.")
    first_day = fields.Date(required=True)
    hour = fields.Float("Start", required=True, help="On the location's clock.")
    minutes = fields.Integer("Length (minutes)", required=True)
    description = fields.Char(
        "Repeats", compute="_compute_description", compute_sudo=True
    )
    booking_ids = fields.One2many("cowork.booking", "recurrence_id", "Bookings")
    booking_count = fields.Integer("All", compute="_compute_booking_count")
    waiting_count = fields.Integer("To Confirm", compute="_compute_booking_count")
    coming_count = fields.Integer("Still to Come", compute="_compute_booking_count")

    _hour_sane = models.Constraint(
        "CHECK (hour >= 0 AND hour < 24)", "A booking starts between 0:00 and 24:00."
    )
    _minutes_sane = models.Constraint(
        "CHECK (minutes BETWEEN 1 AND 44640)", "A booking lasts a month at the most."
    )
    _people_sane = models.Constraint(
        "CHECK (attendee_count BETWEEN 1 AND 100000)",
        "At least one person comes to a booking.",
    )

    # Computed ------------------------------------------------------------------------

    @api.depends("rule", "hour", "minutes")
    @api.depends_context("lang")
    def _compute_description(self):
        for series in self:
            series.description = series._describe_rule(
                series.rule, series._get_start(), series.minutes
            )

    def _compute_booking_count(self):
        now = fields.Datetime.now()
        groups = self.env["cowork.booking"]._read_group(
            [("recurrence_id", "in", self.ids)],
            ["recurrence_id", "state"],
            ["__count", "start:array_agg"],
        )
        counts = {series: [0, 0, 0] for series in self}
        for series, state, count, starts in groups:
            coming = sum(start > now for start in starts)
            counts[series][0] += count
            counts[series][1] += count if state == "tentative" else 0
            counts[series][2] += coming if state in ("tentative", "confirmed") else 0
        for series, (every, waiting, coming) in counts.items():
            series.booking_count = every
            series.waiting_count = waiting
            series.coming_count = coming

    @api.depends("name", "space_id", "rule", "hour", "minutes")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for series in self:
            # sudo: a member knows what they booked, but does not read spaces.
            space = series.sudo().space_id
            series.display_name = ", ".join(
                filter(None, (series.name or space.name, series.description))
            )

    # Its dates -----------------------------------------------------------------------

    def _get_start(self):
        """:returns: naive local start of one series"""
        self.ensure_one()
        minutes = round(self.hour * 60)
        return datetime.combine(self.first_day, datetime.min.time()) + timedelta(
            minutes=minutes
        )

    @api.model
    def _expand(self, space, rule, start, minutes):
        """:param space: whose policy says how many dates a series has (sudo)
        :param rule: RRULE
        :param start: naive local start
        :param minutes: length of each
        :returns: list of ``Occurrence`` of the engine
        :raises ValidationError: when the rule makes no series, or too long a one
        """
        policy = space.policy_id
        try:
            return occurrences(
                rule,
                start,
                minutes,
                space.location_id.tz or "UTC",
                add_months(start.date(), policy.series_max_months),
                policy.series_max_count,
            )
        except EngineError as error:
            raise ValidationError(self._word_rule_error(error)) from None

    @api.model
    def _prepare(self, wanted, rule, start, minutes):
        """:param wanted: one booking of the series
        :returns: values of the series"""
        return {
            "name": wanted.name,
            "space_id": wanted.space_id.id,
            "partner_id": wanted.partner_id.id,
            "attendee_count": wanted.attendee_count,
            "rule": rule,
            "first_day": start.date(),
            "hour": start.hour + start.minute / 60,
            "minutes": minutes,
        }

    def _follow(self, bookings, booking):
        """Let the series say when and where its bookings are from now on. Those before
        the first of them, if any, keep a series of their own.

        :param bookings: which of one series were moved (sudo)
        :param booking: one of them
        """
        first = min(bookings, key=lambda b: b.start)
        tz = self.tz or "UTC"
        day = to_local(first.start, tz).date()
        parts = booking_rule.divide(self.rule, self._get_start(), tz, day)
        before = self.booking_ids - bookings
        series = self
        if parts and before.filtered(lambda b: b.start < first.start):
            series = self.copy({"rule": parts[1], "first_day": parts[2]})
            self.rule = parts[0]
            later = before.filtered(lambda b: b.start > first.start)
            (bookings | later)._by_action().write({"recurrence_id": series.id})
        start = to_local(booking.start, tz)
        series.write(
            {
                "space_id": booking.space_id.id,
                "hour": start.hour + start.minute / 60,
                "minutes": round((booking.stop - booking.start).total_seconds() / 60),
            }
        )

    # What people do with it ----------------------------------------------------------

    def action_confirm(self):
        """Confirm all bookings of these series that wait for an answer.

        :returns: True
        :raises AccessError: when the user may not change the bookings
        :raises UserError: when the hold of one has expired
        """
        waiting = self.booking_ids.filtered(lambda b: b.state == "tentative")
        return waiting.action_confirm()

    def action_view_bookings(self):
        """:returns: the window action with the bookings of this series."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_booking"
        )
        action["domain"] = [("recurrence_id", "=", self.id)]
        action["context"] = {"create": False}
        return action
