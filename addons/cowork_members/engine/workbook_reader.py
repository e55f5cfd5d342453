"""Workbooks (.xls and .xlsx) from bytes into plain typed rows.

A cell is ``None``, ``str``, ``bool``, ``int``, ``float``, ``datetime``, ``time``,
``timedelta``, :class:`Percent` (a number that Excel shows in percent) or
:class:`BadCell` (an error value, or a formula nobody has calculated).
"""

import os
import warnings
from collections import namedtuple
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from xml.etree import ElementTree

import openpyxl
import xlrd

from .workbook_limits import DEFAULT_LIMITS, WorkbookError, inspect_zip, sniff

#: A row as it stands in the sheet: its number counts from 1.
SheetRow = namedtuple("SheetRow", "number cells")


class Percent(float):
    """A number stored as a fraction and shown as a percentage: 0.1 is "10%"."""

    __slots__ = ()


@dataclass(frozen=True)
class BadCell:
    """A cell without a usable value; ``code`` says why, ``text`` what Excel shows."""

    code: str
    text: str = ""


@dataclass
class Sheet:
    name: str
    rows: list = field(default_factory=list)
    cut_columns: bool = False


@dataclass
class Workbook:
    format: str
    epoch_1904: bool
    sheets: list


def read_workbook(data, limits=DEFAULT_LIMITS, wanted=None):
    """Read a workbook.

    :param data: the file, ``bytes``
    :param limits: :class:`~.workbook_limits.Limits`
    :param wanted: function of a sheet name; sheets for which it is false come without
        rows. All sheets are read when not given.
    :returns: :class:`Workbook`; rows that are blank throughout are left out
    :raises WorkbookError: when the file cannot be read, with a code that says why
    """
    kind = sniff(data, limits)
    read = _read_xls if kind == "xls" else _read_xlsx
    return read(data, limits, wanted or (lambda name: True))


def _keep_row(number, cells):
    """:returns: a :class:`SheetRow` without blank cells at its end, None when blank"""
    cells = [_blank_to_none(cell) for cell in cells]
    while cells and cells[-1] is None:
        cells.pop()
    return SheetRow(number, tuple(cells)) if cells else None


def _blank_to_none(cell):
    return None if isinstance(cell, str) and not cell.strip() else cell


class _Counter:
    """Stops reading as soon as the workbook turns out larger than allowed."""

    def __init__(self, limits):
        self.limits = limits
        self.cells = 0
        self.scanned = 0

    def scan(self, rows):
        self.scanned += rows
        if self.scanned > self.limits.scanned_rows:
            raise WorkbookError("too_many_rows", limit=self.limits.rows)

    def add(self, row):
        if row.number > self.limits.rows:
            raise WorkbookError("too_many_rows", limit=self.limits.rows)
        self.cells += len(row.cells)
        if self.cells > self.limits.cells:
            raise WorkbookError("too_many_cells", limit=self.limits.cells)


# .xls --------------------------------------------------------------------------------


def _read_xls(data, limits, wanted):
    # xlrd prints its doubts about a file; they are nobody's business here.
    with open(os.devnull, "w") as nowhere, _open_xls(data, nowhere) as book:
        if book.nsheets > limits.sheets:
            raise WorkbookError("too_many_sheets", limit=limits.sheets)
        counter = _Counter(limits)
        sheets = []
        for index, name in enumerate(book.sheet_names()):
            sheet = Sheet(name)
            if wanted(name):
                _fill_xls_sheet(sheet, book, index, counter)
            sheets.append(sheet)
        return Workbook("xls", book.datemode == 1, sheets)


def _open_xls(data, logfile):
    try:
        # formatting_info: only the number format tells 10 % from a tenth.
        # ragged_rows: otherwise one cell in the last corner costs 16 million.
        return xlrd.open_workbook(
            file_contents=data,
            on_demand=True,
            ragged_rows=True,
            formatting_info=True,
            logfile=logfile,
        )
    except xlrd.XLRDError as error:
        encrypted = "encrypted" in str(error).lower()
        code = "file_password" if encrypted else "file_damaged"
        raise WorkbookError(code) from error
    except Exception as error:  # a hostile file can make xlrd raise anything
        raise WorkbookError("file_damaged") from error


