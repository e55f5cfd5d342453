import json

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.http import Controller, request, route

PANEL = "/cowork/panel/<string:token>"


class BookingPanel(Controller):
    """The tablet at the door of a space. Its address is its only right: it shows one
    space, and does the few things below with what is booked there."""

    def _get_panel(self, token):
        """:returns: the space (sudo) of the panel
        :raises NotFound: when the token opens none"""
        space = request.env["cowork.space"]._find_panel(token)
        if not space:
            raise request.not_found()
        return space

    @route(
        PANEL,
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def panel(self, token, **_kwargs):
        space = self._get_panel(token)
        return request.render(
            "cowork_members.booking_panel",
            {
                "space": space,
                "lang": (space.env.lang or "en_US").replace("_", "-"),
                "labels": json.dumps(space._get_panel_labels()),
                "state": json.dumps(space._get_panel_state()),
            },
            headers={"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"},
        )

    @route(
        f"{PANEL}/state",
        type="jsonrpc",
        auth="public",
        readonly=True,
        save_session=False,
    )
    def panel_state(self, token, **_kwargs):
        return self._get_panel(token)._get_panel_state()

    @route(f"{PANEL}/book", type="jsonrpc", auth="public", save_session=False)
    def panel_book(self, token, minutes=None, **_kwargs):
        return self._do_on_panel(token, lambda space: space._panel_book(minutes))

    @route(f"{PANEL}/check_in", type="jsonrpc", auth="public", save_session=False)
    def panel_check_in(self, token, booking=None, **_kwargs):
        return self._do_on_panel(
            token, lambda space: space._panel_check_in(self._browse(space, booking))
        )

    @route(f"{PANEL}/extend", type="jsonrpc", auth="public", save_session=False)
    def panel_extend(self, token, booking=None, minutes=None, **_kwargs):
        return self._do_on_panel(
            token,
            lambda space: space._panel_extend(self._browse(space, booking), minutes),
        )

    @route(f"{PANEL}/end", type="jsonrpc", auth="public", save_session=False)
    def panel_end(self, token, booking=None, **_kwargs):
        return self._do_on_panel(
            token, lambda space: space._panel_end(self._browse(space, booking))
        )

    def _browse(self, space, booking_id):
        """:returns: the booking of the space, possibly empty"""
        bookings = space.env["cowork.booking"]
        if not isinstance(booking_id, int) or not 0 < booking_id < 2**31:
            return bookings
        return bookings.search([("id", "=", booking_id), ("space_id", "=", space.id)])

    def _do_on_panel(self, token, change):
        """:returns: the state afterwards, with a sentence when it was refused"""
        space = self._get_panel(token)
        error = None
        try:
            with request.env.cr.savepoint():
                change(space)
        except UserError as refusal:
            error = str(refusal)
        except IntegrityError:
            # Somebody committed since this request began; the next look shows it.
            error = request.env._("Somebody else has just taken it.")
        space.invalidate_recordset()
        return {**space._get_panel_state(), "error": error}
