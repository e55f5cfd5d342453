"""A private PostgreSQL for this checkout, unless ``PGHOST`` names one.

There are two clusters. The one of the tests gives up safety for speed
(``fsync=off``): a power cut may break it, and it is made again. The one of the demo
and of ``scripts/odoo`` holds what somebody typed in, so it keeps PostgreSQL's safe
settings. These are settings of a whole cluster: one cluster could not have both.

A cluster runs while a command uses it and ends with the last one.
"""

import os
import pwd
import shlex
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .locks import Users, alone
from .paths import WORK, checkout_id
from .processes import cleanup, logged, output
from .say import Problem, step

ROLE = "odoo"
PORT = "5432"
#: a socket's path may have 107 bytes
LONGEST = 107
SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "jit": "off",
    "log_min_messages": "warning",
}
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def is_given() -> bool:
    """Whether the user brings a PostgreSQL."""
    return bool(os.environ.get("PGHOST"))


def packages() -> list[str]:
    return ["postgresql-client"] if is_given() else ["postgresql"]


def bindir() -> Path:
    """The newest installed version's programs."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")]
    if found:
        return max(found, key=lambda path: float(path.parent.name))
    if psql := shutil.which("psql"):
        return Path(psql).resolve().parent
    raise Problem("PostgreSQL is not installed.")


class Cluster:
    """A private cluster; ``safe`` tells whether it may lose data in a power cut."""

    def __init__(self, name: str, safe: bool):
        self.settings = SETTINGS if safe else {**SETTINGS, **UNSAFE}
        self.owner = pwd.getpwnam("postgres") if not os.geteuid() else None
        self.name = name
        home = WORK / "pg"
        if not self._usable(home):
            home = Path("/var/tmp") / f"cowork-{checkout_id()}"
        self.home = home
        self.data = home / f"{name}-{bindir().parent.name}"
        self.socket = home / f"{name}.s"
        self.log = home / f"{name}.log"

    def _usable(self, home: Path) -> bool:
        """The server's user must reach it, and the socket's path must be short."""
        if len(str(home / f"{self.name}.s" / f".s.PGSQL.{PORT}")) > LONGEST:
            return False
        return not self.owner or all(
            path.stat().st_mode & stat.S_IXOTH for path in WORK.parents
        )

    @property
    def variables(self) -> dict[str, str]:
        """What every PostgreSQL client reads from the environment."""
        return {"PGHOST": str(self.socket), "PGPORT": PORT, "PGUSER": ROLE}

    @contextmanager
    def running(self) -> Iterator[dict[str, str]]:
        """Start it if nobody has; stop it if nobody else needs it any more."""
        users = Users(WORK / f"pg-{self.name}.users")
        with alone(WORK / f"pg-{self.name}.lock"):
            users.enter()
            if not self.data.exists():
                self._create()
            if not self.is_up():
                self._start()
        try:
            yield self.variables
        finally:
            with cleanup(), alone(WORK / f"pg-{self.name}.lock"):
                if users.leave():
                    self.stop()

    def is_up(self) -> bool:
        return self.data.exists() and not self._run("pg_ctl", "status", check=False)

    def stop(self) -> None:
        if self.is_up():
            self._run("pg_ctl", "stop", "-m", "fast", "-w")

    def _start(self) -> None:
        options = {
            **self.settings,
            "unix_socket_directories": self.socket,
            "port": PORT,
        }
        flags = [f"-c{name}={value}" for name, value in options.items()]
        self._run("pg_ctl", "start", "-w", "-l", self.log, "-o", shlex.join(flags))

    def _create(self) -> None:
        with step(f"PostgreSQL: making the {self.name} cluster"):
            for folder in (self.home, self.socket):
                self._mkdir(folder)
            new = self.data.with_suffix(".new")
            if new.exists():
                shutil.rmtree(new)
            self._run(
                *("initdb", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
                *("--username=postgres", "--auth=peer"),
                data=new,
            )
            self._map_users(new)
            self._run_single(new, f"CREATE ROLE {ROLE} LOGIN CREATEDB")
            new.rename(self.data)

    def _map_users(self, data: Path) -> None:
        """Only who runs these commands gets in, through the socket alone."""
        users = {"postgres", pwd.getpwuid(os.geteuid()).pw_name}
        (data / "pg_hba.conf").write_text("local all all peer map=cowork\n")
        (data / "pg_ident.conf").write_text(
            "".join(
                f"cowork {user} {role}\n"
                for user in sorted(users)
                for role in (ROLE, "postgres")
            )
        )

    def _mkdir(self, folder: Path) -> None:
        owner = self.owner.pw_uid if self.owner else os.geteuid()
        if not folder.exists():
            folder.mkdir(parents=True)
            if self.owner:
                os.chown(folder, owner, self.owner.pw_gid)
        if folder.stat().st_uid != owner:
            raise Problem(f"{folder} belongs to somebody else: remove it.")

    def _run_single(self, data: Path, sql: str) -> None:
        command = [bindir() / "postgres", "--single", "-D", data, "postgres"]
        output(command, "Setting PostgreSQL up", input=sql, **self._as_owner())

    def _as_owner(self) -> dict:
        # the server refuses to run as root; its user may not enter this directory
        if self.owner:
            return {
                "user": self.owner.pw_uid,
                "group": self.owner.pw_gid,
                "extra_groups": [],
                "cwd": "/",
            }
        return {"cwd": "/"}

    def _run(self, program: str, *arguments: object, data=None, check=True) -> int:
        command = [bindir() / program, "-D", data or self.data, *arguments]
        if check:
            logged(command, f"PostgreSQL ({program})", program, **self._as_owner())
            return 0
        quiet = subprocess.DEVNULL
        return subprocess.run(
            [str(part) for part in command],
            stdout=quiet,
            stderr=quiet,
            **self._as_owner(),
        ).returncode


def clusters() -> list[Cluster]:
    return [Cluster("demo", safe=True), Cluster("test", safe=False)]
