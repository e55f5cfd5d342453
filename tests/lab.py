"""Copies of the tested database, and processes of the ERP at work on them."""

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from erp_databases import connect, connect_as_superuser, copy, copy_of_tested, drop

from odoo.tools import config

DRIVER = Path(__file__).with_name("fault_driver.py")
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences"


class Lab:
    """A database that can be put back to its beginning, and its driver.

    :param base: name of the database that it begins with
    :param tasks: path of a module of functions: what its processes can be told to do
    """

    def __init__(self, base, tasks):
        self.base = base
        self.tasks = tasks
        self.database = f"{base}_work"
        self.connection = None
        self.driver = None
        self.rows = {}
        self.sequences = set()

    def replace(self):
        """Begin anew with an identical copy."""
        if self.connection:
            self.connection.close()
        copy(self.base, self.database)
        self.connection = connect(self.database)

    def reset(self):
        """Put back rows and numbers that were touched, faster than by another copy.

        Only a superuser may do that without all foreign keys being checked.
        """
        self.wait_alone()
        if not (connection := connect_as_superuser(self.database)):
            self.replace()
            return
        self.sql("DROP FUNCTION IF EXISTS fault CASCADE")
        self.sql("DROP SEQUENCE IF EXISTS fault")
        self.sql("SELECT pg_stat_force_next_flush()")
        touched = self.sql(
            "SELECT relname FROM pg_stat_user_tables"
            " WHERE n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        with closing(connection), connection.cursor() as cr:
            # Foreign keys need no check: what is put back was right before.
            cr.execute("BEGIN; SET LOCAL session_replication_role = replica")
            for (table,) in touched:
                cr.execute(f'DELETE FROM "{table}"')
                cr.copy_expert(f'COPY "{table}" FROM STDIN', self._get_rows(table))
            for name, value in self._get_sequences() - set(self.sql(SEQUENCES)):
                cr.execute(
                    "SELECT setval(quote_ident(%s)::regclass, coalesce(%s, 1), %s)",
                    (name, value, value is not None),
                )
            cr.execute("COMMIT")

    def _get_rows(self, table):
        if table not in self.rows:
            base = connect(self.base)
            with base.cursor() as cr:
                self.rows[table] = io.StringIO()
                cr.copy_expert(f'COPY "{table}" TO STDOUT', self.rows[table])
            base.close()
        self.rows[table].seek(0)
        return self.rows[table]

    def _get_sequences(self):
        """:returns: set of the names of all sequences and their last values"""
        if not self.sequences:
            base = connect(self.base)
            with base.cursor() as cr:
                cr.execute(SEQUENCES)
                self.sequences = set(cr.fetchall())
            base.close()
        return self.sequences

    def open(self, log):
        """Start the driver on the first copy."""
        self.log = log
        self.replace()
        self.driver = subprocess.Popen(
            [sys.executable, DRIVER, self.database, log, self.tasks],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "ODOO_RC": config["config"]},
        )
        assert self._read() == {"ready": True}

    def close(self):
        """End the driver and drop the copy; a second time does no harm."""
        if self.driver:
            self.driver.stdin.close()
            self.driver.wait(20)
            self.driver = None
        if self.connection:
            self.connection.close()
            self.connection = None
        drop(self.database)

    def keep(self):
        """Keep the database as it is now as the beginning of all tests."""
        self.connection.close()
        copy(self.database, self.base)
        self.replace()

    def _read(self):
        line = self.driver.stdout.readline()
        if not line:
            raise AssertionError(f"The driver has ended: {Path(self.log).read_text()}")
        return json.loads(line)

    def _order(self, **order):
        self.driver.stdin.write(json.dumps(order) + "\n")
        self.driver.stdin.flush()
        return self._read()

    # Processes -----------------------------------------------------------------

    def start(self, task, **arguments):
        """:returns: process id of the task"""
        return self._order(order="start", task=task, arguments=arguments)

    def rehearse(self, task, **arguments):
        """Let the driver do a task once and undo it, so that its processes need not
        read again what they all need."""
        self._order(order="rehearse", task=task, arguments=arguments)

    def wait(self, pid):
        """:returns: dict with ``result``, ``error`` or ``killed``"""
        return self._order(order="wait", pid=pid)

    def do(self, task, **arguments):
        """Do a task to its end.

        :returns: its result
        """
        outcome = self.wait(self.start(task, **arguments))
        if "result" not in outcome:
            raise AssertionError(f"{task}: {outcome}")
        return outcome["result"]

    def attempt(self, task, **arguments):
        """:returns: the outcome of a task that may fail"""
        return self.wait(self.start(task, **arguments))

    def kill(self, pid):
        """Kill a task with SIGKILL, unless it was faster.

        :returns: its outcome
        """
        # The driver has not asked for its exit code yet: the id is still its own.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        return self.wait(pid)

    def wait_alone(self):
        """Wait until the database has noticed that processes have ended."""
        self.wait_until(
            "SELECT count(*) = 0 FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )

    def wait_for_contracts(self, run, count):
        """Wait for a run to have looked at some contracts."""
        self.wait_until(
            "SELECT count(*) >= %s FROM cowork_contract WHERE billing_run_id = %s",
            count,
            run,
        )

    def wait_for_hold(self):
        """Wait for a user to hold what the task ``hold`` takes."""
        self.wait_until(
            "SELECT count(*) > 0 FROM pg_locks WHERE locktype = 'advisory' AND granted"
        )

    # SQL -----------------------------------------------------------------------

    def sql(self, query, *params):
        """:returns: rows, if the statement has any"""
        with self.connection.cursor() as cr:
            cr.execute(query, params or None)
            return cr.fetchall() if cr.description else []

    def value(self, query, *params):
        [[value]] = self.sql(query, *params)
        return value

    def wait_until(self, query, *params, seconds=60):
        """Wait for a query to say true."""
        end = time.monotonic() + seconds
        while not self.value(query, *params):
            if time.monotonic() > end:
                raise AssertionError(f"Not within {seconds} s: {query}")
            time.sleep(0.02)


@contextmanager
def opened(log, tasks, prepare):
    """A lab over a copy of the database under test.

    :param tasks: path of the module with its tasks, which names the copy
    :param prepare: function that fills the first copy
    """
    base = copy_of_tested(tasks.stem)
    lab = Lab(base, tasks)
    try:
        lab.open(log)
        prepare(lab)
        lab.keep()
        yield lab
    finally:
        lab.close()
        drop(base)


def seeded(*name):
    """:returns: random numbers that are the same in every run of a test"""
    return random.Random(repr(name))
