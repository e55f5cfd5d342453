"""``make test``: the whole suite, or one test with ``T=path::name``."""

import os
from pathlib import Path

from . import databases, debian, environment
from .environment import Environment
from .paths import CHECKOUT, LOGS
from .processes import call, cleanup
from .say import say, warn


def test(arguments: list[str]) -> int:
    """:param arguments: what to test, as pytest takes it; nothing for everything"""
    with environment.ready("test", debian.BROWSER, max_cron_threads=0) as env:
        name = f"{databases.PREFIX}_test_{os.getpid()}"
        _drop_left_overs(env)
        _core, installed = templates(env)
        databases.copy(env, installed, name)
        try:
            return _run(env, name, arguments)
        finally:
            with cleanup():
                databases.drop(env, name)


def templates(env: Environment) -> tuple[str, str]:
    """Databases without demo data: of the ERP's modules, and of all addons on top.

    :returns: their names; both are made of what this checkout holds now
    """
    addons = environment.addons()
    core = databases.template(env, "core", databases.core_dependencies(addons), None)
    return core, databases.template(env, "addons", addons, core)


def _drop_left_overs(env: Environment) -> None:
    """Databases of test runs that were killed."""
    prefix = f"{databases.PREFIX}_test_"
    for name in databases.names(env):
        pid = name.removeprefix(prefix).partition("_")[0]
        if name.startswith(prefix) and pid.isdigit() and not _is_alive(pid):
            databases.drop(env, name)


def _is_alive(pid: str) -> bool:
    return Path("/proc", pid).exists()


def _run(env: Environment, database: str, arguments: list[str]) -> int:
    log = LOGS / f"test-{os.getpid()}.log"
    failed = _pytest(env, database, arguments, log)
    warned = _checklog(env, log)
    if not arguments:
        warned |= any([_checklog(env, path) for path in LOGS.glob("install-*.log")])
    if failed or warned:
        warn(f"The server's log is {os.path.relpath(log)}.")
    else:
        log.unlink()
    return failed or int(warned)


def _pytest(env: Environment, database: str, arguments: list[str], log: Path) -> int:
    paths = arguments or [*sorted(CHECKOUT.glob("addons/*/tests")), CHECKOUT / "tests"]
    return call(
        [env.python, "-m", "pytest", f"--odoo-config={env.conf}"]
        + [f"--odoo-database={database}", "--odoo-http", "--odoo-log-level=info"]
        + [f"--odoo-extra=logfile={log}", *paths],
        env=env.variables,
        cwd=CHECKOUT,
    )


def _checklog(env: Environment, log: Path) -> bool:
    """Whether the server has warned of something of ours."""
    if not log.exists():
        return False
    say(f"Checking the server's log: {log.name}")
    command = [env.python, "-m", "checklog_odoo", "--no-err-if-empty", "--no-echo"]
    return bool(call([*command, log], cwd=CHECKOUT))
