from collections import defaultdict

from markupsafe import Markup

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .cowork_protected_mixin import STATE_CHANGE

# An identity in the context: no remote caller can put the permissions off.
SYNC_LATER = object()

WITHDRAWN = [
    ("job", "The job changed"),
    ("rule", "The job no longer grants it, or may not"),
    ("hand", "Taken away by hand"),
]


class CoworkJobGrant(models.Model):
    """A permission a user has because of a job: which, why, from when to when."""

    _name = "cowork.job.grant"
    _description = "Permission by Job"
    _inherit = ["cowork.protected.mixin"]
    _order = "given_on desc, id desc"
    _rec_name = "reason"
    _protected_fields = frozenset(
        {
            "user_id",
            "group_id",
            "employee_id",
            "job_id",
            "company_id",
            "reason",
            "held_before",
            "given_on",
            "given_by",
            "withdrawn_on",
            "withdrawn_by",
            "withdrawn_why",
        }
    )

    user_id = fields.Many2one(
        "res.users", required=True, index=True, ondelete="cascade", readonly=True
    )
    group_id = fields.Many2one(
        "res.groups",
        string="Permission",
        required=True,
        index=True,
        ondelete="cascade",
        readonly=True,
    )
    employee_id = fields.Many2one(
        "hr.employee", index="btree_not_null", ondelete="set null", readonly=True
    )
    job_id = fields.Many2one(
        "hr.job", index="btree_not_null", ondelete="set null", readonly=True
    )
    company_id = fields.Many2one("res.company", index=True, readonly=True)
    reason = fields.Char(
        "Why", readonly=True, help="The employee and the job as they were then."
    )
    held_before = fields.Boolean(
        "Had It Before",
        readonly=True,
        help="The user had this permission already, given by hand: it stays when the"
        " job goes.",
    )
    given_on = fields.Datetime(
        readonly=True, required=True, default=fields.Datetime.now
    )
    given_by = fields.Many2one("res.users", readonly=True)
    withdrawn_on = fields.Datetime(readonly=True)
    withdrawn_by = fields.Many2one("res.users", readonly=True)
    withdrawn_why = fields.Selection(WITHDRAWN, string="Because", readonly=True)

    _held_once = models.UniqueIndex(
        "(user_id, group_id) WHERE withdrawn_on IS NULL",
        "This permission has been given to this user by a job already.",
    )

    # What there should be ----------------------------------------------------

    @api.model
    def _get_sources(self, users=None):
        """:returns: dict from ``(user, group)`` to the employees whose jobs grant it"""
        employees = self.env["hr.employee"].with_context(version_id=False)
        domain = Domain(
            "current_version_id.job_id.cowork_group_ids.cowork_grantable", "=", True
        ) & Domain("user_id", "in" if users else "!=", users.ids if users else False)
        sources = defaultdict(employees.browse)
        employees = employees.search(domain, order="id")
        allowed = employees.current_version_id.job_id.cowork_group_ids
        allowed = allowed._filter_grantable()
        for employee in employees:
            user, job = employee.user_id, employee.current_version_id.job_id
            if not (user.active and job.active) or user.share:
                continue
            # A company the administrator did not open to the user grants nothing.
            if employee.company_id in user.company_ids:
                for group in job.cowork_group_ids & allowed:
                    sources[user, group] |= employee
        return sources

    @api.model
    def _get_changes(self, users=None):
        """Compare what jobs grant with what was given.

        :param users: ``res.users``; all of them when not given
        :returns: dict from each user out of step to what has to change: a list of
            ``(grant or nothing, group, employee to give it for or nothing, why)``
        """
        sources = self._get_sources(users)
        domain = Domain("user_id", "in", users.ids) if users else Domain.TRUE
        grants = self.search(domain & Domain("withdrawn_on", "=", False))
        changes = defaultdict(list)
        for grant in grants:
            user, group = grant.user_id, grant.group_id
            people = sources.pop((user, group), grant.employee_id.browse())
            if group not in user.group_ids:
                changes[user].append((grant, group, None, "hand"))
            elif grant.employee_id not in people:
                why = "rule" if grant._is_still_in_post() else "job"
                changes[user].append((grant, group, people[:1], why))
            elif grant.job_id != grant.employee_id.current_version_id.job_id:
                changes[user].append((grant, group, grant.employee_id, "job"))
        for (user, group), people in self._without_exceptions(sources).items():
            changes[user].append((self.browse(), group, people[:1], None))
        return changes

    def _is_still_in_post(self):
        """:returns: whether the employee still holds the job for this user"""
        employee = self.employee_id.with_context(version_id=False)
        return (
            employee.active
            and employee.user_id == self.user_id
            and employee.current_version_id.job_id == self.job_id
        )

    @api.model
    def _without_exceptions(self, sources):
        """What somebody took away by hand stays away as long as the job is the same.

        :returns: ``sources`` without these employees"""
        if not sources:
            return sources
        users = self.env["res.users"].union(*(user for user, _group in sources))
        taken = self.search(
            [("user_id", "in", users.ids), ("withdrawn_why", "=", "hand")]
        )
        exceptions = {(g.user_id, g.group_id, g.employee_id, g.job_id) for g in taken}
        wanted = {}
        for (user, group), people in sources.items():
            people = people.filtered(
                lambda e, u=user, g=group: (u, g, e, e.current_version_id.job_id)
                not in exceptions
            )
            if people:
                wanted[user, group] = people
        return wanted

    # Giving and withdrawing ----------------------------------------------------

    @api.model
    def _sync(self, users=None):
        """Give and withdraw until everybody has what their jobs grant.

        :param users: ``res.users``; all of them when not given"""
        context = self.env.context
        if context.get("cowork_sync") is SYNC_LATER or self._is_by_action():
            return
        if users is None or users:
            self._apply(self._get_changes(users))

    @api.model
    def _apply(self, changes):
        """:param changes: what ``_get_changes`` found"""
        grants = self.with_context(version_id=False)._by_action()
        closed, opened, written = defaultdict(grants.browse), [], defaultdict(list)
        for user, steps in changes.items():
            commands = []
            for grant, group, employee, why in steps:
                held = group in user.group_ids
                if grant:
                    closed[why] |= grant
                if employee:
                    opened.append(grants._prepare(user, group, employee, grant, held))
                    if not held:
                        commands.append(Command.link(group.id))
                elif held and not grant.held_before:
                    commands.append(Command.unlink(group.id))
            if commands:
                written[tuple(commands)].append(user.id)
        now = fields.Datetime.now()
        for why, over in closed.items():
            over.write(
                {
                    "withdrawn_on": now,
                    "withdrawn_by": self.env.uid,
                    "withdrawn_why": why,
                }
            )
        # The new ones may only come when the old ones are over.
        self.flush_model(["withdrawn_on"])
        grants.create(opened)
        # Before the permissions change: that empties the cache.
        notes = grants._describe(changes)
        users = self.env["res.users"].with_context(cowork_state_change=STATE_CHANGE)
        for commands, ids in written.items():
            users.browse(ids).write({"group_ids": list(commands)})
        self.env["hr.employee"].browse(notes)._message_log_batch(notes)

    @api.model
    def _prepare(self, user, group, employee, grant, held):
        """:returns: values of the permission given to ``user`` because of ``employee``;
        one that goes on for another reason is no new one"""
        job = employee.current_version_id.job_id
        return {
            "user_id": user.id,
            "group_id": group.id,
            "employee_id": employee.id,
            "job_id": job.id,
            "company_id": employee.company_id.id,
            "reason": f"{employee.name}: {job.name}",
            "held_before": grant.held_before if grant else held,
            "given_by": self.env.uid,
        }

    @api.model
    def _describe(self, changes):
        """:returns: dict from the id of each employee to what they got and lost"""
        notes = {}
        for steps in changes.values():
            for grant, group, employee, why in steps:
                name = group.full_name
                if grant and not employee:
                    text = self.env._("Permission withdrawn: %(name)s", name=name)
                    if grant.held_before and why != "hand":
                        text = self.env._("Permission kept, given by hand: %s", name)
                    notes.setdefault(grant.employee_id, []).append(text)
                elif employee and not grant:
                    text = self.env._(
                        "Permission given by the job %(job)s: %(name)s",
                        job=employee.current_version_id.job_id.name,
                        name=name,
                    )
                    notes.setdefault(employee, []).append(text)
        return {
            employee.id: Markup("<br/>").join(texts)
            for employee, texts in notes.items()
            if employee
        }

    def action_give_again(self):
        """Give a permission back that was taken away by hand, as the job grants it.

        :returns: True
        :raises AccessError: when the user is no administrator of access rights
        :raises UserError: when it was not taken away by hand
        """
        self.check_access("read")
        if not self.env.user.has_group("base.group_erp_manager"):
            raise AccessError(
                self.env._("Only an administrator gives permissions back.")
            )
        if wrong := self.filtered(lambda grant: grant.withdrawn_why != "hand"):
            raise UserError(
                self.env._(
                    "%s was not taken away by hand: it follows the job by itself.",
                    wrong[0].group_id.full_name,
                )
            )
        # sudo: the log is written by nobody but the system.
        grants = self.sudo()
        grants._by_action().write({"withdrawn_why": "job"})
        grants._sync(grants.user_id)
        return True

    # Every day ----------------------------------------------------

    @api.model
    def _cron_follow_jobs(self, limit=200):
        """Let jobs that begin today grant what they grant, and repair the rest."""
        self._begin_versions(limit)
        changes = self._get_changes()
        users, cron = list(changes), self.env["ir.cron"]
        cron._commit_progress(remaining=len(users))
        for start in range(0, len(users), limit):
            batch = users[start : start + limit]
            self._apply_safely({user: changes[user] for user in batch})
            if not cron._commit_progress(len(batch)):
                break

    @api.model
    def _apply_safely(self, changes):
        """Apply what can be applied; what cannot is noted in the employee's file."""
        try:
            with self.env.cr.savepoint():
                self._apply(changes)
            return
        except UserError:
            self.env.invalidate_all()
        for user, steps in changes.items():
            try:
                with self.env.cr.savepoint():
                    self._apply({user: steps})
            except UserError as error:
                self.env.invalidate_all()
                body = self.env._("The permissions of the job wait: %s", error)
                for employee in user.employee_ids:
                    employee._message_log(body=body)

    @api.model
    def _begin_versions(self, limit):
        """Make those versions of employees the current ones whose day has come."""
        today = fields.Date.today()
        latest = self.env["hr.version"]._read_group(
            [("employee_id.active", "=", True), ("date_version", "<=", today)],
            ["employee_id"],
            ["date_version:max"],
        )
        employees = self.env["hr.employee"].union(*(e for e, _day in latest))
        employees.fetch(["current_version_id"])
        stale = employees.browse(
            e.id for e, day in latest if e.current_version_id.date_version != day
        )
        cron = self.env["ir.cron"]
        for start in range(0, len(stale), limit):
            batch = stale[start : start + limit]
            batch.with_context(cowork_sync=SYNC_LATER)._compute_current_version_id()
            cron._commit_progress()
