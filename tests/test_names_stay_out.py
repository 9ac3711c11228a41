"""Names, streets and accounts are in what is sent, and in nothing that the house keeps.

Searched are the ledger, its views, copies, packs, exports and the folder of keys, after
documents were printed, an e-invoice was issued and a file was written for the bank.
"""

from __future__ import annotations

import pytest

from tests.encoded_amounts import encoded, is_in
from tests.settling_clerk import clerk_of_consigned_lots

pytestmark = pytest.mark.slow

NAME, STREET, ACCOUNT = "Zoë Ödegård", "Squäre 1217", "NL91ABNA0417164300"
MAIL = "zoe@odegard.example"
SECRETS = (NAME, STREET, ACCOUNT, MAIL)
HOUSE = """\
[letterhead]
name = "Hill"
phone = "+49 89 555 0142"
[print]
supply = "sale"
[[letterhead.banks]]
bank = "Commerzbank"
iban = "DE89 3704 0044 0532 0130 00"
bic = "COBADEFFXXX"
[einvoice]
legal_name = "Hill GmbH"
vat_id = "DE123456789"
country = "DE"
postcode = "80331"
city = "München"
street = "Maximilianstraße 1"
contact = "Accounts"
"""
DAY = "--at 2026-05-21T10:00-05:00"
SENT = "--on 2026-07-08 --authorised-by Ann --at 2026-07-06T11:00-05:00"


@pytest.fixture
def clerk(tmp_path, monkeypatch):
    """Keep a sale whose documents are printed, and whose consignor is paid by file."""
    monkeypatch.setenv("LOTLEDGER_KEYS", str(tmp_path / "keys"))
    (tmp_path / "sale").mkdir()
    (tmp_path / "sent").mkdir()
    clerk = clerk_of_consigned_lots(tmp_path / "sale")
    clerk.house = clerk.writes("house.toml", HOUSE)
    clerk.does(f"settle MAY26 {DAY}")
    invoices = clerk("invoice list MAY26 --json").json
    buyers = {
        clerk(f"invoice show {each['document']} --json").json["client"]
        for each in invoices
    }
    clerk.does(f"client add C-7 {DAY}")
    for client in sorted({"C-7", *buyers}):
        clerk.does(
            f"client file {client} --name {{n}} --line {{s}} --city Delft --country NL "
            f"--email {MAIL} --iban {ACCOUNT}",
            n=NAME,
            s=STREET,
        )
    for each in invoices:
        number, due = each["document"], each["balance"]
        clerk.does(f"pay receive {number} {due} --method wire --cleared {DAY}")
    clerk.does(f"statement issue MAY26 {DAY}")
    clerk.does("payout MAY26 C-7 --method wire --at 2026-07-06T10:00-05:00")
    sent = tmp_path / "sent"
    settings = {"h": clerk.house, "o": sent}
    clerk.does("print --sale MAY26 --settings {h} --out {o}", **settings)
    number = invoices[0]["document"]
    clerk.does(f"print {number} --e-invoice --settings {{h}} --out {{o}}", **settings)
    bank = sent / "payouts.xml"
    clerk.does(
        f"payout-file MAY26 --settings {{h}} --out {{b}} {SENT}", h=clerk.house, b=bank
    )
    return clerk


def found(files):
    """Return which secrets stand in which files."""
    return {
        (secret, file.name)
        for file in files
        for secret in SECRETS
        if file.is_file() and is_in(file.read_bytes(), encoded(secret))
    }


def test_what_is_sent_tells_them_and_what_is_kept_does_not(clerk, tmp_path):
    sent = found((tmp_path / "sent").iterdir())
    assert {secret for secret, _ in sent} >= {NAME, STREET, ACCOUNT}
    assert {name.rpartition(".")[2] for _, name in sent} == {"pdf", "xml"}
    clerk.does("views rebuild")
    clerk.does("audit verify")
    kept = tmp_path / "kept"
    kept.mkdir()
    clerk.does("backup {f}", f=kept / "copy.db")
    clerk.does("audit pack MAY26 --out {f}", f=kept / "sale.zip")
    clerk.does("audit pack C-7 --out {f}", f=kept / "client.zip")
    for form in ("csv", "xlsx", "html", "pdf", "json"):
        for line in ("audit history", "report journal", "report statements"):
            name = f"{line.replace(' ', '-')}.{form}"
            clerk.does(f"{line} --format {form} --out {{f}}", f=kept / name)
    folders = (clerk.folder, kept, tmp_path / "keys")
    files = [file for folder in folders for file in folder.rglob("*")]
    assert {clerk.ledger, clerk.views} <= {*files}
    assert any(file.name == "vault" for file in files)
    assert not found(files)


@pytest.mark.parametrize("secret", SECRETS)
def test_each_is_found_in_every_encoding(tmp_path, secret):
    for text in encoded(secret):
        file = tmp_path / "planted"
        file.write_bytes(b"before " + text + b" behind")
        assert found([file]) == {(secret, "planted")}
