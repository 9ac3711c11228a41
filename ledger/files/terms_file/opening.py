"""Opening a terms file, or a preset by its name, before anything is read from it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from ledger.files.problems import Faulty, Problem, quoted
from ledger.files.terms_file.document import Document, Fault, merged
from ledger.files.terms_file.values import nearest
from ledger.files.toml_lines import key_lines

PRESETS = Path(__file__).parents[1] / "presets"

OF_ITSELF = frozenset({"title", "source", "effective"})
"""What a preset says of itself; a file that builds on it does not take it over."""

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
"""What a complaint of the parser means to whoever wrote the file."""
_AT_THE_END = ("the end of a list, table or text", "Close its bracket or quotes.")
_OTHERWISE = ("TOML", "Compare it with the lines around it.")


def preset_names() -> tuple[str, ...]:
    """Name the presets that come with the product."""
    return tuple(sorted(path.stem for path in PRESETS.glob("*.toml")))


def opened(source: str | Path) -> Document:
    """Open a file or a preset, laid over the preset it builds on.

    Where a file is called exactly as a preset, the preset is meant: ``./`` before its
    name means the file.
    """
    own = _parsed(source)
    name = own.tables.get("preset")
    if not isinstance(name, str) or name not in preset_names():
        return own
    rules = {k: v for k, v in _parsed(name).tables.items() if k not in OF_ITSELF}
    tables = merged(rules, own.tables)
    return Document(own.name, tables, own.lines, name, rules["currency"])


def unknown_preset(document: Document) -> Iterator[Fault]:
    """Report a preset that nobody knows."""
    name = document.tables.get("preset")
    if document.preset is None and isinstance(name, str):
        known = preset_names()
        remedy = nearest(name, known, otherwise="Write one of them.")
        yield Fault(("preset",), f"one of {', '.join(known)}", remedy)


def opened_alone(path: str | Path, *, expected: str) -> Document:
    """Open a file that builds on no preset; ``expected`` says what it should be."""
    name = str(path)
    try:
        contents = Path(name).read_bytes()
    except (OSError, ValueError) as error:
        missing = Problem(
            file=name,
            line=None,
            field="",
            found=_reason(error),
            expected=expected,
            remedy="Check the name.",
        )
        raise Faulty([missing]) from error
    return _document(name, contents)


def _parsed(source: str | Path) -> Document:
    name = str(source)
    path = PRESETS / f"{name}.toml" if name in preset_names() else Path(name)
    return _document(name, _contents(name, path))


def _document(name: str, contents: bytes) -> Document:
    text = _decoded(name, contents)
    try:
        return Document(name, tomllib.loads(text), key_lines(text))
    except tomllib.TOMLDecodeError as error:
        raise Faulty([_syntax(name, text, str(error))]) from error


def not_found(name: str, found: str) -> Faulty:
    """Say that a source is neither a file nor a preset."""
    known = preset_names()
    return Faulty(
        [
            Problem(
                file=name,
                line=None,
                field="",
                found=found,
                expected=f"a terms file, or a preset: {', '.join(known)}",
                remedy=nearest(name, known, otherwise="Check the name."),
            )
        ]
    )


def _contents(name: str, path: Path) -> bytes:
    try:
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise not_found(name, _reason(error)) from error


def _reason(error: OSError | ValueError) -> str:
    """Say in words why a path could not be read."""
    match error:
        case FileNotFoundError():
            return "no such file"
        case IsADirectoryError():
            return "a folder"
        case PermissionError():
            return "a file that may not be read"
    return "nothing readable"


def _decoded(name: str, contents: bytes) -> str:
    try:
        # Some editors put a byte order mark before the first line.
        return contents.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Faulty(
            [
                Problem(
                    file=name,
                    line=contents.count(b"\n", 0, error.start) + 1,
                    field="",
                    found=f"the byte {contents[error.start]:#04x}",
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
        found=quoted(written) if at else "the end of the file",
        expected=expected,
        remedy=remedy,
    )
