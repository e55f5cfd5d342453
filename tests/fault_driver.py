"""The ERP in processes that tests may kill.

Runs on the ERP's Python: ``python fault_driver.py DATABASE LOG TASKS`` loads the
registry once and then forks a process for every task read from its input, one JSON
object a line; TASKS is the path of the module that has them. It holds no connection
itself, so that the database may be replaced by another copy of the same template
between two tasks.
"""

import gc
import importlib
import json
import os
import signal
import sys
import tempfile
import traceback
from pathlib import Path

import odoo.modules.registry  # noqa: F401 - sets the ERP up
from odoo import api, sql_db, tools
from odoo.modules.registry import Registry


class Driver:
    def __init__(self, database, tasks):
        self.database = database
        self.tasks = tasks
        self.folder = Path(tempfile.mkdtemp())

    def serve(self):
        """Answer each line of the input with a line of the output."""
        Registry(self.database)
        sql_db.close_all()
        self._answer({"ready": True})
        for line in sys.stdin:
            order = json.loads(line)
            self._answer(getattr(self, order.pop("order"))(**order))

    def _answer(self, answer):
        print(json.dumps(answer), flush=True)

    def rehearse(self, task, arguments):
        """Do a task here and undo it: what a process looks up and builds when it does
        something for the first time, those forked from now on have already."""
        registry = Registry(self.database)
        registry.clear_all_caches()
        registry.reset_changes()
        with registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            getattr(self.tasks, task)(env, **arguments)
            env.flush_all()
            cr.rollback()
        # what it would have changed is looked up anew
        registry.reset_changes()
        sql_db.close_all()
        # nothing that is left is garbage: no process looks through it again
        gc.collect()
        gc.freeze()

    def start(self, task, arguments):
        """:returns: the process id of a new process at work on a task"""
        sys.stdout.flush()
        if pid := os.fork():
            return pid
        code = 1
        try:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            self._work(task, arguments)
            code = 0
        finally:
            # neither the parent's exit handlers nor its output are the child's
            os._exit(code)

    def _work(self, task, arguments):
        try:
            with Registry(self.database).cursor() as cr:
                env = api.Environment(cr, api.SUPERUSER_ID, {})
                outcome = {"result": getattr(self.tasks, task)(env, **arguments)}
        except BaseException as error:
            traceback.print_exc()
            outcome = {"error": type(error).__name__, "message": str(error)}
        path = self.folder / f"{os.getpid()}.json"
        path.with_suffix(".new").write_text(json.dumps(outcome, default=str))
        path.with_suffix(".new").rename(path)

    def wait(self, pid):
        """:returns: what a process left behind; ``killed`` when it was killed"""
        _, status = os.waitpid(pid, 0)
        path = self.folder / f"{pid}.json"
        if not path.exists():
            return {"killed": os.waitstatus_to_exitcode(status)}
        outcome = json.loads(path.read_text())
        path.unlink()
        return outcome


def main(database, log, tasks):
    options = ["-d", database, "--no-http", "--max-cron-threads=0", f"--logfile={log}"]
    tools.config.parse_config(options, setup_logging=True)
    sys.stderr = open(log, "a", buffering=1)  # noqa: SIM115
    path = Path(tasks)
    sys.path.insert(0, str(path.parent))
    Driver(database, importlib.import_module(path.stem)).serve()


if __name__ == "__main__":
    main(*sys.argv[1:])
