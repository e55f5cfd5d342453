"""Whatever is done with bookings, in whatever order: nothing is booked twice."""

from datetime import datetime, timedelta

from freezegun import freeze_time
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .booking_common import NOW, BookingCase
from .booking_oracle import EDGES, Oracle

FIRST = datetime(2026, 3, 2)
QUARTER = timedelta(minutes=15)
#: two bookings of the same space are likely to meet
quarters = st.integers(0, 24)
lengths = st.integers(1, 8)
numbers = st.integers(0, 1000)
spaces = st.sampled_from(("room", "room", "hall_2", "part_a", "part_b", "desks"))
people = st.integers(1, 3)


class Bookings(RuleBasedStateMachine):
    """Everything that changes bookings; after each step, what has to be true."""

    def __init__(self, case, clock):
        super().__init__()
        self.case, self.clock = case, clock
        self.env = case.env
        self.clock.move_to(NOW)
        self.undo = self.env.cr.savepoint()
        whole = case.room | case.part_a | case.part_b
        self.oracle = Oracle(
            self.env,
            leaves={
                **{space.id: [space.id] for space in whole | case.desks},
                case.hall_2.id: (case.part_a | case.part_b).ids,
            },
            capacities={case.desks.id: case.desks.capacity},
            buffers={
                **{space.id: 15 for space in whole | case.hall_2},
                case.desks.id: 0,
            },
        )
        self.rows, self.slots = self.oracle.load()

    def teardown(self):
        self.undo.close(rollback=True)

    @property
    def now(self):
        return datetime.now()

    def _pick(self, number):
        """:returns: one of the bookings there are, as stored"""
        return self.rows[number % len(self.rows)]

    def _do(self, call, expected):
        """Do something as a request would: wholly, or not at all.

        :param expected: whether it has to succeed
        """
        before, slots = self.rows, self.slots
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                call()
            done = True
        except UserError as error:
            done = False
            assert str(error).endswith((".", "?")) or ": " in str(error), str(error)
        self.rows, self.slots = self.oracle.load()
        assert done == expected, (done, expected)
        if not done:
            assert self._as_stored(self.rows) == self._as_stored(before)
            assert self.slots == slots
        self._check_edges(before)

    @staticmethod
    def _as_stored(rows):
        return [vars(row) for row in rows]

    def _check_edges(self, before):
        states = {row.id: row.state for row in before}
        for row in self.rows:
            old = states.get(row.id)
            assert row.state == old or row.state in EDGES[old], (old, row.state)

    def _fits(self, space, start, stop, count, seat, ignore=None):
        """:returns: whether the rules and the other bookings allow it"""
        now = self.now
        if start < now < stop:
            now -= QUARTER
        return start >= now and self.oracle.is_free(
            self.rows, space, start, stop, count, seat, self.now, ignore
        )

    def _browse(self, row):
        return self.env["cowork.booking"].browse(row.id)

    # Steps ---------------------------------------------------------------------------

    @rule(
        name=spaces,
        at=quarters,
        length=lengths,
        count=people,
        seat=st.integers(0, 4),
        confirm=st.booleans(),
    )
    def book(self, name, at, length, count, seat, confirm):
        space, start = getattr(self.case, name), FIRST + at * QUARTER
        stop = start + length * QUARTER
        if name != "desks":
            seat = 0
        self._do(
            lambda: self.env["cowork.booking"].book(
                space.id,
                start,
                stop,
                partner=self.case.member.id,
                people=count,
                seat=seat,
                confirm=confirm,
            ),
            self._fits(space.id, start, stop, count, seat),
        )

    @precondition(lambda self: self.rows)
    @rule(number=numbers, at=quarters, length=lengths)
    def move(self, number, at, length):
        row, start = self._pick(number), FIRST + at * QUARTER
        stop = start + length * QUARTER
        self._write(row, row.space_id, row.attendee_count, start=start, stop=stop)

    @precondition(lambda self: self.rows)
    @rule(number=numbers, length=lengths)
    def resize(self, number, length):
        row = self._pick(number)
        stop = row.start + length * QUARTER
        self._write(row, row.space_id, row.attendee_count, start=row.start, stop=stop)

    @precondition(lambda self: self.rows)
    @rule(number=numbers, name=spaces, count=people)
    def change_space(self, number, name, count):
        row, space = self._pick(number), getattr(self.case, name).id
        times = {"start": row.start, "stop": row.stop}
        self._write(row, space, count, **times)

    def _write(self, row, space, count, start, stop):
        vals = {"space_id": space, "attendee_count": count, "seat_no": 0}
        self._do(
            lambda: self._browse(row).write({**vals, "start": start, "stop": stop}),
            row.state in ("tentative", "confirmed")
            and self._fits(space, start, stop, count, 0, row.id),
        )

    @precondition(lambda self: self.rows)
    @rule(number=numbers)
    def confirm(self, number):
        row = self._pick(number)
        expected = row.state == "tentative" and not row.has_expired(self.now)
        self._do(self._browse(row).action_confirm, expected)

    @precondition(lambda self: self.rows)
    @rule(number=numbers)
    def cancel(self, number):
        row = self._pick(number)
        expected = row.state in ("tentative", "confirmed") and row.stop > self.now
        self._do(self._browse(row).action_cancel, expected)

    @precondition(lambda self: self.rows)
    @rule(number=numbers)
    def reopen(self, number):
        row = self._pick(number)
        times = row.start, row.stop, row.attendee_count, row.seat_no
        self._do(
            self._browse(row).action_reopen,
            row.state == "cancelled" and self._fits(row.space_id, *times, row.id),
        )

    @precondition(lambda self: self.rows)
    @rule(number=numbers)
    def check_in(self, number):
        row = self._pick(number)
        opens = row.start - QUARTER
        self._do(
            self._browse(row).action_check_in,
            row.state == "confirmed" and opens <= self.now < row.stop,
        )

    @precondition(lambda self: self.rows)
    @rule(number=numbers)
    def check_out(self, number):
        row = self._pick(number)
        self._do(self._browse(row).action_check_out, row.state == "checked_in")

    @rule(minutes=st.sampled_from((1, 5, 14, 15, 16, 40, 90)))
    def wait(self, minutes):
        self.clock.tick(timedelta(minutes=minutes))

    @rule()
    def follow_clock(self):
        bookings = self.env["cowork.booking"]
        due = bookings._get_due_domain()
        self._do(lambda: bookings.search(due)._follow_clock(), True)
        assert not bookings.search_count(due)

    # What has to be true -------------------------------------------------------------

    @invariant()
    def nothing_is_booked_twice_and_only_what_is_live_takes_space(self):
        problems = self.oracle.get_problems(self.rows, self.slots)
        assert not problems, problems


@tagged("post_install", "-at_install")
class TestBookingMachine(BookingCase):
    """What is free is worked out anew before each step, without the database's help:
    so neither is anything booked twice nor refused without reason."""

    def test_any_order_of_steps(self):
        self.policy.write({"buffer_minutes": 15, "no_show_minutes": 30})
        with freeze_time(NOW) as clock:
            run_state_machine_as_test(
                lambda: Bookings(self, clock),
                settings=settings(
                    max_examples=20,
                    stateful_step_count=25,
                    deadline=None,
                    database=None,
                    derandomize=True,
                    suppress_health_check=list(HealthCheck),
                ),
            )
