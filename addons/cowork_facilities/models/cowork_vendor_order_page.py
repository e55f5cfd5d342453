import re
import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import consteq, html2plaintext

from odoo.addons.cowork_members.engine.local_time import to_local

from ..engine.rate_limit import take
from ..engine.vendor_steps import possible
from .cowork_vendor_order import STAFF

TOKEN = re.compile(r"[A-Za-z0-9_-]{20,64}")
#: changes in an hour by one link; a vendor makes about ten for one work order
MOST_CHANGES = 60
#: of browsers' fields for a day and a time
FIELD_FORMAT = "%Y-%m-%dT%H:%M"


class CoworkVendorOrder(models.Model):
    """The page of a work order for a vendor without an account: its address is the only
    right, for some days, until somebody calls the work order back."""

    _inherit = "cowork.vendor.order"
    _protected_fields = frozenset(
        {"token", "link_until", "change_window", "change_count"}
    )

    token = fields.Char(copy=False, index="btree_not_null", groups=STAFF)
    link_until = fields.Datetime("Link Valid Until", copy=False)
    change_window = fields.Datetime(copy=False, groups="base.group_system")
    change_count = fields.Integer(copy=False, groups="base.group_system")
    page_url = fields.Char(
        "Page of the Vendor", compute="_compute_page_url", groups=STAFF
    )

    _token_uniq = models.UniqueIndex(
        "(token) WHERE token IS NOT NULL", "Two work orders cannot have the same link."
    )

    @api.depends("token")
    def _compute_page_url(self):
        for order in self:
            token = order.token
            order.page_url = token and f"{order.get_base_url()}/cowork/vendor/{token}"

    def _renew_link(self):
        """Give orders a new link. The old one ends at once."""
        now = fields.Datetime.now()
        for order in self._by_action():
            days = order.agreement_id.link_days
            order.write(
                {
                    "token": secrets.token_urlsafe(24),
                    "link_until": fields.Datetime.add(now, days=days),
                }
            )

    @api.model
    def _find_page(self, token):
        """:param token: from the address
        :returns: the order (sudo) whose page it opens, in the language of the vendor;
            possibly empty. One that is over, or called back, is found as well: see
            ``_is_open_link``."""
        # sudo: the vendor is not signed in; the token stands for this one work order.
        orders = self.sudo()
        if not TOKEN.fullmatch(token):
            return orders.browse()
        order = orders.search([("token", "=", token)], limit=1)
        if not (order and consteq(order.token, token)):
            return orders.browse()
        return order._for_vendor()

    def _for_vendor(self):
        """:returns: one order (sudo) in the language of whom it was sent to"""
        lang = self.contact_id.lang or self.partner_id.lang
        known = [code for code, _name in self.env["res.lang"].get_installed()]
        if lang not in known:
            lang = self.company_id.partner_id.lang
        if lang not in known:
            lang = known[0]
        return self.with_context(lang=lang).with_company(self.company_id)

    def _is_open_link(self):
        """:returns: whether the link of one order (sudo) shows and changes anything"""
        return (
            self.state != "revoked"
            and not self.request_id.archive
            and bool(self.link_until and self.link_until > fields.Datetime.now())
        )

    def _count_change(self):
        """Count one change by the link of one order (sudo). Of those that come at the
        same moment, the later ones begin anew after the first.

        :raises UserError: when there were too many in this hour"""
        taken = take(
            self.change_window,
            self.change_count,
            fields.Datetime.now(),
            MOST_CHANGES,
        )
        if not taken:
            raise UserError(
                self.env._("That was too often. Please try again in an hour.")
            )
        start, count = taken
        self._by_action().write({"change_window": start, "change_count": count})
        # At once: before anything else is written by both.
        self.flush_recordset(["change_count"])

    # What the page shows --------------------------------------------------------------

    def _get_page_values(self):
        """:returns: dict of all that the page of one order (sudo) shows"""
        request, location = self.request_id, self.location_id
        address = location.partner_id
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "order": self,
            "request_record": request,
            "state_name": states[self.state],
            "category": self.category.name,
            "location": location,
            "space": self.space_id.display_name,
            "equipment": request.equipment_id.display_name,
            "address": address and address._display_address(without_company=True),
            "description": html2plaintext(request.description or "").strip(),
            "photos": self._get_photos(),
            "contact": self._get_page_contact(),
            "steps": possible(self.state),
            "moments": self._get_page_moments(),
            "planned": self._to_page_time(self.planned_at),
            "amount": self._format_amount() if self.state == "done" else "",
            "needs_amount": self.agreement_id.require_amount,
            "needs_photo": self.agreement_id.require_photo and not self.photo_ids,
            "takes_photos": self._takes_photos(),
            "res_company": self.company_id,
        }

    def _to_page_time(self, moment):
        """:returns: a moment as the page's field takes it, on the location's clock"""
        if not moment:
            return ""
        return to_local(moment, self.location_id.tz or "UTC").strftime(FIELD_FORMAT)

    def _get_page_contact(self):
        """:returns: dict with the name, phone and mail of whom the vendor asks"""
        user, company = self.user_id, self.company_id
        return {
            "name": user.name,
            "phone": user.phone or self.location_id.partner_id.phone or company.phone,
            "email": user.email or company.email,
        }

    def _get_page_moments(self):
        """:returns: list of ``(label, time on the location's clock)``"""
        moments = [
            (self.env._("Please answer by"), not self.answered_at, "answer_deadline"),
            (self.env._("To be done by"), not self.done_at, "done_deadline"),
            (self.env._("Planned for"), not self.done_at, "planned_at"),
            (self.env._("On site since"), not self.done_at, "on_site_at"),
            (self.env._("Done"), True, "done_at"),
        ]
        return [
            (label, self.location_id._format_moment(self[name]))
            for label, is_shown, name in moments
            if is_shown and self[name]
        ]

    def _format_amount(self):
        return self.currency_id.format(self.amount or 0.0)
