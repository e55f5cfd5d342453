from datetime import timedelta
from decimal import Decimal
from typing import NamedTuple

from odoo import fields, models
from odoo.exceptions import UserError

from ..engine.booking_charge import unit_price
from ..engine.booking_price import late_fee
from ..engine.proration import to_decimal
from .booking_prices import get_rounding


class Fee(NamedTuple):
    """What it costs that a booking does not take place.

    ``percent`` of its price, or None where the amount is fixed; ``uses_allowance``
    says that its hours are used up as if it had.
    """

    amount: Decimal
    percent: float | None
    uses_allowance: bool


class CoworkBooking(models.Model):
    """What late cancellation and a no-show cost."""

    _inherit = "cowork.booking"
    _protected_fields = frozenset({"fee_amount", "fee_text", "fee_count"})

    fee_amount = fields.Monetary(
        "Fee",
        readonly=True,
        copy=False,
        help="For cancelling late or not coming, before what a plan includes.",
    )
    fee_text = fields.Char("Why a Fee", readonly=True, copy=False)
    fee_count = fields.Integer(
        "Fees So Far", readonly=True, copy=False, groups="base.group_no_one"
    )
    cancel_text = fields.Char(
        "If It Is Cancelled", compute="_compute_cancel_text", compute_sudo=True
    )

    def _compute_cancel_text(self):
        for booking in self:
            booking.cancel_text = booking._origin._get_cancel_text()

    # Charging it ---------------------------------------------------------------------

    def _cancel(self, reason):
        late = self.filtered(lambda booking: booking._is_late())
        fees = {booking: booking._get_fee("late") for booking in late}
        result = super()._cancel(reason)
        self._charge_fees(fees)
        return result

    def _miss(self):
        fees = {booking: booking._get_fee("no_show") for booking in self}
        result = super()._miss()
        self._charge_fees(fees)
        return result

    def _is_late(self):
        """:returns: whether cancelling one booking now is not free any more"""
        return (
            self.state == "confirmed" and fields.Datetime.now() > self._get_free_until()
        )

    def _get_free_until(self):
        # sudo: members do not read policies.
        hours = self.sudo().space_id.policy_id.cancel_free_hours
        return self.start - timedelta(hours=hours)

    def _check_free_to_move(self):
        """Nobody gets around the fee by moving a booking before cancelling it.

        :raises UserError: naming the first whose cancellation costs by now
        """
        late = self.filtered(lambda b: b._is_late() and b._get_fee("late").amount)
        if late:
            raise UserError(
                self.env._(
                    "%(booking)s is too near to be moved. %(rule)s Ask the front desk.",
                    booking=late[0].display_name,
                    rule=late[0]._get_cancel_text(),
                )
            )

    def _get_fee(self, kind):
        """:param kind: ``late`` or ``no_show``
        :returns: ``Fee`` of one booking, as its policy says"""
        # sudo: members do not read policies.
        policy = self.sudo().space_id.policy_id
        how = policy[f"{kind}_fee_kind"]
        value = policy[f"{kind}_fee"]
        amount = late_fee(
            to_decimal(self.price_total),
            how,
            to_decimal(value),
            get_rounding(self.sudo().currency_id),
        )
        percent = value if how == "percent" else None
        uses = percent is not None and policy.fee_uses_allowance
        return Fee(amount, percent, uses and bool(self.sudo().contract_id))

    def _charge_fees(self, fees):
        """:param fees: dict of booking to ``Fee``"""
        vals_list = []
        # sudo: the ledger is written whoever cancels.
        for booking, fee in ((b.sudo(), fee) for b, fee in fees.items() if fee.amount):
            booking._by_action().write(
                {
                    "fee_amount": float(fee.amount),
                    "fee_text": booking._word_fee(fee),
                    "fee_count": booking.fee_count + 1,
                }
            )
            if booking.contract_id:
                vals_list.append(booking._prepare_fee_usage(fee))
        self.env["cowork.usage"]._record(vals_list)

    def _prepare_fee_usage(self, fee):
        """:returns: values of the line of the ledger that charges one booking's fee"""
        key = {"key": self._get_fee_key(self.fee_count), "note": self.fee_text}
        if fee.uses_allowance:
            price = unit_price(fee.amount, to_decimal(self.units_used))
            return self._prepare_usage(self.units_used, float(price)) | key
        # Not ``env.ref()``, which asks the database each time.
        data = self.env["ir.model.data"]
        usage_type_id = data._xmlid_to_res_id(
            "cowork_members.usage_booking_fee", raise_if_not_found=True
        )
        vals = self._prepare_usage(1.0, float(fee.amount)) | key
        return vals | {"usage_type_id": usage_type_id}

    def _get_fee_key(self, number):
        return f"{self._name},{self.id},fee,{number}"

    def _get_usage_keys(self):
        # sudo: a count of lines that the user asks for.
        numbers = range(1, self.sudo().fee_count + 1)
        return [*super()._get_usage_keys(), *map(self._get_fee_key, numbers)]

    # Taking it back ------------------------------------------------------------------

    def action_reopen(self):
        """Take a cancellation back, as long as the space is still free; what it cost is
        void.

        :returns: True
        :raises UserError: when a booking is not cancelled, or its fee is billed already
        :raises ValidationError: when somebody else has the space by now
        """
        self.check_access("write")
        # Before the price is asked anew: the fee may have used what is included.
        self._void_fees(self.env._("The cancellation was taken back."))
        return super().action_reopen()

    def action_waive_fee(self):
        """Charge nothing for a late cancellation or a no-show after all.

        :returns: True
        :raises AccessError: when the user may not change a booking
        :raises UserError: when the fee is billed already
        """
        self.check_access("write")
        self._void_fees(self.env._("The fee was waived."))
        return True

    def _void_fees(self, reason):
        """:param reason: why, kept with the lines of the ledger
        :raises UserError: when a fee is settled already"""
        # sudo: whoever takes a cancellation back takes back what it cost.
        charged = self.sudo().filtered("fee_amount")
        keys = [booking._get_fee_key(booking.fee_count) for booking in charged]
        lines = self.env["cowork.usage"].sudo().search([("key", "in", keys)])
        if settled := lines.filtered(lambda usage: usage.state == "rated"):
            raise UserError(
                self.env._(
                    "“%s” is settled already. Reverse it in the usage ledger, then"
                    " make a new booking where one is needed.",
                    settled[0].display_name,
                )
            )
        if open_lines := lines.filtered(lambda usage: usage.state == "open"):
            open_lines._void(reason)
        charged._by_action().write({"fee_amount": 0.0, "fee_text": False})

    # Sentences -----------------------------------------------------------------------

    def _get_cancel_text(self):
        """:returns: what cancelling one booking costs now, and until when it is free;
        empty when it cannot be cancelled any more"""
        if self.state == "tentative":
            return self.env._("It is not confirmed yet: cancelling is free.")
        if self.state != "confirmed" or self.stop <= fields.Datetime.now():
            return ""
        fee = self._get_fee("late")
        if not fee.amount:
            return self.env._("Cancelling is free.")
        # sudo: members do not read locations.
        until = self.sudo().location_id._format_moment(self._get_free_until())
        if self._is_late():
            text = self.env._(
                "Free until %(until)s; now it costs %(fee)s.",
                until=until,
                fee=self._word_fee_amount(fee),
            )
        else:
            text = self.env._(
                "Free until %(until)s; after that it costs %(fee)s.",
                until=until,
                fee=self._word_fee_amount(fee),
            )
        return f"{text} {self._word_uses_allowance(fee)}".strip()

    def _word_fee(self, fee):
        """:returns: why one booking has a fee, in the language of the member"""
        booking = self.with_context(lang=self.partner_id.lang or self.env.lang)
        amount = booking._word_fee_amount(fee)
        text = (
            booking.env._("Nobody came: %s.", amount)
            if self.state == "no_show"
            else booking.env._("Cancelled late: %s.", amount)
        )
        return f"{text} {booking._word_uses_allowance(fee)}".strip()

    def _word_fee_amount(self, fee):
        """:returns: “40.00, half of the price”"""
        # sudo: members do not read companies' currencies.
        amount = self._format_amount(fee.amount, self.sudo().currency_id)
        if fee.percent is None:
            return amount
        if fee.percent == 100:
            return self.env._("%s, the whole price", amount)
        if fee.percent == 50:
            return self.env._("%s, half of the price", amount)
        return self.env._(
            "%(amount)s, %(percent)s %% of the price",
            amount=amount,
            percent=f"{fee.percent:g}",
        )

    def _word_uses_allowance(self, fee):
        if not fee.uses_allowance:
            return ""
        return self.env._("What the plan includes is used for it first.")
