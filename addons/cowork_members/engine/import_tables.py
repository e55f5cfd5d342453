"""The five tables of an operator's workbook: sheets and columns found by name, rows
read into plain values, and a problem for everything that cannot be read."""

from dataclasses import dataclass, field

from . import import_words as words
from .cell_values import CellError, read_text, show
from .import_columns import COLUMNS, HEADINGS, TITLES
from .workbook_reader import Percent

ERROR, WARNING, INFO = "error", "warning", "info"
# A title, a logo line and a group heading may stand above the column headings.
HEADER_SEARCH_ROWS = 20
# Seats up to which a meeting room is a small or a medium one.
SMALL_MEETING, MEDIUM_MEETING = 4, 10


@dataclass(frozen=True)
class Problem:
    """One line of the report. ``row`` counts from 1 as in the sheet, 0 for the sheet
    as a whole; ``code`` and ``params`` are put into words by whoever shows them."""

    severity: str
    sheet: str
    row: int
    column: str
    value: str
    code: str
    params: dict = field(default_factory=dict)


@dataclass
class Row:
    """One record: ``values`` by field name (None where blank), ``bad`` the fields that
    could not be read."""

    number: int
    values: dict
    bad: set = field(default_factory=set)

    def get(self, name):
        return self.values.get(name)


@dataclass
class Table:
    """The rows of one sheet; ``headings`` has the fields found, as they are titled."""

    name: str
    sheet: str
    headings: dict = field(default_factory=dict)
    rows: list = field(default_factory=list)

    def problem(self, severity, row, name, code, value=None, **params):
        """:returns: a :class:`Problem` at a field of a row of this table"""
        shown = row.values.get(name) if value is None else value
        heading = self.headings.get(name, "")
        return Problem(
            severity, self.sheet, row.number, heading, show(shown), code, params
        )


def is_known_sheet(name):
    """:returns: whether a sheet of this name holds one of the tables"""
    return words.meaning_of_sheet(name)[0] is not None


def read_tables(book, context):
    """Find the tables of a workbook and read their rows.

    :param book: :class:`~.workbook_reader.Workbook`
    :param context: :class:`~.import_columns.Context`
    :returns: ``(tables, problems)``: dict of :class:`Table` by name, and a list
    """
    context.epoch_1904 = book.epoch_1904
    problems = []
    tables = {}
    for name, sheet in _choose_sheets(book, problems).items():
        table = _read_table(name, sheet, context, problems)
        if table:
            tables[name] = table
    if not tables and not any(p.severity == ERROR for p in problems):
        problems.append(Problem(ERROR, "", 0, "", "", "no_known_sheet"))
    _settle_meeting_rooms(tables)
    return tables, problems


def _settle_meeting_rooms(tables):
    """“Meeting room” says nothing of its size: the number of seats does."""
    for table in tables.values():
        for row in table.rows:
            if row.get("kind") == "meeting":
                row.values["kind"] = meeting_kind(row.get("capacity"))


def meeting_kind(capacity):
    """:returns: code of the kind of a meeting room with ``capacity`` seats"""
    if not capacity or capacity <= SMALL_MEETING:
        return "meeting_small"
    return "meeting_medium" if capacity <= MEDIUM_MEETING else "meeting_large"


def _choose_sheets(book, problems):
    """One sheet per table; a sheet of exactly the right name wins."""
    found = {}
    for sheet in book.sheets:
        name, exact = words.meaning_of_sheet(sheet.name)
        if not name:
            problems.append(Problem(INFO, sheet.name, 0, "", "", "sheet_ignored"))
            continue
        found.setdefault(name, {True: [], False: []})[exact].append(sheet)
    chosen = {}
    for name, by_exact in found.items():
        candidates = by_exact[True] or by_exact[False]
        chosen[name] = candidates[0]
        for other in candidates[1:]:
            problems.append(
                Problem(
                    ERROR,
                    other.name,
                    0,
                    "",
                    "",
                    "sheet_twice",
                    {"other": candidates[0].name},
                )
            )
        if by_exact[True]:
            for other in by_exact[False]:
                problems.append(Problem(INFO, other.name, 0, "", "", "sheet_ignored"))
    return chosen


