from base64 import b64decode

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import format_date

#: what members may ask for
WISHES = frozenset({"hold", "forward", "scan", "refuse"})
MOST_ADDRESS = 500


class CoworkParcel(models.Model):
    """Parcels on the pages of the members they are for."""

    _inherit = "cowork.parcel"

    @api.model
    def _get_portal_domain(self, waiting=None):
        """:param waiting: True for what is still here, False for the rest
        :returns: domain of the parcels for the user, or for the company they are of"""
        partner = self.env.user.partner_id
        mine = Domain("partner_id", "in", (partner | partner.commercial_partner_id).ids)
        if waiting is None:
            return mine
        here = self._get_waiting_domain()
        return mine & (here if waiting else ~here)

    def action_ask(self, instruction, address=None):
        """Say what is to be done with one's waiting parcels.

        :param str instruction: ``hold`` (keep for pick-up), ``forward``, ``scan`` (open
            and scan) or ``refuse``
        :param str address: to which it is forwarded, as it is to stand on the label
        :returns: True
        :raises AccessError: when a parcel is not the user's
        :raises UserError: when it is not here any more, was scanned already, or there
            is no address to forward to
        """
        parcels = self._for_actor()
        parcels._require_waiting()
        if instruction not in WISHES:
            raise UserError(
                self.env._("Choose what is to be done: keep, forward, scan or refuse.")
            )
        if instruction == "scan" and any(parcel.scanned_at for parcel in parcels):
            raise UserError(self.env._("It was scanned already."))
        values = {"instruction": instruction, "asked_at": fields.Datetime.now()}
        if instruction == "forward":
            values["forward_address"] = self._check_address(address)
        parcels._by_action().write(values)
        return True

    @api.model
    def _check_address(self, address):
        address = str(address or "").strip()
        if not address or len(address) > MOST_ADDRESS:
            raise UserError(
                self.env._(
                    "Give the name and address it is to be sent to, in up to %s"
                    " letters.",
                    MOST_ADDRESS,
                )
            )
        return address

    def _for_actor(self):
        """:returns: these parcels as whoever asks may say what is done with them
        :raises AccessError: when they may not"""
        user = self.env.user
        if self.env.su or user._is_internal():
            self.check_access("write")
            return self
        self.check_access("read")
        # sudo: members have no right to write parcels but through this method; that
        # they are theirs was asked.
        parcels = self.sudo()
        if parcels.partner_id - user.partner_id - user.commercial_partner_id:
            raise AccessError(self.env._("These parcels are not yours."))
        return parcels

    def _get_scan(self):
        """:returns: ``(name, media type, content)`` of the scan of one parcel for the
        user, or None when it is not theirs to read"""
        # sudo: nobody reads scans directly.
        parcel = self.sudo()
        if not parcel.scan or parcel.reader_id != self.env.user.partner_id.sudo():
            return None
        content = b64decode(parcel.scan)
        return parcel.scan_name, self._get_scan_type(content), content

    def _can_read_scan(self):
        """:returns: whether there is a scan of one parcel that the user reads"""
        # sudo: who reads it is told to nobody else.
        parcel = self.sudo()
        return bool(parcel.scanned_at) and (
            parcel.reader_id.id == self.env.user.partner_id.id
        )

    # In words ------------------------------------------------------------------------

    def _greet(self):
        """:returns: the first line of a message about one parcel"""
        return self.env._("Hello %s,", self.partner_id.name or "")

    def _describe(self):
        """:returns: what one parcel (sudo) is, as members read it"""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        words = [kinds[self.kind]]
        if self.pieces > 1:
            words[0] = self.env._(
                "%(kind)s, %(count)s pieces", kind=words[0], count=self.pieces
            )
        received = self.location_id._format_moment(self.received_at, "EEE d MMM")
        words += [self.carrier, self.env._("came on %s", received)]
        return " · ".join(filter(None, words))

    def _describe_next(self):
        """:returns: what happens next to one parcel (sudo), as the member is told"""
        if self.instruction == "forward":
            return self.env._("We send it on, as you wished.")
        if self.instruction == "scan":
            return self.env._("We open and scan it, as you wished.")
        if self.instruction == "refuse":
            return self.env._("We send it back, as you wished.")
        code = self.env._("Your pick-up code: %s.", self._get_pickup_code())
        return " ".join(filter(None, (code, self._describe_storage())))

    def _describe_storage(self):
        """:returns: until when keeping one parcel (sudo) is free, or that it costs;
        empty when it never does"""
        if self.state != "waiting" or not self.storage_from:
            return ""
        day = format_date(self.env, fields.Date.add(self.storage_from, days=-1))
        if self.is_overdue:
            return self.env._("Free until %s: keeping it costs since then.", day)
        return self.env._("Free until %s.", day)
