import json

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.http import Controller, request, route

KIOSK = "/cowork/kiosk/<string:token>"


class Kiosk(Controller):
    """The tablet in the lobby. Its address is its only right: it lets visitors of one
    location check in and out by themselves."""

    def _get_kiosk(self, token, lang=None):
        """:returns: the location (sudo) of the kiosk
        :raises NotFound: when the token opens none"""
        location = request.env["cowork.location"]._find_kiosk(token, lang)
        if not location:
            raise request.not_found()
        return location

    @route(
        KIOSK,
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        save_session=False,
        sitemap=False,
    )
    def kiosk(self, token, **_kwargs):
        location = self._get_kiosk(token)
        return request.render(
            "cowork_members.kiosk",
            {
                "location": location,
                "lang": (location.env.lang or "en_US").replace("_", "-"),
                "state": json.dumps(location._get_kiosk_state()),
            },
            headers={"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"},
        )

    @route(
        f"{KIOSK}/state",
        type="jsonrpc",
        auth="public",
        readonly=True,
        save_session=False,
    )
    def kiosk_state(self, token, **_kwargs):
        return self._get_kiosk(token)._get_kiosk_state()

    @route(
        f"{KIOSK}/hosts",
        type="jsonrpc",
        auth="public",
        readonly=True,
        save_session=False,
    )
    def kiosk_hosts(self, token, query=None, **_kwargs):
        hosts = self._get_kiosk(token)._find_hosts(query)
        return [
            {"id": host.id, "name": host.name, "company": host.parent_id.name or ""}
            for host in hosts
        ]

    @route(
        f"{KIOSK}/find",
        type="jsonrpc",
        auth="public",
        readonly=True,
        save_session=False,
    )
    def kiosk_find(self, token, code=None, lang=None, **_kwargs):
        return self._do(
            token,
            lang,
            lambda location, visitors: visitors._kiosk_find(
                location, code
            )._kiosk_describe(),
        )

    @route(f"{KIOSK}/arrive", type="jsonrpc", auth="public", save_session=False)
    def kiosk_arrive(
        self, token, code=None, rules=None, photo=None, lang=None, **_kwargs
    ):
        return self._do(
            token,
            lang,
            lambda location, visitors: {
                "message": visitors._kiosk_find(location, code)._kiosk_arrive(
                    rules, photo
                )
            },
        )

    @route(f"{KIOSK}/walk_in", type="jsonrpc", auth="public", save_session=False)
    def kiosk_walk_in(
        self, token, visitor=None, rules=None, photo=None, lang=None, **_kwargs
    ):
        values = visitor if isinstance(visitor, dict) else {}
        return self._do(
            token,
            lang,
            lambda location, visitors: {
                "message": visitors._kiosk_walk_in(location, values)._kiosk_arrive(
                    rules, photo
                )
            },
        )

    @route(f"{KIOSK}/leave", type="jsonrpc", auth="public", save_session=False)
    def kiosk_leave(self, token, code=None, lang=None, **_kwargs):
        def leave(location, visitors):
            visitors._kiosk_find(location, code)._leave()
            return {}

        return self._do(token, lang, leave)

    @route(f"{KIOSK}/parcel", type="jsonrpc", auth="public", save_session=False)
    def kiosk_parcel(self, token, host=None, lang=None, **_kwargs):
        return self._do(
            token,
            lang,
            lambda location, _visitors: {"message": location._kiosk_parcel(host)},
        )

    def _do(self, token, lang, change):
        """:param change: called with the location and the model of visitors (sudo), in
            the visitor's language
        :returns: what it returns, or a sentence why it was refused"""
        location = self._get_kiosk(token, lang)
        try:
            with request.env.cr.savepoint():
                return change(location, location.env["cowork.visitor"])
        except UserError as refusal:
            return {"error": str(refusal)}
        except IntegrityError:
            # The same was sent twice at the same moment.
            return {"error": location.env._("Please try once more.")}
