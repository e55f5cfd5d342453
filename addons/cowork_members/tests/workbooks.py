"""Workbooks made for tests, and the ones an operator would bring."""

import zipfile
from io import BytesIO
from pathlib import Path

import openpyxl

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"

LOCATIONS = ["Code", "Name", "Time zone", "Opens", "Closes"]
SPACES = ["Location", "Code", "Name", "Parent", "Kind", "Capacity", "Area (m2)"]
PLANS = ["Code", "Name", "Kind", "Billing period", "Price", "Meeting hours included"]
MEMBERS = ["Code", "Company", "Contact", "Email"]
CONTRACTS = [
    "Number", "Member", "Location", "Plan", "Space", "Start", "End", "Quantity",
    "Price", "Discount %", "Deposit held", "Billed through",
]  # fmt: skip


def example(name):
    """:returns: bytes of a workbook from the examples"""
    return (EXAMPLES / name).read_bytes()


def xlsx(sheets, epoch_1904=False):
    """:param sheets: ``{sheet name: [row, …]}``
    :returns: bytes of an .xlsx workbook"""
    book = openpyxl.Workbook()
    if epoch_1904:
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cell in (cell for cells in sheet.iter_rows() for cell in cells):
            if cell.data_type == "f":
                # As Excel does with a cell formatted as text.
                cell.data_type = "s"
    return saved(book)


def saved(book):
    """:returns: bytes of an openpyxl or xlwt workbook"""
    target = BytesIO()
    book.save(target)
    return target.getvalue()


def operator(**tables):
    """A small operator: one location, two desks, a plan, a member, a contract.

    :param tables: rows that replace those of a sheet, ``None`` to leave it out
    :returns: ``{sheet name: [row, …]}``
    """
    sheets = {
        "locations": [LOCATIONS, ["RIV", "Riverside", "Asia/Shanghai", 8.5, 20]],
        "spaces": [
            SPACES,
            ["RIV", "F1", "Floor 1", None, "floor", None, 100],
            ["RIV", "D1", "Desk 1", "F1", "fixed desk", 1, 4.5],
            ["RIV", "D2", "Desk 2", "F1", "fixed desk", 1, 4.5],
        ],
        "plans": [PLANS, ["FIX-M", "Fixed desk", "fixed desk", "month", 1800, 8]],
        "members": [
            MEMBERS,
            ["M1", "Iron Lab Ltd", "Ada O'Neil", "ada@example.com"],
            ["M2", None, "Rafa Silva", "rafa@example.com"],
        ],
        "contracts": [CONTRACTS, contract("C1", "M1", space="D1")],
    }
    for name, rows in tables.items():
        sheets[name] = rows if rows is None else [sheets[name][0], *rows]
    return {name.capitalize(): rows for name, rows in sheets.items() if rows}


def contract(number, member, **cells):
    """:returns: a row of the sheet Contracts"""
    row = {
        "location": "RIV", "plan": "FIX-M", "space": None, "start": "2026-01-01",
        "end": None, "quantity": 1, "price": 1800, "discount": 0, "deposit": 0,
        "billed": None, **cells,
    }  # fmt: skip
    return [number, member, *row.values()]


def replace_part(data, name, content):
    """:returns: an .xlsx in which one part is replaced, or added"""
    target = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for entry in source.namelist():
            if entry != name:
                made.writestr(entry, source.read(entry))
        made.writestr(name, content)
    return target.getvalue()


def sheet_xml(inside):
    """:returns: the XML of a worksheet with these rows"""
    namespace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{namespace}"><sheetData>{inside}</sheetData></worksheet>'
