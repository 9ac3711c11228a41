"""What a noun is told as: the same from its events as from the views."""

from __future__ import annotations

import gc
from json import loads

import pytest
from click.testing import CliRunner

from commands.main import main
from presenters.invoice import InvoicePaymentsShape, InvoiceSummaryShape
from presenters.lot import LotSummaryShape
from presenters.shape import WRITTEN_AT_ONCE, json_list, to_json
from tests.older_ledgers import SAMPLES, unpack

pytestmark = pytest.mark.slow
HERITAGE, SPRING = "HERITAGE-2025-12", "SPRING-2026"
SALE = "SALE"


@pytest.fixture(scope="module", params=["demo", *SAMPLES])
def ask(request, tmp_path_factory):
    """Play the demo, or unpack an older ledger; return how to ask it for JSON."""
    folder = tmp_path_factory.mktemp(request.param)
    if request.param == "demo":
        played = CliRunner().invoke(main, ["demo", "--dir", str(folder)])
        assert played.exit_code == 0
    else:
        unpack(request.param, folder)
    sale = HERITAGE if request.param == "demo" else SPRING

    def asked(*words):
        ledger = ["--ledger", str(folder / "lotledger.db")]
        words = [sale if word == SALE else word for word in words]
        answer = CliRunner().invoke(main, [*ledger, *words, "--json"])
        assert answer.exit_code == 0, answer.output
        return loads(answer.stdout)

    return asked


def test_a_lot_in_the_list_is_the_lot_that_its_events_make(ask):
    summaries = ask("lots", SALE)
    assert len(summaries) > 5
    for summary in summaries:
        whole = ask("lot", "show", summary["lot"])
        assert summary == part(whole, LotSummaryShape)


def test_a_result_has_the_keys_of_its_lot_with_their_values(ask):
    for result in ask("results", SALE)["results"]:
        whole = ask("lot", "show", result["lot"])
        for key in result.keys() & whole.keys():
            assert result[key] == whole[key], (result["lot"], key)


def test_an_invoice_in_a_list_is_the_invoice_that_its_events_make(ask):
    documents = ask("invoice", "list", SALE)
    paid = {invoice["invoice"]: invoice for invoice in ask("pay", "list", SALE)}
    invoices = [document for document in documents if document["kind"] == "invoice"]
    assert len(invoices) == len(paid) > 1
    for summary in invoices:
        whole = ask("invoice", "show", summary["document"])
        assert summary == part(whole, InvoiceSummaryShape)
        assert paid[summary["document"]] == part(whole, InvoicePaymentsShape)


def part(whole, shape):
    """Return the keys of a whole that a part of it has."""
    return {key: whole[key] for key in shape.__struct_fields__}


@pytest.mark.parametrize("items", [[], [{}], [{"a": "1\u2028\n"}, [], {"b": [1, 2]}]])
def test_a_long_list_is_written_piece_by_piece_as_it_is_whole(items):
    assert "".join(json_list(iter(items))) == to_json(items) + "\n"


def test_a_long_list_is_written_while_it_is_read():
    items, read = 10 * WRITTEN_AT_ONCE, 0

    def reading():
        nonlocal read
        for read in range(1, items + 1):
            yield {"a": read}

    pieces = json_list(reading())
    next(pieces)
    assert read == WRITTEN_AT_ONCE
    assert sum(1 for _ in pieces) > 1
    assert read == items


def test_a_long_list_leaves_little_garbage():
    """Nothing looks for garbage before a million objects of it are there."""
    items = 10_000
    for _ in json_list([]):
        gc.collect()
    gc.disable()
    try:
        for _ in json_list({"a": number} for number in range(items)):
            pass
        assert gc.collect() < items
    finally:
        gc.enable()
