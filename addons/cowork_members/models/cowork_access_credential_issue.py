import hashlib
import hmac
import os
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ..engine.access import card_value, keyed_hash, pin_value, qr_value
from .cowork_access_credential import HOLDERS

#: the key is kept beside the database, if the operator gives one in the environment
PEPPER_VARIABLE = "COWORK_ACCESS_PEPPER"
PEPPER_PARAMETER = "cowork_members.access_pepper"
PIN_DIGITS = 6
#: numbers are given out at random among a hundred times as many as there are people
NUMBER_DIGITS = 5
TRIES = 50


class CoworkAccessCredential(models.Model):
    """How credentials come about, and how they are found again without being kept.

    The hash is an HMAC: the same value gives the same hash, so that an index finds it,
    and without the key nobody can try values, of which short ones are soon through.
    """

    _inherit = "cowork.access.credential"

    def init(self):
        """Make the key once; a copy of the database goes on with it."""
        result = super().init()
        # sudo: nobody but the administrator reads parameters.
        parameters = self.env["ir.config_parameter"].sudo()
        if not parameters.get_param(PEPPER_PARAMETER):
            parameters.set_param(PEPPER_PARAMETER, secrets.token_hex(32))
        return result

    # Hashes --------------------------------------------------------------------------

    @api.model
    def _get_key(self, company):
        """:returns: the key of one company's hashes. It follows from the operator's
        own, which no controller ever gets."""
        # sudo: as above.
        parameters = self.env["ir.config_parameter"].sudo()
        pepper = os.environ.get(PEPPER_VARIABLE) or parameters.get_param(
            PEPPER_PARAMETER
        )
        scope = f"cowork.access,{company.id}".encode()
        return hmac.new(pepper.encode(), scope, hashlib.sha256).digest()

    @api.model
    def _get_hashes(self, text, location):
        """:param text: what a reader read, or somebody typed
        :returns: dict of kind to the hash under which such a credential is kept"""
        key = self._get_key(location.company_id)
        hashes = {}
        if pin := pin_value(text):
            hashes["pin"] = keyed_hash(key, f"pin,{location.id}", "*".join(pin))
        if code := qr_value(text):
            hashes["qr"] = keyed_hash(key, "qr", code)
        if card := card_value(text):
            hashes["card"] = keyed_hash(key, "card", card)
        return hashes

    @api.model
    def _find(self, text, location):
        """:returns: the credential (sudo) that a text stands for at a location, a valid
        one rather than one that ended; possibly empty"""
        # sudo: a controller reads nothing.
        credentials = self.sudo()
        hashes = self._get_hashes(text, location)
        if not hashes:
            return credentials.browse()
        found = credentials.search_fetch(
            [("secret_hash", "in", list(hashes.values()))],
            [
                "state",
                "location_id",
                "any_location",
                "valid_from",
                "valid_to",
                *HOLDERS,
            ],
        )
        # The same card may have been handed out to several people in turn.
        return found.filtered(lambda one: one.state == "active")[:1] or found[:1]

    # Issue ---------------------------------------------------------------------------

    @api.model
    def issue(
        self,
        kind,
        location,
        partner=None,
        employee=None,
        value=None,
        label=None,
        valid_from=None,
        valid_to=None,
        any_location=True,
    ):
        """Issue a credential. What opens the door is in the answer and nowhere else.

        :param str kind: ``card``, ``pin`` or ``qr``
        :param int location: id of the ``cowork.location`` whose staff look after it
        :param int partner: id of the member's ``res.partner``; either this
        :param int employee: or the id of an ``hr.employee``
        :param str value: number that the reader reads from a card; PINs and QR codes
            are made by the system
        :param str label: what is printed on it
        :param str valid_from: ``YYYY-MM-DD HH:MM:SS`` (UTC)
        :param str valid_to: the same
        :param bool any_location: whether it is for all locations of the company
        :returns: dict with ``id``, ``secret`` (what to encode, print or tell) and
            ``number`` (of a PIN; the secret begins with it)
        :raises AccessError: for members, and for who does not serve the location
        :raises ValidationError: when a card has no number, or somebody has it already
        """
        if not self.env.user.has_group("cowork_members.group_front_desk"):
            raise AccessError(
                self.env._("Only the front desk issues cards, PINs and QR codes.")
            )
        location = self._to_record("cowork.location", location)
        holder = {
            "partner_id": self._to_record("res.partner", partner).id,
            "employee_id": self._to_record("hr.employee.public", employee).id,
        }
        credential, secret = self._issue(
            {
                **{name: holder_id for name, holder_id in holder.items() if holder_id},
                "kind": kind,
                "location_id": location.id,
                "label": label,
                "valid_from": valid_from,
                "valid_to": valid_to,
                "any_location": bool(any_location),
            },
            value,
        )
        return {
            "id": credential.id,
            "secret": secret,
            "number": credential.number or None,
        }

    @api.model
    def _to_record(self, model, value):
        """:param value: id or record, possibly none
        :raises AccessError: when the user may not read it
        :raises ValidationError: when it is no id"""
        if isinstance(value, models.BaseModel):
            value = value.id
        if not value:
            return self.env[model]
        if not isinstance(value, int) or isinstance(value, bool):
            raise ValidationError(
                self.env._("“%s” is not the number of a record.", str(value)[:50])
            )
        record = self.env[model].browse(value).exists()
        record.check_access("read")
        return record

    @api.model
    def _issue(self, vals, value=None):
        """:param vals: values of the credential
        :param value: number of a card, unless ``vals`` have its hash already
        :returns: ``(credential, secret)``
        :raises ValidationError: when a card has no number, or somebody has it already
        """
        if sum(bool(vals.get(name)) for name in HOLDERS) != 1:
            raise ValidationError(
                self.env._("Whose is it? Choose a member, or an employee.")
            )
        if vals.get("kind") not in ("card", "pin", "qr"):
            raise ValidationError(
                self.env._("A credential is a card, a PIN or a QR code.")
            )
        # sudo: what it is and says is kept by the system alone.
        credentials = self.sudo()._by_action()
        location = self.env["cowork.location"].sudo().browse(vals["location_id"])
        if not location.exists():
            raise ValidationError(self.env._("Choose the location that issues it."))
        vals, secret = credentials._prepare_secret(dict(vals), value, location)
        credential = credentials.create(
            {
                **vals,
                "issued_at": fields.Datetime.now(),
                "issued_by": self.env.uid,
            }
        )
        return credential.with_env(self.env), secret

    @api.model
    def _prepare_secret(self, vals, value, location):
        """:returns: ``(vals with the hash, secret)``"""
        kind, secret_hash = vals["kind"], vals.pop("secret_hash", None)
        if kind == "card" and secret_hash:
            secret = None
        elif kind == "card":
            secret = card_value(str(value or ""))
            if not secret:
                raise ValidationError(
                    self.env._(
                        "Hold the card to the reader: its number has 4 to 64 letters"
                        " and digits."
                    )
                )
        elif kind == "qr":
            secret = f"CW-{secrets.token_urlsafe(24)}"
        else:
            vals["any_location"] = False
            vals["number"] = self._find_free_number(location)
            code = "".join(secrets.choice("0123456789") for _digit in range(PIN_DIGITS))
            secret = f"{vals['number']}*{code}"
        vals["secret_hash"] = secret_hash or self._get_hashes(secret, location)[kind]
        if kind == "card":
            self._check_is_free(vals["secret_hash"])
        return vals, secret

    @api.model
    def _check_is_free(self, secret_hash):
        """:raises ValidationError: when somebody has the card, told by name"""
        taken = self.search(
            [("secret_hash", "=", secret_hash), ("state", "=", "active")], limit=1
        )
        if taken:
            raise ValidationError(
                self.env._(
                    "%s has this card already: report it lost or revoke it first.",
                    taken.holder,
                )
            )

    @api.model
    def _find_free_number(self, location):
        """:returns: a number that nobody has at the location"""
        span = 10**NUMBER_DIGITS
        wanted = {
            str(span // 10 + secrets.randbelow(span - span // 10))
            for _try in range(TRIES)
        }
        taken = self.search(
            Domain("location_id", "=", location.id)
            & Domain("number", "in", list(wanted))
            & Domain("state", "=", "active")
        )
        free = wanted - set(taken.mapped("number"))
        if not free:
            raise UserError(
                self.env._(
                    "%s has given out nearly all numbers for PINs. Revoke some, or"
                    " issue a card.",
                    location.name,
                )
            )
        return free.pop()
