"""The journal: every event that touches the books, as debits and credits that balance.

A row is one posting: an amount on an account, above zero a debit, below zero a credit.
The postings of each event come to nothing, and none of them needs to know what was
posted before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Select, Table, func, select

from ledger.entry import Entry
from ledger.events import (
    AdvanceMade,
    BalancesBroughtForward,
    BankAccountBegun,
    BankEntryBooked,
    BankEntryReversed,
    CreditNoteIssued,
    Event,
    ExpenseCharged,
    FundsApplied,
    FundsMoved,
    FundsPutBack,
    FundsReceived,
    FundsRefunded,
    FundsRefundReversed,
    FundsReversed,
    GlobalMarginAccounted,
    GlobalMarginReversed,
    InvoiceIssued,
    InvoiceWrittenOff,
    LateFeeCharged,
    LateFeeWaived,
    PaymentCleared,
    PaymentMoved,
    PaymentPutBack,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
    PayoutMade,
    PayoutReversed,
    PurchaseTaxAccounted,
    PurchaseTaxReversed,
    RemittanceMade,
    RemittanceReversed,
    RepaymentReceived,
    RepaymentReversed,
    StatementIssued,
    WriteOffReversed,
)
from ledger.identity import ClientId, InvoiceId, LotId, Paddle, SaleId
from ledger.money import Minor
from projections.columns import Amount
from projections.journal.accounts import BookAccount
from projections.journal.banking import of_bank
from projections.journal.brought_forward import of_season
from projections.journal.consignments import of_consignor, statement_issued
from projections.journal.funds import of_funds
from projections.journal.invoices import credit_note_issued, invoice_issued
from projections.journal.legs import JournalEntry
from projections.journal.own_tax import of_own_tax
from projections.journal.payments import of_payment
from projections.queries import Period, ask, rows_in, within
from projections.rows import Rows
from projections.view import View


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One debit or credit."""

    posting: str
    """The position of its event and its number there: ``4711/2``."""
    position: int
    """The place in the log of the event that posted it."""
    number: int
    """Its number among the postings of its event, from 1."""
    day: date
    """The day it counts in the books, as the event tells it; not when it was typed."""
    account: BookAccount
    """What it stands on."""
    jurisdiction: str | None
    """Whose tax it is."""
    client: ClientId | None
    """None where it concerns no client: the bank, a tax office, an unknown payer."""
    paddle: Paddle | None
    """The buyer's number; None for a consignor."""
    sale: SaleId | None
    """None where it belongs to no sale."""
    lot: LotId | None
    document: str
    """The invoice, credit note or statement; a consignor's account has the sale's, and
    an entry of the bank its account's."""
    invoice: InvoiceId | None
    """The invoice that it settles, raises or lowers."""
    currency: str
    amount: Amount
    """Above zero a debit, below zero a credit."""
    event: str
    """The stable name of its event: ``invoice-issued/1``."""
    what: str
    """What was posted, in words."""
    recorded_at: datetime
    """When its event was recorded."""


_ENTRIES: Mapping[type, Callable[[Any], JournalEntry]] = MappingProxyType(
    {
        InvoiceIssued: invoice_issued,
        CreditNoteIssued: credit_note_issued,
        PaymentReceived: of_payment,
        PaymentCleared: of_payment,
        PaymentReversed: of_payment,
        PaymentMoved: of_payment,
        PaymentRefunded: of_payment,
        LateFeeCharged: of_payment,
        LateFeeWaived: of_payment,
        StatementIssued: statement_issued,
        ExpenseCharged: of_consignor,
        AdvanceMade: of_consignor,
        PayoutMade: of_consignor,
        PayoutReversed: of_consignor,
        RepaymentReceived: of_consignor,
        RepaymentReversed: of_consignor,
        PaymentPutBack: of_payment,
        InvoiceWrittenOff: of_payment,
        WriteOffReversed: of_payment,
        FundsReceived: of_funds,
        FundsApplied: of_funds,
        FundsPutBack: of_funds,
        FundsMoved: of_funds,
        FundsRefunded: of_funds,
        FundsRefundReversed: of_funds,
        FundsReversed: of_funds,
        BankAccountBegun: of_bank,
        BankEntryBooked: of_bank,
        BankEntryReversed: of_bank,
        RemittanceMade: of_bank,
        RemittanceReversed: of_bank,
        PurchaseTaxAccounted: of_own_tax,
        PurchaseTaxReversed: of_own_tax,
        GlobalMarginAccounted: of_own_tax,
        GlobalMarginReversed: of_own_tax,
        BalancesBroughtForward: of_season,
    }
)
"""What each kind of event posts; the books do not care for others."""


def journal_entry(event: Event) -> JournalEntry | None:
    """Say what an event posts; None where the books do not care."""
    of_event = _ENTRIES.get(type(event))
    return None if of_event is None else of_event(event)


def _post(entry: Entry[Event], rows: Rows) -> None:
    posted = _ENTRIES[type(entry.event)](entry.event)
    legs = (leg for leg in posted.legs if leg.amount)
    for number, leg in enumerate(legs, start=1):
        rows.insert(
            entry,
            entry.by,
            posted,
            leg,
            leg.party,
            posting=f"{entry.position}/{number}",
            number=number,
            currency=posted.currency.code,
            event=entry.type,
        )


JOURNAL = View(
    name="journal",
    row=Posting,
    key="posting",
    shape=4,
    hears=dict.fromkeys(_ENTRIES, _post),
    indexes=("position", "account", "sale"),
)


def postings(
    db: Connection,
    sale: SaleId | None = None,
    period: Period | None = None,
) -> list[Posting]:
    """List the postings of a sale, or of all, in the order of the log."""
    return rows_in(db, JOURNAL, sale, period, by=("position", "number"))


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalBalance:
    """The balance of postings that share something; fields not shared are None."""

    currency: str
    debit: Minor
    credit: Minor
    """Above zero, as it is written in its column."""
    account: BookAccount | None = None
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
    account: BookAccount | None = None,
) -> list[JournalBalance]:
    """Add up the postings that share a currency and some more columns."""
    shared = ("currency", *by)

    def question(t: Table) -> Select[*tuple[Any, ...]]:
        columns = [t.c[name] for name in shared]
        added = select(
            *columns,
            func.sum(t.c.amount).filter(t.c.amount > 0).label("debit"),
            func.sum(t.c.amount).filter(t.c.amount < 0).label("credit"),
        )
        query = within(added, t, sale, period)
        if account is not None:
            query = query.where(t.c.account == account)
        return query.group_by(*columns).order_by(*columns)

    return [
        JournalBalance(
            **dict(zip(shared, row, strict=False)),
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
        query = within(select(*shared), t, sale)
        uneven = query.group_by(*shared).having(func.sum(t.c.amount) != 0)
        return uneven.order_by(t.c.position)

    return [position for position, _ in ask(db, JOURNAL, question)]
