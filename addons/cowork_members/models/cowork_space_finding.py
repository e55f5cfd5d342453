from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..engine.booking_free import covers, free_seats, overlaps, pick_seats
from ..engine.booking_policy import Wanted, free_gaps, violations

# How far ahead the next free time is looked for.
LOOK_AHEAD = timedelta(days=14)
ALTERNATIVES = 3


class CoworkSpace(models.Model):
    """What is free at a time, and what is when it is not."""

    _inherit = "cowork.space"

    @api.model
    def search_available(
        self, location, start, stop, capacity=1, kind=None, partner=None
    ):
        """Find the spaces that can be booked for a whole time.

        Staff search the locations they serve, members those of their company.

        :param int location: id of the ``cowork.location``
        :param str start: first moment in UTC, ``YYYY-MM-DD HH:MM:SS``
        :param str stop: moment in UTC at which the space is given back
        :param int capacity: how many people come
        :param kind: code of the kind of space, e.g. ``meeting_small``, or its id; all
            kinds when not given
        :param int partner: id of the ``res.partner`` who would book; the user's own
            when not given
        :returns: list of dicts, the smallest space that is large enough first: ``id``,
            ``name``, ``location_id``, ``kind``, ``capacity``, ``free_seats`` (None
            where the space is booked as a whole), ``amenities`` (names), ``price``
            (what would be left to pay after what the plan includes and packs; None
            where nothing says what that time costs), ``currency`` (its code) and
            ``price_text`` (how it adds up)
        :raises UserError: when the times or the place make no sense
        :raises AccessError: when the user may not see the location's spaces, or asks
            for somebody else's price
        """
        start, stop = self._check_times(start, stop)
        member = self.env["cowork.booking"]._get_partner_to_book(partner)
        location = self._check_whole(location, self.env._("Location"))
        capacity = self._check_whole(capacity, self.env._("Capacity"))
        if not self.env["cowork.location"].browse(location).exists():
            raise UserError(self.env._("There is no such location."))
        if kind and not isinstance(kind, str):
            kind = self._check_whole(kind, self.env._("Kind"), least=None)
        spaces = self._get_searcher()._get_bookable(location, capacity, kind)
        spaces = spaces.filtered(lambda s: s.company_id in self.env.companies)
        free = spaces._find_free(start, stop, capacity)
        found = self.browse(space.id for space in free)
        prices = found._get_prices(start, stop, capacity, member)
        return [space._describe_free(free[space]) | prices[space] for space in found]

    @api.model
    def _check_times(self, start, stop):
        """:returns: both moments as datetimes
        :raises UserError: when they are none, or in the wrong order"""
        try:
            start = fields.Datetime.to_datetime(start)
            stop = fields.Datetime.to_datetime(stop)
        except (LookupError, TypeError, ValueError):
            start = None
        years = range(1900, 2200)
        if not (start and stop and start.year in years and stop.year in years):
            raise UserError(
                self.env._("Give both times in UTC, such as 2026-03-02 09:00:00.")
            )
        if not start < stop <= start + timedelta(days=31):
            raise UserError(
                self.env._("A booking ends after it begins, within a month.")
            )
        return start, stop

    @api.model
    def _check_whole(self, value, label, least=1):
        """:param label: what it is a number of, as the caller reads it
        :param least: smallest one that makes sense, or None
        :returns: a whole number, as it was given
        :raises UserError: when it is none"""
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or (least is not None and not least <= value < 2**31):
            raise UserError(
                self.env._("%s: give a whole number, as the documentation says.", label)
            )
        return value

    @api.model
    def _get_searcher(self):
        """:returns: the model as whoever asks may search it for something to book"""
        if self.env.user._is_internal():
            return self
        # sudo: members do not read spaces, but may ask what they could book.
        return self.sudo()

    @api.model
    def _get_bookable(self, location, capacity=1, kind=None):
        """:returns: the spaces of a location that can be booked and are large enough,
        the smallest first"""
        domain = Domain(
            "location_id", "=", self.env["cowork.location"].browse(location).id
        )
        domain &= Domain("is_bookable", "=", True)
        if kind:
            field = "kind_id" if isinstance(kind, int) else "kind_id.code"
            domain &= Domain(field, "=", kind)
        spaces = self.search(domain)
        # A divisible room may have no capacity of its own.
        large = spaces.filtered(lambda s: s._get_room() >= (capacity or 1))
        return large.sorted(lambda s: (s._get_room(), s.complete_name, s.id))

    def _get_room(self):
        """:returns: how many people one space has room for"""
        return self.capacity or self.capacity_total or 1000000

    def _find_free(self, start, stop, people=1, ignore=None):
        """:param start: first moment (UTC)
        :param stop: last moment (UTC)
        :param people: how many seats are needed where seats are booked
        :param ignore: ``cowork.booking`` that does not count, because it would move
        :returns: dict of those that are open and free to the numbers of their free
            seats; None where a space is booked as a whole
        """
        spaces = self.sudo()  # sudo: what is taken does not depend on who looks.
        parts = spaces._get_parts()
        every = spaces.union(*parts.values())
        ends = {space: stop + space._get_buffer() for space in spaces}
        busy = every._get_busy_seats(start, max(ends.values(), default=stop), ignore)
        hours = spaces._get_open_intervals(start, stop)
        found = {}
        for space in spaces:
            open_hours = hours[space]
            if open_hours is not None and not covers(open_hours, start, stop):
                continue
            seats = space._get_free_seats(parts[space], busy, start, ends[space])
            if seats is None or pick_seats(seats, people):
                found[space.with_env(self.env)] = seats
        return found

    def _get_violations(self, start, stop, hours, others):
        """:param start: first moment (UTC)
        :param stop: last moment (UTC)
        :param hours: list of ``(from, to)`` in which one space is open; None: always
        :param others: list of ``(start, stop)`` of the member's other bookings
        :returns: what a booking of it breaks, from ``engine/booking_policy``"""
        policy = self.policy_id._to_engine(self.kind_id)
        now = fields.Datetime.now()
        if start < now < stop and not policy.min_lead_minutes:
            # Who stands in front of a free room books the slot that has just begun.
            now -= timedelta(minutes=policy.slot_minutes)
        wanted = Wanted(start, stop, now, self.location_id.tz or "UTC")
        return violations(policy, wanted, hours, others)

    def _get_buffer(self):
        return timedelta(minutes=self.policy_id.buffer_minutes)

    def _get_free_seats(self, parts, busy, start, stop):
        """:returns: numbers of the free seats; None when one space, booked as a whole,
        is free, and an empty list when it is not"""
        if parts == self and self.policy_id.allocation == "seats":
            return free_seats(self.capacity, busy[self], start, stop)
        taken = [row[2:] for part in parts for row in busy[part]]
        return [] if overlaps(taken, start, stop) else None

    def _describe_free(self, seats):
        """:param seats: numbers of the free ones, or None
        :returns: dict as ``search_available()`` promises it (one record)"""
        # sudo: kinds and amenities are no secret to whoever may book.
        space = self.sudo()
        return {
            "id": space.id,
            "name": space.display_name,
            "location_id": space.location_id.id,
            "kind": space.kind_id.code,
            "capacity": space.capacity or space.capacity_total,
            "free_seats": seats,
            "amenities": space.amenity_ids.mapped("name"),
        }

    # What else -----------------------------------------------------------------------

    def _get_next_free(self, start, minutes, people=1, ignore=None):
        """:param start: moment (UTC) from which on
        :param minutes: how long it is needed
        :returns: ``(start, stop)`` of the next free time of one space within two weeks,
            or None"""
        space = self.sudo()  # sudo: what is taken does not depend on who looks.
        start = max(start, fields.Datetime.now())
        last = start + LOOK_AHEAD
        parts = space._get_parts()[space]
        busy = (space | parts)._get_busy_seats(start, last, ignore)
        hours = space._get_open_intervals(start, last)[space]
        buffer = space._get_buffer()
        gaps = free_gaps(
            [(start, last)] if hours is None else hours,
            space._get_full_times(parts, busy),
            start,
            last,
            minutes,
            space.policy_id._to_engine(space.kind_id).slot_minutes,
            space.location_id.tz or "UTC",
            space.policy_id.buffer_minutes,
        )
        for begin, end in gaps:
            seats = space._get_free_seats(parts, busy, begin, end + buffer)
            if seats is None or pick_seats(seats, people):
                return begin, end
        return None

    def _get_full_times(self, parts, busy):
        """:returns: list of ``(from, to)`` between which one space cannot be had"""
        if parts == self and self.policy_id.allocation == "seats":
            # How many seats are left changes with each row: each time is looked at.
            return []
        return [row[2:] for part in parts for row in busy[part]]

    def _describe_next_free(self, booking):
        """:returns: sentence on the next free time for a booking of one space"""
        minutes = round((booking.stop - booking.start).total_seconds() / 60)
        found = minutes > 0 and self._get_next_free(
            booking.start, minutes, booking.attendee_count, booking
        )
        if not found:
            return self.env._("Choose another day, or another space.")
        return self.env._(
            "The next free time is %s.", self.location_id._format_range(*found)
        )

    def _get_alternatives(self, start, stop, people=1, ignore=None):
        """:returns: up to three other spaces of the same place that are free at that
        time: of the same kind first, then the smallest"""
        others = self._get_comparable(people)
        free = list(others._find_free(start, stop, people, ignore))
        return self.browse(other.id for other in free[:ALTERNATIVES])

    def _get_comparable(self, people=1):
        """:returns: the other spaces of the same place (sudo) that whoever books this
        one could have: of the same kind first, then the smallest"""
        space = self.sudo()  # sudo: members see what they may book, through us.
        others = space._get_bookable(space.location_id.id, people) - space
        others = others.filtered(
            lambda other: other.policy_id.audience == space.policy_id.audience
            or other.policy_id.audience == "everybody"
        )
        return others.sorted(lambda other: other.kind_id != space.kind_id)

    def _describe_alternatives(self, start, stop, booking=None):
        """:param start: from when it was asked for (UTC)
        :param stop: until when
        :param booking: what was asked for, where it is known
        :returns: sentences on the next free time of one space, and on others that are
            free at the time that was asked for"""
        people = booking.attendee_count if booking else 1
        minutes = round((stop - start).total_seconds() / 60)
        found = self._get_next_free(start, minutes, people, booking)
        # sudo: the names of what is free are told to whoever may book.
        others = self._get_alternatives(start, stop, people, booking).sudo()
        sentences = []
        if found:
            text = self.location_id._format_range(*found)
            sentences.append(self.env._("The next free time is %s.", text))
        if others:
            names = ", ".join(others.mapped("name"))
            sentences.append(self.env._("Free at the time you chose: %s.", names))
        return " ".join(sentences) or self.env._("Choose another day or place.")
