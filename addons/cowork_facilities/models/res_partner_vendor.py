from odoo import api, fields, models
from odoo.fields import Domain

from .cowork_vendor_order import STAFF

#: the score looks so many months back
SCORE_MONTHS = 12


class ResPartner(models.Model):
    """Vendors: what was agreed with them, what they do, and how well."""

    _inherit = "res.partner"

    cowork_vendor_agreement_ids = fields.One2many(
        "cowork.vendor.agreement", "partner_id", "Vendor Agreements", groups=STAFF
    )
    cowork_vendor_agreement_count = fields.Integer(
        "Agreements", compute="_compute_cowork_vendor", groups=STAFF
    )
    cowork_vendor_open_count = fields.Integer(
        "At the Vendor Now", compute="_compute_cowork_vendor", groups=STAFF
    )
    cowork_vendor_late_count = fields.Integer(
        "Late Now", compute="_compute_cowork_vendor", groups=STAFF
    )
    cowork_vendor_order_count = fields.Integer(
        "Orders Sent", compute="_compute_cowork_vendor", groups=STAFF
    )
    cowork_vendor_has_score = fields.Boolean(
        compute="_compute_cowork_vendor_score", groups=STAFF
    )
    cowork_vendor_score = fields.Float(
        "Score of the Vendor",
        compute="_compute_cowork_vendor_score",
        digits=(16, 0),
        groups=STAFF,
        help="0 to 100, of the last twelve months: work in time counts 40 %, answers in"
        " time 20 %, members' stars 20 %, work that did not have to be opened again"
        " 20 %. What was not measured is left out.",
    )
    cowork_vendor_insurance_end = fields.Date(
        "Vendor Insured Until", compute="_compute_cowork_vendor", groups=STAFF
    )

    def _compute_cowork_vendor(self):
        orders = self.env["cowork.vendor.order"]
        mine = Domain("partner_id", "in", self.ids)
        counts = [
            self._count_cowork_vendor("cowork.vendor.order", domain)
            for domain in (
                mine,
                mine & orders._get_live_domain(),
                mine & Domain("is_late", "=", True),
            )
        ]
        sent, live, late = counts
        agreements = self.env["cowork.vendor.agreement"]._read_group(
            mine, ["partner_id"], ["__count", "insurance_end:max"]
        )
        agreed = {partner: (count, end) for partner, count, end in agreements}
        for partner in self:
            count, end = agreed.get(partner, (0, False))
            partner.cowork_vendor_agreement_count = count
            partner.cowork_vendor_insurance_end = end
            partner.cowork_vendor_order_count = sent.get(partner, 0)
            partner.cowork_vendor_open_count = live.get(partner, 0)
            partner.cowork_vendor_late_count = late.get(partner, 0)

    @api.model
    def _count_cowork_vendor(self, model, domain):
        """:returns: dict from partners to how many records of ``model`` they have"""
        return dict(self.env[model]._read_group(domain, ["partner_id"], ["__count"]))

    def _compute_cowork_vendor_score(self):
        since = fields.Datetime.subtract(fields.Datetime.now(), months=SCORE_MONTHS)
        domain = Domain("partner_id", "in", self.ids) & Domain("sent_at", ">=", since)
        scores = self.env["cowork.vendor.report"]._get_scores(domain, "partner_id")
        for partner in self:
            value = scores.get(partner)
            partner.cowork_vendor_has_score = value is not None
            partner.cowork_vendor_score = value or 0.0

    def action_view_cowork_vendor_orders(self):
        """List the work orders that were sent to this vendor.

        :returns: the window action
        """
        return self._open_cowork_vendor("action_cowork_vendor_order")

    def action_view_cowork_vendor_agreements(self):
        """List the agreements with this vendor.

        :returns: the window action
        """
        self.ensure_one()
        return self._open_cowork_vendor(
            "action_cowork_vendor_agreement", default_partner_id=self.id
        )

    def action_view_cowork_vendor_figures(self):
        """Show how this vendor works.

        :returns: the window action
        """
        return self._open_cowork_vendor("action_cowork_vendor_report")

    def _open_cowork_vendor(self, action, **context):
        self.check_access("read")
        found = self.env["ir.actions.act_window"]._for_xml_id(
            f"cowork_facilities.{action}"
        )
        return {
            **found,
            "domain": [("partner_id", "in", self.ids)],
            "context": context,
        }
