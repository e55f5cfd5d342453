from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain


class CoworkContract(models.Model):
    """What the calendar does to contracts: suspend, resume, renew, end."""

    _inherit = "cowork.contract"

    def _follow_calendar(self):
        """Give contracts the state that their own dates mean today."""
        wanted = {}
        for contract in self.filtered(
            lambda c: c.state in ("signed", "active", "suspended")
        ):
            state = contract._get_state_on(contract.location_id._today())
            if state != contract.state:
                wanted[state] = wanted.get(state, self.browse()) | contract
        for state, contracts in wanted.items():
            contracts._enter_state(state)

    def _get_state_on(self, day):
        """:returns: the state a contract whose state is live is in on ``day``"""
        self.ensure_one()
        if self.date_end and self.date_end < day:
            return "ended"
        if self.state == "signed":
            # Moving in is somebody's decision, not the calendar's.
            return "signed"
        asleep = self.suspension_ids.filtered(
            lambda s: s.date_from <= day and (not s.date_to or day <= s.date_to)
        )
        return "suspended" if asleep else "active"

    def _renew_automatically(self):
        """Renew on the last day, as often as needed after an outage."""
        while due := self.filtered(
            lambda c: c.renewal_mode == "automatic"
            and c.state in ("active", "suspended")
            and c.date_end
            and c.date_end <= c.location_id._today()
        ):
            due.action_renew()

    @api.model
    def _get_calendar_domain(self):
        """:returns: domain of contracts whose dates may mean another state today"""
        today = fields.Date.context_today(self.with_context(tz="UTC"))
        # No time zone is more than a day away from UTC.
        tomorrow = fields.Date.add(today, days=1)
        yesterday = fields.Date.subtract(today, days=1)
        running = Domain("state", "in", ("signed", "active", "suspended"))
        over = Domain("date_end", "<=", tomorrow)
        asleep = Domain("state", "=", "active") & Domain(
            "suspension_ids",
            "any",
            Domain("date_from", "<=", tomorrow)
            & (Domain("date_to", "=", False) | Domain("date_to", ">=", yesterday)),
        )
        return running & (over | asleep | Domain("state", "=", "suspended"))

    @api.model
    def _cron_follow_calendar(self, limit=500):
        """Suspend, resume, renew and end contracts whose day has come."""
        contracts = self.search(self._get_calendar_domain())
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(contracts))
        for start in range(0, len(contracts), limit):
            batch = contracts[start : start + limit]
            batch.try_lock_for_update()._follow_calendar_safely()
            if not cron._commit_progress(len(batch)):
                break

    def _follow_calendar_safely(self):
        """Renew and move all contracts; one that fails does not stop the others."""
        try:
            with self.env.cr.savepoint():
                self._renew_automatically()
                self._follow_calendar()
        except (UserError, IntegrityError):
            for contract in self:
                contract._follow_calendar_alone()
            return
        solved = self.filtered("calendar_error")
        solved._by_action().write({"calendar_error": False})

    def _follow_calendar_alone(self):
        """Renew and move one contract, keeping on it why that was not possible."""
        problems = []
        # A contract that cannot be renewed must still end.
        for step in (self._renew_automatically, self._follow_calendar):
            try:
                with self.env.cr.savepoint():
                    step()
            except UserError as error:
                problems.append(str(error))
            except IntegrityError as error:
                problems.append(self._sql_error_to_message(error))
        problem = "\n".join(problems) or False
        if problem == self.calendar_error:
            return
        self._by_action().write({"calendar_error": problem})
        if problem:
            self._message_log(body=problem)
