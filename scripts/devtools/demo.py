"""``make demo``: an operator's workbook becomes posted invoices in a real ERP."""

import json
import os
import re
from datetime import date
from pathlib import Path

from . import databases, environment
from .environment import Environment
from .paths import CHECKOUT, LOGS, WORK
from .processes import call, logged
from .say import Problem, say, step, steps, took

WORKBOOK = CHECKOUT / "examples" / "operator_en.xls"


def demo(arguments: list[str]) -> int:
    bill_date = _bill_date()
    serve = os.environ.get("SERVE") != "0"
    # before anything takes time: a taken port is known at once
    port = environment.free_port(os.environ.get("PORT")) if serve else 0
    database = os.environ.get("DB") or "cowork_demo"
    cluster = os.environ.get("CLUSTER") or "demo"
    with environment.ready(cluster, http_port=port or 8069, list_db=False) as env:
        _database(env, database)
        result = _fill(env, database, bill_date)
        _print_table(result, database, port)
        if serve:
            return _serve(env, database, port)
    return 0


def _bill_date() -> str:
    text = os.environ.get("BILL_DATE") or date.today().isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Problem(f"BILL_DATE={text} is not a date like 2026-03-31.") from None


def _database(env: Environment, name: str) -> None:
    """The database with demo data and every addon of this checkout as it is now."""
    addons = environment.addons()
    content = databases.fingerprint(addons)
    if databases.exists(env, name):
        if databases.content(env, name) == content:
            took("Database (as it was)", 0)
            return
        with step("Database: updating the addons"):
            update = ("-u", ",".join(addons))
            databases.install(env, name, addons, "install-demo-update", *update)
    else:
        building = f"{name}_new"
        with step("Database with demo data"):
            databases.drop(env, building)
            modules = [*databases.core_dependencies(addons), *addons]
            flag = "--with-demo"
            log = databases.install(env, building, modules, "install-demo", flag)
            # the ERP itself only warns and goes on without
            if failed := re.findall(r"Module (\w+) demo data failed", log.read_text()):
                where = os.path.relpath(log)
                raise Problem(f"Demo data of {failed[0]} did not load; see {where}.")
            databases.rename(env, building, name)
    databases.set_content(env, name, content)


def _fill(env: Environment, database: str, bill_date: str) -> dict:
    if not WORKBOOK.exists():
        raise Problem(f"{WORKBOOK.relative_to(CHECKOUT)} is missing.")
    result = WORK / f"demo-{os.getpid()}.json"
    try:
        logged(
            [env.python, CHECKOUT / "scripts" / "demo.py"]
            + [database, WORKBOOK, bill_date, result],
            "Filling the demo",
            "install-demo-data",
            progress=r"(?m)^[A-Z][\w .]+ \.\.\.$",
            env=env.variables,
        )
        done = json.loads(result.read_text())
    finally:
        result.unlink(missing_ok=True)
    for title, seconds in done["steps"]:
        took(title, seconds)
    return done


def _print_table(result: dict, database: str, port: int) -> None:
    rows = [("step", "seconds"), *((title, f"{secs:.1f}") for title, secs in steps)]
    _print_rows(rows)
    rows = [("in the database", "total", "new")]
    for name, (total, new) in result.get("imported", {}).items():
        rows.append((name, f"{total:,}", f"{new:,}"))
    currency = result.get("currency", "")
    for name, (total, new) in result.get("billed", {}).items():
        form = "{:,.2f} " + currency if name == "total" else "{:,.0f}"
        rows.append((name, form.format(total), form.format(new)))
    if "errors" in result:
        rows.append(("contracts not billed", f"{result['errors']:,}", ""))
    _print_rows(rows)
    if port:
        say(f"http://127.0.0.1:{port}/odoo  log in as admin, password admin")
    else:
        say(f"Database {database} is ready; serve it with: make demo")


def _print_rows(rows: list[tuple[str, ...]]) -> None:
    """The first column to the left, figures to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        cells = [
            text.rjust(width) for text, width in zip(others, widths[1:], strict=True)
        ]
        say("  ".join([first.ljust(widths[0]), *cells]).rstrip())
    say("")


def _serve(env: Environment, database: str, port: int) -> int:
    log = Path(os.path.relpath(LOGS / "demo-server.log"))
    say(f"Serving; Ctrl-C ends it. The server's log: {log}")
    return call(
        [*env.odoo, "-d", database, "--db-filter", f"^{database}$"]
        + ["--http-port", port, "--logfile", log.resolve()],
        env=env.variables,
    )
