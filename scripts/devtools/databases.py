"""Databases and their files: made once as a template, copied in a second."""

import ast
import os
import shutil
from collections.abc import Callable
from pathlib import Path

from . import postgres
from .environment import Environment
from .locks import alone
from .paths import ADDONS, WORK, checkout_id, digest
from .processes import logged, output
from .say import step

#: on an own server names need not tell checkouts apart; on a given one they must
PREFIX = f"cowork_{checkout_id()}" if postgres.is_given() else "cowork"
LOADING = r"Loading module \w+ \(\d+/\d+\)"
#: not content of an addon as far as its database is concerned
APART = {"tests", "__pycache__", "i18n", "readme", "doc"}


def _client(env: Environment, program: str, *arguments: str) -> str:
    command = [postgres.bindir() / program, *arguments]
    return output(command, f"PostgreSQL ({program})", env=env.variables)


def exists(env: Environment, name: str) -> bool:
    return name in names(env)


def names(env: Environment) -> list[str]:
    return _sql(env, "SELECT datname FROM pg_database").split()


def _sql(env: Environment, sql: str) -> str:
    return _client(env, "psql", "-XAtq", "-d", "postgres", "-c", sql).strip()


def content(env: Environment, name: str) -> str:
    """What :func:`set_content` has noted on the database itself."""
    column = "shobj_description(oid, 'pg_database')"
    return _sql(env, f"SELECT {column} FROM pg_database WHERE datname = '{name}'")


def set_content(env: Environment, name: str, text: str) -> None:
    _sql(env, f"""COMMENT ON DATABASE "{name}" IS '{text}'""")


def drop(env: Environment, name: str) -> None:
    # a private server's administrator may end whatever is connected, autovacuum too
    admin = env if postgres.is_given() else env.with_variables(PGUSER="postgres")
    _client(admin, "dropdb", "--if-exists", "--force", name)
    shutil.rmtree(env.filestore(name), ignore_errors=True)


def copy(env: Environment, template: str, name: str) -> None:
    """Copy a database; its files, which are never changed in place, are shared."""
    _client(env, "createdb", "--template", template, name)
    shutil.rmtree(env.filestore(name), ignore_errors=True)
    if env.filestore(template).exists():
        shutil.copytree(
            env.filestore(template), env.filestore(name), copy_function=os.link
        )


def manifest(addon: str) -> dict:
    return ast.literal_eval((ADDONS / addon / "__manifest__.py").read_text())


def core_dependencies(addons: list[str]) -> list[str]:
    """The ERP's own modules that the addons build on."""
    depends = {name for addon in addons for name in manifest(addon)["depends"]}
    return sorted(depends - set(addons)) or ["base"]


def fingerprint(addons: list[str]) -> str:
    """Changes with anything that installing the addons could see."""
    parts: list[object] = []
    for addon in addons:
        for folder, folders, files in os.walk(ADDONS / addon):
            folders[:] = sorted(set(folders) - APART)
            for file in sorted(files):
                path = Path(folder) / file
                parts += [path.relative_to(ADDONS), digest(path.read_bytes().hex())]
    return digest(*parts)


def install(
    env: Environment, name: str, modules: list[str], log: str, *flags: str
) -> Path:
    """Install modules into a database, which is made if there is none."""
    return logged(
        [*env.odoo, "-d", name, "-i", ",".join(modules), "--stop-after-init"]
        + ["--no-http", "--max-cron-threads=0", *flags],
        f"Installing {', '.join(modules)}",
        log,
        progress=LOADING,
        env=env.variables,
    )


def bundle_assets(env: Environment, name: str) -> None:
    """Make what browsers load, as the ERP's own test runner does before its tests:
    what a test makes of it is gone with the test."""
    output(
        [*env.odoo, "shell", "-d", name, "--no-http", "--max-cron-threads=0"],
        "Bundling the assets",
        env=env.variables,
        input="env['ir.qweb']._pregenerate_assets_bundles()\nenv.cr.commit()\n",
    )


def template(
    env: Environment,
    kind: str,
    modules: list[str],
    base: str | None,
    *flags: str,
    finish: Callable[[Environment, str], None] | None = None,
) -> str:
    """A database with ``modules``, made once per content; older ones are removed.

    :param base: the template to start from
    :param finish: what is done with the database when the modules are installed
    """
    key = digest(env.erp.root, base, fingerprint(_ours(modules)), *modules, *flags)
    name = f"{PREFIX}_tpl_{kind}_{key}"
    with alone(WORK / f"template-{kind}.lock", "Waiting: another command installs."):
        if not exists(env, name):
            with step(f"Database template: {kind} ({len(modules)} modules)"):
                building = f"{PREFIX}_new_{kind}"
                drop(env, building)
                if base:
                    copy(env, base, building)
                install(env, building, modules, f"install-{kind}", *flags)
                if finish:
                    finish(env, building)
                rename(env, building, name)
            for old in names(env):
                if old.startswith(f"{PREFIX}_tpl_{kind}_") and old != name:
                    drop(env, old)
    return name


def _ours(modules: list[str]) -> list[str]:
    return [name for name in modules if (ADDONS / name).exists()]


def rename(env: Environment, old: str, new: str) -> None:
    _sql(env, f'ALTER DATABASE "{old}" RENAME TO "{new}"')
    if env.filestore(old).exists():
        shutil.rmtree(env.filestore(new), ignore_errors=True)
        env.filestore(old).rename(env.filestore(new))