def _fill_xls_sheet(sheet, book, index, counter):
    try:
        source = book.sheet_by_index(index)
        limit = counter.limits.columns
        counter.scan(source.nrows)
        for number in range(source.nrows):
            length = source.row_len(number)
            if not length:
                continue
            if length > limit:
                sheet.cut_columns = True
            cells = [
                _xls_value(book, source, number, column)
                for column in range(min(length, limit))
            ]
            row = _keep_row(number + 1, cells)
            if row:
                counter.add(row)
                sheet.rows.append(row)
    except WorkbookError:
        raise
    except Exception as error:  # a truncated sheet fails only when it is loaded
        raise WorkbookError("file_damaged") from error
    finally:
        book.unload_sheet(index)


def _xls_value(book, source, row, column):
    kind = source.cell_type(row, column)
    value = source.cell_value(row, column)
    if kind in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    if kind == xlrd.XL_CELL_DATE:
        return _xls_date(value, book.datemode)
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return BadCell("cell_error", xlrd.error_text_from_code.get(value, f"#{value}"))
    if kind == xlrd.XL_CELL_NUMBER and _is_xls_percent(book, source, row, column):
        return Percent(value)
    return value


def _xls_date(value, datemode):
    if 0 <= value < 1:
        minutes = round(value * 1440) % 1440
        return datetime.min.replace(hour=minutes // 60, minute=minutes % 60).time()
    try:
        return xlrd.xldate.xldate_as_datetime(value, datemode)
    except (ValueError, OverflowError, xlrd.xldate.XLDateError):
        return BadCell("cell_not_a_date", f"{value:g}")


def _is_xls_percent(book, source, row, column):
    style = book.xf_list[source.cell_xf_index(row, column)]
    form = book.format_map.get(style.format_key)
    return form is not None and "%" in form.format_str


# .xlsx -------------------------------------------------------------------------------


def _read_xlsx(data, limits, wanted):
    has_formulas = inspect_zip(data, limits)
    try:
        with warnings.catch_warnings():
            # openpyxl warns about drawings and styles it does not read.
            warnings.simplefilter("ignore")
            return _load_xlsx(data, limits, wanted, has_formulas)
    except WorkbookError:
        raise
    except Exception as error:  # a hostile file can make openpyxl raise anything
        raise WorkbookError("file_damaged") from error


def _load_xlsx(data, limits, wanted, has_formulas):
    book = openpyxl.load_workbook(
        BytesIO(data), read_only=True, data_only=True, keep_links=False
    )
    try:
        if len(book.worksheets) > limits.sheets:
            raise WorkbookError("too_many_sheets", limit=limits.sheets)
        counter = _Counter(limits)
        sheets = []
        for source in book.worksheets:
            sheet = Sheet(source.title)
            if wanted(source.title):
                _fill_xlsx_sheet(sheet, source, counter, has_formulas)
            sheets.append(sheet)
        return Workbook("xlsx", book.epoch.year == 1904, sheets)
    finally:
        book.close()


def _fill_xlsx_sheet(sheet, source, counter, has_formulas):
    limits = counter.limits
    sheet.cut_columns = (source.max_column or 0) > limits.columns
    empty = _uncalculated_cells(source) if has_formulas else frozenset()
    # The dimensions a file declares may be wrong either way: count instead.
    source.reset_dimensions()
    cells = source.iter_rows(max_row=limits.rows + 1, max_col=limits.columns)
    filler = None
    for number, row_cells in enumerate(cells, start=1):
        if number > limits.rows:
            raise WorkbookError("too_many_rows", limit=limits.rows)
        # openpyxl stands one and the same tuple in for all missing rows.
        if row_cells is filler:
            continue
        row = _keep_row(number, [_xlsx_value(cell, empty) for cell in row_cells])
        if row:
            counter.add(row)
            sheet.rows.append(row)
        else:
            filler = row_cells


def _xlsx_value(cell, uncalculated):
    value = cell.value
    if value is None:
        if uncalculated and getattr(cell, "coordinate", None) in uncalculated:
            return BadCell("cell_not_calculated", "=")
        return None
    if cell.data_type == "e":
        return BadCell("cell_error", str(value))
    if cell.data_type == "n" and not isinstance(value, bool):
        if "%" in (cell.number_format or ""):
            return Percent(value)
    return value


def _uncalculated_cells(source):
    """:returns: coordinates of formula cells of a sheet that hold no result"""
    found = set()
    with source._get_source() as stream:
        for _event, element in ElementTree.iterparse(stream):
            tag = element.tag.rpartition("}")[2]
            if tag == "c":
                # "f" is the formula, "v" holds its last result.
                texts = {part.tag.rpartition("}")[2]: part.text for part in element}
                if "f" in texts and not texts.get("v"):
                    found.add(element.get("r"))
            elif tag == "row":
                element.clear()
    return found
