"""An e-invoice is issued once: bytes in the vault, SHA-256 in the log."""

from __future__ import annotations

import json
from hashlib import sha256
from shutil import copyfile

import pytest

from commands.keeping import WORDS_FILE, key_folder
from ledger.events import EInvoiceForm, EInvoiceIssued, Looked
from ledger.house import House
from ledger.house.e_invoices import issue, place_of_issue
from ledger.house.vaults import open_vault_of
from ledger.identity import InvoiceId
from ledger.refusals import EInvoiceOther, UnknownCreditNote
from ledger.vault.papers import file_paper, paper, take_paper_out
from tests.clerk import Clerk
from tests.sale_of_tests import all_entries, by
from tests.settling_clerk import DAY, clerk_who_settled
from tests.story import clock

pytestmark = pytest.mark.slow

ONE, NOTE = "TH-2026-00001", "TH-2026-C00001"
HOUSE = """\
[letterhead]
name = "Hill"
phone = "+49 89 555 0142"
[print]
supply = "sale"
[einvoice]
legal_name = "Hill GmbH"
vat_id = "DE123456789"
country = "DE"
postcode = "80331"
city = "München"
street = "Maximilianstraße 1"
contact = "Accounts"
"""
GONE = "--basis 'GDPR art 17, letter 14' --approved-by Ann"
SOON, LATER = "--at 2026-06-01T10:00Z", "--at 2040-01-01T10:00Z"


@pytest.fixture
def bare(tmp_path, monkeypatch):
    """Return a clerk who settled, and has no vault."""
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "sale").mkdir()
    clerk = clerk_who_settled(tmp_path / "sale")
    clerk.house = clerk.writes("house.toml", HOUSE)
    return clerk


@pytest.fixture
def clerk(bare):
    bare.does(f"client file {buyer(bare)} --name 'Ada Býron' --line 'Squäre 12'")
    return bare


def buyer(clerk, number=ONE):
    return clerk(f"invoice show {number} --json").json["client"]


def prints(clerk, number=ONE, out="out", more=""):
    asked = f"print {number} --e-invoice --settings {{h}} --out {{o}} {more}"
    return clerk(asked, h=clerk.house, o=clerk.folder / out)


def xml(clerk, number=ONE, out="out"):
    return (clerk.folder / out / f"{number}.xml").read_bytes()


def issued(clerk):
    with House.open(str(clerk.ledger)) as house:
        events = [entry.event for entry in all_entries(house)]
    return [event for event in events if isinstance(event, EInvoiceIssued)]


def vault_of(clerk):
    (vault,) = (clerk.folder.parent / "keys").glob("*/vault")
    return vault


def in_vault(clerk, act):
    with (
        House.open(str(clerk.ledger), keys=key_folder()) as house,
        open_vault_of(house, str) as vault,
    ):
        return act(vault)


def kept(clerk, number=ONE):
    client = buyer(clerk)
    return in_vault(clerk, lambda vault: paper(vault, f"{number} factur-x", client))


def test_the_first_printing_issues_it(clerk):
    assert prints(clerk).code == 0
    (event,) = issued(clerk)
    assert (event.which.document, event.form) == (ONE, EInvoiceForm.FACTUR_X)
    assert event.sha256 == sha256(xml(clerk)).hexdigest()
    assert kept(clerk) == xml(clerk)
    assert "Ada Býron".encode() in xml(clerk)
    clerk.does("audit verify")
    assert event.sha256 in clerk.does(f"audit history {ONE}")
    assert f"{ONE} issued as factur-x" in clerk.does(f"invoice show {ONE}")


def test_no_word_of_it_is_in_the_ledger(clerk):
    prints(clerk)
    clerk.does("backup {f}", f=clerk.folder / "copy.db")
    files = [*clerk.folder.glob("*.db*"), *(clerk.folder.parent / "keys").rglob("*")]
    texts = [file.read_bytes() for file in files if file.is_file()]
    for word in ("Ada Býron", "Squäre 12", "CrossIndustryInvoice"):
        assert not any(word.encode() in text for text in texts)


def test_printing_again_hands_out_the_same_and_records_nothing(clerk):
    prints(clerk)
    before = clerk.events()
    again = prints(clerk, out="again")
    assert (again.code, again.err) == (0, "")
    assert xml(clerk, out="again") == xml(clerk)
    assert clerk.events() == before
    names = [clerk.folder / out / f"{ONE}.pdf" for out in ("out", "again")]
    assert names[0].read_bytes() == names[1].read_bytes()


