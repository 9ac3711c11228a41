"""Banks' files: columns by a mapping, amounts as banks write them, camt.053."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.files.bank_file import BankMapping, read_bank, read_mapping
from ledger.files.bank_file.mapping import DayFormat, DecimalMark
from ledger.files.bank_file.statement import signed_amount
from ledger.files.problems import Faulty, Misread
from ledger.money import Currency
from tests.story import USD

EUR = Currency("EUR")
PLAIN = BankMapping(day="Date", amount="Amount", text=("Details",))


def read(tmp_path, text, mapping=PLAIN, currency=USD, name="bank.csv"):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_bank(path, mapping=mapping, currency=lambda: currency)


def faults(tmp_path, text, mapping=PLAIN, name="bank.csv"):
    with pytest.raises(Faulty) as faulty:
        read(tmp_path, text, mapping, name=name)
    return [
        str(problem).replace(f"{tmp_path}/", "") for problem in faulty.value.problems
    ]


AMOUNTS = [
    ("point", "1,250.50", 125050),
    ("point", "-1250.5", -125050),
    ("point", "1'250.50", 125050),
    ("point", "1 250.50", 125050),
    ("point", "+12", 1200),
    ("point", "(12.00)", -1200),
    ("point", "12.00-", -1200),
    ("point", "\u221212.00", -1200),
    ("point", "$12", 1200),
    ("comma", "1.250,50", 125050),
    ("comma", "-12,5", -1250),
    ("comma", "1.250", 125000),
    ("comma", "USD 12,00", 1200),
]


@pytest.mark.parametrize(("mark", "text", "amount"), AMOUNTS)
def test_amounts_as_banks_write_them(mark, text, amount):
    assert signed_amount(USD, DecimalMark(mark))(text) == amount


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        ("point", "1.250,50"),
        ("point", "1,25"),
        ("comma", "1,250"),
        ("comma", "12,5,0"),
        ("point", "--12"),
        ("point", "twelve"),
        ("point", ""),
        ("point", "EUR 12"),
    ],
)
def test_what_may_be_another_amount_is_not_guessed_at(mark, text):
    with pytest.raises(Misread):
        signed_amount(USD, DecimalMark(mark))(text)


FORMATS = [
    ("YYYY-MM-DD", "2026-05-22", "with dashes"),
    ("YYYY-MM-DD", "2026-05-22T10:00:00", "a time behind it"),
    ("DD.MM.YYYY", "22.05.2026", "with points"),
    ("D/M/YY", "22/5/26", "short"),
    ("MM/DD/YYYY", "05/22/2026 10:00", "the month before the day"),
    ("DD MMM YYYY", "22 May 2026", "with a name"),
    ("YYYYMMDD", "20260522", "without anything between"),
]


@pytest.mark.parametrize(("written", "text", "because"), FORMATS)
def test_days_as_banks_write_them(written, text, because):
    assert DayFormat(written).read(text) == date(2026, 5, 22), because


@pytest.mark.parametrize("text", ["2026-22-05", "22.05.2026", "", "2026-05-32"])
def test_another_day_is_not_guessed_at(text):
    with pytest.raises(Misread, match="a day like YYYY-MM-DD"):
        DayFormat("YYYY-MM-DD").read(text)


@pytest.mark.parametrize("written", ["DD.MM", "DD.MM.YYYY YY", "today"])
def test_a_format_has_each_part_once(written):
    with pytest.raises(Misread, match="once each"):
        DayFormat(written)


# Columns.


def test_a_bank_s_columns_are_named(tmp_path):
    mapping = BankMapping(
        day="Buchungstag",
        amount="Betrag",
        text=("Verwendungszweck", "Info"),
        reference="Referenz",
        payer="Name",
        day_format="DD.MM.YYYY",
        decimal=DecimalMark.COMMA,
        skip=2,
    )
    text = (
        "Konto;4711\n"
        "Stand;22.05.2026\n"
        "Buchungstag;Betrag;Verwendungszweck;Info;Referenz;Name\n"
        '22.05.2026;1.250,50;"TH-2026-\n00001";Danke;R-1;Ann\n'
        "22.05.2026;-9,90;Entgelt;;;\n"
    )
    first, second = read(tmp_path, text, mapping, EUR).lines
    assert (first.line, first.day, first.amount) == (4, date(2026, 5, 22), 125050)
    assert (first.text, first.reference, first.payer) == (
        "TH-2026- 00001 Danke",
        "R-1",
        "Ann",
    )
    assert (second.line, second.amount, second.text) == (6, -990, "Entgelt")
    assert (second.reference, second.payer) == (None, None)


def test_what_came_and_what_left_may_stand_in_two_columns(tmp_path):
    mapping = BankMapping(day="Date", credit="In", debit="Out", text=("Details",))
    text = "Date,In,Out,Details\n2026-05-22,10,,a\n2026-05-22,,4,b\n2026-05-22,,-4,c\n"
    lines = read(tmp_path, text, mapping).lines
    assert [line.amount for line in lines] == [1000, -400, -400]


def test_every_mistake_is_told_at_once(tmp_path):
    text = "Date,Amount,Details\n22.5.26,10,a\n2026-05-22,ten,b\n"
    day, amount = faults(tmp_path, text)
    assert day == (
        'bank.csv:2:1: Date: found "22.5.26"; expected a day like YYYY-MM-DD. Or say '
        "how days are written, with --day-format."
    )
    assert amount == (
        'bank.csv:3:2: Amount: found "ten"; expected an amount in USD, with a decimal '
        "point. Write it like $1,250.50."
    )


def test_a_column_that_is_not_there_is_told(tmp_path):
    text = "Dates,Amount,Details\n2026-05-22,10,a\n"
    (told,) = faults(tmp_path, text)
    assert told == (
        'bank.csv:1: header: found no column "Date"; expected one of Dates, Amount, '
        'Details. Write "Dates".'
    )
    told = faults(tmp_path, text, BankMapping())
    assert [one.partition(";")[0] for one in told] == [
        "bank.csv:1: header: found no column named for the day",
        "bank.csv:1: header: found no column named for the amount",
        "bank.csv:1: header: found no column named for the text",
    ]


# Mapping files.


def test_a_mapping_is_kept_in_a_file(tmp_path):
    path = tmp_path / "bank.toml"
    path.write_text(
        'day = "Buchungstag"\nday_format = "DD.MM.YYYY"\namount = "Betrag"\n'
        'text = ["Verwendungszweck", "Info"]\nreference = "Referenz"\n'
        'payer = "Name"\ndecimal = "comma"\nskip = 2\ncurrency = "EUR"\n'
        'method = "transfer"\n'
    )
    assert read_mapping(path) == BankMapping(
        day="Buchungstag",
        day_format="DD.MM.YYYY",
        amount="Betrag",
        text=("Verwendungszweck", "Info"),
        reference="Referenz",
        payer="Name",
        decimal=DecimalMark.COMMA,
        skip=2,
        currency=EUR,
        method="transfer",
    )


def test_a_faulty_mapping_is_told_line_by_line(tmp_path):
    path = tmp_path / "bank.toml"
    path.write_text(
        'day_format = "DD"\ndecimal = "dot"\namount = "A"\ncredit = "B"\ncolour = 1\n'
    )
    with pytest.raises(Faulty) as faulty:
        read_mapping(path)
    assert [problem.field for problem in faulty.value.problems] == [
        "day_format",
        "decimal",
        "amount",
        "colour",
    ]
    with pytest.raises(Faulty, match="no such file; expected a mapping file"):
        read_mapping(tmp_path / "none.toml")


# camt.053.

CAMT = """\
<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.{version}">
<BkToCstmrStmt><Stmt>{entries}</Stmt></BkToCstmrStmt></Document>
"""
ENTRY = """\
<Ntry><NtryRef>7</NtryRef><Amt Ccy="EUR">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>
<Sts>{status}</Sts><BookgDt><Dt>2026-05-22</Dt></BookgDt>
<AcctSvcrRef>B-1</AcctSvcrRef><NtryDtls>{details}</NtryDtls>{more}</Ntry>
"""
FOREIGN = """\
<TxDtls><Refs><EndToEndId>E-9</EndToEndId></Refs>
<AmtDtls><InstdAmt><Amt Ccy="USD">100.00</Amt></InstdAmt>
<TxAmt><Amt Ccy="EUR">92.00</Amt></TxAmt></AmtDtls>
<Chrgs><Rcrd><Amt Ccy="EUR">8.00</Amt><CdtDbtInd>DBIT</CdtDbtInd></Rcrd></Chrgs>
<RltdPties><Dbtr><Nm>Ann</Nm></Dbtr></RltdPties>
<RmtInf><Ustrd>TH-2026-</Ustrd><Ustrd>00001</Ustrd></RmtInf></TxDtls>
"""


def camt(*entries, version="08"):
    return CAMT.format(version=version, entries="".join(entries))


def ntry(amount="92.00", side="CRDT", status="BOOK", details=FOREIGN, more=""):
    return ENTRY.format(
        amount=amount, side=side, status=status, details=details, more=more
    )


@pytest.mark.parametrize("version", ["02", "04", "08", "12"])
def test_an_entry_of_camt_is_a_line(tmp_path, version):
    """What was instructed, in dollars, and the charges say nothing of what came."""
    (line,) = read(tmp_path, camt(ntry(), version=version), name="bank.xml").lines
    assert (line.line, line.day) == (1, date(2026, 5, 22))
    assert (line.amount, line.currency) == (9200, EUR)
    assert line.text == "E-9 TH-2026- 00001"
    assert (line.reference, line.payer, line.objection) == ("B-1", "Ann", None)


def test_a_prefix_of_the_names_changes_nothing(tmp_path):
    text = camt(ntry()).replace("xmlns=", "xmlns:n=")
    text = text.replace("<", "<n:").replace("<n:/", "</n:").replace("<n:?", "<?")
    (line,) = read(tmp_path, text, name="bank.xml").lines
    assert line.amount == 9200


def test_debits_reversals_and_what_is_pending_are_said_to_be_so(tmp_path):
    pending = ntry(status="<Cd>PDNG</Cd>")
    back = ntry(more="<RvslInd>true</RvslInd>")
    taken = ntry(side="DBIT", more="<RvslInd>1</RvslInd>")
    lines = read(
        tmp_path, camt(ntry(side="DBIT"), pending, back, taken), name="bank.xml"
    ).lines
    assert [(line.amount, line.objection, line.returned) for line in lines] == [
        (-9200, None, False),
        (9200, "the bank has not booked it yet", False),
        (9200, None, True),
        (-9200, None, True),
    ]


PART = "<TxDtls><Amt Ccy='EUR'>{}</Amt><RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>"


def test_a_collective_entry_is_split_where_its_parts_add_up(tmp_path):
    parts = PART.format("90.00", "TH-2026-00001") + PART.format("2.00", "TH-2026-00002")
    lines = read(tmp_path, camt(ntry(details=parts)), name="bank.xml").lines
    assert [(line.amount, line.text, line.reference) for line in lines] == [
        (9000, "TH-2026-00001", "B-1/1"),
        (200, "TH-2026-00002", "B-1/2"),
    ]
    parts = PART.format("90.00", "TH-2026-00001") + PART.format("3.00", "TH-2026-00002")
    (whole,) = read(tmp_path, camt(ntry(details=parts)), name="bank.xml").lines
    assert (whole.amount, whole.text) == (9200, "TH-2026-00001 TH-2026-00002")


BOMB = (
    '<!DOCTYPE Document [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<Document>&b;</Document>"
)
OUTSIDE = (
    '<!DOCTYPE Document [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    "<Document><Stmt>&x;</Stmt></Document>"
)
NO_CAMT = [
    (BOMB, "found a document type"),
    (OUTSIDE, "found a document type"),
    ('<?xml version="1.0" encoding="cp037"?><Document/>', "found no statement"),
    ("<Document>", "found broken XML"),
    ("<Document/>", "found no statement"),
    (camt(ntry(side="LEFT")), "found entry 1 without a day, an amount or a direction"),
    (camt(ntry(amount="many")), "found entry 1 without a day"),
    (camt("<Ntry/>"), "found entry 1 without a day"),
]


@pytest.mark.parametrize(("text", "found"), NO_CAMT)
def test_what_is_no_camt_is_refused_unread(tmp_path, text, found):
    (told,) = faults(tmp_path, text, name="bank.xml")
    assert told.startswith(f"bank.xml: {found}")