def _read_table(name, sheet, context, problems):
    if not sheet.rows:
        problems.append(Problem(INFO, sheet.name, 0, "", "", "sheet_empty"))
        return None
    index, places = _find_header(name, sheet)
    table = Table(name, sheet.name)
    header = sheet.rows[index]
    if not places:
        problems.append(
            Problem(
                ERROR,
                sheet.name,
                header.number,
                "",
                "",
                "no_header",
                {"columns": _titles(name)},
            )
        )
        return None
    table.headings = {f: text for f, (_column, text) in places.items()}
    problems += _header_problems(name, sheet, header, places)
    if _missing_columns(name, places):
        return None
    for source in sheet.rows[index + 1 :]:
        row = _read_row(table, source, places, context, problems)
        if row:
            table.rows.append(row)
    return table


def _find_header(name, sheet):
    """:returns: index of the row with most known headings, and where they stand"""
    best, best_places = 0, {}
    for index, row in enumerate(sheet.rows[:HEADER_SEARCH_ROWS]):
        above = sheet.rows[index - 1].cells if index else ()
        places = _places(name, row.cells, above)
        if len(places) > len(best_places):
            best, best_places = index, places
    return best, best_places if len(best_places) > 1 else {}


def _places(name, cells, above):
    """:returns: ``{field: (column, heading)}``. Headings that match as they stand come
    before those that need reading between the lines; a heading merged over two rows
    stands in the row above."""
    places = {}
    own = [(column, cell) for column, cell in enumerate(cells)]
    merged = [
        (column, cell)
        for column, cell in enumerate(above)
        if column >= len(cells) or cells[column] is None
    ]
    for candidates in (own, merged):
        taken = {column for column, _text in places.values()}
        for exact in (True, False):
            for column, cell in candidates:
                if not isinstance(cell, str) or column in taken:
                    continue
                meaning = _meaning(name, cell, exact)
                if meaning and meaning not in places:
                    places[meaning] = (column, read_text(cell))
                    taken.add(column)
    return places


def _meaning(name, cell, exact):
    if exact:
        return HEADINGS[name].get(words.key(cell))
    return words.meaning_of_heading(cell, HEADINGS[name])


def _titles(name, fields=None):
    fields = fields or [f for f, column in COLUMNS[name].items() if column.column]
    return ", ".join(TITLES[f] for f in fields)


def _missing_columns(name, places):
    missing = [
        f for f, column in COLUMNS[name].items() if column.column and f not in places
    ]
    if name == "members" and not {"company", "contact"} & places.keys():
        missing.append("company")
    return missing


def _header_problems(name, sheet, header, places):
    problems = [
        Problem(
            ERROR,
            sheet.name,
            header.number,
            TITLES[f],
            "",
            "column_missing",
            {"column": TITLES[f]},
        )
        for f in _missing_columns(name, places)
    ]
    taken = {column: f for f, (column, _text) in places.items()}
    for column, cell in enumerate(header.cells):
        if column in taken or cell is None:
            continue
        text = show(cell)
        meaning = HEADINGS[name].get(words.key(text))
        if meaning:
            problems.append(
                Problem(
                    ERROR,
                    sheet.name,
                    header.number,
                    text,
                    text,
                    "column_twice",
                    {"other": places[meaning][1]},
                )
            )
        else:
            problems.append(
                Problem(INFO, sheet.name, header.number, text, text, "column_ignored")
            )
    if sheet.cut_columns:
        problems.append(Problem(INFO, sheet.name, 0, "", "", "columns_cut"))
    return problems


def _read_row(table, source, places, context, problems):
    """:returns: the :class:`Row`, or None when all known columns are blank"""
    row = Row(source.number, {})
    found = []
    for name, (column, _text) in places.items():
        cell = source.cells[column] if column < len(source.cells) else None
        rule = COLUMNS[table.name][name]
        row.values[name] = None
        try:
            row.values[name] = rule.read(cell, context)
        except CellError as error:
            row.bad.add(name)
            found.append(
                table.problem(ERROR, row, name, error.code, cell, **error.params)
            )
            continue
        if name == "discount" and _looks_like_fraction(cell):
            found.append(table.problem(WARNING, row, name, "discount_fraction", cell))
    if not row.bad and all(value is None for value in row.values.values()):
        return None
    for name in places:
        rule = COLUMNS[table.name][name]
        if rule.value and row.values[name] is None and name not in row.bad:
            row.bad.add(name)
            found.append(table.problem(ERROR, row, name, "value_missing"))
    problems += found
    return row


def _looks_like_fraction(cell):
    """Whether 0.1 was typed where 10 is meant, in a cell that is not in percent."""
    return (
        isinstance(cell, int | float)
        and not isinstance(cell, bool | Percent)
        and 0 < cell < 1
    )
