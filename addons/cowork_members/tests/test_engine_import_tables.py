"""Sheets and columns found by name, rows read, and every contradiction named."""

from datetime import date
from unittest import TestCase

from ..engine import import_words as words
from ..engine.import_checks import Known, KnownSpace, Let, check, report_order
from ..engine.import_columns import COLUMNS, HEADINGS, Context
from ..engine.import_tables import is_known_sheet, meeting_kind, read_tables
from ..engine.workbook_reader import read_workbook
from .workbooks import CONTRACTS, contract, example, operator, xlsx

TODAY = date(2026, 11, 22)
USAGES = {
    "floor": "none", "zone": "none", "hot_desk": "shared", "virtual": "shared",
    "fixed_desk": "exclusive", "office": "exclusive", "meeting_small": "bookable",
}  # fmt: skip
ZONES = ("Asia/Shanghai", "Asia/Taipei", "Europe/Lisbon", "America/New_York")


def read(data):
    """:returns: ``(tables, problems)`` of a workbook without looking at its sense"""
    context = Context(TODAY, words.SPACE_KINDS, {z.lower(): z for z in ZONES})
    return read_tables(read_workbook(data, wanted=is_known_sheet), context)


def problems_of(data, known=None):
    """:returns: all problems of a workbook but the information, in report order"""
    tables, problems = read(data)
    known = known or Known()
    known.usages = USAGES
    known.languages = {"en_us": "en_US", "zh_cn": "zh_CN"}
    problems += check(tables, known, TODAY)
    problems.sort(key=report_order(tables))
    return [problem for problem in problems if problem.severity != "info"]


def places(problems, severity="error"):
    """:returns: ``(sheet, row, column, code)`` of the problems of one severity"""
    return [
        (p.sheet, p.row, p.column, p.code) for p in problems if p.severity == severity
    ]


class TestExamples(TestCase):
    def test_english_and_chinese_examples_have_no_error(self):
        for name, rows in (
            ("operator_en.xls", (3, 114, 7, 150, 150)),
            ("operator_zh.xls", (2, 76, 7, 60, 60)),
        ):
            with self.subTest(name=name):
                tables, _problems = read(example(name))
                self.assertEqual(tuple(len(t.rows) for t in tables.values()), rows)
                self.assertEqual(places(problems_of(example(name))), [])
                for table in tables.values():
                    self.assertEqual(table.headings.keys(), COLUMNS[table.name].keys())

    def test_every_problem_of_the_broken_example_is_named_in_one_pass(self):
        problems = problems_of(example("operator_broken.xls"))
        self.assertEqual(
            places(problems),
            [
                ("Spaces", 8, "Parent", "unknown_parent"),
                ("Spaces", 10, "Capacity", "number_out_of_range"),
                ("Plans", 3, "Price", "not_a_number"),
                ("Plans", 4, "Billing period", "unknown_period"),
                ("Members", 5, "Email", "not_an_email"),
                ("Members", 7, "Code", "duplicate"),
                ("Contracts", 2, "Start", "no_such_day"),
                ("Contracts", 3, "Plan", "unknown_plan"),
                ("Contracts", 4, "End", "end_before_start"),
                ("Contracts", 7, "Member", "unknown_member"),
                ("Contracts", 9, "Plan", "unknown_plan"),
                ("Contracts", 9, "Space", "double_let"),
                ("Contracts", 10, "Discount %", "percent_out_of_range"),
                ("Contracts", 11, "Member", "unknown_member"),
            ],
        )
        self.assertEqual(
            places(problems, "warning"),
            [
                ("Locations", 3, "Area (m2)", "area_exceeded"),
                ("Spaces", 59, "Area (m2)", "area_exceeded"),
            ],
        )
        self.assertEqual(
            [p.value for p in problems[:8]],
            ["NO-SUCH-PARENT", "-2", "eighteen hundred", "fortnight", "not-an-email",
             "M0004", "31/02/2026", "GOLD-X"],
        )  # fmt: skip


