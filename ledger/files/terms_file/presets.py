"""Presets that come with the product, and files that build on them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ledger.files.contents import ending, unreadable_reason
from ledger.files.problems import Faulty, faulty_file, nearest
from ledger.files.toml.document import Mistake, TomlDocument, merged
from ledger.files.toml.reading import parsed

PRESETS = Path(__file__).parents[1] / "presets"

OF_ITSELF = frozenset({"title", "source", "effective"})
"""The keys about a preset itself; a file that builds on it does not inherit them."""


def preset_names() -> tuple[str, ...]:
    """Return the names of the presets that come with the product."""
    return tuple(sorted(path.stem for path in PRESETS.glob("*.toml")))


def open_source(source: str | Path) -> TomlDocument:
    """Open a file or a preset, laid over the preset it builds on.

    Where a file is called exactly as a preset, the preset is meant: ``./`` before its
    name means the file.
    """
    own = _source_document(source)
    name = own.tables.get("preset")
    if not isinstance(name, str) or name not in preset_names():
        return own
    rules = {
        k: v for k, v in _source_document(name).tables.items() if k not in OF_ITSELF
    }
    tables = merged(rules, own.tables)
    return TomlDocument(own.name, tables, own.lines, name, rules["currency"])


def unknown_preset(document: TomlDocument) -> Iterator[Mistake]:
    """Report a preset that nobody knows."""
    name = document.tables.get("preset")
    if document.preset is None and isinstance(name, str):
        known = preset_names()
        remedy = nearest(name, known, otherwise="Write one of them.")
        yield Mistake(("preset",), f"one of {', '.join(known)}", remedy)


def not_found(name: str, actual: str) -> Faulty:
    """Return the fault of a source that is neither a file nor a preset."""
    remedy = nearest(name, preset_names(), otherwise="Check the name.")
    return faulty_file(name, actual, remedy, expected=_known_sources())


def _source_document(source: str | Path) -> TomlDocument:
    name = str(source)
    path = PRESETS / f"{name}.toml" if name in preset_names() else Path(name)
    return parsed(name, _source_bytes(name, path))


def _source_bytes(name: str, path: Path) -> bytes:
    try:
        return ending(path, expected=_known_sources())
    except (OSError, ValueError) as error:
        raise not_found(name, unreadable_reason(error)[0]) from error


def _known_sources() -> str:
    return f"a terms file, or a preset: {', '.join(preset_names())}"
