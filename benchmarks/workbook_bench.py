"""How soon a workbook that is meant to harm is refused: two seconds are the goal.

Run it in the shell of a database that has ``cowork_members``; nothing is written::

    scripts/odoo shell -d DB --no-http < benchmarks/workbook_bench.py
"""

import time

import openpyxl
import xlwt

from odoo.addons.cowork_members.engine.workbook_limits import WorkbookError
from odoo.addons.cowork_members.engine.workbook_reader import read_workbook
from odoo.addons.cowork_members.tests.workbooks import (
    replace_part,
    saved,
    sheet_xml,
    xlsx,
)

SHEET = "xl/worksheets/sheet1.xml"


def corners_of_xls():
    book = xlwt.Workbook()
    for number in range(40):
        book.add_sheet(f"S{number}").write(65535, 255, 1)
    return saved(book)


def corner_of_xlsx():
    book = openpyxl.Workbook()
    book.active["XFD1048576"] = 1
    return saved(book)


def with_part(name, content):
    return replace_part(xlsx({"S": [["x"]]}), name, content)


def many_rows():
    rows = (f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 300_000))
    return with_part(SHEET, sheet_xml("".join(rows)))


def seconds_to_refuse(data):
    """:returns: seconds of the processor, and the code of the refusal"""
    start = time.process_time()
    try:
        read_workbook(data)
    except WorkbookError as error:
        return time.process_time() - start, error.code
    raise AssertionError("It was read.")


for name, data in (
    ("last corner of 40 sheets, .xls", corners_of_xls()),
    ("last corner, .xlsx", corner_of_xlsx()),
    ("300,000 rows", many_rows()),
    ("130 MB of spaces", with_part(SHEET, " " * (130 << 20))),
    ("a million cells", with_part(SHEET, sheet_xml("<row>" + "<c/>" * (1 << 20)))),
    (
        "a million strings",
        with_part("xl/sharedStrings.xml", "<sst>" + "<si/>" * (1 << 20)),
    ),
    ("250,000 styles", with_part("xl/styles.xml", "<styleSheet>" + "<xf/>" * 262144)),
):
    seconds, code = seconds_to_refuse(data)
    print(f"{name:<32}{len(data) // 1024:8d} kB{seconds:8.2f} s  {code}", flush=True)
