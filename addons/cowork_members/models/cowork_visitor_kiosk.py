import base64
import binascii

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_date

from ..engine.visitor_identity import name_key, read_code

#: bytes of a photo; the tablet sends about a tenth of it
MAX_PHOTO = 500_000
JPEG = b"\xff\xd8\xff"


class CoworkVisitor(models.Model):
    """What visitors do by themselves on the tablet in the lobby."""

    _inherit = "cowork.visitor"

    @api.model
    def _kiosk_find(self, location, text):
        """:param location: of the kiosk (sudo)
        :param text: what was scanned or typed
        :returns: the visitor (sudo) of today
        :raises UserError: when nobody is expected with that code, or on another day"""
        code = read_code(str(text or ""))
        if not code:
            raise UserError(self._word_unknown_code())
        visitors = self.sudo()  # sudo: the code stands for the visitor.
        found = visitors.search(
            Domain("location_id", "=", location.id)
            & (Domain("token", "=", code) | Domain("code", "=", code)),
            order="day",
        )
        today = location._today()
        if now := found.filtered(lambda v: v.day == today):
            return now[0]
        coming = found.filtered(lambda v: v.day > today and v.state == "expected")
        if coming:
            raise UserError(
                self.env._(
                    "You are expected on %s. If you are to come today, please ask the"
                    " front desk.",
                    format_date(self.env, coming[0].day),
                )
            )
        raise UserError(self._word_unknown_code())

    @api.model
    def _word_unknown_code(self):
        return self.env._(
            "Nobody is expected here today with this code. Choose “I am a visitor”, or"
            " ask the front desk."
        )

    def _kiosk_describe(self):
        """:returns: dict of what the tablet shows of one visitor (sudo)"""
        return {
            "name": self.name,
            "host": self.partner_id.name or "",
            "state": self.state,
            "needs_rules": self.needs_rules,
        }

    @api.model
    def _kiosk_walk_in(self, location, values):
        """Register somebody who was not announced; who was is not registered twice.

        :param location: of the kiosk (sudo)
        :param values: dict with ``name``, ``host`` (id) and if given ``company`` and
            ``phone``
        :returns: the visitor (sudo)
        :raises UserError: when a name or the host is missing, or no more visitors are
            allowed
        """
        name = " ".join(str(values.get("name") or "").split())
        host = location._get_host(values.get("host"))
        if not name or not host:
            raise UserError(self.env._("Please give your name, and whom you visit."))
        if known := self._kiosk_find_known(location, host, name):
            return known
        # sudo: the tablet is not signed in; its token lets it register visitors.
        visitors = self.sudo()._by_action()
        return visitors.create(
            {
                "name": name,
                "company_name": values.get("company") and str(values["company"]),
                "phone": values.get("phone") and str(values["phone"]),
                "partner_id": host.id,
                "location_id": location.id,
                "source": "kiosk",
            }
        )

    @api.model
    def _kiosk_find_known(self, location, host, name):
        """:returns: the visitor (sudo) of that name whom the host expects today, or who
        is in already: the answer of the first try may have been lost"""
        # sudo: the tablet finds who was announced.
        known = self.sudo().search(
            Domain("location_id", "=", location.id)
            & Domain("partner_id", "=", host.id)
            & Domain("day", "=", location._today())
            & Domain("state", "in", ("expected", "inside")),
            order="state, id",
        )
        return known.filtered(lambda v: name_key(v.name) == name_key(name))[:1]

    def _kiosk_arrive(self, rules=None, photo=None):
        """Let one visitor (sudo) in.

        :param rules: id of the house rules that they accepted
        :param photo: JPEG in base64, if they took one
        :returns: sentence for the visitor
        """
        visitor = self._by_action()
        if visitor.state == "inside":
            return visitor._welcome()
        if visitor._get_blocked():
            return visitor._turn_away()
        if rules and visitor.needs_rules:
            visitor._accept_rules(rules)
        if photo and visitor.location_id.kiosk_photo:
            visitor.photo = self._read_photo(photo)
        visitor._arrive("kiosk")
        return visitor._welcome()

    def _welcome(self):
        if not self.host_told_at:
            return self.env._("Welcome! Please tell the front desk that you are here.")
        return self.env._("Welcome! %s knows that you are here.", self.partner_id.name)

    @api.model
    def _read_photo(self, photo):
        """:returns: the picture as a field takes it
        :raises UserError: when it is none"""
        text = str(photo).rpartition(",")[2]
        try:
            data = base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError):
            data = b""
        if not data.startswith(JPEG) or len(data) > MAX_PHOTO:
            raise UserError(self.env._("The photo could not be read. Go on without."))
        return text.encode()

    def _turn_away(self):
        """Do not let in one visitor (sudo) who is on the black-list, and warn the staff
        of the location, without telling the visitor why.

        :returns: sentence for the visitor
        """
        self.write({"state": "refused"})
        # sudo: the staff are warned, whoever stands before the tablet.
        users = self.sudo().location_id.staff_user_ids.filtered(
            lambda user: user.active and not user.share
        )
        self.message_notify(
            partner_ids=users.partner_id.ids,
            subject=self.env._("%s is on the black-list and at the kiosk", self.name),
            body=self.block_reason or "",
            author_id=self.company_id.partner_id.id,
        )
        return self.env._("Please wait here: the front desk comes to you.")
