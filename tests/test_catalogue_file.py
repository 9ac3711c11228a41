"""Catalogues from spreadsheets: ours, and those of three platforms."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.events.lot import QuantityMode
from ledger.files.catalogue_file import LAYOUTS, read_catalogue
from ledger.files.problems import Faulty
from ledger.files.terms_file import read_terms
from ledger.lot.listing import Description, catalogue

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "examples" / "heritage-2025-12"
SAMPLES = ROOT / "tests" / "samples"

HERITAGE = read_terms(EXAMPLE / "terms.toml")
(SESSION,) = HERITAGE.sessions
VILLAGE = replace(
    HERITAGE, sessions=(replace(SESSION, first_lot="1", last_lot="99"),)
)
"""A sale with small lot numbers, for the sheets of the platforms."""

LOT = {
    "lot": "27",
    "title": "Hay rake",
    "description": "Horse drawn",
    "category": "Farm",
    "low_estimate": "200",
    "high_estimate": "300",
    "opening": "100",
    "reserve": "150",
    "quantity": "1",
    "quantity_mode": "",
    "consignor": "C-7",
}


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def csv_of(*lots: dict[str, str]) -> str:
    lines = [",".join(lots[0])] + [",".join(lot.values()) for lot in lots]
    return "\n".join(lines) + "\n"


def read(text: str, layout: str | None = None):
    Path("lots.csv").write_text(text, encoding="utf-8")
    return read_catalogue("lots.csv", terms=VILLAGE, layout=layout)


def refused(text: str, layout: str | None = None) -> list[str]:
    with pytest.raises(Faulty) as no:
        read(text, layout)
    return [str(problem) for problem in no.value.problems]


def notes(**changes: str) -> tuple[str, ...]:
    return read(csv_of(LOT | changes)).notes


def test_the_example_is_read_whole_and_in_order():
    path = EXAMPLE / "catalogue.csv"
    read = read_catalogue(path, terms=HERITAGE)
    assert read.layout == "lotledger"
    assert read.notes == ()
    assert read.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    assert len(read.entries) == 22
    assert [one.number for one in read.entries][9:11] == ["50062A", "50074"]
    patches = read.entries[6]
    assert (patches.quantity, patches.low_estimate) == (6, 4_000)
    assert patches.quantity_mode is QuantityMode.TIMES_THE_MONEY
    assert read.entries[-1].opening == 125_000, 'written "1,250.00"'
    assert sum(one.opening for one in read.entries) == 2_163_500


def test_every_entry_can_be_catalogued():
    read = read_catalogue(EXAMPLE / "catalogue.csv", terms=HERITAGE)
    for order, entry in enumerate(read.entries, 1):
        assert catalogue(entry, terms=HERITAGE, order=order, place=order - 1)


def test_a_lot_of_our_own_layout():
    assert read(csv_of(LOT)).entries == (
        Description(
            number="27",
            title="Hay rake",
            description="Horse drawn",
            category="Farm",
            low_estimate=20_000,
            high_estimate=30_000,
            opening=10_000,
            reserve=15_000,
            consignor="C-7",
        ),
    )
    assert notes() == ()


def test_a_cell_that_looks_like_a_formula_is_text():
    assert read(csv_of(LOT | {"title": "=SUM(A1)"})).entries[0].title == "=SUM(A1)"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"lot": ""},
            "1: lot: found nothing; expected a lot number like 27 or 27A. "
            "Write digits, then a letter if any.",
        ),
        (
            {"lot": "27a"},
            '1: lot: found "27a"; expected a lot number like 27 or 27A. Write "27A".',
        ),
        (
            {"lot": "#027"},
            '1: lot: found "#027"; expected a lot number like 27 or 27A. Write "27".',
        ),
        (
            {"lot": "27-1"},
            '1: lot: found "27-1"; expected a lot number like 27 or 27A. '
            "Write digits, then a letter if any.",
        ),
        (
            {"lot": "100"},
            '1: lot: found "100"; expected a lot of a session: 1-99. '
            "Number it anew, or widen a session in the terms.",
        ),
        (
            {"title": ""},
            "2: title: found nothing; expected a text. Write one.",
        ),
        (
            {"title": '"Hay\trake"'},
            '2: title: found "Hay\trake"; expected text on one line. '
            "Take out the line breaks and tabs.",
        ),
        (
            {"description": "Bell \x07"},
            '3: description: found "Bell \x07"; expected text without the control '
            "character U+0007. Take it out.",
        ),
        (
            {"low_estimate": "-200"},
            '5: low_estimate: found "-200"; expected an amount above 0. '
            "Take out the sign.",
        ),
        (
            {"low_estimate": "€200"},
            '5: low_estimate: found "€200"; expected an amount in USD. '
            "Write it like $1,250.50.",
        ),
        (
            {"high_estimate": "100"},
            '6: high_estimate: found "100"; expected at least the low estimate, $200. '
            "Swap the two estimates.",
        ),
        (
            {"opening": "99.999"},
            '7: opening: found "99.999"; expected at most 2 decimals: USD has 2. '
            "Round it to 2.",
        ),
        (
            {"opening": "20000000000000"},
            '7: opening: found "20000000000000"; expected at most '
            "$10,000,000,000,000. Check the figure.",
        ),
        (
            {"opening": "0"},
            '7: opening: found "0"; expected an amount above 0. '
            "Leave the cell empty if there is none.",
        ),
        (
            {"opening": "", "low_estimate": ""},
            "7: opening: found nothing; expected an opening bid, or a low estimate to "
            "open at a share of. Fill in one of them.",
        ),
        (
            {"reserve": "201"},
            '8: reserve: found "201"; expected at most the low estimate, $200. '
            "Lower the reserve, or raise the estimate.",
        ),
        (
            {"quantity": "0"},
            '9: quantity: found "0"; expected a whole number from 1 to 9,999. '
            "Write it in digits alone.",
        ),
        (
            {"quantity": "1.5"},
            '9: quantity: found "1.5"; expected a whole number from 1 to 9,999. '
            "Write it in digits alone.",
        ),
        (
            {"quantity_mode": "Times the money"},
            '10: quantity_mode: found "Times the money"; expected one of '
            'all-one-money, times-the-money. Write "times-the-money".',
        ),
        (
            {"consignor": "Miller & Sons"},
            '11: consignor: found "Miller & Sons"; expected a client in capital '
            'letters, digits and hyphens, at most 40. Write it like "C-1042".',
        ),
        (
            {"consignor": "c-7"},
            '11: consignor: found "c-7"; expected a client in capital letters, digits '
            'and hyphens, at most 40. Write "C-7".',
        ),
    ],
)
def test_each_mistake_in_a_lot_has_its_sentence(changes, sentence):
    assert refused(csv_of(LOT | changes)) == [f"lots.csv:2:{sentence}"]


def test_an_amount_that_cannot_be_read_is_one_mistake_not_two():
    assert len(refused(csv_of(LOT | {"opening": "ask", "low_estimate": "low"}))) == 2
    assert len(refused(csv_of(LOT | {"opening": "", "low_estimate": "low"}))) == 1


def test_a_lot_number_stands_once():
    lots = (LOT, LOT | {"lot": "27A"}, LOT | {"title": '"Two\nlines"'}, LOT)
    assert refused(csv_of(*lots)) == [
        'lots.csv:4:2: title: found "Two\nlines"; expected text on one line. '
        "Take out the line breaks and tabs.",
        'lots.csv:4:1: lot: found "27"; expected lot 27 once: it stands on line 2 '
        "already. Take one of them out.",
        'lots.csv:6:1: lot: found "27"; expected lot 27 once: it stands on line 2 '
        "already. Take one of them out.",
    ][1::-1] + [
        'lots.csv:6:1: lot: found "27"; expected lot 27 once: it stands on line 2 '
        "already. Take one of them out."
    ]
