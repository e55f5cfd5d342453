from odoo.exceptions import UserError
from odoo.http import Controller, request, route
from odoo.tools import is_html_empty

from ..engine.form_values import read_number
from ..engine.qr_image import qr_png
from .portal import ID

PAGE = "/cowork/visit/<string:token>"
PRIVATE = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


class VisitorPage(Controller):
    """What somebody who was invited sees: when, where, how to find it, and the QR code
    for the door. The address is the invitation."""

    def _get_visits(self, token):
        """:returns: the visits (sudo) that a token opens
        :raises NotFound: when there are none"""
        visits = request.env["cowork.visitor"]._find_page(token)
        if not visits:
            raise request.not_found()
        return visits

    def _render(self, visits, error=None):
        visit = visits[0]
        return request.render(
            "cowork_members.visitor_page",
            {
                "visits": visits,
                "visitor": visit,
                "location": visit.location_id,
                "place": visit._get_place_text(),
                "map_url": visit._get_map_url(),
                "rules": visit.needs_rules and visit.location_id.visitor_rules_id,
                "error": error,
                "is_html_empty": is_html_empty,
            },
            headers=PRIVATE,
        )

    @route(PAGE, type="http", auth="public", methods=["GET"], sitemap=False)
    def visitor_page(self, token, **_kwargs):
        return self._render(self._get_visits(token))

    @route(
        f"{PAGE}/qr.png",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def visitor_qr(self, token, **_kwargs):
        picture = qr_png(self._get_visits(token)[0].page_url)
        headers = {**PRIVATE, "Content-Type": "image/png"}
        return request.make_response(picture, headers=headers)

    @route(
        f"{PAGE}/accept",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def visitor_accept(self, token, rules=None, **_kwargs):
        visits = self._get_visits(token)
        try:
            visits._accept_rules(read_number(rules) or 0)
        except UserError as refusal:
            return self._render(visits, error=str(refusal))
        return request.redirect(f"/cowork/visit/{token}")


class EvacuationPage(Controller):
    """Who is in the building, on the telephone of whoever counts them outside."""

    @route(
        "/cowork/evacuation",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def evacuations(self, **_kwargs):
        locations = request.env["cowork.location"]
        found = locations._get_served() or locations._get_counted()
        if not found:
            raise request.not_found()
        if len(found) == 1:
            return request.redirect(f"/cowork/evacuation/{found.id}")
        return request.render(
            "cowork_members.evacuation_choice", {"locations": found}, headers=PRIVATE
        )

    @route(
        f"/cowork/evacuation/<{ID}:location_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def evacuation(self, location_id, **_kwargs):
        locations = request.env["cowork.location"]
        location = locations._get_counted().filtered(
            lambda place: place.id == location_id
        )
        if not location:
            raise request.not_found()
        return request.render(
            "cowork_members.evacuation_page",
            {
                "location": location,
                "floors": location._get_inside_by_floor(),
                "may_print": locations.has_access("read"),
            },
            headers=PRIVATE,
        )
