import binascii
from base64 import b64decode

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import NO_ACCESS

from .cowork_parcel import DESK

MOST_COST = 1_000_000
MOST_SCAN = 30_000_000
#: what a scan may be, by its first bytes
SCAN_TYPES = {
    b"%PDF-": "application/pdf",
    b"\x89PNG": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
}


class CoworkParcel(models.Model):
    """Forwarding, refusing, opening and scanning."""

    _inherit = "cowork.parcel"
    _protected_fields = frozenset(
        {
            "forward_cost",
            "forward_tracking",
            "refuse_reason",
            "scan",
            "scan_name",
            "scanned_at",
            "reader_id",
        }
    )

    forward_cost = fields.Monetary("Cost of Forwarding", readonly=True, copy=False)
    forward_tracking = fields.Char(
        "Tracking of Forwarding", readonly=True, copy=False, tracking=True
    )
    refuse_reason = fields.Char(readonly=True, copy=False, tracking=True)
    # Read through the member's own page only: not even whoever scanned it.
    scan = fields.Binary(attachment=True, copy=False, groups=NO_ACCESS)
    scan_name = fields.Char(readonly=True, copy=False, groups=DESK)
    scanned_at = fields.Datetime(readonly=True, copy=False, tracking=True)
    reader_id = fields.Many2one(
        "res.partner",
        "Scan Is Read By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups=DESK,
    )

    _forward_cost_finite = models.Constraint(
        "CHECK (forward_cost >= 0 AND forward_cost < 1000000)",
        "The cost of forwarding must be zero or a positive number below 1,000,000.",
    )

    # Forwarding ----------------------------------------------------------------------

    def action_forward(self, cost=0.0, carrier=None, tracking=None):
        """Note that a waiting parcel was sent on, and charge what that cost.

        :param float cost: of this parcel, in the currency of the location
        :param str carrier: who carries it
        :param str tracking: number by which it can be followed
        :returns: True
        :raises UserError: when it is not here, has no address to go to, the cost is no
            number from 0 to 1,000,000, or nobody pays it
        """
        self.ensure_one()
        self.check_access("write")
        self._require_waiting()
        cost = self._check_forward(cost)
        self._charge_storage()
        values = {"instruction": "forward", "forward_cost": cost}
        if carrier:
            values["carrier"] = str(carrier)
        self._close("forwarded", forward_tracking=str(tracking or "")[:120], **values)
        self._charge_forwarding()
        self._tell("forwarded")
        return True

    def _check_forward(self, cost):
        """:returns: the cost, rounded
        :raises UserError: see ``action_forward``"""
        if not self._is_number(cost, MOST_COST, float) or cost < 0:
            raise UserError(
                self.env._("The cost must be a number from 0 to 1,000,000.")
            )
        if not (self.forward_address or "").strip():
            raise UserError(
                self.env._(
                    "%s: give the address to which it is forwarded.", self.display_name
                )
            )
        cost = self.currency_id.round(float(cost))
        if cost and not self.contract_id:
            raise UserError(
                self.env._(
                    "%s: no membership pays for it. Choose what it is charged to, or"
                    " let them pay at the desk and enter no cost.",
                    self.display_name,
                )
            )
        return cost

    def _charge_forwarding(self):
        """Write what forwarding cost into the ledger, each parcel once."""
        # sudo: the ledger is written whoever is at the desk.
        paid = self.sudo().filtered(lambda p: p.forward_cost and p.contract_id)
        self.env["cowork.usage"]._record(
            [parcel._prepare_forwarding_usage() for parcel in paid]
        )

    def _prepare_forwarding_usage(self):
        settings = self.location_id._get_parcel_settings()
        currency = self.contract_id.currency_id
        return {
            **self._prepare_usage("forward", settings._get_parcel_forward_type()),
            "used_at": self.closed_at,
            "price_unit": self.currency_id._convert(
                self.forward_cost, currency, self.company_id, self.closed_at
            ),
            "note": self.env._("%s, forwarded", self.name),
        }

    # Refusing ------------------------------------------------------------------------

    def action_refuse(self, reason=None):
        """Note that waiting parcels go back to who sent them.

        :param str reason: why, for the register
        :returns: True
        :raises UserError: when a parcel is not here any more
        """
        self.check_access("write")
        self._require_waiting()
        self._charge_storage()
        self._close("refused", refuse_reason=str(reason or "").strip()[:200])
        return True

    # Opening and scanning ------------------------------------------------------------

    def action_deliver_scan(self, data, filename, destroy=False):
        """Give the member the scan of what was in a waiting letter. From then on only
        the one person who reads the member's scans sees it, on their own page.

        :param str data: a PDF, PNG or JPEG in Base64, up to 30 MB
        :param str filename: name under which the member keeps it
        :param bool destroy: whether the paper was destroyed, as the member wished;
            otherwise it goes on waiting
        :returns: True
        :raises UserError: when it is not here or was scanned before, nobody said that
            it is to be opened, nobody is there to read it, or it is no such file
        """
        self.ensure_one()
        self.check_access("write")
        self._check_may_scan()
        reader = self._get_reader()
        self._check_scan(data)
        # sudo: nobody reads or writes scans directly; the right to change the parcel
        # was asked.
        self.sudo()._by_action().write(
            {
                "scan": data,
                "scan_name": str(filename or "").strip()[:120] or self.name,
                "scanned_at": fields.Datetime.now(),
                "reader_id": reader.id,
            }
        )
        self._tell("scanned")
        if destroy:
            self._charge_storage()
            self._close("destroyed")
        else:
            self._by_action().instruction = "hold"
        return True

    def _check_may_scan(self):
        self._require_waiting()
        if self.scanned_at:
            raise UserError(self.env._("%s was scanned already.", self.display_name))
        if self.instruction != "scan":
            raise UserError(
                self.env._(
                    "%s: the member did not ask to have it opened. It stays closed.",
                    self.display_name,
                )
            )

    def _check_scan(self, data):
        """:raises UserError: when it is no file that can be a scan"""
        try:
            is_text = isinstance(data, (str, bytes)) and len(data) <= MOST_SCAN * 4 / 3
            content = b64decode(data, validate=True) if is_text else b""
        except (binascii.Error, ValueError):
            content = b""
        if not content.startswith(tuple(SCAN_TYPES)):
            raise UserError(self.env._("A scan is a PDF, PNG or JPEG of up to 30 MB."))

    def _get_reader(self):
        """:returns: who reads the scan of one parcel: whom the mail rule names, else
        whom it is for, and for a company the contact of its contract
        :raises UserError: when there is nobody"""
        partner = self.sudo().partner_id  # sudo: whoever is at the desk.
        rules = self.env["cowork.parcel.rule"]._find_rules(
            self.location_id, partner, self.kind
        )
        reader = rules[partner].reader_id if partner else partner
        if not reader and partner.is_company:
            reader = self.sudo().contract_id.contact_id  # sudo: as above.
        reader = reader or partner
        if not reader:
            raise UserError(
                self.env._("%s: say first whom it is for.", self.display_name)
            )
        return reader

    # What members see ----------------------------------------------------------------

    @api.model
    def _get_scan_type(self, content):
        """:returns: the media type of a scan"""
        return next(
            kind for begin, kind in SCAN_TYPES.items() if content.startswith(begin)
        )
