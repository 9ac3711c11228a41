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
VILLAGE = replace(HERITAGE, sessions=(replace(SESSION, first_lot="1", last_lot="99"),))
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
    assert [entry.number for entry in read.entries][9:13] == [
        "50061",
        "50062",
        "50062A",
        "50074",
    ]
    patches = read.entries[6]
    assert (patches.quantity, patches.low_estimate) == (6, 4_000)
    assert patches.quantity_mode is QuantityMode.TIMES_THE_MONEY
    assert read.entries[-1].opening == 125_000, 'written "1,250.00"'
    assert sum(entry.opening for entry in read.entries) == 2_023_500


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
            (
                "1: lot: found nothing; expected a lot number like 27 or 27A. "
                "Write digits, then a letter if any."
            ),
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
            (
                '1: lot: found "27-1"; expected a lot number like 27 or 27A. '
                "Write digits, then a letter if any."
            ),
        ),
        (
            {"lot": "100"},
            (
                '1: lot: found "100"; expected a lot of a session: 1-99. '
                "Number it anew, or widen a session in the terms."
            ),
        ),
        (
            {"title": ""},
            "2: title: found nothing; expected a text. Write one.",
        ),
        (
            {"title": '"Hay\trake"'},
            (
                '2: title: found "Hay\\trake"; expected text on one line. '
                "Take out the line breaks and tabs."
            ),
        ),
        (
            {"description": "Bell \x07"},
            (
                '3: description: found "Bell \\x07"; expected text without the control '
                "character U+0007. Take it out."
            ),
        ),
        (
            {"low_estimate": "-200"},
            (
                '5: low_estimate: found "-200"; expected an amount above 0. '
                "Take out the sign."
            ),
        ),
        (
            {"low_estimate": "€200"},
            (
                '5: low_estimate: found "€200"; expected an amount in USD. '
                "Write it like $1,250.50."
            ),
        ),
        (
            {"high_estimate": "100"},
            (
                '6: high_estimate: found "100"; expected at least the low estimate, '
                "$200. "
                "Swap the two estimates."
            ),
        ),
        (
            {"opening": "99.999"},
            (
                '7: opening: found "99.999"; expected at most 2 decimals: USD has 2. '
                "Round it to 2."
            ),
        ),
        (
            {"opening": "20000000000000"},
            (
                '7: opening: found "20000000000000"; expected at most '
                "$10,000,000,000,000. Check the figure."
            ),
        ),
        (
            {"opening": "0"},
            (
                '7: opening: found "0"; expected an amount above 0. '
                "Leave the cell empty if there is none."
            ),
        ),
        (
            {"opening": "", "low_estimate": ""},
            (
                "7: opening: found nothing; expected an opening bid, or a low "
                "estimate to "
                "open at a share of. Fill in one of them."
            ),
        ),
        (
            {"reserve": "201"},
            (
                '8: reserve: found "201"; expected at most the low estimate, $200. '
                "Lower the reserve, or raise the estimate."
            ),
        ),
        (
            {"quantity": "0"},
            (
                '9: quantity: found "0"; expected a whole number from 1 to 9,999. '
                "Write it in digits alone."
            ),
        ),
        (
            {"quantity": "1.5"},
            (
                '9: quantity: found "1.5"; expected a whole number from 1 to 9,999. '
                "Write it in digits alone."
            ),
        ),
        (
            {"quantity_mode": "Times the money"},
            (
                '10: quantity_mode: found "Times the money"; expected one of '
                'all-one-money, times-the-money. Write "times-the-money".'
            ),
        ),
        (
            {"consignor": "Miller & Sons"},
            (
                '11: consignor: found "Miller & Sons"; expected a client in capital '
                'letters, digits and hyphens, at most 40. Write it like "C-1042".'
            ),
        ),
        (
            {"consignor": "c-7"},
            (
                '11: consignor: found "c-7"; expected a client in capital letters, '
                "digits "
                'and hyphens, at most 40. Write "C-7".'
            ),
        ),
    ],
)
def test_each_mistake_in_a_lot_has_its_sentence(changes, sentence):
    assert refused(csv_of(LOT | changes)) == [f"lots.csv:2:{sentence}"]


def test_an_amount_that_cannot_be_read_is_one_mistake_not_two():
    assert len(refused(csv_of(LOT | {"opening": "ask", "low_estimate": "low"}))) == 2
    assert len(refused(csv_of(LOT | {"opening": "", "low_estimate": "low"}))) == 1


