"""What is included, what comes from packs, what is billable."""

from datetime import date, timedelta
from decimal import Decimal
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from ..engine.allowances import (
    Allowance,
    Pack,
    Settled,
    Used,
    allowance_cycle,
    balances,
    cover,
    make_lots,
    usage_between,
)
from ..engine.periods import make_cycle

PROPERTY = settings(deadline=None, max_examples=100, derandomize=True)
QUARTER = Decimal("0.25")
HOURS = Decimal


def day(text):
    return date.fromisoformat(text)


def monthly(quantity, first="2026-11-01", last=None, kind="month", **values):
    """:returns: an allowance of a line billed by the calendar month"""
    first = day(first)
    line_cycle = make_cycle(
        values.pop("unit", "month"), 1, values.pop("anchor", "calendar"), first
    )
    return Allowance(
        contract="C",
        kind=kind,
        cycle=allowance_cycle(kind, line_cycle, first),
        quantity=Decimal(quantity),
        first_day=first,
        last_day=last and day(last),
        **values,
    )


def lots_on(text, *allowances, step=QUARTER):
    return make_lots(allowances, step, day(text), day(text))


def included_on(text, *allowances, step=QUARTER):
    """:returns: total of the lots whose period holds the day"""
    return sum(
        lot.quantity
        for lot in lots_on(text, *allowances, step=step)
        if lot.start <= day(text) < lot.stop
    )


def used(*pairs, contract="C"):
    return [
        Used(number, contract, day(text), Decimal(quantity))
        for number, (text, quantity) in enumerate(pairs)
    ]


HISTORY = (("2026-11-03", "3"), ("2026-11-10", "4.5"), ("2026-11-17", "2"))


class TestWorkedExamples(TestCase):
    """8 h included; 3 h + 4.5 h + 2 h used."""

    def test_eight_included_and_one_and_a_half_billed(self):
        lots = lots_on("2026-11-30", monthly(8))
        covers, _draws = cover(used(*HISTORY), lots, [])
        self.assertEqual(
            [(c.included, c.from_packs, c.billable) for c in covers.values()],
            [(3, 0, 0), (HOURS("4.5"), 0, 0), (HOURS("0.5"), 0, HOURS("1.5"))],
        )

    def test_a_pack_of_one_hour_comes_after_what_is_included(self):
        lots = lots_on("2026-11-30", monthly(8))
        pack = Pack(1, Decimal(1), day("2026-11-01"), day("2026-12-31"))
        covers, draws = cover(used(*HISTORY), lots, [pack])
        self.assertEqual(covers[2].included, HOURS("0.5"))
        self.assertEqual(covers[2].packs, ((1, 1),))
        self.assertEqual(covers[2].billable, HOURS("0.5"))
        [balance] = balances(day("2026-11-30"), lots, used(*HISTORY), covers, draws)
        self.assertEqual((balance.included, balance.used), (8, HOURS("9.5")))
        self.assertEqual((balance.left, balance.billable), (0, HOURS("0.5")))

    def test_the_order_of_entry_does_not_matter(self):
        lots = lots_on("2026-11-30", monthly(8))
        late = list(reversed(used(*HISTORY)))
        self.assertEqual(cover(late, lots, [])[0], cover(used(*HISTORY), lots, [])[0])


