from odoo import api, fields, models

from ..engine.icalendar import Event, calendar

STATUS = {"tentative": "TENTATIVE", "cancelled": "CANCELLED", "no_show": "CANCELLED"}


class CoworkBooking(models.Model):
    """Bookings in the calendars of members and of those they invite."""

    _inherit = "cowork.booking"
    _protected_fields = frozenset({"ical_sequence"})

    ical_sequence = fields.Integer(
        "Revision",
        readonly=True,
        copy=False,
        help="How often the guests were told of a change.",
    )

    def _get_ical(self, method="PUBLISH", guest=None, name=""):
        """:param method: of ``engine/icalendar``
        :param guest: ``cowork.booking.guest`` who is invited; nobody when not given
        :param name: of a feed
        :returns: these bookings as an iCalendar file (bytes)"""
        events = [booking._to_event(guest) for booking in self._with_places()]
        return calendar(events, method, name)

    def _with_places(self):
        """:returns: these bookings as it takes to say where they are"""
        # sudo: members know what they booked, but do not read spaces.
        return self.sudo()

    def _to_event(self, guest=None):
        """:returns: one booking as an entry of a calendar"""
        member = self.partner_id
        invites = (member.name or "", member.email or self.company_id.email or "")
        return Event(
            uid=self._get_ical_uid(),
            sequence=self.ical_sequence,
            stamp=fields.Datetime.now(),
            start=self.start,
            stop=self.stop,
            status=STATUS.get(self.state, "CONFIRMED"),
            summary=self.name or self.space_id.name,
            location=self._get_ical_place(),
            description=self.seats and self.env._("Seats: %s", self.seats) or "",
            url="" if guest else f"{self.get_base_url()}/my/cowork/bookings/{self.id}",
            organizer=invites if guest else None,
            attendees=((guest.name or "", guest.email),) if guest else (),
        )

    @api.model
    def _get_ical_host(self):
        # sudo: a name that is this database's alone; not a secret, but not readable.
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    def _get_ical_uid(self):
        return f"cowork-booking-{self.id}@{self._get_ical_host()}"

    def _get_ical_place(self):
        """:returns: the space of one booking (sudo), and the address of its location"""
        location = self.location_id
        partner = location.partner_id
        address = partner._display_address(without_company=True) if partner else ""
        lines = [self.space_id.display_name, location.name, *address.splitlines()]
        return ", ".join(line.strip() for line in lines if line and line.strip())