def test_a_lot_number_stands_once():
    lots = (LOT, LOT | {"lot": "27A", "title": '"On two\nlines"'}, LOT)
    assert refused(csv_of(*lots)) == [
        (
            'lots.csv:3:2: title: found "On two\\nlines"; expected text on one line. '
            "Take out the line breaks and tabs."
        ),
        (
            'lots.csv:5:1: lot: found "27"; expected lot 27 once: it stands on line 2 '
            "already. Take one of them out."
        ),
    ]


def test_every_mistake_of_a_file_is_told_at_once():
    lots = csv_of(
        LOT | {"title": "", "reserve": "£150"},
        LOT | {"lot": "28", "quantity": "a dozen"},
    )
    header, first, second, _ = lots.split("\n")
    text = "\n".join([header.replace("reserve", "resrve"), first, "29,short", second])
    assert [
        sentence.partition("; ")[0] for sentence in refused(text + '\n30,"open')
    ] == [
        'lots.csv:1:8: header: found "resrve"',
        "lots.csv:2:2: title: found nothing",
        "lots.csv:3: found 2 cells",
        'lots.csv:4:9: quantity: found "a dozen"',
        "lots.csv:5: found a quote that is not closed",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"opening": ""},
            "1 lot without a starting bid: opened at 25% of the low estimate (line 2)",
        ),
        ({"quantity": ""}, "1 lot without a quantity: taken as 1 piece (line 2)"),
        (
            {"quantity": "6"},
            (
                "1 lot of several pieces that do not say how they are sold: one price "
                "buys all (line 2)"
            ),
        ),
        (
            {"opening": "160"},
            "1 lot opening above the reserve: the first bid meets it (line 2)",
        ),
    ],
)
def test_what_is_assumed_is_said(changes, said):
    assert notes(**changes) == (said,)


def test_a_lot_without_starting_bid_opens_at_the_terms_share_of_its_low_estimate():
    """25 % of the low estimate in the seed's sale (rulebook 1)."""
    lots = [LOT | {"lot": str(number), "opening": ""} for number in range(1, 8)]
    read_back = read(csv_of(*lots))
    assert {entry.opening for entry in read_back.entries} == {5_000}
    assert read_back.notes == (
        (
            "7 lots without a starting bid: opened at 25% of the low estimate "
            "(lines 2, 3, 4, 5, 6 and 2 more)"
        ),
    )


def test_equal_amounts_are_in_order():
    """A reserve may come up to the low estimate (rulebook 3.2 [S40])."""
    same = {"low_estimate": "200", "high_estimate": "200", "reserve": "200"}
    assert read(csv_of(LOT | same | {"opening": "200"})).notes == ()


def test_a_platform_writes_0_for_none():
    header = "LotNum,Title,Description,LowEst,HighEst,StartPrice,Reserve Price,Quantity"
    rake, fork = read(f"{header}\n1,Rake,,80,0,0,0.00,1\n2,Fork,,0,0,5,,1\n").entries
    assert (rake.opening, rake.high_estimate, rake.reserve) == (2_000, None, None)
    assert (fork.opening, fork.low_estimate) == (500, None)
    assert refused(f"{header}\n1,Rake,,0,0,0,0,1\n") == [
        (
            'lots.csv:2:6: StartPrice: found "0"; expected an opening bid, or a low '
            "estimate to open at a share of. Fill in one of them."
        )
    ]


def test_columns_beyond_the_layout_are_named_not_read():
    assert notes(condition="Fair", shelf="B4") == (
        "columns without a place in the ledger, not read: condition, shelf",
    )


@pytest.mark.parametrize(
    ("written", "remedy", "because"),
    [
        ("resrve", 'Write "reserve", or take it out.', "a letter is missing"),
        ("Reserve Price", 'Write "reserve", or take it out.', "another name for it"),
        ("low estimate", 'Write "low_estimate", or take it out.', "no underscore"),
    ],
)
def test_a_misspelled_column_is_not_passed_over(written, remedy, because):
    """Not read, a misspelled reserve would sell the lot without one."""
    meant = remedy.split('"')[1]
    text = csv_of(LOT).replace(meant, written, 1)
    column = list(LOT).index(meant) + 1
    assert refused(text) == [
        (
            f'lots.csv:1:{column}: header: found "{written}"; expected the column '
            f'"{meant}". {remedy}'
        )
    ], because