class TestSheetsAndColumns(TestCase):
    def _read_plan(self, headings, cells, sheet="Plans", above=()):
        tables, problems = read(xlsx({sheet: [*above, headings, cells]}))
        row = tables["plans"].rows[0] if "plans" in tables else None
        return row, problems

    def test_headings_in_three_languages_any_order_case_and_width(self):
        english = ["PRICE", "billing_period", " Kind ", "Name*", "code:"]
        simplified = ["价格", "计费周期", "类型", "名称", "编号"]
        traditional = ["單價", "計費週期", "類型", "名稱", "編號"]
        wide = [
            "Ｐｒｉｃｅ",
            "Ｂｉｌｌｉｎｇ　ｐｅｒｉｏｄ",
            "ＫＩＮＤ",
            "Ｎａｍｅ",
            "Ｃｏｄｅ",
        ]
        both = ["价格 Price", "Period / 周期", "Kind 类型", "名称(Name)", "Code 编号"]
        for headings, sheet, kind, period in (
            (english, "PLANS ", "Open  Desk", "Quarterly"),
            (simplified, "套餐", "开放工位", "季"),
            (traditional, "方案", "開放工位", "每季"),
            (wide, "Ｐｌａｎｓ", "ｏｐｅｎ－ｄｅｓｋ", "3 months"),
            (both, "1. Plans 套餐", "hot desk", "三个月"),
        ):
            with self.subTest(sheet=sheet):
                cells = ["1,200.50", period, kind, "Hot", 7.0]
                row, problems = self._read_plan(headings, cells, sheet)
                self.assertEqual(problems, [])
                self.assertEqual(
                    row.values,
                    {"price": 1200.5, "period": (3, "month"), "kind": "hot_desk",
                     "name": "Hot", "code": "7"},
                )  # fmt: skip

    def test_every_heading_means_one_field_of_its_table(self):
        for name, headings in HEADINGS.items():
            with self.subTest(table=name):
                self.assertEqual(set(headings.values()), set(COLUMNS[name]))

    def test_title_rows_and_headings_merged_over_two_rows(self):
        above = [["Plans of 2026"], [], ["Code", "Name", None, None, "Money"]]
        headings = [None, None, "Kind", "Period", "Price"]
        row, problems = self._read_plan(
            headings, ["A", "B", "office", "month", 5], above=above
        )
        self.assertEqual(row.get("code"), "A")
        self.assertEqual(row.get("price"), 5.0)
        self.assertEqual(problems, [])

    def test_unknown_columns_and_sheets_are_information(self):
        headings = ["Code", "Name", "Kind", "Period", "Price", "Colour"]
        _tables, problems = read(
            xlsx(
                {
                    "Plans": [headings, ["A", "B", "office", "year", 1, "red"]],
                    "Notes": [["anything"]],
                }
            )
        )
        self.assertEqual(
            [(p.severity, p.sheet, p.column, p.code) for p in problems],
            [
                ("info", "Notes", "", "sheet_ignored"),
                ("info", "Plans", "Colour", "column_ignored"),
            ],
        )

    def test_missing_and_doubled_columns_are_errors(self):
        row, problems = self._read_plan(
            ["Code", "Name", "Kind", "Price", "Fee"], ["A", "B", "office", 1, 1]
        )
        self.assertIsNone(row)
        self.assertEqual(
            [(p.severity, p.column, p.code) for p in problems],
            [
                ("error", "Billing period", "column_missing"),
                ("error", "Fee", "column_twice"),
            ],
        )

    def test_two_sheets_for_one_table_and_none_at_all(self):
        plans = [["Code", "Name", "Kind", "Period", "Price"]]
        _tables, problems = read(xlsx({"Plans": plans, "Memberships": plans}))
        self.assertEqual([p.code for p in problems], ["sheet_twice"])
        _tables, problems = read(xlsx({"Sheet1": plans}))
        self.assertEqual(
            [p.code for p in problems], ["sheet_ignored", "no_known_sheet"]
        )

    def test_blank_rows_are_skipped_and_half_filled_ones_reported(self):
        headings = ["Code", "Name", "Kind", "Period", "Price"]
        data = xlsx({"Plans": [headings, [None] * 5, ["A", "B", None, "year", None]]})
        self.assertEqual(
            places(problems_of(data)),
            [
                ("Plans", 3, "Kind", "value_missing"),
                ("Plans", 3, "Price", "value_missing"),
            ],
        )

    def test_meeting_rooms_are_sized_by_their_seats(self):
        sizes = [meeting_kind(seats) for seats in (None, 4, 5, 10, 11)]
        self.assertEqual(
            [size.removeprefix("meeting_") for size in sizes],
            ["small", "small", "medium", "medium", "large"],
        )


