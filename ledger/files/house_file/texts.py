"""The texts that a house file holds itself, or names a file of beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ledger.files.house_file.shapes import HouseFile, TextTable
from ledger.files.toml.document import Mistake
from ledger.files.toml.tables import sure
from ledger.terms.house import DocumentLocale
from ledger.terms.paper import KNOWN_STEPS

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


def reminder_mistakes(file: HouseFile) -> Iterator[Mistake]:
    """Report steps that are out of order, or have no words."""
    languages = sorted({locale.language for locale in DocumentLocale})
    before = 0
    for place, table in enumerate(file.reminders or []):
        if table is None or table.after is None or table.step is None:
            continue
        path = ("reminders", place)
        if table.after <= before:
            expected = f"more days than the {before} of the step before"
            yield Mistake((*path, "after"), expected, "Put the steps in order.")
        before = table.after
        missing = [each for each in languages if each not in (table.words or {})]
        if table.step not in KNOWN_STEPS and missing:
            expected = f"words in {', '.join(missing)}"
            yield Mistake((*path, "words"), expected, "Add them, or name a known step.")


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
