"""What a booking costs."""

from collections import defaultdict
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..engine.booking_price import NoRate, Rate, Tariff, late_fee, price
from ..engine.errors import EngineError
from ..engine.local_time import to_local
from ..engine.proration import currency_step, round_amount
from .booking_engine_common import MINUTE, PROPERTY, at, moments, zones

PARIS = "Europe/Paris"
MONDAY, SATURDAY = "2027-01-04", "2027-01-09"
WEEKEND = frozenset((5, 6))


def cents(amount):
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


def hourly(amount, hour_from=0, hour_to=24, **values):
    return Rate(
        unit="hour", price=amount, hour_from=hour_from, hour_to=hour_to, **values
    )


def half_day(amount, hour_from=0, hour_to=24, **values):
    return Rate(
        unit="half_day", price=amount, hour_from=hour_from, hour_to=hour_to, **values
    )


def daily(amount, hour_from=0, hour_to=24, **values):
    return Rate(
        unit="day", price=amount, hour_from=hour_from, hour_to=hour_to, **values
    )


def tariff(*rates, **values):
    return Tariff(rates=rates, **values)


class PriceCase(TestCase):
    def _quote(self, found, start, stop, tz="UTC", rounding=cents):
        return price(found, at(start), at(stop), tz, rounding)

    def _on(self, found, start, stop, day=MONDAY):
        """:returns: the quote of a part of a day in UTC"""
        return self._quote(found, f"{day} {start}", f"{day} {stop}")

    def _lines(self, quote):
        return [
            (line.unit, line.quantity, line.price, line.amount) for line in quote.lines
        ]

    def _refuse(self, code, function, *args, **values):
        with self.assertRaises(EngineError) as caught:
            function(*args, **values)
        self.assertEqual(caught.exception.code, code)
        return caught.exception


