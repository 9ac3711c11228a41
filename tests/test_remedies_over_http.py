"""Whoever is refused over HTTP is told of fields, and not of a command's options."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from ledger.refusals import (
    RecordedRefusal,
    Refusal,
    RefusedRow,
    RowsRefused,
    UnknownPaddle,
)
from presenters.console.hints import REFUSALS
from web.api import OPERATIONS
from web.openapi import description
from web.remedies import told_over_http

OPTION = re.compile(r"(?<!\w)--[a-z]")
FIELD = re.compile(r'"([a-z_]+)"')
LEFT_TO_COMMANDS = "lotledger "
"""What is told as a command keeps the options of the command."""

MADE_OF_OTHERS = {RecordedRefusal.code, RowsRefused.code}


class Quoted(str):
    """A value that a sentence quotes, written in whatever way."""

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        return str(self)


def names_in(part: Any) -> Iterator[str]:
    """Yield every field and parameter that a part of the description names."""
    if isinstance(part, list):
        for each in part:
            yield from names_in(each)
    elif isinstance(part, dict):
        yield from part.get("properties", {})
        if "in" in part and "name" in part:
            yield part["name"]
        for each in part.values():
            yield from names_in(each)


FIELDS = set(names_in(description(OPERATIONS, "1")))
KINDS = [kind for kind in REFUSALS.values() if kind.code not in MADE_OF_OTHERS]


def sentence_of(kind: type[Refusal]) -> str:
    """Return what a refusal is told over HTTP."""
    return told_over_http(kind(**dict.fromkeys(kind.fields(), Quoted("X"))))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_refusal_names_fields_and_no_options(kind):
    sentence = sentence_of(kind)
    if LEFT_TO_COMMANDS not in sentence:
        assert OPTION.search(sentence) is None
        assert set(FIELD.findall(sentence)) <= FIELDS


def test_a_remedy_with_an_option_names_its_field():
    assert sentence_of(REFUSALS["issued-too-early"]).endswith(
        'Give the day of issue, with "on".'
    )


def test_each_row_of_a_list_has_the_remedy_of_its_refusal():
    values = dict.fromkeys(UnknownPaddle.fields(), Quoted("X"))
    row = RefusedRow(row=0, refusal=UnknownPaddle(**values))
    alone = told_over_http(row.refusal)
    assert alone.endswith("ask it for one.")
    assert told_over_http(RowsRefused(rows=(row, row))) == f"{alone}\n{alone}"
