from odoo import api, fields, models
from odoo.fields import Domain

from .cowork_contract import LIVE_STATES


class CoworkContract(models.Model):
    """What holds today, and what was agreed to change on a later day."""

    _inherit = "cowork.contract"

    next_change_date = fields.Date(
        "Next Change",
        compute="_compute_monthly_value",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
        help="The next day on which other plans, spaces or people are in force.",
    )
    planned_line_ids = fields.Many2many(
        "cowork.contract.line",
        string="Planned Changes",
        compute="_compute_planned_line_ids",
        help="Plans and spaces that are agreed from a later day on.",
    )

    def _get_reference_day(self):
        """:returns: the day that figures of one contract are about: today while it
        runs, its first day before, its last day after; False without a first day"""
        self.ensure_one()
        start, end = self.date_start, self.date_end
        if not start or self.state not in (*LIVE_STATES, "ended"):
            return start
        day = max(self.location_id._today(), start)
        return max(min(day, end), start) if end else day

    def _get_current_lines(self):
        """:returns: the lines in force on each contract's reference day; where none
        are yet, those that begin next"""
        ids = []
        for contract in self:
            day = contract._get_reference_day()
            if not day:
                ids += contract.line_ids.ids
                continue
            lines = contract._get_lines_on(day)
            if not lines:
                lines = contract.line_ids.filtered(
                    lambda line, day=day: line.date_start > day and not line._is_empty()
                )
                first = min(lines.mapped("date_start"), default=day)
                lines = lines.filtered(lambda line, day=first: line.date_start == day)
            ids += lines._ids
        return self.line_ids.browse(ids)

    @api.depends(
        "state",
        "location_id",
        "date_start",
        "date_end",
        "line_ids.monthly_value",
        "line_ids.date_start",
        "line_ids.date_stop",
        "line_ids.is_void",
        "member_history_ids.date_from",
        "member_history_ids.date_to",
    )
    def _compute_monthly_value(self):
        for contract in self:
            lines = contract._get_current_lines()
            contract.monthly_value = sum(lines.mapped("monthly_value"))
            contract.next_change_date = contract._get_next_change()

    def _get_next_change(self):
        """:returns: the first day after the reference day on which lines or people
        come or go; False without one"""
        if self.state not in LIVE_STATES or not self.date_start:
            return False
        spans = [
            (line.date_start, line.date_stop)
            for line in self.line_ids
            if not line._is_empty()
        ]
        spans += [(row.date_from, row.date_to) for row in self.member_history_ids]
        days = {start for start, _stop in spans if start}
        days |= {fields.Date.add(stop, days=1) for _start, stop in spans if stop}
        reference, end = self._get_reference_day(), self.date_end
        return min(
            (day for day in days if day > reference and (not end or day <= end)),
            default=False,
        )

    @api.depends(
        "line_ids.plan_id",
        "line_ids.space_id",
        "line_ids.date_start",
        "line_ids.date_stop",
        "line_ids.is_void",
    )
    def _compute_line_figures(self):
        # Fetches all names at once.
        (self.line_ids.plan_id.mapped("name"), self.line_ids.space_id.mapped("name"))
        for contract in self:
            lines = contract._get_current_lines() or contract._get_final_lines()
            lines = lines or contract.line_ids
            contract.plan_names = ", ".join(dict.fromkeys(lines.plan_id.mapped("name")))
            contract.space_names = ", ".join(lines.space_id.mapped("name"))

    @api.depends(
        "state", "line_ids.date_start", "line_ids.date_stop", "line_ids.is_void"
    )
    def _compute_planned_line_ids(self):
        for contract in self:
            contract.planned_line_ids = contract.line_ids.filtered("is_planned").sorted(
                "date_start"
            )

    # The day comes ---------------------------------------------------------------

    @api.model
    def _get_calendar_domain(self):
        today = fields.Date.context_today(self.with_context(tz="UTC"))
        # No time zone is more than a day away from UTC.
        tomorrow = fields.Date.add(today, days=1)
        return super()._get_calendar_domain() | (
            Domain("state", "in", LIVE_STATES)
            & Domain("next_change_date", "<=", tomorrow)
        )

    def _follow_calendar(self):
        result = super()._follow_calendar()
        # sudo: what holds today does not depend on whose action made us look.
        due = self.sudo().filtered(
            lambda contract: contract.next_change_date
            and contract.next_change_date <= contract.location_id._today()
        )
        if due:
            due._follow_changes()
        return result

    def _follow_changes(self):
        """Show on contracts what holds from today on."""
        for name in ("monthly_value", "next_change_date"):
            self.env.add_to_compute(self._fields[name], self)
        self.flush_recordset(["monthly_value", "next_change_date"])
