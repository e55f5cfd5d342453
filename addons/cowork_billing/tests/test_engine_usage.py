"""What usage costs, and how the charge says so."""

from datetime import date, timedelta
from decimal import Decimal
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cowork_members.engine.allowances import (
    Allowance,
    Pack,
    Used,
    allowance_cycle,
    cover,
    make_lots,
    running_counts,
)
from odoo.addons.cowork_members.engine.periods import make_cycle

from ..engine.explanation import TEMPLATES, explain
from ..engine.usage import TakenBack, Use, share_out, usage_charges, usage_credit
from .engine_common import d, money, period
from .engine_strategies import PROPERTY

CENT = Decimal("0.01")
NOVEMBER = (date(2026, 11, 1), date(2026, 12, 1))


def hours(quantity, first="2026-11-01"):
    """:returns: an allowance of so many hours a calendar month"""
    first = d(first)
    cycle = make_cycle("month", 1, "calendar", first)
    return Allowance(
        contract="C",
        kind="month",
        cycle=allowance_cycle("month", cycle, first),
        quantity=Decimal(quantity),
        first_day=first,
    )


def rate(used, allowances=(), packs=(), prices="80", what="Boardroom"):
    """The charges of usage, as a run makes them.

    :param used: pairs of day and quantity, in order of time
    :param prices: of each of them, or one for all
    """
    usages = [
        Used(key, "C", d(day), Decimal(quantity))
        for key, (day, quantity) in enumerate(used, 1)
    ]
    days = [usage.day for usage in usages]
    lots = make_lots(allowances, Decimal("0.25"), min(days), max(days))
    covers, draws = cover(usages, lots, packs)
    counts = running_counts(usages, lots, draws)
    prices = [prices] * len(usages) if isinstance(prices, str) else prices
    return usage_charges(
        [
            Use(
                key=usage.key,
                kind="hours",
                period=NOVEMBER,
                day=usage.day,
                what=what,
                quantity=usage.quantity,
                included=covers[usage.key].included,
                from_packs=covers[usage.key].from_packs,
                billable=covers[usage.key].billable,
                price=Decimal(price),
                count=counts.get(usage.key),
            )
            for usage, price in zip(usages, prices, strict=True)
        ],
        CENT,
    )


def said(charge, **values):
    computation = charge.computation("Meeting hours", "h") | values
    return explain(computation, TEMPLATES, money, period)


THREE = [("2026-11-03", "3"), ("2026-11-12", "4.5"), ("2026-11-20", "2")]


