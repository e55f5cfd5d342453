from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from odoo.tests.common import tagged

from .race_common import RaceCase, get_maker

PARALLEL = 12
SEATS = 4
#: far enough ahead that no clock of a test machine comes near it
START = datetime(2090, 3, 6, 9)


@tagged("post_install", "-at_install")
class TestBookingRace(RaceCase):
    """Exactly the right ones win, however many ask at the same moment."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls._connection() as env:
            maker = get_maker(env, "T-RACE-B")
            maker.policy = maker.make_policy(
                "Race rooms", audience="everybody", buffer_minutes=15
            )
            maker.seat_policy = maker.make_policy(
                "Race desks", audience="everybody", allocation="seats"
            )
            hall = maker.make_room("Race Hall", capacity=60)
            lounge = maker.make_room("Race Lounge", capacity=60)
            spaces = {
                "lounge_desks": maker.make_room(
                    "Race Lounge Desks",
                    "hot_desk",
                    parent=lounge,
                    policy="seats",
                    capacity=SEATS,
                ),
                "lounge": lounge,
                "room": maker.make_room("Race Room", capacity=8),
                "room_2": maker.make_room("Race Library", capacity=8),
                "hall": hall,
                "part": maker.make_room("Race Hall A", parent=hall, capacity=30),
                "part_2": maker.make_room("Race Hall B", parent=hall, capacity=30),
                "desks": maker.make_room(
                    "Race Desks", "hot_desk", policy="seats", capacity=SEATS
                ),
            }
            partners = env["res.partner"].create(
                [{"name": f"Racer {number}"} for number in range(PARALLEL)]
            )
            cls.spaces = {name: space.id for name, space in spaces.items()}
            cls.partners = partners.ids
            cls.made = [
                ("cowork.space", list(cls.spaces.values())[:1]),
                (
                    "cowork.space",
                    [i for i in list(cls.spaces.values())[1:] if i != hall.id],
                ),
                ("cowork.space", hall.ids),
                ("cowork.booking.policy", (maker.policy | maker.seat_policy).ids),
                ("cowork.location", maker.location.ids),
                ("res.partner", partners.ids),
            ]
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _clean_up(cls):
        with cls._connection() as env:
            for model, ids in cls.made:
                env[model].browse(ids).unlink()

    def setUp(self):
        super().setUp()
        self.addCleanup(self._remove_bookings)

    def _remove_bookings(self):
        with self._connection() as env:
            bookings = env["cowork.booking"].search(
                [("space_id", "in", list(self.spaces.values()))]
            )
            bookings._by_action().write({"state": "cancelled"})
            bookings.unlink()

    # Requests ------------------------------------------------------------------------

    def _look(self, env):
        env["cowork.booking"].search_count([])

    def _book(self, space, number=0, minutes=0, hours=1, **values):
        """:returns: a function that books ``space`` for one of the racers"""
        start = START + timedelta(minutes=minutes)

        def call(env):
            return env["cowork.booking"].book(
                self.spaces[space],
                start,
                start + timedelta(hours=hours),
                self.partners[number],
                **values,
            )

        return call

    def _make(self, space, number=0, minutes=0):
        """:returns: id of a booking that is there before the race begins"""
        with self._connection() as env:
            return self._book(space, number, minutes)(env)["id"]

    def _on(self, booking_id, action):
        """:returns: a function that does something with a booking"""
        return lambda env: action(env["cowork.booking"].browse(booking_id)) or True

    def _assert_one_wins(self, *calls):
        answers, refusals = self._in_parallel(*calls)
        self.assertEqual((len(answers), len(refusals)), (1, len(calls) - 1), refusals)
        for refusal in refusals:
            self.assertRegex(refusal, "Race .* is taken Mon 6 Mar, ")
            self.assertNotIn("Racer", refusal)
        return answers[0], refusals

    # Races ---------------------------------------------------------------------------

    def test_one_of_twelve_gets_the_room_and_the_others_hear_what_is_free(self):
        _answer, refusals = self._assert_one_wins(
            *(self._book("room", number) for number in range(PARALLEL))
        )
        for refusal in refusals:
            self.assertIn("taken Mon 6 Mar, 09:00 – 10:15", refusal)
            self.assertIn("The next free time is Mon 6 Mar, 10:15 – 11:15", refusal)
            self.assertIn("Race Library", refusal)

    def test_as_many_as_there_are_seats_get_one_each(self):
        answers, refusals = self._in_parallel(
            *(self._book("desks", number) for number in range(3 * SEATS))
        )
        self.assertEqual(
            sorted(answer["seats"] for answer in answers), ["1", "2", "3", "4"]
        )
        self.assertEqual(len(refusals), 2 * SEATS)
        for refusal in refusals:
            self.assertIn("Race Desks has 0 free seats", refusal)

    def test_one_seat_that_all_want_goes_to_one(self):
        answers, refusals = self._in_parallel(
            *(self._book("desks", number, seat=2) for number in range(PARALLEL))
        )
        self.assertEqual([answer["seats"] for answer in answers], ["2"])
        self.assertEqual(len(refusals), PARALLEL - 1)

    def test_two_move_into_the_same_free_time(self):
        late, later = self._make("room", 0, 180), self._make("room", 1, 360)

        def move(booking):
            booking.write({"start": START, "stop": START + timedelta(hours=1)})

        self._assert_one_wins(self._on(late, move), self._on(later, move))

    def test_a_cancellation_taken_back_against_a_new_booking(self):
        booking = self._make("room")
        with self._connection() as env:
            env["cowork.booking"].browse(booking).action_cancel()
        self._assert_one_wins(
            self._on(booking, lambda b: b.action_reopen()), self._book("room", 1)
        )

    def test_a_part_against_the_whole(self):
        self._assert_one_wins(self._book("part"), self._book("hall", 1))

    def test_a_desk_by_seat_against_the_whole_it_is_part_of(self):
        answers, refusals = self._in_parallel(
            self._book("lounge"), self._book("lounge_desks", 1)
        )
        self.assertEqual((len(answers), len(refusals)), (1, 1), refusals)

    def test_two_parts_do_not_disturb_each_other(self):
        answers, refusals = self._in_parallel(
            self._book("part"), self._book("part_2", 1)
        )
        self.assertEqual((len(answers), refusals), (2, []))

    def test_a_buffer_against_the_next_booking(self):
        self._assert_one_wins(self._book("room"), self._book("room", 1, minutes=60))

    def test_two_spaces_in_opposite_order_end_in_no_deadlock(self):
        def both(*names):
            def call(env):
                return [self._book(name, 0)(env)["id"] for name in names]

            return call

        self._assert_one_wins(both("room", "room_2"), both("room_2", "room"))

    def test_an_expired_hold_gives_way_to_one_of_two(self):
        with self._connection() as env:
            held = self._book("room", confirm=False)(env)
            booking = env["cowork.booking"].browse(held["id"])
            booking._by_action().write({"hold_until": "2020-01-01 00:00:00"})
        self._assert_one_wins(self._book("room", 1), self._book("room", 2))

    def test_the_second_waits_for_the_first_and_gets_the_room_when_it_fails(self):
        with self._connection() as env, ThreadPoolExecutor(1) as pool:
            self._book("room")(env)
            future = pool.submit(self._request, self._book("room", 1))
            with self.assertRaises(TimeoutError):
                future.result(timeout=1)
            env.cr.rollback()
            self.assertEqual(future.result(timeout=60)["state"], "confirmed")
