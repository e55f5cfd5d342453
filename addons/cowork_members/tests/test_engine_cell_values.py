"""What people type into cells: read when it can mean one thing, refused otherwise."""

import math
from datetime import date, datetime, time, timedelta
from unittest import TestCase

from hypothesis import given
from hypothesis import strategies as st

from ..engine.cell_dates import FIRST_DAY, LAST_DAY, MONTHS, read_date
from ..engine.cell_values import (
    CellError,
    clean,
    fold,
    read_code,
    read_email,
    read_number,
    read_percent,
    read_text,
    read_time,
    read_whole,
    show,
)
from ..engine.workbook_reader import BadCell, Percent

DAYS = st.dates(FIRST_DAY, LAST_DAY)
TEXT = st.text(max_size=40)
CELLS = st.one_of(
    st.none(), TEXT, st.booleans(), st.integers(), st.floats(), st.datetimes(),
    st.times(), st.timedeltas(), st.just(BadCell("cell_error", "#REF!")),
)  # fmt: skip


class CellCase(TestCase):
    def assertReads(self, read, cases):
        for cell, value in cases:
            with self.subTest(cell=cell):
                self.assertEqual(read(cell), value)

    def assertRefuses(self, read, cases):
        for cell, code in cases:
            with self.subTest(cell=cell):
                with self.assertRaises(CellError) as caught:
                    read(cell)
                self.assertEqual(caught.exception.code, code)


class TestNumbers(CellCase):
    def test_numbers_typed_as_text(self):
        self.assertReads(
            read_number,
            [
                ("1,200.50", 1200.5),
                ("1 200", 1200.0),
                ("1\u00a0200,50", 1200.5),
                ("1'200.50", 1200.5),
                ("1.200,50", 1200.5),
                ("1.200.000", 1200000.0),
                ("12,5", 12.5),
                ("1,200", 1200.0),
                ("0.500", 0.5),
                (".5", 0.5),
                ("１２００", 1200.0),
                ("￥１，２００．５０", 1200.5),
                ("¥1,200", 1200.0),
                ("NT$ 1,200元", 1200.0),
                ("1200 EUR", 1200.0),
                ("(1,200)", -1200.0),
                ("-5", -5.0),
                ("−5", -5.0),
                ("  7 ", 7.0),
                ("", None),
                (None, None),
                (8, 8.0),
            ],
        )

    def test_what_is_no_number_or_could_be_two(self):
        self.assertRefuses(
            read_number,
            [
                ("1.200", "number_ambiguous"),
                ("eighteen hundred", "not_a_number"),
                ("1,20,0", "not_a_number"),
                ("1 2 3", "not_a_number"),
                ("12,34.5", "not_a_number"),
                ("1e5", "not_a_number"),
                ("nan", "not_a_number"),
                ("inf", "not_a_number"),
                ("--5", "not_a_number"),
                ("()", "not_a_number"),
                ("9" * 500, "not_a_number"),
                (math.nan, "not_a_number"),
                (-math.inf, "not_a_number"),
                (1e308, "number_too_large"),
                (True, "not_a_number"),
                (datetime(2026, 1, 1), "not_a_number"),
                (BadCell("cell_error", "#REF!"), "cell_error"),
            ],
        )

    def test_bounds_and_whole_numbers(self):
        self.assertRefuses(lambda cell: read_number(cell, 0), [(-1, "number_negative")])
        self.assertRefuses(
            lambda cell: read_whole(cell, 0, 10),
            [(1.5, "not_whole"), ("11", "number_out_of_range")],
        )
        self.assertEqual(read_whole("2.0"), 2)

    def test_percent(self):
        self.assertReads(
            read_percent,
            [("12.5%", 12.5), ("５％", 5.0), (12.5, 12.5), (Percent(0.1), 10.0)],
        )
        self.assertRefuses(
            read_percent,
            [(140, "percent_out_of_range"), ("-1", "percent_out_of_range"),
             ("%", "not_a_number")],
        )  # fmt: skip

    @given(st.decimals(0, 999_999_999, places=2))
    def test_an_amount_reads_back_however_it_is_separated(self, amount):
        english = f"{amount:,.2f}"
        french = english.replace(",", " ").replace(".", ",")
        german = english.replace(",", "~").replace(".", ",").replace("~", ".")
        swiss = english.replace(",", "'")
        for text in (f"{amount}", english, french, german, swiss, f"¥{english}"):
            self.assertEqual(read_number(text), float(amount), text)

    @given(CELLS)
    def test_any_cell_is_a_finite_number_or_refused(self, cell):
        try:
            value = read_number(cell)
        except CellError:
            return
        self.assertTrue(value is None or math.isfinite(value) and abs(value) <= 1e12)


