from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.local_time import FOLD, GAP

PROBLEMS = [
    ("taken", "Taken"),
    ("closed", "Closed"),
    ("past", "Over"),
    ("rule", "Not allowed"),
]


class CoworkBookingSeriesPlanLine(models.TransientModel):
    """One date of a series that is being planned."""

    _name = "cowork.booking.series.plan.line"
    _description = "Planned Date"
    _order = "start, id"

    plan_id = fields.Many2one(
        "cowork.booking.series.plan", required=True, index=True, ondelete="cascade"
    )
    start = fields.Datetime(required=True, readonly=True)
    stop = fields.Datetime("End", required=True, readonly=True)
    local_time = fields.Char("At the Location", compute="_compute_local_time")
    note = fields.Selection(
        [(GAP, "Does not exist"), (FOLD, "Exists twice")], readonly=True
    )
    # Not called as on the plan: a default in the context would be one for both.
    joined_id = fields.Many2one(
        "cowork.booking", "Booked", ondelete="cascade", readonly=True
    )
    problem = fields.Selection(PROBLEMS, readonly=True)
    reason = fields.Char("What Is Wrong", readonly=True)
    remark = fields.Text(compute="_compute_remark")
    free_start = fields.Datetime("Free From", readonly=True)
    free_stop = fields.Datetime("Free Until", readonly=True)
    free_time = fields.Char("Free That Day", compute="_compute_local_time")
    free_space_id = fields.Many2one(
        "cowork.space", "Free at That Time", ondelete="cascade", readonly=True
    )
    action = fields.Selection(
        [
            ("book", "Book"),
            ("skip", "Skip"),
            ("move", "Move to the free time"),
            ("space", "Take the free space"),
        ],
        "What to Do",
        required=True,
        default="book",
    )

    @api.depends("start", "stop", "free_start", "free_stop", "plan_id.space_id")
    @api.depends_context("lang")
    def _compute_local_time(self):
        for line in self:
            location = line.plan_id.location_id
            line.local_time = location._format_range(line.start, line.stop)
            line.free_time = line.free_start and location._format_range(
                line.free_start, line.free_stop
            )

    @api.depends("note", "reason", "joined_id")
    @api.depends_context("lang")
    def _compute_remark(self):
        for line in self:
            words = [line._word_note(), line.reason]
            if line.joined_id:
                words.insert(0, self.env._("Booked already."))
            line.remark = " ".join(filter(None, words))

    def _word_note(self):
        if self.note == GAP:
            return self.env._(
                "The clocks are put forward: the time of the rule does not exist on"
                " this day, the next one is taken."
            )
        if self.note == FOLD:
            return self.env._(
                "The clocks are put back: this time exists twice, the first is taken."
            )
        return ""

    def _get_times(self, original=False):
        """:param original: at the time of the rule, whatever was chosen
        :returns: values of the booking for one date: space, start and stop
        :raises UserError: when what was chosen cannot be had"""
        space, start, stop = self._get_choice("book" if original else self.action)
        if not (space and start and stop):
            raise UserError(
                self.env._(
                    "%s: there is nothing free to take instead. Skip this date.",
                    self.local_time,
                )
            )
        return {"space_id": space.id, "start": start, "stop": stop}

    def _get_choice(self, action):
        """:returns: space, start and stop of one date, as far as they can be had"""
        if action == "move":
            return self.plan_id.space_id, self.free_start, self.free_stop
        space = self.free_space_id if action == "space" else self.plan_id.space_id
        return space, self.start, self.stop

    def _write_judgement(self, booking, problem, ground):
        """:param booking: what the date would become
        :param problem: what is against it, or None
        :param ground: ``BookingGround`` that knows what is free"""
        if not problem:
            self.write(
                {
                    "problem": False,
                    "reason": False,
                    "free_start": False,
                    "free_stop": False,
                    "free_space_id": False,
                    "action": "skip" if self.action == "skip" else "book",
                }
            )
            return
        code, reason = booking._word_problem(problem)
        free = ground.find_time(booking) or (False, False)
        self.write(
            {
                "problem": code,
                "reason": reason,
                "free_start": free[0],
                "free_stop": free[1],
                "free_space_id": ground.find_space(booking).id,
                "action": "skip",
            }
        )
