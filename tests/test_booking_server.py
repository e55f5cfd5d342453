"""Many book at the same moment, over HTTP, at a server with several processes."""

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from booking_server import WORKERS
from booking_server_setup import SEATS
from erp_databases import connect

BOOKING = "cowork.booking"
#: far enough ahead that no clock of a test machine comes near it; a day for each race
DAYS = (datetime(2090, 3, 6, 9) + timedelta(days=day) for day in count())
BOOKED = re.compile(r'^\S+ \S+ (\d+) INFO .*"POST /json/2/cowork.booking/book', re.M)

OVERLAPS = """
SELECT count(*) FROM cowork_booking_slot a JOIN cowork_booking_slot b
    ON a.id < b.id AND a.space_id = b.space_id
   AND a.seat_from <= b.seat_to AND b.seat_from <= a.seat_to
   AND a.busy_start < b.busy_stop AND b.busy_start < a.busy_stop
"""
MISMATCHES = """
SELECT count(*) FROM cowork_booking b
 WHERE (state IN ('tentative', 'confirmed', 'checked_in', 'done'))
    <> EXISTS (SELECT FROM cowork_booking_slot WHERE booking_id = b.id)
"""


class Races:
    """A server, and clients that call it at the same moment."""

    def __init__(self, server, made):
        self.server = server
        self.made = made

    def book(self, number, space, start, minutes=0, **values):
        """:returns: a call that books an hour for one of the people"""
        start += timedelta(minutes=minutes)
        body = {
            "space": self.made["spaces"][space],
            "start": str(start),
            "stop": str(start + timedelta(hours=1)),
            **values,
        }
        return self.made["keys"][number], "book", body

    def by_staff(self, method, booking, **values):
        """:returns: a call of the front desk"""
        return self.made["staff"], method, {"ids": [booking], **values}

    def call(self, key, method, body, model=BOOKING):
        return self.server.json2(key, model, method, **body)

    def make(self, *args, **values):
        """:returns: id of a booking that is there before the race begins"""
        status, answer = self.call(*self.book(*args, **values))
        assert status == 200, answer
        return answer["id"]

    def race(self, *calls):
        """:returns: answers of those who got what they wanted, in the order of the
        calls, and the sentences of the others"""
        barrier = threading.Barrier(len(calls))

        def start(call):
            barrier.wait(timeout=60)
            return self.call(*call)

        with ThreadPoolExecutor(len(calls)) as pool:
            results = list(pool.map(start, calls))
        assert {status for status, _answer in results} <= {200, 422}, results
        assert self.value(OVERLAPS) == 0
        assert self.value(MISMATCHES) == 0
        return (
            [answer for status, answer in results if status == 200],
            [answer["message"] for status, answer in results if status == 422],
        )

    def one_wins(self, *calls):
        """:returns: the sentences of the others, which name nobody"""
        answers, refusals = self.race(*calls)
        assert (len(answers), len(refusals)) == (1, len(calls) - 1), refusals
        for refusal in refusals:
            assert " is taken " in refusal
            assert "Racer" not in refusal
        return refusals

    def value(self, query):
        connection = connect(self.server.database)
        try:
            with connection.cursor() as cr:
                cr.execute(query)
                [[value]] = cr.fetchall()
                return value
        finally:
            connection.close()


@pytest.fixture(scope="module")
def races(booking_server):
    server, made = booking_server
    yield Races(server, made)
    processes = set(BOOKED.findall(Path(server.log).read_text()))
    assert len(processes) == WORKERS, "Not all of the server's processes booked."


@pytest.fixture
def day():
    return next(DAYS)


@pytest.mark.parametrize("attempt", range(3))
def test_one_of_twelve_gets_the_room(races, day, attempt):
    refusals = races.one_wins(*(races.book(n, "room", day) for n in range(12)))
    for refusal in refusals:
        assert "Room is taken " in refusal
        assert ", 09:00 – 10:15. The next free time is " in refusal
        assert ", 10:15 – 11:15. Free at the time you chose: Library" in refusal