class TestHours(PriceCase):
    def test_minutes_count_and_a_line_is_rounded_once(self):
        quote = self._on(tariff(hourly(100)), "09:00", "10:20")
        [line] = quote.lines
        self.assertEqual(line.quantity, Decimal("1.3333"))
        self.assertEqual(line.amount, Decimal("133.33"))
        self.assertEqual(line.day, date(2027, 1, 4))
        self.assertEqual((quote.total, quote.capped), (Decimal("133.33"), False))

    def test_the_rounding_is_that_of_the_currency(self):
        for step, total in ((1, 133), ("0.05", "133.35"), ("0.001", "133.333")):
            quote = self._quote(
                tariff(hourly(100)),
                f"{MONDAY} 09:00",
                f"{MONDAY} 10:20",
                rounding=lambda amount, step=step: round_amount(
                    amount, currency_step(step)
                ),
            )
            self.assertEqual(quote.total, Decimal(total))

    def test_the_evening_is_cheaper(self):
        found = tariff(hourly(30, 8, 18), hourly(20, 18, 24))
        self.assertEqual(
            self._lines(self._on(found, "16:30", "20:00")),
            [("hour", Decimal("1.5"), 30, 45), ("hour", 2, 20, 40)],
        )

    def test_the_lowest_sequence_comes_first(self):
        found = tariff(
            hourly(30), hourly(15, 12, 14, sequence=5), hourly(10, 13, 15, sequence=7)
        )
        self.assertEqual(
            self._lines(self._on(found, "11:00", "16:00")),
            [("hour", 2, 30, 60), ("hour", 2, 15, 30), ("hour", 1, 10, 10)],
        )

    def test_of_one_sequence_the_first(self):
        quote = self._on(tariff(hourly(30), hourly(15)), "11:00", "12:00")
        self.assertEqual(quote.total, 30)

    def test_the_window_is_on_the_clock_of_the_place(self):
        found = tariff(hourly(30, 8, 18), hourly(20, 18, 24, weekdays={0}))
        quote = self._quote(
            found, f"{MONDAY} 09:00", f"{MONDAY} 11:00", "Asia/Shanghai"
        )
        self.assertEqual([line.amount for line in quote.lines], [30, 20])

    def test_half_past_eight(self):
        found = tariff(hourly(30, "8.5", 18), hourly(10, 0, "8.5"))
        self.assertEqual(self._on(found, "08:00", "09:00").total, 20)

    def test_days_of_the_week(self):
        found = tariff(hourly(30), hourly(50, weekdays=WEEKEND, sequence=1))
        self.assertEqual(self._on(found, "09:00", "11:00").total, 60)
        self.assertEqual(self._on(found, "09:00", "11:00", SATURDAY).total, 100)
        # Friday 23:00 to Saturday 01:00
        quote = self._quote(found, "2027-01-08 23:00", f"{SATURDAY} 01:00")
        self.assertEqual(
            [(line.day.day, line.amount) for line in quote.lines], [(8, 30), (9, 50)]
        )

    def test_nights_on_which_the_clock_changes_are_real_hours(self):
        for start, stop, total in (
            ("2027-03-27 23:00", "2027-03-28 22:00", 230),
            ("2027-10-30 22:00", "2027-10-31 23:00", 250),
        ):
            quote = self._quote(tariff(hourly(10)), start, stop, PARIS)
            [line] = quote.lines
            self.assertEqual(line.amount, total)
        # 02:00 to 03:00 is there twice, 02:00 to 02:30 is the expensive part.
        found = tariff(hourly(10), hourly(60, 2, "2.5", sequence=1))
        quote = self._quote(found, "2026-10-24 23:00", "2026-10-25 02:00", PARIS)
        self.assertEqual(self._lines(quote), [("hour", 2, 10, 20), ("hour", 1, 60, 60)])
        # and in March there is none
        quote = self._quote(found, "2027-03-28 00:00", "2027-03-28 02:00", PARIS)
        self.assertEqual(self._lines(quote), [("hour", 2, 10, 20)])

    def test_hours_without_a_rate(self):
        found = tariff(hourly(30, 8, 18), half_day(100, 8, 18))
        error = self._refuse("no_rate", self._on, found, "17:00", "19:00")
        self.assertIsInstance(error, NoRate)
        self.assertEqual(
            error.params,
            {
                "day": date(2027, 1, 4),
                "start": at(f"{MONDAY} 17:00"),
                "stop": at(f"{MONDAY} 19:00"),
            },
        )
        self._refuse("no_rate", self._on, tariff(), "17:00", "19:00")


