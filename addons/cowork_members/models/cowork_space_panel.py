import secrets
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import consteq

from ..engine.booking_panel import door_times, later_stops
from ..engine.local_time import day_start, to_local
from ..engine.qr_image import qr_uri
from .res_users_calendar import TOKEN

#: minutes that can be booked, or added, at the door
BOOK_MINUTES = (15, 30, 60)
EXTEND_MINUTES = (15, 30)


class CoworkSpace(models.Model):
    """The tablet at the door of a space: what it shows, and what it may do."""

    _inherit = "cowork.space"
    _protected_fields = frozenset({"panel_token"})

    panel_token = fields.Char(
        "Token of the Panel",
        copy=False,
        readonly=True,
        index="btree_not_null",
        groups="cowork_members.group_user",
    )
    panel_url = fields.Char(
        "Address of the Panel",
        compute="_compute_panel_url",
        groups="cowork_members.group_user",
    )
    panel_qr = fields.Html(
        "QR Code",
        compute="_compute_panel_url",
        sanitize=False,
        groups="cowork_members.group_user",
    )
    panel_partner_id = fields.Many2one(
        "res.partner",
        "Booked at the Door For",
        check_company=True,
        groups="cowork_members.group_user",
        help="Whom bookings are for that are made on the panel, such as the location's"
        " own contact. Empty: nothing can be booked there.",
    )

    @api.depends("panel_token")
    def _compute_panel_url(self):
        for space in self:
            token = space.panel_token
            url = token and f"{space.get_base_url()}/cowork/panel/{token}"
            space.panel_url = url
            space.panel_qr = url and Markup('<img src="%s" width="220" alt=""/>') % (
                qr_uri(url)
            )

    def action_renew_panel(self):
        """Give the panel at the door a new address. The old one ends at once.

        :returns: True
        :raises AccessError: when the user may not change the space
        :raises UserError: when it is not booked as a whole
        """
        self.check_access("write")
        for space in self:
            if not space.is_bookable or space.policy_id.allocation == "seats":
                raise UserError(
                    self.env._(
                        "%s has no panel: a panel is for spaces that are booked as a"
                        " whole.",
                        space.display_name,
                    )
                )
            space._by_action().panel_token = secrets.token_urlsafe(24)
        return True

    @api.model
    def _find_panel(self, token):
        """:param token: from the address
        :returns: the space (sudo) whose panel it opens, possibly empty"""
        # sudo: the tablet is not signed in; the token stands for this one space.
        spaces = self.sudo()
        if not TOKEN.fullmatch(token):
            return spaces.browse()
        space = spaces.search([("panel_token", "=", token)], limit=1)
        if not (space and consteq(space.panel_token, token)):
            return spaces.browse()
        location = space.location_id
        lang = (location.partner_id or location.company_id.partner_id).lang
        return space.with_context(lang=lang or self.env.lang).with_company(
            space.company_id
        )

    # What it shows -------------------------------------------------------------------

    def _get_panel_state(self):
        """:returns: dict of all that the panel of one space (sudo) shows"""
        now = fields.Datetime.now()
        slots = self._get_panel_slots(now)
        running = self._get_panel_booking(slots, now)
        tz = self.location_id.tz or "UTC"
        return {
            "name": self.name,
            "place": self.location_id.name,
            "capacity": self.capacity or self.capacity_total,
            "open": self.is_bookable,
            "now": self._to_panel(now),
            "utc_offset": round((to_local(now, tz) - now).total_seconds() / 60),
            "day": self.location_id._format_moment(now, "EEEE d MMMM"),
            "slots": [self._describe_panel_slot(slot) for slot in slots],
            **self._get_panel_actions(running, now),
        }

    @api.model
    def _to_panel(self, moment):
        """:returns: a moment as browsers count it"""
        return round(
            (moment - fields.Datetime.to_datetime("1970-01-01")).total_seconds()
        )

    def _get_panel_slots(self, now):
        """:returns: the booked times that are not over, and those of today"""
        location = self.location_id
        today = day_start(location._day_of(now), location.tz or "UTC")
        slots = self.env["cowork.booking.slot"].search(
            Domain("space_id", "in", (self | self._get_parts()[self]).ids)
            & Domain("busy_stop", ">", today)
            & Domain("busy_start", "<", today + timedelta(days=2)),
            order="busy_start, id",
        )
        # The parts of a hall that is booked as a whole are one time.
        return slots.browse(
            some[:1].id for some in slots.grouped("booking_id").values()
        )

    def _get_panel_booking(self, slots, now):
        """:returns: the booking of this space that runs, or may be checked in to"""
        bookings = slots.booking_id.filtered(
            lambda b: b.space_id == self and b.state in ("confirmed", "checked_in")
        )
        running = bookings.filtered(lambda b: b.start <= now < b.stop)
        return (running or bookings.filtered(lambda b: b._can_check_in()))[:1]

    def _describe_panel_slot(self, slot):
        booking = slot.booking_id
        left = booking.checked_out_at
        return {
            "booking": booking.id,
            "start": self._to_panel(slot.busy_start),
            "stop": self._to_panel(
                left if left and left < booking.stop else booking.stop
            ),
            "busy_stop": self._to_panel(slot.busy_stop),
            "who": booking._get_holder_label(),
            "part": slot.space_id.name if booking.space_id not in self else "",
        }

    # What it may do ------------------------------------------------------------------

    def _get_panel_actions(self, running, now):
        """:returns: dict of what can be done at this moment"""
        begun = running and running.start <= now
        policy = self.policy_id
        awaited = running.state == "confirmed" and policy.no_show_minutes
        release = (
            running.start + timedelta(minutes=policy.no_show_minutes) if awaited else 0
        )
        return {
            "running": running.id,
            "check_in": running._can_check_in() if running else False,
            "release": release and self._to_panel(release),
            "end": bool(begun),
            "book": [
                {"minutes": one.minutes, "stop": self._to_panel(one.stop)}
                for one in self._get_door_times(now)
            ],
            "extend": [
                {"minutes": minutes, "stop": self._to_panel(stop)}
                for minutes, stop in (self._get_later_stops(running) if begun else ())
            ],
        }

    def _get_door_times(self, now):
        """:returns: list of ``DoorTime`` that can be booked for whoever stands there"""
        policy = self.policy_id
        if not (self.panel_partner_id and self.is_bookable) or (
            policy.needs_confirmation or policy.allocation == "seats"
        ):
            return []
        grain = policy._to_engine(self.kind_id).slot_minutes
        times = door_times(now, BOOK_MINUTES, grain, self.location_id.tz or "UTC")
        minute = now.replace(second=0, microsecond=0)
        begun = times and times[0].start < minute
        if begun and not self._find_free(times[0].start, minute):
            # Somebody has just left: it is free from now on, not from the last slot on.
            times = [one._replace(start=minute) for one in times]
        return [one for one in times if self._is_free_at_door(one)]

    def _is_free_at_door(self, time):
        """:returns: whether a ``DoorTime`` is free, and within the rules"""
        if not self._find_free(time.start, time.stop):
            return False
        draft = self.env["cowork.booking"].new(self._prepare_door_booking(time))
        if draft._get_audience_gap(self.policy_id):
            return False
        return not self._get_door_violations(draft)

    def _get_door_violations(self, draft):
        hours, others = draft._get_hours(), draft._get_own_bookings()[draft]
        # What begins off the grid does so because somebody left early.
        broken = draft._get_violations(hours, others)
        return [violation for violation in broken if violation.code != "grain"]

    def _prepare_door_booking(self, time):
        return {
            "space_id": self.id,
            "partner_id": self.panel_partner_id.id,
            "start": time.start,
            "stop": time.stop,
        }

    def _get_later_stops(self, booking):
        """:returns: list of ``(minutes, end)`` to which a running booking can be
        extended"""
        grain = self.policy_id._to_engine(self.kind_id).slot_minutes
        tz = self.location_id.tz or "UTC"
        return [
            (minutes, stop)
            for minutes, stop in later_stops(booking.stop, EXTEND_MINUTES, grain, tz)
            if self._can_extend(booking, stop)
        ]

    def _can_extend(self, booking, stop):
        if not self._find_free(booking.stop, stop, ignore=booking):
            return False
        draft = booking.new({"stop": stop, "state": "checked_in"}, origin=booking)
        hours, others = draft._get_hours(), booking._get_own_bookings()[booking]
        broken = draft._get_violations(hours, others)
        return booking.is_exception or not broken

    # Its buttons ---------------------------------------------------------------------

    def _panel_book(self, minutes):
        """Book one space (sudo) from now on, for the contact of its panel, and check
        in: whoever presses the button stands before it."""
        now = fields.Datetime.now()
        found = [one for one in self._get_door_times(now) if one.minutes == minutes]
        if not found:
            raise UserError(self.env._("That is not free any more."))
        vals = self._prepare_door_booking(found[0])
        slot_times = door_times(
            now,
            (minutes,),
            self.policy_id._to_engine(self.kind_id).slot_minutes,
            self.location_id.tz or "UTC",
        )
        vals["is_exception"] = vals["start"] != slot_times[0].start
        booking = self.env["cowork.booking"].create(vals)
        booking._confirm(by_staff=False)
        booking._arrive()

    def _panel_check_in(self, booking):
        booking._check_is_at_door(self)
        booking._check_in()

    def _panel_extend(self, booking, minutes):
        booking._check_is_at_door(self)
        found = [one for one in self._get_later_stops(booking) if one[0] == minutes]
        if not found:
            raise UserError(self.env._("It cannot be extended by that."))
        booking._extend(found[0][1])

    def _panel_end(self, booking):
        booking._check_is_at_door(self)
        booking._leave()

    @api.model
    def _get_panel_labels(self):
        """:returns: dict of what the panel says by itself"""
        return {
            "free": self.env._("Free"),
            "soon": self.env._("Free, not for long"),
            "busy": self.env._("Occupied"),
            "buffer": self.env._("Being prepared"),
            "closed": self.env._("Out of use"),
            "until": self.env._("until %s"),
            "all_day": self.env._("for the rest of the day"),
            "next": self.env._("Next: %s"),
            "nothing": self.env._("Nothing more today"),
            "booked": self.env._("Booked"),
            "book": self.env._("Book now"),
            "minutes": self.env._("%s min"),
            "check_in": self.env._("Check in"),
            "release": self.env._("Check in by %s, or it is given to others"),
            "extend": self.env._("Extend"),
            "end": self.env._("End now"),
            "sure": self.env._("Really end?"),
            "offline": self.env._("Offline since %s. What is shown may have changed."),
            "gone": self.env._(
                "This address is not valid any more. Ask the front desk."
            ),
            "people": self.env._("%s people"),
        }
