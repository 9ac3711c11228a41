"""Banks' files of other formats: archives, encodings, MT940, camt.052 and camt.054."""

from __future__ import annotations

import io
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from ledger.files.bank_file import BankMapping, read_bank
from ledger.files.contents import INPUT_MAX
from ledger.files.problems import Faulty
from ledger.money import Currency
from tests.story import USD

EUR = Currency("EUR")
PLAIN = BankMapping(day="Date", amount="Amount", text=("Details",))
CSV = "Date,Amount,Details\n2026-05-22,10,TH-2026-00001\n"
ENTRY = (
    "<Ntry><Amt Ccy='EUR'>92.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>"
    "<BookgDt><Dt>2026-05-22</Dt></BookgDt><AcctSvcrRef>B-1</AcctSvcrRef>"
    "<NtryDtls><TxDtls><Refs><EndToEndId>E1</EndToEndId></Refs>"
    "<RmtInf><Ustrd>M\u00fcller TH-2026-00001</Ustrd></RmtInf></TxDtls></NtryDtls>"
    "</Ntry>"
)
MESSAGES = {
    "052": ("BkToCstmrAcctRpt", "Rpt"),
    "053": ("BkToCstmrStmt", "Stmt"),
    "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}
IBAN = "<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>"


def camt(kind="053", *, head="", entry=ENTRY):
    message, part = MESSAGES[kind]
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.08"
    body = f"<{message}><{part}>{IBAN}{entry}</{part}></{message}>"
    return f'{head}<Document xmlns="{space}">{body}</Document>'


def zipped(**files):
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return packed.getvalue()


@pytest.fixture
def read(tmp_path):
    def of(content, name="bank.bin", mapping=PLAIN):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_bank(path, mapping=mapping, currency=lambda: USD).lines

    return of


@pytest.mark.parametrize("kind", MESSAGES)
def test_every_kind_of_camt_is_read_alike(read, kind):
    (line,) = read(camt(kind))
    assert (line.amount, line.reference, line.objection) == (9200, "B-1", None)
    assert line.text == "E1 M\u00fcller TH-2026-00001"


def test_another_message_of_the_standard_is_named(read):
    space = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.03"
    with pytest.raises(Faulty, match=r"no statement, but pain\.002\.001\.03"):
        read(f'<Document xmlns="{space}"><CstmrPmtStsRpt/></Document>')


ENCODINGS = [
    ("utf-16", "UTF-16"),
    ("utf-16-le", "UTF-16"),
    ("utf-16-be", "UTF-16"),
    ("utf-8", "UTF-8"),
    ("utf-8-sig", "UTF-8"),
    ("iso-8859-1", "ISO-8859-1"),
    ("iso-8859-15", "iso-8859-15"),
    ("utf-8", "UTF-16"),
]


@pytest.mark.parametrize(("encoding", "declared"), ENCODINGS)
def test_xml_is_read_as_it_says_itself(read, encoding, declared):
    text = camt(head=f'<?xml version="1.0" encoding="{declared}"?>')
    (line,) = read(text.encode(encoding))
    assert "M\u00fcller" in line.text


def test_a_bank_may_write_no_day_of_booking(read):
    entry = ENTRY.replace("<BookgDt><Dt>2026-05-22</Dt></BookgDt>", "")
    with_value = entry.replace(
        "<AcctSvcr", "<ValDt><DtTm>2026-05-21T01:00:00</DtTm></ValDt><AcctSvcr", 1
    )
    (line,) = read(camt("054", entry=with_value))
    assert line.day == date(2026, 5, 21)
    (line,) = read(camt("054", entry=f"<CreDtTm>2026-05-20T09:00:00Z</CreDtTm>{entry}"))
    assert line.day == date(2026, 5, 20)


def code(family, sub_family):
    family = f"<Fmly><Cd>{family}</Cd><SubFmlyCd>{sub_family}</SubFmlyCd></Fmly>"
    return f"<BkTxCd><Domn><Cd>PMNT</Cd>{family}</Domn></BkTxCd>"


SIGNS = [
    ("CRDT", "", (9200, False)),
    ("DBIT", "", (-9200, False)),
    ("CRDT", "<RvslInd>true</RvslInd>", (9200, True)),
    ("DBIT", "<RvslInd>1</RvslInd>", (-9200, True)),
    ("CRDT", "<RvslInd>false</RvslInd>", (9200, False)),
    (
        "CRDT",
        code("RCDT", "RRTN"),
        (9200, True),
    ),
    (
        "CRDT",
        code("RCDT", "ESCT"),
        (9200, False),
    ),
    (
        "CRDT",
        code("ICDT", "ESCT"),
        (9200, True),
    ),
    ("DBIT", "<BkTxCd><Prtry><Cd>NRTI+109+00931</Cd></Prtry></BkTxCd>", (-9200, True)),
    ("CRDT", "<BkTxCd><Prtry><Cd>NTRF+166+00931</Cd></Prtry></BkTxCd>", (9200, False)),
]


@pytest.mark.parametrize(("side", "more", "signed"), SIGNS)
def test_the_schema_says_what_comes_and_what_comes_back(read, side, more, signed):
    entry = ENTRY.replace("CRDT", side).replace("</Sts>", f"</Sts>{more}", 1)
    (line,) = read(camt(entry=entry))
    assert (line.amount, line.returned) == signed


def test_a_return_brings_its_code(read):
    entry = ENTRY.replace("CRDT", "DBIT").replace(
        "</RmtInf>", "</RmtInf><RtrInf><Rsn><Cd>AC06</Cd></Rsn></RtrInf>"
    )
    (line,) = read(camt(entry=entry))
    assert (line.amount, line.returned, line.code) == (-9200, True, "AC06")


def test_the_parts_of_a_batch_may_go_both_ways(read):
    part = "<TxDtls><Amt Ccy='EUR'>{}</Amt><CdtDbtInd>{}</CdtDbtInd></TxDtls>"
    parts = part.format("100.00", "CRDT") + part.format("8.00", "DBIT")
    head, _, _ = ENTRY.partition("<NtryDtls>")
    lines = read(camt(entry=f"{head}<NtryDtls>{parts}</NtryDtls></Ntry>"))
    assert [line.amount for line in lines] == [10000, -800]


AMOUNTS = [
    ("JPY", "1000", 1000),
    ("JPY", "1000.00", 1000),
    ("KWD", "1.250", 1250),
    ("KWD", "1.25000", 1250),
]


@pytest.mark.parametrize(("code", "written", "amount"), AMOUNTS)
def test_currencies_without_decimals_and_with_three(read, code, written, amount):
    entry = ENTRY.replace("'EUR'", f"'{code}'").replace("92.00", written)
    (line,) = read(camt(entry=entry))
    assert (line.amount, line.currency.code) == (amount, code)


# Archives.


def test_the_files_of_an_archive_are_read_one_after_the_other(read):
    lines = read(zipped(b_xml=camt(), a_csv=CSV))
    assert [(line.statement, line.amount) for line in lines] == [(1, 1000), (2, 9200)]


@pytest.fixture
def small_limit():
    before = INPUT_MAX.set(1_000_000)
    yield
    INPUT_MAX.reset(before)


@pytest.mark.usefixtures("small_limit")
def test_a_bomb_is_refused(read):
    with pytest.raises(Faulty, match="more than 1 MB when unpacked"):
        read(zipped(a_xml=b"0" * 2_000_000))
    with pytest.raises(Faulty, match="more than 1 MB when unpacked"):
        read(zipped(a_xml=b"0" * 600_000, b_xml=b"0" * 600_000))


def test_many_files_a_broken_archive_and_an_empty_one_are_refused(read):
    with pytest.raises(Faulty, match="1,001 files"):
        read(zipped(**{f"f{number}": "" for number in range(1_001)}))
    with pytest.raises(Faulty, match="a broken archive"):
        read(zipped(a_xml=camt())[:60])
    with pytest.raises(Faulty, match="an archive without a file"):
        read(zipped(__MACOSX="").replace(b"..MACOSX", b".aMACOSX"))


def test_an_archive_in_an_archive_and_a_workbook_are_told(read):
    with pytest.raises(Faulty, match="a workbook or a ZIP archive"):
        read(zipped(inner_zip=zipped(a_xml=camt())))
    workbook = io.BytesIO()
    with ZipFile(workbook, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
    with pytest.raises(Faulty, match="a workbook"):
        read(workbook.getvalue())


# MT940.

MT940 = """\
:20:STARTUMS
:25:DE89370400440532013000
:28C:00012/001
:60F:C260525EUR1000,00
{entries}
:62F:C260528EUR990,00
-
"""
CAME = """\
:61:2605260526C92,NTRFNONREF//B-1
:86:166?00GUTSCHRIFT?20EREF+E1?21SVWZ+TH-2026-?2200001 DANKE?32ANN"""


def test_mt940_is_read(read):
    (line,) = read(MT940.format(entries=CAME))
    assert (line.day, line.amount, line.currency) == (date(2026, 5, 26), 9200, EUR)
    assert (line.reference, line.payer) == ("B-1", "ANN")
    assert "TH-2026-00001 DANKE" in line.text


def test_mt940_and_camt_know_an_entry_by_the_same_names(read):
    (swift,) = read(MT940.format(entries=CAME))
    (iso,) = read(camt())
    assert swift.known_by == iso.known_by


DIRECTIONS = [
    ("C", 9200, False, True),
    ("D", -9200, False, True),
    ("RC", -9200, True, True),
    ("RD", 9200, True, True),
    ("EC", 9200, False, False),
    ("ED", -9200, False, False),
]


@pytest.mark.parametrize(("direction", "amount", "returned", "booked"), DIRECTIONS)
def test_directions_mean_what_swift_says(read, direction, amount, returned, booked):
    entry = CAME.replace("0526C", f"0526{direction}")
    (line,) = read(MT940.format(entries=entry))
    assert (line.amount, line.returned) == (amount, returned)
    assert (line.objection is None) == booked


def test_a_returned_item_is_one(read):
    (line,) = read(
        MT940.format(entries=CAME.replace("0526C", "0526D").replace("NTRF", "NRTI"))
    )
    assert line.returned


def test_statements_of_several_accounts_stand_in_one_file(read):
    other = MT940.format(entries=CAME).replace(
        "DE89370400440532013000", "DE02100500000054540402"
    )
    first, second = read(MT940.format(entries=CAME) + other.replace("EUR", "USD"))
    assert (first.statement, second.statement) == (1, 2)
    assert (first.currency, second.currency) == (EUR, USD)
    assert first.known_by.account != second.known_by.account


@pytest.mark.parametrize("entry", [":61:rubbish", ":61:2613450526C92,NTRFNONREF//B"])
def test_what_is_broken_is_refused(read, entry):
    with pytest.raises(Faulty, match="statement 1"):
        read(MT940.format(entries=f"{CAME}\n{entry}"))


def test_the_first_version_names_its_messages_by_their_version(read):
    old = camt("052").replace("BkToCstmrAcctRpt", "BkToCstmrAcctRptV01")
    assert [line.amount for line in read(old)] == [
        line.amount for line in read(camt("052"))
    ]
