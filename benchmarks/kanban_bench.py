"""Open the pipeline of contracts as the web client does; print time and queries.

Run it in the shell of a database that has ``cowork_members``; everything is rolled
back at the end::

    CONTRACTS=20000 scripts/odoo shell -d DB --no-http < benchmarks/kanban_bench.py
"""

import os
import time

from odoo.addons.cowork_members.tests.pipeline import open_kanban

CONTRACTS = int(os.environ.get("CONTRACTS", "20000"))
BATCH = 500


def fill():
    """Contracts in all columns, a line each, every third with a viewing."""
    context = {"tracking_disable": True, "mail_create_nosubscribe": True}
    quiet = env(context=context)  # noqa: F821 (the shell's environment)
    location = quiet["cowork.location"].create({"name": "Bench", "code": "BENCH"})
    plan = quiet["cowork.plan"].create(
        {
            "name": "Bench",
            "code": "BENCH",
            "kind_id": quiet.ref("cowork_members.kind_hot_desk").id,
            "list_price": 100.0,
        }
    )
    states = (
        quiet["cowork.contract.stage"]
        .search([])
        .filtered(lambda stage: stage.state in ("draft", "signed", "active"))
    )
    partners = quiet["res.partner"].create(
        [{"name": f"Member {number:05d}"} for number in range(CONTRACTS)]
    )
    for first in range(0, CONTRACTS, BATCH):
        contracts = quiet["cowork.contract"].create(
            [
                {
                    "partner_id": partner.id,
                    "location_id": location.id,
                    "line_ids": [(0, 0, {"plan_id": plan.id})],
                }
                for partner in partners[first : first + BATCH]
            ]
        )
        quiet["cowork.visit"].create(
            [
                {"contract_id": contract.id, "start": "2030-01-01 08:00:00"}
                for contract in contracts[::3]
            ]
        )
        for number, stage in enumerate(states):
            contracts[number :: len(states)]._by_action().write({"stage_id": stage.id})
        quiet.flush_all()
        quiet.invalidate_all()
    quiet.cr.execute("ANALYZE cowork_contract, cowork_contract_line, cowork_visit")
    return quiet.ref("base.user_admin")


def measure(name, call):
    """Print how long a call takes, with an empty cache, and its queries."""
    env.invalidate_all()  # noqa: F821
    cr = env.cr  # noqa: F821
    queries, start = cr.sql_log_count, time.monotonic()
    columns = call()
    seconds, queries = time.monotonic() - start, cr.sql_log_count - queries
    cards = sum(len(column.get("__records", ())) for column in columns)
    total = sum(column["__count"] for column in columns)
    print(
        f"{name:<24}{total:8d} contracts{cards:6d} cards"
        f"{seconds:8.2f} s{queries:6d} queries",
        flush=True,
    )


start = time.monotonic()
admin = fill()
print(f"filled in {time.monotonic() - start:.0f} s", flush=True)
as_admin = env(user=admin)  # noqa: F821
for name in ("first time", "again", "again"):
    measure(name, lambda: open_kanban(as_admin))
measure("one column", lambda: open_kanban(as_admin, [("state", "=", "draft")]))
env.cr.rollback()  # noqa: F821
