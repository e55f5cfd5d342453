import binascii
from base64 import b64decode

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq, hmac
from odoo.tools.image import image_process

from .cowork_parcel import DESK

#: wrong codes, after which only a signature counts
MOST_TRIES = 5
CODE_DIGITS = 6
MOST_BYTES = 2_000_000
PROOFS = [("code", "Pick-up code"), ("signature", "Signature")]


class CoworkParcel(models.Model):
    """Handing over, with proof: a signature, or the code that only the member has."""

    _inherit = "cowork.parcel"
    _protected_fields = frozenset(
        {"handed_to", "proof", "signature", "code_version", "code_tries"}
    )

    handed_to = fields.Char(readonly=True, copy=False, tracking=True)
    proof = fields.Selection(PROOFS, readonly=True, copy=False)
    signature = fields.Image(
        max_width=1024, max_height=1024, readonly=True, copy=False, groups=DESK
    )
    code_version = fields.Integer(readonly=True, copy=False, groups=DESK)
    code_tries = fields.Integer("Wrong Codes", readonly=True, copy=False, groups=DESK)

    _proof_given = models.Constraint(
        "CHECK ((state = 'handed_over') = (proof IS NOT NULL)"
        " AND code_tries >= 0 AND code_version >= 0)",
        "What was handed over was so with a code or a signature.",
    )

    def _readdress(self):
        result = super()._readdress()
        # Who was told by mistake must not fetch it.
        for parcel in self._by_action():
            parcel.write({"code_version": parcel.code_version + 1, "code_tries": 0})
        return result

    def action_hand_over(self, code=None, signature=None, name=None):
        """Hand waiting parcels of one member over, against a pick-up code or a
        signature. After five wrong codes only a signature counts.

        :param str code: the six digits of any of these parcels
        :param str signature: the drawn signature, an image in Base64
        :param str name: who fetches them; the member when not given
        :returns: dict with ``done`` (bool) and ``problem``: why it was not done, as a
            sentence; empty when it was
        :raises AccessError: when the user may not change the parcels
        :raises UserError: when parcels are of several members or not here any more, or
            when there is neither a code nor a signature
        """
        self.check_access("write")
        self._require_waiting()
        self._require_one_member()
        image = self._read_signature(signature)
        problem = "" if image else self._try_code(code)
        if not problem:
            self._hand_over(image, str(name or "").strip()[:120])
        return {"done": not problem, "problem": problem}

    def _require_one_member(self):
        partners = self.partner_id
        if len(partners) != 1 or not all(parcel.partner_id for parcel in self):
            raise UserError(
                self.env._(
                    "Parcels are handed over to one member at a time. Choose those of"
                    " one member, and say first whom they are for."
                )
            )

    def _hand_over(self, image, name):
        """:param image: the signature, if there is one"""
        self._charge_storage()
        self._close(
            "handed_over",
            handed_to=name or self.partner_id.name,
            proof="signature" if image else "code",
            signature=image,
        )
        self._tell("handed_over")

    def _close(self, state, **vals):
        """Note that waiting parcels have left."""
        self._by_action().write(
            {
                "state": state,
                "closed_at": fields.Datetime.now(),
                "closed_by": self.env.uid,
                **vals,
            }
        )

    def _read_signature(self, signature):
        """:returns: the signature as an image in Base64, or False when there is none
        :raises UserError: when it is no image"""
        if not signature:
            return False
        refusal = UserError(self.env._("The signature is not an image. Draw it again."))
        if not isinstance(signature, (str, bytes)) or len(signature) > MOST_BYTES:
            raise refusal
        try:
            image_process(b64decode(signature, validate=True), verify_resolution=True)
        except (binascii.Error, ValueError, UserError):
            raise refusal from None
        return signature

    # Pick-up codes -------------------------------------------------------------------

    def _get_pickup_code(self):
        """:returns: the code of one parcel. It follows from a secret of the database
        and is kept nowhere: nobody at the desk can look it up."""
        self.ensure_one()
        # sudo: the secret, and how often the code was renewed.
        parcel = self.sudo()
        digest = hmac(
            parcel.env, "cowork.parcel.pickup", (parcel.id, parcel.code_version)
        )
        return str(int(digest[:15], 16) % 10**CODE_DIGITS).zfill(CODE_DIGITS)

    def _try_code(self, code):
        """:returns: why the code does not count, as a sentence; empty when it does"""
        typed = "".join(str(code or "").split())
        if not typed:
            raise UserError(
                self.env._("Ask for the pick-up code, or let the member sign.")
            )
        # sudo: tries are counted whoever is at the desk.
        parcels = self.sudo()._by_action()
        tries = max(parcels.mapped("code_tries"))
        if tries >= MOST_TRIES:
            return self._word_locked()
        # As bytes: a comparison that takes as long for any text, also outside of ASCII.
        codes = [parcel._get_pickup_code().encode() for parcel in parcels]
        if any([consteq(known, typed.encode()) for known in codes]):
            return ""
        parcels.write({"code_tries": tries + 1})
        left = MOST_TRIES - tries - 1
        if not left:
            return self._word_locked()
        return self.env._("That is not the code. Tries left: %s.", left)

    def _word_locked(self):
        return self.env._(
            "Too many wrong codes. Let the member sign, or send a new code."
        )

    def action_renew_code(self):
        """Give waiting parcels new pick-up codes and send these to the members.

        :returns: True
        :raises UserError: when a parcel is not here any more
        """
        self.check_access("write")
        self._require_waiting()
        # sudo: see _try_code().
        for parcel in self.sudo()._by_action():
            parcel.write({"code_version": parcel.code_version + 1, "code_tries": 0})
        self._announce()
        return True

    def action_reopen(self):
        """Take parcels back that were noted as handed over or refused by mistake.

        :returns: True
        :raises UserError: when a parcel waits, was forwarded or destroyed
        """
        self.check_access("write")
        if wrong := self.filtered(lambda p: p.state not in ("handed_over", "refused")):
            raise UserError(
                self.env._(
                    "%s: only what was handed over or refused can be taken back.",
                    wrong[0].display_name,
                )
            )
        self._by_action().write(
            {
                "state": "waiting",
                "closed_at": False,
                "closed_by": False,
                "handed_to": False,
                "proof": False,
                "signature": False,
                "refuse_reason": False,
            }
        )
        return True
