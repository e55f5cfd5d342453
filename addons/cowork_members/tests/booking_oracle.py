"""What is booked, worked out one booking at a time: the plainest possible way to know
what is free, with no index, no lock and no constraint."""

from datetime import timedelta

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
TAKING = ("tentative", "confirmed", "checked_in", "done")
#: a booking's state, and those that any of the actions may bring it to
EDGES = {
    None: {"tentative", "confirmed"},
    "tentative": {"confirmed", "cancelled"},
    "confirmed": {"checked_in", "cancelled", "no_show", "done"},
    "checked_in": {"done"},
    "cancelled": {"confirmed"},
    "done": set(),
    "no_show": set(),
}
COLUMNS = (
    "id",
    "space_id",
    "state",
    "start",
    "stop",
    "attendee_count",
    "seat_no",
    "hold_until",
    "checked_out_at",
)


class Row:
    """A booking as it is stored.

    :param seats: numbers of those it holds, where it holds some
    """

    def __init__(self, values, seats):
        for name, value in zip(COLUMNS, values, strict=True):
            setattr(self, name, value)
        self.seats = seats

    def has_expired(self, now):
        return (
            self.state == "tentative"
            and self.hold_until is not None
            and self.hold_until <= now
        )

    def busy(self, buffers):
        """:returns: from when until when it takes its space"""
        stop = self.stop
        if self.checked_out_at:
            # Who leaves before the start has been there for a second all the same.
            stop = min(stop, max(self.checked_out_at, self.start + SECOND))
        return self.start, stop + buffers[self.space_id] * MINUTE


class Oracle:
    """:param leaves: dict of space id to the ids of the spaces without parts in it
    :param capacities: dict of the spaces booked by seat to how many there are
    :param buffers: dict of space id to the minutes nobody can book after a booking
    """

    def __init__(self, env, leaves, capacities, buffers):
        self.env = env
        self.leaves = leaves
        self.capacities = capacities
        self.buffers = buffers

    def load(self):
        """:returns: all rows there are, and the slots, as they are stored"""
        self.env.flush_all()
        spaces = list(self.leaves)
        self.env.cr.execute(
            "SELECT booking_id, space_id, seat_from, seat_to, busy_start, busy_stop"
            " FROM cowork_booking_slot WHERE space_id IN %s ORDER BY 1, 2, 3",
            [tuple(spaces)],
        )
        slots = self.env.cr.fetchall()
        self.env.cr.execute(
            f"SELECT {', '.join(COLUMNS)} FROM cowork_booking"
            " WHERE space_id IN %s ORDER BY id",
            [tuple(spaces)],
        )
        rows = []
        for values in self.env.cr.fetchall():
            mine = [slot for slot in slots if slot[0] == values[0]]
            seats = {slot[2] for slot in mine if slot[1] in self.capacities}
            rows.append(Row(values, seats))
        return rows, slots

    def is_free(self, rows, space, start, stop, people, seat, now, ignore=None):
        """:param ignore: id of the booking that would move
        :returns: whether a new booking has to succeed"""
        stop += self.buffers[space] * MINUTE
        others = [
            row
            for row in rows
            if row.state in TAKING
            and row.id != ignore
            and not row.has_expired(now)
            and set(self.leaves[row.space_id]) & set(self.leaves[space])
            and self._overlap(row.busy(self.buffers), (start, stop))
        ]
        if space not in self.capacities:
            return not others
        taken = set().union(*(row.seats for row in others))
        free = set(range(1, self.capacities[space] + 1)) - taken
        wanted = set(range(seat, seat + people)) if seat else set()
        return wanted <= free and len(free) >= people

    @staticmethod
    def _overlap(one, other):
        return one[0] < other[1] and other[0] < one[1]

    def get_problems(self, rows, slots):
        """:returns: what is wrong with the bookings: it has to be nothing"""
        taking = [row for row in rows if row.state in TAKING]
        problems = [
            (one.id, other.id, "overlap")
            for one in taking
            for other in taking
            if one.id < other.id
            and set(self.leaves[one.space_id]) & set(self.leaves[other.space_id])
            and self._overlap(one.busy(self.buffers), other.busy(self.buffers))
            and (one.space_id not in self.capacities or one.seats & other.seats)
        ]
        expected = sorted(slot for row in taking for slot in self._slots_of(row))
        if expected != sorted(slots):
            problems.append(("slots", sorted(slots), expected))
        for row in taking:
            capacity = self.capacities.get(row.space_id)
            if capacity and (
                len(row.seats) != row.attendee_count
                or not row.seats <= set(range(1, capacity + 1))
                or (row.seat_no and min(row.seats) != row.seat_no)
            ):
                problems.append((row.id, "seats", row.seats))
        return problems

    def _slots_of(self, row):
        """:returns: the slots that a live booking has to have"""
        begin, end = row.busy(self.buffers)
        if row.space_id in self.capacities:
            ranges = [(seat, seat) for seat in row.seats]
        else:
            ranges = [(1, 1000000)]
        return [
            (row.id, leaf, first, last, begin, end)
            for leaf in self.leaves[row.space_id]
            for first, last in ranges
        ]
