"""Files of payments for the bank: by the schema, once, and with nothing on record."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, date, datetime
from importlib.resources import files
from xml.etree.ElementTree import fromstring

import pytest
from lxml import etree

from ledger.money import Currency
from projections.exports.pain001 import Payer, Transfer, payment_file
from tests.clerk import CLIENTS, TERMS
from tests.settling_clerk import CONSIGNORS_RULES, clerk_of_consigned_lots

pytestmark = pytest.mark.slow

SCHEMA = files("sepaxml") / "schemas" / "pain.001.001.09.xsd"
AT = datetime(2026, 7, 6, 9, tzinfo=UTC)
PAYER = Payer(name="Auktionshaus Müller", iban="DE89370400440532013000", bic=None)
TO = "NL91ABNA0417164300"
HOUSE = """\
[letterhead]
name = "Test House"

[[letterhead.banks]]
bank = "First Bank"
routing = "111000025"
account = "4711"

[[letterhead.banks]]
bank = "Commerzbank"
iban = "DE89 3704 0044 0532 0130 00"
bic = "COBADEFFXXX"
"""
NAMES = f"client,name,city,country,iban,bic\nC-7,Ann Ödegård,Delft,NL,{TO},ABNANL2A\n"
SEND = "--on 2026-07-08 --authorised-by Ann --at 2026-07-06T11:00-05:00"


def transfer(amount, **more):
    usual = {
        "end_to_end": "HA-2026-S00001-1",
        "name": "Zoë & Sons <Ltd>",
        "iban": TO,
        "bic": None,
        "postcode": None,
        "city": None,
        "country": None,
        "text": "HA-2026-S00001",
    }
    return Transfer(amount=amount, **{**usual, **more})


def written(*transfers, code="EUR", payer=PAYER):
    return payment_file(
        transfers,
        message="SPRING-F1",
        payer=payer,
        currency=Currency(code),
        pays_on=date(2026, 7, 8),
        at=AT,
    )


@pytest.fixture(scope="module")
def schema():
    return etree.XMLSchema(etree.parse(io.BytesIO(SCHEMA.read_bytes())))


def text_of(content, path):
    root = fromstring(content)  # noqa: S314 (it is our own)
    return [element.text for element in root.findall(f".//{{*}}{path}")]


FILES = [
    ("EUR", [transfer(12345)], "123.45"),
    ("EUR", [transfer(1), transfer(10, city="Delft", country="NL")], "0.11"),
    ("JPY", [transfer(1000, bic="BOTKJPJT")], "1000"),
    ("KWD", [transfer(1250, postcode="13001", city="Kuwait", country="KW")], "1.250"),
    ("USD", [transfer(5, name="x" * 200, text="y" * 200)], "0.05"),
]


@pytest.mark.parametrize(("code", "transfers", "total"), FILES)
def test_a_file_is_as_the_schema_says(schema, code, transfers, total):
    content = written(*transfers, code=code)
    schema.assertValid(etree.parse(io.BytesIO(content)))
    assert text_of(content, "CtrlSum") == [total, total]
    assert text_of(content, "NbOfTxs") == [str(len(transfers))] * 2
    sepa = code == "EUR"
    assert text_of(content, "SvcLvl/{*}Cd") == (["SEPA"] if sepa else [])
    assert text_of(content, "ChrgBr") == ["SLEV" if sepa else "SHAR"]


def test_the_same_payments_are_the_same_bytes():
    assert written(transfer(5)) == written(transfer(5))
    assert "Zoë &amp; Sons &lt;Ltd&gt;".encode() in written(transfer(5))


@pytest.fixture
def clerk(tmp_path):
    """Keep a sale whose consignor C-7 was paid by wire, and not by file yet."""
    clerk = clerk_of_consigned_lots(tmp_path)
    day = "--at 2026-05-21T10:00-05:00"
    clerk.does(f"settle MAY26 {day}")
    for document in clerk("invoice list MAY26 --json").json:
        number, due = document["document"], document["balance"]
        clerk.does(f"pay receive {number} {due} --method wire --cleared {day}")
    clerk.does(f"statement issue MAY26 {day}")
    clerk.does("payout MAY26 C-7 --method wire --at 2026-07-06T10:00-05:00")
    return clerk


def sends(clerk, more="", names=NAMES):
    out = clerk.writes("payouts.xml", "")
    return clerk(
        f"payout-file MAY26 --settings {{h}} --names {{n}} --out {{o}} {SEND} {more}",
        h=clerk.writes("house.toml", HOUSE),
        n=clerk.writes("names.csv", names),
        o=out,
    ), out


def test_a_payout_is_sent_once_and_no_account_is_on_record(clerk, schema, tmp_path):
    sent, out = sends(clerk)
    assert sent.code == 0, sent.err
    content = out.read_bytes()
    schema.assertValid(etree.parse(io.BytesIO(content)))
    assert f"SHA-256: {hashlib.sha256(content).hexdigest()}\n" in sent.out
    assert text_of(content, "CdtrAcct/{*}Id/{*}IBAN") == [TO]
    assert text_of(content, "DbtrAcct/{*}Id/{*}IBAN") == ["DE89370400440532013000"]
    again, _ = sends(clerk)
    assert again.code == 1
    assert "No payout of sale MAY26 by wire waits to be sent" in again.err
    clerk.does("backup {f}", f=tmp_path / "copy.db")
    for part in tmp_path.iterdir():
        if part.suffix == ".db":
            assert TO.encode() not in part.read_bytes()


def test_a_dry_run_sends_nothing(clerk):
    before = clerk.events()
    tried, out = sends(clerk, "--dry-run")
    assert "Dry run" in tried.out
    assert out.read_bytes() == b""
    assert clerk.events() == before


def test_a_dry_run_is_refused_where_no_file_can_be_written(clerk, tmp_path):
    before = clerk.events()
    for more in ("--dry-run", ""):
        sent, _ = sends(clerk, f"--out {tmp_path / 'nowhere' / 'payouts.xml'} {more}")
        assert sent.code == 1
        assert "payouts.xml cannot be written: No such file or directory." in sent.err
    assert clerk.events() == before
    tried, out = sends(clerk, "--dry-run")
    assert tried.code == 0
    assert [each.name for each in out.parent.glob(".*.part")] == []


def test_another_person_has_to_say_so(clerk):
    refused, out = sends(clerk, "--actor Ann")
    assert refused.code == 1
    assert out.read_bytes() == b""


def test_who_has_no_account_is_told(clerk):
    refused, _ = sends(clerk, names="client,name\nC-7,Ann\n")
    assert "No IBAN of C-7 is known." in refused.err
    wrong, _ = sends(clerk, names=NAMES.replace("NL91", "NL92"))
    assert "an IBAN with right check digits" in wrong.err


def test_a_payout_whose_buyer_bounced_is_not_sent(clerk):
    amount = clerk("pay list MAY26 --json").json[0]["payments"][0]["handed_over"]
    number = clerk("pay list MAY26 --json").json[0]["invoice"]
    bounced = clerk.writes(
        "bank.csv", f"Date,Amount,Text\n2026-05-29,-{amount},{number} NSF\n"
    )
    clerk.does(
        "pay import {f} --day Date --amount Amount --text Text "
        "--at 2026-07-06T10:30-05:00",
        f=bounced,
    )
    refused, out = sends(clerk)
    assert refused.code == 1
    assert "waits for buyers to pay by now" in refused.err
    assert out.read_bytes() == b""
    clerk.does(f"pay uphold {number}/P1 --reason credited --at 2026-07-06T10:40-05:00")
    sent, _ = sends(clerk)
    assert sent.code == 0, sent.err


SECOND_IBAN = "GB29NWBK60161331926819"


def test_the_house_says_which_of_its_accounts_pays(clerk):
    two = f'{HOUSE}\n[[letterhead.banks]]\nbank = "NatWest"\niban = "{SECOND_IBAN}"\n'
    out = clerk.folder / "chosen.xml"
    line = "payout-file MAY26 --settings {h} --names {n} --out {o} --iban {i} " + SEND
    files = {
        "h": clerk.writes("two.toml", two),
        "n": clerk.writes("names.csv", NAMES),
        "o": out,
    }
    wrong = clerk(line, i="FR7630006000011234567890189", **files)
    assert "No bank of the letterhead has the IBAN FR76" in wrong.err
    assert not out.exists()
    clerk.does(line, i="gb29 NWBK 6016 1331 9268 19", **files)
    assert text_of(out.read_bytes(), "DbtrAcct/{*}Id/{*}IBAN") == [SECOND_IBAN]


def another_sale(clerk, name="JUNE26"):
    """Sell a lot of C-7's in a second sale, and pay them out."""
    text = TERMS.replace("MAY26", name).replace("2026-05-20", "2026-06-20")
    terms = clerk.writes("june.toml", text)
    listed = "lot,title,category,opening,consignor\n1,A lamp,,100,C-7\n"
    lots = clerk.writes("june.csv", listed)
    people = clerk.writes("clients.csv", CLIENTS)
    rules = clerk.writes("rules.toml", CONSIGNORS_RULES)
    clerk.does("sale announce {f} --at 2026-05-25T10:00-05:00", f=terms)
    for what, file in (("catalogue", lots), ("client", people)):
        clerk.does(f"{what} import {name} {{f}} --at 2026-05-25T10:00-05:00", f=file)
    bid = f"bid {name}/1 --paddle 101 --maximum 200 --at 2026-06-19T10:00-05:00"
    clerk.does(bid)
    clerk.does(f"sale close {name} --at 2026-06-20T12:00-05:00")
    day = "--at 2026-06-21T10:00-05:00"
    clerk.does(f"sale settlement {name} {{f}} {day}", f=rules)
    clerk.does(f"settle {name} {day}")
    for document in clerk(f"invoice list {name} --json").json:
        number, due = document["document"], document["balance"]
        clerk.does(f"pay receive {number} {due} --method wire --cleared {day}")
    clerk.does(f"statement issue {name} {day}")
    clerk.does(f"payout {name} C-7 --method wire --at 2026-07-06T10:00-05:00")


def test_several_sales_go_into_one_file_each_payout_once(clerk, schema):
    another_sale(clerk)
    house, names = clerk.writes("house.toml", HOUSE), clerk.writes("n.csv", NAMES)
    out = clerk.folder / "both.xml"
    line = "payout-file {s} --settings {h} --names {n} --out {o} " + SEND
    files = {"h": house, "n": names, "o": out}
    clerk.does(line.replace("{s}", "JUNE26 MAY26 JUNE26"), **files)
    content = out.read_bytes()
    schema.assertValid(etree.parse(io.BytesIO(content)))
    assert text_of(content, "GrpHdr/{*}MsgId") == ["JUNE26-F1"]
    assert text_of(content, "GrpHdr/{*}NbOfTxs") == ["2"]
    calls = text_of(content, "PmtId/{*}EndToEndId")
    assert len(set(calls)) == len(calls)
    for sale in ("MAY26", "JUNE26", "MAY26 JUNE26"):
        again = clerk(line.replace("{s}", sale), **files)
        assert again.code == 1
        assert f"No payout of sale {sale.replace(' ', ' and ')} by wire" in again.err
