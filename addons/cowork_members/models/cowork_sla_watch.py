from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from ..engine.sla import WorkingTimes

# A deadline is missed from the second after it on.
TICK = 1
RESULTS = ("paused_seconds", "sla_escalate_at", "sla_next_check")


class CoworkSlaMixin(models.AbstractModel):
    """How records with deadlines are looked at: all at once, at one moment."""

    _inherit = "cowork.sla.mixin"

    # In which hours -------------------------------------------------------------

    def _sla_get_clock(self):
        """:returns: key of the working time of one record: calendar, time zone and
        company, as ids and names"""
        policy = self.sla_policy_id
        location = self._sla_get_location()
        company = self._sla_get_company()
        calendar = (
            policy.resource_calendar_id
            or location.resource_calendar_id
            or company.resource_calendar_id
        )
        local = location and not (policy.resource_calendar_id and policy.fixed_tz)
        tz = location.tz if local else calendar.tz
        return calendar.id, tz or "UTC", company.id

    def _sla_get_location(self):
        """:returns: ``cowork.location`` of one record, maybe empty"""
        name = self._sla_location_field
        return self[name] if name else self.env["cowork.location"]

    def _sla_get_company(self):
        """:returns: ``res.company`` of one record"""
        name = self._sla_company_field
        company = self[name] if name else self._sla_get_location().company_id
        return company or self.env.company

    @api.model
    def _sla_load_intervals(self, clock, start, stop):
        """:returns: working intervals of a clock, for ``WorkingTimes``"""
        calendar_id, tz, company_id = clock
        calendar = self.env["resource.calendar"].browse(calendar_id or [])
        company = self.env["res.company"].browse(company_id)
        return calendar._get_cowork_intervals(start, stop, tz, company)

    # Looking --------------------------------------------------------------------

    def _sla_refresh(self, now, times=None):
        """Count deadlines and statuses of records anew, and tell whom it concerns.

        :param now: ``datetime``
        :param times: ``WorkingTimes`` to go on with, when there are several batches
        """
        # sudo: deadlines are kept by the system, whoever moves the record.
        records = self.sudo().filtered("sla_started_at")
        times = times or WorkingTimes(records._sla_load_intervals)
        wanted = {record: record._sla_assess(now, times) for record in records}
        warned = records._sla_get_news(wanted, "warning")
        missed = records._sla_get_news(wanted, "missed")
        steps = records.filtered(
            lambda r: r._sla_is_late(wanted[r])
            and (r in missed or (r.sla_escalate_at and r.sla_escalate_at <= now))
        )
        for record in steps:
            wanted[record]["sla_escalate_at"] = record._sla_get_next_step(now, times)
        for record, vals in wanted.items():
            vals["sla_next_check"] = record._sla_get_next_check(vals, times)
        records._sla_store(wanted)
        records._sla_tell_missed(missed)
        records._sla_tell_warned(warned)
        steps._sla_escalate()
        records._sla_schedule()

    def _sla_get_news(self, wanted, status):
        """:param wanted: dict from records to their results
        :returns: dict from the records some of whose targets reach ``status`` now to
            the names of these"""
        news = {}
        for record, vals in wanted.items():
            for target in self._sla_done_at:
                if vals[f"{target}_status"] == status != record[f"{target}_status"]:
                    news.setdefault(record, []).append(target)
        return news

    def _sla_assess(self, now, times):
        """:returns: dict of the results of one record at ``now``"""
        self.ensure_one()
        clock, pauses = self._sla_get_clock(), self._sla_load()
        start, since = self.sla_started_at, self.sla_paused_since
        vals = {
            "paused_seconds": int(times.paused(clock, start, pauses)),
            "sla_escalate_at": self.sla_escalate_at,
        }
        for target in self._sla_done_at:
            deadline = self[f"{target}_deadline"]
            status, done_at = self[f"{target}_status"], self[self._sla_done_at[target]]
            if status not in ("met", "missed") or (status == "met" and not done_at):
                seconds = self.sla_policy_id._get_seconds(target)
                counted = seconds and times.deadline(clock, start, seconds, pauses)
                reached = counted and (not since or counted <= since)
                if reached or not since or not seconds:
                    deadline = counted or False
                status = self._sla_get_status(target, deadline, reached, now, times)
            vals[f"{target}_deadline"] = deadline
            vals[f"{target}_status"] = status
        return vals

    def _sla_get_status(self, target, deadline, reached, now, times):
        """:param reached: whether the deadline is not moved by a pause that goes on
        :returns: status of an open target of one record"""
        if not deadline:
            return False
        done_at = self[self._sla_done_at[target]]
        if done_at:
            return "missed" if reached and done_at > deadline else "met"
        if reached and now > deadline:
            return "missed"
        if self.sla_paused_since:
            return "paused"
        warn_at = self._sla_get_warning(target, times)
        return "warning" if warn_at and now >= warn_at else "running"

    def _sla_get_warning(self, target, times):
        """:returns: when the owner of one record is warned, or None"""
        seconds = self.sla_policy_id._get_warning_seconds(target)
        if not seconds:
            return None
        clock, pauses = self._sla_get_clock(), self._sla_load()
        return times.deadline(clock, self.sla_started_at, seconds, pauses)

    def _sla_is_late(self, vals):
        """:returns: whether one record is still waited for after a deadline"""
        return not self.sla_paused_since and any(
            vals[f"{target}_status"] == "missed" and not self[self._sla_done_at[target]]
            for target in self._sla_done_at
        )

    def _sla_get_next_step(self, now, times):
        """:returns: when one record is escalated after now, or False"""
        policy = self.sla_policy_id
        # The step that is made now is the next level.
        if self.escalation_level + 1 >= policy.escalation_levels:
            return False
        seconds = policy.escalation_hours * 3600
        return times.deadline(self._sla_get_clock(), now, seconds) or False

    def _sla_get_next_check(self, vals, times):
        """:returns: when one record has to be looked at again, or False"""
        if self.sla_paused_since:
            return False
        moments = []
        for target in self._sla_done_at:
            if vals[f"{target}_status"] == "running":
                warn_at = self._sla_get_warning(target, times)
                moments.append(warn_at)
            if vals[f"{target}_status"] in ("running", "warning"):
                deadline = vals[f"{target}_deadline"]
                moments.append(fields.Datetime.add(deadline, seconds=TICK))
        if self._sla_is_late(vals):
            moments.append(vals["sla_escalate_at"])
        return min(filter(None, moments), default=False)

    def _sla_store(self, wanted):
        """Write what has changed: one write for all records with the same results."""
        results = [
            f"{target}_{what}"
            for what in ("deadline", "status")
            for target in self._sla_done_at
        ]
        same = {}
        for record, vals in wanted.items():
            changed = tuple(
                (name, vals[name])
                for name in (*results, *RESULTS)
                if record[name] != vals[name]
            )
            if changed:
                same.setdefault(changed, []).append(record.id)
        for changed, ids in same.items():
            self.browse(ids)._sla_write(dict(changed))

    def _sla_schedule(self):
        """Wake the scheduled action when the first of these records needs it."""
        moments = [moment for moment in self.mapped("sla_next_check") if moment]
        if moments:
            self.env["cowork.sla.policy"]._trigger_check(min(moments))

    # Telling ----------------------------------------------------------------------

    def _sla_note(self, bodies):
        """:param bodies: dict from ids of records to what is noted in their chatter"""
        if bodies:
            records = self.browse(list(bodies))
            records._message_log_batch(bodies={r.id: bodies[r.id] for r in records})

    def _sla_describe(self, target):
        """:returns: a deadline of one record as people there read it"""
        moment = self[f"{target}_deadline"]
        tz = self._sla_get_clock()[1]
        return format_datetime(self.env, moment, tz=tz, dt_format="short")

    def _sla_get_words(self):
        """:returns: dict from each deadline to what is said when it is missed, comes
        near, and is missed still when the next level hears of it"""
        return {
            "response": {
                "missed": self.env._("Deadline missed: an answer was due by %s."),
                "warning": self.env._("Answer by %s"),
                "late": self.env._("Level %(level)s: no answer by %(moment)s"),
            },
            "resolution": {
                "missed": self.env._("Deadline missed: it was to be done by %s."),
                "warning": self.env._("To be done by %s"),
                "late": self.env._("Level %(level)s: not done by %(moment)s"),
            },
        }

    def _sla_tell_missed(self, missed):
        """Note missed deadlines.

        :param missed: dict from records to the names of their targets"""
        said = self._sla_get_words()
        self._sla_note(
            {
                record.id: "\n".join(
                    said[t]["missed"] % record._sla_describe(t) for t in targets
                )
                for record, targets in missed.items()
            }
        )

    def _sla_tell_warned(self, warned):
        """Note deadlines that come near and remind who is responsible."""
        said = self._sla_get_words()
        texts = {
            record: ", ".join(
                said[t]["warning"] % record._sla_describe(t) for t in targets
            )
            for record, targets in warned.items()
        }
        self._sla_note({record.id: text for record, text in texts.items()})
        users = self._sla_get_users()
        self._sla_make_activities(
            [(r, users[r], text) for r, text in texts.items() if users[r]]
        )

    def _sla_make_activities(self, wanted):
        """:param wanted: list of ``(record, user, summary)``"""
        kind = self.env.ref(
            "cowork_members.mail_activity_type_sla", raise_if_not_found=False
        )
        model = self.env["ir.model"]._get_id(self._name)
        vals_list = [
            {
                "res_model_id": model,
                "res_id": record.id,
                "activity_type_id": kind.id if kind else False,
                "summary": summary,
                "date_deadline": fields.Date.context_today(
                    self.with_context(tz=record._sla_get_clock()[1])
                ),
                "user_id": user.id,
                "automated": True,
            }
            for record, user, summary in wanted
        ]
        # A to-do each, but no mail each: a bad morning would fill the mailbox.
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(
            vals_list
        )

    def _sla_drop_activities(self):
        """Take back reminders of records that are no longer waited for."""
        kind = self.env.ref(
            "cowork_members.mail_activity_type_sla", raise_if_not_found=False
        )
        quiet = self.filtered(
            lambda record: not any(
                record[f"{target}_status"] in ("warning", "missed")
                and not record[self._sla_done_at[target]]
                for target in self._sla_done_at
            )
        )
        if not quiet or not kind:
            return
        self.env["mail.activity"].search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", quiet.ids),
                ("activity_type_id", "=", kind.id),
                ("automated", "=", True),
            ]
        ).unlink()

    # For the scheduled action ---------------------------------------------------------

    def _sla_check_safely(self, now, times):
        """Look at all records; one that fails does not stop the others."""
        try:
            with self.env.cr.savepoint():
                self._sla_refresh(now, times)
            return
        except (UserError, IntegrityError):
            self.env.invalidate_all()
        for record in self:
            try:
                with self.env.cr.savepoint():
                    record._sla_refresh(now, times)
            except (UserError, IntegrityError) as error:
                self.env.invalidate_all()
                record._sla_keep_error(now, error)

    def _sla_keep_error(self, now, error):
        """Note on one record why its deadlines could not be looked at; try later."""
        problem = str(error)
        if isinstance(error, IntegrityError):
            problem = self._sql_error_to_message(error)
        later = fields.Datetime.add(now, hours=1)
        self._sla_write({"sla_next_check": later})
        self._sla_note(
            {self.id: self.env._("Deadlines could not be checked: %s", problem)}
        )
