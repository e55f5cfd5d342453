from odoo import api, models

from .cowork_protected_mixin import UNWRITABLE


class MailThread(models.AbstractModel):
    """Mails that come in are kept, whatever is in them."""

    _inherit = "mail.thread"

    @api.model
    def _message_route_process(self, message, message_dict, routes):
        # A mail with characters that no column holds would be lost.
        readable = {
            name: type(value)(UNWRITABLE.sub("", value))
            if isinstance(value, str)
            else value
            for name, value in message_dict.items()
        }
        readable["attachments"] = [
            file._replace(fname=UNWRITABLE.sub("", file.fname))
            for file in message_dict.get("attachments") or ()
        ]
        return super()._message_route_process(message, readable, routes)