class TestEngineUsage(TestCase):
    def test_eight_hours_included_and_one_and_a_half_to_pay(self):
        [charge] = rate(THREE, [hours(8)])
        self.assertEqual((charge.quantity, charge.amount), (Decimal("1.5"), 120))
        self.assertEqual(charge.key, "usage:1")
        self.assertEqual(
            said(charge),
            "Meeting hours · 1–30 Nov 2026 · 3–3 Nov 2026 Boardroom 3 h (3 of 8"
            " included); 12–12 Nov 2026 Boardroom 4.5 h (7.5 of 8 included);"
            " 20–20 Nov 2026 Boardroom 2 h (8 of 8 included, 1.5 to pay)"
            " · 1.5 h × 80.00 = 120.00",
        )

    def test_a_pack_comes_after_what_is_included(self):
        pack = Pack("P", Decimal(1), d("2026-11-01"), None)
        [charge] = rate(THREE, [hours(8)], [pack])
        self.assertEqual((charge.quantity, charge.amount), (Decimal("0.5"), 40))
        self.assertIn("2 h (8 of 8 included, 1 prepaid, 0.5 to pay)", said(charge))

    def test_what_is_covered_is_a_charge_of_nothing_that_says_so(self):
        [charge] = rate(THREE[:1], [hours(8)])
        self.assertEqual(charge.amount, 0)
        self.assertEqual(
            said(charge),
            "Meeting hours · 1–30 Nov 2026 · 3–3 Nov 2026 Boardroom 3 h (3 of 8"
            " included) · nothing to pay · 0.00",
        )

    def test_nothing_is_said_of_what_is_not_included(self):
        [charge] = rate(THREE[:1], what="")
        self.assertEqual(
            said(charge),
            "Meeting hours · 1–30 Nov 2026 · 3–3 Nov 2026 3 h · 3 h × 80.00 = 240.00",
        )

    def test_a_price_per_unit_keeps_its_decimals(self):
        [charge] = rate([("2026-11-03", "3")], prices="33.333333")
        self.assertEqual(charge.amount, 100)
        self.assertIn("3 h × 33.333333 = 100.00", said(charge))

    def test_each_price_is_a_charge(self):
        used = [("2026-11-01", "8"), *THREE]
        charges = rate(used, [hours(8)], prices=["1", "80", "100", "80"])
        self.assertEqual(
            [(c.price, c.quantity, c.amount) for c in charges],
            [(80, 5, 400), (100, Decimal("4.5"), 450)],
        )
        # What is covered goes with the first of them, whatever its price is.
        self.assertEqual([u.key for u in charges[0].uses], [1, 2, 4])

    def test_cost_and_margin_are_told(self):
        [charge] = rate([("2026-11-03", "1")], prices="110", what="Electrician")
        self.assertEqual(
            said(charge, margin="10"),
            "Meeting hours · 1–30 Nov 2026 · 3–3 Nov 2026 Electrician 1 h"
            " · 1 h × 110.00 (cost + 10 %) = 110.00",
        )

    def test_shares_take_the_largest_remainders(self):
        exact = {n: Decimal("0.335") for n in (1, 2, 3)}
        shares = share_out(Decimal("1.01"), exact, CENT)
        self.assertEqual(
            shares, {1: Decimal("0.34"), 2: Decimal("0.34"), 3: Decimal("0.33")}
        )

    # Taking back -------------------------------------------------------------------

    def back(self, use, charged, left):
        return TakenBack(use=use, charged=Decimal(charged), left=Decimal(left))

    def test_taking_one_back_gives_back_what_it_cost(self):
        [charge] = rate(THREE, [hours(8)])
        use = charge.uses[2]
        credit = usage_credit([self.back(use, charge.shares[use.key], 120)], CENT)
        self.assertEqual((credit.amount, credit.shares), (-120, {3: -120}))
        computation = credit.computation("Meeting hours", "h") | {"kind": "usage_back"}
        text = explain(computation, TEMPLATES, money, period)
        self.assertTrue(text.startswith("Meeting hours (taken back) · 1–30 Nov 2026"))
        self.assertTrue(text.endswith("· −120.00"))

    def test_no_more_is_given_back_than_is_left(self):
        charges = rate(THREE, prices="80")
        backs = [
            self.back(use, charges[0].shares[use.key], 500) for use in charges[0].uses
        ]
        credit = usage_credit(backs, CENT)
        self.assertEqual(charges[0].amount, 760)
        self.assertEqual(credit.shares, {1: -240, 2: -260, 3: 0})

    def test_nothing_is_left_of_what_went_back_by_hand(self):
        [charge] = rate(THREE, [hours(8)])
        back = self.back(charge.uses[2], charge.shares[3], "-5")
        self.assertEqual(usage_credit([back], CENT).amount, 0)

    # Whatever the order of entry ---------------------------------------------------

    @PROPERTY
    @given(
        st.lists(
            st.tuples(st.integers(0, 29), st.integers(1, 900), st.integers(0, 50_000)),
            min_size=1,
            max_size=12,
        ),
        st.integers(0, 30),
        st.integers(0, 20),
        st.randoms(use_true_random=False),
    )
    def test_included_and_packs_and_billable_are_what_was_used(
        self, entered, included, packed, random
    ):
        """In whatever order it was entered; and the charges are the same."""
        entered = [
            (key, d("2026-11-01") + timedelta(days=day), Decimal(ticks) / 100, price)
            for key, (day, ticks, price) in enumerate(entered)
        ]

        def charges(entries):
            usages = [Used(key, "C", day, qty) for key, day, qty, _price in entries]
            usages.sort(key=lambda usage: (usage.day, usage.key))
            lots = make_lots([hours(included)], CENT, *NOVEMBER)
            packs = [Pack("P", Decimal(packed), *NOVEMBER)]
            covers, draws = cover(usages, lots, packs)
            counts = running_counts(usages, lots, draws)
            prices = {key: Decimal(p) / 1000 for key, _day, _qty, p in entries}
            return usage_charges(
                [
                    Use(
                        key=usage.key,
                        kind="hours",
                        period=NOVEMBER,
                        day=usage.day,
                        quantity=usage.quantity,
                        included=covers[usage.key].included,
                        from_packs=covers[usage.key].from_packs,
                        billable=covers[usage.key].billable,
                        price=prices[usage.key],
                        count=counts.get(usage.key),
                    )
                    for usage in usages
                ],
                CENT,
            )

        found = charges(entered)
        uses = [use for charge in found for use in charge.uses]
        self.assertEqual(sorted(use.key for use in uses), [e[0] for e in entered])
        for use in uses:
            parts = use.included + use.from_packs + use.billable
            self.assertEqual(parts, use.quantity)
        total = sum(quantity for _key, _day, quantity, _price in entered)
        free = min(total, included)
        prepaid = min(total - free, packed)
        self.assertEqual(sum(use.included for use in uses), free)
        self.assertEqual(sum(use.from_packs for use in uses), prepaid)
        self.assertEqual(sum(c.quantity for c in found), total - free - prepaid)
        for charge in found:
            self.assertEqual(sum(charge.shares.values()), charge.amount)
            self.assertTrue(all(share >= 0 for share in charge.shares.values()))
        counted = [use.count for use in sorted(uses, key=lambda u: (u.day, u.key))]
        if included:
            self.assertEqual(
                [count[0] for count in counted], sorted(c[0] for c in counted)
            )
            self.assertEqual(counted[-1], (free, included))
        random.shuffle(entered)
        self.assertEqual(charges(entered), found)

    @PROPERTY
    @given(
        st.lists(st.integers(0, 100_000), min_size=1, max_size=8),
        st.integers(0, 400_000),
    )
    def test_credits_never_exceed_what_was_billed(self, costs, left):
        use = rate(THREE[:1])[0].uses[0]
        backs = []
        for key, cost in enumerate(costs):
            one = Use(
                key=key,
                kind=use.kind,
                period=use.period,
                day=use.day,
                quantity=-use.quantity,
                price=Decimal(0),
            )
            backs.append(self.back(one, Decimal(cost) / 100, Decimal(left) / 100))
        credit = usage_credit(backs, CENT)
        self.assertLessEqual(-credit.amount, Decimal(left) / 100)
        self.assertLessEqual(-credit.amount, Decimal(sum(costs)) / 100)
        self.assertEqual(-credit.amount, Decimal(min(left, sum(costs))) / 100)
