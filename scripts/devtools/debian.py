"""The Debian packages that the commands need."""

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

from .processes import logged
from .say import Problem, step

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def _command(*names: str) -> Callable[[], bool]:
    return lambda: any(map(shutil.which, names))


def _file(pattern: str) -> Callable[[], bool]:
    return lambda: any(Path("/").glob(pattern))


#: package: is it there?
PROBES: dict[str, Callable[[], bool]] = {
    "python3-venv": lambda: importlib.util.find_spec("ensurepip") is not None,
    "postgresql": _file("usr/lib/postgresql/*/bin/initdb"),
    "postgresql-client": _command("psql"),
    "wkhtmltopdf": _command("wkhtmltopdf"),
    "fonts-noto-cjk": _file("usr/share/fonts/opentype/noto/NotoSansCJK*"),
    "chromium": _command(*CHROMIUM),
    "git": _command("git"),
    "nodejs": _command("node"),
    "npm": _command("npm"),
    "shellcheck": _command("shellcheck"),
}
#: to run the ERP: its database, and PDFs that can be read in every language
SERVER = ("python3-venv", "wkhtmltopdf", "fonts-noto-cjk")
BROWSER = ("chromium",)
LINT = ("git", "nodejs", "npm", "shellcheck")


def need(packages: Iterable[str]) -> None:
    """Install what is missing; who may not install is told what to ask for."""
    missing = [name for name in packages if not PROBES[name]()]
    if not missing:
        return
    names = " ".join(missing)
    if not shutil.which("apt-get"):
        raise Problem(f"These programs are missing on this machine: {names}.")
    if os.geteuid():
        raise Problem(
            f"Debian packages are missing; ask the machine's administrator for: "
            f"apt-get install {names}"
        )
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    apt = ("apt-get", "-q", "-o", "DPkg::Lock::Timeout=300")
    with step(f"Debian packages: {names}"):
        logged(
            [*apt, "update"],
            "Reading the list of Debian packages",
            "apt-update",
            advice="check the network and the machine's apt sources",
        )
        logged(
            [*apt, "install", "-y", "--no-install-recommends", *missing],
            f"Installing the Debian packages {names}",
            "apt-install",
            advice="check the network, or install them by hand",
            progress=r"(?m)^(?:Get:\d+|Unpacking|Setting up) .*",
            env=environment,
        )
    if missing := [name for name in packages if not PROBES[name]()]:
        raise Problem(f"Still missing after installing: {' '.join(missing)}.")
