"""Every row of a file that the ledger refuses is named: file, line and column."""

import pytest

from tests.clerk import ANNOUNCED, clerk_of_a_sale

pytestmark = pytest.mark.slow

AT = f"--at {ANNOUNCED}"
LATER = "--at 2026-05-19T11:00-05:00"
HOUR = "2026-05-19T10:00-05:00"
RECORDED = "is in the catalogue already. Give the new lot another number"
PHONES = """\
lot,paddle,channel,phone_line
1,102,phone,1
1,101,phone,2
2,103,phone,1
3,101,phone,
"""
BIDS = f"""\
lot,paddle,maximum,channel,received_at
1,101,9000,mail,{HOUR}
1,102,100,mail,{HOUR}
3,101,95000,mail,{HOUR}
"""
PLACES = {
    "catalogue import MAY26": (
        "title,lot,opening\nBowl,2,100\nVase,7,100\nCup,1,100\n",
        "lot-exists",
        [
            f"2:2: lot: Lot MAY26/2 {RECORDED}",
            f"4:2: lot: Lot MAY26/1 {RECORDED}",
        ],
    ),
    "client import MAY26": (
        "client,kind,paddle\nC-1,firm,101\nC-8,person,108\nC-9,person,103\n",
        "client-exists",
        [
            "2:1: client: Client C-1 is enrolled already.",
            "2:3: paddle: Paddle 101 of sale MAY26 belongs to client C-1.",
            "4:3: paddle: Paddle 103 of sale MAY26 belongs to client C-3.",
        ],
    ),
    "register import MAY26": (
        PHONES,
        "line-taken",
        [
            "2:4: phone_line: Line 1 calls paddle 101 for lot MAY26/1.",
            "3:2: paddle: Paddle 101 is registered for lot MAY26/1 by phone.",
            "4:2: paddle: Paddle 103 is suspended.",
        ],
    ),
    "bids import MAY26": (
        BIDS,
        "far-beyond",
        [
            "2:3: maximum: Far beyond what stands: $9,000 by paddle 101 on lot MAY26/1",
            "4:3: maximum: Far beyond what stands: $95,000 by paddle 101 on lot MAY26",
        ],
    ),
}
"""By import: a file that is sound in itself, and what stands against it."""


@pytest.fixture
def clerk(tmp_path):
    clerk = clerk_of_a_sale(tmp_path)
    clerk.does(f"register MAY26/1 --paddle 101 --line 1 {AT}")
    clerk.does(f"paddle suspend MAY26 103 --reason Unpaid {AT}")
    return clerk


def lines(answer):
    """What was said of each row, without the path of the file."""
    return [
        line.split("list.csv:", 1)[1]
        for line in answer.err.splitlines()
        if "list.csv:" in line and not line.startswith("Warning")
    ]


@pytest.mark.parametrize("dry", ["", "--dry-run"])
@pytest.mark.parametrize("line", PLACES)
def test_all_that_the_ledger_refuses_is_named_with_its_place(clerk, line, dry):
    text, code, places = PLACES[line]
    file, events = clerk.writes("list.csv", text), clerk.events()
    refused = clerk(f"{line} {{f}} {dry} {LATER}", f=file)
    assert (refused.code, clerk.events()) == (1, events)
    count = f"{len(places)} mistakes; nothing was recorded."
    assert f"Refused ({code}): {count}" in refused.err
    answers = [each for each in lines(refused) if each[0].isdigit()]
    assert [
        each[: len(place)] for each, place in zip(answers, places, strict=True)
    ] == (places)


@pytest.mark.parametrize(
    ("line", "faulty"),
    [
        ("catalogue import MAY26", "Pan,8,x\n"),
        ("client import MAY26", "C-10,nobody,\n"),
        ("register import MAY26", "77,101,phone,\n"),
        ("bids import MAY26", f"77,101,60,mail,{HOUR}\n"),
    ],
)
def test_a_faulty_file_is_held_against_the_ledger_too(clerk, line, faulty):
    text, _, places = PLACES[line]
    file = clerk.writes("list.csv", text + faulty)
    refused = clerk(f"{line} {{f}} {LATER}", f=file)
    count = f"{len(places) + 1} mistakes; nothing was recorded."
    assert f"Refused (faulty-file): {count}" in refused.err
    *clashes, last = [each for each in lines(refused) if each[0].isdigit()]
    assert [
        each[: len(place)] for each, place in zip(clashes, places, strict=True)
    ] == (places)
    assert last.startswith(f"{text.count(chr(10)) + 1}:")


def test_one_clash_reads_as_it_did(clerk):
    file = clerk.writes("list.csv", "lot,title,opening\n1,Bowl,100\n")
    refused = clerk(f"catalogue import MAY26 {{f}} {AT}", f=file)
    assert "Refused (lot-exists): " in refused.err
    assert f"list.csv:2:1: lot: Lot MAY26/1 {RECORDED}" in refused.err


def test_a_list_that_is_recorded_already_is_no_clash(clerk):
    file = clerk.writes("list.csv", "lot,title,opening\n7,Bowl,100\n8,Cup,50\n")
    line = f"catalogue import MAY26 {{f}} {AT}"
    clerk.does(line, f=file)
    assert "Recorded before" in clerk.does(line, f=file)


def test_a_closed_sale_is_refused_once_and_not_by_row(clerk):
    clerk.does("sale close MAY26 --at 2026-05-20T18:00-05:00")
    file = clerk.writes("list.csv", "client,kind,paddle\nC-8,firm,108\nC-9,firm,109\n")
    refused = clerk(f"client import MAY26 {{f}} {AT}", f=file)
    assert refused.err.startswith("Refused (sale-closed): Sale MAY26 is closed.")
    assert refused.err.count("is closed") == 1
