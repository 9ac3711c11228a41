"""What ``--on-server`` takes: tests that keep a ledger, unless they are about its file.

A test keeps its ledgers in a folder that pytest gives it, where `ledger_places` says.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from tests.source import ROOT, source

ABOUT_FILES = tomllib.loads((ROOT / "tests" / "about_files.toml").read_text())
REASONS = {
    f"tests/{name}": reason for reason, names in ABOUT_FILES.items() for name in names
}
"""Why folders, modules and tests are not taken, by their name."""

FOLDERS = {"tmp_path", "tmp_path_factory"}
_PLACES = ROOT / "tests" / "ledger_places.py"


def is_left_closed(path: Path) -> bool:
    """Say whether there is no test to take in a folder or module."""
    name = path.relative_to(ROOT).as_posix()
    if path.is_dir():
        return f"{name}/" in REASONS
    is_module = path.name.startswith("test_") and path.suffix == ".py"
    return is_module and (name in REASONS or not keeps_ledgers(path))


def keeps_ledgers(path: Path) -> bool:
    """Say whether a module reaches, by what it imports, the places of ledgers."""
    reached, ways = {path}, [path]
    while ways:
        new = _imported(ways.pop()) - reached
        reached |= new
        ways += new
    return _PLACES in reached


@cache
def _imported(path: Path) -> frozenset[Path]:
    names = {
        part
        for name in source(path).imported
        if name.startswith("tests.")
        for part in (name, name.rpartition(".")[0])
    }
    files = (ROOT / f"{name.replace('.', '/')}.py" for name in names)
    return frozenset(file for file in files if file.exists())


def taken(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Return the tests that are taken of some: of a test of many cases the first.

    What differs between cases is asked of rules, which know nothing of the store. Those
    marked ``server`` have one in any case.
    """
    first: dict[str, pytest.Item] = {}
    for item in items:
        if FOLDERS & set(item.fixturenames) and not item.get_closest_marker("server"):
            first.setdefault(_function(item), item)
    for name in first.keys() & REASONS.keys():
        why = pytest.mark.xfail(reason=REASONS[name], strict=True)
        first[name].add_marker(why)
    return list(first.values())


def _function(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]