class TestChecks(TestCase):
    def assertProblems(self, sheets, expected, known=None, severity="error"):
        self.assertEqual(places(problems_of(xlsx(sheets), known), severity), expected)

    def test_the_small_operator_is_sound(self):
        self.assertEqual(problems_of(xlsx(operator())), [])

    def test_codes_are_compared_without_case_and_width(self):
        sheets = operator(
            contracts=[contract("C1", "ｍ１", location="riv", space="d1", plan="fix-m")]
        )
        self.assertProblems(sheets, [])

    def test_duplicates_also_of_numbers(self):
        sheets = operator(
            members=[[1001, "A", None, None], ["1001", "B", None, None]],
            contracts=[contract("C1", 1001), contract("c1", 1001)],
        )
        self.assertProblems(
            sheets,
            [
                ("Members", 3, "Code", "duplicate"),
                ("Contracts", 3, "Number", "duplicate"),
            ],
        )

    def test_parents_elsewhere_and_in_circles(self):
        sheets = operator(
            locations=[
                ["RIV", "Riverside", "Asia/Shanghai", 8, 20],
                ["ALA", "Alameda", "Europe/Lisbon", 8, 20],
            ],
            spaces=[
                ["RIV", "A", "A", "B", "zone", None, None],
                ["RIV", "B", "B", "C", "zone", None, None],
                ["RIV", "C", "C", "A", "zone", None, None],
                ["RIV", "D", "D", "D", "zone", None, None],
                ["ALA", "E", "E", "A", "zone", None, None],
                ["RIV", "D1", "Desk", None, "fixed desk", 1, 1],
            ],
        )
        self.assertProblems(
            sheets,
            [
                ("Spaces", 2, "Parent", "parent_cycle"),
                ("Spaces", 5, "Parent", "parent_cycle"),
                ("Spaces", 6, "Parent", "parent_elsewhere"),
            ],
        )

    def test_circle_through_a_space_that_is_here_already(self):
        known = Known(
            spaces={("riv", "z"): KnownSpace("zone", ("riv", "f1"))},
        )
        sheets = operator(
            spaces=[["RIV", "F1", "Floor", "Z", "floor", None, None]], contracts=None
        )
        self.assertProblems(sheets, [("Spaces", 2, "Parent", "parent_cycle")], known)

    def test_references_to_what_is_here_already(self):
        sheets = {"Contracts": [CONTRACTS, contract("C1", "M1", space="D1")]}
        known = Known(
            locations={"riv"},
            spaces={("riv", "d1"): KnownSpace("fixed_desk")},
            plans={"fix-m": "fixed_desk"},
            members={"m1"},
        )
        self.assertProblems(sheets, [], known)
        self.assertProblems(
            sheets,
            [
                ("Contracts", 2, "Location", "unknown_location"),
                ("Contracts", 2, "Member", "unknown_member"),
                ("Contracts", 2, "Plan", "unknown_plan"),
                ("Contracts", 2, "Space", "unknown_space"),
            ],
        )

    def test_contract_cells(self):
        rows = [
            contract("C1", "M1", quantity=0),
            contract("C2", "M1", quantity=1.5),
            contract("C3", "M1", price=None),
            contract("C4", "M1", price=-1),
            contract("C5", "M1", discount=100.5),
            contract("C6", "M1", deposit=-0.01),
            contract("C7", "M1", start="03/04/2026"),
            contract("C8", "M1", end="2025-12-31"),
            contract("C9", "M1", space="F1"),
        ]
        self.assertProblems(
            operator(contracts=rows),
            [
                ("Contracts", 2, "Quantity", "quantity_not_positive"),
                ("Contracts", 3, "Quantity", "not_whole"),
                ("Contracts", 4, "Price", "value_missing"),
                ("Contracts", 5, "Price", "number_negative"),
                ("Contracts", 6, "Discount %", "percent_out_of_range"),
                ("Contracts", 7, "Deposit held", "number_negative"),
                ("Contracts", 8, "Start", "date_ambiguous"),
                ("Contracts", 9, "End", "end_before_start"),
                ("Contracts", 10, "Space", "space_not_lettable"),
            ],
        )

    def test_location_cells(self):
        sheets = operator(
            locations=[
                ["RIV", "Riverside", "Asia/Atlantis", 20, 8],
                ["ALA", None, "europe/lisbon", "early", 20],
            ]
        )
        self.assertProblems(
            sheets,
            [
                ("Locations", 2, "Time zone", "unknown_zone"),
                ("Locations", 2, "Closes", "closes_before_opens"),
                ("Locations", 3, "Opens", "not_a_time"),
                ("Locations", 3, "Name", "value_missing"),
            ],
        )

    def test_member_cells(self):
        sheets = operator(
            members=[
                ["M1", None, None, None],
                ["M2", "A", None, "x@example.com"],
                ["M3", "B", None, "X@example.com"],
            ]
        )
        self.assertProblems(sheets, [("Members", 2, "Company", "member_without_name")])
        self.assertProblems(
            sheets, [("Members", 4, "Email", "email_twice")], severity="warning"
        )

    def test_discount_below_one_is_doubted(self):
        self.assertProblems(
            operator(contracts=[contract("C1", "M1", space="D1", discount=0.1)]),
            [("Contracts", 2, "Discount %", "discount_fraction")],
            severity="warning",
        )


