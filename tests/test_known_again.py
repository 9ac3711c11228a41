"""One entry of a bank is booked once, however the bank lists it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ledger.files.bank_file import BankMapping, read_bank
from ledger.house import bank, payments
from ledger.identity import InvoiceId
from ledger.settlement.bank import LineOutcome
from tests.bank_clerk import house_of_two_bills
from tests.sale_of_tests import by
from tests.settled_sale import AFTER
from tests.story import USD, usd

pytestmark = pytest.mark.slow

ONE, OTHER = InvoiceId("TH-2026-00001"), InvoiceId("TH-2026-00002")
BOOKED, BEFORE = LineOutcome.BOOKED, LineOutcome.BEFORE
AGAIN, ASKED = LineOutcome.LISTED_AGAIN, LineOutcome.AMBIGUOUS
IN_JUNE = AFTER.replace(month=6)
CLERK = replace(by("clerk"), key=None)

MESSAGES = {
    "052": ("BkToCstmrAcctRpt", "Rpt"),
    "053": ("BkToCstmrStmt", "Stmt"),
    "054": ("BkToCstmrDbtCdtNtfctn", "Ntfctn"),
}


def part(amount, number="00001", refs=""):
    refs = f"<Refs>{refs}</Refs>" if refs else ""
    return (
        f"<TxDtls>{refs}<AmtDtls><TxAmt><Amt Ccy='USD'>{amount}</Amt></TxAmt></AmtDtls>"
        f"<RmtInf><Ustrd>TH-2026-{number}</Ustrd></RmtInf></TxDtls>"
    )


def entry(amount, *parts, name="<AcctSvcrRef>B1</AcctSvcrRef>", day="2026-05-26"):
    return (
        f"<Ntry><Amt Ccy='USD'>{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>"
        f"<Sts>BOOK</Sts><BookgDt><Dt>{day}</Dt></BookgDt>{name}"
        f"<NtryDtls>{''.join(parts)}</NtryDtls></Ntry>"
    )


def camt(*statements, kind="053", account="DE89370400440532013000"):
    message, part_name = MESSAGES[kind]
    inner = "".join(
        f"<{part_name}><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{each}</{part_name}>"
        for each in statements
    )
    space = f"urn:iso:std:iso:20022:tech:xsd:camt.{kind}.001.08"
    return f'<Document xmlns="{space}"><{message}>{inner}</{message}></Document>'


@pytest.fixture
def house(tmp_path):
    with house_of_two_bills(tmp_path) as house:
        yield house


@pytest.fixture
def imports(house, tmp_path):
    """Import a file, and return what became of its lines."""

    def imported(text, name="bank.xml", mapping=None):
        file = tmp_path / name
        file.write_text(text)
        read = read_bank(file, mapping=mapping or BankMapping(), currency=lambda: USD)
        matches = bank.matched(house, read.lines, sales=(), method="wire", at=IN_JUNE)
        booking = bank.book(matches, file=name, sales=(), method="wire", at=IN_JUNE)
        house.do(booking, by=CLERK)
        return [match.outcome for match in matches]

    return imported


def received(house, number=ONE):
    return house.invoice(number).received


WHOLE = entry("345.33", part("345.33"))
PARTS = [part("100.00"), part("245.33")]
NAMED = [
    part("100.00", refs="<EndToEndId>E1</EndToEndId>"),
    part("245.33", refs="<EndToEndId>E2</EndToEndId>"),
]
LISTINGS = [
    (entry("345.33", *PARTS), entry("345.33", *PARTS[::-1]), "in another order"),
    (entry("345.33", *NAMED), entry("345.33", *NAMED[::-1]), "so, and named"),
    (entry("345.33", *PARTS), WHOLE, "in parts, then whole"),
    (WHOLE, entry("345.33", *PARTS), "whole, then in parts"),
    (entry("345.33", *NAMED), WHOLE, "in named parts, then whole"),
    (entry("345.33", *PARTS), entry("345.33", *NAMED), "later with more names"),
]


@pytest.mark.parametrize(("first", "again", "because"), LISTINGS)
@pytest.mark.parametrize("kinds", [("053", "053"), ("052", "053"), ("053", "054")])
def test_an_entry_is_known_however_it_is_listed_again(
    house, imports, first, again, because, kinds
):
    assert set(imports(camt(first, kind=kinds[0]))) == {BOOKED}
    assert set(imports(camt(again, kind=kinds[1]), "next.xml")) == {BEFORE}, because
    assert received(house) == usd("345.33")


@pytest.mark.parametrize("name", ["<NtryRef>7</NtryRef>", ""])
def test_a_statement_without_the_bank_s_own_names_is_known_again(house, imports, name):
    first = entry("345.33", *PARTS, name=name)
    assert imports(camt(first)) == [BOOKED, BOOKED]
    assert imports(camt(entry("345.33", *PARTS[::-1], name=name))) == [BEFORE, BEFORE]
    assert received(house) == usd("345.33")


def test_the_report_of_a_day_may_lack_the_bank_s_name(house, imports):
    """camt.052 comes before the bank has named the entry, camt.053 after it."""
    refs = "<EndToEndId>E1</EndToEndId>"
    early = entry("300.00", part("300.00", refs=refs), name="")
    assert imports(camt(early, kind="052")) == [BOOKED]
    late = entry("300.00", part("300.00", refs=refs))
    assert imports(camt(late)) == [BEFORE]
    assert received(house) == usd(300)


def test_the_payer_s_name_alone_is_a_question(house, imports):
    refs = "<EndToEndId>RENT</EndToEndId>"
    first = entry("100.00", part("100.00", refs=refs))
    second = first.replace("B1", "B2")
    assert imports(camt(first)) == [BOOKED]
    assert imports(camt(second)) == [ASKED]
    assert received(house) == usd(100)


def test_a_part_that_was_left_is_booked_when_its_entry_comes_again(house, imports):
    unknown = entry("345.33", part("100.00", "00077"), part("245.33"))
    assert imports(camt(unknown)) == [LineOutcome.UNMATCHED, BOOKED]
    known = entry("345.33", part("245.33"), part("100.00"))
    assert imports(camt(known)) == [BEFORE, BOOKED]
    assert received(house) == usd("345.33")


def test_a_whole_of_which_a_part_is_booked_is_a_question(house, imports):
    imports(camt(entry("345.33", part("100.00", "00077"), part("245.33"))))
    assert imports(camt(WHOLE)) == [ASKED]
    assert received(house) == usd("245.33")


def test_another_account_or_day_has_entries_of_its_own(house, imports):
    part_paid = entry("100.00", part("100.00"))
    assert imports(camt(part_paid)) == [BOOKED]
    assert imports(camt(part_paid, account="DE02100500000054540402")) == [BOOKED]
    assert imports(camt(entry("100.00", part("100.00"), day="2026-05-27"))) == [ASKED]
    assert received(house) == usd(200)


def test_two_statements_of_a_file_list_an_entry_once(house, imports):
    assert imports(camt(WHOLE, entry("345.33", *NAMED))) == [AGAIN, BOOKED, BOOKED]
    assert received(house) == usd("345.33")


def test_a_name_twice_in_one_statement_is_a_question(house, imports):
    text = "Date,Amount,Memo,Ref\n" + "2026-05-26,100,TH-2026-00001,W-1\n" * 2
    mapping = BankMapping(day="Date", amount="Amount", text=("Memo",), reference="Ref")
    assert imports(text, "bank.csv", mapping) == [BOOKED, ASKED]
    assert imports(text, "bank.csv", mapping) == [BEFORE, ASKED]
    house.do(
        payments.receive(
            ONE,
            paid=usd(100),
            method="wire",
            on=date(2026, 5, 26),
            reference="W-1",
            cleared=True,
            at=IN_JUNE,
        ),
        by=CLERK,
    )
    assert imports(text, "bank.csv", mapping) == [BEFORE, BEFORE]


@pytest.mark.parametrize("word", ["NONREF", "NOTPROVIDED"])
def test_a_bank_s_word_for_no_name_is_no_name(imports, word):
    name = f"<AcctSvcrRef>{word}</AcctSvcrRef>"
    refs = f"<EndToEndId>{word}</EndToEndId>"
    first = entry("100.00", part("100.00", refs=refs), name=name)
    second = entry("100.00", part("100.00", "00002", refs=refs), name=name)
    assert imports(camt(first + second)) == [BOOKED, BOOKED]
    assert imports(camt(second + first)) == [BEFORE, BEFORE]


def test_what_an_earlier_version_booked_is_known_by_its_reference(house, imports):
    """It kept the entry's name and the part's place, and nothing else."""
    for number, amount in (("B1/1", "100.00"), ("B1/2", "245.33")):
        house.do(
            payments.receive(
                ONE,
                paid=usd(amount),
                method="wire",
                on=date(2026, 5, 26),
                reference=number,
                cleared=True,
                at=IN_JUNE,
            ),
            by=CLERK,
        )
    assert imports(camt(entry("345.33", *PARTS[::-1]))) == [BEFORE, BEFORE]
    assert imports(camt(WHOLE)) == [BEFORE]
