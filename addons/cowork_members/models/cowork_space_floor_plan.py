from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.booking_board import peak_load
from ..engine.floor_plan import BLOCKED, COMMON, FREE, LET, SpaceFacts, is_lettable


class CoworkSpace(models.Model):
    """Spaces on the plan of the floor they are on."""

    _inherit = "cowork.space"

    floor_plan_ids = fields.One2many("cowork.floor.plan", "space_id", "Plan")
    shown_plan_id = fields.Many2one(
        "cowork.floor.plan",
        "On Plan",
        compute="_compute_shown_plan_id",
        help="The plan the space is drawn on, or its own.",
    )

    @api.depends("parent_path", "floor_plan_ids.shapes")
    def _compute_shown_plan_id(self):
        plans = self.env["cowork.floor.plan"]
        if plans.has_access("read"):
            plans = plans.search(
                Domain("location_id", "in", self.location_id.ids), order="id desc"
            )
        drawn = {
            shape["space"]: plan for plan in plans for shape in plan.shapes or ()
        } | {plan.space_id.id: plan for plan in plans}
        for space in self:
            plan = drawn.get(space._origin.id)
            on_it = plan and plan.space_id.id in space._get_path_ids()
            space.shown_plan_id = plan if on_it else False

    def action_view_on_plan(self):
        """:returns: the client action with the plan this space is drawn on"""
        self.ensure_one()
        return self.shown_plan_id._get_plan_action(
            {
                "location": self.location_id.id,
                "plan": self.shown_plan_id.id,
                "space": self.id,
            }
        )

    # What a plan says of spaces ------------------------------------------------------

    def _get_plan_facts(self, day, period, line, booked, policy):
        """:param day: a day at the location
        :param period: first and last moment that are looked at (UTC)
        :param line: ``cowork.contract.line`` that holds the space, or None
        :param booked: list of ``(booking, from, to, is own)``
        :param policy: by which it is booked
        :returns: ``SpaceFacts`` of one space"""
        seats = self.capacity if policy.allocation == "seats" else 0
        taken = [
            # Who has the whole that this is part of has every seat.
            (booking.attendee_count if own else seats, start, stop)
            for booking, start, stop, own in booked
        ]
        return SpaceFacts(
            usage=self.usage,
            is_bookable=bool(policy),
            is_blocked=self.blocked or not self._is_lettable_on(day),
            is_let=bool(line),
            seats=seats,
            seats_taken=min(peak_load(taken, *period), seats),
            has_booking=bool(booked),
            is_present=any(row[0].state == "checked_in" for row in booked),
        )

    def _is_lettable_on(self, first, last=None):
        """:returns: whether one space can be let on a day, or on all from ``first`` to
        ``last``"""
        return is_lettable(first, last or first, self.lettable_from, self.lettable_to)

    def _get_blocked_words(self, day):
        """:returns: why one space cannot be had on a day, empty when it can"""
        if self.blocked:
            return self.blocked_reason or self.env._("Out of use")
        if self.lettable_from and day < self.lettable_from:
            return self.env._(
                "Can be let from %s", format_date(self.env, self.lettable_from)
            )
        if self.lettable_to and day > self.lettable_to:
            return self.env._(
                "Could be let until %s", format_date(self.env, self.lettable_to)
            )
        return ""

    def _describe_for_plan(self):
        """:returns: dict of what one space is, whatever the day"""
        return {
            "id": self.id,
            "name": self.name,
            "complete_name": self.complete_name,
            "code": self.code or "",
            "kind_id": self.kind_id.id,
            "kind": self.kind_id.name,
            "usage": self.usage,
            "capacity": self.capacity or self.capacity_total,
            "area": self.area,
            "amenity_ids": self.amenity_ids.ids,
            "amenities": self.amenity_ids.mapped("name"),
        }

    def _get_plan_options(self):
        """:returns: dict of the kinds and amenities these spaces can be filtered by"""
        found = self._get_board_options()
        return {"kinds": found["kinds"], "amenities": found["amenities"]}

    def _get_last_lets(self, day):
        """:returns: dict of space to the line by which it was last let before a day"""
        lines = self.env["cowork.contract.line"]
        # sudo: what a space was let at does not depend on who looks for vacancies.
        past = lines.sudo().search(
            lines._get_holding_domain(self) & Domain("date_stop", "<", day),
            order="date_stop desc, id desc",
        )
        found = {}
        for line in past:
            # Lines that ended before they began held nothing.
            if line.date_stop >= line.date_start:
                found.setdefault(self.browse(line.space_id.id), line)
        return found

    def _get_next_lets(self, day):
        """:returns: dict of space to the next day after ``day`` on which it is let"""
        lines = self.env["cowork.contract.line"]
        # sudo: see above.
        groups = lines.sudo()._read_group(
            lines._get_holding_domain(self) & Domain("date_start", ">", day),
            ["space_id"],
            ["date_start:min"],
        )
        return {self.browse(space.id): first for space, first in groups}

    # Choosing one for a contract -----------------------------------------------------

    def _get_holders(self, first, last):
        """:returns: dict of space to the first line that holds it in these days"""
        lines = self.env["cowork.contract.line"]
        found = {}
        for line in lines._get_lines_holding(self, first, last):
            if line.date_stop and line.date_stop < line.date_start:
                continue
            found.setdefault(line.space_id, line)
        return found

    def _get_choosable(self, kind=None):
        """:param kind: id of the kind that is wanted
        :returns: those of these spaces that a contract can be for"""
        return self.filtered(
            lambda s: s.usage != "none" and kind in (None, s.kind_id.id)
        )

    def _get_choice_state(self, first, last, line):
        """:returns: state of one space on all days from ``first`` to ``last``, which
        may be None: for good"""
        if line:
            return LET
        if self.usage == "none":
            return COMMON
        can_let = is_lettable(first, last, self.lettable_from, self.lettable_to)
        return FREE if can_let and not self.blocked else BLOCKED