class TestPeriods(TestCase):
    def test_lines_are_pooled(self):
        self.assertEqual(included_on("2026-11-15", monthly(8), monthly(4)), 12)
        [lot] = lots_on("2026-11-15", monthly(8), monthly(4))
        self.assertEqual((lot.start, lot.stop), (day("2026-11-01"), day("2026-12-01")))

    def test_a_partial_first_period_has_the_share_of_its_fee(self):
        # 15 of 30 days
        half = monthly(8, "2026-11-16")
        self.assertEqual(included_on("2026-11-20", half), 4)
        # 17 of 31 days: 4.387 → 4.50 by quarters, 4 by whole units
        part = monthly(8, "2027-03-15")
        self.assertEqual(included_on("2027-03-20", part), HOURS("4.5"))
        self.assertEqual(included_on("2027-03-20", part, step=Decimal(1)), 4)
        thirty = monthly(8, "2027-03-15", proration="thirty")
        # 17 of 30 days: 4.53
        self.assertEqual(included_on("2027-03-20", thirty), HOURS("4.5"))
        whole = monthly(8, "2027-03-15", proration="none")
        self.assertEqual(included_on("2027-03-20", whole), 8)

    def test_a_whole_period_is_not_rounded(self):
        self.assertEqual(
            included_on("2026-11-15", monthly("8.10"), step=Decimal(1)), HOURS("8.1")
        )

    def test_a_whole_february_is_whole_by_thirty_days(self):
        line = monthly(8, "2027-01-01", proration="thirty")
        self.assertEqual(included_on("2027-02-10", line), 8)

    def test_an_amendment_within_a_period_adds_up_to_the_whole(self):
        before, after = monthly(8, last="2026-11-10"), monthly(8, "2026-11-11")
        for text in ("2026-11-05", "2026-11-15", "2026-11-30"):
            self.assertEqual(included_on(text, before, after), 8)

    def test_a_partial_last_period(self):
        line = monthly(8, last="2026-11-10")
        # 10 of 30 days: 2.67
        self.assertEqual(included_on("2026-11-10", line), HOURS("2.75"))
        self.assertEqual(included_on("2026-12-01", line), 0)

    def test_suspended_days_give_nothing(self):
        asleep = monthly(9, suspensions=((day("2026-11-11"), day("2026-11-20")),))
        self.assertEqual(included_on("2026-11-30", asleep), 6)
        gone = monthly(9, suspensions=((day("2026-11-20"), None),))
        self.assertEqual(included_on("2026-12-05", gone), 0)

    def test_boundary_days_belong_to_one_period(self):
        lots = make_lots([monthly(8)], QUARTER, day("2026-11-01"), day("2026-12-31"))
        usages = used(("2026-11-30", "8"), ("2026-12-01", "8"))
        covers, _draws = cover(usages, lots, [])
        self.assertEqual([c.billable for c in covers.values()], [0, 0])
        both = used(("2026-11-30", "9"), ("2026-12-01", "7"))
        covers, _draws = cover(both, lots, [])
        self.assertEqual([c.billable for c in covers.values()], [1, 0])

    def test_billing_periods_follow_the_line(self):
        line = monthly(8, "2026-01-31", kind="billing", anchor="anniversary")
        lots = make_lots([line], QUARTER, day("2026-02-27"), day("2026-03-31"))
        self.assertEqual(
            [(lot.start, lot.stop) for lot in lots],
            [
                (day("2026-01-31"), day("2026-02-28")),
                (day("2026-02-28"), day("2026-03-31")),
                (day("2026-03-31"), day("2026-04-30")),
            ],
        )

    def test_days_weeks_and_years(self):
        for kind, start, stop in (
            ("day", "2026-11-18", "2026-11-19"),
            ("week", "2026-11-16", "2026-11-23"),
            ("year", "2026-01-01", "2027-01-01"),
        ):
            [lot] = lots_on("2026-11-18", monthly(8, "2025-05-05", kind=kind))
            self.assertEqual((lot.start, lot.stop), (day(start), day(stop)))

    def test_what_lapses_first_is_used_first(self):
        lots = lots_on("2026-11-18", monthly(10), monthly(1, kind="day"))
        usages = used(("2026-11-18", "3"))
        covers, draws = cover(usages, lots, [])
        found = balances(day("2026-11-18"), lots, usages, covers, draws)
        self.assertEqual([b.left for b in found], [0, 8])


class TestRollover(TestCase):
    def _stand(self, text, usages, *allowances, settled=()):
        lots = make_lots(allowances, QUARTER, day(text), day(text))
        covers, draws = cover(usages, lots, [], settled)
        [balance] = balances(day(text), lots, usages, covers, draws, settled)
        return balance.included, balance.rollover, balance.used, balance.left

    def test_what_is_left_moves_on(self):
        line = monthly(8, rollover=True)
        usages = used(("2026-11-05", "3"), ("2026-12-05", "6"))
        self.assertEqual(self._stand("2026-11-30", usages, line), (8, 0, 3, 5))
        self.assertEqual(self._stand("2026-12-31", usages, line), (8, 5, 6, 7))
        self.assertEqual(self._stand("2027-01-01", usages, line), (8, 7, 0, 15))

    def test_without_rollover_it_lapses(self):
        usages = used(("2026-11-05", "3"))
        self.assertEqual(self._stand("2026-12-01", usages, monthly(8)), (8, 0, 0, 8))

    def test_it_ends_with_the_line(self):
        line = monthly(8, last="2026-11-30", rollover=True)
        after = monthly(2, "2026-12-01")
        self.assertEqual(self._stand("2026-12-01", [], line, after), (2, 0, 0, 2))

    def test_it_survives_an_amendment_and_a_suspension(self):
        line = monthly(8, last="2026-11-30", rollover=True)
        after = monthly(
            2,
            "2026-12-01",
            rollover=True,
            suspensions=((day("2026-12-01"), day("2026-12-31")),),
        )
        self.assertEqual(self._stand("2026-12-09", [], line, after), (0, 8, 0, 8))
        self.assertEqual(self._stand("2027-01-09", [], line, after), (2, 8, 0, 10))

    def test_late_usage_does_not_take_what_was_settled_since(self):
        line = monthly(8, rollover=True)
        settled = [Settled("C", day("2026-12-20"), *map(Decimal, (15, 15, 0)))]
        late = used(("2026-11-05", "3"))
        lots = make_lots([line], QUARTER, day("2026-12-31"), day("2026-12-31"))
        covers, _draws = cover(late, lots, [], settled)
        self.assertEqual((covers[0].included, covers[0].billable), (0, 3))


