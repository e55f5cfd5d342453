"""What ``make`` calls."""

import os
import shutil
import sys

from . import demo, environment, linting, postgres, testing
from .paths import CHECKOUT, WORK
from .processes import call
from .say import Problem, say

DEMO = os.environ.get("DB") or "cowork_demo"


def odoo(arguments: list[str]) -> int:
    """The ERP's own command line."""
    cluster = os.environ.get("CLUSTER") or "demo"
    # a free port, so that two checkouts can serve at the same time
    with environment.ready(cluster, http_port=environment.free_port(None)) as env:
        return call([*env.odoo, *arguments], env=env.variables)


def shell(arguments: list[str]) -> int:
    return odoo(["shell", "-d", DEMO, "--no-http", *arguments])


def stop(arguments: list[str]) -> int:
    """Stop the database servers of this checkout, whoever uses them."""
    stopped = 0
    for cluster in postgres.clusters():
        if cluster.is_up():
            cluster.stop()
            stopped += 1
    say(f"{stopped} database server(s) stopped.")
    return 0


def clean(arguments: list[str]) -> int:
    """Remove what this checkout has made: databases, their files, logs."""
    homes = {cluster.home for cluster in postgres.clusters()}
    made = [*sorted(homes | {WORK}), CHECKOUT / "node_modules"]
    found = [path for path in made if path.exists()]
    if not found:
        say("There is nothing to remove.")
        return 0
    say("This removes every database of this checkout, the demo's too:")
    for path in found:
        say(f"  {path}")
    if os.environ.get("CLEAN") != "yes":
        if not sys.stdin.isatty():
            raise Problem("Nobody is here to ask; to remove it: make clean CLEAN=yes")
        if input("Remove it? [y/N] ").strip().lower() not in ("y", "yes"):
            say("Nothing was removed.")
            return 1
    stop([])
    for path in found:
        shutil.rmtree(path, ignore_errors=True)
    return 0


def bench(arguments: list[str]) -> int:
    """Measure billing runs, or what is named first; ``smoke`` is the smallest
    measurement."""
    script, arguments = "run.py", list(arguments)
    if arguments[:1] in (["kpi"], ["booking"], ["access"], ["facilities"]):
        script = f"{arguments.pop(0)}_bench.py"
    script = CHECKOUT / "benchmarks" / script
    if not script.exists():
        raise Problem("There are no benchmarks in this checkout.")
    flags = ["--smoke"] if arguments == ["smoke"] else arguments
    with environment.ready("test", max_cron_threads=0) as env:
        core = testing.core_template(env)
        ours = testing.addons_template(env, core)
        command = [env.python, script, "--core", core, "--ours", ours, *flags]
        return call(command, env=env.variables, cwd=CHECKOUT)


COMMANDS = {
    "bench": bench,
    "clean": clean,
    "demo": demo.demo,
    "lint": linting.lint,
    "odoo": odoo,
    "shell": shell,
    "stop": stop,
    "test": testing.test,
}
