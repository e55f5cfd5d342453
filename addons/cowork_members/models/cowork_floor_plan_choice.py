from odoo import api, fields, models

from ..engine.booking_board import natural_key
from ..engine.floor_plan import COMMON, FREE


class CoworkFloorPlan(models.Model):
    """Choosing a space for a contract on the plan."""

    _inherit = "cowork.floor.plan"

    @api.model
    def get_choice(self, location, first, last=None, kind=None, plan=None):
        """The plan as it is shown to choose a space for some days of a contract.

        :param int location: id of the ``cowork.location``
        :param str first: first day, ``YYYY-MM-DD``; today at the location when empty
        :param str last: last day, inclusive; empty for an open end
        :param int kind: id of the ``cowork.space.kind`` that is wanted; any that can be
            let when empty
        :param int plan: id of the ``cowork.floor.plan``; when empty, the first on which
            something can be chosen
        :returns: dict as :meth:`get_floor` returns it, without bookings and vacancies;
            each space has ``can_choose`` besides its ``state`` on these days, each plan
            ``free``: how many can be chosen there
        :raises AccessError: when the user may not see the location
        :raises UserError: when a day or a number makes no sense
        """
        spaces = self.env["cowork.space"]
        place, shown, found = self._choose_floor(location, plan)
        if not place:
            return found
        first = spaces._get_board_day(first) or place._today()
        last = spaces._get_board_day(last)
        kind = spaces._get_board_number(kind, 1) if kind else None
        plans = self.browse(row["id"] for row in found["plans"])
        inside = plans._get_inside()
        every = spaces.union(*inside.values())
        holder = every._get_holders(first, last)
        states = {s: s._get_choice_state(first, last, holder.get(s)) for s in every}
        choosable = every._get_choosable(kind)
        wanted = choosable.filtered(lambda s: states[s] == FREE)
        # What the plan is not for is part of the surroundings.
        states |= {s: COMMON for s in every - choosable if states[s] == FREE}
        for row, one in zip(found["plans"], plans, strict=True):
            shapes = one._get_shapes(inside[one])
            row["free"] = len({shape["space"] for shape in shapes} & set(wanted.ids))
        if not plan:
            best = next((row["id"] for row in found["plans"] if row["free"]), None)
            shown = plans.filtered(lambda p: p.id == best) or shown
        if shown:
            found["plan"] = shown._describe_plan()
            found["spaces"] = shown._describe_choice(
                inside[shown], states, wanted, holder
            )
        found["day"] = fields.Date.to_string(first)
        return found

    def _describe_choice(self, inside, states, wanted, holder):
        shapes = {shape["space"]: shape for shape in self._get_shapes(inside)}
        return [
            {
                **space._describe_for_plan(),
                "shape": shapes.get(space.id),
                "state": states[space],
                "can_choose": space in wanted,
                "contract": holder[space]._describe_for_plan()
                if space in holder
                else None,
                "bookings": [],
            }
            for space in inside.sorted(lambda s: natural_key(s.complete_name))
        ]
