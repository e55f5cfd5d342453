"""What a workbook may be at most, and the refusals when it is not one.

An uploaded file is hostile until proven otherwise: a few kilobytes can unfold into
gigabytes. Everything is measured on the compressed file before a parser sees it.
"""

import re
import zipfile
from dataclasses import dataclass
from io import BytesIO

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGIC = b"PK\x03\x04"
CHUNK = 1 << 20
# A tag split between two chunks is at most this long before its first attribute.
OVERLAP = 64

CELL_TAG = re.compile(rb"<(?:\w+:)?c[\s/>]")
ROW_TAG = re.compile(rb"<(?:\w+:)?row[\s/>]")
FAR_ROW = re.compile(rb"<(?:\w+:)?row r=\"(\d{5,})")
STRING_TAG = re.compile(rb"<(?:\w+:)?si[\s/>]")
FORMULA_TAG = re.compile(rb"<(?:\w+:)?f[\s/>]")
# Also in UTF-16, where every letter is followed or preceded by a zero byte.
DOCTYPE = re.compile(rb"<\0?!\0?(?:D\0?O\0?C\0?T|E\0?N\0?T\0?I)")


class WorkbookError(Exception):
    """A file that cannot be read, told by a code and its parameters.

    :param code: stable key; whoever shows it chooses the words
    :param params: values for the sentence
    """

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params

    def __str__(self):
        details = ", ".join(f"{key}={value}" for key, value in self.params.items())
        return f"{self.code} ({details})" if details else self.code


@dataclass(frozen=True)
class Limits:
    """Largest workbook that is read; ten thousand contracts use a tenth of it."""

    file_size: int = 16 * 1024 * 1024
    zip_entries: int = 1000
    unpacked_size: int = 128 * 1024 * 1024
    # Styles, theme, properties: parts that are held in memory as a tree.
    part_size: int = 8 * 1024 * 1024
    part_tags: int = 200_000
    sheets: int = 50
    rows: int = 50_000
    columns: int = 200
    cells: int = 400_000
    # Tags of all sheets and strings together; a cell rarely has more than six.
    data_tags: int = 2_500_000
    # Rows looked at, blank ones included, over all sheets.
    scanned_rows: int = 200_000


DEFAULT_LIMITS = Limits()


def sniff(data, limits=DEFAULT_LIMITS):
    """Tell what a file is by its content; its name may lie.

    :param data: the file, ``bytes``
    :param limits: :class:`Limits`
    :returns: ``"xls"`` or ``"xlsx"``
    :raises WorkbookError: when it is neither, is too large or has a password
    """
    if not data:
        raise WorkbookError("file_empty")
    if len(data) > limits.file_size:
        raise WorkbookError(
            "file_too_large",
            size=round(len(data) / 1048576, 1),
            limit=limits.file_size // 1048576,
        )
    if data.startswith(OLE_MAGIC):
        # Excel wraps an encrypted .xlsx in an OLE container with this stream.
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise WorkbookError("file_password")
        return "xls"
    if data.startswith(ZIP_MAGIC):
        return "xlsx"
    if len(data) > 8 and data[0] == 0x09 and data[1] in (0, 2, 4, 8):
        # Excel 2 to 5 wrote their records without a container.
        return "xls"
    raise WorkbookError(_guess_other_format(data[:4096]))


def _guess_other_format(head):
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = head.decode("utf-16", "ignore")
    else:
        text = head.decode("utf-8-sig", "ignore")
    start = text.lstrip()[:200].lower()
    if start.startswith("<"):
        return "file_is_web_page"
    if head.startswith(b"%PDF"):
        return "file_is_pdf"
    readable = sum(char.isprintable() or char in "\r\n\t" for char in text)
    if text and readable / len(text) > 0.95 and re.search(r"[,;\t]", text):
        return "file_is_text_table"
    return "file_not_workbook"


def inspect_zip(data, limits=DEFAULT_LIMITS):
    """Measure an .xlsx without parsing it.

    :param data: the file, ``bytes``
    :param limits: :class:`Limits`
    :returns: True when some sheet contains a formula
    :raises WorkbookError: when it is broken, not a workbook, or unfolds into too much
    """
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, limits)
            return _scan_parts(archive, entries, limits)
    except WorkbookError:
        raise
    except Exception as error:  # a hostile archive can make zipfile raise anything
        raise WorkbookError("file_damaged") from error


def _check_entries(entries, limits):
    names = {entry.filename for entry in entries}
    if len(entries) > limits.zip_entries:
        raise WorkbookError("file_bomb")
    if sum(entry.file_size for entry in entries) > limits.unpacked_size:
        raise WorkbookError("file_bomb")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise WorkbookError("file_password")
    if "xl/workbook.bin" in names:
        raise WorkbookError("file_is_xlsb")
    if "mimetype" in names or "content.xml" in names:
        raise WorkbookError("file_is_ods")
    if "[Content_Types].xml" not in names or not any(
        name.startswith("xl/") for name in names
    ):
        raise WorkbookError("file_not_workbook")


def _scan_parts(archive, entries, limits):
    """Read every XML part once, in pieces, and count what a parser would build.

    :returns: True when some sheet contains a formula
    """
    totals = _Totals(limits)
    formulas = False
    for entry in entries:
        name = entry.filename.lower()
        if not name.endswith((".xml", ".rels")):
            continue
        is_data = "/worksheets/" in name or "sharedstrings" in name
        if not is_data and entry.file_size > limits.part_size:
            raise WorkbookError("file_bomb")
        tags = rows = 0
        for piece in _pieces(archive, entry):
            if DOCTYPE.search(piece):
                raise WorkbookError("file_bomb")
            tags += piece.count(b"<")
            if is_data:
                rows += len(ROW_TAG.findall(piece))
                formulas = formulas or bool(FORMULA_TAG.search(piece))
                _check_far_rows(piece, rows, limits)
                totals.add(piece)
            elif tags > limits.part_tags:
                raise WorkbookError("file_bomb")
    return formulas


class _Totals:
    """Cells, strings and tags of all sheets together."""

    def __init__(self, limits):
        self.limits = limits
        self.cells = self.strings = self.tags = 0

    def add(self, piece):
        self.cells += len(CELL_TAG.findall(piece))
        self.strings += len(STRING_TAG.findall(piece))
        self.tags += piece.count(b"<")
        if max(self.cells, self.strings) > self.limits.cells:
            raise WorkbookError("too_many_cells", limit=self.limits.cells)
        # Tags that are not part of any cell or string are none of a table's.
        known = 8 * (self.cells + self.strings)
        if self.tags > min(self.limits.data_tags, known + self.limits.part_tags):
            raise WorkbookError("file_bomb")


def _check_far_rows(piece, rows, limits):
    if rows > limits.rows or any(
        len(number) > 9 or int(number) > limits.rows
        for number in FAR_ROW.findall(piece)
    ):
        raise WorkbookError("too_many_rows", limit=limits.rows)


def _pieces(archive, entry):
    """Yield a part in chunks, each with the untouched end of the one before."""
    with archive.open(entry) as source:
        rest = b""
        while chunk := source.read(CHUNK):
            piece = rest + chunk
            # Cut before the last tag, so that none is seen twice or in two halves.
            cut = piece.rfind(b"<", max(0, len(piece) - OVERLAP))
            cut = len(piece) if cut < 0 else cut
            yield piece[:cut]
            rest = piece[cut:]
        if rest:
            yield rest
