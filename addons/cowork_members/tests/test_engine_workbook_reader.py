"""Workbooks into rows, and files that are none, are too much or are meant to harm."""

import tracemalloc
import zipfile
from datetime import date, datetime
from datetime import time as clock
from io import BytesIO
from unittest import TestCase

import openpyxl
import xlwt

from ..engine.workbook_limits import OLE_MAGIC, Limits, WorkbookError
from ..engine.workbook_reader import BadCell, Percent, read_workbook
from .workbooks import example, replace_part, saved, sheet_xml, xlsx

SHEET = "xl/worksheets/sheet1.xml"


def cells(data):
    """:returns: the cells of all rows of the first sheet"""
    return [row.cells for row in read_workbook(data).sheets[0].rows]


class TestReadWorkbook(TestCase):
    def test_xls_gives_names_numbers_and_dates(self):
        book = read_workbook(example("operator_en.xls"))
        self.assertEqual(
            [(sheet.name, len(sheet.rows)) for sheet in book.sheets],
            [
                ("Locations", 4),
                ("Spaces", 115),
                ("Plans", 8),
                ("Members", 151),
                ("Contracts", 151),
            ],
        )
        first = book.sheets[4].rows[1]
        self.assertEqual(first.number, 2)
        self.assertEqual(first.cells[0], "C-2025-0000")
        self.assertEqual(first.cells[5], datetime(2025, 1, 31))
        self.assertEqual(first.cells[8], 1800.0)

    def test_blank_rows_are_left_out_and_row_numbers_kept(self):
        data = xlsx({"S": [[None, "  "], ["a", None, " "], [], ["b"]]})
        rows = read_workbook(data).sheets[0].rows
        self.assertEqual(
            [(r.number, r.cells) for r in rows], [(2, ("a",)), (4, ("b",))]
        )

    def test_both_epochs_of_xlsx_give_the_same_day(self):
        for epoch in (False, True):
            with self.subTest(epoch_1904=epoch):
                data = xlsx({"S": [[date(2026, 3, 31)]]}, epoch_1904=epoch)
                book = read_workbook(data)
                self.assertEqual(book.epoch_1904, epoch)
                self.assertEqual(book.sheets[0].rows[0].cells, (datetime(2026, 3, 31),))

    def test_both_epochs_of_xls_give_the_same_day(self):
        style = xlwt.easyxf(num_format_str="YYYY-MM-DD")
        for epoch in (0, 1):
            with self.subTest(epoch_1904=epoch):
                book = xlwt.Workbook()
                book.dates_1904 = epoch
                sheet = book.add_sheet("S")
                # The serial number of 31 March 2026, which xlwt does not shift.
                sheet.write(0, 0, 46112 - 1462 * epoch, style)
                self.assertEqual(cells(saved(book)), [(datetime(2026, 3, 31),)])

    def test_percent_format_is_kept_in_both_formats(self):
        book = xlwt.Workbook()
        sheet = book.add_sheet("S")
        sheet.write(0, 0, 0.1, xlwt.easyxf(num_format_str="0%"))
        sheet.write(0, 1, 0.1)
        (row,) = cells(saved(book))
        self.assertEqual([type(cell) for cell in row], [Percent, float])
        book = openpyxl.Workbook()
        book.active.append([0.1, 0.1])
        book.active["A1"].number_format = "0.0%"
        (row,) = cells(saved(book))
        self.assertEqual([type(cell) for cell in row], [Percent, float])

    def test_time_cells_are_times_of_the_day(self):
        book = xlwt.Workbook()
        style = xlwt.easyxf(num_format_str="hh:mm")
        book.add_sheet("S").write(0, 0, 8.5 / 24, style)
        self.assertEqual(cells(saved(book)), [(clock(8, 30),)])
        self.assertEqual(cells(xlsx({"S": [[clock(8, 30)]]})), [(clock(8, 30),)])

    def test_formula_as_text_stays_text(self):
        book = xlwt.Workbook()
        book.add_sheet("S").write(0, 0, "=cmd|' /C calc'!A0")
        self.assertEqual(cells(saved(book)), [("=cmd|' /C calc'!A0",)])
        book = openpyxl.Workbook()
        book.active["A1"].value = '=HYPERLINK("http://x")'
        book.active["A1"].data_type = "s"
        self.assertEqual(cells(saved(book)), [('=HYPERLINK("http://x")',)])

    def test_formula_is_its_last_result_or_refused_when_it_has_none(self):
        data = xlsx({"S": [["x"]]})
        formulas = (
            '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c>'
            '<c r="B1"><f>1+1</f></c><c r="C1"><f>A1</f><v></v></c></row>'
        )
        (row,) = cells(replace_part(data, SHEET, sheet_xml(formulas)))
        missing = BadCell("cell_not_calculated", "=")
        self.assertEqual(row, (2, missing, missing))

    def test_error_cells_are_told_apart_from_text(self):
        data = xlsx({"S": [["x"]]})
        row = '<row r="1"><c r="A1" t="e"><v>#REF!</v></c></row>'
        self.assertEqual(
            cells(replace_part(data, SHEET, sheet_xml(row))),
            [(BadCell("cell_error", "#REF!"),)],
        )
        self.assertEqual(cells(xlsx({"S": [["#N/A text"]]})), [("#N/A text",)])

    def test_sheets_that_are_not_wanted_are_not_read(self):
        data = xlsx({"Notes": [["a"]], "Plans": [["b"]]})
        book = read_workbook(data, wanted=lambda name: name == "Plans")
        self.assertEqual([len(sheet.rows) for sheet in book.sheets], [0, 1])

    def test_columns_beyond_the_limit_are_cut_and_it_is_said(self):
        (sheet,) = read_workbook(xlsx({"S": [["x"] * 250]})).sheets
        self.assertEqual(len(sheet.rows[0].cells), 200)
        self.assertTrue(sheet.cut_columns)


