"""What a ledger and all that is made of it tell of maximums that are still hidden."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from itertools import product

import pytest

from ledger.house import House
from ledger.identity import LotId
from ledger.vault.sealing import commitment, committed
from tests.clerk import Clerk
from tests.encoded_amounts import encodings

AT = "--at 2026-05-04T12:00-05:00"
HIDDEN = "73717"
"""A maximum in whole dollars that stands nowhere else."""
MINOR = 7_371_700
ID = "0d6f6c1e-6a1f-4b38-9f3f-2a4f0c1d9e55"
COMMANDS = (
    "lot show MAY26/1 --json",
    "lots MAY26 --json",
    "results MAY26 --json",
    "audit history MAY26/1 --json",
    "replay lot MAY26/1 --json",
    "audit verify --json",
)


def auctioned(folder, leader, *, refused="20"):
    """Auction a lot whose leader has a hidden maximum, and bid against it."""
    folder.mkdir()
    clerk = Clerk(folder)
    with House.open(str(clerk.ledger), new_id=ID) as house:
        assert not house.head()
    clerk.begin()
    for paddle, amount in (("101", "80"), ("102", leader), ("101", "200")):
        clerk.does(f"bid MAY26/1 --paddle {paddle} --maximum {amount} --sure {AT}")
    clerk(f"bid MAY26/1 --paddle 101 --maximum {refused} {AT}")
    clerk.does("views rebuild")
    return clerk


@pytest.fixture
def open_sale(tmp_path):
    return auctioned(tmp_path / "sale", HIDDEN, refused="19.19")


def rows(file):
    """Return every row of every table of a file, by its table."""
    with closing(sqlite3.connect(file)) as connection:
        names = connection.execute("SELECT name FROM sqlite_master WHERE type='table'")
        return {
            name: connection.execute(f'SELECT * FROM "{name}"').fetchall()  # noqa: S608
            for (name,) in names.fetchall()
        }


def without_seals(text):
    """Return the text of an entry without what is sealed in it."""
    return re.sub(r'"seal":\{[^}]*\}', '"seal":{}', text.decode())


def test_two_sales_that_differ_in_hidden_maximums_have_the_same_records(tmp_path):
    low, high = (
        auctioned(tmp_path / name, amount)
        for name, amount in (("a", "700"), ("b", "9,500"))
    )
    one, other = (rows(clerk.ledger)["events"] for clerk in (low, high))
    assert one != other
    assert [(*row[:4], without_seals(row[4])) for row in one] == [
        (*row[:4], without_seals(row[4])) for row in other
    ]
    assert [len(row[4]) for row in one] == [len(row[4]) for row in other]


def test_they_have_the_same_views(tmp_path):
    low, high = (
        auctioned(tmp_path / name, amount)
        for name, amount in (("a", "700"), ("b", "9,500"))
    )
    one, other = (rows(clerk.views) for clerk in (low, high))
    marks = {"position_marks", "generations"}
    assert one.keys() == other.keys()
    differ = {name for name in one if one[name] != other[name]}
    assert differ <= marks | {name for name in differ if "tracking" in name}


@pytest.mark.parametrize("line", COMMANDS)
def test_they_give_the_same_answers(tmp_path, line):
    low, high = (
        auctioned(tmp_path / name, amount)
        for name, amount in (("a", "700"), ("b", "9,500"))
    )
    one, other = (clerk.does(line) for clerk in (low, high))
    # What is hashed or signed, and when a page was made.
    hashed = re.compile(r"[0-9a-f]{64}|[A-Za-z0-9+/]{40,}=*|[0-9T:-]+\.\d{6}Z")
    told = [
        hashed.sub("", text.replace(str(clerk.folder), ""))
        for text, clerk in ((one, low), (other, high))
    ]
    assert told[0] == told[1]


def test_no_byte_of_an_open_sale_tells_a_hidden_maximum(open_sale):
    open_sale.does("audit history MAY26 --json")
    open_sale.does("audit pack MAY26 --out {f}", f=open_sale.folder / "pack.zip")
    files = [
        file
        for file in open_sale.folder.rglob("*")
        if file.is_file() and file.suffix not in {".csv", ".toml"}
    ]
    assert open_sale.ledger in files
    for file, amount in product(files, (MINOR, 1_919)):
        content = file.read_bytes()
        for text in encodings(amount):
            if len(text) >= 4 and amount == MINOR:
                assert text not in content, (file, text)
    assert b"19.19" not in open_sale.ledger.read_bytes()


def test_nothing_that_stands_plain_beside_a_seal_gives_the_amount_away(open_sale):
    """Whoever has the file alone tries each amount against all that is in it."""
    texts = [json.loads(row[4]) for row in rows(open_sale.ledger)["events"]]
    sealed = [text["body"] for text in texts if text["body"].get("seal")]
    assert sealed
    body = next(each for each in sealed if each.get("bid") == "1#2")
    plain = [
        value
        for text in texts
        for value in re.findall(r"[0-9a-f]{64}", json.dumps(text))
    ]
    for nonce in {bytes(32), *(bytes.fromhex(value) for value in plain)}:
        text = committed(
            "maximum",
            ledger=ID,
            lot=LotId("MAY26/1"),
            bid="1#2",
            currency="USD",
            amount=MINOR,
        )
        assert commitment(text, nonce).hex() != body["seal"]["commitment"]


def test_a_call_over_the_limit_tells_nothing_of_maximums_elsewhere(tmp_path):
    """What is left of the limit would: it is told to the caller, and sealed."""
    stored = []
    for name, maximum in (("a", "300"), ("b", "350")):
        folder = tmp_path / name
        folder.mkdir()
        clerk = Clerk(folder)
        with House.open(str(clerk.ledger), new_id=ID) as house:
            assert not house.head()
        clerk.begin()
        clerk.does(f"bid MAY26/1 --paddle 103 --maximum {maximum} {AT}")
        up = "--at 2026-05-20T10:00-05:00"
        clerk.does(f"live open MAY26/2 {up}")
        refused = clerk(f"live bid MAY26/2 700 --paddle 103 {up}")
        assert f"has ${500 - int(maximum)} left of its limit" in refused.err
        stored.append([without_seals(row[4]) for row in rows(clerk.ledger)["events"]])
    assert stored[0] == stored[1]
