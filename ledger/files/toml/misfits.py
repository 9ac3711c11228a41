"""Fit a document into the shape of a file, and say in our words what does not fit."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from types import NoneType
from typing import Any, TypeVar, cast, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ledger.files.problems import Misread, nearest, quoted
from ledger.files.toml.document import ABSENT, Mistake, Tables, TomlDocument, dotted
from ledger.files.toml.lines import KeyPath
from ledger.files.toml.tables import TomlTable
from ledger.files.toml.values import Reading

Shape = TypeVar("Shape", bound=TomlTable)

_OF_A_KEY = "[key]"
"""Pydantic marks so that a key is wrong, not its value."""


def fitted(
    document: TomlDocument, shape: type[Shape], reading: Reading
) -> tuple[Shape, tuple[Mistake, ...]]:
    """Fit a document into a shape, and list what does not fit.

    What does not fit is None in the shape, so that the rest can still be checked.
    """
    try:
        return shape.model_validate(document.tables, context=reading), ()
    except ValidationError as error:
        misfits = error.errors(include_url=False)
    rest = deepcopy(document.tables)
    # A key that does not belong goes last, lest a blank put it back.
    for misfit in sorted(misfits, key=_is_unwanted_key):
        _remove_value(rest, misfit)
    mistakes = tuple(_mistake(misfit, shape) for misfit in misfits)
    return shape.model_validate(rest, context=reading), mistakes


def _key_path(misfit: ErrorDetails) -> KeyPath:
    path = misfit["loc"]
    return path[:-1] if path[-1] == _OF_A_KEY else path


def _is_unwanted_key(misfit: ErrorDetails) -> bool:
    """Say whether the key itself does not belong."""
    return misfit["type"] == "extra_forbidden" or misfit["loc"][-1] == _OF_A_KEY


def _remove_value(tables: Tables, misfit: ErrorDetails) -> None:
    """Take out a key that does not belong, or blank a value that does not fit."""
    *above, key = _key_path(misfit)
    container: Any = tables
    for step in above:
        container = container[step]
    if _is_unwanted_key(misfit):
        container.pop(key, None)
    else:
        container[key] = None


def _mistake(misfit: ErrorDetails, shape: type[TomlTable]) -> Mistake:
    path = _key_path(misfit)
    match misfit["type"]:
        case "missing":
            needed = _table_at(shape, path[:-1]).needed()[str(path[-1])]
            return Mistake(path, needed[0], f"Write {needed[1]}.", actual=ABSENT)
        case "extra_forbidden":
            keys = sorted(_table_at(shape, path[:-1]).keys())
            remedy = nearest(path[-1], keys, otherwise="Take it out.")
            expected = f"a key of this table: {', '.join(keys)}"
            return Mistake(path, expected, remedy, actual=quoted(path[-1]))
        case "value_error":
            misread = cast("Misread", misfit["ctx"]["error"])
            actual = quoted(path[-1]) if _is_unwanted_key(misfit) else None
            return Mistake(path, misread.expected, misread.remedy, actual)
        case "list_type":
            header = f"Write [[{dotted(path)}]], once for each line."
            tabled = isinstance(misfit["input"], dict)
            remedy = header if tabled else "Write it in brackets: [ … ]."
            return Mistake(path, "a list", remedy)
    return Mistake(path, "a table", f"Write its keys below [{dotted(path)}].")


def _table_at(shape: type[TomlTable], path: KeyPath) -> type[TomlTable]:
    """Return the shape of the table at a path."""
    kind: Any = shape
    for key in path:
        if isinstance(kind, type) and issubclass(kind, TomlTable):
            kind = kind.keys()[str(key)]
        else:
            kind = get_args(kind)[-1]
        kind = _type_if_present(kind)
    assert issubclass(kind, TomlTable), f"{dotted(path)} is a table"
    return cast("type[TomlTable]", kind)


def _type_if_present(kind: Any) -> Any:  # noqa: ANN401 (a type annotation has no type)
    """Return what a value is when it is not None."""
    kinds: Iterator[Any] = (part for part in get_args(kind) if part is not NoneType)
    return next(kinds) if NoneType in get_args(kind) else kind
