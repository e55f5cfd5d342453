from werkzeug.exceptions import Forbidden

from odoo import models
from odoo.http import request


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _authenticate(cls, endpoint):
        super()._authenticate(endpoint)
        # Methods of the ERP that ask for no rights are not for door controllers either.
        if endpoint.routing.get("cowork_door") or not request.env.uid:
            return
        if request.env.user._is_cowork_door_controller():
            raise Forbidden(
                request.env._("A door controller may ask for its doors, nothing else.")
            )
