"""Where the tests keep their ledgers: in files, or with ``--on-server`` on a server."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from sqlalchemy import make_url

from tests.database_server import server

ON_SERVER = "LOTLEDGER_TESTS_ON_SERVER"
"""Set, in the environment, where they are kept on a server."""

Make: TypeAlias = Callable[[str], None]

_databases: dict[Path, str] = {}
"""The name of the database of each folder."""
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
        _databases[folder] = server().new_database()
    return _url(_databases[folder])


def _url(database: str) -> str:
    """Name a database on a server that may have a lot to do, as we print it."""
    return make_url(f"{server().url(database)}&connect_timeout=60").render_as_string()


def let_go(folder: Path) -> None:
    """Drop the databases of a folder that nobody needs any more, and of those gone."""
    folder = folder.resolve()
    for each in tuple(_databases):
        if each.is_relative_to(folder) or not each.exists():
            server().drop_database(_databases.pop(each))


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
        # One that could not be made is no template.
        template = server().new_database()
        make(_url(template))
        _templates[key] = template
    assert folder not in _databases, f"{folder} has a ledger already"
    _databases[folder] = server().new_database(_templates[key])
    return place(folder)
