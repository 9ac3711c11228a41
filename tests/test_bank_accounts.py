"""Bank accounts of one currency are told apart, and a CSV tells balances as well."""

from __future__ import annotations

from zipfile import ZipFile

import pytest

from ledger.files.bank_file import BankMapping
from ledger.files.bank_file.balances import read_balances
from ledger.files.cells import DecimalMark
from ledger.files.problems import Faulty
from ledger.money import Currency
from tests.settling_clerk import DAY, clerk_who_settled

pytestmark = pytest.mark.slow

FIRST, SECOND = "DE89370400440532013000", "GB29NWBK60161331926819"
STATEMENT = """<Stmt><Acct><Id><IBAN>{iban}</IBAN></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">{opening}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-05-26</Dt></Dt></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="USD">{closing}</Amt>
<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-05-26</Dt></Dt></Bal>{entry}</Stmt>"""
ENTRY = """<Ntry><Amt Ccy="USD">225.16</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-05-26</Dt></BookgDt><AcctSvcrRef>B1</AcctSvcrRef>
<NtryDtls><TxDtls><RmtInf><Ustrd>TH-2026-00001</Ustrd></RmtInf></TxDtls></NtryDtls>
</Ntry>"""
LATER = "--at 2026-05-28T10:00-05:00"


def camt(*statements):
    space = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
    inner = "".join(statements)
    return (
        f'<Document xmlns="{space}"><BkToCstmrStmt>{inner}</BkToCstmrStmt></Document>'
    )


def stated(iban, opening, closing, entry=""):
    return STATEMENT.format(iban=iban, opening=opening, closing=closing, entry=entry)


BOTH = camt(stated(FIRST, 100, "325.16", ENTRY), stated(SECOND, 50, 50))


@pytest.fixture
def clerk(tmp_path):
    """Keep two accounts in dollars, the first with its number."""
    clerk = clerk_who_settled(tmp_path)
    clerk.does(f"bank begin MAIN 100 --iban {FIRST} --on 2026-05-01 {DAY}")
    clerk.does(f"bank begin SAVINGS 50 --on 2026-05-01 {DAY}")
    return clerk


def test_each_statement_of_a_file_is_recorded_on_its_account(clerk):
    file = clerk.writes("both.xml", BOTH)
    said = clerk.does(f"bank statement MAIN --file {{f}} {LATER}", f=file)
    assert "$325.16" in said
    assert "$50" not in said
    refused = clerk(f"bank statement SAVINGS --file {{f}} {LATER}", f=file)
    assert "found statements of several accounts" in refused.err
    alone = clerk.writes("first.xml", camt(stated(FIRST, 100, 325)))
    wrong = clerk(f"bank statement SAVINGS --file {{f}} {LATER}", f=alone)
    assert wrong.code == 1
    assert "of an account with another number than SAVINGS" in wrong.err
    other = clerk.writes("second.xml", camt(stated(SECOND, 50, 50)))
    clerk.does(f"bank statement SAVINGS --file {{f}} {LATER}", f=other)
    refused = clerk(f"bank statement SAVINGS --file {{f}} {LATER}", f=alone)
    assert refused.code == 1, "from its first file on the account has a number"
    clerk.does("backup {f}", f=clerk.folder / "copy.db")
    for part in clerk.folder.iterdir():
        if part.suffix == ".db":
            assert FIRST.encode() not in part.read_bytes()


def test_a_number_with_wrong_check_digits_is_told(clerk):
    wrong = FIRST.replace("89", "88", 1)
    refused = clerk(f"bank begin OTHER 0 --iban {wrong} {DAY}")
    assert "check digits" in refused.err


