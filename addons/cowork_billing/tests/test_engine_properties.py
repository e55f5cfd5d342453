"""What holds for every line, price, currency and order of runs."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.cowork_members.engine.periods import (
    days_in_month,
    iter_periods,
    make_cycle,
    period_containing,
)
from odoo.addons.cowork_members.engine.proration import (
    currency_step,
    round_amount,
    split_amount,
)

from ..engine.charges import next_due
from .engine_common import ONE_DAY, History
from .engine_strategies import (
    PROPERTY,
    STEPS,
    anchors,
    at,
    due,
    exact_total,
    first_days,
    lengths,
    lines,
    prices,
    ranges,
    standing,
    wanted,
)

days = st.integers(-40, 700)


class TestPeriods(TestCase):
    @PROPERTY
    @given(
        first_days,
        lengths,
        anchors,
        st.integers(1, 31),
        st.dates(date(2000, 1, 1), date(2080, 1, 1)),
    )
    def test_periods_tile_the_time_and_hold_their_days(
        self, first_day, length, anchor, billing_day, day
    ):
        cycle = make_cycle(*length, anchor, first_day, billing_day)
        period = cycle.containing(day)
        self.assertLessEqual(period.start, day)
        self.assertLess(day, period.stop)
        self.assertEqual(cycle.containing(period.start), period)
        self.assertEqual(cycle.containing(period.stop).start, period.stop)
        self.assertEqual(cycle.containing(period.start - ONE_DAY).stop, period.start)
        self.assertEqual(
            cycle.containing(period.start - ONE_DAY).index, period.index - 1
        )

    @PROPERTY
    @given(first_days, st.sampled_from([1, 2, 3, 6, 12]), st.integers(-50, 300))
    def test_anniversary_never_drifts(self, first_day, months, index):
        cycle = make_cycle("month", months, "anniversary", first_day)
        cut = cycle.cut(index)
        self.assertEqual(
            cut.day, min(first_day.day, days_in_month(cut.year, cut.month))
        )
        self.assertEqual(
            (cut.year - first_day.year) * 12 + cut.month - first_day.month,
            index * months,
        )

    @PROPERTY
    @given(first_days, lengths, anchors, st.integers(1, 31))
    def test_first_period_holds_the_first_day(
        self, first_day, length, anchor, billing_day
    ):
        cycle = make_cycle(*length, anchor, first_day, billing_day)
        period = cycle.containing(first_day)
        if anchor == "anniversary":
            self.assertEqual((period.index, period.start), (0, first_day))
        if anchor == "calendar" and length[0] in ("month", "year"):
            self.assertEqual(period.start.day, 1)
        if anchor == "calendar" and length[0] == "week":
            self.assertEqual(period.start.weekday(), 0)
        if anchor == "billing_day" and length[0] in ("month", "year"):
            self.assertIn(period.index, (-1, 0))

    @PROPERTY
    @given(lines(plain=True), st.integers(0, 2000))
    def test_iterating_gives_the_same_periods_as_jumping(self, line, offset):
        day = line.first_day + offset * ONE_DAY
        for period in iter_periods(line, line.first_day, day):
            self.assertEqual(period_containing(line, period.start), period)
        self.assertEqual(period_containing(line, day), period)


class TestAmounts(TestCase):
    @PROPERTY
    @given(prices, st.lists(st.integers(1, 40), min_size=1), st.sampled_from(STEPS))
    def test_parts_add_up_to_the_whole(self, price, parts, rounding):
        step = currency_step(rounding)
        full = round_amount(price, step)
        amounts = split_amount(full, parts, sum(parts), step)
        self.assertEqual(sum(amounts), full)
        for amount in amounts:
            self.assertEqual(round_amount(amount, step), amount)

    @PROPERTY
    @given(
        st.decimals(-(10**9), 10**9, places=6),
        st.sampled_from(STEPS),
    )
    def test_rounding_is_half_up_to_the_step(self, value, rounding):
        amount = round_amount(value, currency_step(rounding))
        step = Fraction(rounding)
        units = Fraction(amount) / step
        self.assertEqual(units.denominator, 1)
        distance = abs(Fraction(amount)) - abs(Fraction(value))
        self.assertLessEqual(distance, step / 2)
        self.assertGreater(distance, -step / 2)

    def test_step_of_a_currency_given_as_a_float(self):
        for rounding, text in ((0.01, "0.01"), (1.0, "1"), (0.05, "0.05"), (10, "10")):
            self.assertEqual(str(currency_step(rounding)), text)


class TestRuns(TestCase):
    @PROPERTY
    @given(lines(prorations=["daily", "thirty"]), days)
    def test_exactly_the_due_days_are_charged_at_their_rate(self, line, offset):
        day = line.first_day + offset * ONE_DAY
        history = History()
        history.run(line, day, max_periods=10**6)
        expected = {}
        for number in range(max(0, offset) + 1600):
            each = line.first_day + number * ONE_DAY
            kind = wanted(line, each)
            if kind and due(line, each) <= day:
                expected[each] = kind
        self.assertEqual(standing(history), expected)
        if line.proration == "daily":
            allowed = line.rounding * len(history.billed)
            exact = exact_total(line, expected)
            self.assertLessEqual(abs(Fraction(history.total) - exact), allowed)

    @PROPERTY
    @given(lines(), days)
    def test_running_again_makes_nothing(self, line, offset):
        day = line.first_day + offset * ONE_DAY
        history = History()
        result = history.result(line, day)
        self.assertEqual(
            len({each.key for each in history.billed}), len(history.billed)
        )
        for piece in result.pieces:
            self.assertLessEqual(piece.due, day)
        if not result.notices:
            self.assertEqual(history.run(line, day), [])
            self.assertEqual(history.run(line, day - 9 * ONE_DAY), [])

    @PROPERTY
    @given(lines(), st.integers(0, 150))
    def test_day_by_day_is_the_same_as_at_once(self, line, offset):
        last = line.first_day + offset * ONE_DAY
        daily = History()
        for number in range(-6, offset + 1):
            daily.run(line, line.first_day + number * ONE_DAY)
        once = History()
        once.run(line, last, max_periods=10**6)
        self.assertEqual(daily.total, once.total)
        self.assertEqual(sorted(map(str, daily.billed)), sorted(map(str, once.billed)))

    @PROPERTY
    @given(lines(), st.lists(days, min_size=2, max_size=5))
    def test_order_of_runs_is_irrelevant(self, line, offsets):
        bills = []
        for order in (offsets, sorted(offsets), sorted(offsets, reverse=True)):
            history = History()
            for offset in order:
                history.run(line, line.first_day + offset * ONE_DAY, max_periods=10**6)
            bills.append(sorted(map(str, history.billed)))
        self.assertEqual(bills[0], bills[1])
        self.assertEqual(bills[0], bills[2])

    @PROPERTY
    @given(lines(), days)
    def test_something_is_due_when_it_is_said_to_be(self, line, offset):
        day = line.first_day + offset * ONE_DAY
        history = History()
        history.run(line, day, max_periods=10**6)
        following = next_due(line, history.billed, day)
        if following is None:
            far = day + 900 * ONE_DAY
            self.assertEqual(history.run(line, far), [])
        else:
            self.assertGreater(following, day)
            self.assertEqual(history.run(line, following - ONE_DAY), [])
            self.assertNotEqual(history.run(line, following), [])

    @PROPERTY
    @given(lines(plain=True), days)
    def test_whole_periods_cost_the_full_price(self, line, offset):
        history = History()
        pieces = history.pieces(line, line.first_day + offset * ONE_DAY)
        for piece in pieces:
            if piece.days == piece.period_days:
                self.assertEqual(piece.amount, piece.full_amount)
            self.assertLessEqual(piece.amount, piece.full_amount)


class TestEnding(TestCase):
    @PROPERTY
    @given(lines(plain=True), days, st.integers(0, 700))
    def test_ending_afterwards_costs_what_the_shorter_line_costs(
        self, line, offset, last
    ):
        last_day = line.first_day + last * ONE_DAY
        last_day = min(last_day, line.last_day or last_day)
        day = max(line.first_day + offset * ONE_DAY, last_day + ONE_DAY)
        history, direct = History(), History()
        history.run(line, day, max_periods=10**6)
        ended = line.changed(last_day=last_day)
        history.run(ended, day, max_periods=10**6)
        direct.run(ended, day, max_periods=10**6)
        if line.proration == "daily" and line.price > 1000:
            self.assertEqual(standing(history), standing(direct))
        # one step: the piece that was cut was rounded twice
        self.assertLessEqual(abs(history.total - direct.total), line.rounding)
        self.assertEqual(history.run(ended, day), [])

    @PROPERTY
    @given(lines(), days)
    def test_a_line_that_never_took_effect_is_given_back_whole(self, line, offset):
        day = line.first_day + offset * ONE_DAY
        history = History()
        history.run(line, day)
        void = line.changed(is_void=True)
        history.run(void, day)
        self.assertEqual(history.total, 0)
        self.assertEqual(history.run(void, day), [])


changes = st.one_of(
    st.tuples(st.just("end"), st.one_of(st.none(), st.integers(0, 200))),
    st.tuples(st.just("suspend"), ranges(open_end=True)),
    st.tuples(st.just("free"), ranges()),
    st.tuples(st.just("run"), st.integers(0, 200)),
)


class TestChanges(TestCase):
    @PROPERTY
    @given(
        lines(prorations=["daily"], plain=True),
        st.sampled_from([Decimal(0), Decimal(30)]),
        st.lists(changes, min_size=1, max_size=8),
    )
    def test_any_changes_in_any_order_keep_the_ledger_right(
        self, line, holding, events
    ):
        """No day twice, no credit above its charge, no key twice; days stand at the
        rate that is wanted; the money is that of the days, to a step a fee line."""
        line = line.changed(holding_percent=holding, last_day=None)
        history, latest = History(), line.first_day
        for event, value in events:
            if event == "run":
                latest = max(latest, line.first_day + value * ONE_DAY)
            else:
                line = changed(line, event, value)
            history.run(line, latest, max_periods=10**6)
            self.check(line, history, latest)

    @PROPERTY
    @given(lines(), st.lists(changes, min_size=1, max_size=8))
    def test_whatever_the_rule_no_day_is_billed_twice_nor_credited_above_its_charge(
        self, line, events
    ):
        history, latest = History(), line.first_day
        for event, value in events:
            if event == "run":
                latest = max(latest, line.first_day + value * ONE_DAY)
            else:
                line = changed(line, event, value)
            history.run(line, latest, max_periods=10**6)
            standing(history)
            self.check_money(history)
            self.assertEqual(history.run(line, latest, max_periods=10**6), [])
            following = next_due(line, history.billed, latest)
            self.assertTrue(following is None or following > latest)

    def check(self, line, history, latest):
        kinds = standing(history)
        self.check_money(history)
        for day, kind in kinds.items():
            # a day is left at a rate nobody wants only if there is no money in it
            if kind != wanted(line, day) and line.price > 1000:
                self.assertEqual((kind, wanted(line, day)), ("free", None))
        for number in range((latest - line.first_day).days + 1):
            day = line.first_day + number * ONE_DAY
            if wanted(line, day) and due(line, day) <= latest:
                self.assertEqual(kinds[day], wanted(line, day))
        allowed = line.rounding * len(history.billed)
        exact = exact_total(line, kinds)
        self.assertLessEqual(abs(Fraction(history.total) - exact), allowed)
        self.assertEqual(history.run(line, latest, max_periods=10**6), [])

    def check_money(self, history):
        keys = [each.key for each in history.billed]
        self.assertEqual(len(set(keys)), len(keys))
        for charge in (each for each in history.billed if not each.credits):
            credited = sum(
                each.amount for each in history.billed if each.credits == charge.key
            )
            self.assertLessEqual(-credited, charge.amount)


def changed(line, event, value):
    first_day = line.first_day
    if event == "end":
        last = None if value is None else first_day + value * ONE_DAY
        return line.changed(last_day=last)
    if event == "suspend":
        return line.changed(suspensions=at(first_day, value))
    return line.changed(free_periods=at(first_day, value))
