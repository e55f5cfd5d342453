from urllib.parse import urlencode

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.http import request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..engine.booking_wish import read_wish
from ..engine.errors import EngineError
from ..engine.form_values import read_number
from ..engine.local_time import to_local
from ..engine.visitor_list import read_people
from .portal import ID
from .portal_booking_series import CoworkBookingSeriesPortal

#: characters of the list of visitors
MAX_TEXT = 20000


class CoworkVisitorPortal(CoworkBookingSeriesPortal):
    """A member's own visitors: see, announce, call off."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "cowork_visitor_count" in counters:
            visitors = request.env["cowork.visitor"]
            values["cowork_visitor_count"] = (
                visitors.search_count(self._get_cowork_visitor_domain(past=False))
                if visitors.has_access("read")
                else 0
            )
        return values

    def _get_cowork_visitor_domain(self, past=None):
        """:param past: True for what is over, False for what is still to come
        :returns: domain of the user's own visitors"""
        own = Domain("partner_id", "=", request.env.user.partner_id.id)
        if past is None:
            return own
        coming = Domain("state", "in", ("expected", "inside"))
        return own & (~coming if past else coming)

    # The list ------------------------------------------------------------------------

    @route(
        ["/my/cowork/visitors", f"/my/cowork/visitors/page/<{ID}:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_visitors(self, page=1, past=None, done=None, **_kwargs):
        visitors = request.env["cowork.visitor"]
        if not visitors.has_access("read"):
            return request.redirect("/my")
        domain = self._get_cowork_visitor_domain(past=bool(past))
        pager = portal_pager(
            url="/my/cowork/visitors",
            url_args={"past": 1} if past else {},
            total=visitors.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        found = visitors.search(
            domain,
            order="expected_at desc, id desc" if past else "expected_at, id",
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        return request.render(
            "cowork_members.portal_my_visitors",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_visitor",
                # sudo: members know where they ask visitors to, but read no locations.
                "visitors": found.sudo(),
                "past": past,
                "done": done,
                "pager": pager,
                "default_url": "/my/cowork/visitors",
            },
        )

    # Announcing ----------------------------------------------------------------------

    @route(
        "/my/cowork/visitors/new",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_new_visitors(self, booking=None, **query):
        return self._render_cowork_visitor_form(
            self._get_cowork_visited(booking), query
        )

    def _get_cowork_visited(self, booking_id):
        """:returns: the user's own booking (sudo) of that id, possibly empty"""
        bookings = request.env["cowork.booking"]
        number = read_number(booking_id)
        found = bookings.browse()
        if number and bookings.has_access("read"):
            found = bookings.search(
                bookings._get_portal_domain(coming=True) & Domain("id", "=", number)
            )
        # sudo: members know where it is, but read no locations.
        return found.sudo()

    def _render_cowork_visitor_form(self, booking, query, error=None):
        partner = request.env.user.partner_id
        places = booking.location_id or request.env["cowork.visitor"]._get_own_places(
            partner
        )
        chosen = read_number(query.get("location"))
        place = places.filtered(lambda one: one.id == chosen) or places[:1]
        response = request.render(
            "cowork_members.portal_new_visitors",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_visitor",
                "booking": booking,
                "places": places,
                "place": place,
                "form": self._read_cowork_visitor_form(place, booking, query),
                "error": error,
            },
        )
        if error:
            response.status_code = 409
        return response

    def _read_cowork_visitor_form(self, place, booking, query):
        """:returns: dict of what the form says, with what is usual for the rest"""
        moment = booking.start or fields.Datetime.now()
        soon = to_local(moment, place.tz or "UTC")
        begin = f"{soon:%H:%M}" if booking else f"{min(soon.hour + 1, 23):02d}:00"
        return {
            "date": query.get("date") or f"{soon:%Y-%m-%d}",
            "begin": query.get("begin") or begin,
            "people": (query.get("people") or "")[:MAX_TEXT],
            "purpose": (query.get("purpose") or booking.name or "")[:120],
            "repeat": query.get("repeat") or "",
            "times": query.get("times") or "4",
            "today": f"{to_local(fields.Datetime.now(), place.tz or 'UTC'):%Y-%m-%d}",
        }

    @route(
        "/my/cowork/visitors/new",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_announce_visitors(self, booking=None, **query):
        visited = self._get_cowork_visited(booking)
        try:
            with request.env.cr.savepoint():
                count = self._announce_cowork(visited, query)
        except EngineError as error:
            message = self._word_cowork_visitor(error)
            return self._render_cowork_visitor_form(visited, query, message)
        except UserError as refusal:
            return self._render_cowork_visitor_form(visited, query, str(refusal))
        except IntegrityError:
            again = request.env._(
                "Something was changed meanwhile. Please send it again."
            )
            return self._render_cowork_visitor_form(visited, query, again)
        return request.redirect(
            f"/my/cowork/visitors?{urlencode({'done': 'announced', 'count': count})}"
        )

    def _announce_cowork(self, booking, query):
        """:returns: how many visits were registered"""
        visitors = request.env["cowork.visitor"]
        places = booking.location_id or visitors._get_own_places(
            request.env.user.partner_id
        )
        chosen = read_number(query.get("location"))
        place = places.filtered(lambda one: one.id == chosen) or places[:1]
        if not place:
            raise UserError(
                request.env._("You need a membership to ask visitors to a location.")
            )
        wish = read_wish(
            query.get("date"), query.get("begin"), place.tz or "UTC", None, "60"
        )
        people = read_people((query.get("people") or "")[:MAX_TEXT])
        return len(
            visitors.register(
                place.id,
                fields.Datetime.to_string(wish.start),
                [person._asdict() for person in people],
                purpose=query.get("purpose") or None,
                booking=booking.id or None,
                rule=self._read_cowork_repeat(place, wish, query),
            )
        )

    def _read_cowork_repeat(self, place, wish, query):
        """:returns: the rule of repetition that a form says, or None"""
        day = to_local(wish.start, place.tz or "UTC").date()
        rule = self._get_cowork_rules(day).get(query.get("repeat"))
        times = read_number(query.get("times")) or 2
        return rule and f"{rule};COUNT={min(times, 1000)}"

    def _word_cowork_visitor(self, error):
        if error.code == "no_name":
            return request.env._("The line “%s” has no name.", error.params["line"])
        return self._word_cowork_wish(error)

    # One visitor ---------------------------------------------------------------------

    def _get_cowork_visitor(self, visitor_id):
        """:returns: the user's own visitor
        :raises NotFound: for any other, as for one that does not exist"""
        visitors = request.env["cowork.visitor"]
        if visitors.has_access("read"):
            domain = self._get_cowork_visitor_domain() & Domain("id", "=", visitor_id)
            if visitor := visitors.search(domain):
                return visitor
        raise request.not_found()

    def _do_with_cowork_visitor(self, visitor_id, change, done):
        visitor = self._get_cowork_visitor(visitor_id)
        try:
            with request.env.cr.savepoint():
                change(visitor)
        except UserError:
            # It has just changed: the list says what it is now.
            return request.redirect("/my/cowork/visitors")
        return request.redirect(f"/my/cowork/visitors?done={done}")

    @route(
        f"/my/cowork/visitors/<{ID}:visitor_id>/cancel",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_cancel_visitor(self, visitor_id, series=None, **_kwargs):
        return self._do_with_cowork_visitor(
            visitor_id,
            lambda visitor: visitor.action_cancel_series()
            if series
            else visitor.action_cancel(),
            "cancelled",
        )

    @route(
        f"/my/cowork/visitors/<{ID}:visitor_id>/invite",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_invite_visitor(self, visitor_id, **_kwargs):
        return self._do_with_cowork_visitor(
            visitor_id, lambda visitor: visitor.action_invite(), "invited"
        )
