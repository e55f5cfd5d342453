"""Ask doors with many cards and a long log; print decisions per second, p50 and p99.

``make bench BENCH=access`` runs it; see ``README.md``. The database is a copy, removed
after the measurement. ``--fill-only`` and ``--use`` part the two, for a machine that is
quiet for the second part only.
"""

import argparse
import json
import random
import statistics
import sys
import time

from access_fill import DAYS, House, fill
from common import addons_path
from databases import Databases
from process import environment

#: how many attempts are made by people nobody knows
UNKNOWN = 0.05


def percentile(values, share):
    """:returns: the value below which ``share`` of them are"""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def summary(seconds, queries):
    """:returns: dict of figures for one kind of call"""
    return {
        "calls": len(seconds),
        "per second": round(len(seconds) / sum(seconds), 1),
        "p50 ms": round(1000 * percentile(seconds, 0.5), 1),
        "p99 ms": round(1000 * percentile(seconds, 0.99), 1),
        "worst ms": round(1000 * max(seconds), 1),
        "queries": statistics.median(queries),
    }


class Door:
    """Asks as a controller does: a connection of its own, an empty cache, a commit."""

    def __init__(self, registry, house, chance):
        self.registry = registry
        self.house = house
        self.chance = chance
        self.refused = 0

    def ask(self, location, card):
        """:returns: ``(seconds, queries)``"""
        from odoo import api

        began = time.perf_counter()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.house.user.id, {})
            before = cr.sql_log_count
            answer = (
                env["cowork.location"]
                .browse(location)
                .check_access(card, access_point="DOOR")
            )
            env.flush_all()
            queries = cr.sql_log_count - before
        seconds = time.perf_counter() - began
        self.refused += not answer["granted"]
        return seconds, queries

    def ask_many(self, number, locations):
        """:returns: figures of ``number`` decisions"""
        for _time in range(20):
            # What a server loads once is not counted.
            self.ask(locations[0], self.house.cards[0])
        found = []
        for _time in range(number):
            place = self.chance.randrange(len(self.house.cards))
            card = self.house.cards[place]
            if self.chance.random() < UNKNOWN:
                card = "FFFF0000"
            # Contracts were given to the locations in turn, ten people to each.
            location = locations[place // 10 % len(locations)]
            found.append(self.ask(location, card))
        return summary(*zip(*found, strict=True))


def over_http(registry, house, number, chance):
    """The same through the ERP's whole stack, key and JSON included.

    :returns: figures of ``number`` requests"""
    from werkzeug.test import Client

    from odoo import SUPERUSER_ID, api
    from odoo.http import root

    with registry.cursor() as cr:
        env = api.Environment(cr, SUPERUSER_ID, {})
        keys = env["res.users.apikeys"].with_user(house.user.id).sudo()
        key = keys._generate("rpc", "bench", None)
    client = Client(root)
    headers = {"Authorization": f"Bearer {key}"}
    locations = house.locations.ids
    seconds = []
    for time_number in range(number + 20):
        place = chance.randrange(len(house.cards))
        body = {
            "ids": [locations[place // 10 % len(locations)]],
            "credential": house.cards[place],
            "access_point": "DOOR",
        }
        began = time.perf_counter()
        answer = client.post(
            "/json/2/cowork.location/check_access", json=body, headers=headers
        )
        if answer.status_code != 200:
            sys.exit(f"{answer.status_code}: {answer.text}")
        if time_number >= 20:
            seconds.append(time.perf_counter() - began)
    return summary(seconds, [0])


def forget(env, house, days):
    """Delete the oldest days of one location, as the scheduled action does.

    :returns: figures of its batches"""
    location = house.locations[0]
    location.access_retention_days = DAYS - days
    env.flush_all()
    env.cr.commit()
    seconds, rows = [], 0
    while True:
        began = time.perf_counter()
        deleted = env["cowork.access.event"]._forget(location)
        env.cr.commit()
        if not deleted:
            break
        seconds.append(time.perf_counter() - began)
        rows += deleted
    figures = summary(seconds or [0.001], [1])
    return {**figures, "rows": rows, "rows per second": round(rows / sum(seconds))}


def drop_partition(env, house):
    """What the log is not, for comparison: a table in six parts, one of which ends.

    :returns: figures of that"""
    cr = env.cr
    cr.execute(
        "CREATE TEMP TABLE parted (LIKE cowork_access_event) PARTITION BY RANGE (at)"
    )
    for part in range(6):
        since, until = DAYS + 1 - 31 * part, DAYS + 1 - 31 * (part + 1)
        cr.execute(
            f"CREATE TEMP TABLE part_{part} (LIKE cowork_access_event);"
            f"ALTER TABLE parted ATTACH PARTITION part_{part} FOR VALUES"
            f" FROM (date_trunc('day', now() - INTERVAL '{since} days'))"
            f" TO (date_trunc('day', now() - INTERVAL '{until} days'))"
        )
    cr.execute(
        "INSERT INTO parted SELECT * FROM cowork_access_event"
        " WHERE location_id = %s AND at < now() AT TIME ZONE 'UTC' - INTERVAL '1 day'",
        [house.locations[1:][:1].id or house.locations.id],
    )
    cr.execute("SELECT count(*) FROM part_0")
    (rows,) = cr.fetchone()
    began = time.perf_counter()
    cr.execute("DROP TABLE part_0")
    seconds = time.perf_counter() - began
    cr.rollback()
    return {**summary([seconds], [1]), "rows": rows}


def measure(env, house, asked):
    """:returns: dict of what was done to figures"""
    chance = random.Random(7)
    door = Door(env.registry, house, chance)
    rows = {"decide": door.ask_many(asked.times, house.locations.ids)}
    rows["decide"]["refused"] = door.refused
    rows["decide over JSON-2"] = over_http(env.registry, house, asked.times, chance)
    rows["forget"] = forget(env, house, asked.forget_days)
    rows["drop a partition"] = drop_partition(env, house)
    for name, row in rows.items():
        print(f"{name}: {row}", file=sys.stderr, flush=True)
    return rows


def find_house(env, cards):
    """:returns: what a run with ``--fill-only`` made"""
    locations = env["cowork.location"].search([("code", "=like", "D%")], order="id")
    points = locations.access_point_ids
    numbers = [f"04{n:010X}" for n in range(cards)]
    return House(locations, points.controller_user_id, numbers)


def options(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--smoke", action="store_true", help="200 cards, 5,000 attempts"
    )
    parser.add_argument("--cards", type=int, default=50_000)
    parser.add_argument("--attempts", type=int, default=10_000_000)
    parser.add_argument("--locations", type=int, default=10)
    parser.add_argument("--times", type=int, default=2000)
    parser.add_argument("--forget-days", type=int, default=10)
    parser.add_argument("--core", help="not needed; other measurements are")
    parser.add_argument("--ours", help="database to copy: with our addons")
    parser.add_argument("--fill-only", metavar="NAME", help="keep the filled database")
    parser.add_argument("--use", metavar="NAME", help="measure in a filled database")
    parsed = parser.parse_args(arguments)
    if parsed.smoke:
        parsed.cards, parsed.attempts, parsed.locations = 200, 5000, 2
        parsed.times, parsed.forget_days = 20, 30
    return parsed


def table(results):
    """:returns: lines of markdown"""
    lines = ["| | calls | per second | p50 ms | p99 ms | worst ms | queries |"]
    lines.append("|---|---|---|---|---|---|---|")
    keys = ("calls", "per second", "p50 ms", "p99 ms", "worst ms", "queries")
    for name, row in results.items():
        lines.append(f"| {name} | " + " | ".join(str(row[key]) for key in keys) + " |")
    return lines


def fill_database(name, asked):
    with environment(addons_path(), name) as env:
        began = time.perf_counter()
        fill(env, asked.cards, asked.attempts, asked.locations)
        seconds = time.perf_counter() - began
        print(f"filled: {seconds:.0f} s", file=sys.stderr, flush=True)


def measure_database(name, asked):
    """Measure, and print the figures: a table, and a line of JSON."""
    with environment(addons_path(), name) as env:
        results = measure(env, find_house(env, asked.cards), asked)
    print(*table(results), sep="\n")
    print(json.dumps(results), flush=True)


def main(arguments):
    asked = options(arguments)
    if asked.use:
        measure_database(asked.use, asked)
        return
    with Databases(ours=asked.ours) as databases:
        name = asked.fill_only or f"{databases.prefix}_access"
        databases.installed("ours", name)
        fill_database(name, asked)
        if asked.fill_only:
            databases.made.remove(name)
            return
        measure_database(name, asked)


if __name__ == "__main__":
    main(sys.argv[1:])
