"""``make test``: the whole suite, or one test with ``T=path::name``."""

import os
import subprocess
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
#: how many times longer than others tests across addons take, letter by letter
SERVERS_TAKE = 12
#: modules of the ERP that operators have beside ours, and that ours have to fit
BESIDE = ["l10n_cn", "payment_demo"]


def test(arguments: list[str]) -> int:
    """:param arguments: what to test, as pytest takes it; nothing for everything"""
    with environment.ready("test", debian.BROWSER, max_cron_threads=0) as env:
        _drop_left_overs(env)
        _core, installed = templates(env)
        wanted = [arguments] if arguments else _everything()
        parts = [_Part(env, number, paths) for number, paths in enumerate(wanted)]
        with _copies(env, installed, parts):
            failed = _side_by_side(parts)
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


def _everything() -> list[list[Path]]:
    """The suite in two parts that take about as long, for the two cores that even a
    small machine has: the longest first, each to the part with less to do."""
    parts: list[list[Path]] = [[], []]
    for unit in sorted(_units(), key=_length, reverse=True):
        min(parts, key=_length).extend(unit)
    return [sorted(part, key=lambda path: (_is_server(path), path)) for part in parts]


def _units() -> list[list[Path]]:
    """What is not torn apart, because it shares what is slow to set up: files of the
    addons stand alone, those across addons share servers."""
    alone = [*CHECKOUT.glob("addons/*/tests/test_*.py")]
    together = {*CHECKOUT.glob("tests/test_*.py")} - {LINTERS}
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


def templates(env: Environment) -> tuple[str, str]:
    """Databases without demo data: of the ERP's modules, and of all addons on top.

    :returns: their names; both are made of what this checkout holds now
    """
    addons = environment.addons()
    modules = [*databases.core_dependencies(addons), *BESIDE]
    core = databases.template(env, "core", modules, None)
    finish = databases.bundle_assets
    return core, databases.template(env, "addons", addons, core, finish=finish)


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
        self.database = f"{databases.PREFIX}_{name}"
        self.log = LOGS / f"{name}.log"
        self.output = LOGS / f"{name}.out"
        self.command = (
            [env.python, "-m", "pytest", f"--odoo-config={env.conf}"]
            + [f"--odoo-database={self.database}", "--odoo-http"]
            + ["--odoo-log-level=info", f"--odoo-extra=logfile={self.log}", *paths]
        )

    @contextmanager
    def running(self, **kwargs) -> Iterator[subprocess.Popen]:
        variables = self.env.variables
        with child(self.command, env=variables, cwd=CHECKOUT, **kwargs) as process:
            yield process

    @contextmanager
    def running_silently(self) -> Iterator[subprocess.Popen]:
        with self.output.open("wb") as stream:
            with self.running(stdout=stream, stderr=subprocess.STDOUT) as process:
                yield process

    def show(self) -> None:
        """Print what it has said silently."""
        say(self.output.read_text(errors="replace"))
        self.output.unlink()


@contextmanager
def _copies(env: Environment, template: str, parts: list[_Part]) -> Iterator[None]:
    """A database for each part, as long as the tests run."""
    try:
        for part in parts:
            databases.copy(env, template, part.database)
        yield
    finally:
        with cleanup():
            for part in parts:
                databases.drop(env, part.database)


def _side_by_side(parts: list[_Part]) -> int:
    """Run all parts at once: one is seen as it goes, the others when it has ended.

    :returns: the first exit code that is not 0
    """
    LOGS.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        others = [stack.enter_context(part.running_silently()) for part in parts[1:]]
        with parts[0].running() as process:
            codes = [process.wait()]
        for part, process in zip(parts[1:], others, strict=True):
            codes.append(process.wait())
            part.show()
    return next(filter(None, codes), 0)


def _checklog(env: Environment, log: Path) -> bool:
    """Whether the server has warned of something of ours."""
    if not log.exists():
        return False
    say(f"Checking the server's log: {log.name}")
    command = [env.python, "-m", "checklog_odoo", "--no-err-if-empty", "--no-echo"]
    return bool(call([*command, log], cwd=CHECKOUT))
