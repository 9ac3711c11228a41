"""Postings of money that is for no invoice: deposits, on account, suspense.

It comes to the bank, and is owed to whoever it is from. What is applied or moved passes
through transfers, where its other side takes it up at once: no bank moves.
"""

from __future__ import annotations

from datetime import date

from ledger.events import (
    FundsApplied,
    FundsEvent,
    FundsKind,
    FundsMoved,
    FundsPutBack,
    FundsReceived,
    FundsRefunded,
    FundsRefundReversed,
    FundsReversed,
)
from ledger.money import Minor
from projections.journal.accounts import BookAccount
from projections.journal.legs import JournalEntry, Leg, Party

HELD = {
    FundsKind.DEPOSIT: BookAccount.DEPOSITS,
    FundsKind.ON_ACCOUNT: BookAccount.ON_ACCOUNT,
    FundsKind.SUSPENSE: BookAccount.SUSPENSE,
}
"""The account on which each kind of money is owed."""


def of_funds(event: FundsEvent) -> JournalEntry:
    """Post what came, and what became of it."""
    day, what, cash, amount = _parts(event)
    party = Party(client=event.client)
    return JournalEntry(
        day=day,
        sale=event.sale,
        currency=event.currency,
        document=event.funds,
        invoice=None,
        legs=tuple(
            Leg(account=account, amount=part, what=what, party=party)
            for account, part in ((cash, amount), (HELD[event.kind], -amount))
        ),
    )


def _parts(event: FundsEvent) -> tuple[date, str, BookAccount, Minor]:
    """Say when, what, where the money is or was, and how much came there."""
    name, bank = event.funds, BookAccount.BANK
    match event:
        case FundsReceived(source=None):
            what = f"Received {name} by {event.method}"
            return event.received_on, what, bank, event.amount
        case FundsReceived():
            what = f"Received {name}, which was {event.source}"
            return event.received_on, what, BookAccount.TRANSFERS, event.amount
        case FundsApplied():
            what = f"Applied {name} as payment {event.payment}"
            return event.applied_on, what, BookAccount.TRANSFERS, -event.amount
        case FundsPutBack():
            what = f"Put payment {event.payment} back to {name}"
            return event.put_back_on, what, BookAccount.TRANSFERS, event.amount
        case FundsMoved():
            what = f"Moved {name} to {event.to}"
            return event.moved_on, what, BookAccount.TRANSFERS, -event.amount
        case FundsRefunded():
            what = f"Refund {event.refund} of {name}, {event.method}"
            return event.refunded_on, what, bank, -event.amount
        case FundsRefundReversed():
            what = f"Refund {event.refund} of {name} came back"
            return event.reversed_on, what, bank, event.amount
        case FundsReversed():
            return event.reversed_on, f"{name} was taken back", bank, -event.amount
