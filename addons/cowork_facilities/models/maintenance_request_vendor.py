from odoo import api, fields, models
from odoo.exceptions import UserError

from .cowork_vendor_order import STAFF


class MaintenanceRequest(models.Model):
    """A work order that an outside vendor does."""

    _inherit = "maintenance.request"

    vendor_order_ids = fields.One2many(
        "cowork.vendor.order", "request_id", "At Vendors", groups=STAFF
    )
    vendor_id = fields.Many2one(
        "res.partner",
        "Vendor",
        compute="_compute_vendor_id",
        store=True,
        index="btree_not_null",
        help="Who has it, or did it last.",
    )
    vendor_state = fields.Selection(
        selection=lambda self: (
            self.env["cowork.vendor.order"]._fields["state"].selection
        ),
        string="At the Vendor",
        compute="_compute_vendor_id",
        store=True,
    )

    @api.depends("vendor_order_ids.state", "vendor_order_ids.partner_id")
    def _compute_vendor_id(self):
        for request in self:
            kept = request.vendor_order_ids.filtered(
                lambda order: order.state not in ("declined", "revoked")
            )
            last = kept.sorted("id")[-1:]
            request.vendor_id = last.partner_id
            request.vendor_state = last.state

    def write(self, vals):
        result = super().write(vals)
        if vals.get("archive"):
            self._call_vendors_back()
        return result

    def _call_vendors_back(self):
        """What is cancelled, no vendor need come for."""
        # sudo: vendors are told, whoever cancels the work order.
        orders = self.sudo().vendor_order_ids
        orders.filtered_domain(orders._get_live_domain())._revoke()

    def _require_sendable(self):
        """:raises UserError: when one work order is not for a vendor now"""
        self.ensure_one()
        if not self.location_id:
            raise UserError(
                self.env._("Enter where the work is to be done before you send it.")
            )
        if self.is_closed:
            raise UserError(
                self.env._("%s is closed. Reopen it before you send it.", self.name)
            )

    def action_choose_vendor(self):
        """Open the dialog that sends this work order to a vendor.

        :returns: the window action
        :raises UserError: when it is closed, or without a place
        """
        self.check_access("write")
        self._require_sendable()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_facilities.action_cowork_vendor_send"
        )
        return {**action, "context": {"default_request_id": self.id}}

    # What vendors say ----------------------------------------------------------------

    def _note_vendor(self, text, author=None, told=None):
        """Note something about the vendor that members do not read.

        :param author: ``res.partner`` who said it; the user when not given
        :param told: ``res.partner`` who get it in their inbox
        """
        self.message_post(
            body=text,
            author_id=author.id if author else None,
            partner_ids=told.ids if told else [],
            # No answer to the member, whoever writes it.
            message_type="notification",
            subtype_xmlid="mail.mt_note",
        )

    def _sum_vendor_cost(self):
        """The vendor's cost is what the vendors say who are done with it."""
        for request in self:
            done = request.vendor_order_ids.filtered(lambda o: o.state == "done")
            request.vendor_cost = sum(done.mapped("amount"))

    def _move_on(self, xmlid):
        """Move work orders forward to a stage, never back; where an operator has
        deleted that stage, they stay.

        :param xmlid: of the ``maintenance.stage``
        """
        stage = self.env.ref(xmlid, raise_if_not_found=False)
        if stage:
            order = (stage.sequence, stage.id)
            self.filtered(
                lambda r: not r.is_closed
                and (r.stage_id.sequence, r.stage_id.id) < order
            ).stage_id = stage
