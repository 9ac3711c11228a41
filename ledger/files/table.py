"""A CSV or tab-separated file as rows of cells, each with its line."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ledger.files.contents import contents
from ledger.files.problems import Faulty, Problem, quoted
from ledger.value import value
from ledger.visible import visible

UTF_8 = "UTF-8"
UTF_16 = "UTF-16"
"""Read where a byte order mark says so: some banks write it, and Excel."""
UTF_8_MARKED = "CSV UTF-8"
"""Excel's name for UTF-8 with a byte order mark before it."""
WINDOWS = "Windows-1252"

LISTED_MAX = 5
"""A note names no more lines than these."""

_SEP = re.compile(r"sep=([,;\t])(?=\r?\n)", re.IGNORECASE)
"""Excel's own line above a table, by which it tells itself the delimiter.

It is left empty, so that the lines below keep their numbers.
"""
_NOTHING = ' \t\r;,"'
"""A line of these alone is empty, as spreadsheets write it."""
_DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab"}
_OTHER_KINDS = {
    b"PK\x03\x04": (
        "a workbook or a ZIP archive",
        "Unpack the archive, or save the workbook's sheet as CSV.",
    ),
}
"""Other kinds of file by their first bytes, and what to do about each."""
_A_TABLE = "a CSV or tab-separated file"


class Row(NamedTuple):
    """The cells of one row, and the line of the file that it starts on."""

    line: int
    cells: list[str]


@value
class CsvTable:
    """A file as it was written: its header, its rows, and what is wrong with them.

    A row that does not fit the header is a problem and not among the rows, so that
    the others can still be checked. Who reads a table refuses it if it has problems.
    """

    file: str
    header: tuple[str, ...]
    header_line: int
    """The line that the header starts on."""
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]
    notes: tuple[str, ...]
    encoding: str
    delimiter: str
    digest: str
    """SHA-256 of the file's bytes: the same file is imported once."""


def read_table(
    path: str | Path, text: str | None = None, *, skip_last: int = 0
) -> CsvTable:
    """Read a table from a file, or from a text that is called so.

    ``skip_last`` lines stand below it, such as a total. Raises Faulty where there is no
    table at all.
    """
    file = str(path)
    file_bytes = contents(file, expected=_A_TABLE) if text is None else text.encode()
    text, encoding = decoded(file, file_bytes)
    _must_be_text(file, text)
    text = _without_last_lines(text, skip_last)
    named = _SEP.match(text)
    delimiter = _likeliest_delimiter(text) if named is None else named[1]
    records = _Records(file, text[named.end(1) :] if named else text, delimiter)
    rows = list(records)
    blank = [line for line in records.blank if named is None or line > 1]
    if not rows:
        raise Faulty(records.problems or [_file_problem(file, "an empty file")])
    header, *below = _without_empty_columns(rows)
    problems = [*_header_problems(file, header), *records.problems]
    if not below and not records.problems:
        problems.append(_file_problem(file, "a header and nothing below it"))
    fitting = [row for row in below if len(row.cells) == len(header.cells)]
    ragged = [row for row in below if len(row.cells) != len(header.cells)]
    problems += [
        _width_problem(file, row, len(header.cells), delimiter) for row in ragged
    ]
    return CsvTable(
        file=file,
        header=tuple(visible(name) for name in header.cells),
        header_line=header.line,
        rows=tuple(fitting),
        problems=tuple(problems),
        notes=tuple(_notes(encoding, blank)),
        encoding=encoding,
        delimiter=delimiter,
        digest=hashlib.sha256(file_bytes).hexdigest(),
    )


def on_lines(lines: list[int]) -> str:
    """Name lines in a note: ``line 3``, ``lines 3, 5, 8, 9, 12 and 7 more``."""
    listed = ", ".join(str(line) for line in lines[:LISTED_MAX])
    more = len(lines) - LISTED_MAX
    noun = "line" if len(lines) == 1 else "lines"
    return f"{noun} {listed}" + (f" and {more} more" if more > 0 else "")


def decoded(file: str, file_bytes: bytes) -> tuple[str, str]:
    """Decode UTF-8, else what Excel writes as plain CSV on Windows; say which."""
    for start, (kind, remedy) in _OTHER_KINDS.items():
        if file_bytes.startswith(start):
            raise Faulty([_problem(file, None, kind, _A_TABLE, remedy)])
    if file_bytes.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _decoded_utf_16(file, file_bytes), UTF_16
    try:
        marked = file_bytes.startswith(b"\xef\xbb\xbf")
        return file_bytes.decode("utf-8-sig"), UTF_8_MARKED if marked else UTF_8
    except UnicodeDecodeError:
        pass
    try:
        return file_bytes.decode("cp1252"), WINDOWS
    except UnicodeDecodeError as error:
        line = file_bytes.count(b"\n", 0, error.start) + 1
        byte = f"the byte {file_bytes[error.start]:#04x}"
        expected, remedy = f"{UTF_8} or {WINDOWS}", "Save the file as CSV UTF-8."
        raise Faulty([_problem(file, line, byte, expected, remedy)]) from error


