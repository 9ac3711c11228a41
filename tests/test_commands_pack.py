"""Packs, typed: of each subject, of a live ledger and a rehearsal, signed or not."""

from __future__ import annotations

import json
import shutil
from hashlib import sha256
from io import BytesIO
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from commands.report.output import scope_of
from ledger.house import House
from presenters.pack.archive import archive
from presenters.pack.building import VERIFIER, PackSubject, pack_files
from presenters.pack.gathering import Concerned, gather
from tests.clerk import TERMS, Clerk
from tests.packed import judged, judged_by_a_stranger
from tests.settling_clerk import DAY, clerk_who_settled
from tests.source import ROOT
from tests.stranger import change_by_hand

pytestmark = pytest.mark.slow

SUBJECTS = [
    ("MAY26/2", "lot MAY26/2"),
    ("may26", "sale MAY26"),
    ("C-2", "client C-2"),
    ("TH-2026-00002", "invoice TH-2026-00002"),
]
LIVE = TERMS.replace("2026-05-20", "2099-05-20")


@pytest.fixture
def clerk(tmp_path):
    return clerk_who_settled(tmp_path)


@pytest.fixture
def live(tmp_path, monkeypatch):
    """Return a clerk whose ledger is live, with a sale of two lots."""
    monkeypatch.delenv("LOTLEDGER_REHEARSAL")
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "house").mkdir()
    clerk = Clerk(tmp_path / "house")
    terms = clerk.writes("terms.toml", LIVE)
    listed = clerk.writes(
        "catalogue.csv", "lot,title,opening\n1,A chair,60\n2,A jug,9\n"
    )
    clerk.does("sale announce {f}", f=terms)
    clerk.does("catalogue import MAY26 {f}", f=listed)
    for number in (1, 2):
        clerk.does(f"client add C-{number}")
        clerk.does(f"paddle issue MAY26 10{number} --client C-{number}")
    clerk.does("bid MAY26/1 --paddle 101 --maximum 100")
    return clerk


def packed(clerk, name, more=""):
    """Make a pack; return where it is, and what was said of it."""
    place = clerk.folder / "made.zip"
    said = clerk(f"audit pack {name} --out {{f}} --json {more}", f=place)
    assert said.code == 0, said.err
    return place, said.json


def file_of(place, name):
    """Read a file of a pack."""
    with ZipFile(place) as archive:
        return archive.read(name)


def text_on_paper(content):
    return "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def new_key(clerk, command="key new"):
    return clerk(f"{command} --json").json["key"]


@pytest.mark.parametrize(("name", "subject"), SUBJECTS)
def test_a_pack_of_each_subject_is_whole(clerk, name, subject):
    place, shape = packed(clerk, name)
    assert (shape["subject"], shape["signed"]) == (subject, True)
    code, verdict = judged(place, "--key", shape["verifier_keys"][0])
    assert (code, verdict["altered"], verdict["missing"]) == (0, [], [])
    assert verdict["subject"] == subject
    assert verdict["here"] == verdict["of"] > 1
    # Everybody knows the key of a rehearsal.
    assert verdict["trust"] == "self-consistent"


def test_a_stranger_unpacks_it_and_judges_it_with_what_is_in_it(clerk, tmp_path):
    place, _ = packed(clerk, "MAY26/2")
    folder = tmp_path / "elsewhere"
    with ZipFile(place) as archive:
        archive.extractall(folder)
    code, words = judged_by_a_stranger(folder, folder=folder)
    assert code == 0
    assert words.startswith("VALID AND WHOLE: all")
    assert "It is of a rehearsal: nothing of it happened." in words


def test_its_page_tells_what_happened_and_where_it_left_the_lot(clerk):
    place, _ = packed(clerk, "MAY26/2")
    page = file_of(place, "history.html").decode()
    # Outsiders get what is stored: who bid and what it led to, and no sealed amount.
    assert "bid up to a sealed amount" in page
    assert "$900" not in page
    assert "102 leads at" in page
    assert "sold to 102 at" in page
    assert "REHEARSAL" in page
    assert file_of(place, "history.pdf").startswith(b"%PDF")


