from odoo import api, fields, models
from odoo.fields import Domain


class CoworkVendorOrder(models.Model):
    """Deadlines that vendors let pass: noted, and told to whoever sent the work."""

    _inherit = "cowork.vendor.order"

    @api.model
    def _get_overdue_domain(self, name, now):
        """:param name: ``answer`` or ``done``
        :returns: domain of the orders whose deadline has passed unnoticed"""
        waiting = {"answer": [("answered_at", "=", False)], "done": []}[name]
        return (
            self._get_live_domain()
            & Domain(waiting)
            & Domain(f"{name}_deadline", "<", now)
            & Domain(f"{name}_status", "=", False)
        )

    def _note_overdue(self, name):
        """Note that the vendors of orders are late, each deadline once."""
        self.env.add_to_compute(self._fields[f"{name}_status"], self)
        for order in self:
            here = order.with_context(lang=order.user_id.lang)
            vendor = order.partner_id.name
            if name == "answer":
                here._ask_staff(here.env._("%s has not answered: call them", vendor))
            else:
                here._ask_staff(here.env._("%s is late: call them", vendor))

    @api.model
    def _cron_watch(self, limit=200):
        """Look for vendors who are late.

        Work is committed after each batch; what a killed run left is due still."""
        cron, now = self.env["ir.cron"], fields.Datetime.now()
        due = {name: self._get_overdue_domain(name, now) for name in ("answer", "done")}
        left = cron._commit_progress(
            remaining=sum(self.search_count(domain) for domain in due.values())
        )
        for name, domain in due.items():
            seen = 0
            while left:
                # Ordered by id: what is locked is not met again in this run.
                batch = self.search(
                    domain & Domain("id", ">", seen), order="id", limit=limit
                )
                if not batch:
                    break
                seen = batch[-1].id
                batch.try_lock_for_update()._note_overdue(name)
                left = cron._commit_progress(len(batch))