class TestUnits(PriceCase):
    ALL = tariff(hourly(30), half_day(100), daily(180))

    def test_the_cheapest_unit_of_a_day(self):
        for stop, expected in (
            ("11:00", ("hour", 2, 30, 60)),
            ("13:00", ("half_day", 1, 100, 100)),
            ("14:00", ("hour", 5, 30, 150)),
            ("15:00", ("day", 1, 180, 180)),
            ("23:00", ("day", 1, 180, 180)),
        ):
            self.assertEqual(self._lines(self._on(self.ALL, "09:00", stop)), [expected])

    def test_half_days_begun(self):
        found = tariff(half_day(50), half_day_hours=4)
        for stop, count in (("13:00", 1), ("13:01", 2), ("17:00", 2), ("17:30", 3)):
            [line] = self._on(found, "09:00", stop).lines
            self.assertEqual((line.quantity, line.amount), (count, 50 * count))
        self.assertEqual(line.values["hours"], Decimal("8.5"))

    def test_the_day_price_is_for_the_local_day_or_for_hours_begun(self):
        self.assertEqual(self._on(tariff(daily(180)), "00:00", "23:00").total, 180)
        eight = tariff(daily(180), day_hours=8)
        self.assertEqual(self._on(eight, "09:00", "17:00").total, 180)
        self.assertEqual(self._on(eight, "09:00", "17:30").total, 360)

    def test_each_local_day_has_its_own_price(self):
        quote = self._quote(self.ALL, f"{MONDAY} 19:00", "2027-01-06 01:00", PARIS)
        self.assertEqual(
            [(line.day.day, line.unit, line.amount) for line in quote.lines],
            [(4, "half_day", 100), (5, "day", 180), (6, "hour", 60)],
        )
        self.assertEqual(quote.total, 340)

    def test_a_window_has_to_hold_all_of_the_part(self):
        found = tariff(hourly(30), half_day(50, 8, 13), daily(90, 8, 18, weekdays={0}))
        for start, stop, total in (
            ("09:00", "13:00", 50),
            ("12:00", "16:00", 90),
            ("12:00", "14:00", 60),
            ("16:00", "20:00", 120),
        ):
            self.assertEqual(self._on(found, start, stop).total, total)
        self.assertEqual(self._on(found, "12:00", "16:00", SATURDAY).total, 120)

    def test_the_first_half_day_rate_that_holds(self):
        found = tariff(
            half_day(100), half_day(120, weekdays=WEEKEND, sequence=1), daily(500)
        )
        self.assertEqual(self._on(found, "09:00", "12:00").total, 100)
        self.assertEqual(self._on(found, "09:00", "12:00", SATURDAY).total, 120)

    def test_of_equal_prices_the_fewest_lines_then_the_longest_unit(self):
        one = self._on(tariff(hourly(25), half_day(100), daily(100)), "09:00", "13:00")
        self.assertEqual(self._lines(one), [("day", 1, 100, 100)])
        one = self._on(tariff(hourly(25), half_day(100)), "09:00", "13:00")
        self.assertEqual(self._lines(one), [("half_day", 1, 100, 100)])

    def test_a_free_rate(self):
        quote = self._on(tariff(hourly(0), half_day(5)), "09:00", "13:00")
        self.assertEqual(self._lines(quote), [("hour", 4, 0, 0)])


class TestCap(PriceCase):
    def test_a_day_costs_no_more_than_the_cap(self):
        found = tariff(hourly(30), cap=120)
        self.assertFalse(self._on(found, "09:00", "13:00").capped)
        quote = self._on(found, "09:00", "17:00")
        self.assertEqual(self._lines(quote), [("hour", 8, 30, 120)])
        self.assertEqual(quote.lines[0].values["uncapped"], 240)
        self.assertTrue(quote.capped)

    def test_each_day_has_the_cap(self):
        found = tariff(hourly(30), cap=120)
        quote = self._quote(found, f"{MONDAY} 18:00", "2027-01-05 02:00")
        self.assertEqual([line.amount for line in quote.lines], [120, 60])
        self.assertEqual([line.values["uncapped"] for line in quote.lines], [180, None])

    def test_lines_are_reduced_in_proportion_and_add_up(self):
        found = tariff(hourly(10, 0, 8), hourly(10, 8, 16), hourly(10, 16, 24), cap=100)
        quote = self._quote(found, f"{MONDAY} 00:00", "2027-01-05 00:00")
        self.assertEqual(
            [line.amount for line in quote.lines],
            [Decimal("33.33"), Decimal("33.34"), Decimal("33.33")],
        )
        self.assertEqual(quote.total, 100)

    def test_a_cap_of_nothing(self):
        quote = self._on(tariff(hourly(30), cap=0), "09:00", "17:00")
        self.assertEqual((quote.total, quote.capped), (0, True))


