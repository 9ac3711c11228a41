"""Postings of tax that the house itself accounts for.

What is owed goes to tax, what may be taken back to input tax; the rest is a part of
what the purchase cost, or was paid with it, and is booked where the purchase is. The
margin of a period puts right what its lots bear: the difference is the house's sales.
"""

from __future__ import annotations

from datetime import date

from ledger.events import (
    GlobalMarginAccounted,
    GlobalMarginReversed,
    OwnTaxEvent,
    PurchaseTaxAccounted,
    PurchaseTaxReversed,
)
from ledger.money import Minor
from projections.journal.accounts import BookAccount
from projections.journal.legs import JournalEntry, Leg, Party

Amounts = dict[BookAccount, Minor]
OF_A_PLACE = (BookAccount.TAX, BookAccount.INPUT_TAX)


def of_own_tax(event: OwnTaxEvent) -> JournalEntry:
    """Post what is owed, what is taken back, and what stands against both."""
    day, what, document, amounts = _parts(event)
    nobody = Party(client=None)
    return JournalEntry(
        day=day,
        sale=None,
        currency=event.currency,
        document=document,
        invoice=None,
        legs=tuple(
            Leg(
                account=account,
                amount=amount,
                what=what,
                party=nobody,
                jurisdiction=event.jurisdiction if account in OF_A_PLACE else None,
            )
            for account, amount in amounts.items()
        ),
    )


def _parts(event: OwnTaxEvent) -> tuple[date, str, str, Amounts]:
    place, number = event.jurisdiction, event.number
    match event:
        case PurchaseTaxAccounted(kind=kind):
            what = f"{event.name} on purchase {number}: {kind.value.replace('-', ' ')}"
            name = f"{place}/purchase/{number}"
            return event.accounted_on, what, name, _purchase(event, 1)
        case PurchaseTaxReversed():
            what = f"{event.name} on purchase {number} taken back"
            name = f"{place}/purchase/{number}"
            return event.reversed_on, what, name, _purchase(event, -1)
        case GlobalMarginAccounted():
            period = f"{event.period_from} to {event.period_to}"
            what = f"{event.name} on the global margin of {period}, beyond its lots'"
            return event.period_to, what, f"{place}/margin/{number}", _margin(event, 1)
        case GlobalMarginReversed():
            what = f"Global margin {number} taken back"
            return event.period_to, what, f"{place}/margin/{number}", _margin(event, -1)


def _purchase(event: PurchaseTaxAccounted | PurchaseTaxReversed, sign: int) -> Amounts:
    owed, claimed = sign * event.owed, sign * event.claimed
    return {
        BookAccount.TAX: -owed,
        BookAccount.INPUT_TAX: claimed,
        BookAccount.ELSEWHERE: owed - claimed,
    }


def _margin(event: GlobalMarginAccounted | GlobalMarginReversed, sign: int) -> Amounts:
    more = sign * (event.due - event.due_by_lot)
    return {BookAccount.TAX: -more, BookAccount.HOUSE_SALES: more}
