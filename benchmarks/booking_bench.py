"""Book, find and draw with many bookings; print a table of milliseconds and queries.

``make bench BENCH=booking`` runs it; see ``README.md``. The databases are copies,
removed after the measurement.
"""

import argparse
import json
import statistics
import sys
import time
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count

from booking_fill import HOURS, fill
from booking_rival import measure_rival
from common import addons_path
from databases import Databases
from process import environment

HOUR = timedelta(hours=1)


class Watch:
    """Measures calls, each with an empty cache.

    :param times: how often each is made
    """

    def __init__(self, env, times):
        self.env = env
        self.times = times
        self.rows = {}

    def measure(self, name, call, times=None):
        """:param call: function without parameters, committed after each time"""
        times = times or self.times
        seconds, queries = [], []
        # The first one loads what is loaded once, and is not counted.
        for number in range(times + 1):
            self.env.invalidate_all()
            before, began = self.env.cr.sql_log_count, time.perf_counter()
            call()
            self.env.flush_all()
            self.env.cr.commit()
            if number:
                seconds.append(time.perf_counter() - began)
                queries.append(self.env.cr.sql_log_count - before)
        self.rows[name] = {
            "ms": round(1000 * statistics.median(seconds), 1),
            "worst ms": round(1000 * max(seconds), 1),
            "queries": statistics.median(queries),
        }
        print(f"{name}: {self.rows[name]}", file=sys.stderr, flush=True)


class Booker:
    """Makes bookings in hours that the filled ones leave free."""

    def __init__(self, env, place, tomorrow):
        self.env = env
        self.rooms = place.rooms[0]
        self.partners = place.partners
        self.free = self._free_hours(tomorrow)

    def _free_hours(self, tomorrow):
        """:returns: iterator of a space and an hour of its own"""
        for number in count():
            day, room = divmod(number, len(self.rooms))
            day, hour = divmod(day, 4)
            moment = tomorrow + day * timedelta(days=1) + (HOURS[1] + hour) * HOUR
            yield self.rooms[room], moment

    def book(self):
        space, start = next(self.free)
        booking = self.env["cowork.booking"]
        booking.book(space.id, start, start + HOUR, self.partners[0].id)

    def book_taken(self, tomorrow):
        """Ask for an hour that somebody has."""
        from odoo.exceptions import UserError

        domain = [
            ("space_id", "in", self.rooms.ids),
            ("start", ">=", tomorrow),
            ("state", "=", "confirmed"),
        ]
        taken = self.env["cowork.booking"].search(domain, limit=1)
        try:
            with self.env.cr.savepoint():
                taken.book(taken.space_id.id, taken.start, taken.stop)
        except UserError:
            return
        raise AssertionError("The hour was free.")

    def book_many(self, number):
        """One ``create`` with values for ``number`` bookings, then one confirmation."""
        vals_list = []
        for index in range(number):
            space, start = next(self.free)
            vals_list.append(
                {
                    "space_id": space.id,
                    "partner_id": self.partners[index % len(self.partners)].id,
                    "start": start,
                    "stop": start + HOUR,
                }
            )
        self.env["cowork.booking"].create(vals_list).action_confirm()


@contextmanager
def search_instead(env):
    """A conflict check as ``@api.constrains`` makes it: search, and refuse what is
    found. It is there for its cost only: of two at the same moment, neither sees the
    other."""
    from odoo.exceptions import ValidationError

    cls = type(env["cowork.booking"])

    def _block(self):
        for booking in self:
            domain = [
                ("space_id", "=", booking.space_id.id),
                ("start", "<", booking.stop),
                ("stop", ">", booking.start),
                ("state", "in", self._get_taking_states()),
                ("id", "!=", booking.id),
            ]
            if self.sudo().search_count(domain):
                raise ValidationError("Taken.")

    cls._block = _block
    try:
        yield
    finally:
        del cls._block


