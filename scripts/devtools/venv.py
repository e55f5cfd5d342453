"""The Python environment: pinned requirements, shared by all checkouts of a user."""

import os
import shutil
import sys
from pathlib import Path

from .erp import Erp
from .locks import alone
from .paths import CACHE, CHECKOUT, digest
from .processes import logged
from .say import step

REQUIREMENTS = (CHECKOUT / "requirements.txt", CHECKOUT / "requirements-dev.txt")
READY = ".ready"


def get(erp: Erp) -> Path:
    """Its Python, made now if there is none for these requirements."""
    pins = [path.read_text() for path in REQUIREMENTS]
    name = digest(*pins, sys.version, sys.base_prefix, erp.root)
    folder = CACHE / "venv" / name
    python = folder / "bin" / "python"
    if not (folder / READY).exists():
        with alone(
            CACHE / "venv.lock", "Waiting: another command installs Python packages."
        ):
            if not (folder / READY).exists():
                _make(folder, python, erp)
    return python


def _make(folder: Path, python: Path, erp: Erp) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        with step("Python environment"):
            _install(folder, python)
            site = next(folder.glob("lib/python3*/site-packages"))
            (site / "odoo.pth").write_text(f"{erp.root}\n")
            (folder / READY).touch()
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _install(folder: Path, python: Path) -> None:
    making = "Making the Python environment"
    logged([sys.executable, "-m", "venv", folder], making, "venv")
    logged(
        [python, "-m", "pip", "install", "--quiet", "--no-input"]
        + [f"--requirement={path}" for path in REQUIREMENTS],
        "Installing the Python packages",
        "pip",
        advice="check that the package index can be reached",
        env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
