from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import date_utils

from .cowork_improvement import TAKES_ACTIONS


class CoworkImprovementAction(models.Model):
    """One thing somebody does by a day, so that a figure gets better."""

    _name = "cowork.improvement.action"
    _description = "Improvement Action"
    _inherit = ["cowork.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "due_on, id"
    _check_company_auto = True
    _owner_fields = frozenset({"improvement_id"})
    _protected_fields = frozenset(
        {"state", "done_on", "done_by", "escalation_level", "escalated_on"}
    )

    improvement_id = fields.Many2one(
        "cowork.improvement", required=True, index=True, ondelete="cascade"
    )
    location_id = fields.Many2one(
        related="improvement_id.location_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="improvement_id.company_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    kpi_id = fields.Many2one(related="improvement_id.kpi_id")
    name = fields.Char("Action", required=True, tracking=True)
    expected_effect = fields.Char(help="What it does to the figure, and why.")
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        index=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    due_on = fields.Date("Due", required=True, index=True, tracking=True)
    cost = fields.Monetary()
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("cancelled", "Cancelled")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
        tracking=True,
    )
    evidence = fields.Text(help="What shows that it was done.")
    done_on = fields.Date(readonly=True, copy=False)
    done_by = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    escalation_level = fields.Integer(
        "Escalation",
        readonly=True,
        copy=False,
        help="How many steps up the organisation chart know that it is late.",
    )
    escalated_on = fields.Date(readonly=True, copy=False)
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_is_overdue", search="_search_is_overdue"
    )

    _cost_range = models.Constraint(
        "CHECK (cost >= 0 AND cost < 1000000000000)",
        "The cost is zero or a positive amount.",
    )
    _overdue = models.Index("(due_on) WHERE state = 'open'")

    @api.depends("due_on", "state", "improvement_id.state", "location_id")
    def _compute_is_overdue(self):
        for action in self:
            action.is_overdue = bool(
                action.state == "open"
                and action.improvement_id.state in TAKES_ACTIONS
                and action.due_on
                and action.location_id
                and action.due_on < action.location_id._today()
            )

    def _search_is_overdue(self, operator, _value):
        if operator != "in":
            return NotImplemented
        return self._get_overdue_domain()

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        actions._check_open_plan()
        return actions

    def write(self, vals):
        moved = self.filtered(
            lambda action: action.escalation_level
            and any(
                action._would_change(name, vals[name])
                for name in ("due_on", "user_id")
                if name in vals
            )
        )
        result = super().write(vals)
        if moved:
            moved._begin_anew()
        return result

    def _begin_anew(self):
        """Escalate from the owner on: it is due on another day, or somebody else's."""
        self._by_action().write({"escalation_level": 0, "escalated_on": False})
        self._drop_overdue()

    def _check_open_plan(self):
        """:raises UserError: when the plan does not take actions any more"""
        for action in self:
            if action.improvement_id.state not in TAKES_ACTIONS:
                raise UserError(
                    self.env._(
                        "%s is not running: reopen it to add actions.",
                        action.improvement_id.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if self.filtered(lambda a: a.improvement_id.state != "planned"):
            raise UserError(
                self.env._("The plan has started: cancel the action instead.")
            )

    # Steps ---------------------------------------------------------------------

    def action_done(self):
        """Say that actions are done, with what shows it.

        :returns: True
        :raises AccessError: when the user may not write the actions
        :raises UserError: without evidence, or when one is not open
        """
        self.check_access("write")
        self._require_open()
        for action in self:
            if not (action.evidence or "").strip():
                raise UserError(
                    self.env._(
                        "“%s”: write down what shows that it is done.", action.name
                    )
                )
        for action in self._by_action():
            action.write(
                {
                    "state": "done",
                    "done_on": action.location_id._today(),
                    "done_by": self.env.uid,
                }
            )
        # sudo: the to-do may be a superior's.
        self.sudo().activity_feedback(["cowork_members.mail_activity_type_sla"])
        return True

    def action_cancel(self):
        """Give actions up.

        :returns: True
        :raises AccessError: when the user may not write the actions
        :raises UserError: when one is not open
        """
        self.check_access("write")
        self._require_open()
        self._by_action().write({"state": "cancelled"})
        self._drop_overdue()
        return True

    def _drop_overdue(self):
        """Take what was told about these actions off everybody's list."""
        # sudo: the to-do may be a superior's.
        self.sudo().activity_unlink(["cowork_members.mail_activity_type_sla"])

    def _require_open(self):
        if over := self.filtered(lambda action: action.state != "open"):
            raise UserError(self.env._("“%s” is not open any more.", over[0].name))

    # Overdue ---------------------------------------------------------------------

    @api.model
    def _cron_escalate(self, limit=200):
        """Tell the owners of overdue actions, then who is above them, a level a week.

        What was told is kept with the action in the same transaction: a killed run
        goes on where it was, and tells nobody twice."""
        cron = self.env["ir.cron"]
        due = self._get_overdue_domain() & (
            Domain("escalated_on", "=", False)
            | self.env["cowork.location"]._get_day_domain(
                lambda today: [
                    ("escalated_on", "<=", date_utils.subtract(today, days=7))
                ]
            )
        )
        cron._commit_progress(remaining=self.search_count(due))
        while batch := self.search(due, order="id", limit=limit):
            batch = batch.try_lock_for_update()
            if not batch:
                return
            batch._escalate()
            if not cron._commit_progress(len(batch)):
                return

    @api.model
    def _get_overdue_domain(self):
        """:returns: domain of the actions that were to be done by yesterday, where they
        are; of a plan that was given up, none is"""
        late = self.env["cowork.location"]._get_day_domain(
            lambda today: [("due_on", "<", today)]
        )
        return (
            Domain("state", "=", "open")
            & Domain("improvement_id.state", "in", TAKES_ACTIONS)
            & Domain("improvement_id.active", "=", True)
            & late
        )

    def _escalate(self):
        """Take overdue actions one level up; the first level is their owner."""
        chart = self.env["cowork.sla.mixin"]
        people = chart._sla_get_employees(self.user_id)
        chart._sla_load_chart(self.env["hr.employee"].union(*people.values()))
        for action in self._by_action():
            owner = people.get(action.user_id)
            above = chart._sla_get_line(owner) if owner else []
            users = [action.user_id, *(person.user_id for person in above)]
            level = action.escalation_level
            action.write(
                {
                    "escalation_level": min(level + 1, len(users)),
                    "escalated_on": action.location_id._today(),
                }
            )
            if level < len(users):
                action._tell_overdue(users[level])

    def _tell_overdue(self, user):
        self.activity_schedule(
            "cowork_members.mail_activity_type_sla",
            summary=self.env._("Overdue: %s", self.name),
            note=self.env._("Owner: %s", self.user_id.name),
            user_id=user.id,
        )
