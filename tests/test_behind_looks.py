"""Whoever reads what may be sealed says why, and looks first where it opens that."""

from __future__ import annotations

from functools import cache

import pytest

from tests.behind_looks import LOOKED, REASONS, readers
from tests.source import ROOT

pytestmark = pytest.mark.slow

FOLDERS = ("commands", "presenters", "projections", "web")
JUDGE = "presenters/pack/verify.py:"
"""It checks a pack without a key, and so has nothing to open."""


@cache
def found(root=ROOT, folders=FOLDERS):
    """Return every function outside the house that opens or reads an amount."""
    return {
        name: reader
        for folder in folders
        for name, reader in readers(root, folder).items()
        if not name.startswith(JUDGE)
    }


def test_every_reader_has_a_reason():
    assert sorted(found()) == sorted(REASONS), "say in tests/behind_looks.py why"


@pytest.mark.parametrize("name", [each for each in REASONS if REASONS[each] is LOOKED])
def test_a_look_is_recorded_before_anything_is_opened(name):
    reader = found()[name]
    assert reader.looks
    assert min(reader.looks) < min(reader.opens)


def test_a_reader_without_a_reason_is_noticed(tmp_path):
    (tmp_path / "web").mkdir()
    text = "def peek(house, lot):\n    return opened_amounts(house, [lot])\n"
    (tmp_path / "web" / "new.py").write_text(text, encoding="utf-8")
    assert list(found(tmp_path, ("web",))) == ["web/new.py:peek"]