class TestRefusedFiles(TestCase):
    def assertRefused(self, data, code, limits=None):
        with self.assertRaises(WorkbookError) as caught:
            read_workbook(data, *([limits] if limits else []))
        self.assertEqual(caught.exception.code, code)

    def assertBounded(self, data):
        """Memory is measured apart: watching it takes time of its own."""
        tracemalloc.start()
        try:
            with self.assertRaises(WorkbookError):
                read_workbook(data)
            _current, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        self.assertLess(peak, 64 * 1024 * 1024)

    def test_nothing_and_other_formats(self):
        latin = "Código,Nome\nA,B\n".encode("latin-1")
        for data, code in (
            (b"", "file_empty"),
            (b"Code,Name\nA,B\n", "file_is_text_table"),
            (b"\xef\xbb\xbfCode;Name\n", "file_is_text_table"),
            ("Code\tName\n".encode("utf-16"), "file_is_text_table"),
            (latin * 50, "file_is_text_table"),
            (b"<html><table><tr><td>Code</td></tr></table>", "file_is_web_page"),
            (b"\n <?xml version='1.0'?><Workbook/>", "file_is_web_page"),
            (b"%PDF-1.7 ...", "file_is_pdf"),
            (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "file_not_workbook"),
            (b"PK\x03\x04 but no zip", "file_damaged"),
            (OLE_MAGIC + b"\0" * 2000, "file_damaged"),
        ):
            with self.subTest(data=data[:20]):
                self.assertRefused(data, code)

    def test_other_zip_files(self):
        part = xlsx({"S": [["x"]]})
        for name, code in (
            ("mimetype", "file_is_ods"),
            ("xl/workbook.bin", "file_is_xlsb"),
        ):
            with self.subTest(name=name):
                self.assertRefused(replace_part(part, name, "x"), code)

    def test_password_protected_xlsx(self):
        # Excel keeps the encrypted package as a stream of an OLE container.
        stream = "EncryptedPackage".encode("utf-16-le")
        self.assertRefused(OLE_MAGIC + b"\0" * 1500 + stream, "file_password")

    def test_password_protected_xls(self):
        data = example("operator_en.xls")
        # A FILEPASS record in place of the one that follows the beginning of the book.
        start = data.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
        after = start + 20
        protected = data[:after] + b"\x2f\x00" + data[after + 2 :]
        self.assertRefused(protected, "file_password")

    def test_truncated_xls_at_every_tenth(self):
        data = example("operator_en.xls")
        for tenth in range(1, 10):
            with self.subTest(tenth=tenth):
                self.assertRefused(data[: len(data) * tenth // 10], "file_damaged")

    def test_truncated_xlsx(self):
        data = xlsx({"S": [["x"] * 20] * 200})
        for tenth in range(1, 10):
            with self.subTest(tenth=tenth):
                self.assertRefused(data[: len(data) * tenth // 10], "file_damaged")

    def test_one_cell_in_the_last_corner_of_xlsx(self):
        book = openpyxl.Workbook()
        book.active["XFD1048576"] = 1
        self.assertRefused(saved(book), "too_many_rows")
        self.assertBounded(saved(book))

    def test_cells_in_the_last_corners_of_xls(self):
        book = xlwt.Workbook()
        for number in range(40):
            book.add_sheet(f"S{number}").write(65535, 255, 1)
        self.assertRefused(saved(book), "too_many_rows")
        self.assertBounded(saved(book))

    def test_a_million_rows_in_a_small_zip(self):
        rows = "".join(
            f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 300_000)
        )
        data = replace_part(xlsx({"S": [["x"]]}), SHEET, sheet_xml(rows))
        self.assertRefused(data, "too_many_rows")
        self.assertBounded(data)

    def test_zip_bomb_of_spaces_tags_and_strings(self):
        data = xlsx({"S": [["x"]]})
        for name, content, code in (
            (SHEET, " " * (130 << 20), "file_bomb"),
            (SHEET, sheet_xml("<row>" + "<a/>" * (1 << 20) + "</row>"), "file_bomb"),
            (SHEET, sheet_xml("<row>" + "<c/>" * (1 << 20)), "too_many_cells"),
            ("xl/sharedStrings.xml", "<sst>" + "<si/>" * (1 << 20), "too_many_cells"),
            ("xl/styles.xml", "<styleSheet>" + "<xf/>" * (1 << 18), "file_bomb"),
            ("xl/theme/theme1.xml", " " * (9 << 20), "file_bomb"),
        ):
            with self.subTest(name=name, code=code):
                bomb = replace_part(data, name, content)
                self.assertRefused(bomb, code)
                self.assertBounded(bomb)

    def test_too_many_zip_entries(self):
        target = BytesIO(xlsx({"S": [["x"]]}))
        with zipfile.ZipFile(target, "a") as archive:
            for number in range(1001):
                archive.writestr(f"x{number}", "")
        self.assertRefused(target.getvalue(), "file_bomb")

    def test_billion_laughs_and_external_entities(self):
        laughs = (
            '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
            "<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>"
        )
        outside = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
        data = xlsx({"S": [["x"]]})
        for content in (laughs, outside, laughs.encode("utf-16")):
            for part in (SHEET, "xl/workbook.xml", "xl/sharedStrings.xml"):
                with self.subTest(part=part, content=content[:20]):
                    self.assertRefused(replace_part(data, part, content), "file_bomb")

    def test_size_sheets_and_cells_over_the_limit(self):
        data = xlsx({f"S{n}": [["x"] * 10] * 10 for n in range(4)})
        for limits, code in (
            (Limits(file_size=100), "file_too_large"),
            (Limits(sheets=3), "too_many_sheets"),
            (Limits(rows=5), "too_many_rows"),
            (Limits(cells=50), "too_many_cells"),
        ):
            with self.subTest(code=code):
                self.assertRefused(data, code, limits)
