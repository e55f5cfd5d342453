import json

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from odoo.addons.cowork_members.models.cowork_kpi import HUNDREDS

from ..engine.effect import Point, judge, level, months_after, months_before


class CoworkImprovement(models.Model):
    """From the first action to a figure that is better, or an explanation."""

    _inherit = "cowork.improvement"

    chart = fields.Text("Before and After", compute="_compute_chart")
    value_before_text = fields.Char("Before in Words", compute="_compute_texts")
    value_after_text = fields.Char("After in Words", compute="_compute_texts")

    # Steps --------------------------------------------------------------------------

    def action_start(self):
        """Begin: the figure before is noted, and does not change any more.

        :returns: True
        :raises AccessError: when the user may not write the improvements
        :raises UserError: without actions or a figure to measure by
        """
        self.check_access("write")
        self._require("planned")
        for improvement in self:
            if not improvement.action_ids or not improvement.kpi_id:
                raise UserError(
                    self.env._(
                        "%s: enter the actions, and choose the figure that shows"
                        " whether they worked.",
                        improvement.name,
                    )
                )
        for improvement in self._by_action():
            today = improvement.location_id._today()
            improvement.write({"state": "running", "started_on": today})
            improvement._note_before()
        return True

    def action_finish(self):
        """Say that all actions are done: the effect is looked at after some time.

        :returns: True
        :raises AccessError: when the user may not write the improvements
        :raises UserError: while actions are open
        """
        self.check_access("write")
        self._require("running")
        for improvement in self:
            if waiting := improvement.action_ids.filtered(lambda a: a.state == "open"):
                raise UserError(
                    self.env._(
                        "%(improvement)s: “%(action)s” is not done yet.",
                        improvement=improvement.name,
                        action=waiting[0].name,
                    )
                )
        for improvement in self._by_action():
            today = improvement.location_id._today()
            improvement.write(
                {
                    "state": "checking",
                    "finished_on": today,
                    "check_on": fields.Date.add(today, days=improvement.check_days),
                }
            )
        return True

    def action_check(self):
        """Look at the figure now, on or after the day of the check.

        :returns: True
        :raises AccessError: when the user may not write the improvements
        :raises UserError: before that day
        """
        self.check_access("write")
        self._require("checking")
        for improvement in self:
            if improvement.check_on > improvement.location_id._today():
                raise UserError(
                    self.env._(
                        "%(improvement)s: the effect shows on %(day)s at the earliest.",
                        improvement=improvement.name,
                        day=format_date(self.env, improvement.check_on),
                    )
                )
        self._check_effect()
        return True

    def action_close(self):
        """Close what is proven, or explained.

        :returns: True
        :raises AccessError: when the user may not write the improvements
        :raises UserError: before the effect was looked at, without evidence, or without
            an effect and an explanation
        """
        self.check_access("write")
        self._require("checking")
        for improvement in self:
            improvement._check_closable()
        for improvement in self._by_action():
            improvement.write(
                {
                    "state": "closed",
                    "closed_by": self.env.uid,
                    "closed_on": improvement.location_id._today(),
                }
            )
        return True

    def _check_closable(self):
        """:raises UserError: telling what one improvement lacks"""
        if not self.effect:
            raise UserError(
                self.env._(
                    "%(improvement)s is closed after its effect was looked at, on"
                    " %(day)s.",
                    improvement=self.name,
                    day=format_date(self.env, self.check_on),
                )
            )
        if not (self.evidence or "").strip():
            raise UserError(
                self.env._(
                    "%s: write down what shows that the actions were done.", self.name
                )
            )
        if self.effect != "proven" and not (self.explanation or "").strip():
            raise UserError(
                self.env._(
                    "%s: the figure is not better. Reopen it with further actions, or"
                    " explain why it is closed nevertheless.",
                    self.name,
                )
            )

    def action_reopen(self):
        """Go on with what had no effect.

        :returns: True
        :raises AccessError: when the user may not write the improvements
        :raises UserError: when it is running already
        """
        self.check_access("write")
        self._require("checking", "closed", "cancelled")
        for improvement in self._by_action():
            improvement.write(
                {
                    "state": "running" if improvement.started_on else "planned",
                    "finished_on": False,
                    "check_on": False,
                    "checked_on": False,
                    "effect": False,
                    "has_after": False,
                    "value_after": False,
                    "closed_by": False,
                    "closed_on": False,
                    "reopen_count": improvement.reopen_count + 1,
                }
            )
        return True

    def action_cancel(self):
        """Give a plan up; what it is for stays to be seen.

        :returns: True
        :raises AccessError: when the user may not write the improvements
        :raises UserError: when it is closed already
        """
        self.check_access("write")
        self._require("planned", "running", "checking")
        self._by_action().write({"state": "cancelled", "check_on": False})
        self.action_ids._drop_overdue()
        return True

    def _require(self, *states):
        """:raises UserError: naming the first improvement in another state"""
        if others := self.filtered(lambda i: i.state not in states):
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "%(improvement)s is “%(state)s”: this is not the next step.",
                    improvement=others[0].name,
                    state=labels[others[0].state],
                )
            )

    def _take_over(self, started, finished=None):
        """Improvements of a system before this one, in the middle of their way.

        :param started: day of the first action
        :param finished: day of the last one; None while some are open"""
        self._by_action().write({"state": "running", "started_on": started})
        if finished:
            self.action_ids._by_action().write({"state": "done", "done_on": finished})
        for improvement in self._by_action():
            improvement._note_before()
            if finished:
                improvement.write(
                    {
                        "state": "checking",
                        "finished_on": finished,
                        "check_on": fields.Date.add(
                            finished, days=improvement.check_days
                        ),
                    }
                )

    # Measuring ------------------------------------------------------------------------

    def _read_points(self):
        """:returns: dict from each improvement to the list of ``Point`` of its figure,
        earliest first"""
        # sudo: who answers for an improvement sees what it is measured by.
        values = self.env["cowork.kpi.value"].sudo()
        found = {}
        for value in values.search_fetch(
            [
                ("kpi_id", "in", self.kpi_id.ids),
                ("location_id", "in", self.location_id.ids),
                ("status", "!=", "no_data"),
            ],
            ["kpi_id", "location_id", "month", "numerator", "denominator", "is_total"],
            order="month",
        ):
            point = Point(
                value.month,
                value.numerator or 0.0,
                None if value.is_total else value.denominator or 0.0,
            )
            found.setdefault((value.kpi_id, value.location_id), []).append(point)
        return {
            improvement: found.get((improvement.kpi_id, improvement.location_id), [])
            for improvement in self
        }

    def _get_factor(self):
        return 100.0 if self.kpi_id.unit in HUNDREDS else 1.0

    def _note_before(self):
        """Note the figure of the months before one improvement."""
        points = self._read_points()[self]
        before = level(points, months_before(self.started_on), self._get_factor())
        self.write({"has_before": before is not None, "value_before": before or 0.0})

    def _check_effect(self):
        """Compare the figure after with the one before."""
        points = self._read_points()
        for improvement in self._by_action():
            today = improvement.location_id._today()
            after = level(
                points[improvement.with_env(self.env)],
                months_after(improvement.finished_on, today),
                improvement._get_factor(),
            )
            effect = judge(
                improvement.value_before if improvement.has_before else None,
                after,
                improvement.direction == "up",
                improvement.expected_change,
            )
            improvement.write(
                {
                    "checked_on": today,
                    "has_after": after is not None,
                    "value_after": after or 0.0,
                    "effect": effect,
                }
            )
            improvement._tell_effect()

    def _tell_effect(self):
        """Put on the owner's list what one check found."""
        found = dict(self._fields["effect"]._description_selection(self.env))
        self.activity_schedule(
            "mail.mail_activity_data_todo",
            summary=self.env._("Effect: %s", found[self.effect]),
            user_id=self.user_id.id,
        )

    @api.model
    def _cron_check_effects(self, limit=100):
        """Look at the figures of what was to show an effect by now, once for each."""
        cron = self.env["ir.cron"]
        due = Domain("state", "=", "checking") & Domain("effect", "=", False)
        due &= self.env["cowork.location"]._get_day_domain(
            lambda today: [("check_on", "<=", today)]
        )
        cron._commit_progress(remaining=self.search_count(due))
        while batch := self.search(due, order="id", limit=limit):
            batch = batch.try_lock_for_update()
            if not batch:
                return
            batch._check_effect()
            if not cron._commit_progress(len(batch)):
                return

    # In words and pictures ---------------------------------------------------------

    @api.depends("value_before", "value_after", "has_before", "has_after", "kpi_id")
    @api.depends_context("lang")
    def _compute_texts(self):
        for improvement in self:
            for name in ("before", "after"):
                known = improvement[f"has_{name}"]
                value = improvement[f"value_{name}"] if known else None
                improvement[f"value_{name}_text"] = improvement._format_value(value)

    def _format_value(self, value):
        """:returns: a figure with its unit, as people write it"""
        # sudo: only how a figure of this kind is written.
        sample = (
            self.env["cowork.kpi.value"]
            .sudo()
            .new({"kpi_id": self.kpi_id.id, "location_id": self.location_id.id})
        )
        return sample._format(value)

    @api.depends("kpi_id", "location_id", "started_on", "finished_on", "checked_on")
    @api.depends_context("lang")
    def _compute_chart(self):
        points = self._read_points()
        for improvement in self:
            improvement.chart = improvement._draw_chart(points[improvement])

    def _draw_chart(self, points):
        """:returns: the figure month by month for the small graph: what came before
        the start is past, what comes after it is to be better"""
        if not points:
            return False
        factor, start = self._get_factor(), self.started_on
        drawn = [
            {
                "label": format_date(self.env, point.month, date_format="MMM y"),
                "value": round(level([point], [point.month], factor) or 0.0, 2),
                "type": "past"
                if not start or point.month < start.replace(day=1)
                else "future",
            }
            for point in points[-12:]
        ]
        return json.dumps(
            [{"key": self.kpi_id.name, "values": drawn, "is_sample_data": False}]
        )
