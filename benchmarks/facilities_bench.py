"""Open what a facility manager looks at, run the deadlines, count a month's figures.

``make bench BENCH=facilities`` runs it; see ``README.md``. The database is a copy,
removed after the measurement. ``smoke`` is small, and says nothing of speed.
"""

import argparse
import json
import sys
import time
from datetime import timedelta

from common import addons_path
from databases import Databases, client
from facilities_fill import fill
from process import environment

#: records the scheduled action looks at before it commits
TOGETHER = 1000


def measure(env, call):
    """:returns: seconds and queries of a call with an empty cache"""
    env.flush_all()
    env.invalidate_all()
    queries, began = env.cr.sql_log_count, time.perf_counter()
    found = call()
    env.flush_all()
    figures = {
        "seconds": round(time.perf_counter() - began, 2),
        "queries": env.cr.sql_log_count - queries,
    }
    return {**figures, "records": found} if isinstance(found, int) else figures


def open_kanban(records, domain, groupby):
    """Make the calls of the web client when it shows the model's kanban.

    :returns: number of cards
    """
    names = get_shown(records, records.get_view(view_type="kanban")["arch"])
    is_record = records._fields[groupby].relational
    columns = records.web_read_group(
        domain,
        [groupby],
        [],
        auto_unfold=True,
        unfold_read_specification=names,
        groupby_read_specification={groupby: {"display_name": {}}} if is_record else {},
    )["groups"]
    return sum(len(column.get("__records", ())) for column in columns)


def open_dashboard(env):
    """:returns: number of cards of the teams' dashboard"""
    teams = env["maintenance.team"]
    view = env.ref("cowork_facilities.view_maintenance_team_dashboard")
    names = get_shown(teams, teams.get_view(view.id, "kanban")["arch"])
    return len(teams.web_search_read([], names)["records"])


def get_shown(records, arch):
    """:returns: what of each record the web client reads for a view"""
    from lxml import etree

    relational = ("many2one", "one2many", "many2many")
    names = {node.get("name") for node in etree.fromstring(arch).iter("field")}
    return {
        name: {"fields": {"display_name": {}}}
        if records._fields[name].type in relational
        else {}
        for name in names
    }


def open_analysis(env):
    """:returns: number of groups of the analysis: kinds of work by month"""
    return len(
        env["cowork.work.report"].formatted_read_group(
            [],
            ["category", "reported_on:month"],
            ["repair_hours:avg", "resolution_rate:avg", "planned_share:avg"],
        )
    )


def check_deadlines(env, is_due=True):
    """Let every open order be due, or none, and let the scheduled action look.

    :returns: how many are due"""
    from odoo import fields

    due = fields.Datetime.now() - timedelta(minutes=1)
    env.cr.execute(
        "UPDATE maintenance_request SET sla_next_check = %s WHERE NOT is_closed AND %s",
        [due, is_due],
    )
    count = env.cr.rowcount
    env.cr.commit()
    env.invalidate_all()
    figures = measure(env, lambda: env["cowork.sla.policy"]._cron_check_deadlines())
    batches = -(-count // TOGETHER) or 1
    return {
        **figures,
        "records": count,
        "queries per batch": round(figures["queries"] / batches),
    }


def count_months(locations, months):
    """Count all figures of the last ``months`` months."""
    from odoo.addons.cowork_members.engine.kpi import months_from

    today = locations[0]._today()
    locations._count_kpis(months_from(today - timedelta(days=800), today)[-months:])


def run(env, asked):
    """:returns: {what was done: seconds and queries}"""
    began = time.perf_counter()
    house = fill(env, asked.orders, asked.rounds, asked.locations, asked.equipment)
    filled = time.perf_counter() - began
    print(f"filled in {filled:.0f} s", file=sys.stderr, flush=True)
    admin = env(user=env.ref("base.user_admin"))
    orders = admin["maintenance.request"]
    rounds = admin["cowork.round"]
    current = [("is_closed", "=", False)]
    calls = {
        "kanban of open orders": lambda: open_kanban(orders, current, "stage_id"),
        "kanban of rounds": lambda: open_kanban(
            rounds, [("date", ">=", "today -7d")], "state"
        ),
        "dashboard": lambda: open_dashboard(admin),
        "analysis by kind and month": lambda: open_analysis(admin),
    }
    results = {}
    for name, call in calls.items():
        # What a server loads once is not counted.
        call()
        results[name] = measure(admin, call)
    results["deadlines: nothing is due"] = check_deadlines(env, is_due=False)
    results["deadlines: all, late ones noted"] = check_deadlines(env)
    results["deadlines: all, nothing changes"] = check_deadlines(env)
    env.cr.commit()
    for months in (1, asked.months):
        results[f"figures of {months} month(s)"] = measure(
            env, lambda months=months: count_months(house.locations, months)
        )
    return results


def is_installed(database):
    """:returns: whether the database has our addon already"""
    query = (
        "SELECT 1 FROM ir_module_module"
        " WHERE name = 'cowork_facilities' AND state = 'installed'"
    )
    return bool(client("psql", "-XAtq", "-d", database, "-c", query).strip())


def options(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="1,000 orders, 200 rounds")
    parser.add_argument("--orders", type=int, default=100000)
    parser.add_argument("--rounds", type=int, default=20000)
    parser.add_argument("--locations", type=int, default=20)
    parser.add_argument("--equipment", type=int, default=25, help="at each location")
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--core", help="not needed")
    parser.add_argument("--ours", help="database to copy: with our addons")
    parsed = parser.parse_args(arguments)
    if parsed.smoke:
        parsed.orders, parsed.rounds, parsed.months = 1000, 200, 2
        parsed.locations, parsed.equipment = 2, 5
    return parsed


def main(arguments):
    asked = options(arguments)
    with Databases(ours=asked.ours) as databases:
        name = databases.installed("ours", f"{databases.prefix}_facilities")
        if not is_installed(name):
            databases.install(name, ("cowork_facilities",))
        with environment(addons_path(), name) as env:
            results = run(env, asked)
    print(json.dumps({"orders": asked.orders, "rounds": asked.rounds, **results}))
    for name, figures in results.items():
        print(f"{name:<34}", *(f"{k} {v}" for k, v in figures.items()), sep="  ")


if __name__ == "__main__":
    main(sys.argv[1:])
