from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.rounds import coverage_rate, covered_spaces

STATES = [
    ("planned", "Planned"),
    ("in_progress", "In Progress"),
    ("done", "Done"),
    ("missed", "Missed"),
    ("cancelled", "Cancelled"),
]


class CoworkRound(models.Model):
    """One walk by the points of a template, on one day."""

    _name = "cowork.round"
    _description = "Round"
    _inherit = [
        "cowork.protected.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "hr.mixin",
    ]
    _order = "start desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _owner_fields = frozenset({"template_id"})
    _protected_fields = frozenset(
        {
            "key",
            "location_id",
            "company_id",
            "kind",
            "shift_id",
            "booking_id",
            "space_id",
            "state",
            "started_at",
            "done_at",
            "line_ids",
            "answers_taken",
            "is_by_hand",
            "point_count",
            "answered_count",
            "failed_count",
            "spaces_due",
            "spaces_covered",
        }
    )

    name = fields.Char(
        required=True,
        compute="_compute_name",
        store=True,
        readonly=False,
        precompute=True,
    )
    key = fields.Char(
        readonly=True,
        copy=False,
        help="What it was planned for: nothing is planned twice.",
    )
    template_id = fields.Many2one(
        "cowork.round.template", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(related="template_id.kind", store=True, precompute=True)
    location_id = fields.Many2one(
        related="template_id.location_id", store=True, precompute=True, index=True
    )
    company_id = fields.Many2one(
        related="template_id.company_id", store=True, precompute=True, index=True
    )
    tz = fields.Selection(related="location_id.tz", string="Time Zone")
    shift_id = fields.Many2one(
        "cowork.round.shift", readonly=True, index="btree_not_null", ondelete="set null"
    )
    booking_id = fields.Many2one(
        "cowork.booking",
        "After Booking",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        groups="cowork_members.group_front_desk",
    )
    space_id = fields.Many2one(
        "cowork.space",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The space whose booking has ended.",
    )
    is_by_hand = fields.Boolean(readonly=True, copy=False)
    date = fields.Date(
        "Day",
        required=True,
        index=True,
        default=fields.Date.context_today,
        help="At the location.",
    )
    start = fields.Datetime(
        "From", required=True, index=True, default=lambda self: self._default_start()
    )
    due = fields.Datetime(
        "Due By",
        required=True,
        default=lambda self: self._default_start() + timedelta(hours=8),
    )
    local_time = fields.Char("At the Location", compute="_compute_local_time")
    team_id = fields.Many2one(
        "maintenance.team", check_company=True, index="btree_not_null", tracking=True
    )
    employee_id = fields.Many2one(
        "hr.employee", check_company=True, index="btree_not_null", tracking=True
    )
    user_id = fields.Many2one(
        "res.users",
        compute="_compute_user_id",
        store=True,
        compute_sudo=True,
        index="btree_not_null",
        help="The user of the employee who makes it.",
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="planned",
        copy=False,
        index=True,
        tracking=True,
    )
    started_at = fields.Datetime(readonly=True, copy=False)
    done_at = fields.Datetime(readonly=True, copy=False)
    is_late = fields.Boolean(
        "Late", compute="_compute_is_late", search="_search_is_late"
    )
    finished_late = fields.Boolean(compute="_compute_finished_late", store=True)
    line_ids = fields.One2many("cowork.round.line", "round_id", "Points", readonly=True)
    request_ids = fields.One2many(
        "maintenance.request", "round_id", "Work Orders", readonly=True
    )
    request_count = fields.Integer(compute="_compute_request_count")
    point_count = fields.Integer(
        "Number of Points", compute="_compute_counts", store=True
    )
    answered_count = fields.Integer("Looked At", compute="_compute_counts", store=True)
    failed_count = fields.Integer("Failed", compute="_compute_counts", store=True)
    progress = fields.Float("Done (%)", compute="_compute_progress")
    spaces_due = fields.Integer(compute="_compute_coverage", store=True)
    spaces_covered = fields.Integer(
        compute="_compute_coverage",
        store=True,
        help="Spaces all points of which were looked at in time.",
    )
    coverage = fields.Float(
        "Coverage (%)",
        compute="_compute_coverage_rate",
        help="Spaces covered on schedule of a hundred due.",
    )
    answers_taken = fields.Integer(readonly=True, copy=False)

    _once = models.UniqueIndex("(key)", "This round is planned already.")
    _due_after_start = models.Constraint(
        "CHECK (due > start)", "A round is due after it may begin."
    )
    _state_known = models.Constraint(
        "CHECK (state IN ('planned', 'in_progress', 'done', 'missed', 'cancelled'))",
        "Unknown state.",
    )
    _open_due_index = models.Index("(due) WHERE state IN ('planned', 'in_progress')")
    _location_start_index = models.Index("(location_id, start)")

    @api.model
    def _default_start(self):
        return fields.Datetime.now().replace(second=0, microsecond=0)

    # Computed ------------------------------------------------------------------------

    @api.depends("template_id")
    def _compute_name(self):
        for one in self:
            one.name = one.name or one.template_id.name

    @api.depends("name", "date")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for one in self:
            day = one.date and format_date(self.env, one.date)
            one.display_name = f"{one.name}, {day}" if day else one.name

    @api.depends("employee_id.user_id")
    def _compute_user_id(self):
        for one in self:
            one.user_id = one.employee_id.user_id

    @api.depends("start", "due", "location_id.tz")
    @api.depends_context("lang")
    def _compute_local_time(self):
        for one in self:
            one.local_time = (
                one.start
                and one.due
                and one.location_id
                and one.location_id._format_range(one.start, one.due)
            )

    @api.depends("state", "due", "done_at")
    def _compute_is_late(self):
        now = fields.Datetime.now()
        for one in self:
            moment = one.done_at or now
            late = bool(one.due) and moment > one.due
            one.is_late = late and one.state != "cancelled"

    def _search_is_late(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        now = fields.Datetime.now()
        over = Domain("state", "in", ("planned", "in_progress", "missed"))
        return over & Domain("due", "<", now) | Domain("finished_late", "=", True)

    @api.depends("done_at", "due")
    def _compute_finished_late(self):
        for one in self:
            one.finished_late = bool(one.done_at and one.due and one.done_at > one.due)

    @api.depends("line_ids.result")
    def _compute_counts(self):
        for one in self:
            lines = one.line_ids
            one.point_count = len(lines)
            one.answered_count = len(lines.filtered("result"))
            one.failed_count = len(lines.filtered(lambda ln: ln.result == "failed"))

    @api.depends("point_count", "answered_count")
    def _compute_progress(self):
        for one in self:
            count = one.point_count
            one.progress = 100.0 * one.answered_count / count if count else 0.0

    @api.depends("due", "line_ids.result", "line_ids.done_at", "line_ids.space_id")
    def _compute_coverage(self):
        for one in self:
            due, covered = covered_spaces(
                [(line.space_id.id, line._get_looked_at()) for line in one.line_ids],
                one.due,
            )
            one.spaces_due, one.spaces_covered = len(due), len(covered)

    @api.depends("spaces_due", "spaces_covered")
    def _compute_coverage_rate(self):
        for one in self:
            one.coverage = coverage_rate(one.spaces_covered, one.spaces_due) or 0.0

    @api.depends("line_ids.request_id")
    def _compute_request_count(self):
        for one in self:
            one.request_count = len(one.line_ids.request_id)

    # Planning ------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        rounds = super().create(vals_list)
        if not self._is_by_action():
            # Planned by hand: it is nobody's to take back.
            rounds._by_action().write({"is_by_hand": True})
        rounds._make_lines()
        return rounds

    @api.model
    def _plan(self, vals_list):
        """:param vals_list: values with the key each round is known by
        :returns: new rounds, with their points"""
        # Nobody follows what the system plans by the thousand.
        quiet = self.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_notrack=True
        )
        return quiet._by_action().create(vals_list)

    def _make_lines(self):
        """Copy the points of the templates: what is changed there later is of later
        rounds."""
        self.env["cowork.round.line"]._by_action().create(
            [
                one._prepare_line(point)
                for one in self
                for point in one.template_id.point_ids
            ]
        )

    def _prepare_line(self, point):
        return {
            "round_id": self.id,
            "point_id": point.id,
            "sequence": point.sequence,
            "name": point.name,
            "standard": point.standard,
            "space_id": (point.space_id or self.space_id).id,
            "equipment_id": point.equipment_id.id,
            "check_type": point.check_type,
            "photo_required": point.photo_required,
            "scan_required": point.scan_required,
            "unit": point.unit,
            "value_min": point.value_min,
            "value_max": point.value_max,
            "priority": point.priority,
            "category_id": point.category_id.id,
        }

    # Actions -------------------------------------------------------------------------

    def action_cancel(self):
        """Leave rounds out: the building was closed, or the points have changed. They
        count neither as due nor as missed.

        :returns: True
        :raises AccessError: when the user may not change rounds
        :raises UserError: when one is done
        """
        self.check_access("write")
        if done := self.filtered(lambda one: one.state == "done"):
            raise UserError(
                self.env._("%s is done: it cannot be left out.", done[0].display_name)
            )
        self._by_action().write({"state": "cancelled"})
        return True

    def action_reopen(self):
        """Take back that rounds were left out.

        :returns: True
        :raises AccessError: when the user may not change rounds
        """
        self.check_access("write")
        cancelled = self.filtered(lambda one: one.state == "cancelled")
        cancelled._by_action().write({"state": "planned"})
        cancelled._follow_answers()
        return True

    def action_open_phone(self):
        """Open the phone's screen at this round.

        :returns: the client action
        """
        self.ensure_one()
        action = self.env["ir.actions.client"]._for_xml_id(
            "cowork_facilities.action_cowork_round_phone"
        )
        action["params"] = {"round": self.id}
        return action

    def action_view_requests(self):
        """List the work orders of this round's points.

        :returns: the window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Work Orders"),
            "res_model": "maintenance.request",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.line_ids.request_id.ids)],
        }

    def action_view_spaces(self):
        """List the spaces in which this round has a point.

        :returns: the window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Spaces"),
            "res_model": "cowork.space",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.line_ids.space_id.ids)],
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_made(self):
        for one in self:
            if one.state != "planned":
                raise ValidationError(
                    self.env._(
                        "%s counts: it cannot be deleted. Cancel it instead.",
                        one.display_name,
                    )
                )