def measure(env, place, asked):
    """:returns: dict of what was done to milliseconds and queries"""
    today = datetime.combine(date.today(), datetime.min.time())
    tomorrow = today + timedelta(days=1)
    watch = Watch(env, asked.times)
    booker = Booker(env, place, tomorrow)
    watch.measure("book and confirm", booker.book)
    with search_instead(env):
        watch.measure("the same, checked by a search", booker.book)
    watch.measure("refuse what is taken", lambda: booker.book_taken(tomorrow))
    start = tomorrow + HOURS[1] * HOUR + 4 * HOUR
    location = place.rooms[0].location_id.id
    rooms = len(place.rooms[0])
    watch.measure(
        f"search {rooms} rooms",
        lambda: env["cowork.space"].search_available(location, start, start + HOUR, 2),
    )
    watch.measure(
        f"board of a day, {rooms} rooms",
        lambda: env["cowork.space"].get_board(location, str(tomorrow.date())),
    )
    spaces = env["cowork.space"]
    watch.measure(
        "look which rooms are taken now",
        lambda: spaces.search_count([("state", "=", "booked")]),
    )
    watch.measure(
        "look for what the clock has to do",
        lambda: env["cowork.booking"].search(
            env["cowork.booking"]._get_due_domain(), order="start, id", limit=200
        ),
    )
    watch.measure(
        f"book {asked.batch} at once", lambda: booker.book_many(asked.batch), times=1
    )
    return watch.rows


def options(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="2,000 bookings")
    parser.add_argument("--bookings", type=numbers, default=[100_000])
    parser.add_argument("--rooms", type=int, default=50, help="of a location")
    parser.add_argument("--locations", type=int, default=10)
    parser.add_argument("--times", type=int, default=40)
    parser.add_argument("--batch", type=int, default=1000)
    rival = parser.add_mutually_exclusive_group()
    rival.add_argument("--without-rival", action="store_true", help="fetch nothing")
    rival.add_argument("--only-rival", action="store_true")
    parser.add_argument("--core", help="database to copy: the ERP's modules")
    parser.add_argument("--ours", help="database to copy: with our addons")
    parsed = parser.parse_args(arguments)
    if parsed.smoke:
        parsed.bookings, parsed.rooms, parsed.locations = [2000], 5, 2
        parsed.times, parsed.batch, parsed.without_rival = 3, 20, True
    return parsed


def numbers(text):
    return [int(part) for part in text.split(",")]


def table(results):
    """:returns: lines of markdown: a row per operation, columns per size"""
    sizes = list(results)
    head = "".join(f" {size:,}: ms | worst | queries |" for size in sizes)
    lines = [f"| |{head}", "|---|" + "---|" * 3 * len(sizes)]
    for name in dict.fromkeys(name for size in sizes for name in results[size]):
        cells = [f"| {name} |"]
        for size in sizes:
            row = results[size].get(name, {})
            cells += [f" {row.get(key, '')} |" for key in ("ms", "worst ms", "queries")]
        lines.append("".join(cells))
    return lines


def measure_ours(databases, size, asked):
    """:returns: dict of what was done to milliseconds and queries"""
    name = databases.installed("ours", f"{databases.prefix}_booking_{size}")
    with environment(addons_path(), name) as env:
        began = time.perf_counter()
        place = fill(env, size, asked.locations, asked.rooms)
        seconds = time.perf_counter() - began
        print(f"{size:,} filled: {seconds:.0f} s", file=sys.stderr, flush=True)
        rows = measure(env, place, asked)
    databases.drop(name)
    return rows


def main(arguments):
    asked = options(arguments)
    results = {}
    with Databases(core=asked.core, ours=asked.ours) as databases:
        for size in asked.bookings:
            results[size] = {}
            if not asked.only_rival:
                results[size] |= measure_ours(databases, size, asked)
            if not asked.without_rival:
                results[size] |= measure_rival(databases, size, asked)
    print(*table(results), sep="\n")
    print(json.dumps(results), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
