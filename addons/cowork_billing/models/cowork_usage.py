from odoo import fields, models
from odoo.tools import format_date


class CoworkUsage(models.Model):
    """On which charge a line of the usage ledger stands, and what it cost."""

    _name = "cowork.usage"
    _inherit = ["cowork.usage", "cowork.complete.mixin"]
    # A charge that is billed anew takes its usage with it.
    _noted_when_settled = frozenset({"fee_line_id", "fee_amount"})

    fee_line_id = fields.Many2one(
        "cowork.fee.line",
        "Charge",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        groups="cowork_members.group_front_desk",
    )
    fee_amount = fields.Monetary(
        "Charged",
        readonly=True,
        copy=False,
        help="Its part of the charge. What is taken back gives back exactly this.",
        groups="cowork_members.group_front_desk",
    )

    def _get_bill_label(self):
        """:returns: what a member knows one use by, beside its day and quantity: the
        place, who it was, and what the front desk or a work order noted"""
        self.ensure_one()
        who, space = self.partner_id, self.space_id
        parts = [
            space.name,
            who.name if who != self.contract_id.partner_id else "",
            self.note if not self._is_booked_time() else "",
        ]
        return ", ".join(part for part in parts if part)

    def _is_booked_time(self):
        """:returns: whether this is the time of a booking, not a fee of it or anything
        else"""
        is_fee = f"{self.origin_model},{self.origin_id},fee," in (self.key or "")
        return self.origin_model == "cowork.booking" and not is_fee

    def _describe_source(self):
        """:returns: dict of ``text`` and ``url`` by which a member finds one use: a
        booking has a page"""
        self.ensure_one()
        text = self.env._(
            "%(day)s: %(what)s, %(quantity)s %(unit)s",
            day=format_date(self.env, self.date),
            what=self._get_bill_label() or self.usage_type_id.name,
            quantity=f"{self.quantity:g}",
            unit=self.uom_id.name,
        )
        is_booking = self.origin_model == "cowork.booking" and self.origin_id
        url = is_booking and f"/my/cowork/bookings/{self.origin_id}"
        return {"text": text, "url": url}
