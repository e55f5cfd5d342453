from odoo import api, fields, models
from odoo.exceptions import ValidationError

from .booking_coverage import Planned
from .booking_prices import Order, price_orders
from .cowork_booking import TIME_FIELDS

#: what a price depends on
PRICED_FIELDS = (TIME_FIELDS - {"seat_no"}) | {"partner_id", "contract_id"}


class CoworkBooking(models.Model):
    """What a booking costs: told before it is confirmed, and frozen then."""

    _inherit = "cowork.booking"
    _protected_fields = frozenset(
        {
            "usage_type_id",
            "price_total",
            "price_due",
            "units_used",
            "price_unit",
            "price_note",
            "priced_on",
        }
    )

    currency_id = fields.Many2one(related="company_id.currency_id")
    price_preview = fields.Monetary(
        "To Pay",
        compute="_compute_price_preview",
        compute_sudo=True,
        help="What is left to pay after what the plan includes and packs. Other"
        " bookings that begin earlier draw on them first.",
    )
    price_text = fields.Char(
        "Price", compute="_compute_price_preview", compute_sudo=True
    )

    # As it was agreed when the booking was confirmed, or last moved.
    usage_type_id = fields.Many2one(
        "cowork.usage.type",
        "Counts As",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    price_total = fields.Monetary("Full Price", readonly=True, copy=False)
    price_due = fields.Monetary("To Pay When Confirmed", readonly=True, copy=False)
    units_used = fields.Float(
        readonly=True,
        copy=False,
        digits=(16, 2),
        help="Hours, or seats and days.",
    )
    price_unit = fields.Float(
        "Price of a Unit", readonly=True, copy=False, digits=(16, 6)
    )
    price_note = fields.Char("Price as Agreed", readonly=True, copy=False)
    priced_on = fields.Datetime("Price Agreed On", readonly=True, copy=False)

    # Before -------------------------------------------------------------------------

    @api.depends(
        "state",
        "space_id",
        "start",
        "stop",
        "attendee_count",
        "partner_id",
        "contract_id",
        "price_due",
        "price_note",
    )
    def _compute_price_preview(self):
        wanted = self.filtered(lambda b: b.state == "tentative" and b._has_times())
        prices = wanted._get_prices()
        for booking in self:
            price = prices.get(booking)
            booking.price_preview = float(price.due) if price else booking.price_due
            booking.price_text = (
                booking._word_price(price) if price else booking.price_note
            )

    def _has_times(self):
        """:returns: whether one booking, perhaps in a form, is far enough to ask"""
        return bool(
            self.space_id.policy_id
            and self.start
            and self.stop
            and self.start < self.stop
            and (self.stop - self.start).days <= 31
        )

    def _get_prices(self, together=False):
        """:param together: whether all of these are booked, or one of them
        :returns: dict of booking to ``Price``"""
        # sudo: members do not read prices, plans and what others of theirs use.
        orders = {booking: booking.sudo()._to_order() for booking in self}
        prices = price_orders(list(orders.values()), together)
        return {booking: prices[order.key] for booking, order in orders.items()}

    def _to_order(self):
        """:returns: what one booking asks for; ``self`` may be in a form"""
        return Order(
            key=self._origin.id or self.id,
            space=self.space_id._origin,
            contract=self.contract_id._origin,
            start=self.start,
            stop=self.stop,
            people=max(self.attendee_count, 1),
        )

    def _to_planned(self):
        """:returns: what one confirmed booking will use"""
        return Planned(
            key=self.id,
            contract=self.contract_id.id,
            usage_type=self.usage_type_id,
            day=self.location_id._day_of(self.start),
            moment=self.start,
            quantity=self.units_used,
        )

    # When it is confirmed -----------------------------------------------------------

    def _confirm(self, by_staff):
        result = super()._confirm(by_staff)
        self.filtered(lambda booking: booking.state == "confirmed")._freeze_price()
        return result

    def write(self, vals):
        # Before it is compared with what is there.
        self._refuse_nonsense(vals)
        self._check_may_recharge(vals)
        moved = self._get_repriced(vals)
        result = super().write(vals)
        moved._freeze_price()
        return result

    def _get_repriced(self, vals):
        """:returns: those of these bookings whose agreed price ``vals`` set aside"""
        return self.filtered(
            lambda booking: booking.state in ("confirmed", "checked_in")
            and booking._changes_any(PRICED_FIELDS, vals)
        )

    def _changes_any(self, names, vals):
        return any(self._would_change(name, vals[name]) for name in names & vals.keys())

    def _check_may_recharge(self, vals):
        """:raises ValidationError: when what took place would be charged to others"""
        for booking in self:
            over = booking.state in ("done", "no_show", "cancelled")
            if over and booking._changes_any({"partner_id", "contract_id"}, vals):
                raise ValidationError(
                    self.env._(
                        "%s is over or cancelled: whom it is charged to does not change"
                        " any more. Correct it in the usage ledger.",
                        booking.display_name,
                    )
                )

    def _freeze_price(self):
        """Keep what these bookings cost now, as it is told to the member.

        :raises ValidationError: when nothing says what one of them costs
        """
        prices = self._get_prices(together=True) if self else {}
        now = fields.Datetime.now()
        for booking, price in prices.items():
            if price.missing:
                raise ValidationError(booking._word_missing_rate(price))
            booking._by_action().write(booking._prepare_price(price, now))

    def _prepare_price(self, price, now):
        """:returns: values that freeze the price of one booking"""
        # In the language of the member, who will read it.
        # sudo: not everybody who books reads contacts.
        lang = self.sudo().partner_id.lang or self.env.lang
        charge = price.charge
        return {
            "usage_type_id": charge and price.order.space.policy_id.usage_type_id.id,
            "price_total": float(price.total),
            "price_due": float(price.due),
            "units_used": float(charge.units) if charge else 0.0,
            "price_unit": float(charge.unit_price) if charge else 0.0,
            "price_note": self.with_context(lang=lang)._word_price(price),
            "priced_on": now,
        }

    def _describe(self):
        return super()._describe() | {
            "price": self.price_preview,
            # sudo: members do not read companies.
            "currency": self.sudo().currency_id.name,
            "price_text": self.price_text,
        }

    @api.model
    def _find_contract(self, partner, space, start, stop):
        """:returns: the contract that a booking would be charged to, possibly empty"""
        booking = self.new(
            {
                "partner_id": partner.id,
                "space_id": space.id,
                "start": start,
                "stop": stop,
            }
        )
        return booking._find_contracts()[booking]._origin
