"""Everything a command needs, set up on first use: ERP, Python, database, settings."""

import configparser
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from . import debian, erp, postgres, venv
from .paths import ADDONS, CHECKOUT, WORK
from .say import Problem

#: production settings of ``odoo.conf`` that make no sense on a developer's machine
OVERRIDES = {
    "http_interface": "127.0.0.1",
    "proxy_mode": "False",
    "workers": "0",
    "limit_memory_soft": "0",
    "limit_memory_hard": "0",
    "limit_time_cpu": "36000",
    "limit_time_real": "36000",
    "limit_time_real_cron": "-1",
    "db_maxconn": "64",
    "logfile": "",
    "dbfilter": "",
    "admin_passwd": "admin",
}


@dataclass(frozen=True)
class Environment:
    """Where things are, for one command."""

    python: Path
    erp: erp.Erp
    conf: Path
    data_dir: Path
    #: environment variables for the ERP and for PostgreSQL's clients
    variables: dict[str, str]

    @property
    def odoo(self) -> list[object]:
        return [self.python, "-m", "odoo"]

    def with_variables(self, **variables: str) -> "Environment":
        return replace(self, variables={**self.variables, **variables})

    def filestore(self, database: str) -> Path:
        return self.data_dir / "filestore" / database


@contextmanager
def ready(
    cluster: str = "demo", packages: tuple[str, ...] = (), **settings: object
) -> Iterator[Environment]:
    """Set up what is missing, and take the database server down at the end.

    :param cluster: ``demo`` (safe) or ``test`` (fast)
    :param settings: of the ERP, over those of ``odoo.conf``
    """
    debian.need([*debian.SERVER, *postgres.packages(), *packages])
    found = erp.get()
    python = venv.get(found)
    with _database(cluster) as connection:
        data_dir = WORK / f"data-{cluster}"
        # one file per command: two may run at a time, with different settings
        conf = WORK / "conf" / f"odoo-{os.getpid()}.conf"
        _write_conf(conf, found, data_dir, settings)
        try:
            yield Environment(
                python=python,
                erp=found,
                conf=conf,
                data_dir=data_dir,
                variables={
                    **os.environ,
                    **connection,
                    "ODOO_RC": str(conf),
                    "PATH": os.pathsep.join(
                        map(str, [python.parent, postgres.bindir(), os.environ["PATH"]])
                    ),
                },
            )
        finally:
            conf.unlink(missing_ok=True)


@contextmanager
def _database(cluster: str) -> Iterator[dict[str, str]]:
    if postgres.is_given():
        yield {}
        return
    found = {one.name: one for one in postgres.clusters()}
    with found[cluster].running() as connection:
        yield connection


def addons() -> list[str]:
    """The addons of this checkout."""
    return sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))


def _write_conf(
    path: Path, found: erp.Erp, data_dir: Path, settings: dict[str, object]
) -> None:
    parser = configparser.RawConfigParser()
    parser.read(CHECKOUT / "odoo.conf")
    options = parser["options"]
    options.update(OVERRIDES)
    paths = [*found.addons_paths, ADDONS] if addons() else found.addons_paths
    options["addons_path"] = ",".join(map(str, paths))
    options["data_dir"] = str(data_dir)
    options["screenshots"] = str(WORK / "screenshots")
    # the connection comes from PGHOST and its like
    for option in ("db_host", "db_port", "db_user", "db_password"):
        options.pop(option, None)
    options.update({key: str(value) for key, value in settings.items()})
    for folder in (data_dir, path.parent):
        folder.mkdir(parents=True, exist_ok=True)
    with path.open("w") as stream:
        parser.write(stream)


def free_port(wanted: str | None, first: int = 8069) -> int:
    """The port asked for, which must be free; else the first free one.

    :raises Problem: the port asked for is taken
    """
    if wanted:
        port = int(wanted) if wanted.isdigit() else 0
        if not 0 < port < 65536:
            raise Problem(f"PORT={wanted} is not a port number.")
        if not _is_free(port):
            raise Problem(f"Port {port} is taken by another program: choose PORT=….")
        return port
    for port in range(first, first + 100):
        if _is_free(port):
            return port
    raise Problem(f"No free port between {first} and {first + 99}.")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
