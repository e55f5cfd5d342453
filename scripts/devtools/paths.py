"""Where things are kept."""

import hashlib
import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
ADDONS = CHECKOUT / "addons"
#: everything that belongs to this checkout alone: databases, logs, files
WORK = CHECKOUT / ".work"
LOGS = WORK / "log"
#: what all checkouts of one user share: the ERP and the Python environments
CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cowork-odoo"


def digest(*parts: object) -> str:
    """A short name for something that depends on ``parts``."""
    text = "\0".join(map(str, parts))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def checkout_id() -> str:
    """A name for this checkout that no other on the machine has."""
    return digest(CHECKOUT)[:8]