@pytest.mark.parametrize("changed", ["name", "house", "names file"])
def test_what_would_be_another_today_is_handed_out_as_issued(clerk, changed):
    prints(clerk)
    more = ""
    if changed == "name":
        clerk.does(f"client file {buyer(clerk)} --name 'Bo Other'")
    elif changed == "house":
        clerk.house = clerk.writes("other.toml", HOUSE.replace("Hill GmbH", "Hall AG"))
    else:
        names = clerk.writes("names.csv", f"client,name\n{buyer(clerk)},Bo Other\n")
        more = f"--names {names}"
    answer = prints(clerk, out="again", more=more)
    assert answer.code == 0
    assert f"{ONE} is handed out as it was issued" in answer.err
    assert xml(clerk, out="again") == xml(clerk)
    assert not (clerk.folder / "again" / f"{ONE}.pdf").exists()
    assert len(issued(clerk)) == 1


def test_who_is_handed_what_was_kept_is_on_record_first(clerk):
    names = clerk.writes("names.csv", f"client,name\n{buyer(clerk)},Ada\n")
    prints(clerk, more=f"--names {names}")
    assert not looks(clerk)
    prints(clerk, more=f"--names {names}")
    assert looks(clerk) == [((buyer(clerk),), "printing")]


def looks(clerk):
    with House.open(str(clerk.ledger)) as house:
        events = [entry.event for entry in all_entries(house)]
    return [(e.clients, e.purpose) for e in events if isinstance(e, Looked)]


def test_a_credit_note_is_issued_on_its_own(clerk):
    prints(clerk)
    clerk.does(f"credit {ONE} --reason Typo {DAY}")
    assert prints(clerk, NOTE).code == 0
    invoice, note = issued(clerk)
    assert (note.invoice, note.which.document) == (ONE, NOTE)
    assert note.sha256 == sha256(xml(clerk, NOTE)).hexdigest() != invoice.sha256
    assert kept(clerk, NOTE) == xml(clerk, NOTE)
    with House.open(str(clerk.ledger)) as house:
        places = [place_of_issue(house, each, note.form) for each in (ONE, NOTE)]
        entries = all_entries(house)
    assert [entries[place - 1].event for place in places] == [invoice, note]
    clerk.does("audit verify")


def test_a_pdf_alone_issues_nothing(clerk):
    clerk.does(f"print {ONE} --out {{o}}", o=clerk.folder)
    assert issued(clerk) == []


def test_without_a_vault_it_is_printed_and_said_why_it_is_not_issued(bare):
    names = bare.writes("names.csv", f"client,name\n{buyer(bare)},Ada\n")
    answer = prints(bare, more=f"--names {names}")
    assert answer.code == 0
    assert f"{ONE} is no e-invoice that was issued yet: There is no vault" in answer.err
    assert b"Ada" in xml(bare)
    assert issued(bare) == []


def test_one_that_names_nobody_is_not_issued(bare):
    bare.does("vault new")
    answer = prints(bare)
    assert answer.code == 0
    assert f"No name of {buyer(bare)} is known here." in answer.err
    assert issued(bare) == []
    assert kept(bare) is None


def test_a_copy_of_the_ledger_issues_nothing_and_keeps_nothing(clerk):
    copy = clerk.folder / "copy.db"
    clerk.does(f"backup {copy}")
    other = Clerk(clerk.folder, copy)
    other.house = clerk.house
    names = clerk.writes("names.csv", f"client,name\n{buyer(clerk)},Ada\n")
    answer = prints(other, more=f"--names {names}")
    assert answer.code == 0
    assert f"{ONE} is no e-invoice that was issued yet" in answer.err
    assert kept(clerk) is None
    prints(clerk)
    refused = prints(other, out="again", more=f"--names {names}")
    assert "look-not-recorded" in refused.err
    assert not list((clerk.folder / "again").glob("*.xml"))


def test_who_was_stopped_before_it_was_on_record_issued_what_they_kept(clerk):
    text, client = b"<kept/>", buyer(clerk)
    in_vault(clerk, lambda vault: file_paper(vault, f"{ONE} factur-x", client, text))
    prints(clerk)
    (event,) = issued(clerk)
    assert xml(clerk) == text
    assert event.sha256 == sha256(text).hexdigest()


def test_of_two_that_print_at_once_the_first_issues_it(clerk):
    name, client = f"{ONE} factur-x", buyer(clerk)

    def both(vault):
        first = file_paper(vault, name, client, b"<first/>")
        return first, file_paper(vault, name, client, b"<second/>")

    assert in_vault(clerk, both) == ((b"<first/>", True), (b"<first/>", False))
    assert kept(clerk) == b"<first/>"


