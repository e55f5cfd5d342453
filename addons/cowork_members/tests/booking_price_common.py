"""What the tests of prices of bookings build on."""

from .booking_common import BookingCase


class BookingPriceCase(BookingCase):
    """A member with some hours included, and a room with or without prices."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hours = cls.env.ref("cowork_members.usage_meeting_hours")
        cls.day_pass = cls.env.ref("cowork_members.usage_day_pass")
        cls.policy.usage_type_id = cls.hours
        cls.seat_policy.usage_type_id = cls.day_pass
        cls.guest = cls.env["res.partner"].create({"name": "Passer-by"})

    @classmethod
    def make_rate(cls, price, unit="hour", owner=None, **vals):
        """:param owner: a policy or a space; ``cls.policy`` when not given
        :returns: a new ``cowork.booking.rate``"""
        owner = owner or cls.policy
        name = "space_id" if owner._name == "cowork.space" else "policy_id"
        return cls.env["cowork.booking.rate"].create(
            {name: owner.id, "unit": unit, "price": price, **vals}
        )

    @classmethod
    def include(cls, quantity, usage_type=None, contract=None):
        """Let a contract include so many units a month."""
        contract = contract or cls.contract
        cls.env["cowork.contract.line.allowance"]._by_action().create(
            {
                "line_id": contract.line_ids.id,
                "usage_type_id": (usage_type or cls.hours).id,
                "quantity": quantity,
                "period": "month",
            }
        )

    def use(self, quantity, day, usage_type=None):
        """:returns: a line of the ledger for the member"""
        return self.env["cowork.usage"]._record(
            [
                {
                    "key": f"t-price,{day},{quantity}",
                    "contract_id": self.contract.id,
                    "usage_type_id": (usage_type or self.hours).id,
                    "quantity": quantity,
                    "date": day,
                }
            ]
        )

    def told(self, booking):
        """:returns: what is to be paid for a booking, and how it adds up"""
        booking.invalidate_recordset(["price_preview", "price_text"])
        return booking.price_preview, booking.price_text

    def follow_clock(self):
        bookings = self.env["cowork.booking"]
        bookings.search(bookings._get_due_domain())._follow_clock()