class TestDoubleLets(TestCase):
    def _codes(self, *rows, known=None):
        problems = problems_of(xlsx(operator(contracts=rows)), known)
        return [(p.row, p.severity, p.code) for p in problems]

    def test_days_that_touch_do_not_overlap(self):
        one = contract("C1", "M1", space="D1", end="2026-12-31")
        two = contract("C2", "M2", space="D1", start="2027-01-01")
        self.assertEqual(self._codes(two, one), [])

    def test_one_common_day_is_refused_and_both_are_named(self):
        one = contract("C1", "M1", space="D1", end="2026-12-31")
        two = contract("C2", "M2", space="D1", start="2026-12-31")
        self.assertEqual(self._codes(one, two), [(3, "error", "double_let")])
        (problem,) = problems_of(xlsx(operator(contracts=[one, two])))
        self.assertEqual(
            problem.params,
            {"contract": "C1", "first": 2, "start": "2026-01-01", "end": "2026-12-31"},
        )

    def test_three_on_one_desk_make_two_problems(self):
        rows = [contract(f"C{n}", "M1", space="D1") for n in range(3)]
        self.assertEqual(
            self._codes(*rows), [(3, "error", "double_let"), (4, "error", "double_let")]
        )

    def test_history_that_overlaps_is_a_warning(self):
        one = contract("C1", "M1", space="D1", end="2026-06-30")
        two = contract("C2", "M2", space="D1", start="2026-06-01")
        self.assertEqual(self._codes(one, two), [(3, "warning", "double_let_past")])

    def test_against_a_contract_that_is_here_already(self):
        let = Let(("riv", "d1"), date(2026, 3, 1), None, "CW/00007", None)
        row = contract("C1", "M1", space="D1")
        self.assertEqual(
            self._codes(row, known=Known(lets=[let])), [(2, "error", "double_let")]
        )

    def test_a_contract_that_the_row_replaces_is_not_in_the_way(self):
        let = Let(("riv", "d1"), date(2026, 3, 1), None, "C1", "c1")
        row = contract("C1", "M1", space="D1")
        self.assertEqual(self._codes(row, known=Known(lets=[let])), [])
