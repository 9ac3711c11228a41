"""No sentence recommends an act that destroys what may be evidence."""

from __future__ import annotations

import re

import pytest

from tests.source import ROOT

DESTROYS = re.compile(
    r"\b(?:restore (?:it|the (?:ledger|file))|put the (?:newer|older) one back|"
    r"(?:remove|delete|overwrite|replace) (?:it|them|the (?:file|ledger|views))"
    r"(?: to begin| by|\.|;|,)|rm -|start again|truncate it)",
    re.IGNORECASE,
)
SOURCES = [
    path
    for name in ("ledger", "projections", "presenters", "commands")
    for path in (ROOT / name).rglob("*.py")
]


def sentences(path):
    """Return what a module may say, with the strings that are written side by side."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r'"\s*\n\s*f?"', "", text)


@pytest.mark.slow
def test_no_remedy_destroys_evidence():
    destroying = [
        f"{path.relative_to(ROOT)}: {match[0]!r}"
        for path in SOURCES
        for match in DESTROYS.finditer(sentences(path))
    ]
    assert destroying == []


@pytest.mark.parametrize(
    "advice",
    [
        "Nothing was changed; restore it from a backup.",
        "Nothing was changed; restore the ledger from a backup.",
        "put the newer one back.",
        "or remove it to begin a ledger there.",
        "Delete the file.",
        "put the newer one back, or start again",
    ],
)
def test_what_was_advised_once_is_found(advice):
    assert DESTROYS.search(advice)
