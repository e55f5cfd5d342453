from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.fields import NO_ACCESS

from ..engine.access import card_value
from ..models.cowork_access_credential import KINDS


class CoworkAccessIssue(models.TransientModel):
    """Asks whom a card, a PIN or a QR code is for, and issues it."""

    _name = "cowork.access.issue"
    _description = "Issue a Credential"

    holder_kind = fields.Selection(
        [("member", "Member"), ("employee", "Employee")],
        "For",
        required=True,
        default="member",
    )
    partner_id = fields.Many2one("res.partner", "Person")
    employee_id = fields.Many2one("hr.employee", "Employee")
    location_id = fields.Many2one(
        "cowork.location",
        "Issued At",
        required=True,
        default=lambda self: self.env["cowork.location"].search(
            [("company_id", "in", self.env.companies.ids)], limit=1
        ),
    )
    kind = fields.Selection(KINDS, required=True, default="card")
    value = fields.Char(
        "Number of the Card",
        compute="_compute_value",
        inverse="_inverse_value",
        help="Put the cursor here and hold the card to the reader at the desk.",
    )
    # The dialog is saved before its button is pressed: even then as a hash only.
    card_hash = fields.Char(groups=NO_ACCESS)
    label = fields.Char("Printed On It")
    any_location = fields.Boolean("At All Locations", default=True)
    valid_from = fields.Datetime()
    valid_to = fields.Datetime()

    def _compute_value(self):
        self.value = False

    def _inverse_value(self):
        credentials = self.env["cowork.access.credential"]
        for wizard in self:
            # sudo: nobody reads the hash.
            wizard_sudo = wizard.sudo()
            value = card_value(wizard.value or "")
            hashes = value and credentials._get_hashes(value, wizard_sudo.location_id)
            wizard_sudo.card_hash = hashes and hashes["card"]

    def action_issue(self):
        """Issue it. A PIN or a QR code is shown once.

        :returns: the window action that shows it, or that closes the dialog
        :raises AccessError: for who does not serve the location
        :raises ValidationError: when a card has no number, or somebody has it already
        """
        self.ensure_one()
        self._check_may_issue()
        vals = {
            "kind": self.kind,
            "location_id": self.location_id.id,
            "label": self.label,
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "any_location": self.any_location,
            # sudo: as above.
            "secret_hash": self.kind == "card" and self.sudo().card_hash,
        }
        if self.holder_kind == "member":
            vals["partner_id"] = self.partner_id.id
        else:
            vals["employee_id"] = self.employee_id.id
        credential, secret = self.env["cowork.access.credential"]._issue(vals)
        if self.kind == "card":
            return {"type": "ir.actions.act_window_close"}
        secrets = self.env["cowork.access.secret"]
        return secrets._show(
            self.env._("Shown Once: %s", credential.holder),
            title=credential.display_name,
            secret=secret,
            number=credential.number or False,
            qr=secrets._make_qr(secret) if self.kind == "qr" else False,
        )

    def _check_may_issue(self):
        """:raises AccessError: when the user does not see the location or the person"""
        self.check_access("read")
        self.location_id.check_access("read")
        self.partner_id.check_access("read")
        if not self.env.user.has_group("cowork_members.group_front_desk"):
            raise AccessError(
                self.env._("Only the front desk issues cards, PINs and QR codes.")
            )

    @api.constrains("holder_kind", "partner_id", "employee_id")
    def _check_holder(self):
        for wizard in self:
            is_member = wizard.holder_kind == "member"
            if not (wizard.partner_id if is_member else wizard.employee_id):
                raise ValidationError(
                    self.env._("Whose is it? Choose a member, or an employee.")
                )