def test_a_long_history_is_set_on_paper_in_parts(clerk, monkeypatch):
    whole, _ = packed(clerk, "MAY26")
    text = text_on_paper(file_of(whole, "history.pdf"))
    monkeypatch.setattr("presenters.pack.paper.PART_ENTRIES_MAX", 20)
    place, shape = packed(clerk, "MAY26")
    with ZipFile(place) as zipped:
        names = [name for name in zipped.namelist() if name.endswith(".pdf")]
        parts = [text_on_paper(zipped.read(name)) for name in names]
    assert names == [f"history-{n}.pdf" for n in range(1, len(names) + 1)]
    assert len(names) == -(-shape["entry_count"] // 20)
    assert "part 2 of" in parts[1]
    assert "bid up to" in text
    assert sum(part.count("bid up to") for part in parts) == text.count("bid up to")
    assert judged(place)[0] == 0


def test_the_same_ledger_makes_the_same_bytes(clerk, tmp_path):
    place, _ = packed(clerk, "MAY26")
    whole = place.read_bytes()
    (tmp_path / "copy").mkdir()
    copy = shutil.copy(clerk.ledger, tmp_path / "copy" / "other.db")
    again, _ = packed(Clerk(tmp_path / "copy", copy), "MAY26")
    assert again.read_bytes() == whole


def headed(records):
    scope = scope_of(records, None, None, printed_by="Ann", printed_at=None)
    return scope.heading("pack-history", "History")


def test_a_pack_has_what_is_recorded_while_it_is_made(clerk):
    def positions():
        yield 1
        clerk.does(f"lot track MAY26/1 --client C-1 {DAY}")

    with House.open(str(clerk.ledger)) as house:
        subject = PackSubject("sale", "MAY26")
        concerned = Concerned(
            positions=positions(), own_lots=(), zone="UTC", locale="en_US"
        )
        contents, basis = gather(
            house,
            subject,
            concerned,
            lambda size: headed(house.as_of(size)),
            lambda _, __: None,
        )
    assert basis.size == clerk.events()
    place = clerk.writes("made.zip", archive(pack_files(contents)))
    assert judged(place)[0] == 0


def test_whoever_has_the_ledger_takes_its_census_again(clerk):
    place, shape = packed(clerk, "MAY26/2")
    clerk.does(f"client add C-9 {DAY}")
    signed = file_of(place, "census").decode()
    taken = clerk.does(f"audit census --size {shape['position']}")
    assert signed.startswith(f"{taken}\n")
    streams = clerk("audit census --json").json["streams"]
    assert sum(each["events"] for each in streams) == clerk.events()
    assert clerk("audit census --size 9999").code == 1


@pytest.mark.parametrize(
    ("name", "code"),
    [("Sue", "no-pack-of"), ("MAY26/99", "unknown-name"), ("JUN26", "unknown-name")],
)
def test_there_is_no_pack_of_anything_else(clerk, name, code):
    place = clerk.folder / "made.zip"
    said = clerk("audit pack {n} --out {f}", n=name, f=place)
    assert (said.code, place.exists()) == (1, False)
    assert f"Refused ({code})" in said.err


def test_no_pack_is_made_of_a_ledger_that_was_changed(clerk):
    change_by_hand(
        clerk.ledger,
        "UPDATE events SET state = replace(state, '90000', '80000') "
        "WHERE stream = 'lot:MAY26/2' AND type = 'bid-placed/1'",
    )
    place = clerk.folder / "made.zip"
    said = clerk("audit pack MAY26/2 --out {f}", f=place)
    assert (said.code, place.exists()) == (3, False)


# A live ledger.


def test_the_key_that_the_house_gave_out_signs_it(live):
    key = new_key(live)
    place, shape = packed(live, "MAY26/1")
    assert shape["verifier_keys"] == [key]
    code, verdict = judged(place, "--key", key)
    assert (code, verdict["trust"], verdict["altered"]) == (0, "signed", [])


def test_without_a_key_it_is_unsigned_and_says_why(live):
    place, shape = packed(live, "MAY26/1")
    assert (shape["signed"], shape["verifier_keys"]) == (False, [])
    assert "key new" in shape["unsigned_because"]
    code, verdict = judged(place)
    assert (code, verdict["trust"]) == (0, "self-consistent")


def test_a_key_that_was_replaced_still_verifies_it(live):
    old = new_key(live)
    live.does("audit checkpoint")
    new = new_key(live, "key rotate")
    live.does("audit checkpoint")
    live.does("bid MAY26/2 --paddle 102 --maximum 10")
    place, _ = packed(live, "MAY26/2")
    for key in (old, new):
        code, verdict = judged(place, "--key", key)
        assert (code, verdict["trust"], verdict["altered"]) == (0, "signed", []), key


def test_a_receipt_is_redeemed_by_a_pack(live):
    key, receipt = new_key(live), live.folder / "a.receipt"
    live.does("bid MAY26/2 --paddle 102 --maximum 10 --receipt {f}", f=receipt)
    place, _ = packed(live, "MAY26/2")
    code, verdict = judged(place, "--key", key, "--receipt", str(receipt))
    assert code == 0
    assert "is what it promises" in json.dumps(verdict["proven"])


def test_the_reference_names_the_verifier_that_goes_out():
    page = (ROOT / "docs" / "reference" / "packs.md").read_text("utf-8")
    assert sha256(VERIFIER).hexdigest() in page
