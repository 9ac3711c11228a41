"""The texts that a house file holds itself, or names a file of beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ledger.files.house_file.shapes import HouseFile, TextTable
from ledger.files.toml.document import Mistake
from ledger.files.toml.tables import sure

LETTERS_MAX = 200_000


def text_mistakes(file: HouseFile, folder: Path) -> Iterator[Mistake]:
    """Report texts that are not there, or stand in two places at once."""
    texts = (file.print.texts if file.print else None) or []
    for place, table in enumerate(texts):
        if table is None:
            continue
        path = ("print", "texts", place)
        written = {"text", "file"} & table.model_fields_set
        if len(written) != 1:
            actual = "both" if written else "neither"
            remedy = "Write one of them."
            yield Mistake(path, "a text, or a file with it", remedy, actual=actual)
        elif table.file is not None and (why := _file_mistake(folder / table.file)):
            yield Mistake((*path, "file"), why, "Check the file.")


def _file_mistake(place: Path) -> str | None:
    if not place.is_file():
        return "a file that is there"
    try:
        text = place.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return "a text in UTF-8"
    if not text.strip():
        return "a file with a text in it"
    if len(text) > LETTERS_MAX:
        return f"at most {LETTERS_MAX:,} letters"
    return None


def read_texts(file: HouseFile, folder: Path) -> list[str]:
    """Read every text, in the order of the file."""
    texts = (file.print.texts if file.print else None) or []
    return [_text(sure(table), folder) for table in texts]


def _text(table: TextTable, folder: Path) -> str:
    if table.file is None:
        return sure(table.text)
    return (folder / table.file).read_text(encoding="utf-8-sig")
