"""Work with fifty thousand complaints; print time and queries.

Run it in the shell of a database that has ``cowork_feedback``; nothing is committed.
Complaints are copied by SQL over forty locations and two years::

    RECORDS=50000 scripts/odoo shell -d DB --no-http < benchmarks/feedback_bench.py
"""

import os
import resource
import time

from odoo import fields
from odoo.tools import SQL

from odoo.addons.cowork_members.models.kpi_facts import KpiFacts

RECORDS = int(os.environ.get("RECORDS", "50000"))
LOCATIONS = 40
DAYS = 730
OPEN = [("state", "not in", ("closed", "merged", "withdrawn"))]
cr = env.cr  # noqa: F821 (the shell's environment)
complaints = env["cowork.complaint"]  # noqa: F821


def measure(name, call):
    """Print how long a call takes, its queries and the memory high-water mark.

    :returns: what the call returned"""
    env.flush_all()  # noqa: F821
    env.invalidate_all()  # noqa: F821
    queries, start = cr.sql_log_count, time.monotonic()
    result = call()
    env.flush_all()  # noqa: F821
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{name:<44}{time.monotonic() - start:8.2f} s"
        f"{cr.sql_log_count - queries:8d} queries{peak:6d} MB peak",
        flush=True,
    )
    return result


def prepare():
    """:returns: one complaint at each of many locations, about one of many things"""
    places = env["cowork.location"].create(  # noqa: F821
        [
            {"name": f"Bench {number}", "code": f"BF{number}", "tz": "Asia/Shanghai"}
            for number in range(LOCATIONS)
        ]
    )
    categories = env["cowork.complaint.category"].search(  # noqa: F821
        [("parent_id", "!=", False)]
    )
    return complaints.create(
        [
            {
                "subject": "Bench",
                "location_id": place.id,
                "category_id": category.id,
            }
            for place in places
            for category in categories
        ]
    )


def copy(samples, count):
    """Copy rows, received over two years; one in fifty is open."""
    given = {"id", "name", "received_at", "received_on", "state", "is_repeat"}
    columns = [
        name
        for name, field in samples._fields.items()
        if field.store and field.column_type and name not in given
    ]
    # Sums of closed ones are counted, their texts are not looked at.
    closed = {"closed_at": "now()", "followed_up_by": "1", "result": "'Solved'"}
    taken = [name for name in columns if name not in closed]
    cr.execute(
        SQL(
            "INSERT INTO cowork_complaint (name, received_at, received_on, state,"
            " closed_at, followed_up_by, result, %(columns)s)"
            " SELECT 'BENCH-' || n, moment, moment::date,"
            " CASE WHEN n %% 50 = 0 THEN 'logged' ELSE 'closed' END,"
            " now(), 1, 'Solved', %(columns)s"
            " FROM (SELECT n, now() AT TIME ZONE 'UTC'"
            " - (n::float / %(count)s) * %(days)s * interval '1 day' AS moment"
            " FROM generate_series(1, %(count)s) n) numbers"
            " JOIN cowork_complaint c ON c.id = (%(ids)s::int[])"
            "[1 + (n * 7919) %% %(samples)s]",
            columns=SQL(", ").join(map(SQL.identifier, taken)),
            count=count,
            days=DAYS,
            ids=samples.ids,
            samples=len(samples),
        )
    )
    cr.execute("ANALYZE cowork_complaint")


samples = prepare()
copy(samples, RECORDS)
env.invalidate_all()  # noqa: F821
print(f"{complaints.search_count([]):,} complaints", flush=True)
views = {"user_id": {}, "location_id": {"fields": {"display_name": {}}}}
shown = {
    name: {}
    for name in (
        "subject",
        "name",
        "state",
        "is_repeat",
        "merged_count",
        "reopen_count",
        "next_deadline",
        "next_status",
    )
} | views
for turn in ("first", "again"):
    measure(
        f"kanban of open ones, {turn}",
        lambda: complaints.web_read_group(
            OPEN,
            ["state"],
            ["__count"],
            auto_unfold=True,
            unfold_read_specification=shown,
            unfold_read_default_limit=40,
        ),
    )
measure(
    "figures: by category and month",
    lambda: complaints.formatted_read_group(
        [], ["category_id", "received_on:month"], ["__count"]
    ),
)
measure(
    "late ones",
    lambda: complaints.search_count([*OPEN, ("resolution_status", "=", "missed")]),
)
for number in (1, 10, 100):
    vals = {"subject": "Bench", "received_at": fields.Datetime.now()}
    place = {name: samples[0][name].id for name in ("location_id", "category_id")}
    measure(
        f"create {number}, with the repeat detector",
        lambda vals=vals, place=place, number=number: complaints.create(
            [{**vals, **place} for _number in range(number)]
        ),
    )
for number in (1, 100, 1000):
    some = complaints.search([("name", "like", "BENCH-%")], limit=number, order="id")
    measure(f"repeat detector over {number}", some._detect_repeats)
month = fields.Date.today().replace(day=1)
kpis = env["cowork.kpi"].search([("code", "like", "complaints_%")])  # noqa: F821
for locations in (samples.location_id[:1], samples.location_id):
    measure(
        f"KPIs of complaints, a month, {len(locations)} locations",
        lambda locations=locations: kpis._count(KpiFacts(locations.sudo(), [month])),
    )
measure(
    "published figures of a location",
    samples.location_id[:1].sudo()._get_complaint_figures,
)
cr.rollback()
