"""Count all KPIs of many locations and months; print seconds and queries as JSON.

``make bench BENCH=kpi`` runs it; see ``README.md``. The database is a copy, removed
after the measurement.
"""

import argparse
import json
import sys
import time
from datetime import date, timedelta

from common import addons_path, price
from databases import Databases
from process import environment

#: locations counted together, as the nightly job does
TOGETHER = 10


def fill(env, contracts, places, first, last):
    """Members with a desk each, who come and go over the months; a fifth hot desks."""
    locations = env["cowork.location"].create(
        [{"name": f"Place {n}", "code": f"K{n}", "tz": "UTC"} for n in range(places)]
    )
    desk, hot = (
        env.ref(f"cowork_members.kind_{kind}") for kind in ("fixed_desk", "hot_desk")
    )
    plans = {
        kind: env["cowork.plan"].create(
            {"name": kind.name, "code": f"K-{kind.code}", "kind_id": kind.id}
        )
        for kind in (desk, hot)
    }
    spaces = env["cowork.space"].create(
        [
            {
                "name": f"Desk {number}",
                "location_id": locations[number % places].id,
                "kind_id": desk.id,
                "area": 4.5,
            }
            for number in range(contracts)
        ]
    )
    partners = env["res.partner"].create([{"name": f"M{n}"} for n in range(contracts)])
    days = (last - first).days
    quiet = env["cowork.contract"].with_context(tracking_disable=True)
    for start in range(0, contracts, 500):
        made = quiet.create(
            [
                prepare(number, locations[number % places], partners, spaces, plans)
                | {"date_start": first + timedelta(days=number * 7 % days)}
                for number in range(start, min(start + 500, contracts))
            ]
        )
        made._enter_state("active", date_signed=first)
        for number, contract in enumerate(made, start):
            if number % 3 == 0:
                end = contract.date_start + timedelta(days=120 + number % 200)
                contract._by_action().write({"date_end": end})
        env.cr.commit()
        env.invalidate_all()
    return locations


def prepare(number, location, partners, spaces, plans):
    """:returns: values of one contract with one line"""
    plan = list(plans.values())[number % 5 == 0]
    line = {"plan_id": plan.id, "price_unit": price(number, 0)}
    if number % 5:
        line["space_id"] = spaces[number].id
    return {
        "partner_id": partners[number].id,
        "location_id": location.id,
        "line_ids": [(0, 0, line)],
    }


def measure(env, locations, months):
    """:returns: seconds and queries of counting and keeping all figures"""
    env.flush_all()
    env.invalidate_all()
    began, queries = time.perf_counter(), env.cr.sql_log_count
    for start in range(0, len(locations), TOGETHER):
        locations[start : start + TOGETHER]._count_kpis(months)
        env.cr.commit()
        env.invalidate_all()
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "queries": env.cr.sql_log_count - queries,
    }


def options(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="200 contracts")
    parser.add_argument("--contracts", type=int, default=20000)
    parser.add_argument("--locations", type=int, default=40)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--core", help="not needed")
    parser.add_argument("--ours", help="database to copy: with our addons")
    parsed = parser.parse_args(arguments)
    if parsed.smoke:
        parsed.contracts, parsed.locations, parsed.months = 200, 4, 6
    return parsed


def main(arguments):
    asked = options(arguments)
    last = date.today()
    first = (last - timedelta(days=30 * asked.months)).replace(day=1)
    with Databases(ours=asked.ours) as databases:
        name = databases.installed("ours", f"{databases.prefix}_kpi")
        with environment(addons_path(), name) as env:
            from odoo.addons.cowork_members.engine.kpi import months_from

            locations = fill(env, asked.contracts, asked.locations, first, last)
            env.cr.execute("ANALYZE")
            env.cr.commit()
            months = months_from(first, last)[-asked.months :]
            result = {
                "contracts": asked.contracts,
                "locations": asked.locations,
                "months": len(months),
                "first time": measure(env, locations, months),
                "again": measure(env, locations, months),
                "figures": env["cowork.kpi.value"].search_count([]),
            }
            print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
