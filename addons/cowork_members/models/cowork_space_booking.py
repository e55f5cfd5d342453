from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# First key of the advisory locks on spaces; the second is the space.
SPACE_LOCK = 0x636F776B


class CoworkSpace(models.Model):
    """How a space is booked: by whose rules, in which hours, and together with what."""

    _inherit = "cowork.space"

    booking_policy_id = fields.Many2one(
        "cowork.booking.policy",
        "Own Booking Policy",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty: the policy of its kind.",
    )
    policy_id = fields.Many2one(
        "cowork.booking.policy",
        "Booked By",
        compute="_compute_policy_id",
        store=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The rules that are in force for bookings of this space.",
    )
    is_bookable = fields.Boolean(
        "Can Be Booked", compute="_compute_is_bookable", store=True
    )
    booking_ids = fields.One2many("cowork.booking", "space_id", "Bookings")
    booking_count = fields.Integer(compute="_compute_booking_count")

    @api.depends("booking_policy_id", "kind_id.booking_policy_id", "kind_id.usage")
    def _compute_policy_id(self):
        for space in self:
            kind = space.kind_id
            is_open = kind.usage in ("bookable", "shared")
            own = space.booking_policy_id or kind.booking_policy_id
            space.policy_id = own if is_open else False

    @api.depends("policy_id", "active", "blocked")
    def _compute_is_bookable(self):
        for space in self:
            space.is_bookable = bool(
                space.policy_id and space.active and not space.blocked
            )

    def _compute_booking_count(self):
        counts = dict(
            self.env["cowork.booking"]._read_group(
                [
                    ("space_id", "in", self.ids),
                    ("state", "in", ("tentative", "confirmed", "checked_in")),
                ],
                ["space_id"],
                ["__count"],
            )
        )
        for space in self:
            space.booking_count = counts.get(space, 0)

    def _compute_state(self):
        super()._compute_state()
        free = self.filtered(lambda space: space.state == "free")
        for space in free & self._get_booked_now():
            space.state = "booked"

    @api.model
    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        others = [state for state in value if state != "booked"]
        found = super()._search_state(operator, others) if others else Domain.FALSE
        booked = super()._search_state(operator, ["free"]) & Domain(
            "id", "in", self._get_booked_now().ids
        )
        return found | booked if "booked" in value else found & ~booked

    @api.model
    def _get_booked_now(self):
        """:returns: the spaces that somebody has booked at this moment"""
        now = fields.Datetime.now()
        # sudo: that a room is taken does not depend on who looks.
        slots = self.env["cowork.booking.slot"].sudo()
        domain = slots._get_busy_domain(now, now + timedelta(seconds=1))
        return self.browse(slots.search(domain).space_id.ids)

    # What a booking of a space blocks ------------------------------------------------

    def _get_parts(self):
        """A divisible room is booked part by part, or whole: then all parts are taken.

        :returns: dict of space to the spaces without parts that a booking of it blocks:
            those inside that can be booked, or itself
        """
        # sudo: parts are taken whether or not the user may see them.
        inside = self.sudo().search(
            [("id", "child_of", self.ids), ("policy_id", "!=", False)]
        )
        whole = inside.parent_id
        parts = defaultdict(list)
        for leaf in inside - whole:
            for place in leaf._get_path_ids():
                parts[place].append(leaf.id)
        return {space: self.browse(parts.get(space.id)) or space for space in self}

    def _get_busy_seats(self, start, stop, ignore=None):
        """:param start: first moment (UTC)
        :param stop: last moment (UTC)
        :param ignore: ``cowork.booking`` whose own rows do not count
        :returns: dict of space to a list of ``(first seat, last seat, from, to)`` that
            bookings hold in between, buffers included
        """
        # sudo: what others booked is taken, whoever looks.
        slots = self.env["cowork.booking.slot"].sudo()
        rows = slots.search_fetch(
            Domain("space_id", "in", self.ids)
            & slots._get_busy_domain(start, stop)
            & Domain("booking_id", "not in", ignore.ids if ignore else []),
            ["space_id", "seat_from", "seat_to", "busy_start", "busy_stop"],
        )
        busy = {space: [] for space in self}
        for row in rows:
            busy[self.browse(row.space_id.id)].append(
                (row.seat_from, row.seat_to, row.busy_start, row.busy_stop)
            )
        return busy

    def _get_open_intervals(self, start, stop):
        """:returns: dict of space to the list of ``(from, to)`` (UTC) between two
        moments in which it can be booked; None where it always can"""
        hours, found = {}, {}
        # sudo: opening hours are no secret to who may book.
        for space in self.sudo():
            policy, location = space.policy_id, space.location_id
            calendar = (
                space.resource_calendar_id
                or policy.resource_calendar_id
                or location.resource_calendar_id
            )
            key = (calendar, location)
            if policy.any_hour or not calendar:
                found[space.id] = None
                continue
            if key not in hours:
                hours[key] = calendar._get_cowork_intervals(
                    start, stop, location.tz or "UTC", location.company_id
                )
            found[space.id] = hours[key]
        return {space: found[space.id] for space in self}

    # Taking it ----------------------------------------------------------------------

    def _lock_for_booking(self):
        """Let bookings of the same spaces wait for each other, in one order: so they
        lose at once, instead of meeting in a deadlock."""
        if self:
            self.env.cr.execute(
                SQL(
                    "SELECT pg_advisory_xact_lock(%s, id) FROM unnest(%s) AS id",
                    SPACE_LOCK,
                    sorted(self.ids),
                )
            )

    def _release_expired_holds(self, bookings):
        """Free what is held by bookings that nobody confirmed in time.

        :param bookings: what is being booked, and stays
        """
        # sudo: a hold of anybody expires.
        held = self.env["cowork.booking"].sudo()
        expired = held.search(
            Domain("slot_ids.space_id", "in", self.ids)
            & Domain("state", "=", "tentative")
            & Domain("hold_until", "<=", fields.Datetime.now())
            & Domain("id", "not in", bookings.ids)
        )
        expired._expire()

    # Changes to the tree, with bookings ahead ----------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        spaces = super().create(vals_list)
        spaces.parent_id._reblock_bookings()
        return spaces

    def write(self, vals):
        moved = {"parent_id", "active", "kind_id", "booking_policy_id"} & vals.keys()
        before = self.parent_id if moved else self.browse()
        result = super().write(vals)
        if moved or "capacity" in vals:
            (before | self)._reblock_bookings()
        return result

    def _reblock_bookings(self):
        """Block anew what coming bookings of these spaces, and of those they are part
        of, take: the tree or the seats changed."""
        paths = [path for path in self.mapped("parent_path") if path]
        ids = {int(part) for path in paths for part in path.split("/") if part}
        # sudo: bookings of all members count.
        bookings = self.env["cowork.booking"].sudo()
        coming = Domain("space_id", "in", list(ids)) & Domain(
            "stop", ">", fields.Datetime.now()
        )
        bookings.search(coming & bookings._get_live_domain())._block()

    def action_view_bookings(self):
        """:returns: the window action with the bookings of this space."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_booking"
        )
        action["domain"] = [("space_id", "child_of", self.id)]
        action["context"] = {"default_space_id": self.id}
        return action