def test_an_older_vault_keeps_it_again_and_nothing_else(clerk, tmp_path):
    older = tmp_path / "older"
    copyfile(vault_of(clerk), older)
    prints(clerk)
    copyfile(older, vault_of(clerk))
    assert "does not have, as issued: TH-2026-00001" in clerk.does("audit verify")
    other = clerk.writes("other.toml", HOUSE.replace("Hill GmbH", "Hall AG"))
    right, clerk.house = clerk.house, other
    refused = prints(clerk, out="again")
    assert (refused.code, "e-invoice-not-here" in refused.err) == (1, True)
    assert not list((clerk.folder / "again").iterdir())
    clerk.house = right
    assert prints(clerk, out="again").code == 0
    assert kept(clerk) == xml(clerk)
    assert len(issued(clerk)) == 1


def test_a_vault_that_is_gone_has_nothing_else_printed_in_its_place(clerk):
    prints(clerk)
    vault_of(clerk).unlink()
    refused = prints(clerk, out="again")
    assert (refused.code, "There is no vault" in refused.err) == (1, True)
    assert "were not compared" in clerk.does("audit verify")
    names = f"client,name,line1\n{buyer(clerk)},Ada Býron,Squäre 12\n"
    named = clerk.writes("names.csv", names)
    assert prints(clerk, out="again", more=f"--names {named}").code == 0
    assert xml(clerk, out="again") == xml(clerk)


@pytest.mark.parametrize("how", ["another text", "other bytes"])
def test_what_is_kept_otherwise_is_found_and_not_handed_out(clerk, how):
    prints(clerk)
    client, name = buyer(clerk), f"{ONE} factur-x"

    def change(vault):
        if how == "another text":
            take_paper_out(vault, name)
            file_paper(vault, name, client, xml(clerk) + b" ")
        else:
            with vault.writing() as connection:
                connection.execute("UPDATE papers SET text = zeroblob(99)")

    in_vault(clerk, change)
    answer = clerk("audit verify --json")
    assert answer.code == 3
    assert answer.json["verdict"] == "contradicts"
    (kind,) = answer.json["alterations"]
    assert kind["kind"] == "e-invoice"
    assert ONE in kind["earliest"]["what"]
    refused = prints(clerk, out="again")
    assert refused.code == 1
    assert not list((clerk.folder / "again").iterdir())


def test_a_passphrase_that_nobody_gave_is_said_when_it_is_verified(
    clerk, tmp_path, monkeypatch
):
    prints(clerk)
    words = tmp_path / "words"
    words.write_text("a long passphrase\n")
    monkeypatch.setenv(WORDS_FILE, str(words))
    clerk.does("vault lock")
    assert "not compared" not in clerk.does("audit verify")
    monkeypatch.delenv(WORDS_FILE)
    told = clerk.does("audit verify")
    assert "E-invoices as issued, 1, were not compared" in told
    assert "passphrase was not asked for" in told


def test_it_stays_while_a_law_keeps_the_sale_and_goes_with_the_person_after(clerk):
    clerk.does(f"intake retention MAY26 --law DE {SOON}")
    prints(clerk)
    before, client = xml(clerk), buyer(clerk)
    clerk.does(f"client erase {client} {GONE} {SOON}")
    answer = prints(clerk, out="again")
    assert (answer.code, xml(clerk, out="again")) == (0, before)
    clerk.does(f"client erase {client} {GONE} {LATER}")
    assert kept(clerk) is None
    assert in_vault(clerk, lambda vault: vault.rows("SELECT 1 FROM papers")) == []
    refused = prints(clerk, out="gone", more=LATER)
    assert "e-invoice-not-here" in refused.err
    assert not list((clerk.folder / "gone").iterdir())
    told = clerk.does("audit verify")
    assert "as issued" not in told


def test_a_client_is_handed_their_e_invoices(clerk):
    prints(clerk)
    client = buyer(clerk)
    whole = json.loads(clerk.does(f"client export {client}"))
    assert whole["e_invoices"] == {f"{ONE} factur-x": xml(clerk).decode()}
    copy = clerk.folder / "copy.db"
    clerk.does(f"backup {copy}")
    answer = Clerk(clerk.folder, copy)(f"client export {client}")
    assert json.loads(answer.out)["e_invoices"] is None
    assert "The e-invoices are left out." in answer.err


def test_nothing_else_is_issued_under_the_same_number(clerk):
    number = InvoiceId(ONE)

    def ask(digest, **more):
        form = EInvoiceForm.XRECHNUNG
        return issue(number, form, sha256=digest, at=clock("10:00"), **more)

    with House.open(str(clerk.ledger), keys=key_folder()) as house:
        assert len(house.do(ask("a" * 64), by=by()).events) == 1
        assert house.do(ask("a" * 64), by=by()).events == ()
        with pytest.raises(EInvoiceOther):
            house.do(ask("b" * 64), by=by())
        with pytest.raises(UnknownCreditNote):
            house.do(ask("b" * 64, credit_note=NOTE), by=by())