class TestDates(CellCase):
    def test_dates_that_can_be_one_day_only(self):
        day = date(2026, 3, 31)
        self.assertReads(
            read_date,
            [
                ("2026-03-31", day),
                ("2026/3/31", day),
                ("2026.3.31", day),
                ("2026-03-31T00:00:00Z", day),
                ("31/03/2026", day),
                ("03/31/2026", day),
                ("31.3.2026", day),
                ("03/03/2026", date(2026, 3, 3)),
                ("2026年3月31日", day),
                ("２０２６年３月３１日", day),
                ("民國115年3月31日", day),
                ("31 Mar 2026", day),
                ("31-March-2026", day),
                ("Mar 31, 2026", day),
                ("20260331", day),
                (20260331.0, day),
                (46112, day),
                (datetime(2026, 3, 31, 18, 30), day),
                ("29/02/2028", date(2028, 2, 29)),
                (" ", None),
            ],
        )
        self.assertEqual(read_date(46112 - 1462, epoch_1904=True), day)

    def test_dates_that_are_none_or_could_be_two(self):
        self.assertRefuses(
            read_date,
            [
                ("03/04/2026", "date_ambiguous"),
                ("3-4-2026", "date_ambiguous"),
                ("31/02/2026", "no_such_day"),
                ("29/02/2026", "no_such_day"),
                ("2026-02-30", "no_such_day"),
                ("13/13/2026", "no_such_day"),
                ("31/12/26", "date_short_year"),
                ("99年3月1日", "date_short_year"),
                ("tomorrow", "not_a_date"),
                ("10000-01-01", "not_a_date"),
                ("Q1 2026", "not_a_date"),
                ("1" * 5000, "not_a_date"),
                (2026, "not_a_date"),
                (5.5, "not_a_date"),
                (True, "not_a_date"),
                (math.nan, "not_a_date"),
                (time(8), "not_a_date"),
                ("1989-12-31", "date_out_of_range"),
                (datetime(2101, 1, 1), "date_out_of_range"),
            ],
        )

    def test_ambiguous_date_names_both_readings(self):
        with self.assertRaises(CellError) as caught:
            read_date("03/04/2026")
        self.assertEqual(
            caught.exception.params, {"one": "2026-04-03", "other": "2026-03-04"}
        )

    @given(DAYS)
    def test_every_day_reads_back_in_every_unambiguous_form(self, day):
        month = next(name for name, number in MONTHS.items() if number == day.month)
        for text in (
            day.isoformat(),
            f"{day.year}年{day.month}月{day.day}日",
            f"{day.day} {month} {day.year}",
            f"{month.title()} {day.day}, {day.year}",
            f"{day:%Y%m%d}",
            (day - date(1899, 12, 30)).days,
            datetime(day.year, day.month, day.day),
        ):
            self.assertEqual(read_date(text), day, text)

    @given(DAYS)
    def test_day_and_month_in_numbers_are_never_swapped(self, day):
        for text in (f"{day:%d/%m/%Y}", f"{day:%m/%d/%Y}"):
            try:
                self.assertEqual(read_date(text), day)
            except CellError as error:
                self.assertEqual(error.code, "date_ambiguous")
                self.assertIn(day.isoformat(), error.params.values())

    @given(CELLS)
    def test_any_cell_is_a_day_in_range_or_refused(self, cell):
        try:
            day = read_date(cell)
        except CellError:
            return
        self.assertTrue(day is None or FIRST_DAY <= day <= LAST_DAY)


class TestTimes(CellCase):
    def test_times_of_the_day(self):
        self.assertReads(
            read_time,
            [
                (8.5, 8.5),
                ("8.5", 8.5),
                ("08:30", 8.5),
                ("08:30:00", 8.5),
                ("8：30", 8.5),
                ("8h30", 8.5),
                ("8点30分", 8.5),
                ("上午8:30", 8.5),
                ("下午8:00", 20.0),
                ("8:30 PM", 20.5),
                ("12:00 am", 0.0),
                (time(8, 30), 8.5),
                (timedelta(hours=20), 20.0),
                (8.5 / 24, 8.5),
                ("24:00", 24.0),
                (None, None),
            ],
        )

    def test_what_is_no_time(self):
        self.assertRefuses(
            read_time,
            [
                (t, "not_a_time")
                for t in ("25:00", "8:75", "8.30", "early", 25, -1, True)
            ],
        )

    @given(CELLS)
    def test_any_cell_is_a_time_of_the_day_or_refused(self, cell):
        try:
            hours = read_time(cell)
        except CellError:
            return
        self.assertTrue(hours is None or 0 <= hours <= 24)


class TestText(CellCase):
    def test_codes(self):
        self.assertReads(
            read_code,
            [(1001.0, "1001"), (1001.5, "1001.5"), (" Ｍ００１ ", "M001"), ("", None)],
        )
        self.assertRefuses(
            read_code,
            [
                (datetime(2026, 1, 2), "code_is_date"),
                (True, "not_a_code"),
                (1e20, "code_number_too_long"),
                ("x" * 65, "code_too_long"),
            ],
        )

    def test_text_loses_stray_spaces_and_invisible_characters_only(self):
        self.assertEqual(read_text("\ufeff Iron\u00a0 Lab\x00\u200b "), "Iron Lab")
        self.assertEqual(read_text("=HYPERLINK(1)"), "=HYPERLINK(1)")
        self.assertEqual(read_text("<b>全角Ａ</b> 😀"), "<b>全角Ａ</b> 😀")
        self.assertEqual(read_text("\ud800x"), "x")

    def test_emails(self):
        self.assertReads(
            read_email,
            [("a@b.com", "a@b.com"), (" a＠b.co.uk ", "a@b.co.uk"), (None, None)],
        )
        self.assertRefuses(
            read_email,
            [
                (text, "not_an_email")
                for text in (
                    "not-an-email", "a@b", "a@b.com, c@d.com", "Joe <a@b.com>",
                    "a..b@c.com", "a@b.com\nBcc: x@y.com", "x" * 300 + "@b.com",
                )
            ],
        )  # fmt: skip

    @given(CELLS)
    def test_any_cell_can_be_shown_and_stored(self, cell):
        text = show(cell)
        self.assertLessEqual(len(text), 200)
        self.assertNotIn("\x00", text)
        text.encode()

    @given(TEXT)
    def test_cleaning_and_folding_settle_at_once(self, text):
        self.assertEqual(clean(clean(text)), clean(text))
        self.assertEqual(fold(fold(text)), fold(text))
