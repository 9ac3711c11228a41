"""What ``--on-server`` takes follows from the tests; what it leaves out is named."""

from __future__ import annotations

import pytest

from tests.on_server import ABOUT_FILES, REASONS, is_left_closed, keeps_ledgers
from tests.source import ROOT, source

pytestmark = pytest.mark.slow

MODULES = sorted((ROOT / "tests").rglob("test_*.py"))


@pytest.mark.parametrize("name", REASONS)
def test_what_is_named_is_there(name):
    module, _, function = name.partition("::")
    assert (ROOT / module).exists()
    if function:
        defined = {each.name for each in source(ROOT / module).functions}
        assert function in defined


def test_each_is_named_once():
    assert len(REASONS) == sum(map(len, ABOUT_FILES.values()))


@pytest.mark.parametrize(
    ("imported", "taken"),
    [
        ("from tests.clerk import Clerk", True),
        ("from tests.sale_of_tests import new_house", True),
        ("from tests import ledger_places", True),
        ("from tests.story import given", False),
    ],
)
def test_a_new_module_is_taken_that_keeps_ledgers(tmp_path, imported, taken):
    module = tmp_path / "test_something.py"
    module.write_text(f"{imported}\n")
    assert keeps_ledgers(module) is taken


def test_most_modules_that_keep_ledgers_are_taken():
    keeping = list(filter(keeps_ledgers, MODULES))
    closed = list(filter(is_closed, keeping))
    assert 0 < len(closed) < len(keeping) / 4


def is_closed(module):
    ways = (module, *module.parents)
    return any(is_left_closed(way) for way in ways if way.is_relative_to(ROOT))


def test_a_file_of_its_own_has_a_reason():
    """What names the file of a ledger by itself has none on a server."""
    with_tests = {name.partition("::")[0] for name in REASONS}
    unnamed = {
        module.name
        for module in MODULES
        if not is_closed(module)
        and source(module).name not in with_tests
        and '"lotledger.db' in (text := module.read_text())
        and "pytest.mark.server" not in text
    }
    assert unnamed == set()
