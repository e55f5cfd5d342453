from odoo import api, fields, models
from odoo.fields import Domain

from ..engine.local_time import day_start, to_local


class CoworkPresence(models.Model):
    """Who forgot to sign out: the night closes their stay."""

    _inherit = "cowork.presence"

    @api.model
    def _get_forgotten_domain(self):
        """:returns: domain of those who came in on an earlier day and are in still,
        where the hour has come at which a location is empty"""
        now = fields.Datetime.now()
        locations = self.env["cowork.location"]
        days = {}
        for location in locations._get_all():
            tz = location.tz or "UTC"
            local = to_local(now, tz)
            if local.hour + local.minute / 60 >= location.sign_out_hour:
                start = day_start(local.date(), tz)
                days[start] = days.get(start, locations) | location
        return Domain("left_at", "=", False) & Domain.OR(
            Domain("location_id", "in", some.ids) & Domain("entered_at", "<", start)
            for start, some in days.items()
        )

    @api.model
    def _cron_sign_out(self, limit=500):
        """Sign out whom nobody signed out, and note who did not come."""
        cron = self.env["ir.cron"]
        domain = self._get_forgotten_domain()
        visitors = self.env["cowork.visitor"]
        missed = visitors._get_missed_domain()
        left = cron._commit_progress(
            remaining=self.search_count(domain) + visitors.search_count(missed)
        )
        while left and (batch := self.search(domain, limit=limit, order="id")):
            batch = batch.try_lock_for_update()
            batch.filtered_domain(domain)._close(
                fields.Datetime.now(), is_forgotten=True
            )
            left = cron._commit_progress(len(batch)) if batch else 0
        while left and (batch := visitors.search(missed, limit=limit, order="id")):
            batch = batch.try_lock_for_update()
            batch.filtered_domain(missed)._by_action().write({"state": "missed"})
            left = cron._commit_progress(len(batch)) if batch else 0
