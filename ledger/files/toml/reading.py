"""Reading a TOML file as a document, and saying where it is no TOML."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from ledger.files.contents import contents
from ledger.files.problems import Faulty, Problem, quoted
from ledger.files.toml.document import TomlDocument
from ledger.files.toml.limits import excess
from ledger.files.toml.lines import key_lines

_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_IN_QUOTES = 'Write text, rates and times in quotes, like "25%".'
_ONE_HEADER = "Put all its keys below one header."
_CLOSE_QUOTES = "Close its quotes."
_CLOSE_BRACKET = "Close its bracket."
_SYNTAX = {
    "Expected '=' after": ("= after a key", 'Write it like key = "value".'),
    "Expected newline or end": ("the end of the line", _IN_QUOTES),
    "Invalid value": ("a value", _IN_QUOTES),
    "Cannot overwrite": ("each key once", "Take one of them out."),
    "Duplicate": ("each key once", "Take one of them out."),
    "Cannot declare": ("each table once", _ONE_HEADER),
    "Cannot mutate": ("each table once", _ONE_HEADER),
    "Unterminated": ("the end of a text", _CLOSE_QUOTES),
    "Illegal character '\\n'": ("the end of a text", _CLOSE_QUOTES),
    "Unclosed": ("the end of a list or table", _CLOSE_BRACKET),
    "Expected ']": ("the end of a header", _CLOSE_BRACKET),
}
"""The mistake behind each complaint of the parser, and what to do about it."""
_AT_THE_END = ("the end of a list, table or text", "Close its bracket or quotes.")
_OTHERWISE = ("TOML", "Compare it with the lines around it.")


def open_document(path: str | Path, *, expected: str) -> TomlDocument:
    """Open a TOML file; ``expected`` says what it should be."""
    return parsed(str(path), contents(str(path), expected=expected))


def parsed(name: str, file_bytes: bytes) -> TomlDocument:
    """Parse the bytes of a file; raises Faulty with the line where they are no TOML."""
    text = _decoded(name, file_bytes)
    _must_be_within_limits(name, text)
    try:
        return TomlDocument(name, tomllib.loads(text), key_lines(text))
    except tomllib.TOMLDecodeError as error:
        raise Faulty([_syntax(name, text, str(error))]) from error


def _must_be_within_limits(name: str, text: str) -> None:
    if (over := excess(text)) is not None:
        problem = Problem(
            file=name,
            line=over.line,
            field="",
            actual=over.actual,
            expected=over.expected,
            remedy=over.remedy,
        )
        raise Faulty([problem])


def _decoded(name: str, file_bytes: bytes) -> str:
    try:
        # Some editors put a byte order mark before the first line.
        return file_bytes.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Faulty(
            [
                Problem(
                    file=name,
                    line=file_bytes.count(b"\n", 0, error.start) + 1,
                    field="",
                    actual=f"the byte {file_bytes[error.start]:#04x}",
                    expected="text in UTF-8",
                    remedy="Save the file as UTF-8.",
                )
            ]
        ) from error


def _syntax(name: str, text: str, complaint: str) -> Problem:
    """Turn the parser's complaint into a problem with its line."""
    lines = text.split("\n")
    place = _PLACE.search(complaint)
    at = place and place[1] and (int(place[1]), int(place[2]))
    line, column = at or (len(lines), None)
    meant = (words for start, words in _SYNTAX.items() if complaint.startswith(start))
    expected, remedy = next(meant, _OTHERWISE) if at else _AT_THE_END
    written = lines[line - 1].strip()
    return Problem(
        file=name,
        line=line,
        column=column,
        field="",
        actual=quoted(written) if at else "the end of the file",
        expected=expected,
        remedy=remedy,
    )
