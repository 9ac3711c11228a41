"""The journal: every event that touches the books, as debits and credits that balance.

A row is one posting: an amount on an account, above zero a debit, below zero a credit.
The postings of each event come to nothing, and none of them needs to know what was
posted before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    func,
    select,
)

from ledger.entry import Entry
from ledger.events import (
    AdvanceMade,
    CreditNoteIssued,
    Event,
    ExpenseCharged,
    InvoiceIssued,
    LateFeeCharged,
    LateFeeWaived,
    PaymentCleared,
    PaymentMoved,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    PayoutMade,
    PayoutReversed,
    StatementIssued,
)
from ledger.identity import ClientId, InvoiceId, LotId, Paddle, SaleId
from ledger.money import Minor
from projections.columns import Day, Moment, Word
from projections.journal.accounts import Account, Nature
from projections.journal.bills import credit_note_issued, invoice_issued
from projections.journal.consignments import of_consignor, statement_issued
from projections.journal.legs import Leg, Transaction
from projections.journal.payments import of_payment
from projections.reading import Period, ask, within
from projections.rows import Row, Rows
from projections.view import View

__all__ = [
    "JOURNAL",
    "Account",
    "Balance",
    "Nature",
    "Posting",
    "balances",
    "journal",
    "postings",
    "unbalanced",
]

journal = Table(
    "journal",
    MetaData(),
    Column("posting", String, primary_key=True),
    Column("position", BigInteger, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("day", Day, nullable=False),
    Column("account", Word(Account), nullable=False, index=True),
    Column("jurisdiction", String),
    Column("client", String, nullable=False),
    Column("paddle", String),
    Column("sale", String, nullable=False, index=True),
    Column("lot", String),
    Column("document", String, nullable=False),
    Column("invoice", String),
    Column("currency", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("event", String, nullable=False),
    Column("what", String, nullable=False),
    Column("recorded_at", Moment, nullable=False),
)


def hear(entry: Entry[Event], rows: Rows) -> None:
    """Post what an event means for the books."""
    if (posted := transaction(entry.event)) is None:
        return
    legs = (leg for leg in posted.legs if leg.amount)
    for number, leg in enumerate(legs, start=1):
        rows.insert(_row(entry, posted, number, leg))


def transaction(event: Event) -> Transaction | None:
    """Say what an event posts; None where the books do not care."""
    match event:
        case InvoiceIssued():
            return invoice_issued(event)
        case CreditNoteIssued():
            return credit_note_issued(event)
        case (
            PaymentReceived()
            | PaymentCleared()
            | PaymentReversed()
            | PaymentMoved()
            | PaymentRefunded()
            | LateFeeCharged()
            | LateFeeWaived()
        ):
            return of_payment(event)
        case StatementIssued():
            return statement_issued(event)
        case ExpenseCharged() | AdvanceMade() | PayoutMade() | PayoutReversed():
            return of_consignor(event)
        case _:
            return None


def _row(entry: Entry[Event], posted: Transaction, number: int, leg: Leg) -> Row:
    return {
        "posting": f"{entry.position}/{number}",
        "position": entry.position,
        "number": number,
        "day": posted.day,
        "account": leg.account,
        "jurisdiction": leg.jurisdiction,
        "client": leg.party.client,
        "paddle": leg.party.paddle,
        "sale": posted.sale,
        "lot": leg.lot,
        "document": posted.document,
        "invoice": posted.invoice,
        "currency": posted.currency.code,
        "amount": leg.amount,
        "event": entry.type,
        "what": leg.what,
        "recorded_at": entry.by.recorded_at,
    }


HEEDS = frozenset(
    {
        InvoiceIssued,
        CreditNoteIssued,
        PaymentReceived,
        PaymentCleared,
        PaymentReversed,
        PaymentMoved,
        PaymentRefunded,
        LateFeeCharged,
        LateFeeWaived,
        StatementIssued,
        ExpenseCharged,
        AdvanceMade,
        PayoutMade,
        PayoutReversed,
    }
)

JOURNAL = View(journal, shape=1, hear=hear, heeds=HEEDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One debit or credit."""

    posting: str
    """The position of its event and its number there: ``4711/2``."""
    position: int
    number: int
    day: date
    """The day it counts in the books, as the event tells it; not when it was typed."""
    account: Account
    jurisdiction: str | None
    """Whose tax it is."""
    client: ClientId
    paddle: Paddle | None
    """The buyer's number; None for a consignor."""
    sale: SaleId
    lot: LotId | None
    document: str
    invoice: InvoiceId | None
    currency: str
    amount: Minor
    event: str
    what: str
    recorded_at: datetime


def postings(
    db: Connection,
    sale: SaleId | None = None,
    period: Period | None = None,
) -> list[Posting]:
    """List the postings of a sale, or of all, in the order of the log."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        asked = within(t.select(), t, sale, period)
        return asked.order_by(t.c.position, t.c.number)

    return [Posting(**row._mapping) for row in ask(db, JOURNAL, question)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What postings that share something come to; what they need not share is None."""

    currency: str
    debit: Minor
    credit: Minor
    """Above zero, as it is written in its column."""
    account: Account | None = None
    jurisdiction: str | None = None
    sale: SaleId | None = None
    client: ClientId | None = None
    invoice: InvoiceId | None = None
    event: str | None = None
    day: date | None = None

    @property
    def amount(self) -> Minor:
        """Debits less credits."""
        return self.debit - self.credit


def balances(
    db: Connection,
    *by: str,
    sale: SaleId | None = None,
    period: Period | None = None,
    account: Account | None = None,
) -> list[Balance]:
    """Add up the postings that share a currency and some more columns."""
    shared = ("currency", *by)

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        columns = [t.c[name] for name in shared]
        added = select(
            *columns,
            func.sum(t.c.amount).filter(t.c.amount > 0).label("debit"),
            func.sum(t.c.amount).filter(t.c.amount < 0).label("credit"),
        )
        asked = within(added, t, sale, period)
        if account is not None:
            asked = asked.where(t.c.account == account)
        return asked.group_by(*columns).order_by(*columns)

    return [
        Balance(
            **{name: row._mapping[name] for name in shared},
            # Some databases add whole numbers up to a decimal.
            debit=int(row.debit or 0),
            credit=-int(row.credit or 0),
        )
        for row in ask(db, JOURNAL, question)
    ]


def unbalanced(db: Connection, sale: SaleId | None = None) -> list[int]:
    """List the positions of events whose postings do not come to nothing."""

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        shared = (t.c.position, t.c.currency)
        asked = within(select(*shared), t, sale)
        uneven = asked.group_by(*shared).having(func.sum(t.c.amount) != 0)
        return uneven.order_by(t.c.position)

    return [position for position, _ in ask(db, JOURNAL, question)]
