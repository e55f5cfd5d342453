"""Everything set off against everything at the end."""

from decimal import Decimal
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..engine.settlement import settle
from .engine_strategies import PROPERTY

signed = st.integers(-(10**8), 10**8).map(lambda value: Decimal(value) / 100)


class TestSettle(TestCase):
    def settle(self, charges, unpaid, held):
        found = settle(
            Decimal(charges), [Decimal(each) for each in unpaid], Decimal(held)
        )
        return tuple(map(str, found))

    def test_the_table_of_the_rules_without_tax(self):
        self.assertEqual(
            self.settle("-2032.26", [], "18000"), ("0", "18000", "-20032.26")
        )

    def test_damages_and_invoices_are_taken_from_the_deposit(self):
        self.assertEqual(
            self.settle("230", ["1035", "-100"], "1800"), ("1165", "635", "-635")
        )

    def test_the_member_pays_the_rest(self):
        self.assertEqual(self.settle("2300", ["1035"], "1800"), ("1800", "0", "1535"))

    @PROPERTY
    @given(signed, st.lists(signed, max_size=5), signed.map(abs))
    def test_nothing_is_lost(self, charges, unpaid, held):
        found = settle(charges, unpaid, held)
        owed = charges + sum(unpaid)
        self.assertEqual(found.final, owed - held)
        self.assertEqual(found.drawn + found.refunded, held)
        self.assertTrue(found.drawn >= 0 and found.refunded >= 0)
        # A part of the deposit is kept only where something is owed.
        self.assertLessEqual(found.drawn, max(owed, 0))
        if found.final > 0:
            self.assertEqual(found.refunded, 0)
