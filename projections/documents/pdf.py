"""Paper from words: a document as PDF, set from the templates beside this file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from types import MappingProxyType

from typst import TypstError

from ledger.terms.house import Logo
from projections.documents.heading import LOGO
from projections.documents.mistakes import NotPrinted
from projections.documents.model import PrintedDocument
from projections.typesetting import Setting, Words, typeset
from projections.unprintable import with_codes

TEMPLATES = ("main.typ", "frame.typ", "table.typ", "foot.typ", "slips.typ")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a PDF carries with it."""

    name: str
    content: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Look:
    """The look of a document: its day, the fonts and the picture of the house."""

    day: date
    fonts: str | None = None
    logo: Logo | None = None
    attachment: Attachment | None = None


def pdf(paper: PrintedDocument, look: Look) -> bytes:
    """Set a document; raises NotPrinted for a picture that nobody can draw."""
    try:
        return typeset(_template_words(paper), _type_setting(look))
    except TypstError as error:
        remedy = "Check the picture and the fonts that house.toml names."
        raise NotPrinted(f"It cannot be set: {error.message}.", remedy) from error


def _template_words(paper: PrintedDocument) -> Words:
    words = asdict(paper)
    words["whole"] = paper.is_whole
    for written, block in zip(
        words["table"]["blocks"], paper.table.blocks, strict=True
    ):
        written["whole"] = block.is_whole
    return {key: _with_texts_coded(value) for key, value in words.items()}


def _type_setting(look: Look) -> Setting:
    files, inputs = dict(_templates()), {}
    if look.logo is not None:
        # A file among the templates must be text: a picture goes as its bytes' numbers.
        files[LOGO] = json.dumps(list(look.logo.content)).encode()
    if (attachment := look.attachment) is not None:
        files[attachment.name] = attachment.content
        inputs = {"attachment": attachment.name, "description": attachment.description}
    dated = datetime.combine(look.day, time(), UTC)
    return Setting(files=files, dated=dated, fonts=look.fonts, inputs=inputs)


@cache
def _templates() -> Mapping[str, bytes]:
    here = Path(__file__).parent
    return MappingProxyType({name: (here / name).read_bytes() for name in TEMPLATES})


def _with_texts_coded(value: object) -> object:
    """Write every text of a document so that all of it is seen."""
    match value:
        case str():
            return with_codes(value)
        case Mapping():
            return {key: _with_texts_coded(part) for key, part in value.items()}
        case Sequence():
            return [_with_texts_coded(part) for part in value]
    return value
