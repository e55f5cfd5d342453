from odoo import api, models
from odoo.fields import Domain

from ..engine.floor_plan import label_place, outline


class CoworkFloorPlan(models.Model):
    """What members see of a plan: where what they may book is, never who has it."""

    _inherit = "cowork.floor.plan"

    @api.model
    def _get_portal_plans(self, location, wish, people, offers, query):
        """:param location: ``cowork.location``
        :param wish: when something is wanted, with ``start`` and ``stop``
        :param people: how many come
        :param offers: list of dicts of what is free, from ``_get_offers()``
        :param query: the wish as part of an address
        :returns: list of dicts: ``plan`` (sudo), and ``spaces`` with the ``points`` of
            their outline, the place ``x`` ``y`` and ``size`` of their name, ``words``,
            ``is_free`` and, where they can be booked, the ``url``"""
        # sudo: members do not read plans; they see what they may book on them.
        plans = self.sudo().search(
            Domain("location_id", "=", location.id)
            & Domain("space_id.active", "=", True)
            & Domain("shapes", "!=", False)
        )
        if not plans:
            return []
        bookable = plans.env["cowork.space"]._get_bookable(location.id)
        drafts = self.env["cowork.booking"]._draft(
            bookable, wish.start, wish.stop, people
        )
        shown = drafts._open_to_member().space_id
        inside = plans._get_inside()
        free = {offer["id"]: offer for offer in offers}
        found = []
        for plan in plans:
            shapes = plan._get_shapes(inside[plan] & shown)
            if shapes:
                spaces = [plan._describe_offer(s, free, query) for s in shapes]
                found.append({"plan": plan, "spaces": spaces})
        # Floors with something free first.
        return sorted(found, key=lambda p: not any(s["is_free"] for s in p["spaces"]))

    def _describe_offer(self, shape, free, query):
        """:returns: dict of one shape of one plan (sudo), as the page draws it"""
        space = self.env["cowork.space"].browse(shape["space"])
        corners = [(x * self.width, y * self.height) for x, y in outline(shape)]
        x, y = label_place(corners)
        offer = free.get(space.id)
        can_book = bool(offer and not offer["problem"])
        url = f"/my/cowork/book/{space.id}?{query}"
        return {
            "name": space.name,
            "points": " ".join(f"{a:.1f},{b:.1f}" for a, b in corners),
            "x": round(x, 1),
            "y": round(y, 1),
            "size": round(self._get_text_size(corners, space.name), 1),
            "is_free": can_book,
            "words": self._word_offer(space, offer),
            "url": url if can_book else None,
        }

    def _get_text_size(self, corners, name):
        """:returns: height of letters by which a name fits into a shape"""
        width = max(x for x, _y in corners) - min(x for x, _y in corners)
        height = max(y for _x, y in corners) - min(y for _x, y in corners)
        # Letters are about 0.65 as wide as they are high; a tick and a margin.
        fitting = min(width / (0.65 * (len(name) + 3)), height / 2.5)
        return max(min(fitting, self.width / 45), self.width / 110)

    def _word_offer(self, space, offer):
        if not offer:
            return self.env._(
                "%s: not free at that time, or not for so many", space.name
            )
        if offer["problem"]:
            return self.env._(
                "%(space)s: %(problem)s", space=space.name, problem=offer["problem"]
            )
        return self.env._("%s: free, book it", space.name)

    @api.model
    def _get_portal_image(self, plan_id):
        """:returns: the plan (sudo) whose image the user may see, possibly empty: one
        of a place where there is something to book, with something bookable on it"""
        # sudo: see above.
        plan = self.sudo().browse(plan_id).exists()
        locations = self.env["cowork.booking"]._get_portal_locations()
        if not plan.image or plan.location_id not in locations:
            return plan.browse()
        inside = plan._get_inside()[plan].filtered("is_bookable")
        return plan if plan._get_shapes(inside) else plan.browse()