def test_no_other_account_has_the_same_number(clerk):
    spaced = " ".join(FIRST[at : at + 4] for at in range(0, len(FIRST), 4))
    again = clerk(f"bank begin AGAIN 0 --iban {{i}} --on 2026-05-01 {DAY}", i=spaced)
    assert again.code == 1
    assert "The account with this IBAN is MAIN" in again.err
    other = clerk.writes("second.xml", camt(stated(SECOND, 50, 50)))
    clerk.does(f"bank statement SAVINGS --file {{f}} {LATER}", f=other)
    euros = f"bank begin EUROS 0 --currency EUR --iban {SECOND} --on 2026-05-01 {DAY}"
    learned = clerk(euros)
    assert "The account with this IBAN is SAVINGS" in learned.err
    clerk.does(f"bank begin EUROS 0 --currency EUR --on 2026-05-01 {DAY}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_balances_are_read_from_a_zip(clerk, encoding):
    declared = f'<?xml version="1.0" encoding="{encoding.upper()}"?>'
    days = {
        "26.xml": stated(FIRST, 100, 325),
        "27.xml": stated(FIRST, 325, 300).replace("05-26", "05-27"),
    }
    file = clerk.folder / "bank.zip"
    with ZipFile(file, "w") as archive:
        for name, statement in days.items():
            archive.writestr(name, (declared + camt(statement)).encode(encoding))
    read = read_balances(file, mapping=None, currency=Currency("USD"))
    ends = {end.day.day: end.balance for each in read for end in each.balances}
    assert ends == {26: 32_500, 27: 30_000}
    said = clerk.does(f"bank statement MAIN --file {{f}} {LATER}", f=file)
    assert "$325 on 2026-05-26" in said
    assert "$300 on 2026-05-27" in said
    wrong = clerk(f"bank statement SAVINGS --file {{f}} {LATER}", f=file)
    assert "with another number than SAVINGS" in wrong.err


def test_accounts_are_reconciled_one_by_one(clerk):
    file = clerk.writes("both.xml", BOTH)
    clerk.does(f"pay import {{f}} {LATER}", f=file)
    clerk.does(f"bank statement MAIN --file {{f}} {LATER}", f=file)
    clerk.does(f"bank statement SAVINGS 60 --on 2026-05-26 {LATER}")
    clerk.does(f"bank book SAVINGS interest 8 --on 2026-05-26 {LATER}")
    clerk.does(f"funds suspense 2 --method wire --on 2026-05-26 {LATER}")
    tables = clerk("report bank-reconciliation --json").json["tables"]
    (rows,) = (t["rows"] for t in tables if t["name"] == "accounts_usd")
    told = [
        [row[name] for name in ("account", "books_moved", "bank_moved", "difference")]
        for row in rows
    ]
    assert told == [
        ["MAIN", "100.00", None, None],
        ["MAIN", "225.16", "325.16", "0.00"],
        ["SAVINGS", "50.00", None, None],
        ["SAVINGS", "8.00", "60.00", "2.00"],
        ["not told apart", "2.00", None, None],
    ]


# A CSV with what stood after each line.

COLUMNS = BankMapping(day="Day", amount="Amount", text=("Text",), balance="Balance")
ROWS = [
    "2026-05-26,100.00,a,1100.00",
    "2026-05-26,-40.00,b,1060.00",
    "2026-05-28,5.50,c,1065.50",
]


@pytest.mark.parametrize("rows", [ROWS, ROWS[::-1], [ROWS[0], *ROWS[2:0:-1][::-1]]])
def test_a_csv_tells_the_end_of_each_day(tmp_path, rows):
    file = tmp_path / "bank.csv"
    file.write_text("\n".join(["Day,Amount,Text,Balance", *rows]), encoding="utf-8")
    (read,) = read_balances(file, mapping=COLUMNS, currency=Currency("USD"))
    ends = [(each.day.day, each.balance) for each in read.balances]
    assert (read.opening, ends) == (100_000, [(26, 106_000), (28, 106_550)])


def test_a_balance_may_stand_on_the_last_line_of_a_day_alone(tmp_path):
    file = tmp_path / "bank.csv"
    text = "Day;Amount;Text;Balance\n2026-05-26;1.000;a;\n2026-05-26;-40;b;960\n"
    file.write_text(text, encoding="utf-8")
    commas = BankMapping(
        day="Day",
        amount="Amount",
        text=("Text",),
        balance="Balance",
        decimal=DecimalMark.COMMA,
    )
    (read,) = read_balances(file, mapping=commas, currency=Currency("JPY"))
    assert (read.opening, read.balances[0].balance) == (0, 960)


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([ROWS[0], ROWS[2]], id="a line is missing"),
        pytest.param([ROWS[1], ROWS[0], ROWS[2]], id="they are in no order"),
        pytest.param(["2026-05-26,100.00,a,"], id="no balance is told"),
    ],
)
def test_balances_that_do_not_follow_are_refused(tmp_path, rows):
    file = tmp_path / "bank.csv"
    file.write_text("\n".join(["Day,Amount,Text,Balance", *rows]), encoding="utf-8")
    with pytest.raises(Faulty, match="do not follow"):
        read_balances(file, mapping=COLUMNS, currency=Currency("USD"))


def test_a_clerk_records_them_by_a_mapping(clerk):
    file = clerk.writes("b.csv", "Day,Amount,Text,Balance\n2026-05-26,225.16,x,325.16")
    columns = 'day = "Day"\namount = "Amount"\ntext = ["Text"]\nbalance = "Balance"\n'
    named = clerk.writes("bank.toml", columns)
    record = f"bank statement MAIN --file {{f}} --mapping {{m}} {LATER}"
    assert "$325.16 on 2026-05-26" in clerk.does(record, f=file, m=named)
    bare = clerk(f"bank statement MAIN --file {{f}} {LATER}", f=file)
    assert "Name the column of its balances" in bare.err
