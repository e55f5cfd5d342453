"""Look at a hundred thousand records with deadlines; print time and queries.

Run it in the shell of a database that has ``cowork_members`` and nothing to lose: the
scheduled action commits. Enquiries are copied by SQL, a quarter has to be looked
at, then all of them::

    RECORDS=100000 scripts/odoo shell -d DB --no-http < benchmarks/sla_bench.py
"""

import os
import resource
import time
from datetime import timedelta

from odoo import Command, fields
from odoo.tools import SQL

RECORDS = int(os.environ.get("RECORDS", "100000"))
LOCATIONS = 40
cr = env.cr  # noqa: F821 (the shell's environment)
now = fields.Datetime.now()


def measure(name, call):
    """Print how long a call takes, its queries and the memory high-water mark."""
    queries, start, work = cr.sql_log_count, time.monotonic(), time.process_time()
    call()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    seconds, work = time.monotonic() - start, time.process_time() - work
    # On a machine that is shared, the processor's own time says more.
    print(
        f"{name:<28}{seconds:8.1f} s ({work:6.1f} s of Python)"
        f"{cr.sql_log_count - queries:10d} queries{peak:8d} MB peak",
        flush=True,
    )


def prepare():
    """:returns: one enquiry at each of many locations, with owner and organisation"""
    days = [
        Command.create(
            {"name": str(day), "dayofweek": str(day), "hour_from": 9, "hour_to": 17}
        )
        for day in range(5)
    ]
    calendar = env["resource.calendar"].create(  # noqa: F821
        {"name": "Bench", "tz": "UTC", "attendance_ids": [Command.clear(), *days]}
    )
    users = env["res.users"].create(  # noqa: F821
        [{"name": f"bench{n}", "login": f"bench{n}-{now}"} for n in range(3)]
    )
    boss = env["hr.employee"]  # noqa: F821
    for user in users:
        boss = boss.create(
            {"name": user.name, "user_id": user.id, "parent_id": boss.id}
        )
    zones = ("UTC", "Asia/Shanghai", "Europe/Lisbon", "Australia/Melbourne")
    places = env["cowork.location"].create(  # noqa: F821
        [
            {
                "name": f"Bench {number}",
                "code": f"B{number}-{now}",
                "tz": zones[number % len(zones)],
                "resource_calendar_id": calendar.id,
            }
            for number in range(LOCATIONS)
        ]
    )
    env["cowork.sla.policy"].create(  # noqa: F821
        {
            "name": "Bench",
            "model": "cowork.contract",
            "sequence": -1,
            "response_hours": 8,
            "resolution_hours": 4000,
            "escalation_levels": 2,
        }
    )
    partner = env["res.partner"].create({"name": "Bench"})  # noqa: F821
    return env["cowork.contract"].create(  # noqa: F821
        [
            {
                "partner_id": partner.id,
                "location_id": place.id,
                "user_id": users[-1].id,
            }
            for place in places
        ]
    )


def copy(enquiries, count):
    """Copy rows, with clocks that started in the last two months."""
    skipped = {"id", "name", "sla_started_at", "sla_next_check"}
    columns = [
        name
        for name, field in enquiries._fields.items()
        if field.store and field.column_type and name not in skipped
    ]
    cr.execute(
        SQL(
            "INSERT INTO cowork_contract (name, sla_started_at, %(columns)s)"
            " SELECT 'BENCH-' || n, %(now)s - n * interval '50 seconds', %(columns)s"
            " FROM generate_series(1, %(count)s) n"
            " JOIN cowork_contract c ON c.id = (%(ids)s::int[])[1 + n %% %(places)s]",
            columns=SQL(", ").join(map(SQL.identifier, columns)),
            now=now,
            count=count,
            ids=enquiries.ids,
            places=len(enquiries),
        )
    )
    cr.execute("ANALYZE cowork_contract")


def due(share):
    """Let every ``share``-th record be due, as if its moment had come."""
    cr.execute(
        "UPDATE cowork_contract SET sla_next_check = %s"
        " WHERE name LIKE 'BENCH-%%' AND id %% %s = 0",
        [now - timedelta(minutes=1), share],
    )
    env.invalidate_all()  # noqa: F821


policies = env["cowork.sla.policy"]  # noqa: F821
enquiries = prepare()
env.flush_all()  # noqa: F821
copy(enquiries, RECORDS)
print(f"{RECORDS} open records at {LOCATIONS} locations in 4 time zones", flush=True)
measure("nothing is due", policies._cron_check_deadlines)
due(4)
measure("a quarter: late, escalated", policies._cron_check_deadlines)
due(1)
measure("all: the rest is late", policies._cron_check_deadlines)
due(1)
measure("all: nothing changes", policies._cron_check_deadlines)
cr.execute(
    "SELECT response_status, escalation_level, count(*) FROM cowork_contract"
    " WHERE name LIKE 'BENCH-%' GROUP BY 1, 2 ORDER BY 1, 2"
)
for row in cr.fetchall():
    print(*row)
