"""How the record is kept: every fact is read from the ledger, and none is assumed."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from string import Formatter

import pypdf
import pytest

from ledger.entry import Evidence, KnownBy, Way
from ledger.events import KeptRecords, RetentionRule
from ledger.house import House, intake, sales
from ledger.house.checkpoints import publish
from ledger.identity import ClientId, HoldId, Role
from ledger.proof.note import parse_note, sign_note
from ledger.proof.note_keys import SigningKey
from ledger.store.checkpoints import last_checkpoint
from ledger.version import VERSION
from presenters.procedures.chapters import procedures_document
from presenters.procedures.gather import procedures_shape
from presenters.procedures.html import html
from presenters.procedures.labels import LABELS
from presenters.procedures.pdf import pdf
from presenters.procedures.plain import plain
from presenters.procedures.prose import LIMITS, PROSE
from tests.clerk import Clerk
from tests.kept import KEY, NEXT_KEY, adopt, close_lot, opened, signing_house
from tests.sale_of_tests import LEDGER, SALE, bid, by, place, terms
from tests.stranger import stranger

pytestmark = pytest.mark.slow

LANGUAGES = ("en", "de")


def kept(house):
    """Return how a ledger is kept."""
    return procedures_shape(house, lambda _done, _total: None)


def page(house, lang="en"):
    """Return the description of a ledger as text."""
    return plain(procedures_document(kept(house), lang)).decode()


def changed(house, change):
    """Return the lines that a change takes from the description, and adds to it."""
    before = page(house).splitlines()
    change()
    after = page(house).splitlines()
    gone = [line for line in before if line not in after]
    return gone, [line for line in after if line not in before]


def text_of(lines):
    """Write lines as one, each run of blanks as one."""
    return " ".join(" ".join(lines).split())


@pytest.fixture
def house(tmp_path):
    with signing_house(tmp_path) as house:
        yield house


def test_the_page_names_the_ledger_its_end_and_its_root(house):
    before = kept(house)
    assert (before.ledger, before.as_of_position) == (LEDGER, house.head())
    assert before.described_by == VERSION
    _, new = changed(house, lambda: close_lot(house, 1))
    after = kept(house)
    assert after.tree.root != before.tree.root
    assert any(after.tree.root in line for line in new)
    assert f"As of position {house.head()}" in text_of(new)


def test_sales_and_versions_of_their_terms_are_those_of_the_ledger(house):
    other = replace(terms("Another"), sale="JUNE26", house="Another house")
    _, new = changed(house, lambda: house.do(sales.announce(other), by=by()))
    digest = house.sale("JUNE26").terms_hash
    assert "Another house" in text_of(new)
    assert any("JUNE26" in line and digest in line for line in new)
    amended = terms("A better title")
    _, new = changed(
        house,
        lambda: house.do(
            sales.amend_terms(amended, notice="Read out"), by=by(reason="Typo")
        ),
    )
    rules = kept(house).recorded_sales[0].rules
    assert [(each.version, each.in_force) for each in rules] == [(1, False), (2, True)]
    assert rules[1].sha256 in text_of(new)
    assert rules[1].position == house.head()


def test_who_records_and_how_is_counted(house):
    attributed = replace(
        by(reason="Checked"),
        actor="Mallory",
        role=Role.AUCTIONEER,
        known=KnownBy.LOGIN,
        login="sue",
        way=Way.CONSOLE,
        second="Ann",
        evidence=Evidence(place="slip 7", sha256="0" * 64),
    )
    before = kept(house).made
    house.do(bid(1, "101", 200), by=attributed)
    after = kept(house).made
    more = after.entry_count - before.entry_count
    assert more >= 1
    assert after.actors == before.actors + 1
    for name in ("other_login", "second_person", "reasons", "naming_evidence"):
        assert getattr(after, name) == getattr(before, name) + more, name
    assert ("console", more) in {(c.value, c.entry_count) for c in after.ways}
    assert ("auctioneer", more) in {(c.value, c.entry_count) for c in after.roles}
    assert ("login", more) in {(c.value, c.entry_count) for c in after.known_by}
    for counts in (after.ways, after.roles, after.known_by):
        assert sum(count.entry_count for count in counts) == after.entry_count


def test_keys_checkpoints_and_heads_are_told_but_no_path(house, tmp_path):
    close_lot(house, 1)
    before = kept(house).tree
    assert [key.key for key in before.recorded_keys] == [KEY.verifier.text]
    assert before.heads_kept
    assert before.head_size == before.signed_checkpoints.last_size == house.head()
    _, new = changed(house, lambda: adopt(house, NEXT_KEY))
    after = kept(house).tree
    assert [key.signs for key in after.recorded_keys] == [False, True]
    assert after.recorded_keys[1].position == house.head()
    assert any(NEXT_KEY.verifier.text in line for line in new)
    assert after.signed_checkpoints.unsigned == 1
    publish(house)
    signed = kept(house).tree.signed_checkpoints
    assert (signed.number, signed.unsigned) == (before.signed_checkpoints.number + 1, 0)
    for lang in LANGUAGES:
        assert str(tmp_path) not in page(house, lang)


def test_a_house_without_a_folder_of_keys_says_that_no_heads_are_kept(tmp_path):
    with signing_house(tmp_path) as house:
        close_lot(house, 1)
    with House.open(place(tmp_path)) as house:
        assert not kept(house).tree.heads_kept
        assert "Heads kept apart from the ledger no" in text_of(
            page(house).splitlines()
        )


def test_who_cosigned_and_who_stamped_is_read_off_the_file(house, tmp_path):
    close_lot(house, 1)
    witness = SigningKey("witness.example", bytes(range(2, 34)))
    with house.reading() as connection:
        last = last_checkpoint(connection)
    note = parse_note(last.note)
    both = note.signed_too(sign_note(note.text, [witness]).signatures)
    with stranger(place(tmp_path)) as file:
        file.execute("UPDATE checkpoints SET note = ?", (both.data,))
        row = (last.size, "tsa.example", b"reply")
        file.execute("INSERT INTO timestamps VALUES (?, ?, ?)", row)
    told = page(house)
    assert "witness.example" in told
    assert kept(house).tree.signed_checkpoints.cosigned_by == ("witness.example",)
    (stamps,) = kept(house).tree.timestamps
    assert (stamps.authority, stamps.number, stamps.last_size) == (
        "tsa.example",
        1,
        last.size,
    )


@pytest.mark.parametrize("guard", ["events_stand", "events_stay", "tiles_stay_first"])
def test_a_guard_that_is_gone_is_named(tmp_path, guard):
    with signing_house(tmp_path) as house:
        assert "15 of 15" in page(house)
        with stranger(place(tmp_path)) as file:
            file.execute(f"DROP TRIGGER {guard}")
        told = text_of(page(house).splitlines())
        assert "14 of 15" in told
        assert f"{guard} missing" in told
        german = text_of(page(house, "de").splitlines())
        assert f"{guard} fehlt" in german


def test_the_settings_of_the_file_are_read_back(house):
    file = kept(house).database_file
    assert file.durability == {"journal_mode": "wal", "synchronous": "FULL"}
    assert file.replica_of is None


def test_a_copy_says_what_it_is_a_copy_of(tmp_path):
    with signing_house(tmp_path) as house:
        house.copies.back_up(str(tmp_path / "copy.db"))
    with opened(tmp_path, str(tmp_path / "copy.db")) as copy:
        assert kept(copy).database_file.replica_of == copy.replica()
        assert f"Copy of {copy.replica()}" in text_of(page(copy).splitlines())


def test_retention_and_holds_are_those_on_record(house):
    rule = RetentionRule(
        jurisdiction="DE",
        records=KeptRecords.TAX,
        years=8,
        from_year_end=True,
        source="a law of our own",
    )
    _, new = changed(
        house, lambda: house.do(intake.set_retention(SALE, (rule,)), by=by())
    )
    assert "8 yes DE, a law of our own" in text_of(new)
    held = intake.place_hold(HoldId("MATTER-7"), clients=(ClientId("C-101"),), sales=())
    _, new = changed(house, lambda: house.do(held, by=by(reason="A claim")))
    assert "MATTER-7" in text_of(new)


def test_programs_and_clocks_come_from_the_ledgers_own_stream(house):
    (program,) = kept(house).programs
    assert (program.program, program.position) == (VERSION, 1)
    assert kept(house).claim_minutes == house.ledger().claim_minutes


def test_a_rehearsal_says_so_on_the_page(tmp_path):
    clerk = Clerk(tmp_path)
    clerk.begin()
    told = clerk.does("audit procedures")
    assert "Rehearsal: nothing here is a record" in told
    german = clerk.does("audit procedures --lang de --format html")
    assert "Probelauf: nichts hier ist eine Aufzeichnung" in german


def test_tax_rates_series_and_settlement_are_told_with_their_sha256(tmp_path):
    clerk = Clerk(tmp_path)
    clerk.begin()
    rates = (
        "jurisdiction,name,rate,on,valid_from,valid_until\n"
        "GB,VAT,20%,hammer premium fees shipping,2020-01-01,\n"
    )
    rules = (
        'prefix = "TH"\n[tax]\nplace = "GB"\n[consignors]\nwithhold = false\n'
        '[[consignors.bands]]\nrate = "10%"\n'
    )
    at = "--at 2026-05-02T09:00-05:00"
    clerk.does(f"tax import {{f}} {at}", f=clerk.writes("british.csv", rates))
    clerk.does(
        f"sale settlement MAY26 {{f}} {at}", f=clerk.writes("settlement.toml", rules)
    )
    answer = clerk("audit procedures --json").json
    (table,) = answer["tax_tables"]
    assert (table["jurisdiction"], table["rates"]) == ("GB", 1)
    assert table["source"].startswith("british.csv ")
    (sale,) = answer["recorded_sales"]
    assert sale["jurisdiction"] == "GB"
    assert [rule["kind"] for rule in sale["rules"]] == ["terms", "settlement"]
    told = clerk.does("audit procedures")
    for each in (table["source"], *(rule["sha256"] for rule in sale["rules"])):
        assert each in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_ledger_gives_the_same_bytes(tmp_path, lang):
    with signing_house(tmp_path) as house:
        close_lot(house, 1)
        first = _written(house, lang)
    with opened(tmp_path) as house:
        assert _written(house, lang) == first


def _written(house, lang):
    shape = kept(house)
    document = procedures_document(shape, lang)
    return plain(document), html(document), pdf(document, shape.made.last_at)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_and_paper_say_what_the_text_says(house, lang):
    shape = kept(house)
    document = procedures_document(shape, lang)
    paper = pypdf.PdfReader(io.BytesIO(pdf(document, shape.made.last_at)))
    printed = "".join(sheet.extract_text() for sheet in paper.pages)
    bare = re.sub(r"\s|\u200b", "", printed)
    on_screen = html(document).decode()
    for chapter in document.chapters:
        assert chapter.title in on_screen
        assert re.sub(r"\s", "", chapter.title) in bare
    assert shape.tree.root in bare
    assert KEY.verifier.text in bare
    assert SALE in bare
    assert f'<html lang="{lang}">' in on_screen


def test_what_somebody_typed_is_never_markup(tmp_path):
    with opened(tmp_path, new_id=LEDGER) as house:
        evil = replace(terms("<b>bold</b> #pagebreak() \x1b[31m"))
        house.do(sales.announce(evil), by=by())
        document = procedures_document(kept(house), "en")
        assert "<b>bold" not in html(document).decode()
        assert "\x1b" not in plain(document).decode()
        assert pdf(document, None).startswith(b"%PDF")


def test_an_empty_ledger_is_described_too(tmp_path):
    with opened(tmp_path, new_id=LEDGER) as house:
        assert kept(house).made.entry_count == 0
        assert "Nothing is on record." in page(house)


def test_both_languages_have_every_word_and_the_same_places_for_values():
    pairs = [*LABELS.items(), *PROSE.items(), *enumerate(LIMITS)]
    for key, (english, german) in pairs:
        assert english.strip(), key
        assert german.strip(), key
        places = [len(list(Formatter().parse(text))) for text in (english, german)]
        assert places[0] == places[1], key


def test_pdf_asks_for_a_file(tmp_path):
    clerk = Clerk(tmp_path)
    clerk.begin()
    answer = clerk("audit procedures --format pdf")
    assert answer.code == 2
    assert "Name a file with --out" in answer.err
