from odoo import fields, models


class CoworkBooking(models.Model):
    """What took place goes into the usage ledger; guests pay at the desk."""

    _inherit = "cowork.booking"

    guest_paid = fields.Boolean(
        "Guest Has Paid",
        copy=False,
        tracking=True,
        help="Who is no member pays at the desk: nothing is billed by itself.",
    )

    def _check_out(self):
        result = super()._check_out()
        self._record_usage()
        return result

    def _follow_clock(self):
        result = super()._follow_clock()
        self.filtered(lambda booking: booking.state == "done")._record_usage()
        return result

    def _record_usage(self):
        """Write what was booked into the ledger, each booking once: it counts in the
        month in which it took place, at the price that was agreed."""
        # sudo: the ledger is written whoever checks out.
        charged = self.sudo().filtered(lambda b: b.contract_id and b.units_used)
        self.env["cowork.usage"]._record(
            [
                booking._prepare_usage(booking.units_used, booking.price_unit)
                for booking in charged
            ]
        )

    def _prepare_usage(self, quantity, price_unit):
        """:param price_unit: of one unit, in the currency of the location
        :returns: values of a line of the ledger for one booking"""
        self.ensure_one()
        return {
            "key": f"{self._name},{self.id}",
            "contract_id": self.contract_id.id,
            "partner_id": self.partner_id.id,
            "location_id": self.location_id.id,
            "space_id": self.space_id.id,
            "usage_type_id": self.usage_type_id.id,
            "used_at": self.start,
            "quantity": quantity,
            "price_unit": self._to_currency_of_contract(price_unit),
            "origin_model": self._name,
            "origin_id": self.id,
            "note": self.name,
        }

    def _to_currency_of_contract(self, price_unit):
        """:returns: a price of one booking as its contract has it, at the rate of the
        day on which it was agreed"""
        return self.currency_id._convert(
            price_unit,
            self.contract_id.currency_id,
            self.company_id,
            self.priced_on or fields.Datetime.now(),
            round=False,
        )

    def _get_usage(self):
        """:returns: the lines of the ledger that these bookings wrote (sudo)"""
        keys = [key for booking in self for key in booking._get_usage_keys()]
        # sudo: what was charged for a booking does not depend on who looks.
        return self.env["cowork.usage"].sudo().search([("key", "in", keys)])

    def _get_usage_keys(self):
        self.ensure_one()
        return [f"{self._name},{self.id}"]

    def action_view_usage(self):
        """:returns: the window action with what one booking wrote into the usage
        ledger, void lines included"""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "cowork_members.action_cowork_usage"
        )
        action["domain"] = [("key", "in", self._get_usage_keys())]
        action["context"] = {"create": False}
        return action
