from odoo.exceptions import AccessError, MissingError, UserError
from odoo.fields import Domain
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from .portal import ID, CoworkPortal

CALENDAR = "text/calendar; charset=utf-8"
#: entries of a feed; calendar programs ask for it several times a day
FEED_LIMIT = 1000


class CoworkBookingListPortal(CoworkPortal):
    """What a member booked: see, cancel, invite people, put into a calendar."""

    def _prepare_home_portal_values(self, counters):
        values = super()._prepare_home_portal_values(counters)
        if "cowork_booking_count" in counters:
            bookings = request.env["cowork.booking"]
            values["cowork_booking_count"] = (
                bookings.search_count(bookings._get_portal_domain(coming=True))
                if bookings.has_access("read")
                else 0
            )
        return values

    # The list ------------------------------------------------------------------------

    @route(
        ["/my/cowork/bookings", f"/my/cowork/bookings/page/<{ID}:page>"],
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_bookings(self, page=1, past=None, done=None, **_kwargs):
        bookings = request.env["cowork.booking"]
        if not bookings.has_access("read"):
            return request.redirect("/my")
        domain = bookings._get_portal_domain(coming=not past)
        pager = portal_pager(
            url="/my/cowork/bookings",
            url_args={"past": 1} if past else {},
            total=bookings.search_count(domain),
            page=page,
            step=self._items_per_page,
        )
        found = bookings.search(
            domain,
            order="start desc, id desc" if past else "start, id",
            limit=self._items_per_page,
            offset=pager["offset"],
        )
        return request.render(
            "cowork_members.portal_my_bookings",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_booking",
                # sudo: members know what they booked, but read no spaces.
                "bookings": found.sudo(),
                "past": past,
                "done": done,
                "pager": pager,
                "feed": self._get_cowork_feed_url(),
                "default_url": "/my/cowork/bookings",
            },
        )

    # One booking ---------------------------------------------------------------------

    def _get_cowork_booking(self, booking_id):
        """:returns: the booking, as the user may see it
        :raises NotFound: for any other, as for one that does not exist"""
        bookings = request.env["cowork.booking"]
        if bookings.has_access("read"):
            domain = bookings._get_portal_domain() & Domain("id", "=", booking_id)
            if booking := bookings.search(domain):
                return booking
        raise request.not_found()

    def _render_cowork_booking(self, booking, page="portal_booking", **values):
        # sudo: members know what they booked, but read no spaces.
        booking_sudo = booking.sudo()
        return request.render(
            f"cowork_members.{page}",
            {
                **self._prepare_portal_layout_values(),
                "page_name": "cowork_booking",
                "booking": booking_sudo,
                "location": booking_sudo.location_id,
                "rules": booking_sudo._describe_rules(),
                **values,
            },
        )

    @route(
        f"/my/cowork/bookings/<{ID}:booking_id>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_booking(self, booking_id, done=None, **_kwargs):
        booking = self._get_cowork_booking(booking_id)
        return self._render_cowork_booking(booking, done=done)

    @route(
        f"/my/cowork/bookings/<{ID}:booking_id>/cancel",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def cowork_ask_to_cancel(self, booking_id, **_kwargs):
        booking = self._get_cowork_booking(booking_id)
        if not booking._can_cancel():
            return request.redirect(f"/my/cowork/bookings/{booking.id}")
        return self._render_cowork_booking(
            booking,
            page="portal_booking_cancel",
            # sudo: members do not read policies.
            cancel_rule=booking.sudo()._get_cancel_text(),
        )

    @route(
        f"/my/cowork/bookings/<{ID}:booking_id>/cancel",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_cancel(self, booking_id, reason=None, scope="this", **_kwargs):
        booking = self._get_cowork_booking(booking_id)
        if booking.state == "cancelled":
            # The form was sent twice: it is cancelled once.
            return request.redirect(f"/my/cowork/bookings/{booking.id}?done=cancelled")
        reason = (reason or "").strip()[:200]

        def cancel():
            if scope == "this":
                return booking.action_cancel(reason)
            return booking.action_cancel_series(scope, reason)

        return self._change_cowork_booking(booking, "cancelled", cancel)

    @route(
        f"/my/cowork/bookings/<{ID}:booking_id>/check-in",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_check_in(self, booking_id, **_kwargs):
        booking = self._get_cowork_booking(booking_id)
        return self._change_cowork_booking(
            booking, "checked_in", booking.action_check_in
        )

    @route(
        f"/my/cowork/bookings/<{ID}:booking_id>/invite",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_invite(self, booking_id, emails=None, **_kwargs):
        booking = self._get_cowork_booking(booking_id)
        return self._change_cowork_booking(
            booking, "invited", lambda: booking.action_invite(emails), emails=emails
        )

    def _change_cowork_booking(self, booking, done, change, **kept):
        """:param done: what the page says afterwards
        :param kept: what the form said, shown again after a refusal"""
        try:
            with request.env.cr.savepoint():
                change()
        except (AccessError, MissingError):
            raise request.not_found() from None
        except UserError as error:
            return self._render_cowork_booking(booking, error=str(error), **kept)
        return request.redirect(f"/my/cowork/bookings/{booking.id}?done={done}")

    # Calendars -----------------------------------------------------------------------

    @route(
        f"/my/cowork/bookings/<{ID}:booking_id>/booking.ics",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def cowork_booking_file(self, booking_id, **_kwargs):
        booking = self._get_cowork_booking(booking_id)
        return self._answer_cowork_calendar(
            booking._get_ical(),
            [("Content-Disposition", content_disposition("booking.ics"))],
        )

    @route(
        "/my/cowork/bookings/feed",
        type="http",
        auth="user",
        website=True,
        methods=["POST"],
    )
    def cowork_renew_feed(self, **_kwargs):
        request.env.user._renew_cowork_calendar()
        return request.redirect("/my/cowork/bookings?done=feed#feed")

    def _get_cowork_feed_url(self):
        path = request.env.user._get_cowork_calendar_path()
        return path and request.env.user.get_base_url() + path

    @route(
        "/cowork/calendar/<string:token>.ics",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def cowork_feed(self, token, **_kwargs):
        user = request.env["res.users"]._find_cowork_calendar(token)
        if not user:
            raise request.not_found()
        bookings = user._get_cowork_feed_bookings(FEED_LIMIT)
        calendar = bookings._get_ical(name=user.env._("Bookings"))
        return self._answer_cowork_calendar(calendar, [("X-Robots-Tag", "noindex")])

    def _answer_cowork_calendar(self, content, headers):
        return request.make_response(
            content,
            [
                ("Content-Type", CALENDAR),
                ("Cache-Control", "private, no-store"),
                ("Referrer-Policy", "no-referrer"),
                *headers,
            ],
        )
