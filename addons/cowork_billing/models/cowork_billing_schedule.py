from datetime import timedelta
from zoneinfo import ZoneInfo

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_datetime

#: a day, and two hours for a run to begin and to end
SILENCE = timedelta(hours=26)


class CoworkBillingSchedule(models.Model):
    """A location that is billed by itself, every day of its own calendar."""

    _name = "cowork.billing.schedule"
    _description = "Scheduled Billing"
    _inherit = ["cowork.protected.mixin"]
    _order = "location_id"
    _rec_name = "location_id"
    _check_company_auto = True
    _protected_fields = frozenset(
        {"last_day", "last_run_id", "problem", "succeeded_at", "watched_since"}
    )

    location_id = fields.Many2one(
        "cowork.location", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="location_id.company_id", store=True)
    active = fields.Boolean(default=True)
    hour = fields.Integer(
        "Not Before (Hour)",
        default=3,
        required=True,
        help="Hour of the day on the location's clock, 0 to 23.",
    )
    last_day = fields.Date(
        "Billed For", readonly=True, copy=False, help="The location's day."
    )
    last_run_id = fields.Many2one(
        "cowork.billing.run", "Last Run", readonly=True, copy=False, ondelete="set null"
    )
    not_billed_count = fields.Integer("Not Billed", related="last_run_id.error_count")
    problem = fields.Char(
        readonly=True, copy=False, help="Why the last run could not be started."
    )
    succeeded_at = fields.Datetime("Last Success", readonly=True, copy=False)
    watched_since = fields.Datetime(
        readonly=True, copy=False, default=fields.Datetime.now
    )
    health = fields.Selection(
        [("ok", "In order"), ("late", "Silent for more than 26 hours")],
        compute="_compute_health",
    )

    _location_uniq = models.UniqueIndex(
        "(location_id)", "This location is scheduled already."
    )
    _hour_range = models.Constraint(
        "CHECK (hour BETWEEN 0 AND 23)", "The hour of a day is between 0 and 23."
    )

    @api.depends("succeeded_at", "watched_since", "active")
    def _compute_health(self):
        # Whoever looks compares with the clock: a scheduler that is dead says nothing.
        limit = fields.Datetime.now() - SILENCE
        for schedule in self:
            heard = max(filter(None, (schedule.succeeded_at, schedule.watched_since)))
            late = schedule.active and heard < limit
            schedule.health = "late" if late else "ok"

    def write(self, vals):
        silent = self.filtered(lambda schedule: not schedule.active)
        result = super().write(vals)
        # What was switched off was silent on purpose.
        woken = silent.filtered("active")
        if woken:
            woken._by_action().watched_since = fields.Datetime.now()
        return result

    @api.model
    def get_alarms(self):
        """Locations whose scheduled billing has not succeeded for over 26 hours.

        :returns: list of dicts: ``location`` (name), ``since`` (text: the last success,
            or when the schedule was set up, on the user's clock)
        :raises AccessError: for users without a billing role
        """
        self.check_access("read")
        watched = self.search([("active", "=", True)])
        late = watched.filtered(lambda schedule: schedule.health == "late")
        return [
            {
                "location": schedule.location_id.name,
                "since": format_datetime(
                    self.env, schedule.succeeded_at or schedule.watched_since
                ),
            }
            for schedule in late
        ]

    def action_bill_now(self):
        """Bill these locations for their own today, whatever the hour.

        :returns: True
        :raises AccessError: for others than billing managers
        :raises UserError: when another run of a location is at work
        """
        self.env["cowork.billing.run"].check_access("create")
        self.check_access("write")
        for (company, day), schedules in self._group_by_day().items():
            # sudo: what the scheduler does at night, asked for by a billing manager.
            schedules.sudo()._bill(company, day)
        return True

    # What the scheduler does ---------------------------------------------------

    @api.model
    def _cron_bill(self):
        """Start a run for each location whose day has come, once a day each."""
        schedules = self.search([("location_id.active", "=", True)])
        due = schedules.filtered(lambda schedule: schedule._is_due())
        self.env["ir.cron"]._commit_progress(remaining=len(due))
        for (company, day), some in due._group_by_day().items():
            # Another server may be at it: what it has done meanwhile is seen here.
            some = some.try_lock_for_update().filtered(lambda each: each._is_due())
            try:
                with self.env.cr.savepoint():
                    some._bill(company, day)
            except UserError as error:
                # They wait for the next hour; until then somebody may mend it.
                some._by_action().problem = str(error)
            self.env["ir.cron"]._commit_progress(len(some))

    def _is_due(self):
        self.ensure_one()
        today = self.location_id._today()
        zone = ZoneInfo(self.location_id.tz or "UTC")
        hour = fields.Datetime.context_timestamp(
            self.with_context(tz=zone.key), fields.Datetime.now()
        ).hour
        return hour >= self.hour and (not self.last_day or self.last_day < today)

    def _is_billed_by(self, run):
        """Whether a run means that this location is billed up to its own today; the
        scheduler's own may end after midnight."""
        self.ensure_one()
        return run == self.last_run_id or run.date >= self.location_id._today()

    def _group_by_day(self):
        """:returns: dict of company and the location's day to schedules: one run each,
        since places that live on the same day fit into one"""
        return self.grouped(lambda s: (s.company_id, s.location_id._today()))

    def _bill(self, company, day):
        """Start the run of a day, or note that nothing was due.

        :raises UserError: when another run of these places is at work, or the company
            has no sales journal
        """
        schedules = self.with_company(company)._by_action()
        contracts = self.env["cowork.contract"]
        due = contracts._get_billable_domain(company, day, self.location_id)
        schedules.write({"last_day": day, "problem": False})
        if not contracts.search_count(due, limit=1):
            schedules.succeeded_at = fields.Datetime.now()
        elif schedules:
            run = schedules.env["cowork.billing.run"].create(
                {
                    "date": day,
                    "company_id": company.id,
                    "location_ids": [Command.set(self.location_id.ids)],
                }
            )
            schedules.last_run_id = run
            run._begin()
