"""``make test``: the whole suite, or one test with ``T=path::name``."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from . import databases, debian, environment
from .environment import Environment
from .paths import ADDONS, CHECKOUT, LOGS
from .processes import call, child, cleanup
from .say import say, warn

#: the ERP's own linters
LINTERS = CHECKOUT / "tests" / "test_core_lint.py"
#: makes its own databases, so it runs while the template of the others is made
DEMO = CHECKOUT / "tests" / "test_demo.py"
#: seconds between two looks whether one has ended
BEAT = 0.2
#: how many processes test at the same time: as even a small machine has cores
AT_ONCE = 2
#: what each process tests, as shares of everything: who is ready takes a small one
SHARES = (0.42, 0.42, 0.08, 0.08)
#: how many times longer than others tests across addons take, letter by letter
SERVERS_TAKE = 12
#: modules of the ERP that operators have beside ours, and that ours have to fit
BESIDE = ["l10n_cn", "payment_demo"]


def test(arguments: list[str]) -> int:
    """:param arguments: what to test, as pytest takes it; nothing for everything"""
    with environment.ready("test", debian.BROWSER, max_cron_threads=0) as env:
        _drop_left_overs(env)
        core = core_template(env)
        wanted = [arguments] if arguments else [[DEMO], *_everything()]
        parts = [_Part(env, number, paths) for number, paths in enumerate(wanted)]
        failed = _test_parts(env, core, parts)
        logs = [part.log for part in parts]
        if not arguments:
            logs += LOGS.glob("install-*.log")
        warned = any([_checklog(env, log) for log in logs])
        if failed or warned:
            names = ", ".join(os.path.relpath(part.log) for part in parts)
            warn(f"The server's log is {names}.")
        else:
            for part in parts:
                part.log.unlink(missing_ok=True)
        return failed or int(warned)


def _test_parts(env: Environment, core: str, parts: list["_Part"]) -> int:
    """Run the parts, two at a time; the demo's needs no template of the addons.

    :returns: the first exit code that is not 0
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        early = [part for part in parts if part.paths == [DEMO]]
        for part in early:
            stack.enter_context(part.started(core, live=False))
        installed = addons_template(env, core)
        waiting = [part for part in parts if part not in early]
        live = waiting[0]
        while waiting or any(part.is_running() for part in parts):
            if waiting and sum(part.is_running() for part in parts) < AT_ONCE:
                part = waiting.pop(0)
                stack.enter_context(part.started(installed, live=part is live))
            else:
                time.sleep(BEAT)
        return next(filter(None, [part.end() for part in parts]), 0)


def _everything() -> list[list[Path]]:
    """The suite in parts that take about their share of the time: the longest first,
    each to the part that has most to get."""
    whole = sum(map(_length, _units()))
    parts: list[list[Path]] = [[] for _share in SHARES]
    left = [share * whole for share in SHARES]
    for unit in sorted(_units(), key=_length, reverse=True):
        number = left.index(max(left))
        parts[number].extend(unit)
        left[number] -= _length(unit)
    return [sorted(part, key=lambda path: (_is_server(path), path)) for part in parts]


def _units() -> list[list[Path]]:
    """What is not torn apart, because it shares what is slow to set up: files of the
    addons stand alone, those across addons share servers."""
    alone = [*CHECKOUT.glob("addons/*/tests/test_*.py")]
    together = {*CHECKOUT.glob("tests/test_*.py")} - {LINTERS, DEMO}
    folders = {path.parent for path in CHECKOUT.glob("tests/*/test_*.py")}
    shared = [[*folder.glob("test_*.py")] for folder in folders]
    return [*([path] for path in [*alone, LINTERS]), [*together], *shared]


def _length(paths: list[Path]) -> int:
    """How long tests take, roughly: as they are long to read, and many times that where
    each of them starts a server."""
    return sum(
        path.stat().st_size * (SERVERS_TAKE if _is_server(path) else 1)
        for path in paths
    )


def _is_server(path: Path) -> bool:
    """Whether tests start servers, which live until the last test: those of the ERP
    come first, for they end every process that they find."""
    return path != LINTERS and ADDONS not in path.parents


def core_template(env: Environment) -> str:
    """:returns: name of a database of the ERP's own modules, without demo data"""
    modules = [*databases.core_dependencies(environment.addons()), *BESIDE]
    return databases.template(env, "core", modules, None)


def addons_template(env: Environment, core: str) -> str:
    """:returns: name of a database with the addons of this checkout as they are now"""
    finish = databases.bundle_assets
    return databases.template(env, "addons", environment.addons(), core, finish=finish)


def _drop_left_overs(env: Environment) -> None:
    """Databases of test runs that were killed."""
    prefix = f"{databases.PREFIX}_test_"
    for name in databases.names(env):
        pid = name.removeprefix(prefix).partition("_")[0]
        if name.startswith(prefix) and pid.isdigit() and not _is_alive(pid):
            databases.drop(env, name)


def _is_alive(pid: str) -> bool:
    return Path("/proc", pid).exists()


class _Part:
    """Some of the tests, in a process and a database of their own."""

    def __init__(self, env: Environment, number: int, paths: list[object]):
        name = f"test_{os.getpid()}_{number}"
        self.env = env
        self.paths = paths
        self.database = f"{databases.PREFIX}_{name}"
        self.log = LOGS / f"{name}.log"
        self.output = LOGS / f"{name}.out"
        self.command = (
            [env.python, "-m", "pytest", f"--odoo-config={env.conf}"]
            + [f"--odoo-database={self.database}", "--odoo-http"]
            + ["--odoo-log-level=info", f"--odoo-extra=logfile={self.log}", *paths]
        )
        self.process: subprocess.Popen | None = None

    @contextmanager
    def started(self, template: str, *, live: bool) -> Iterator[None]:
        """It runs in a copy of the template, and has ended when the block is left.

        :param live: whether it is seen as it goes, or told by :meth:`end`
        """
        with ExitStack() as stack:
            stack.callback(self._drop)
            databases.copy(self.env, template, self.database)
            told = None if live else stack.enter_context(self.output.open("wb"))
            self.process = stack.enter_context(
                child(
                    self.command,
                    env=self.env.variables,
                    cwd=CHECKOUT,
                    stdout=told,
                    stderr=told and subprocess.STDOUT,
                )
            )
            yield

    def _drop(self) -> None:
        with cleanup():
            databases.drop(self.env, self.database)

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def end(self) -> int:
        """:returns: its exit code, after telling what was not seen yet"""
        if self.output.exists():
            say(self.output.read_text(errors="replace"))
            self.output.unlink()
        return self.process.wait()


def _checklog(env: Environment, log: Path) -> bool:
    """Whether the server has warned of something of ours."""
    if not log.exists():
        return False
    say(f"Checking the server's log: {log.name}")
    command = [env.python, "-m", "checklog_odoo", "--no-err-if-empty", "--no-echo"]
    return bool(call([*command, log], cwd=CHECKOUT))
