from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from odoo.addons.cowork_members.engine.sla import WorkingTimes

from ..engine.vendor_steps import LIVE


class CoworkVendorOrder(models.Model):
    """Sending a work order to a vendor, once more, and calling it back."""

    _inherit = "cowork.vendor.order"

    mail_problem = fields.Char(
        compute="_compute_mail_problem",
        help="Why the last mail to the vendor has not left.",
    )

    @api.model
    def _send(self, request, agreement, message=False, shown=()):
        """Send one work order to the vendor of one agreement.

        :param request: ``maintenance.request``
        :param agreement: ``cowork.vendor.agreement``
        :param message: text for the vendor
        :param shown: ``ir.attachment`` that the vendor may see
        :returns: the new order
        :raises UserError: when the work order, or the agreement, does not allow it
        """
        request._require_sendable()
        agreement._require_for(request)
        contact = agreement._get_recipient()
        if not contact.email:
            raise UserError(
                self.env._(
                    "%s has no e-mail address. Enter one, so that work orders can be"
                    " sent there.",
                    contact.name,
                )
            )
        # sudo: what vendors do is kept by the system; see the caller for who may send.
        orders = self.sudo()._by_action()
        order = orders.create(
            {
                "request_id": request.id,
                "agreement_id": agreement.id,
                "partner_id": agreement.partner_id.id,
                "contact_id": contact.id,
                "user_id": self.env.uid,
                "message": message,
                "shown_ids": [Command.set(shown.ids)] if shown else [],
                **self._prepare_deadlines(request, agreement),
            }
        )
        order._renew_link()
        order._mail("sent")
        request._note_vendor(
            self.env._("Sent to %s.", agreement.partner_id.display_name)
        )
        return order

    @api.model
    def _prepare_deadlines(self, request, agreement):
        """:returns: dict with the moment of sending and the deadlines from it on"""
        now = fields.Datetime.now()
        # sudo: the deadline of the work order, and everybody's working hours.
        request = request.sudo()
        times = WorkingTimes(request._sla_load_intervals)
        clock = request._sla_get_clock()

        def after(hours):
            return hours and times.deadline(clock, now, round(hours * 3600))

        return {
            "sent_at": now,
            "answer_deadline": after(agreement.answer_hours) or False,
            "done_deadline": after(agreement.done_hours) or request.resolution_deadline,
        }

    def _mail(self, what):
        """Write to the vendors of orders (sudo); the mails leave after the commit.

        :param what: last part of the template's name
        """
        template = self.env.ref(
            f"cowork_facilities.mail_template_vendor_{what}", raise_if_not_found=False
        )
        if not template:
            return
        # The next mail says what holds now; that one has a link that has ended.
        self._get_stuck_mails().write({"state": "cancel"})
        # sudo: the mail is part of the order, whoever sends that.
        template.sudo().send_mail_batch(
            self.ids, email_layout_xmlid="mail.mail_notification_light"
        )
        self.env["cowork.booking"]._hurry_mails()

    def _get_stuck_mails(self):
        """:returns: ``mail.mail`` (sudo) to the vendors that could not be sent"""
        # sudo: mails are the administrator's; that one stays concerns the sender.
        mails = self.env["mail.mail"].sudo()
        return mails.search_fetch(
            [
                ("model", "=", self._name),
                ("res_id", "in", self.ids),
                ("state", "=", "exception"),
            ],
            ["res_id", "failure_reason"],
            order="id",
        )

    def _compute_mail_problem(self):
        failed = self._get_stuck_mails()
        reasons = {mail.res_id: mail.failure_reason or "?" for mail in failed}
        for order in self:
            order.mail_problem = reasons.get(order.id, False)

    # Buttons -------------------------------------------------------------------------

    def _require_live(self):
        if over := self.filtered(lambda order: order.state not in LIVE):
            raise UserError(
                self.env._(
                    "%s is over already. Send the work order again instead.",
                    over[0].display_name,
                )
            )

    def action_send_again(self):
        """Send vendors their work orders once more, by a new link; the old one ends.

        :returns: True
        :raises AccessError: when the user may not change the orders
        :raises UserError: when an order is done, declined or called back
        """
        self.check_access("write")
        self._require_live()
        # sudo: the link is kept by the system.
        orders = self.sudo()
        orders._renew_link()
        orders._mail("sent")
        return True

    def action_revoke(self):
        """Call work orders back: the links end at once, and the vendors are told.

        :returns: True
        :raises AccessError: when the user may not change the orders
        :raises UserError: when an order is done, declined or called back already
        """
        self.check_access("write")
        self._require_live()
        # sudo: what vendors have is kept by the system.
        self.sudo()._revoke()
        return True

    def _revoke(self):
        """Call orders (sudo) that are not over back."""
        self._by_action().write({"state": "revoked"})
        self._mail("revoked")
        for order in self:
            order.request_id._note_vendor(
                self.env._("Called back from %s.", order.partner_id.display_name)
            )

    def action_open_page(self):
        """Open the page that the vendor sees.

        :returns: the URL action
        :raises AccessError: when the user may not change the order
        """
        self.ensure_one()
        self.check_access("write")
        return {"type": "ir.actions.act_url", "url": self.page_url, "target": "new"}
