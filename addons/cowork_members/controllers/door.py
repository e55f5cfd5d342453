from odoo.exceptions import UserError
from odoo.http import Controller, content_disposition, request, route

from .portal import ID

LOCATION = "/json/2/cowork.location"


class Door(Controller):
    """What a door controller may call, in the form of the ERP's JSON-2 interface.

    ``check_access`` has the name of a method of every model, which the interface calls
    for nobody; and a controller's key is let in here and nowhere else.
    """

    def _call(self, method, ids, context, **values):
        """:param ids: as the body has it, whatever that is
        :returns: what the method of the location returns"""
        known = isinstance(ids, list) and [
            key for key in ids if type(key) is int and 0 < key < 2**31
        ]
        # Of what a controller sends along, only the language of the sentences counts.
        lang = isinstance(context, dict) and context.get("lang")
        known_langs = [code for code, _name in request.env["res.lang"].get_installed()]
        locations = request.env["cowork.location"]
        if lang in known_langs:
            locations = locations.with_context(lang=lang)
        return getattr(locations.browse(known or []), method)(**values)

    @route(
        f"{LOCATION}/check_access",
        type="json2",
        auth="bearer",
        methods=["POST"],
        save_session=False,
        cowork_door=True,
    )
    def check_access(
        self, ids=(), context=None, credential=None, at=None, access_point=None
    ):
        """See ``cowork.location.check_access()``; ``ids`` is a list of one location."""
        values = {"at": at, "access_point": access_point}
        return self._call("_answer_door", ids, context, credential=credential, **values)

    @route(
        f"{LOCATION}/get_access_list",
        type="json2",
        auth="bearer",
        methods=["POST"],
        save_session=False,
        cowork_door=True,
    )
    def get_access_list(self, ids=(), context=None, days=7):
        """See ``cowork.location.get_access_list()``."""
        return self._call("get_access_list", ids, context, days=days)

    @route(
        f"{LOCATION}/get_access_key",
        type="json2",
        auth="bearer",
        methods=["POST"],
        save_session=False,
        cowork_door=True,
    )
    def get_access_key(self, ids=(), context=None):
        """See ``cowork.location.get_access_key()``."""
        return self._call("get_access_key", ids, context)

    @route(
        f"/cowork/access/<{ID}:location_id>/list.<any(json,csv):form>",
        type="http",
        auth="user",
        methods=["GET"],
        sitemap=False,
    )
    def download_access_list(self, location_id, form, **_kwargs):
        """The list for controllers that are fed by hand."""
        location = request.env["cowork.location"].browse(location_id)
        try:
            text = location._export_access_list(form)
        except UserError as error:
            raise request.not_found() from error
        kind = "application/json" if form == "json" else "text/csv; charset=utf-8"
        return request.make_response(
            text,
            [
                ("Content-Type", kind),
                ("Content-Disposition", content_disposition(f"doors.{form}")),
                ("Cache-Control", "no-store"),
            ],
        )
