"""``make lint``: every check of style that needs no database, through pre-commit."""

import os
from pathlib import Path

from . import debian, erp, venv
from .locks import alone
from .paths import CACHE, CHECKOUT, digest
from .processes import call, logged
from .say import Problem, step


def lint(arguments: list[str]) -> int:
    """:param arguments: a hook's id; nothing for all of them"""
    if not (CHECKOUT / ".git").exists():
        raise Problem("Lint looks at the files that git knows, and this is no clone.")
    debian.need(["python3-venv", *debian.LINT])
    python = venv.get(erp.get())
    _node_tools()
    variables = {**os.environ, "PRE_COMMIT_HOME": str(CACHE / "pre-commit")}
    return call(
        [python, "-m", "pre_commit", "run", "--all-files", *arguments]
        + ["--color=never"],
        env=variables,
        cwd=CHECKOUT,
    )


def _node_tools() -> None:
    """Prettier and eslint, as the lock file pins them."""
    key = digest((CHECKOUT / "package-lock.json").read_bytes())
    ready = Path(CHECKOUT, "node_modules", f".ready-{key}")
    with alone(CHECKOUT / ".work" / "node.lock"):
        if ready.exists():
            return
        with step("Node tools"):
            logged(
                ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
                "Installing the Node tools",
                "npm",
                advice="check that the package index can be reached",
                cwd=CHECKOUT,
            )
            ready.touch()