@pytest.mark.parametrize(
    ("header", "layout", "sentences"),
    [
        (
            "lot,titel,opening",
            None,
            [
                (
                    'lots.csv:1:2: header: found "titel"; expected the column "title". '
                    'Write "title".'
                )
            ],
        ),
        (
            "number,name,price",
            None,
            [
                (
                    'lots.csv:1: header: found no column "lot"; expected the columns '
                    "lot, "
                    "title (layout lotledger). Add it, or name another layout."
                ),
                (
                    'lots.csv:1: header: found no column "title"; expected the columns '
                    "lot, title (layout lotledger). Add it, or name another layout."
                ),
            ],
        ),
        (
            "LotNum,Title,Description,LowEst,HighEst",
            None,
            [
                (
                    'lots.csv:1: header: found no column "StartPrice"; expected the '
                    "columns LotNum, Title, Description, LowEst, HighEst, StartPrice "
                    "(layout liveauctioneers). Add it, or name another layout."
                ),
            ],
        ),
        (
            "lotnum,Title,Description,LowEst,HighEst,StartPrice",
            None,
            [
                (
                    'lots.csv:1:1: header: found "lotnum"; expected the column '
                    '"LotNum". '
                    'Write "LotNum".'
                ),
            ],
        ),
        (
            "lot,title,opening",
            "proxibid",
            [
                (
                    'lots.csv:1: header: found no column "Lot Number"; expected the '
                    "columns Lot Number, Lot Title, Lot Description (layout proxibid). "
                    "Add it, or name another layout."
                ),
                (
                    'lots.csv:1: header: found no column "Lot Description"; expected '
                    "the "
                    "columns Lot Number, Lot Title, Lot Description (layout proxibid). "
                    "Add it, or name another layout."
                ),
                (
                    'lots.csv:1:2: header: found "title"; expected the column '
                    '"Lot Title". Write "Lot Title".'
                ),
            ],
        ),
        (
            "lot,title,opening",
            "proxybid",
            [
                (
                    'lots.csv: layout: found "proxybid"; expected one of lotledger, '
                    'liveauctioneers, auctionflex, hibid, proxibid. Write "proxibid".'
                )
            ],
        ),
        (
            "lot,title,reserve",
            None,
            [
                (
                    'lots.csv:1: header: found no column "opening" or "low_estimate"; '
                    "expected a column of opening bids, or of estimates to open at a "
                    "share "
                    "of. Add one of them."
                )
            ],
        ),
    ],
)
def test_a_header_of_no_layout(header, layout, sentences):
    row = ",".join("1" for _ in header.split(","))
    assert refused(f"{header}\n{row}\n", layout) == sentences


def test_the_layouts_have_names():
    names = "lotledger liveauctioneers auctionflex hibid proxibid"
    assert " ".join(LAYOUTS) == names


@pytest.mark.parametrize("layout", [None, "liveauctioneers"])
def test_a_liveauctioneers_sheet(layout):
    """Names with their capitals, tabs, Windows-1252 (rulebook 6.1 [S103]-[S105])."""
    path = SAMPLES / "liveauctioneers.tsv"
    sheet = read_catalogue(path, terms=VILLAGE, layout=layout)
    assert sheet.layout == "liveauctioneers"
    sign, chairs, table = sheet.entries
    assert sign.title == "Café sign, enamel"
    assert sign.description == "White on blue, one chip.\r\nHoles for four screws."
    assert (sign.opening, sign.reserve, sign.consignor) == (15_000, 25_000, "C-7")
    assert (chairs.opening, chairs.reserve, chairs.quantity) == (15_000, None, 6)
    assert table.number == "2A"
    assert table.description == "Oak top \N{EN DASH} later."
    assert sheet.notes == (
        "read as Windows-1252, because the file is not UTF-8",
        "columns without a place in the ledger, not read: Condition",
        "LiveAuctioneers takes 50 to 1,250 lots: 3 in all",
        (
            "1 lot of several pieces that do not say how they are sold: one price buys "
            "all (line 4)"
        ),
        "1 lot with 0 as Reserve Price: taken as none (line 4)",
        "1 lot without a starting bid: opened at 25% of the low estimate (line 4)",
    )


def test_liveauctioneers_limits_are_remarks():
    """Titles of 100 characters, no CSV UTF-8 (rulebook 6.1 [S103]-[S105])."""
    header = "LotNum,Title,Description,LowEst,HighEst,StartPrice,Quantity"
    rows = [f"{number},{'x' * (99 + number)},,,,5,1" for number in (1, 2)]
    text = "\N{BYTE ORDER MARK}" + "\n".join([header, *rows])
    assert read(text).notes == (
        "LiveAuctioneers takes 50 to 1,250 lots: 2 in all",
        "LiveAuctioneers does not take a file saved as CSV UTF-8",
        (
            "1 lot with a Title of more than 100 characters, which LiveAuctioneers "
            "does "
            "not take (line 3)"
        ),
    )


