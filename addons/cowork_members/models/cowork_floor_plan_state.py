from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models

from ..engine.booking_board import natural_key
from ..engine.floor_plan import state_of
from ..engine.local_time import to_local

#: "now" is as long as the shortest booking could be
NOW = timedelta(seconds=1)


class CoworkFloorPlan(models.Model):
    """What is free, let, booked, blocked and occupied on a floor, on a day or now."""

    _inherit = "cowork.floor.plan"

    @api.model
    def get_floor(self, location=None, plan=None, day=None):
        """Everything the floor plan shows, as the user may see it.

        :param int location: id of the ``cowork.location``; the first one with a plan
            when not given
        :param int plan: id of the ``cowork.floor.plan``; the location's first one when
            not given, or when it is of another location
        :param str day: a day at the location, ``YYYY-MM-DD``; now when not given
        :returns: dict with ``locations`` and ``plans`` to choose from, ``location`` and
            ``plan`` (None where there is none), ``day``, ``today``, ``is_now``,
            ``can_draw``, ``options`` of the filters, ``spaces`` inside the floor, drawn
            (``shape``) or not, each with its ``state``, and ``vacant``: what could be
            let, with what it is worth per month
        :raises AccessError: when the user may not see the location
        :raises UserError: when the day or a number makes no sense
        """
        location, plan, found = self._choose_floor(location, plan)
        if not location:
            return found
        spaces = self.env["cowork.space"]
        chosen = spaces._get_board_day(day)
        today = location._today()
        found.update(
            {
                "day": fields.Date.to_string(chosen or today),
                "today": fields.Date.to_string(today),
                "is_now": not chosen,
            }
        )
        if plan:
            period = plan._get_period(chosen)
            inside = plan._get_inside()[plan]
            lines = self.env["cowork.contract.line"]._get_lines_holding(
                inside, chosen or today, chosen or today
            )
            bookings = plan._get_plan_bookings(inside, period)
            found.update(
                {
                    "options": inside._get_plan_options(),
                    "spaces": plan._describe_spaces(
                        inside, chosen or today, period, lines, bookings
                    ),
                    "vacant": plan._describe_vacancies(inside, chosen or today, lines),
                }
            )
        return found

    # What was asked for --------------------------------------------------------------

    @api.model
    def _choose_floor(self, location_id, plan_id):
        """:returns: location and plan to show, possibly empty, and the dict that says
        what there is to choose from"""
        self.check_access("read")
        spaces = self.env["cowork.space"]
        locations = self.env["cowork.location"].search([("active", "=", True)])
        every = self.search([("space_id.active", "=", True)])
        wanted = every.filtered(lambda p: p.id == plan_id)
        if plan_id:
            spaces._get_board_number(plan_id, 1)
        location = spaces._get_board_location(location_id)
        location = location or wanted.location_id or every.location_id[:1]
        location = location or locations[:1]
        plans = every.filtered(lambda p: p.location_id == location).sorted(
            lambda p: (p.sequence, natural_key(p.space_id.complete_name))
        )
        plan = plans.filtered(lambda p: p == wanted) or plans[:1]
        return (
            location,
            plan,
            {
                "locations": [{"id": x.id, "name": x.name} for x in locations],
                "location": location._describe_for_board() if location else None,
                "plans": [
                    {"id": p.id, "name": p.space_id.complete_name} for p in plans
                ],
                "plan": plan._describe_plan() if plan else None,
                "can_draw": (plan or self).has_access("write" if plan else "create"),
                "options": {},
                "spaces": [],
                "vacant": [],
            },
        )

    def _describe_plan(self):
        """:returns: dict of the sheet that spaces are drawn on (one record)"""
        image = self.with_context(bin_size=True).image
        stamp = int(self.write_date.timestamp())
        return {
            "id": self.id,
            "name": self.space_id.complete_name,
            "width": self.width,
            "height": self.height,
            "revision": self.revision,
            "image": image
            and f"/web/image/cowork.floor.plan/{self.id}/image?v={stamp}",
        }

    def _get_period(self, day):
        """:param day: a day at the location of one plan, or None: now
        :returns: its first moment and the first of the next day (UTC)"""
        if day:
            return self.location_id._get_board_period(day, 1)
        now = fields.Datetime.now()
        return now, now + NOW

    # Bookings ------------------------------------------------------------------------

    def _get_plan_bookings(self, inside, period):
        """:returns: dict of space to a list of ``(booking, from, to, is own)``: what
        takes it in between, itself or by the whole it is part of or by a part of it"""
        location = self.location_id
        every = self.env["cowork.space"]._get_board_spaces(location)
        parts = every._get_parts()
        taking = defaultdict(list)
        for space in every:
            for leaf in parts[space]:
                taking[leaf.id].append(space)
        found = defaultdict(list)
        for booking in every._get_board_records(*period):
            times = booking._get_taken_times()
            if booking.state == "no_show" or not _overlap(times, period):
                continue
            leaves = parts.get(booking.space_id, booking.space_id)
            for space in {s for leaf in leaves for s in taking[leaf.id]}:
                if space in inside:
                    own = space == booking.space_id
                    found[space].append((booking, *times, own))
        return found

    # Spaces --------------------------------------------------------------------------

    def _describe_spaces(self, inside, day, period, lines, bookings):
        """:returns: list of dicts of the spaces inside the floor of one plan"""
        shapes = {shape["space"]: shape for shape in self._get_shapes(inside)}
        holder = {line.space_id: line for line in lines}
        # sudo: how a space is booked is told to whoever may see it.
        policies = {space: space.sudo().policy_id for space in inside}
        rows = []
        for space in inside.sorted(lambda s: natural_key(s.complete_name)):
            line = holder.get(space)
            booked = bookings.get(space, [])
            facts = space._get_plan_facts(day, period, line, booked, policies[space])
            rows.append(
                {
                    **space._describe_for_plan(),
                    "shape": shapes.get(space.id),
                    "state": state_of(facts),
                    "seats": facts.seats,
                    "seats_taken": facts.seats_taken,
                    "reason": space._get_blocked_words(day),
                    "contract": line._describe_for_plan() if line else None,
                    "bookings": self._describe_bookings(booked),
                }
            )
        return rows

    def _describe_bookings(self, booked):
        zone = self.location_id.tz or "UTC"
        return [
            {
                "id": booking.id,
                "state": booking.state,
                # sudo: who sees a booking sees whom it is for, as in its list.
                "partner": booking.sudo().partner_id.display_name,
                "name": booking.name or "",
                "space": "" if own else booking.space_id.name,
                "when": f"{to_local(booking.start, zone):%H:%M} –"
                f" {to_local(booking.stop, zone):%H:%M}",
            }
            for booking, _start, _stop, own in booked
        ]


def _overlap(times, period):
    return times[0] < period[1] and times[1] > period[0]
