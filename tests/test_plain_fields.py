"""Each field of an event says why it may be read: none tells a maximum unseen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random

import pytest

from ledger.events import NAMES
from ledger.events.sealed import WITH_SEAL, as_stored
from ledger.seal import Seal
from ledger.value import fields, replace
from tests.plain_fields import (
    AFTER_THE_HAMMER,
    APART,
    FIELDS,
    SEALED,
    telling,
)
from tests.random_values import made_up

SEAL = Seal(commitment="00", text="AA==", key="C-1")


def rooms(names: set[str]) -> set[str]:
    """Name the events of some rooms."""
    return {
        name
        for name, kind in NAMES.items()
        if kind.__module__.rpartition(".")[2] in names
    }


def reasons(part: Mapping[str, object], before: str = "") -> Iterator[str]:
    """Yield the paths that a table has a reason for."""
    for name, reason in part.items():
        if isinstance(reason, Mapping):
            yield from reasons(reason, f"{before}{name}.")
        else:
            yield f"{before}{name}"


@pytest.mark.parametrize("name", sorted(NAMES.keys() - rooms(AFTER_THE_HAMMER | APART)))
def test_every_number_and_text_has_a_reason_to_stand_in_the_log(name):
    paths = set(telling(NAMES[name]))
    given = set(reasons(FIELDS.get(name, {})))
    covered = {
        path
        for path in paths
        if any(path == each or path.startswith(f"{each}.") for each in given)
    }
    assert paths == covered, f"say in tests/plain_fields.py why it may be read: {name}"
    unused = {
        each
        for each in given
        if not any(path == each or path.startswith(f"{each}.") for path in paths)
    }
    assert unused == set()


def test_no_reason_is_given_for_what_is_no_event():
    assert FIELDS.keys() <= NAMES.keys()
    known = {kind.__module__.rpartition(".")[2] for kind in NAMES.values()}
    assert known | {"documents"} >= AFTER_THE_HAMMER | APART


@pytest.mark.parametrize("kind", WITH_SEAL)
def test_what_is_called_sealed_is_not_stored(kind):
    (name,) = (name for name, each in NAMES.items() if each is kind)
    event = made_up(kind, Random(name))
    whole = replace(event, seal=SEAL, **dict.fromkeys(_sealed(name), "7371700"))
    stored = as_stored(whole)
    emptied = {
        part.name
        for part in fields(kind)
        if part.name != "seal"
        and getattr(stored, part.name) != getattr(whole, part.name)
    }
    assert emptied == _sealed(name)
    assert "7371700" not in repr(stored)


def _sealed(name: str) -> set[str]:
    return {field for field, reason in FIELDS[name].items() if reason is SEALED}