class TestRefused(PriceCase):
    def test_rates_that_are_none(self):
        for code, values in (
            ("not_a_number", {"price": "NaN"}),
            ("not_a_number", {"price": Decimal("Infinity")}),
            ("not_a_number", {"price": float("nan")}),
            ("not_a_number", {"hour_from": Decimal("sNaN")}),
            ("too_large", {"price": "1e300"}),
            ("negative", {"price": -1}),
            ("rate_unit", {"unit": "week"}),
            ("rate_window", {"hour_from": 18, "hour_to": 8}),
            ("rate_window", {"hour_from": 8, "hour_to": 8}),
            ("rate_window", {"hour_to": 25}),
            ("rate_window", {"hour_from": -1}),
            ("rate_weekdays", {"weekdays": {7}}),
        ):
            self._refuse(code, Rate, **{"unit": "hour", "price": 1, **values})

    def test_tariffs_that_are_none(self):
        for code, values in (
            ("not_a_number", {"cap": float("inf")}),
            ("not_a_number", {"half_day_hours": "NaN"}),
            ("negative", {"cap": -1}),
            ("negative", {"day_hours": -1}),
            ("positive", {"half_day_hours": 0}),
        ):
            self._refuse(code, tariff, **values)

    def test_bookings_that_are_none(self):
        found = tariff(hourly(10))
        self._refuse("booking_order", self._on, found, "09:00", "09:00")
        self._refuse("booking_order", self._on, found, "10:00", "09:00")
        self._refuse("booking_days", self._quote, found, MONDAY, "2030-01-04")
        self._refuse("time_zone", self._quote, found, MONDAY, "2027-01-05", "Mars")


class TestLateFee(PriceCase):
    def test_kinds_of_fees(self):
        for kind, amount, fee in (
            ("none", 50, 0),
            ("fixed", "12.345", "12.35"),
            ("percent", 50, "49.98"),
            ("percent", 100, "99.95"),
            ("percent", 0, 0),
        ):
            self.assertEqual(
                late_fee(Decimal("99.95"), kind, Decimal(amount), cents), Decimal(fee)
            )

    def test_fees_that_are_none(self):
        for code, args in (
            ("fee_kind", (1, "half", 1)),
            ("fee_percent", (1, "percent", 101)),
            ("negative", (1, "fixed", -1)),
            ("negative", (-1, "percent", 1)),
            ("not_a_number", (1, "none", "NaN")),
            ("not_a_number", (float("inf"), "percent", 1)),
        ):
            self._refuse(code, late_fee, *args, cents)


money = st.decimals(0, 300, places=2)
caps = st.none() | money


@st.composite
def rates(draw, units=("hour", "half_day", "day")):
    """:returns: a rate with a window or without"""
    hour_from, hour_to = sorted(
        draw(st.lists(st.integers(0, 48), min_size=2, max_size=2, unique=True))
    )
    whole = draw(st.booleans())
    return Rate(
        unit=draw(st.sampled_from(units)),
        price=draw(money),
        weekdays=draw(st.frozensets(st.integers(0, 6), max_size=3)),
        hour_from=0 if whole else Decimal(hour_from) / 2,
        hour_to=24 if whole else Decimal(hour_to) / 2,
        sequence=draw(st.integers(1, 3)),
    )


@st.composite
def tariffs(draw, units=("hour", "half_day", "day"), caps=caps):
    """:returns: a tariff with an hourly rate for every minute"""
    base = hourly(draw(money), sequence=9)
    return tariff(
        base,
        *draw(st.lists(rates(units), max_size=4)),
        half_day_hours=draw(st.sampled_from([3, 4, Decimal("4.5")])),
        day_hours=draw(st.sampled_from([0, 8])),
        cap=draw(caps),
    )


steps = st.sampled_from(["0.01", "0.05", "1"])
lengths = st.integers(1, 4 * 24 * 60)


def rounding(step):
    """:returns: function that rounds to steps of a currency"""
    step = currency_step(step)
    return lambda amount: round_amount(amount, step)


def by_the_minute(found, start, stop, tz):
    """:returns: dict of each day to a dict of the price of an hour to its minutes"""
    counted = defaultdict(lambda: defaultdict(int))
    while start < stop:
        local = to_local(start, tz)
        hour = local.hour + Fraction(local.minute, 60)
        rate = min(
            (
                rate
                for rate in found.rates
                if rate.unit == "hour"
                and (not rate.weekdays or local.weekday() in rate.weekdays)
                and rate.hour_from <= hour < rate.hour_to
            ),
            key=lambda rate: rate.sequence,
        )
        counted[local.date()][rate] += 1
        start += MINUTE
    return counted


