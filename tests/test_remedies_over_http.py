"""Whoever is refused over HTTP is told of pages, operations and fields."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from ledger.refusals import (
    Refusal,
    RefusedRow,
    RowsRefused,
    UnknownPaddle,
    UserHasNoKey,
)
from presenters.console.hints import REFUSALS
from tests.refusal_phrases import MADE_OF_OTHERS, NAMES, Quoted
from web.api import OPERATIONS
from web.command_addresses import ADDRESSES, AT_THE_MACHINE, split_at_pages
from web.console import PAGES
from web.openapi import description
from web.remedies import told_over_http

OPTION = re.compile(r"(?<!\w)--[a-z]")
FIELD = re.compile(r'"([a-z_]+)"')
COMMAND = re.compile(r"lotledger ([a-z-]+(?: [a-z][a-z-]*)*)")
PLACE = re.compile(r"[A-Z]+ /api/v1/\S*[^\s.,;]|(?<=page )/\S*[^\s.,;]")


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
    names = {name: Quoted(NAMES.get(name, "X")) for name in kind.fields()}
    return told_over_http(kind(**names))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_a_refusal_names_fields_and_no_options(kind):
    sentence = sentence_of(kind)
    left = COMMAND.search(sentence)
    if left is None:
        assert "lotledger " not in sentence
        assert OPTION.search(sentence) is None
        assert set(FIELD.findall(sentence)) <= FIELDS
    else:
        assert left[1] in AT_THE_MACHINE
        assert f"at the machine that keeps the ledger: {left[0]}" in sentence


def as_declared(address: str) -> str:
    """Return an address by the names that its parts have where it is declared."""
    return address.replace("{paid}", "{invoice}").replace("{another}", "{hold}")


def test_every_address_is_one_of_the_service():
    pages = {page.path for page in PAGES}
    calls = {f"{each.method} {each.path}" for each in OPERATIONS}
    for page, call in ADDRESSES.values():
        assert page is None or as_declared(page) in pages
        assert as_declared(call) in calls


def test_every_address_is_of_a_command_that_a_remedy_names():
    named = {words for kind in KINDS for words in COMMAND.findall(kind.remedy)}
    commands = {words.partition(" --")[0] for words in ADDRESSES}
    assert commands <= named
    assert AT_THE_MACHINE.keys() <= named
    assert not commands & AT_THE_MACHINE.keys()


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("not-sold", ["/sales/MAY26/lots/14", "GET /api/v1/sales/MAY26/lots/14"]),
        ("not-retractable", ["POST /api/v1/sales/MAY26/lots/14/bids/{bid}/strike"]),
        (
            "unknown-invoice",
            ["/sales/{sale}/settlement", "GET /api/v1/sales/{sale}/invoices"],
        ),
        (
            "payment-cleared",
            [
                "/invoices/LL-2026-00007",
                "POST /api/v1/invoices/LL-2026-00007/payments/2/reversal",
            ],
        ),
        (
            "nothing-found",
            ["/sales/MAY26/disputes/3", "POST /api/v1/sales/MAY26/disputes/3/findings"],
        ),
        (
            "payout-sent",
            [
                "/statements/{statement}",
                "POST /api/v1/sales/MAY26/consignors/X/payouts/X/reversal",
            ],
        ),
    ],
)
def test_an_address_is_filled_in_with_what_the_refusal_names(code, places):
    assert PLACE.findall(sentence_of(REFUSALS[code])) == places


def test_a_name_cannot_leave_the_address_that_it_stands_in():
    sentence = told_over_http(UserHasNoKey(user="u-x/../{0} y"))
    assert sentence.endswith("PUT /api/v1/users/u-x%2F..%2F%7B0%7D%20y/key.")


def test_pages_that_a_sentence_names_in_full_are_links():
    known = "See it: on the page /invoices/LL-2026-00007, or GET /api/v1/x."
    assert split_at_pages(known) == [
        "See it: on the page ",
        "/invoices/LL-2026-00007",
        ", or GET /api/v1/x.",
    ]
    unknown = "See it: on the page /sales/{sale}/settlement."
    assert split_at_pages(unknown) == [unknown]


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
