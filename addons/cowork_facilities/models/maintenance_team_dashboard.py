from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from odoo.addons.cowork_members.models.optional_float import OptionalFloat

from ..engine.work_figures import percent

#: days of a card, counted back from now
RECENT_DAYS = 30
#: who sees figures: whoever may read the analysis they come from
STAFF = "cowork_facilities.group_user,cowork_members.group_front_desk"
#: who sees figures of rounds: whoever may read these
ROUND_STAFF = "cowork_facilities.group_user"
#: figures of a card that are means, by the same name as in the analysis
MEANS = (
    "response_rate",
    "resolution_rate",
    "response_hours",
    "repair_hours",
    "between_hours",
    "first_time_fix",
    "repeat_rate",
    "planned_share",
)


class MaintenanceTeam(models.Model):
    """The manager's dashboard: a card per team, with what waits and how well it goes.

    Counts are those of the orders the user may see. Means are of the last 30 days.
    """

    _inherit = "maintenance.team"

    open_count = fields.Integer("Open", compute="_compute_open", groups=STAFF)
    unassigned_count = fields.Integer(
        "Without Technician", compute="_compute_open", groups=STAFF
    )
    hold_count = fields.Integer("Orders on Hold", compute="_compute_open", groups=STAFF)
    due_count = fields.Integer(
        "Due Within a Day",
        compute="_compute_open",
        groups=STAFF,
        help="Open orders whose deadline for completion is less than 24 hours away.",
    )
    late_count = fields.Integer(
        "Late",
        compute="_compute_open",
        groups=STAFF,
        help="Open orders that were not answered or not completed by their deadline.",
    )
    repeat_count = fields.Integer(
        "Repeats",
        compute="_compute_open",
        groups=STAFF,
        help="Open orders for what failed again within 30 days of its last repair.",
    )
    backlog_days = OptionalFloat(
        "Mean Age (days)",
        digits=(16, 1),
        compute="_compute_open",
        groups=STAFF,
        help="Days since the report ÷ open orders.",
    )
    done_count = fields.Integer(
        "Completed in 30 Days",
        compute="_compute_recent",
        groups=STAFF,
        help="Orders completed in the last 30 days; the figures below are theirs.",
    )
    response_rate = OptionalFloat(
        "Answered in Time (%)",
        digits=(16, 1),
        compute="_compute_recent",
        groups=STAFF,
        help="Orders answered within their deadline ÷ orders whose answer was due.",
    )
    resolution_rate = OptionalFloat(
        "Done in Time (%)",
        digits=(16, 1),
        compute="_compute_recent",
        groups=STAFF,
        help="Orders completed within their deadline ÷ orders that were due.",
    )
    response_hours = OptionalFloat(
        "Mean Time to Respond (h)",
        digits=(16, 1),
        compute="_compute_recent",
        groups=STAFF,
        help="Hours from the report to the first answer ÷ orders answered. By the"
        " clock, nights included.",
    )
    repair_hours = OptionalFloat(
        "Mean Time to Repair (h)",
        digits=(16, 1),
        compute="_compute_recent",
        groups=STAFF,
        help="Hours from the report to the completion, without those on hold ÷ failures"
        " repaired. By the clock, nights included.",
    )
    between_hours = OptionalFloat(
        "Mean Time Between Failures (h)",
        digits=(16, 1),
        compute="_compute_recent",
        groups=STAFF,
        help="Hours from the completion of the last repair to the next failure of the"
        " same equipment ÷ failures that followed a repair.",
    )
    first_time_fix = OptionalFloat(
        "First-Time Fix (%)",
        digits=(16, 1),
        compute="_compute_recent",
        groups=STAFF,
        help="Failures repaired and never reopened ÷ failures repaired.",
    )
    repeat_rate = OptionalFloat(
        "Repeat Failures (%)",
        digits=(16, 1),
        compute="_compute_recent",
        groups=STAFF,
        help="Failures within 30 days of the last repair of the same ÷ failures.",
    )
    planned_share = OptionalFloat(
        "Planned Share in Hours (%)",
        digits=(16, 1),
        compute="_compute_recent",
        groups=STAFF,
        help="Hours worked on preventive orders ÷ all hours worked.",
    )

    missed_round_count = fields.Integer(
        "Missed Rounds",
        compute="_compute_rounds",
        groups=ROUND_STAFF,
        help="Rounds of the last 30 days that were not finished in time.",
    )
    coverage = OptionalFloat(
        "Service Coverage (%)",
        digits=(16, 1),
        compute="_compute_rounds",
        groups=ROUND_STAFF,
        help="Spaces covered on schedule ÷ spaces due on the rounds of the last 30"
        " days.",
    )

    def _compute_open(self):
        counts = {
            name: self._count_orders(domain)
            for name, domain in self._get_open_domains().items()
        }
        ages = dict(
            self.env["cowork.work.report"]._read_group(
                [("maintenance_team_id", "in", self.ids), ("open_count", "=", 1)],
                ["maintenance_team_id"],
                ["age_days:avg"],
            )
        )
        for team in self:
            for name, by_team in counts.items():
                team[name] = by_team.get(team, 0)
            team.backlog_days = ages.get(team)

    def _compute_recent(self):
        rows = self.env["cowork.work.report"]._read_group(
            [("maintenance_team_id", "in", self.ids), *self._get_recent_domain()],
            ["maintenance_team_id"],
            ["__count", *(f"{name}:avg" for name in MEANS)],
        )
        found = {team: figures for team, *figures in rows}
        for team in self:
            count, *means = found.get(team) or (0, *(None for _name in MEANS))
            team.done_count = count
            for name, value in zip(MEANS, means, strict=True):
                team[name] = value

    def _compute_rounds(self):
        mine = Domain("team_id", "in", self.ids) & self._get_recent_rounds_domain()
        rows = self.env["cowork.round"]._read_group(
            mine & Domain("state", "in", ("done", "missed")),
            ["team_id"],
            ["spaces_covered:sum", "spaces_due:sum"],
        )
        sums = {team: percent(covered, due) for team, covered, due in rows}
        missed = dict(
            self.env["cowork.round"]._read_group(
                mine & Domain("state", "=", "missed"), ["team_id"], ["__count"]
            )
        )
        for team in self:
            team.missed_round_count = missed.get(team, 0)
            team.coverage = sums.get(team)

    def _count_orders(self, domain):
        """:returns: {team: number of its orders in ``domain``}"""
        return dict(
            self.env["maintenance.request"]._read_group(
                Domain("maintenance_team_id", "in", self.ids) & domain,
                ["maintenance_team_id"],
                ["__count"],
            )
        )

    @api.model
    def _get_open_domains(self):
        """:returns: {name of a field: domain of the orders it counts}"""
        now = fields.Datetime.now()
        is_open = Domain("is_closed", "=", False)
        unanswered = Domain("answered_at", "=", False)
        late = (Domain("response_status", "=", "missed") & unanswered) | Domain(
            "resolution_status", "=", "missed"
        )
        return {
            "open_count": is_open,
            "unassigned_count": is_open & Domain("user_id", "=", False),
            "hold_count": is_open & Domain("hold_reason_id", "!=", False),
            "due_count": is_open
            & Domain("resolution_deadline", ">=", now)
            & Domain("resolution_deadline", "<", fields.Datetime.add(now, days=1)),
            "late_count": is_open & late,
            "repeat_count": is_open & Domain("is_repeat", "=", True),
        }

    @api.model
    def _get_recent_domain(self):
        """:returns: domain of the orders whose figures a card shows"""
        first = fields.Datetime.subtract(fields.Datetime.now(), days=RECENT_DAYS)
        return Domain("closed_at", ">=", first)

    @api.model
    def _get_recent_rounds_domain(self):
        """:returns: domain of the rounds of the days a card shows"""
        first = fields.Datetime.subtract(fields.Datetime.now(), days=RECENT_DAYS)
        return Domain("due", ">=", first)

    # Links --------------------------------------------------------------------------

    def action_view_orders(self):
        """Open the work orders that a figure on the card counts.

        :returns: the window action; which figure it is says ``cowork_figure`` in the
            context, the name of its field
        :raises UserError: when there is no such figure
        """
        self.ensure_one()
        self.check_access("read")
        name = self.env.context.get("cowork_figure", "open_count")
        domain = self._get_open_domains().get(name)
        if name == "done_count":
            domain = self._get_recent_domain() & Domain("is_closed", "=", True)
            domain &= Domain("archive", "=", False)
        if domain is None:
            raise UserError(
                self.env._("There is no figure “%s” on the card of a team.", name)
            )
        return {
            "type": "ir.actions.act_window",
            "name": f"{self.name}: {self._fields[name]._description_string(self.env)}",
            "res_model": "maintenance.request",
            "views": [(False, view) for view in ("list", "kanban", "form")],
            "domain": list(domain & Domain("maintenance_team_id", "=", self.id)),
            "context": {"default_maintenance_team_id": self.id},
        }

    def action_view_missed_rounds(self):
        """Open the rounds of a team that were missed lately.

        :returns: the window action
        """
        self.ensure_one()
        self.check_access("read")
        missed = Domain("team_id", "=", self.id) & Domain("state", "=", "missed")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("%s: Missed Rounds", self.name),
            "res_model": "cowork.round",
            "views": [(False, "list"), (False, "form")],
            "domain": list(missed & self._get_recent_rounds_domain()),
        }

    def action_view_analysis(self):
        """Open the analysis of the orders a team completed lately.

        :returns: the window action
        """
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_facilities.action_cowork_work_report"
        )
        action["domain"] = [("maintenance_team_id", "=", self.id)]
        return action
