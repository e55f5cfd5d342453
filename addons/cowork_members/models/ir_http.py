from werkzeug.exceptions import Forbidden

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _authenticate(cls, endpoint):
        super()._authenticate(endpoint)
        # Methods of the ERP that ask for no rights are not for door controllers either.
        # Some pages of the web client look for the user of the session by themselves.
        uid = request.env.uid or request.session.uid
        if endpoint.routing.get("cowork_door") or not uid:
            return
        # sudo: only which group it has.
        user = request.env["res.users"].sudo().browse(uid)
        if user._is_cowork_door_controller():
            raise Forbidden(
                request.env._("A door controller may ask for its doors, nothing else.")
            )

    @classmethod
    def _dispatch(cls, endpoint):
        # Where the ERP puts files among the texts of a form: our pages take none there,
        # they read those that they ask for from the request itself.
        if endpoint.__module__.startswith("odoo.addons.cowork_"):
            for name in request.httprequest.files:
                request.params.pop(name, None)
        return super()._dispatch(endpoint)
