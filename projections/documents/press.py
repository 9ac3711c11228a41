"""Paper from words: a document as PDF, set by typst from templates beside this file.

Words reach the template as data, never as markup, so that no title can give orders. The
fonts are those that come with typst and those of the house's own folder, never the
machine's; and the only date is that of the document. So the same document is the same
bytes everywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from functools import cache
from pathlib import Path
from typing import Literal, TypeAlias

from typst import Compiler, Fonts, TypstError

from ledger.terms.house import Picture
from projections.documents.heading import LOGO
from projections.documents.letters import coded
from projections.documents.mistakes import NotPrinted
from projections.documents.model import Paper

Told: TypeAlias = "str | bool | dict[str, Told] | Sequence[Told]"
"""What the template is told, as JSON."""

TEMPLATES = ("main.typ", "frame.typ", "table.typ", "foot.typ")

ARCHIVED: Literal["a-3b"] = "a-3b"
"""PDF/A: it embeds all that it needs, and may carry a file with it."""

_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_NO_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)+)"`')


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that a PDF carries with it."""

    name: str
    content: bytes
    said: str


@dataclass(frozen=True, slots=True)
class Setting:
    """What a document is set with: its day, the fonts and the picture of the house."""

    day: date
    fonts: str | None = None
    logo: Picture | None = None
    attachment: Attachment | None = None


def pdf(paper: Paper, setting: Setting) -> bytes:
    """Set a document as PDF/A-3.

    A letter that no font has is printed by its code, ``[U+6F22]``: nothing is lost, and
    everybody sees that the house needs a font for it. Raises NotPrinted for a picture
    that nobody can draw.
    """
    words = _words(paper)
    try:
        return _compiled(_coded(words), setting)
    except TypstError as error:
        lacking = frozenset(_lacking(error.diagnostic))
    try:
        return _compiled(_coded(words, lacking), setting)
    except TypstError as error:
        remedy = "Check the picture and the fonts that house.toml names."
        raise NotPrinted(f"It cannot be set: {error.message}.", remedy) from error


def _lacking(diagnostic: str) -> Iterator[str]:
    """Read out of a refusal which letters no font has."""
    for text in _NO_GLYPH.findall(diagnostic):
        yield from _ESCAPE.sub(lambda code: chr(int(code[1], 16)), text)


def _words(paper: Paper) -> dict[str, Told]:
    words = asdict(paper)
    for written, block in zip(
        words["table"]["blocks"], paper.table.blocks, strict=True
    ):
        written["whole"] = block.is_whole
    return words


def _compiled(words: Told, setting: Setting) -> bytes:
    files = dict(_templates())
    files["paper.json"] = json.dumps(words, ensure_ascii=False).encode()
    if setting.logo is not None:
        # A file among the templates must be text: a picture goes as its bytes' numbers.
        files[LOGO] = json.dumps(list(setting.logo.content)).encode()
    attachment = setting.attachment
    if attachment is not None:
        files[attachment.name] = attachment.content
    carried = (
        {"attachment": attachment.name, "said": attachment.said} if attachment else {}
    )
    # It takes several files as well; its types do not say so.
    made = Compiler(
        input=files,  # type: ignore[type-var]
        font_paths=_fonts(setting.fonts),
        ignore_system_fonts=True,
    ).compile(
        format="pdf",
        pdf_standards=[ARCHIVED],
        sys_inputs=carried,
        timestamp=datetime.combine(setting.day, time(), UTC),
    )
    assert isinstance(made, bytes), "one document is one file"
    return made


@cache
def _templates() -> tuple[tuple[str, bytes], ...]:
    here = Path(__file__).parent
    return tuple((name, (here / name).read_bytes()) for name in TEMPLATES)


@cache
def _fonts(folder: str | None) -> Fonts:
    return Fonts(include_system_fonts=False, font_paths=[folder] if folder else [])


def _coded(words: Told, lacking: frozenset[str] = frozenset()) -> Told:
    """Write every text of a document so that it can be printed."""
    match words:
        case str():
            return coded(words, lacking)
        case dict():
            return {key: _coded(value, lacking) for key, value in words.items()}
        case Sequence():
            return [_coded(value, lacking) for value in words]
    return words
