from dataclasses import dataclass
from datetime import timedelta

from odoo import fields
from odoo.fields import Domain

from ..engine.booking_free import free_seats, pick_seats
from ..engine.booking_policy import free_gaps
from ..engine.local_time import ONE_DAY, day_start, to_local
from ..engine.sla import merge
from .cowork_booking_slot import ALL_SEATS

#: what another time of the same day may put right
MOVABLE = {"past", "lead", "grain", "closed", "cooldown"}


@dataclass(frozen=True, slots=True)
class Taken:
    """Somebody has it: the row of ``cowork.booking.slot`` that is in the way, None
    where it is another booking of the same batch; of seats, how many are free."""

    slot: object
    free: list | None = None


class BookingGround:
    """What bookings that are not made yet are checked against: read at once for all of
    them, and added to as one after the other takes its space.

    :param wanted: new records of ``cowork.booking`` (sudo)
    :param ignore: bookings that do not count, because these are to replace them
    """

    def __init__(self, wanted, ignore):
        self.env = wanted.env
        self.ignore = ignore
        self.now = fields.Datetime.now()
        self.parts, self.busy, self.hours = {}, {}, {}
        self.others = {}
        for booking, contract in wanted._find_contracts().items():
            booking.contract_id = contract
        self.own = self._read_own(wanted)
        windows = [self._get_day(booking) for booking in wanted]
        self._read(wanted.space_id, windows)

    # Reading -------------------------------------------------------------------------

    def propose_spaces(self, wanted):
        """Read what other spaces there are for these bookings."""
        for (space, people), _some in wanted.grouped(
            lambda b: (b.space_id, b.attendee_count)
        ).items():
            self.others[space, people] = space._get_comparable(people)
        spaces = self.env["cowork.space"].union(*self.others.values())
        self._read(
            spaces.filtered(lambda space: space not in self.hours),
            [(booking.start, booking.stop) for booking in wanted],
        )

    def _get_day(self, booking):
        """:returns: ``(from, to)`` of the local day on which one booking begins, and of
        what it reaches into the next"""
        tz = booking.location_id.tz or "UTC"
        day = to_local(booking.start, tz).date()
        stop = max(day_start(day + ONE_DAY, tz), booking.stop)
        return day_start(day, tz), stop

    def _read(self, spaces, windows):
        """Learn what is taken of spaces in some windows of time, and when they open."""
        if not (spaces and windows):
            return
        self.parts.update(spaces._get_parts())
        first = min(begin for begin, _end in windows)
        last = max(end for _begin, end in windows)
        self.hours.update(spaces._get_open_intervals(first - ONE_DAY, last + ONE_DAY))
        leaves = spaces.union(*(self.parts[space] for space in spaces))
        buffer = max(space._get_buffer() for space in spaces)
        known = set(self.busy)
        for leaf in leaves:
            self.busy.setdefault(leaf.id, [])
        for slot in self._find_slots(leaves, windows, buffer):
            if slot.space_id.id not in known:
                self.busy[slot.space_id.id].append(
                    (
                        slot.seat_from,
                        slot.seat_to,
                        slot.busy_start,
                        slot.busy_stop,
                        slot,
                    )
                )

    def _find_slots(self, spaces, windows, buffer):
        # sudo: what others booked is taken, whoever looks.
        slots = self.env["cowork.booking.slot"].sudo()
        expired = Domain("booking_id.state", "=", "tentative") & Domain(
            "booking_id.hold_until", "<=", self.now
        )
        domain = Domain("space_id", "in", spaces.ids) & ~expired
        domain &= Domain("booking_id", "not in", self.ignore.ids)
        domain &= Domain.OR(
            Domain("busy_start", "<", end + buffer) & Domain("busy_stop", ">", begin)
            for begin, end in merge(windows)
        )
        names = ["space_id", "seat_from", "seat_to", "busy_start", "busy_stop"]
        return slots.search_fetch(domain, [*names, "booking_id"])

    def _read_own(self, wanted):
        """:returns: dict of member and policy to a list of ``(start, stop)`` of what
        the member has booked by it around these times"""
        # sudo: members do not read policies.
        policies = self.env["cowork.booking.policy"].sudo()
        pauses = policies.search([("cooldown_minutes", ">", 0)])
        pause = max(pauses.mapped("cooldown_minutes"), default=0)
        reach = timedelta(days=8, minutes=pause)
        rows = wanted.search_fetch(
            Domain("partner_id", "in", wanted.partner_id.ids)
            & Domain("start", "<", max(wanted.mapped("stop")) + reach)
            & Domain("stop", ">", min(wanted.mapped("start")) - reach)
            & Domain("state", "in", wanted._get_taking_states())
            & Domain("id", "not in", self.ignore.ids),
            ["partner_id", "space_id", "start", "stop"],
        )
        own = {}
        for row in rows:
            key = (row.partner_id.id, row.space_id.policy_id.id)
            own.setdefault(key, []).append((row.start, row.stop))
        return own

    # Judging -------------------------------------------------------------------------

    def find_problem(self, booking, space=None, start=None, stop=None):
        """:param booking: one of those that are wanted
        :param space: in this space instead
        :param start: at this time instead, on the same day
        :param stop: until then
        :returns: what is against it: a ``Violation``, :class:`Taken`, a sentence, or
            None"""
        space = space or booking.space_id
        start, stop = start or booking.start, stop or booking.stop
        return self._find_broken(booking, space, start, stop) or self._find_taken(
            booking, space, start, stop
        )

    def _find_broken(self, booking, space, start, stop):
        if booking.is_exception:
            return None
        if reason := self._find_member_problem(booking, space):
            return reason
        hours = self.hours[space]
        near = hours and _near(hours, start, stop, ONE_DAY)
        found = space._get_violations(
            start, stop, near, self._get_own(booking, space, start, stop)
        )
        return found[0] if found else None

    def _find_member_problem(self, booking, space):
        if space == booking.space_id:
            return booking._get_member_problem()
        return booking._get_audience_problem(space.policy_id)

    def _get_own(self, booking, space, start, stop):
        policy = space.policy_id
        reach = timedelta(days=8, minutes=policy.cooldown_minutes)
        own = self.own.get((booking.partner_id.id, policy.id), [])
        return _near(own, start, stop, reach)

    def _find_taken(self, booking, space, start, stop):
        stop += space._get_buffer()
        for part in self.parts[space]:
            rows = _in_the_way(self.busy[part.id], start, stop)
            if part != space or space.policy_id.allocation != "seats":
                if rows:
                    return Taken(rows[0][4])
                continue
            free, seats = self._pick_seats(booking, space, rows, start, stop)
            if not seats:
                return Taken(rows[0][4] if rows else None, free)
        return None

    def _pick_seats(self, booking, space, rows, start, stop):
        """:returns: numbers of the free seats, and of those it would get or None"""
        free = free_seats(space.capacity, [row[:4] for row in rows], start, stop)
        wanted = booking.seat_no if space == booking.space_id else 0
        return free, pick_seats(free, booking.attendee_count, wanted)

    def take(self, booking, space=None, start=None, stop=None):
        """Let one of those that are wanted have its space."""
        space = space or booking.space_id
        start, stop = start or booking.start, stop or booking.stop
        key = (booking.partner_id.id, space.policy_id.id)
        self.own.setdefault(key, []).append((start, stop))
        until = stop + space._get_buffer()
        for part in self.parts[space]:
            for first, last in self._choose_seats(booking, part, space, start, until):
                self.busy[part.id].append((first, last, start, until, None))

    def _choose_seats(self, booking, part, space, start, stop):
        if part != space or space.policy_id.allocation != "seats":
            return [ALL_SEATS]
        rows = _in_the_way(self.busy[part.id], start, stop)
        _free, seats = self._pick_seats(booking, space, rows, start, stop)
        return [(number, number) for number in seats or ()]

    # Proposing -----------------------------------------------------------------------

    def find_time(self, booking):
        """:returns: ``(start, stop)`` of the next time of the day at which one of those
        that are wanted could have its space, else of the first; or None"""
        problem = self._find_broken(
            booking, booking.space_id, booking.start, booking.stop
        )
        if problem and getattr(problem, "code", None) not in MOVABLE:
            return None
        begin, end = self._get_day(booking)
        length = booking.stop - booking.start
        begin = max(begin, self.now)
        after = self._find_gap(booking, max(begin, booking.start), end)
        return after or self._find_gap(booking, begin, booking.start + length)

    def _find_gap(self, booking, begin, end):
        space = booking.space_id
        hours = self.hours[space]
        by_seat = self.parts[space] == space and space.policy_id.allocation == "seats"
        rows = [] if by_seat else self._get_rows(space)
        policy = space.policy_id._to_engine(space.kind_id)
        gaps = free_gaps(
            [(begin, end)] if hours is None else _near(hours, begin, end, ONE_DAY),
            [row[2:4] for row in _in_the_way(rows, begin, end + space._get_buffer())],
            begin,
            end,
            (booking.stop - booking.start) // timedelta(minutes=1),
            policy.slot_minutes,
            space.location_id.tz or "UTC",
            policy.buffer_minutes,
        )
        for start, stop in gaps:
            if not self.find_problem(booking, None, start, stop):
                return start, stop
        return None

    def _get_rows(self, space):
        """:returns: what takes any part of a space, in order of time"""
        rows = [row for part in self.parts[space] for row in self.busy[part.id]]
        return sorted(rows, key=lambda row: row[2:4])

    def find_space(self, booking):
        """:returns: another space that one of those that are wanted could have at its
        time, possibly empty; ``propose_spaces()`` comes first"""
        others = self.others[booking.space_id, booking.attendee_count]
        for space in others:
            if not self.find_problem(booking, space):
                return space
        return others.browse()


def _in_the_way(rows, start, stop):
    return [row for row in rows if row[2] < stop and row[3] > start]


def _near(intervals, start, stop, reach):
    return [
        (begin, end)
        for begin, end in intervals
        if begin < stop + reach and end > start - reach
    ]