class TestProperties(TestCase):
    @PROPERTY
    @given(tariffs(units=("hour",), caps=st.none()), moments, lengths, steps, zones)
    def test_hours_are_counted_minutes(self, found, start, length, step, tz):
        stop = start + length * MINUTE
        quote = price(found, start, stop, tz, rounding(step))
        expected = by_the_minute(found, start, stop, tz)
        lines = defaultdict(list)
        for line in quote.lines:
            lines[line.day].append(line.amount)
        self.assertEqual(
            {day: sorted(amounts) for day, amounts in lines.items()},
            {
                day: sorted(
                    rounding(step)(rate.price * minutes / 60)
                    for rate, minutes in counted.items()
                )
                for day, counted in expected.items()
            },
        )

    @PROPERTY
    @given(tariffs(), moments, lengths, steps, zones)
    def test_lines_add_up_and_no_day_is_above_the_cap(
        self, found, start, length, step, tz
    ):
        stop = start + length * MINUTE
        quote = price(found, start, stop, tz, rounding(step))
        self.assertEqual(sum(line.amount for line in quote.lines), quote.total)
        days = defaultdict(Decimal)
        for line in quote.lines:
            self.assertGreaterEqual(line.amount, 0)
            self.assertEqual(rounding(step)(line.amount), line.amount)
            days[line.day] += line.amount
        if found.cap is not None:
            self.assertLessEqual(max(days.values()), rounding(step)(found.cap))
        before = sum(
            line.amount if line.values["uncapped"] is None else line.values["uncapped"]
            for line in quote.lines
        )
        self.assertEqual(quote.capped, before > quote.total)

    @PROPERTY
    @given(tariffs(), moments, lengths, steps, zones)
    def test_never_more_than_by_the_hour(self, found, start, length, step, tz):
        stop = start + length * MINUTE
        only = [rate for rate in found.rates if rate.unit == "hour"]
        by_hour = price(tariff(*only), start, stop, tz, rounding(step))
        quote = price(found, start, stop, tz, rounding(step))
        self.assertLessEqual(quote.total, by_hour.total)

    @PROPERTY
    @given(
        tariffs(units=("hour",)), moments, lengths, st.integers(0, 600), steps, zones
    )
    def test_longer_is_never_less_by_the_hour(
        self, found, start, length, more, step, tz
    ):
        stop = start + length * MINUTE
        short = price(found, start, stop, tz, rounding(step))
        long = price(found, start, stop + more * MINUTE, tz, rounding(step))
        self.assertLessEqual(short.total, long.total)

    @PROPERTY
    @given(tariffs(), moments, lengths, zones)
    def test_the_order_of_rates_and_the_context_do_not_matter(
        self, found, start, length, tz
    ):
        stop = start + length * MINUTE
        quote = price(found, start, stop, tz, rounding("0.01"))
        with localcontext() as context:
            context.prec = 3
            again = price(found, start, stop, tz, rounding("0.01"))
        self.assertEqual(again, quote)
        # of different sequences: equal ones are told apart by their order
        numbered = [
            Rate(
                unit=rate.unit,
                price=rate.price,
                weekdays=rate.weekdays,
                hour_from=rate.hour_from,
                hour_to=rate.hour_to,
                sequence=number,
            )
            for number, rate in enumerate(found.rates)
        ]
        terms = {
            "half_day_hours": found.half_day_hours,
            "day_hours": found.day_hours,
            "cap": found.cap,
        }
        for order in (numbered, numbered[::-1]):
            again = price(tariff(*order, **terms), start, stop, tz, rounding("0.01"))
            self.assertEqual(again, quote)
