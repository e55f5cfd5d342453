"""What of a deposit is paid, what it earns, how it is given back."""

from datetime import date, timedelta
from decimal import Decimal
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cowork_members.engine.errors import EngineError

from ..engine.deposit_ledger import (
    deposit_interest,
    give_back,
    paid_of,
    year_end_before,
)
from .engine_common import d
from .engine_strategies import PROPERTY

cents = st.integers(0, 10**8).map(lambda value: Decimal(value) / 100)


def paid(total, settled, *deposits):
    return [
        str(each)
        for each in paid_of(
            Decimal(total), Decimal(settled), [Decimal(each) for each in deposits]
        )
    ]


class TestPaid(TestCase):
    def test_charges_are_paid_first_and_deposits_last(self):
        """900 + 200 + 165 tax and a deposit of 3,600: 4,865 in all."""
        self.assertEqual(paid("4865", "0", "3600"), ["0"])
        self.assertEqual(paid("4865", "1265", "3600"), ["0"])
        self.assertEqual(paid("4865", "2000", "3600"), ["735"])
        self.assertEqual(paid("4865", "4865", "3600"), ["3600"])

    def test_deposits_are_paid_in_the_order_of_their_lines(self):
        self.assertEqual(paid("700", "450", "300", "200"), ["250", "0"])
        self.assertEqual(paid("700", "550", "300", "200"), ["300", "50"])

    def test_credits_on_the_same_invoice_pay_as_money_does(self):
        """A deposit of 3,600 less a credit of 1,600: 2,000 to pay."""
        self.assertEqual(paid("2000", "0", "3600"), ["1600"])
        self.assertEqual(paid("2000", "500", "3600"), ["2100"])

    @PROPERTY
    @given(cents, cents, st.lists(cents, max_size=4))
    def test_never_more_than_was_settled_nor_than_was_asked(
        self, charges, settled, deposits
    ):
        total = charges + sum(deposits)
        found = paid_of(total, min(settled, total), deposits)
        self.assertTrue(
            all(0 <= part <= whole for part, whole in zip(found, deposits, strict=True))
        )
        self.assertLessEqual(sum(found), min(settled, total))
        if settled >= total:
            self.assertEqual(found, deposits)

    @PROPERTY
    @given(cents, cents, cents, st.lists(cents, min_size=1, max_size=4))
    def test_paying_more_never_pays_less_of_a_deposit(
        self, charges, first, second, deposits
    ):
        total = charges + sum(deposits)
        less, more = sorted((first, second))
        for before, after in zip(
            paid_of(total, less, deposits), paid_of(total, more, deposits), strict=True
        ):
            self.assertLessEqual(before, after)


class TestInterest(TestCase):
    def interest(self, movements, rate="2", first="2027-01-01", last="2027-12-31"):
        found = deposit_interest(
            [(d(day), Decimal(amount)) for day, amount in movements],
            Decimal(rate),
            d(first),
            d(last),
        )
        return str(found)

    def test_a_year_of_two_percent(self):
        self.assertEqual(self.interest([("2026-11-16", 3600)]), "72.00")

    def test_money_earns_from_the_day_after_it_came(self):
        """18,000 from 2 to 31 January: 30 days."""
        self.assertEqual(
            self.interest([("2027-01-01", 18000)], last="2027-01-31"), "29.59"
        )

    def test_each_balance_earns_for_its_days(self):
        movements = [
            ("2026-12-31", 3600),
            ("2027-07-02", 11400),
            ("2027-10-31", -15000),
        ]
        # 183 days of 3,600 and 121 of 15,000, by 365
        self.assertEqual(self.interest(movements), "135.55")

    def test_nothing_for_nothing(self):
        self.assertEqual(self.interest([]), "0.00")
        self.assertEqual(self.interest([("2026-01-01", 3600)], rate="0"), "0.00")
        self.assertEqual(self.interest([("2026-01-01", -50)]), "0.00")

    def test_is_rounded_once_to_the_currency(self):
        found = deposit_interest(
            [(d("2026-01-01"), Decimal(1000))],
            Decimal(1),
            d("2027-01-01"),
            d("2027-01-31"),
            Decimal(1),
        )
        self.assertEqual(found, 1)

    def test_rates_that_make_no_sense_are_refused(self):
        for rate in ("-1", "101", "NaN"):
            with self.subTest(rate=rate), self.assertRaises(EngineError):
                self.interest([], rate=rate)

    @PROPERTY
    @given(
        st.lists(
            st.tuples(st.dates(date(2026, 1, 1), date(2028, 12, 31)), cents), max_size=5
        ),
        st.integers(0, 364),
    )
    def test_two_parts_of_a_year_earn_what_the_year_does(self, movements, days):
        """To the cent that each of them is rounded by."""
        first, last = date(2027, 1, 1), date(2027, 12, 31)
        cut = first + timedelta(days=days)
        rate = Decimal("3.5")
        whole = deposit_interest(movements, rate, first, last)
        parts = deposit_interest(movements, rate, first, cut)
        if cut < last:
            parts += deposit_interest(movements, rate, cut + timedelta(days=1), last)
        self.assertLessEqual(abs(whole - parts), Decimal("0.01"))

    @PROPERTY
    @given(
        st.permutations(
            [
                (date(2027, 1, day), Decimal(amount))
                for day, amount in ((1, 100), (1, 50), (9, -120), (20, 700))
            ]
        )
    )
    def test_the_order_of_entries_does_not_matter(self, movements):
        found = deposit_interest(
            movements, Decimal(5), date(2027, 1, 1), date(2027, 12, 31)
        )
        # 150 for 8 days, 30 for 11, 730 for 345 of 365
        self.assertEqual(str(found), "34.71")


class TestGivingBack(TestCase):
    def test_the_table_of_the_rules(self):
        """Held 18,000; credit of 2,032.26 and nothing else owed: all goes back."""
        self.assertEqual(
            give_back(Decimal(18000), Decimal("-2032.26")), (Decimal(0), Decimal(18000))
        )

    def test_what_is_owed_is_drawn_first(self):
        self.assertEqual(give_back(Decimal(3600), Decimal(1000)), (1000, 2600))
        self.assertEqual(give_back(Decimal(3600), Decimal(5000)), (3600, 0))

    @PROPERTY
    @given(cents, st.integers(-(10**8), 10**8).map(lambda value: Decimal(value) / 100))
    def test_both_parts_add_up_and_neither_is_negative(self, held, owed):
        parts = give_back(held, owed)
        self.assertEqual(sum(parts), held)
        self.assertTrue(all(part >= 0 for part in parts))


class TestYearEnd(TestCase):
    def test_is_the_last_december_that_is_over(self):
        self.assertEqual(year_end_before(d("2027-01-01")), d("2026-12-31"))
        self.assertEqual(year_end_before(d("2027-12-31")), d("2026-12-31"))