class TestPacks(TestCase):
    def test_the_earliest_expiry_goes_first(self):
        packs = [
            Pack(1, Decimal(5), day("2026-01-01"), None),
            Pack(2, Decimal(5), day("2026-01-01"), day("2026-12-31")),
            Pack(3, Decimal(5), day("2026-01-01"), day("2026-11-30")),
        ]
        covers, _draws = cover(used(("2026-11-30", "11")), [], packs)
        self.assertEqual(covers[0].packs, ((3, 5), (2, 5), (1, 1)))

    def test_a_pack_is_used_within_its_days(self):
        pack = Pack(1, Decimal(5), day("2026-11-02"), day("2026-11-03"))
        usages = used(*((f"2026-11-0{number}", "1") for number in range(1, 5)))
        covers, _draws = cover(usages, [], [pack])
        self.assertEqual([c.billable for c in covers.values()], [1, 0, 0, 1])

    def test_contracts_of_a_member_share_packs_but_not_allowances(self):
        lots = lots_on("2026-11-30", monthly(2))
        pack = Pack(1, Decimal(1), day("2026-11-01"), None)
        usages = [
            Used(1, "D", day("2026-11-02"), Decimal(2)),
            Used(2, "C", day("2026-11-03"), Decimal(3)),
        ]
        covers, _draws = cover(usages, lots, [pack])
        self.assertEqual([tuple(c)[::2] for c in covers.values()], [(0, 1), (2, 1)])


quantities = st.decimals(0, 40, places=2, allow_nan=False, allow_infinity=False)
amounts = st.decimals("0.01", 20, places=2, allow_nan=False, allow_infinity=False)
offsets = st.integers(0, 120)
START = date(2026, 10, 15)


@st.composite
def cases(draw):
    """:returns: lots, packs, and usages of one member in the order of entry"""
    allowances = [
        monthly(
            draw(quantities),
            str(START + timedelta(days=draw(st.integers(0, 40)))),
            kind=draw(st.sampled_from(["billing", "day", "week", "month", "year"])),
            rollover=draw(st.booleans()),
            proration=draw(st.sampled_from(["daily", "thirty", "none"])),
        )
        for _number in range(draw(st.integers(0, 3)))
    ]
    until = START + timedelta(days=120)
    lots = make_lots(
        allowances, draw(st.sampled_from([QUARTER, Decimal(1)])), START, until
    )
    packs = [
        Pack(
            number,
            draw(quantities),
            START + timedelta(days=draw(offsets)),
            draw(st.none() | st.just(until)),
        )
        for number in range(draw(st.integers(0, 3)))
    ]
    usages = [
        Used(number, "C", START + timedelta(days=draw(offsets)), draw(amounts))
        for number in range(draw(st.integers(0, 8)))
    ]
    return lots, packs, usages


class TestProperties(TestCase):
    @PROPERTY
    @given(cases(), st.randoms(use_true_random=False))
    def test_everything_adds_up_whatever_the_order_of_entry(self, case, random):
        lots, packs, usages = case
        covers, draws = cover(usages, lots, packs)
        for usage in usages:
            found = covers[usage.key]
            parts = (found.included, found.from_packs, found.billable)
            self.assertEqual(sum(parts), usage.quantity)
            self.assertGreaterEqual(min(parts), 0)
        for source in (*lots, *packs):
            taken = sum(draw.quantity for draw in draws if draw.source == source)
            self.assertLessEqual(taken, source[-1] if source in lots else source.left)
        shuffled = list(usages)
        random.shuffle(shuffled)
        again, _draws = cover(shuffled, lots, packs)
        for name in ("included", "from_packs", "billable"):
            self.assertEqual(
                sum(getattr(c, name) for c in covers.values()),
                sum(getattr(c, name) for c in again.values()),
            )

    @PROPERTY
    @given(cases(), offsets)
    def test_nothing_is_billable_while_something_is_left(self, case, offset):
        lots, packs, usages = case
        covers, draws = cover(usages, lots, packs)
        until = START + timedelta(days=offset)
        left = {source: source.quantity for source in lots} | {
            pack: pack.left for pack in packs
        }
        for draw in draws:
            left[draw.source] -= draw.quantity
        for usage in usages:
            if covers[usage.key].billable:
                for lot in lots:
                    if lot.start <= usage.day < lot.lapse:
                        self.assertEqual(left[lot], 0)
        total, billable = usage_between(START, until, usages, covers)
        self.assertLessEqual(billable, total)

    @PROPERTY
    @given(cases(), offsets)
    def test_settling_a_part_of_it_changes_nothing_of_the_rest(self, case, offset):
        lots, packs, usages = case
        covers, _draws = cover(usages, lots, packs)
        until = START + timedelta(days=offset)
        early = [usage for usage in usages if usage.day <= until]
        settled = [
            Settled(
                "C",
                usage.day,
                usage.quantity,
                covers[usage.key].included,
                covers[usage.key].billable,
            )
            for usage in early
        ]
        drawn = dict.fromkeys((pack.key for pack in packs), Decimal(0))
        for usage in early:
            for key, quantity in covers[usage.key].packs:
                drawn[key] += quantity
        rest = [pack._replace(left=pack.left - drawn[pack.key]) for pack in packs]
        late = [usage for usage in usages if usage.day > until]
        again, _draws = cover(late, lots, rest, settled)
        self.assertEqual(again, {usage.key: covers[usage.key] for usage in late})
