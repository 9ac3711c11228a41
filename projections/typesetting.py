"""Pages set in type by typst, from data alone, so that no text is ever markup.

The fonts are those that come with typst and those of the house's own folder, never the
machine's; the only date is the one that is given. So the same words are the same bytes
everywhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Literal, TypeAlias

from typst import Compiler, Fonts, TypstError

from projections.unprintable import by_code

Words: TypeAlias = Mapping[str, object]
"""What a template is told, as JSON."""

WORDS = "words.json"
"""Where a template finds what it is told."""

ARCHIVED: Literal["a-3b"] = "a-3b"
"""PDF/A: it embeds all that it needs, and may carry a file with it."""

_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")
_NO_GLYPH = re.compile(r'the text `"((?:[^"\\]|\\.)+)"`')


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The typesetter's settings: templates, pictures, fonts, and the date."""

    files: Mapping[str, bytes]
    """The template, as ``main.typ``, and all that it asks for."""
    dated: datetime
    fonts: str | None = None
    """A folder with fonts of the house's own."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    tagged: bool = True
    """Whether it can be heard: tags make a long file ten times as large."""


def typeset(words: Words, setting: Setting) -> bytes:
    """Set words as PDF/A-3.

    A letter that no font has is printed by its code, ``[U+6F22]``: nothing is lost, and
    everybody sees that a font is missing. Raises TypstError for a picture that nobody
    can draw.
    """
    try:
        return _pdf_bytes(words, setting)
    except TypstError as refusal:
        lacking = frozenset(_letters_without_font(refusal.diagnostic))
        if not lacking:
            raise
    coded = {key: _with_letters_coded(value, lacking) for key, value in words.items()}
    return _pdf_bytes(coded, setting)


def _letters_without_font(diagnostic: str) -> Iterator[str]:
    """Read out of a refusal which letters no font has."""
    for text in _NO_GLYPH.findall(diagnostic):
        yield from _ESCAPE.sub(lambda code: chr(int(code[1], 16)), text)


def _with_letters_coded(value: object, lacking: frozenset[str]) -> object:
    match value:
        case str():
            return by_code(value, lacking)
        case Mapping():
            return {
                key: _with_letters_coded(part, lacking) for key, part in value.items()
            }
        case Sequence():
            return [_with_letters_coded(part, lacking) for part in value]
    return value


def _pdf_bytes(words: Words, setting: Setting) -> bytes:
    written = json.dumps(words, ensure_ascii=False).encode()
    # It takes several files as well; its types do not say so.
    made = Compiler(
        input={**setting.files, WORDS: written},  # type: ignore[type-var]
        font_paths=_fonts_of(setting.fonts),
        ignore_system_fonts=True,
    ).compile(
        format="pdf",
        pdf_standards=[ARCHIVED],
        pdf_tags=setting.tagged,
        sys_inputs=dict(setting.inputs),
        timestamp=setting.dated,
    )
    assert isinstance(made, bytes), "one document is one file"
    return made


@cache
def _fonts_of(folder: str | None) -> Fonts:
    return Fonts(include_system_fonts=False, font_paths=[folder] if folder else [])
