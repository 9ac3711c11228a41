"""House files: letterhead, languages, accounts, Xero of a house, written in TOML.

Pictures and fonts are named from the folder that the file is in. All mistakes of a file
are reported at once, as ``Faulty``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ledger.files.house_file.building import settings
from ledger.files.house_file.codes import code_mistakes
from ledger.files.house_file.shapes import BankTable, HouseFile
from ledger.files.house_file.texts import read_texts, reminder_mistakes, text_mistakes
from ledger.files.problems import Faulty
from ledger.files.toml.document import Mistake
from ledger.files.toml.misfits import fitted
from ledger.files.toml.reading import open_document
from ledger.files.toml.values import Reading
from ledger.terms.house import HouseSettings, Logo

PICTURES = {".svg": (b"<svg", b"<?xml"), ".png": (b"\x89PNG\r\n\x1a\n",)}
"""The kinds of picture that can be printed, and how such a file begins."""


def read_house(path: str | Path) -> HouseSettings:
    """Read the settings of a house.

    Raises Faulty with every mistake of the file.
    """
    document = open_document(path, expected="a house file")
    file, misfits = fitted(document, HouseFile, Reading(None, None))
    folder = Path(path).parent
    mistakes = [
        *misfits,
        *_account_mistakes(file),
        *_place_mistakes(file, folder),
        *text_mistakes(file, folder),
        *reminder_mistakes(file),
    ]
    if mistakes:
        raise Faulty(document.problem(mistake) for mistake in mistakes)
    fonts = _fonts_path(file, folder)
    logo = _logo(_logo_path(file, folder))
    texts = read_texts(file, folder)
    return settings(file, logo, None if fonts is None else str(fonts), texts)


def _account_mistakes(file: HouseFile) -> Iterator[Mistake]:
    """Report accounts that nobody could pay to."""
    banks = (file.letterhead.banks if file.letterhead else None) or []
    for place, bank in enumerate(banks):
        if bank is not None and not _can_be_paid(bank):
            remedy = "Write one of them."
            path = ("letterhead", "banks", place)
            yield Mistake(path, "an iban, or an account", remedy, actual="neither")
        if bank is not None:
            yield from code_mistakes(bank, place)


def _can_be_paid(bank: BankTable) -> bool:
    # What could not be read is None here and stands there: it has a mistake of its own.
    return bool({"iban", "account"} & bank.model_fields_set)


def _place_mistakes(file: HouseFile, folder: Path) -> Iterator[Mistake]:
    """Report a picture or a folder of fonts that is not where the file says."""
    if (place := _logo_path(file, folder)) is not None:
        starts = PICTURES.get(place.suffix.lower())
        path = ("letterhead", "logo")
        if starts is None:
            yield Mistake(path, "an SVG or PNG file", "Name one.")
        elif not place.is_file():
            yield Mistake(path, "a file that is there", "Check the name.")
        elif not place.read_bytes().lstrip(b"\xef\xbb\xbf \r\n").startswith(starts):
            expected = f"a file that is {place.suffix[1:].upper()} inside"
            yield Mistake(path, expected, "Save the picture again.")
    fonts = _fonts_path(file, folder)
    if fonts is not None and not fonts.is_dir():
        yield Mistake(("print", "fonts"), "a folder that is there", "Check the name.")


def _logo_path(file: HouseFile, folder: Path) -> Path | None:
    logo = file.letterhead.logo if file.letterhead else None
    return None if logo is None else folder / logo


def _fonts_path(file: HouseFile, folder: Path) -> Path | None:
    fonts = file.print.fonts if file.print else None
    return None if fonts is None else folder / fonts


def _logo(place: Path | None) -> Logo | None:
    if place is None:
        return None
    return Logo(place.suffix.lower()[1:], place.read_bytes())
