import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools.mail import single_email_re
from odoo.tools.misc import clean_context

from ..engine.booking_series import occurrences
from ..engine.errors import EngineError
from ..engine.local_time import to_local
from ..engine.visitor_identity import new_code
from .cowork_contract import LIVE_STATES

#: visits that one call registers, and dates of one repetition
MAX_VISITS = 200
MAX_DATES = 60
#: the iCalendar entry of a visit ends so long after it begins
VISIT_MINUTES = 60


class CoworkVisitor(models.Model):
    """Register visitors by one call: members their own, staff anybody's."""

    _inherit = "cowork.visitor"

    @api.model
    def register(
        self,
        location,
        start,
        visitors,
        partner=None,
        purpose=None,
        booking=None,
        rule=None,
    ):
        """Register the visitors of a member. Those with an e-mail address are invited:
        they get the way and a QR code for the door. All of them are registered or none.

        :param int location: id of the ``cowork.location``; that of the booking when a
            booking is given
        :param str start: when they are expected, in UTC, ``YYYY-MM-DD HH:MM:SS``
        :param list visitors: dicts with ``name``, and if known ``email``, ``phone`` and
            ``company``
        :param int partner: id of the ``res.partner`` they visit; the user's own when
            not given
        :param str purpose: what the visit is for
        :param int booking: id of a ``cowork.booking`` that they come for
        :param str rule: RRULE (RFC 5545) by which they come again and again, with an
            end, ``FREQ=WEEKLY;COUNT=4``
        :returns: list of dicts with ``id``, ``name``, ``start`` (UTC), ``code`` and
            ``invited``
        :raises AccessError: when the user may not register visitors there, or for
            somebody else
        :raises UserError: when times or names make no sense, the plan allows no more
            visitors, or somebody cannot be registered
        """
        host = self._get_host(partner)
        booking = self._get_visited_booking(booking)
        place = booking.location_id or self._get_place_to_visit(location, host)
        people = self._read_visitors(visitors)
        moments = self._read_moments(place, start, rule)
        if len(people) * len(moments) > MAX_VISITS:
            raise UserError(
                self.env._(
                    "At most %s visits can be registered at once. Nobody was.",
                    MAX_VISITS,
                )
            )
        common = {
            "location_id": place.id,
            "partner_id": host.id,
            "booking_id": booking.id,
            "purpose": purpose and str(purpose),
        }
        registered = self._get_registrar()._make_visits(common, people, moments)
        return [visitor._describe() for visitor in registered]

    def _make_visits(self, common, people, moments):
        """:param people: list of dicts of values, one of each person
        :param moments: when each of them is expected
        :returns: the new visitors, invited"""
        source = "desk" if self._is_staff() else "portal"
        vals_list = []
        for person in people:
            # One invitation opens the door on all of the days.
            shared = {
                **common,
                **person,
                "source": source,
                "token": secrets.token_urlsafe(24),
                "code": new_code(),
                "series_key": len(moments) > 1 and secrets.token_urlsafe(12),
            }
            vals_list += [{**shared, "expected_at": moment} for moment in moments]
        visitors = self._by_action().create(vals_list)
        if not self._is_staff():
            visitors._check_not_blocked()
        visitors._invite("invited")
        return visitors

    def _get_registrar(self):
        """:returns: the model as whoever asks may create visitors with it"""
        # Defaults that the caller sends would set what no parameter lets them set.
        # Replaced, not added to: they must go.
        visitors = self.with_context(  # pylint: disable=context-overridden
            clean_context(self.env.context)
        )
        # sudo: members have no right to write visitors but through this method, which
        # looks at whom they may invite, and where to.
        return visitors if self.env.user._is_internal() else visitors.sudo()

    @api.model
    def _is_staff(self):
        return self.env.user.has_group("cowork_members.group_front_desk")

    # What was asked for --------------------------------------------------------------

    def _get_host(self, partner_id):
        own = self.env.user.partner_id
        if partner_id is None or partner_id is False:
            return own
        partner = self.env["cowork.booking"]._browse_given("res.partner", partner_id)
        if not self._is_staff() and partner != own:
            raise AccessError(self.env._("You can register your own visitors only."))
        if not partner:
            raise UserError(self.env._("There is nobody with this id to visit."))
        return partner

    def _get_visited_booking(self, booking_id):
        bookings = self.env["cowork.booking"]
        if not booking_id:
            return bookings.sudo()  # sudo: none at all.
        booking = bookings._browse_given("cowork.booking", booking_id)
        if booking and not booking.has_access("read"):
            booking = booking.browse()
        if not booking or booking.state in ("cancelled", "no_show"):
            raise AccessError(self.env._("There is no such booking."))
        # sudo: members know where it is, but read no locations.
        return booking.sudo()

    def _get_place_to_visit(self, location_id, host):
        """:returns: the location (sudo) to which the user may ask visitors
        :raises AccessError: as for one that does not exist"""
        bookings = self.env["cowork.booking"]
        place = bookings._browse_given("cowork.location", location_id)
        if self._is_staff():
            if place and place.has_access("read"):
                return place
        elif place in self._get_own_places(host):
            # sudo: members read no locations, but may ask visitors to theirs.
            return place.sudo()
        raise AccessError(
            self.env._("There is no such location, or you cannot ask visitors to it.")
        )

    @api.model
    def _get_own_places(self, host):
        """:returns: the locations (sudo) where somebody is a member now"""
        # sudo: members read no locations.
        contracts = self.env["cowork.contract"].sudo()
        own = contracts.search(
            Domain("state", "in", LIVE_STATES)
            & Domain("company_id", "in", self.env.companies.ids)
            & (
                Domain("member_ids", "in", host.ids)
                | Domain("partner_id", "in", (host | host.commercial_partner_id).ids)
            )
        )
        return own.location_id.filtered("active").sorted()

    def _read_visitors(self, visitors):
        """:returns: list of dicts of values
        :raises UserError: naming what is wrong with the first that makes no sense"""
        if not isinstance(visitors, list) or not visitors:
            raise UserError(self.env._("Name at least one visitor."))
        return [self._read_visitor(visitor) for visitor in visitors[: MAX_VISITS + 1]]

    def _read_visitor(self, visitor):
        values = visitor if isinstance(visitor, dict) else {}
        texts = {
            field: " ".join(str(values.get(name) or "").split())
            for field, name in (
                ("name", "name"),
                ("email", "email"),
                ("phone", "phone"),
                ("company_name", "company"),
            )
        }
        if not texts["name"]:
            raise UserError(
                self.env._("Each visitor needs a name. Nobody was registered.")
            )
        if texts["email"] and not single_email_re.match(texts["email"]):
            raise UserError(
                self.env._(
                    "“%(email)s” of %(name)s is not an e-mail address. Nobody was"
                    " registered.",
                    email=texts["email"],
                    name=texts["name"],
                )
            )
        return {name: text or False for name, text in texts.items()}

    def _read_moments(self, place, start, rule):
        """:returns: list of the moments (UTC) at which they are expected
        :raises UserError: when there is none, or it is over"""
        bookings = self.env["cowork.booking"]
        start = bookings._check_series_values(start, VISIT_MINUTES, 1)[0]
        if place._day_of(start) < place._today():
            raise UserError(self.env._("That day is over. Choose another."))
        if not rule:
            return [start]
        tz = place.tz or "UTC"
        local = to_local(start, tz)
        last = fields.Date.add(place._today(), days=365)
        try:
            dates = occurrences(str(rule), local, VISIT_MINUTES, tz, last, MAX_DATES)
        except EngineError as error:
            series = self.env["cowork.booking.series"]
            raise UserError(series._word_rule_error(error)) from None
        return [one.start for one in dates]

    def _describe(self):
        """:returns: dict as ``register()`` promises it (one record)"""
        return {
            "id": self.id,
            "name": self.name,
            "start": fields.Datetime.to_string(self.expected_at),
            "code": self.code,
            "invited": bool(self.invited_at),
        }

    @api.model
    def _get_until(self, moment):
        """:returns: the end of a visit in calendars"""
        return moment + timedelta(minutes=VISIT_MINUTES)