def _decoded_utf_16(file: str, file_bytes: bytes) -> str:
    try:
        return file_bytes.decode("utf-16")
    except UnicodeDecodeError as error:
        actual, remedy = f"no {UTF_16} from byte {error.start}", "Save the file again."
        problem = _problem(file, None, actual, "what its first bytes promise", remedy)
        raise Faulty([problem]) from error


def _must_be_text(file: str, text: str) -> None:
    if (at := text.find("\0")) >= 0:
        line = text.count("\n", 0, at) + 1
        remedy = "Save the file as CSV again."
        raise Faulty([_problem(file, line, "a NUL byte", "text", remedy)])


def _without_last_lines(text: str, count: int) -> str:
    """Leave out the last lines in which anything is written, and what is below."""
    lines = text.split("\n") if count else [text]
    for _ in range(count):
        while lines and not lines[-1].strip(_NOTHING):
            lines.pop()
        del lines[-1:]
    return "\n".join(lines)


def _likeliest_delimiter(text: str) -> str:
    """Return the delimiter that comes most often in the first line.

    Quoted names are left out, for a name may hold a comma.
    """
    first = text.lstrip("\r\n").split("\n", 1)[0]
    outside = "".join(first.split('"')[::2])
    return max(_DELIMITERS, key=outside.count)


def _without_empty_columns(rows: list[Row]) -> list[Row]:
    """Leave out columns at the end that have no name, in rows with nothing there.

    Spreadsheets write them where a cell beside the table was once touched.
    """
    header = rows[0].cells
    width = max((n for n, name in enumerate(header, 1) if name.strip()), default=0)
    if width in (0, len(header)):
        return rows
    if any(cell.strip() for row in rows for cell in row.cells[width : len(header)]):
        return rows
    return [
        Row(row.line, row.cells[:width]) if len(row.cells) == len(header) else row
        for row in rows
    ]


class _Records:
    """The rows of a text in which something is written, until one cannot be parsed."""

    def __init__(self, file: str, text: str, delimiter: str) -> None:
        self.file = file
        self.delimiter = delimiter
        self.problems: list[Problem] = []
        self.blank: list[int] = []
        # Line ends stay as they are, so that the parser counts lines as editors do.
        lines = io.StringIO(text, newline="")
        self.parser = csv.reader(lines, delimiter=delimiter, strict=True)

    def __iter__(self) -> Iterator[Row]:
        line = 1
        try:
            for cells in self.parser:
                if any(cells):
                    yield Row(line, cells)
                else:
                    self.blank.append(line)
                line = self.parser.line_num + 1
        except csv.Error as error:
            self.problems.append(self._parser_problem(line, str(error)))

    def _parser_problem(self, line: int, complaint: str) -> Problem:
        """Turn the parser's complaint about a row into a problem with its line."""
        delimiter = _DELIMITERS[self.delimiter]
        if complaint.startswith("unexpected end"):
            actual, expected = "a quote that is not closed", "a closing quote"
        elif complaint.startswith("field larger"):
            most = f"{csv.field_size_limit():,}"
            actual, expected = "a cell without end", f"at most {most} characters"
        else:
            last = self.parser.line_num
            actual = "text behind a closing quote"
            actual += f" on line {last}" if last > line else ""
            expected = f"a {delimiter} or the end of the line"
        remedy = 'Close the quotes, and write "" for a quote inside a text.'
        return _problem(self.file, line, actual, expected, remedy)


def _header_problems(file: str, header: Row) -> Iterator[Problem]:
    """Report columns without a name, and names that differ in capitals at most."""
    first: dict[str, int] = {}
    for column, name in enumerate(header.cells, 1):
        before = first.setdefault(name.strip().casefold(), column)
        if not name.strip():
            actual, expected = "nothing", "a name for each column"
            remedy = "Name the column, or take it out."
        elif before != column:
            actual, expected = (
                quoted(name),
                f"another name than in column {before}",
            )
            remedy = "Take out one of the two columns."
        else:
            continue
        yield Problem(
            file=file,
            line=header.line,
            column=column,
            field="header",
            actual=actual,
            expected=expected,
            remedy=remedy,
        )


def _width_problem(file: str, row: Row, width: int, delimiter: str) -> Problem:
    cells = "1 cell" if len(row.cells) == 1 else f"{len(row.cells)} cells"
    remedy = f"Quote a text that holds a {_DELIMITERS[delimiter]}."
    if len(row.cells) < width:
        remedy = "Fill the row up with empty cells."
    return _problem(file, row.line, cells, f"{width}, as in the header", remedy)


def _notes(encoding: str, blank: list[int]) -> Iterator[str]:
    if encoding == WINDOWS:
        yield f"read as {WINDOWS}, because the file is not {UTF_8}"
    if encoding == UTF_16:
        yield f"read as {UTF_16}, as its byte order mark says"
    if blank:
        noun = "1 empty row" if len(blank) == 1 else f"{len(blank)} empty rows"
        yield f"{noun} passed over ({on_lines(blank)})"


def _file_problem(file: str, actual: str) -> Problem:
    expected, remedy = "a header and rows below it", "Check that it is the right file."
    return _problem(file, None, actual, expected, remedy)


def _problem(
    file: str, line: int | None, actual: str, expected: str, remedy: str
) -> Problem:
    return Problem(
        file=file, line=line, field="", actual=actual, expected=expected, remedy=remedy
    )
