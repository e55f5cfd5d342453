from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..engine.local_time import to_local
from .cowork_booking_ground import BookingGround, Taken

#: so many dates that cannot be booked are told; the rest is counted
TOLD = 10


class CoworkBooking(models.Model):
    """Bookings by a rule: checked together, made together or not at all."""

    _inherit = "cowork.booking"
    _protected_fields = frozenset({"recurrence_id"})

    recurrence_id = fields.Many2one(
        "cowork.booking.series",
        "Series",
        index="btree_not_null",
        ondelete="restrict",
        readonly=True,
        copy=False,
    )

    @api.model
    def book_series(
        self,
        space,
        start,
        minutes,
        rule,
        partner=None,
        people=1,
        name=None,
        skip_conflicts=False,
    ):
        """Book a space again and again, by a rule: every Monday, or the first Tuesday
        of a month.

        The rule is followed on the clock of the place: 09:00 stays 09:00 when the
        clocks change. Members book for themselves, staff for anybody. Either all dates
        are booked, or all but those that are skipped, or none.

        :param int space: id of the ``cowork.space``
        :param str start: moment in UTC from which on the rule is followed, and which
            gives the time of day, ``YYYY-MM-DD HH:MM:SS``
        :param int minutes: how long each booking lasts
        :param str rule: ``RRULE`` of RFC 5545 with a ``COUNT`` or an ``UNTIL``, such as
            ``FREQ=WEEKLY;BYDAY=MO;COUNT=10``
        :param int partner: id of the ``res.partner`` it is for; the user's own when not
            given
        :param int people: how many come; as many seats are taken where seats are booked
        :param str name: subject
        :param bool skip_conflicts: whether dates that cannot be booked are left out;
            otherwise nothing is booked when there is one
        :returns: dict with ``series_id`` (id of the ``cowork.booking.series``),
            ``booked`` (ids in order of time) and ``skipped``, a list of dicts with
            ``start`` (UTC) and ``reason``
        :raises AccessError: when the user may not book this space, or for somebody else
        :raises ValidationError: when the rule makes no series, is longer than the
            policy allows, or dates cannot be booked
        """
        space = self._get_space_to_book(space)
        start, minutes, people = self._check_series_values(start, minutes, people)
        local = to_local(start, space.location_id.tz or "UTC")
        rule = str(rule or "")
        wanted = self._imagine_series(
            space,
            rule,
            local,
            minutes,
            partner_id=self._get_partner_to_book(partner).id,
            attendee_count=people,
            name=name,
        )
        reasons = wanted._find_reasons()
        free = wanted.filtered(lambda booking: booking not in reasons)
        if reasons and not (skip_conflicts and free):
            raise ValidationError(wanted._word_conflicts(reasons))
        made = self._get_booker()._make_series(
            self.env["cowork.booking.series"]._prepare(wanted[0], rule, local, minutes),
            free._get_values(),
            by_staff=self._is_staff(),
        )
        return made._describe_series(reasons)

    @api.model
    def _imagine_series(self, space, rule, start, minutes, **common):
        """:param start: naive local start of the first one
        :param common: values of all of them
        :returns: new bookings (sudo), one for each date of the rule, not saved"""
        dates = self.env["cowork.booking.series"]._expand(space, rule, start, minutes)
        times = [{"start": date.start, "stop": date.stop} for date in dates]
        return self._imagine(times, space_id=space.id, **common)

    def _describe_series(self, skipped):
        """:param skipped: dict of bookings that were not made to the reason
        :returns: dict as ``book_series()`` promises it, of the bookings that were"""
        return {
            "series_id": self.recurrence_id.id,
            "booked": self.ids,
            "skipped": [
                {"start": fields.Datetime.to_string(booking.start), "reason": reason}
                for booking, reason in skipped.items()
            ],
        }

    @api.model
    def _check_series_values(self, start, minutes, people):
        """:returns: start, minutes and people as what they should be
        :raises UserError: when one is nonsense"""
        if type(minutes) is not int or not 0 < minutes <= 44640:
            raise UserError(
                self.env._(
                    "Say how long each booking lasts: whole minutes, up to a month."
                )
            )
        if type(people) is not int or not 0 < people <= 100000:
            raise UserError(self.env._("Say how many people come: at least one."))
        try:
            start = fields.Datetime.to_datetime(start)
        except (TypeError, ValueError):
            start = None
        if not start or not self._can_be_kept("datetime", start):
            raise UserError(
                self.env._("Give the first time in UTC, such as 2026-03-02 09:00:00.")
            )
        return start, minutes, people

    # Checking many at once -----------------------------------------------------------

    @api.model
    def _imagine(self, vals_list, **common):
        """:returns: new bookings (sudo) with these values, which are not saved"""
        # sudo: members read neither spaces nor policies; nothing is written.
        bookings = self.browse().sudo()
        return bookings.concat(*(bookings.new({**common, **v}) for v in vals_list))

    def _find_problems(self, ignore=None):
        """Check new bookings together, as if one after the other was made.

        :param ignore: bookings that do not count, because these are to replace them
        :returns: ``BookingGround`` on which those without a problem have their places,
            and a dict of the others to what is against them
        """
        self._check_capacity()
        ground = BookingGround(self, self.browse() if ignore is None else ignore)
        problems = {}
        for booking in self:
            if problem := ground.find_problem(booking):
                problems[booking] = problem
            else:
                ground.take(booking)
        return ground, problems

    def _find_reasons(self):
        """:returns: dict of those of these new bookings that cannot be made to a
        sentence that says why"""
        problems = self._find_problems()[1]
        return {b: b._word_problem(problem)[1] for b, problem in problems.items()}

    def _get_values(self):
        """:returns: list of the values with which these new bookings are made"""
        return [
            {
                "name": booking.name,
                "space_id": booking.space_id.id,
                "partner_id": booking.partner_id.id,
                "start": booking.start,
                "stop": booking.stop,
                "attendee_count": booking.attendee_count,
                "seat_no": booking.seat_no,
            }
            for booking in self
        ]

    @api.model
    def _make_series(self, values, vals_list, by_staff, joined=None):
        """:param values: of the series
        :param vals_list: of the bookings that are made
        :param by_staff: whether the front desk makes them, who needs no answer
        :param joined: a booking that is there and becomes part of it
        :returns: all bookings of the series, confirmed"""
        bookings = self.create(vals_list)
        every = bookings | joined if joined else bookings
        # sudo: a series is written by us alone; who makes its bookings may have one.
        series = self.env["cowork.booking.series"].sudo().create(values)
        every._by_action().write({"recurrence_id": series.id})
        bookings._confirm(by_staff=by_staff)
        return every.sorted("start")

    def _ask_front_desk(self):
        """One to-do for a series, not one for each of its bookings."""
        alone = self.filtered(lambda booking: not booking.recurrence_id)
        firsts = [
            min(bookings, key=lambda b: b.start).id
            for bookings in (self - alone).grouped("recurrence_id").values()
        ]
        return super(CoworkBooking, alone | self.browse(firsts))._ask_front_desk()

    # Sentences -----------------------------------------------------------------------

    def _word_problem(self, problem):
        """:param problem: from ``_find_problems()``, of one booking
        :returns: code (``taken``, ``closed``, ``past`` or ``rule``) and a sentence"""
        if isinstance(problem, Taken):
            return "taken", self._word_taken(problem)
        if isinstance(problem, str):
            return "rule", problem
        if problem.code == "closed":
            return "closed", self.env._("%s is closed.", self.space_id.name)
        if problem.code == "past":
            return "past", self.env._("This time is over.")
        return "rule", self._word_violation(problem)

    def _word_taken(self, taken):
        space = self.space_id
        if taken.free is not None:
            return self.env._(
                "%(space)s: %(count)s seats are needed, free are %(free)s.",
                space=space.name,
                count=self.attendee_count,
                free=", ".join(map(str, taken.free)) or self.env._("none"),
            )
        if not taken.slot:
            return self.env._(
                "%s is taken by another booking of the series.", space.name
            )
        return taken.slot._describe_holder()

    def _word_conflicts(self, reasons):
        """:param reasons: dict of booking to a sentence
        :returns: text that lists them"""
        lines = [
            f"{booking.location_id._format_range(booking.start, booking.stop)}: {text}"
            for booking, text in list(reasons.items())[:TOLD]
        ]
        if len(reasons) > TOLD:
            lines.append(self.env._("… and %s more.", len(reasons) - TOLD))
        return "\n".join(
            [
                self.env._(
                    "%(count)s of %(total)s dates cannot be booked. Skip them, or"
                    " choose another time or space:",
                    count=len(reasons),
                    total=len(self),
                ),
                *lines,
            ]
        )
