"""What a ledger and all that is made of it tell of maximums that are still hidden."""

from __future__ import annotations

import json
import re
import sqlite3
from base64 import b32encode, b64encode
from binascii import hexlify
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger.house import House, bids
from ledger.identity import LotId, Paddle
from ledger.vault.sealing import commitment, committed
from projections.views import Views
from tests.clerk import Clerk
from tests.encoded_amounts import SHORTEST, encoded, encodings, is_in
from tests.sale_of_tests import by

pytestmark = pytest.mark.slow

AT = "--at 2026-05-04T12:00-05:00"
HIDDEN = "7371793"
"""A maximum in whole dollars: so many digits stand in no hash by chance."""
MINOR = 737_179_300
OTHER = 846_491_300
"""What the same bidder raises it to."""
FORMATS = ("csv", "xlsx", "html", "pdf", "json")
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
    open_sale.does("backup {f}", f=open_sale.folder / "copy.db")
    files = [
        file
        for file in open_sale.folder.rglob("*")
        if file.is_file() and file.suffix not in {".csv", ".toml"}
    ]
    assert open_sale.ledger in files
    for file in files:
        assert not is_in(file.read_bytes(), encodings(MINOR)), file
    assert b"19.19" not in open_sale.ledger.read_bytes()
    values = [
        value
        for file in (open_sale.ledger, open_sale.views)
        for table in rows(file).values()
        for row in table
        for value in row
    ]
    assert not {MINOR, int(HIDDEN), 1_919} & {*filter(is_number, values)}


def is_number(value):
    return isinstance(value, int | float)


def test_none_is_in_what_is_open_while_the_house_works(open_sale):
    """In the write-ahead log, and in temporary files that have no name any more."""
    raised = bids.bid(
        LotId("MAY26/1"),
        paddle=Paddle("102"),
        maximum=OTHER,
        at=datetime(2026, 5, 4, 18, tzinfo=UTC),
    )
    with House.open(str(open_sale.ledger)) as house:
        seen = house.head()
        house.do(raised, by=by())
        list(house.entries_after(0, limit=1_000))
        with Views(house, str(open_sale.ledger)) as views, views.asked():
            opened = {*opened_files()}
        logs = [*open_sale.folder.glob("*-wal")]
        opened |= {file.read_bytes() for file in logs}
        assert house.head() > seen
    assert logs
    assert any(b"bid-placed/1" in content for content in opened)
    texts = [*encodings(MINOR), *encodings(OTHER)]
    assert not any(is_in(content, texts) for content in opened)


def opened_files():
    """Read every ordinary file that this process has open, by its number."""
    for number in Path("/proc/self/fd").iterdir():
        with suppress(OSError):
            if number.is_file():
                yield number.read_bytes()


EXPORTS = (
    *(f"audit history MAY26 --format {form}" for form in FORMATS),
    *(f"report decisions MAY26 --format {form}" for form in FORMATS),
    *(f"report intake MAY26 --format {form}" for form in FORMATS),
    *(f"audit seals MAY26 --format {form}" for form in FORMATS),
    *(f"report journal --format {form}" for form in (*FORMATS, "beancount", "hledger")),
)


@pytest.mark.parametrize("line", EXPORTS)
def test_no_export_of_an_open_sale_tells_one(open_sale, line):
    written = open_sale.folder / "written"
    open_sale.does(f"{line} --out {{f}}", f=written)
    content = written.read_bytes()
    assert content
    assert not is_in(content, encodings(MINOR))


@pytest.mark.parametrize("form", ["csv", "xlsx", "pdf", "html", "json"])
def test_an_export_that_tells_an_amount_is_found(open_sale, form):
    """What a format writes is searched as it reads: a title is seen there."""
    written = open_sale.folder / "written"
    told = "--filter kind:lot-catalogued"
    open_sale.does(f"audit history MAY26 {told} --format {form} --out {{f}}", f=written)
    assert is_in(written.read_bytes(), encoded("A chair"))


def test_an_amount_is_found_in_every_encoding():
    for text in encodings(MINOR):
        if len(text) >= SHORTEST:
            assert is_in(b"before " + text + b" behind", encodings(MINOR))
    for before in range(16):
        for encode in (b64encode, b32encode, hexlify):
            data = encode(b"x" * before + HIDDEN.encode() + b"yz")
            assert is_in(data, encodings(MINOR)), (before, encode)


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
