from odoo import api, fields, models
from odoo.exceptions import UserError

STATES = [
    ("planned", "Planned"),
    ("running", "Running"),
    ("checking", "Effect Awaited"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]
ORIGINS = [
    ("complaint", "Complaint"),
    ("survey", "Survey"),
    ("round", "Round"),
    ("work_order", "Work Order"),
    ("other", "Other"),
]
#: actions are still to be done
TAKES_ACTIONS = ("planned", "running")
#: what the effect is measured by
MEASURE = frozenset({"kpi_id", "location_id", "expected_change"})


class CoworkImprovement(models.Model):
    """A plan to make something better, whose effect is measured before it is closed."""

    _name = "cowork.improvement"
    _description = "Improvement"
    _inherit = ["cowork.protected.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "state, check_on, id desc"
    _check_company_auto = True
    _scope_fields = frozenset({"location_id", "company_id"})
    _protected_fields = frozenset(
        {
            "state",
            "started_on",
            "finished_on",
            "check_on",
            "checked_on",
            "value_before",
            "value_after",
            "effect",
            "has_before",
            "has_after",
            "closed_by",
            "closed_on",
            "reopen_count",
        }
    )

    name = fields.Char("Goal", required=True, tracking=True)
    active = fields.Boolean(default=True)
    description = fields.Text(help="What is not good enough, and how we know.")
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="planned",
        copy=False,
        index=True,
        tracking=True,
        group_expand="_expand_states",
    )
    location_id = fields.Many2one(
        "cowork.location",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        related="location_id.company_id", store=True, precompute=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one(
        "res.users",
        "Owner",
        required=True,
        default=lambda self: self.env.user,
        index=True,
        domain="[('share', '=', False)]",
        tracking=True,
    )
    origin = fields.Selection(ORIGINS, "Comes From", required=True, default="other")
    complaint_ids = fields.One2many("cowork.complaint", "improvement_id", "Complaints")
    complaint_count = fields.Integer(compute="_compute_counts")
    survey_id = fields.Many2one(
        "survey.survey",
        index="btree_not_null",
        ondelete="restrict",
        help="The survey whose answers showed it.",
    )
    request_ids = fields.Many2many(
        "maintenance.request",
        "cowork_improvement_request_rel",
        "improvement_id",
        "request_id",
        "Work Orders",
        check_company=True,
        help="Repairs that showed it, or that are part of it.",
    )
    action_ids = fields.One2many("cowork.improvement.action", "improvement_id")
    action_count = fields.Integer("Actions", compute="_compute_counts")
    open_count = fields.Integer("Open Actions", compute="_compute_counts")
    is_overdue = fields.Boolean(
        "Overdue", compute="_compute_counts", search="_search_is_overdue"
    )
    cost = fields.Monetary(
        compute="_compute_cost",
        store=True,
        help="Of all actions that are not cancelled.",
    )

    # How we know that it worked ---------------------------------------------------

    kpi_id = fields.Many2one(
        "cowork.kpi",
        "Measured By",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="The figure of the location that is to get better.",
    )
    unit = fields.Selection(related="kpi_id.unit")
    direction = fields.Selection(related="kpi_id.direction")
    expected_change = fields.Float(
        digits=(16, 2),
        tracking=True,
        help="By how much it is to get better, without a sign. Less than that is no"
        " effect.",
    )
    check_days = fields.Integer(
        "Checked After (days)",
        default=60,
        required=True,
        help="Days after the last action on which the figure is looked at.",
    )
    evidence = fields.Text(
        help="What shows that the actions were done: photos are attached below."
    )
    started_on = fields.Date("Started", readonly=True, copy=False)
    finished_on = fields.Date("Actions Done", readonly=True, copy=False)
    check_on = fields.Date(
        "Effect Check", readonly=True, copy=False, index="btree_not_null"
    )
    checked_on = fields.Date("Checked", readonly=True, copy=False)
    has_before = fields.Boolean(readonly=True, copy=False)
    has_after = fields.Boolean(readonly=True, copy=False)
    value_before = fields.Float("Before", readonly=True, copy=False, aggregator=None)
    value_after = fields.Float("After", readonly=True, copy=False, aggregator=None)
    effect = fields.Selection(
        [
            ("proven", "Better"),
            ("none", "Not better"),
            ("no_data", "No data"),
        ],
        readonly=True,
        copy=False,
        index="btree_not_null",
        tracking=True,
    )
    explanation = fields.Text(
        copy=False,
        tracking=True,
        help="Why it is closed although the figure is not better.",
    )
    closed_by = fields.Many2one(
        "res.users", readonly=True, copy=False, ondelete="restrict"
    )
    closed_on = fields.Date(readonly=True, copy=False)
    reopen_count = fields.Integer("Reopened", readonly=True, copy=False)

    _check_days_range = models.Constraint(
        "CHECK (check_days BETWEEN 0 AND 1000)",
        "The effect is looked at 0 to 1,000 days after the last action.",
    )
    _change_range = models.Constraint(
        "CHECK (expected_change >= 0 AND expected_change < 1000000000000)",
        "The expected change is a number without a sign.",
    )
    _closed_checked = models.Constraint(
        "CHECK (state != 'closed' OR (evidence IS NOT NULL AND effect IS NOT NULL"
        " AND (effect = 'proven' OR explanation IS NOT NULL)))",
        "An improvement is closed with evidence, and an effect or an explanation.",
    )

    @api.model
    def _expand_states(self, _states, _domain):
        """:returns: columns that are there without an improvement in them"""
        return ["planned", "running", "checking"]

    # Computed ---------------------------------------------------------------------

    def _compute_counts(self):
        self.action_count = self.open_count = self.complaint_count = 0
        self.is_overdue = False
        actions = self.env["cowork.improvement.action"]
        for improvement, state, due, count in actions._read_group(
            [("improvement_id", "in", self.ids), ("state", "!=", "cancelled")],
            ["improvement_id", "state"],
            ["due_on:min", "__count"],
        ):
            improvement.action_count += count
            if state == "open":
                improvement.open_count = count
                improvement.is_overdue = (
                    improvement.state in TAKES_ACTIONS
                    and due < improvement.location_id._today()
                )
        for improvement, count in self.env["cowork.complaint"]._read_group(
            [("improvement_id", "in", self.ids)], ["improvement_id"], ["__count"]
        ):
            improvement.complaint_count = count

    def _search_is_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        actions = self.env["cowork.improvement.action"]
        late = actions._search(actions._get_overdue_domain())
        return [("action_ids", "in", late)]

    @api.depends("action_ids.cost", "action_ids.state")
    def _compute_cost(self):
        for improvement in self:
            done = improvement.action_ids.filtered(lambda a: a.state != "cancelled")
            improvement.cost = sum(done.mapped("cost"))

    # What may be written -------------------------------------------------------------

    def write(self, vals):
        if MEASURE & vals.keys() and not self._is_by_action():
            self._check_measure(vals)
        return super().write(vals)

    def _check_measure(self, vals):
        """:raises UserError: when the yardstick would change after the work began"""
        for improvement in self.filtered(lambda i: i.state not in ("planned",)):
            changed = [
                name
                for name in sorted(MEASURE & vals.keys())
                if improvement._would_change(name, vals[name])
            ]
            if changed:
                raise UserError(
                    self.env._(
                        "%(improvement)s is measured by what was agreed when it"
                        " started: “%(field)s” does not change any more.",
                        improvement=improvement.name,
                        field=self._fields[changed[0]]._description_string(self.env),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_started(self):
        if started := self.filtered(lambda i: i.state != "planned"):
            raise UserError(
                self.env._("%s has started: cancel it instead.", started[0].name)
            )

    # Smart buttons ----------------------------------------------------------------

    def action_view_complaints(self):
        """:returns: the window action with the complaints behind one improvement"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Complaints"),
            "res_model": "cowork.complaint",
            "view_mode": "list,form",
            "domain": [("improvement_id", "=", self.id)],
            "context": {"default_improvement_id": self.id},
        }

    def action_view_figures(self):
        """:returns: the window action with the figures one improvement is measured by
        :raises UserError: when it is measured by none"""
        self.ensure_one()
        if not self.kpi_id:
            raise UserError(self.env._("Choose the figure it is measured by first."))
        action = self.kpi_id.action_view_values()
        action["domain"] = [
            ("kpi_id", "=", self.kpi_id.id),
            ("location_id", "=", self.location_id.id),
        ]
        return action
