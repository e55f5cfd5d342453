"""How a price is spread over what is used."""

from datetime import datetime, timedelta
from decimal import Decimal
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..engine.booking_charge import Charge, unit_price, used_days, used_hours
from ..engine.proration import currency_step, round_amount

NINE = datetime(2027, 1, 4, 9)


def cents(amount):
    return round_amount(amount, currency_step("0.01"))


class TestBookingCharge(TestCase):
    def test_hours_have_two_decimals(self):
        for minutes, hours in ((60, "1"), (90, "1.5"), (20, "0.33"), (40, "0.67")):
            stop = NINE + timedelta(minutes=minutes)
            self.assertEqual(used_hours(NINE, stop), Decimal(hours))

    def test_the_shortest_time_is_something(self):
        self.assertEqual(used_hours(NINE, NINE + timedelta(seconds=5)), Decimal("0.01"))

    def test_days_are_those_of_the_place(self):
        night = datetime(2027, 1, 4, 15, 30), datetime(2027, 1, 4, 16, 30)
        self.assertEqual(used_days(*night, "UTC"), 1)
        self.assertEqual(used_days(*night, "Asia/Shanghai"), 2)

    def test_what_nothing_covers_is_due(self):
        charge = Charge(total=Decimal(160), units=Decimal(2), included=Decimal("0.5"))
        self.assertEqual((charge.billable, charge.due(cents)), (Decimal("1.5"), 120))
        covered = Charge(
            total=Decimal(160),
            units=Decimal(2),
            included=Decimal("0.5"),
            from_packs=Decimal("1.5"),
        )
        self.assertEqual(covered.due(cents), 0)

    @given(
        st.decimals(0, 1_000_000, places=2),
        st.decimals("0.01", 5000, places=2),
    )
    def test_all_units_cost_the_price_again(self, total, units):
        self.assertEqual(cents(unit_price(total, units) * units), total)
