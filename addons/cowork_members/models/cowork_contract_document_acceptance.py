import binascii
from base64 import b64decode
from hashlib import sha256

from psycopg2 import IntegrityError

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, format_datetime

from .cowork_contract import LIVE_STATES

# What a drawn signature may weigh; the canvas of a large screen makes some 100 kB.
SIGNATURE_LIMIT = 1_000_000
NAME_LIMIT = 120
PNG = b"\x89PNG\r\n\x1a\n"


class SignatureRefused(UserError):
    """The contract could not be signed; the cause is what staff are told."""


class CoworkContractDocument(models.Model):
    """A member accepts a document: once, what they saw, and it is kept as it was."""

    _inherit = "cowork.contract.document"

    def _digest(self, raw):
        """:returns: hexadecimal SHA-256 of the file"""
        return sha256(raw).hexdigest()

    def _is_open(self):
        """:returns: whether the contract still waits for, or lives by, documents"""
        self.ensure_one()
        return self.contract_id.state in ("draft", *LIVE_STATES)

    def _get_obstacle(self, user):
        """:param user: ``res.users`` who has opened the document, possibly nobody who
            is signed in
        :returns: sentence that tells them why they cannot accept it; empty when they
            can"""
        self.ensure_one()
        if self.state == "void":
            return self.env._(
                "This document has been replaced or withdrawn. Look for the latest one"
                " in your mail, or ask us."
            )
        if self.state == "declined":
            return self.env._(
                "This was declined, so it cannot be signed any more. Ask us if you"
                " would like it again."
            )
        if self.state != "sent":
            return self.env._("There is nothing to sign.")
        if not self._is_open():
            return self.env._("This contract is over: there is nothing to sign.")
        if not user._is_public() and not self.contract_id._is_paid_by(user.partner_id):
            return self.env._(
                "You are signed in as %(user)s. Only %(member)s can accept this.",
                user=user.name,
                member=self.partner_id.name,
            )
        if self._differs_from_contract():
            return self.env._(
                "The terms have changed since this was sent to you, so it cannot be"
                " accepted any more. We send you a new one; please ask us if it does"
                " not arrive."
            )
        return ""

    def _try_accept(self, user, name, signature, ip):
        """Accept the document, or change nothing.

        :param user: ``res.users`` of the request
        :param name: the name typed below the signature
        :param signature: base64 of the drawn signature, a PNG
        :param ip: address the request came from
        :returns: sentence that tells why not; empty when it is accepted"""
        self.ensure_one()
        try:
            with self.env.cr.savepoint():
                self._accept(user, name, signature, ip)
        except SignatureRefused as refusal:
            self.contract_id._message_log(
                body=self.env._(
                    "%(name)s wanted to accept %(document)s, but the contract could not"
                    " be signed: %(reason)s",
                    name=str(name)[:NAME_LIMIT],
                    document=self.display_name,
                    reason=str(refusal.__cause__),
                )
            )
            return str(refusal)
        except UserError as error:
            return str(error)
        return ""

    def _accept(self, user, name, signature, ip):
        """:raises UserError: with a sentence for the member, when it cannot be"""
        if self.state == "accepted":
            # The form was sent twice.
            return
        if obstacle := self._get_obstacle(user):
            raise UserError(obstacle)
        name = name.strip() if isinstance(name, str) else ""
        if not 0 < len(name) <= NAME_LIMIT:
            raise UserError(self.env._("Please write your name."))
        self._by_action().write(
            {
                "accepted_on": fields.Datetime.now(),
                "accepted_by_id": not user._is_public() and user.partner_id.id,
                "accepted_name": name,
                "accepted_ip": ip,
                "signature": self._read_signature(signature),
            }
        )
        # Somebody who accepts at the same moment fails here and finds it accepted.
        self.flush_recordset()
        self._sign_contract()
        attachment = self._archive()
        self._by_action().write(
            {
                "state": "accepted",
                "attachment_id": attachment.id,
                "sha256": self._digest(attachment.raw),
            }
        )
        self._tell_accepted(user)

    def _read_signature(self, signature):
        """:returns: the checked image, base64
        :raises UserError: when there is none"""
        sentence = self.env._("Please draw your signature.")
        if not isinstance(signature, str) or len(signature) > SIGNATURE_LIMIT:
            raise UserError(sentence)
        try:
            image = b64decode(signature, validate=True)
        except (binascii.Error, ValueError):
            raise UserError(sentence) from None
        if not image.startswith(PNG):
            raise UserError(sentence)
        return signature

    def _sign_contract(self):
        """Accepting what was offered is signing it.

        :raises SignatureRefused: when the contract cannot be signed"""
        contract = self.contract_id
        if contract.state != "draft":
            return
        try:
            with self.env.cr.savepoint():
                contract.action_sign()
        except (UserError, IntegrityError) as error:
            raise SignatureRefused(
                self.env._(
                    "We are sorry: the contract cannot be signed just now, most likely"
                    " because the space is no longer free. Nothing was signed, and we"
                    " have been told. %s",
                    self._get_contact(),
                )
            ) from error

    def _get_contact(self):
        """:returns: sentence on whom to ask; empty when nobody is known"""
        contract = self.contract_id
        person = contract.user_id.partner_id or contract.company_id.partner_id
        ways = [way for way in (person.email, person.phone) if way]
        if not ways:
            return ""
        return self.env._(
            "Questions? Ask %(name)s: %(ways)s", name=person.name, ways=", ".join(ways)
        )

    def _describe_acceptance(self):
        """:returns: who accepted, and when by the location's clock"""
        return self.env._(
            "Accepted by %(name)s on %(moment)s.",
            name=self.accepted_name,
            moment=self._get_accepted_moment(),
        )

    def _describe_origin(self):
        """:returns: when, and from where, it was accepted; printed below the name"""
        words = {
            "moment": self._get_accepted_moment(),
            # sudo: the clock of the place, for its member.
            "tz": self.sudo().location_id.tz,
            "ip": self.accepted_ip,
        }
        if not self.accepted_ip:
            return self.env._("Accepted online on %(moment)s (%(tz)s)", **words)
        return self.env._(
            "Accepted online on %(moment)s (%(tz)s), IP address %(ip)s", **words
        )

    def _get_accepted_moment(self):
        # sudo: the clock of the place, for its member.
        return format_datetime(
            self.env, self.accepted_on, tz=self.sudo().location_id.tz
        )

    def _describe_waiting(self):
        return self.env._("%s waits for your signature.", self.display_name)

    def _describe_signing(self):
        """:returns: what signing means, for whoever is about to"""
        return self.env._(
            "By signing you accept this on behalf of %(member)s. Your name, the time"
            " and your IP address are kept with the signature.",
            member=self.partner_id.name,
        )

    def _archive(self):
        """:returns: ``ir.attachment`` with the document as it was accepted"""
        report = self.env["ir.actions.report"].with_company(self.company_id)
        content, _kind = report._render_qweb_pdf(
            "cowork_members.report_contract_document", self.ids
        )
        return self.env["ir.attachment"].create(
            {
                "name": f"{self.name.replace('/', '-')}.pdf",
                "raw": content,
                "mimetype": "application/pdf",
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _get_author(self, user):
        """:returns: ``res.partner`` who answers; the member, when nobody is signed
        in"""
        return self.partner_id if user._is_public() else user.partner_id

    def _tell_accepted(self, user):
        """Note it on the contract, for whoever is responsible, and give the member a
        copy."""
        author = self._get_author(user)
        contract = self.contract_id
        staff = contract.with_context(lang=contract.user_id.lang)
        staff.message_post(
            body=staff.env._(
                "%(document)s accepted by %(name)s.",
                document=self._get_html_link(),
                name=self.accepted_name,
            ),
            author_id=author.id,
            partner_ids=contract.user_id.partner_id.ids,
            message_type="notification",
            subtype_xmlid="mail.mt_note",
        )
        template = self.env.ref(
            "cowork_members.mail_template_document_accepted", raise_if_not_found=False
        )
        if template and email_normalize(self.partner_id.email):
            self.message_post_with_source(
                template,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
                email_layout_xmlid="mail.mail_notification_layout",
                attachment_ids=self.attachment_id.ids,
            )
