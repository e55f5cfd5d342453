from markupsafe import Markup

from odoo import api, fields, models

from ..engine.qr_image import qr_uri


class CoworkAccessSecret(models.TransientModel):
    """Shows once what opens a door, or the doors' interface. No table ever has it."""

    _name = "cowork.access.secret"
    _description = "Shown Once"

    # Not stored, none of them: they travel from the server to one dialog.
    title = fields.Char(store=False)
    secret = fields.Char(store=False)
    number = fields.Char(store=False)
    qr = fields.Html("QR Code", store=False, sanitize=False)
    example = fields.Text(store=False)

    @api.model
    def _make_qr(self, text):
        """:returns: picture of a text, in the page itself: an address with the text in
        it would be in the log of the web server"""
        picture = Markup('<img src="%s" width="240" height="240" alt="QR"/>')
        return picture % qr_uri(text)

    @api.model
    def _show(self, name, **values):
        """:param name: title of the dialog
        :returns: the window action of a dialog with ``values``"""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self._name,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {f"default_{key}": value for key, value in values.items()},
        }
