"""Where the tests keep their ledgers: in files, or with ``--on-server`` on a server."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from tests.database_server import new_ledger, server

ON_SERVER = "LOTLEDGER_TESTS_ON_SERVER"
"""Set, in the environment, where they are kept on a server."""

Make: TypeAlias = Callable[[str], None]

_databases: dict[Path, str] = {}
_templates: dict[tuple[str, ...], str] = {}
_files: dict[tuple[str, ...], bytes] = {}


def on_server() -> bool:
    return ON_SERVER in os.environ


def place(folder: Path) -> str:
    """Name the ledger of a folder: a file in it, or a database of its own."""
    if not on_server():
        return str(folder / "lotledger.db")
    folder = folder.resolve()
    if folder not in _databases:
        _databases[folder] = new_ledger()
    return _databases[folder]


def copied(folder: Path, key: tuple[str, ...], make: Make) -> str:
    """Put a copy of a ledger into a folder; it is made once for each key."""
    if on_server():
        return _copied_database(folder.resolve(), key, make)
    if key not in _files:
        with TemporaryDirectory() as workshop:
            file = Path(place(Path(workshop)))
            make(str(file))
            _files[key] = file.read_bytes()
    file = Path(place(folder))
    assert not file.exists(), f"{file} is there already"
    file.write_bytes(_files[key])
    return str(file)


def _copied_database(folder: Path, key: tuple[str, ...], make: Make) -> str:
    if key not in _templates:
        _templates[key] = server().new_database()
        make(server().url(_templates[key]))
    assert folder not in _databases, f"{folder} has a ledger already"
    _databases[folder] = server().url(server().new_database(_templates[key]))
    return _databases[folder]