@pytest.mark.parametrize("attempt", range(3))
def test_as_many_as_there_are_seats_get_one_each(races, day, attempt):
    answers, refusals = races.race(
        *(races.book(n, "desks", day) for n in range(3 * SEATS))
    )
    assert sorted(answer["seats"] for answer in answers) == ["1", "2", "3", "4"]
    assert len(refusals) == 2 * SEATS
    assert all("Desks has 0 free seats" in refusal for refusal in refusals)


def test_one_of_six_moves_into_the_free_hour(races, day):
    bookings = [races.make(n, "room", day, 90 * n + 120) for n in range(6)]
    vals = {"start": str(day), "stop": str(day + timedelta(hours=1))}
    races.one_wins(*(races.by_staff("write", id_, vals=vals) for id_ in bookings))


def test_one_of_six_changes_into_the_free_room(races, day):
    spaces = ("room", "hall")
    bookings = [
        races.make(n, spaces[n % 2], day, 90 * (n // 2) + 120) for n in range(6)
    ]
    library = races.made["spaces"]["library"]
    vals = {"space_id": library, "start": str(day), "stop": str(day.replace(hour=10))}
    races.one_wins(*(races.by_staff("write", id_, vals=vals) for id_ in bookings))


def test_a_cancellation_is_taken_back_once_or_somebody_else_books(races, day):
    bookings = []
    for number in range(6):
        bookings.append(races.make(number, "room", day))
        races.call(*races.by_staff("action_cancel", bookings[-1]))
    races.one_wins(
        *(races.by_staff("action_reopen", id_) for id_ in bookings),
        *(races.book(n, "room", day) for n in range(6, 12)),
    )


@pytest.mark.parametrize("attempt", range(3))
def test_the_whole_hall_or_both_of_its_parts(races, day, attempt):
    wanted = ("hall", "part", "part_2") * 4
    answers, refusals = races.race(
        *(races.book(n, space, day) for n, space in enumerate(wanted))
    )
    winners = sorted(answer["name"].split(",")[0] for answer in answers)
    assert winners in (["Hall"], ["Hall A", "Hall B"]), (winners, refusals)
    assert len(refusals) == 12 - len(winners)


def test_the_buffer_of_one_against_the_other(races, day):
    races.one_wins(*(races.book(n, "room", day, 60 * (n % 2)) for n in range(12)))


def test_one_of_twelve_takes_over_an_expired_hold(races, day):
    held = races.make(0, "room", day, confirm=False)
    connection = connect(races.server.database)
    with connection.cursor() as cr:
        cr.execute(
            "UPDATE cowork_booking SET hold_until = '2020-01-01' WHERE id = %s", [held]
        )
    connection.close()
    races.one_wins(*(races.book(n, "room", day) for n in range(12)))


def test_a_program_finds_books_and_cancels(races, day):
    search = {
        "location": races.made["location"],
        "start": str(day),
        "stop": str(day.replace(hour=10)),
        "kind": "meeting_small",
    }

    def find():
        staff = races.made["staff"]
        status, found = races.call(staff, "search_available", search, "cowork.space")
        assert status == 200, found
        return [space["name"] for space in found]

    rooms = ["Library", "Room", "Hall / Hall A", "Hall / Hall B", "Hall"]
    assert find() == rooms
    booking = races.make(0, "room", day, name="Review")
    assert find() == [name for name in rooms if name != "Room"]
    mine = races.made["keys"][0], "action_cancel", {"ids": [booking]}
    theirs = races.made["keys"][1], "action_cancel", {"ids": [booking]}
    assert races.call(*theirs)[0] == 403
    assert races.call(*mine) == (200, True)
    assert find() == rooms
    status, answer = races.call(*mine)
    assert status == 422
    assert "is “Cancelled”, not “Tentative, Confirmed”" in answer["message"]


def test_the_documentation_explains_every_parameter(races):
    for model, method, parameters in (
        (BOOKING, "book", {"space", "start", "stop", "partner", "people", "seat"}),
        (BOOKING, "action_cancel", {"reason"}),
        ("cowork.space", "search_available", {"location", "start", "stop", "kind"}),
    ):
        path = f"/doc-bearer/{model}.json"
        status, answer = races.server.call(races.made["staff"], path)
        assert status == 200, answer
        told = answer["methods"][method]
        assert told["doc"] and told["return"]["doc"] and told["raise"], told
        for name in parameters:
            assert told["parameters"][name]["doc"], f"{method}: {name}"
