from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Command


class CoworkBillingRun(models.Model):
    """How contracts that could not be billed get a second chance."""

    _inherit = "cowork.billing.run"

    def action_retry(self):
        """Bill the contracts again that could not be billed, and only those.

        :returns: True
        :raises UserError: when the run is not over, left no errors, or another run of
            the same company is at work
        """
        self.ensure_one()
        return self._retry(self.error_ids)

    def _retry(self, errors):
        """:param errors: ``cowork.billing.error`` of this run; notices stay
        :returns: True
        :raises UserError: as for ``action_retry``"""
        self.check_access("write")
        # sudo: as in action_run; contracts and errors are the run's own bookkeeping.
        run = self.sudo()
        failed = errors.sudo().filtered(lambda error: error.kind == "error")
        if run.state != "done" or not failed:
            raise UserError(
                self.env._("%s left nothing behind that could be retried.", self.name)
            )
        run._lock_company()
        run._check_no_other()
        contracts = failed.contract_id
        contracts.write({"billing_run_id": False, "billing_next_date": False})
        failed.unlink()
        run.write(
            {
                "state": "running",
                "finished_at": False,
                "retry_contract_ids": [Command.set(contracts.ids)],
            }
        )
        return self.action_run()
