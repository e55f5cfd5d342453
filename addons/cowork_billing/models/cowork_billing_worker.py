import logging
import random
import time

import psycopg2
from psycopg2 import errors as pg

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, LockError
from odoo.fields import Command
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

WORKERS = ("cowork_billing.cron_billing_1", "cowork_billing.cron_billing_2")
TRIES = 5
#: seconds a script waits for contracts that somebody else holds
PATIENCE = 30
#: minutes without a batch after which nobody seems to be at work
STALLED_AFTER = 10
# Somebody else was at the same rows: roll back and look again.
CONFLICTS = (
    ConcurrencyError,
    LockError,
    pg.DeadlockDetected,
    pg.LockNotAvailable,
    pg.SerializationFailure,
)


class CoworkBillingRun(models.Model):
    """Who does the work of a run: scripts and two jobs of the scheduler.

    Each batch is a transaction. A worker may be killed at any point: what is committed
    is done, what is not has never been, and whoever comes next goes on.
    """

    _inherit = "cowork.billing.run"

    last_progress = fields.Datetime(
        "Last Sign of Life", compute="_compute_last_progress"
    )
    is_stalled = fields.Boolean(compute="_compute_last_progress")

    @api.depends("state")
    def _compute_last_progress(self):
        last = dict(
            self.env["cowork.billing.progress"]._read_group(
                [("run_id", "in", self.ids)], ["run_id"], ["create_date:max"]
            )
        )
        limit = fields.Datetime.subtract(fields.Datetime.now(), minutes=STALLED_AFTER)
        for run in self:
            begun = run.state == "running" and run.write_date
            signs = [sign for sign in (last.get(run), begun) if sign]
            run.last_progress = max(signs, default=False)
            run.is_stalled = bool(begun) and run.last_progress < limit

    # One batch after the other -------------------------------------------------

    def _run_to_end(self):
        """Start or resume the run and bill batch after batch, committing each.

        For scripts. Can be killed at any point and called again, also by several
        processes at once.
        """
        self.ensure_one()
        self._retry_on_conflict(self._ensure_started)
        deadline = time.monotonic() + PATIENCE
        while self.state == "running":
            if self._work():
                deadline = time.monotonic() + PATIENCE
            elif self.state == "running":
                if time.monotonic() > deadline:
                    return
                # What is left is in the hands of somebody else.
                self.env.cr.rollback()
                time.sleep(0.2)

    def _ensure_started(self, attempt):
        if self.state in ("draft", "preview"):
            self._check_ready(("draft", "preview"))
            self._start()
        self.env["ir.cron"]._commit_progress()

    def _work(self):
        """Process one batch and commit it; finish the run after the last one.

        :returns: whether to go on
        """
        return self._retry_on_conflict(self._process_and_commit)

    def _process_and_commit(self, attempt):
        # The fewer contracts, the less can be in somebody's way.
        limit = max(self._get_share() // 4**attempt, 1)
        done = self._process_batch(limit)
        is_over = not done and self.state == "running" and not self._has_due()
        if is_over:
            self._finish()
        seconds_left = self.env["ir.cron"]._commit_progress(done or int(is_over))
        return bool(done and seconds_left)

    def _retry_on_conflict(self, process):
        """:param process: function of the number of the attempt, from 0"""
        for attempt in range(TRIES):
            try:
                return process(attempt)
            except CONFLICTS as error:
                if attempt + 1 == TRIES or self.env.cr.closed:
                    raise
                self.env.cr.rollback()
                _logger.info("billing: trying again after %s", error)
                time.sleep(random.uniform(0.0, 0.05 * 2**attempt))

    def _finish(self):
        self.write(
            {
                "state": "done",
                "finished_at": fields.Datetime.now(),
                "retry_contract_ids": [Command.clear()],
            }
        )

    # The scheduler's jobs ------------------------------------------------------

    def _begin(self):
        """Start the run and leave all of it to the scheduler's jobs.

        :raises UserError: when another run of the company is at work, or the company
            has no sales journal
        """
        self.company_id._get_cowork_journal()
        self._start()
        self._trigger_workers()

    def _trigger_workers(self):
        """Wake the scheduler's jobs; it switches them off after a week of failures."""
        refs = [self.env.ref(xmlid, raise_if_not_found=False) for xmlid in WORKERS]
        workers = self.env["ir.cron"].union(*filter(None, refs))
        # sudo: a setting of the server, not a secret.
        parameters = self.env["ir.config_parameter"].sudo()
        is_copy = parameters.get_param("database.is_neutralized")
        if not is_copy and not any(workers.mapped("active")):
            workers.active = True
        for worker in workers:
            worker._trigger()

    @api.model
    def _cron_work(self):
        """Work on running runs; two jobs call this at the same time."""
        runs = self.search([("state", "=", "running")], order="id")
        # First of all: a job that fails without having said what is left is not
        # called again before its interval is over.
        self.env["ir.cron"]._commit_progress(
            remaining=sum(run._count_remaining() for run in runs)
        )
        problem = None
        for run in runs:
            try:
                while run._work():
                    pass
            except Exception as error:
                if self.env.cr.closed:
                    raise
                self.env.cr.rollback()
                problem = error
                run._report_problem(error)
        if problem:
            raise problem

    def _count_remaining(self):
        """:returns: contracts to look at, and the end of the run"""
        return self.env["cowork.contract"].search_count(self._get_due_domain()) + 1

    def _report_problem(self, error):
        """Say on the run what stops it, once, and commit that."""
        body = self.env._(
            "Billing has stopped: %(kind)s: %(error)s. It is tried again every ten"
            " minutes; what was billed so far stays.",
            kind=type(error).__name__,
            error=error,
        )
        try:
            if body not in (self.message_ids[:1].body or ""):
                self._message_log(body=body)
            self.env["ir.cron"]._commit_progress()
        except psycopg2.Error:
            # The disk is full, say: the server's log has to do.
            self.env.cr.rollback()

    # Two starts at the same moment ---------------------------------------------

    def _lock_company(self):
        """Let only one run of a company start at a time.

        A second start at the same moment fails on this row, is tried again, and then
        sees the first.
        """
        self.env.execute_query(
            SQL(
                "UPDATE res_company SET write_date = write_date WHERE id = %s"
                " RETURNING id",
                self.company_id.id,
            )
        )
