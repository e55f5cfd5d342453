from odoo import models
from odoo.tools import SQL

#: contracts below which a batch costs more than it gives another worker to do
SMALLEST_SHARE = 25
#: first half of the key of our advisory locks; the number of the run is added to it
AT_WORK = 0x636F776B


class CoworkBillingRun(models.Model):
    """How the workers of a run share what is left of it."""

    _inherit = "cowork.billing.run"

    def _get_share(self):
        """Smaller batches towards the end, so that workers end together.

        One that works alone takes whole batches to the end: each costs some hundred
        queries, however small it is.

        :returns: how many contracts to take now: a fair part of those nobody has
        """
        size = self._get_batch_size()
        others, taken = self._count_others()
        if not others and self._has_progress():
            return size
        # At the beginning another one may be about to come.
        workers = max(others, 1) + 1
        left = self.env["cowork.contract"].search_count(
            self._get_due_domain(), limit=taken + workers * size
        )
        return min(size, max(SMALLEST_SHARE, -(-(left - taken) // workers)))

    def _has_progress(self):
        """:returns: whether a batch of this run has been committed"""
        progress = self.env["cowork.billing.progress"]
        return bool(progress.search_count([("run_id", "=", self.id)], limit=1))

    def _show_share(self, count):
        """Let other workers see how many contracts this transaction has taken.

        What it has locked still looks due to them. The lock keeps nobody out.
        """
        key = AT_WORK + self.id
        lock = SQL("SELECT pg_advisory_xact_lock_shared(%s, %s)", key, count)
        self.env.execute_query(lock)

    def _count_others(self):
        """:returns: how many other workers are in the middle of a batch of this run,
        and how many contracts they have taken"""
        others = SQL(
            "SELECT count(DISTINCT pid), COALESCE(sum(objid::int), 0)::int"
            " FROM pg_locks JOIN pg_database d ON d.oid = database"
            " WHERE locktype = 'advisory' AND objsubid = 2 AND classid = %s"
            " AND d.datname = current_database() AND pid != pg_backend_pid()",
            AT_WORK + self.id,
        )
        return self.env.execute_query(others)[0]
