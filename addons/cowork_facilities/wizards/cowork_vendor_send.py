from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..models.cowork_vendor_order_photo import SHOWN_KINDS


class CoworkVendorSend(models.TransientModel):
    """Asks which vendor gets a work order, and what they are told."""

    _name = "cowork.vendor.send"
    _description = "Send to Vendor"

    request_id = fields.Many2one(
        "maintenance.request", "Work Order", required=True, readonly=True
    )
    fitting_ids = fields.Many2many(
        "cowork.vendor.agreement", compute="_compute_fitting_ids"
    )
    agreement_id = fields.Many2one(
        "cowork.vendor.agreement",
        compute="_compute_agreement_id",
        compute_sudo=False,
        store=True,
        readonly=False,
        domain="[('id', 'in', fitting_ids)]",
        help="Those for this kind of work and this place that run, and whose vendor is"
        " insured. Who has the least to do comes first.",
    )
    contact_id = fields.Many2one(
        "res.partner", "Sent To", compute="_compute_contact_id"
    )
    email = fields.Char(related="contact_id.email")
    message = fields.Text("Message to the Vendor")
    offered_ids = fields.Many2many("ir.attachment", compute="_compute_offered_ids")
    shown_ids = fields.Many2many(
        "ir.attachment",
        compute="_compute_shown_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
        string="Photos to Show",
        domain="[('id', 'in', offered_ids)]",
    )

    @api.depends("request_id")
    def _compute_fitting_ids(self):
        for wizard in self:
            agreements = self.env["cowork.vendor.agreement"]
            request = wizard.request_id
            wizard.fitting_ids = (
                agreements._get_fitting(request) if request.location_id else agreements
            )

    @api.depends("request_id")
    def _compute_agreement_id(self):
        for wizard in self:
            wizard.agreement_id = wizard.fitting_ids[:1]

    @api.depends("agreement_id")
    def _compute_contact_id(self):
        for wizard in self:
            wizard.contact_id = wizard.agreement_id._get_recipient()

    @api.depends("request_id")
    def _compute_offered_ids(self):
        for wizard in self:
            photos = self.env["ir.attachment"].search(
                [
                    ("res_model", "=", "maintenance.request"),
                    ("res_id", "in", wizard.request_id.ids),
                    ("mimetype", "in", SHOWN_KINDS),
                ]
            )
            wizard.offered_ids = [Command.set(photos.ids)]

    @api.depends("request_id")
    def _compute_shown_ids(self):
        for wizard in self:
            before = wizard.offered_ids & wizard.request_id.photo_before_ids
            wizard.shown_ids = [Command.set(before.ids)]

    def action_send(self):
        """Send the work order to the vendor by mail, with a link to its page.

        :returns: action that closes the dialog
        :raises AccessError: when the user may not change the work order
        :raises UserError: when there is no agreement, or it does not allow it
        """
        self.ensure_one()
        self.request_id.check_access("write")
        if not self.agreement_id:
            raise UserError(
                self.env._(
                    "No agreement fits. Enter one for this kind of work and this place"
                    " under Facilities → Vendors → Agreements, and until when they are"
                    " insured."
                )
            )
        self.agreement_id.check_access("read")
        self.env["cowork.vendor.order"]._send(
            self.request_id,
            self.agreement_id,
            self.message,
            # Nothing but photos of this work order, whatever was asked for.
            self.shown_ids & self.offered_ids,
        )
        return {"type": "ir.actions.act_window_close"}
