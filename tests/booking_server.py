"""A server with several processes, and what there is to book on it."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

from erp_databases import copy_of_tested, drop
from erp_server import Server

from odoo.tools import config

SETUP = Path(__file__).with_name("booking_server_setup.py")
#: loggers that tell of every request that was refused, or tried again, and of what
#: libraries say about each other
TELLING = ("odoo.http", "odoo.sql_db", "odoo.service.model", "py.warnings")
WORKERS = 4
WARNED = re.compile(r"^\S+ \S+ \d+ (?:WARNING|ERROR|CRITICAL) \S+ (\S+):", re.M)


@contextmanager
def serving(log):
    """A server on a database of its own; at its end it must have stopped by itself,
    with nothing to say.

    :param log: path of the server's log
    :returns: the :class:`~erp_server.Server` and what was made for it
    """
    database = copy_of_tested("bookings")
    try:
        made = _set_up(database, log)
        server = Server(database, str(log), workers=WORKERS, crons=0).start()
        try:
            yield server, made
            assert server.stop() == 0
        finally:
            server.kill()
        warnings = Counter(WARNED.findall(log.read_text()))
        assert warnings.keys() <= set(TELLING), warnings
    finally:
        drop(database)


def _set_up(database, log):
    done = subprocess.run(
        [sys.executable, SETUP, database, log],
        env={**os.environ, "ODOO_RC": config["config"]},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])
