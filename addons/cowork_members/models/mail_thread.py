from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import html2plaintext

from .cowork_protected_mixin import UNWRITABLE

#: so long the same words, and nothing said since, are a form that was sent twice
TWICE_TIME = timedelta(minutes=5)


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

    def _is_said_twice(self, text):
        """:param text: what the user writes to one record
        :returns: whether they have just written it: their form was sent twice"""
        # sudo: only compared; who writes need have no right to messages.
        last = (
            self.env["mail.message"]
            .sudo()
            .search(
                Domain("model", "=", self._name)
                & Domain("res_id", "=", self.id)
                & Domain("message_type", "=", "comment"),
                order="id desc",
                limit=1,
            )
        )
        if last.author_id != self.env.user.partner_id:
            return False
        if last.date < fields.Datetime.now() - TWICE_TIME:
            return False
        said = html2plaintext(last.body, include_references=False)
        # Breaks of lines and links are kept with other spaces around them.
        return "".join(said.split()) == "".join(text.split())
