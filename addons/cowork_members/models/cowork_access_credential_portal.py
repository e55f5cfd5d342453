from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .cowork_contract import LIVE_STATES

#: how long a QR code opens doors that a member takes out on a phone
QR_HOURS = timedelta(hours=24)


class CoworkAccessCredential(models.Model):
    """What members do with their own credentials on the portal."""

    _inherit = "cowork.access.credential"

    @api.model
    def _get_portal_credentials(self):
        """:returns: the user's own credentials, valid ones first"""
        partner = self.env.user.partner_id
        found = self.search([("partner_id", "=", partner.id)], limit=50)
        return found.sorted(lambda one: (one.state != "active", one.is_expired))

    @api.model
    def _get_portal_locations(self):
        """:returns: locations (sudo) of the running contracts that name the user"""
        # sudo: members may know where their membership is.
        contracts = self.env["cowork.contract"].sudo()
        partner = self.env.user.partner_id
        return contracts.search(
            [
                ("state", "in", LIVE_STATES),
                "|",
                ("member_ids", "in", partner.ids),
                ("partner_id", "=", partner.id),
            ],
            order="date_start, id",
        ).location_id

    @api.model
    def _portal_issue_qr(self):
        """Give the user a QR code for a day; the one before ends, and with it every
        picture somebody took of it.

        :returns: ``(credential, secret)``
        :raises UserError: when the user has no membership
        """
        location = self._get_portal_locations()[:1]
        if not location:
            raise UserError(
                self.env._(
                    "There is no membership for your account: ask the front desk."
                )
            )
        partner = self.env.user.partner_id
        label = self.env._("On the phone")
        # sudo: members own their credentials, but the system keeps them.
        before = self.sudo().search(
            [
                ("partner_id", "=", partner.id),
                ("kind", "=", "qr"),
                ("state", "=", "active"),
                ("is_portal", "=", True),
            ]
        )
        before._end("revoked", self.env._("Replaced by a new QR code"))
        return self._issue(
            {
                "kind": "qr",
                "partner_id": partner.id,
                "location_id": location.id,
                "label": label,
                "any_location": True,
                "is_portal": True,
                "valid_to": fields.Datetime.now() + QR_HOURS,
            }
        )

    def _portal_report_lost(self):
        """:raises UserError: when one credential is not the user's own"""
        # sudo: only whose it is.
        if not self or self.sudo().partner_id != self.env.user.partner_id:
            raise UserError(self.env._("That is not one of your cards. Look again."))
        # sudo: it is their own, and all they can do is end it.
        self.sudo()._end("lost", self.env._("Reported lost by the member"))
