import re
import secrets
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import NO_ACCESS, Domain
from odoo.tools import consteq

#: what a token may look like; anything else is not even looked for
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")


class ResUsers(models.Model):
    """The secret address at which calendar programs read what a member booked."""

    _inherit = "res.users"

    cowork_calendar_token = fields.Char(
        "Token of the Calendar", copy=False, index="btree_not_null", groups=NO_ACCESS
    )

    def _renew_cowork_calendar(self):
        """Give one user a new address; the old one ends."""
        # sudo: nobody writes the token but through here.
        self.sudo().cowork_calendar_token = secrets.token_urlsafe(32)

    def _get_cowork_calendar_path(self):
        """:returns: path of one user's feed, or None when there is none yet"""
        # sudo: shown to the user alone.
        token = self.sudo().cowork_calendar_token
        return f"/cowork/calendar/{token}.ics" if token else None

    @api.model
    def _find_cowork_calendar(self, token):
        """:returns: the user (sudo) whose feed a token opens, possibly empty"""
        # sudo: who asks is not signed in; the token stands for the user.
        users = self.sudo()
        if not TOKEN.fullmatch(token):
            return users.browse()
        user = users.search([("cowork_calendar_token", "=", token)], limit=1)
        if user and not consteq(user.cowork_calendar_token, token):
            return users.browse()
        return user

    def _get_cowork_feed_bookings(self, limit):
        """:returns: what one user booked, from a month ago on, in their language"""
        since = fields.Datetime.now() - timedelta(days=30)
        bookings = self.env["cowork.booking"].with_context(lang=self.lang)
        return bookings.search(
            Domain("partner_id", "=", self.partner_id.id)
            & Domain("state", "not in", ("cancelled", "no_show"))
            & Domain("stop", ">", since),
            order="start desc, id desc",
            limit=limit,
        )
