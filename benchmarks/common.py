"""Settings and the small things all parts of the benchmark need."""

import configparser
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
RESULTS = HERE / "results"
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cowork-odoo"

#: the first of the month: calendar months are due in full
DAY = "2026-11-01"
BEFORE = "2026-10-01"
#: contracts, or invoices, per transaction, for everybody
BATCH = 200
LINES = 3
#: what others are compared with, from the Python package index, never a dependency
RIVAL = "odoo-addon-contract==19.0.1.2.1.2"


def price(contract, line):
    """A price of its own for most contracts, as in life."""
    digest = hashlib.sha256(f"{contract}:{line}".encode()).digest()
    return 100 + int.from_bytes(digest[:2], "big") % 900 + digest[2] % 100 / 100


def addons_path(*extra):
    """The ERP's addons, ours, and ``extra``."""
    parser = configparser.RawConfigParser()
    parser.read(os.environ["ODOO_RC"])
    return ",".join([parser["options"]["addons_path"], *map(str, extra)])


def rival_path(rival=RIVAL, *needed):
    """Where another add-on is unpacked, fetched on first use.

    :param needed: other packages it needs
    :raises SystemExit: when the package index cannot be reached
    """
    target = CACHE / "bench" / rival.replace("==", "-")
    addons = target / "odoo" / "addons"
    if not addons.exists():
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
        command += ["--target", target, rival, *needed]
        if subprocess.run(command, check=False).returncode:
            sys.exit(f"{rival} cannot be fetched: pass --without-rival to skip it.")
    return addons


def variables(*paths):
    """Environment of a process that finds what the add-ons in ``paths`` import."""
    # beside odoo/addons, where they were unpacked
    added = [str(path.parent.parent) for path in paths]
    python = [os.environ.get("PYTHONPATH"), *added]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, python))}


def run_python(script, *arguments, paths=()):
    """Start a part of the benchmark in a Python process of its own.

    :returns: the ``subprocess.Popen``; its output ends with a line of JSON
    """
    command = [sys.executable, HERE / script, addons_path(*paths), *arguments]
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=variables(*paths),
    )


def answer(process):
    """Wait for a process and return what it said."""
    output, _nothing = process.communicate()
    if process.returncode:
        sys.exit(f"{process.args[1].name} failed.")
    return json.loads(output.strip().splitlines()[-1])
