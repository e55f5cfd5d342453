from ast import literal_eval
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..engine.sla import WorkingTimes

MIXIN = "cowork.sla.mixin"
# The scheduled action wakes at most once in so many minutes for what comes due.
STEP_MINUTES = 5


class CoworkSlaPolicy(models.Model):
    """How fast something is answered and done, and who hears of it when it is not."""

    _name = "cowork.sla.policy"
    _description = "Deadline Policy"
    _inherit = ["cowork.protected.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10, help="The first policy that fits is taken.")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    model = fields.Selection(
        selection="_selection_model",
        string="Applies To",
        required=True,
        index=True,
        default=lambda self: next(iter(self._get_models()), False),
    )
    domain = fields.Char(
        "Only If", help="Empty: for all. Chosen when a record is made or changes."
    )
    response_hours = fields.Float(
        "Answer Within", help="Working hours. 0: there is no such deadline."
    )
    resolution_hours = fields.Float(
        "Done Within", help="Working hours. 0: there is no such deadline."
    )
    warn_by = fields.Selection(
        [("percent", "% of the time"), ("hours", "hours before"), ("none", "never")],
        string="Warn At",
        required=True,
        default="percent",
    )
    warn_percent = fields.Float("Percent", default=80.0)
    warn_hours = fields.Float("Hours Before", default=1.0)
    escalation_levels = fields.Integer(
        "Levels",
        default=2,
        help="Steps up the organisation chart that a missed deadline goes. 0: none.",
    )
    escalation_hours = fields.Float(
        "Next Level After",
        default=4.0,
        help="Working hours until the next level is told.",
    )
    resource_calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        check_company=True,
        help="Empty: the opening hours of the location, otherwise of the company.",
    )
    fixed_tz = fields.Boolean(
        "In Their Own Time Zone",
        help="The working hours are those of one team in one place. Otherwise they are"
        " read in the time zone of each location.",
    )
    open_count = fields.Integer("Open", compute="_compute_counts")
    missed_count = fields.Integer("Missed", compute="_compute_counts")

    _hours_range = models.Constraint(
        "CHECK (response_hours >= 0 AND response_hours <= 10000"
        " AND resolution_hours >= 0 AND resolution_hours <= 10000)",
        "Deadlines are between 0 and 10,000 working hours.",
    )
    _warning_range = models.Constraint(
        "CHECK (warn_percent > 0 AND warn_percent < 100"
        " AND warn_hours > 0 AND warn_hours <= 10000)",
        "Warn at more than 0 and less than 100 %, or more than 0 hours before.",
    )
    _escalation_range = models.Constraint(
        "CHECK (escalation_levels BETWEEN 0 AND 10"
        " AND escalation_hours > 0 AND escalation_hours <= 10000)",
        "There are at most 10 levels, with some working hours between two of them.",
    )

    # Which models and records ------------------------------------------------------

    @api.model
    def _get_models(self):
        """:returns: list of the names of all models with deadlines"""
        registry = self.env.registry
        return sorted(
            name
            for name in registry.descendants([MIXIN], "_inherit")
            if not registry[name]._abstract and registry[name]._auto
        )

    @api.model
    def _selection_model(self):
        models_ = self.env["ir.model"]
        return [(name, models_._get(name).name) for name in self._get_models()]

    @api.constrains("domain", "model")
    def _check_domain(self):
        for policy in self.filtered("domain"):
            try:
                domain = policy._get_domain()
                # As the user: nobody asks about fields they cannot read.
                self.env[policy.model].search(domain, limit=1)
            except (ValueError, SyntaxError, TypeError, KeyError, UserError) as error:
                raise ValidationError(
                    self.env._(
                        "%(policy)s: “%(domain)s” is no condition for this kind of"
                        " record.",
                        policy=policy.name,
                        domain=policy.domain,
                    )
                ) from error

    def _get_domain(self):
        """:returns: the ``Domain`` of one policy"""
        return Domain(literal_eval(self.domain or "[]"))

    def _filter_for(self, records):
        """:returns: those of ``records`` that this policy (one record) is for"""
        self.ensure_one()
        return records.filtered(
            lambda record: record._sla_get_company() == self.company_id
        ).filtered_domain(self._get_domain())

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        for policy in self:
            # sudo: records the user cannot see count as well.
            records = self.env[policy.model].sudo().with_context(active_test=False)
            if records.search([("sla_policy_id", "=", policy.id)], limit=1):
                raise UserError(
                    self.env._(
                        "%s is in use. Archive it instead: what runs keeps its"
                        " deadlines.",
                        policy.name,
                    )
                )

    def write(self, vals):
        if "model" in vals:
            for policy in self.filtered(lambda p: p.model != vals["model"]):
                policy._unlink_except_used()
        return super().write(vals)

    # What it grants -----------------------------------------------------------------

    def _get_seconds(self, target):
        """:returns: working seconds until the deadline of ``target``; 0 for none"""
        return round((self[f"{target}_hours"] or 0) * 3600)

    def _get_warning_seconds(self, target):
        """:returns: working seconds until the warning for ``target``; 0 for none"""
        seconds = self._get_seconds(target)
        if self.warn_by == "percent":
            return round(seconds * self.warn_percent / 100)
        if self.warn_by == "hours":
            return max(0, round(seconds - self.warn_hours * 3600))
        return 0

    # Looking at all records -----------------------------------------------------------

    @api.model
    def _trigger_check(self, moment):
        """Let the scheduled action run at ``moment``, once for all that is due then."""
        moment = max(moment, fields.Datetime.now())
        rest = timedelta(
            minutes=moment.minute % STEP_MINUTES,
            seconds=moment.second,
            microseconds=moment.microsecond,
        )
        if rest:
            moment += timedelta(minutes=STEP_MINUTES) - rest
        cron = self.env.ref(
            "cowork_members.cron_check_deadlines", raise_if_not_found=False
        )
        if not cron:
            return
        # sudo: waking a scheduled action is no matter of rights.
        planned = self.env["ir.cron.trigger"].sudo()
        if not planned.search_count(
            [("cron_id", "=", cron.id), ("call_at", "=", moment)], limit=1
        ):
            cron._trigger(at=moment)

    @api.model
    def _get_due_domain(self, now):
        """:returns: domain of records that have to be looked at"""
        return Domain("sla_next_check", "<=", now)

    @api.model
    def _cron_check_deadlines(self, limit=1000):
        """Look at every record whose moment has come, in every model with deadlines.

        Work is committed after each batch; what a killed run left is due still."""
        cron, now = self.env["ir.cron"], fields.Datetime.now()
        due = self._get_due_domain(now)
        remaining = {
            name: self.env[name].with_context(active_test=False).search_count(due)
            for name in self._get_models()
        }
        left = cron._commit_progress(remaining=sum(remaining.values()))
        for name, count in remaining.items():
            if count and left:
                left = self._check_model(name, now, limit, left)
        self._schedule_next()

    @api.model
    def _check_model(self, name, now, limit, left):
        """Look at the due records of one model, batch by batch.

        :param left: seconds there are
        :returns: seconds that are left"""
        records = self.env[name].with_context(active_test=False)
        times = WorkingTimes(records._sla_load_intervals)
        seen = 0
        while left:
            # Ordered by id: what fails, or is locked, is not met again in this run.
            due = self._get_due_domain(now) & Domain("id", ">", seen)
            batch = records.search(due, order="id", limit=limit)
            if not batch:
                break
            seen = batch[-1].id
            batch.try_lock_for_update()._sla_check_safely(now, times)
            left = self.env["ir.cron"]._commit_progress(len(batch))
            # A hundred thousand records need not stay in memory.
            self.env.invalidate_all()
        return left

    @api.model
    def _schedule_next(self):
        """Wake the scheduled action again at the next moment there is something due."""
        nexts = []
        for name in self._get_models():
            record = (
                self.env[name]
                .with_context(active_test=False)
                .search(
                    [("sla_next_check", "!=", False)], order="sla_next_check", limit=1
                )
            )
            nexts += record.mapped("sla_next_check")
        if nexts:
            self._trigger_check(min(nexts))

    # Buttons ------------------------------------------------------------------------

    @api.depends_context("uid")
    def _compute_counts(self):
        self.open_count = self.missed_count = 0
        for model, policies in self.grouped("model").items():
            if model not in self.env or not self.env[model].has_access("read"):
                continue
            mine = Domain("sla_policy_id", "in", policies.ids)
            for name, domain in (
                ("open_count", Domain("resolved_at", "=", False)),
                ("missed_count", self._get_missed_domain()),
            ):
                counts = self.env[model]._read_group(
                    mine & domain, ["sla_policy_id"], ["__count"]
                )
                for policy, count in counts:
                    policy[name] = count

    @api.model
    def _get_missed_domain(self):
        """:returns: domain of records that missed a deadline"""
        return Domain("response_status", "=", "missed") | Domain(
            "resolution_status", "=", "missed"
        )

    def action_view_records(self):
        """List the records of this policy.

        :returns: the window action
        """
        return self._open_covered_records(Domain.TRUE)

    def action_view_missed(self):
        """List the records of this policy that missed a deadline.

        :returns: the window action
        """
        return self._open_covered_records(self._get_missed_domain())

    def _open_covered_records(self, domain):
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": self.model,
            "view_mode": "list,form",
            "domain": list(Domain("sla_policy_id", "=", self.id) & domain),
            "context": {"create": False},
        }

    def action_recalculate(self):
        """Count the deadlines of all open records of these policies anew, after
        holidays, working hours or the policy itself have changed. What was missed
        stays missed.

        :returns: True
        :raises AccessError: when the user may not write the policies
        """
        self.check_access("write")
        now = fields.Datetime.now()
        for model, policies in self.grouped("model").items():
            # sudo: a policy holds for records of all locations.
            records = self.env[model].sudo().with_context(active_test=False)
            records.search(
                [
                    ("sla_policy_id", "in", policies.ids),
                    ("resolved_at", "=", False),
                    ("sla_paused_since", "=", False),
                ]
            )._sla_write({"sla_next_check": now})
        self._trigger_check(now)
        return True
