"""A self-billed invoice is kept as issued: XML in the vault, SHA-256 in the log."""

from __future__ import annotations

from hashlib import sha256

import pytest

from commands.keeping import key_folder
from ledger.entry import consignment_stream
from ledger.events import EInvoiceForm, SelfBilledInvoiceIssued
from ledger.house import House, consigning
from ledger.house.e_invoices import issue_self_billed, place_of_issue
from ledger.house.vaults import open_vault_of
from ledger.identity import StatementId
from ledger.refusals import EInvoiceOther, UnknownStatement
from ledger.vault.papers import file_paper, take_paper_out
from tests.clerk import Clerk
from tests.dealing import DEALER, STATED, dealing
from tests.sale_of_tests import SALE, all_entries, by, place
from tests.story import clock

pytestmark = pytest.mark.slow

STATEMENT = StatementId("LO-2026-S00001")
NAMED = "--name 'Orsay Ltd' --line '9 Bond Street' --country GB --postcode W1S"
FACTUR_X = EInvoiceForm.FACTUR_X
HOUSE = """\
[letterhead]
name = "Hill"
phone = "+44 20 7946 0100"
[print]
supply = "sale"
[einvoice]
legal_name = "Hill Ltd"
vat_id = "GB123456789"
country = "GB"
postcode = "W1K"
city = "London"
street = "1 Mount Street"
contact = "Accounts"
"""
GONE = "--basis 'GDPR art 17, letter 14' --approved-by Ann"


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    """Return a clerk of a sale whose dealer has a self-billed statement."""
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "sale").mkdir()
    with dealing(tmp_path / "sale", 100_000) as dealer:
        assert dealer.states().statement == STATEMENT
    clerk = Clerk(tmp_path / "sale", place(tmp_path / "sale"))
    clerk.house = clerk.writes("house.toml", HOUSE)
    clerk.does(f"client file {DEALER} {NAMED} --city London")
    return clerk


def prints(clerk, out="out"):
    asked = f"print {STATEMENT} --e-invoice --settings {{h}} --out {{o}}"
    return clerk(asked, h=clerk.house, o=clerk.folder / out)


def xml(clerk, out="out"):
    return (clerk.folder / out / f"{STATEMENT}.xml").read_bytes()


def issued(clerk):
    with House.open(clerk.ledger) as house:
        return [
            (entry.stream, entry.event)
            for entry in all_entries(house)
            if isinstance(entry.event, SelfBilledInvoiceIssued)
        ]


def in_vault(clerk, act):
    with (
        House.open(clerk.ledger, keys=key_folder()) as house,
        open_vault_of(house, str) as vault,
    ):
        return act(vault)


def test_the_first_printing_issues_it(clerk):
    assert prints(clerk).err == ""
    ((stream, event),) = issued(clerk)
    assert stream == consignment_stream(SALE, DEALER)
    assert (event.statement, event.form) == (STATEMENT, FACTUR_X)
    assert event.sha256 == sha256(xml(clerk)).hexdigest()
    clerk.does("audit verify")
    assert event.sha256 in clerk.does(f"audit history {STATEMENT}")
    assert f"{STATEMENT} was issued as factur-x" in clerk.does(
        f"statement show {STATEMENT}"
    )


def test_it_is_handed_out_as_it_was_issued_whatever_the_name_is_by_then(clerk):
    prints(clerk)
    before = clerk.events()
    again = prints(clerk, "again")
    assert (again.err, xml(clerk, "again")) == ("", xml(clerk))
    assert clerk.events() == before
    clerk.does(f"client file {DEALER} --name 'Orsay & Sons Ltd'")
    renamed = prints(clerk, "renamed")
    assert f"{STATEMENT} is handed out as it was issued" in renamed.err
    assert xml(clerk, "renamed") == xml(clerk)
    assert not (clerk.folder / "renamed" / f"{STATEMENT}.pdf").exists()
    assert len(issued(clerk)) == 1


def test_who_asks_for_all_that_is_kept_gets_it(clerk):
    prints(clerk)
    kept = clerk(f"client export {DEALER} --json").json["e_invoices"]
    assert kept == {f"{STATEMENT} factur-x": xml(clerk).decode()}


def test_another_text_in_the_vault_is_told(clerk):
    prints(clerk)
    name = f"{STATEMENT} factur-x"

    def change(vault):
        take_paper_out(vault, name)
        file_paper(vault, name, DEALER, b"<other/>")

    in_vault(clerk, change)
    answer = clerk("audit verify --json")
    kinds = {each["kind"]: each for each in answer.json["alterations"]}
    assert (answer.code, answer.json["verdict"]) == (3, "contradicts")
    assert "has another SHA-256" in kinds["e-invoice"]["earliest"]["what"]
    assert "another SHA-256" in prints(clerk, "no").err
    in_vault(clerk, lambda vault: take_paper_out(vault, name))
    answer = clerk("audit verify --json")
    assert answer.code == 0
    assert f"The vault does not have, as issued: {name}." in answer.json["remarks"]


def test_it_stays_as_long_as_a_law_keeps_the_sale(clerk):
    prints(clerk)
    clerk.does("intake retention MAY26 --law GB --at 2026-06-01T10:00Z")
    clerk.does(f"client erase {DEALER} {GONE} --at 2026-06-01T10:00Z")
    kept = clerk(f"client export {DEALER} --json").json["e_invoices"]
    assert kept == {f"{STATEMENT} factur-x": xml(clerk).decode()}
    clerk.does(f"client erase {DEALER} {GONE} --at 2040-01-01T10:00Z")
    assert clerk(f"client export {DEALER} --json").json["e_invoices"] == {}
    clerk.does("audit verify")


def test_no_word_of_it_is_in_the_ledger(clerk):
    prints(clerk)
    clerk.does("backup {f}", f=clerk.folder / "copy.db")
    files = [*clerk.folder.glob("*.db*"), *(clerk.folder.parent / "keys").rglob("*")]
    texts = [file.read_bytes() for file in files if file.is_file()]
    for word in ("Orsay", "Bond Street", "CrossIndustryInvoice"):
        assert not any(word.encode() in text for text in texts)


def test_it_is_issued_once_and_of_a_statement_alone(tmp_path):
    with dealing(tmp_path, 100_000) as dealer:
        dealer.states()

        def issues(text, statement=STATEMENT):
            return dealer.house.do(
                issue_self_billed(
                    *(SALE, DEALER, statement, FACTUR_X),
                    sha256=text * 64,
                    at=clock("20:00"),
                ),
                by=by(),
            ).events

        assert len(issues("a")) == 1
        head = dealer.house.head()
        assert place_of_issue(dealer.house, STATEMENT, FACTUR_X) == head
        assert issues("a") == ()
        with pytest.raises(EInvoiceOther):
            issues("b")
        with pytest.raises(UnknownStatement):
            issues("a", StatementId("LO-2026-S00009"))
        assert consigning.state(SALE, DEALER, on=STATED, at=clock("21:00"))