def test_an_auction_flex_sheet():
    """Estimates are for each piece, the reserve for all (rulebook 6.1 [S108])."""
    sheet = read_catalogue(SAMPLES / "auctionflex.csv", terms=VILLAGE)
    assert sheet.layout == "auctionflex"
    vise, clamps, tumblers = sheet.entries
    assert [entry.number for entry in sheet.entries] == ["10", "10A", "11"]
    assert (vise.low_estimate, vise.high_estimate, vise.opening) == (
        4_000,
        6_000,
        2_000,
    )
    assert (clamps.low_estimate, clamps.high_estimate) == (4_000, 6_000), "four times"
    assert (clamps.reserve, clamps.opening) == (3_000, 1_000)
    assert (tumblers.low_estimate, tumblers.high_estimate) == (3_000, 4_800)
    assert tumblers.reserve is None
    assert sheet.notes == (
        "columns without a place in the ledger, not read: Inventory Type",
        (
            "2 lots of several pieces that do not say how they are sold: one price "
            "buys "
            "all (lines 3, 4)"
        ),
        "2 lots sold for one price: Est. Min (Each) times the quantity (lines 3, 4)",
        "2 lots sold for one price: Est. Max (Each) times the quantity (lines 3, 4)",
        "1 lot without a starting bid: opened at 25% of the low estimate (line 3)",
        "1 lot with 0 as Total Reserve: taken as none (line 4)",
    )


FLEX = "Lot #,Lead,Quantity,Est. Min (Each),Total Reserve,Starting Bid,quantity_mode\n"


def test_auction_flex_by_the_piece_shares_the_reserve_and_keeps_the_estimate():
    """A bid is for one piece then, and so is what it is held against."""
    sheet = read(FLEX + "10,Clamps,4,10,30,5,times-the-money\n")
    (clamps,) = sheet.entries
    assert (clamps.low_estimate, clamps.reserve) == (1_000, 750)
    assert sheet.notes == (
        "1 lot sold by the piece: Total Reserve shared among the pieces (line 2)",
    )


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (
            "10,Clamps,3,50,100,5,times-the-money",
            (
                'lots.csv:2:5: Total Reserve: found "100"; expected an amount that 3 '
                "pieces share without a rest. Change the total."
            ),
        ),
        (
            "10,Clamps,4,9000000000000,,5,all-one-money",
            (
                'lots.csv:2:4: Est. Min (Each): found "9000000000000"; expected at '
                "most "
                "$10,000,000,000,000 for all pieces. Check the figure."
            ),
        ),
    ],
)
def test_what_pieces_cannot_share_is_refused(row, sentence):
    assert refused(FLEX + row) == [sentence]


def test_a_proxibid_sheet():
    """Lot Type 1 is all one money, 2 times the money (rulebook 6.1 [S70]).

    It has no prices of its own: our columns stand beside its.
    """
    sheet = read_catalogue(SAMPLES / "proxibid.csv", terms=VILLAGE)
    assert sheet.layout == "proxibid"
    rake, posts, cans = sheet.entries
    assert rake.description == "Horse drawn, complete"
    assert (posts.number, posts.quantity, posts.opening) == ("12A", 40, 250)
    assert posts.quantity_mode is QuantityMode.TIMES_THE_MONEY
    assert cans.quantity_mode is QuantityMode.ALL_ONE_MONEY
    assert cans.reserve == 4_500
    assert sheet.notes == ()


def test_a_proxibid_lot_type_is_1_or_2():
    header = "Lot Number,Lot Title,Lot Description,Quantity,Lot Type,opening"
    assert refused(f"{header}\n1,Cans,,3,times,5") == [
        (
            'lots.csv:2:5: Lot Type: found "times"; expected 1 or 2. '
            "Write 1 for all one money, 2 for times the money."
        )
    ]


def test_capitals_count_for_liveauctioneers_alone():
    header = "LOT NUMBER,Lot title,Lot Description,quantity,OPENING"
    sheet = read(f"{header}\n1,Cans,,1,5")
    assert sheet.layout == "proxibid"
    assert sheet.entries[0].opening == 500
